//! argon2id (19 MiB, 2 passes, 1 lane): two at a time, off the runtime's threads.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use kernel::{Error, Result};
use tokio::sync::{Mutex, Semaphore};

/// Two cores at most are ever busy with passwords.
static TURNS: Semaphore = Semaphore::const_new(2);
/// More people than this in the queue are asked to come back.
const MOST_WAITING: usize = 200;
static WAITING: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);

/// What unknown logins are verified against, so that they cost the same; no password fits it.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn argon2() -> Argon2<'static> {
    let params = Params::new(19_456, 2, 1, None).expect("constants within the limits of argon2");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// The hash as a PHC string. Takes some 40 ms of a core: not inside a transaction.
pub fn hash(password: &str) -> Result<String> {
    let mut salt = [0u8; 16];
    getrandom::fill(&mut salt).map_err(Error::internal)?;
    let salt = SaltString::encode_b64(&salt).map_err(Error::internal)?;
    Ok(argon2().hash_password(password.as_bytes(), &salt).map_err(Error::internal)?.to_string())
}

/// Does the password fit? `None` stands for an account that does not exist or has no password: the same work, always `false`.
pub fn fits(password: &str, hash: Option<&str>) -> bool {
    let parsed = PasswordHash::new(hash.unwrap_or(NOBODY));
    parsed.is_ok_and(|parsed| argon2().verify_password(password.as_bytes(), &parsed).is_ok()) && hash.is_some()
}

/// [`hash`] in its turn. Errors: `Unavailable` when too many wait.
pub async fn hash_in_turn(password: String) -> Result<String> {
    in_turn(move || hash(&password)).await?
}

/// [`fits`] in its turn. Errors: `Unavailable` when too many wait.
pub async fn fits_in_turn(password: String, hash: Option<String>) -> Result<bool> {
    in_turn(move || fits(&password, hash.as_deref())).await
}

/// As [`fits_in_turn`], but those who try the same login, or come from the same address, wait for one another first: a
/// crowd of guesses keeps one core busy at most, and everybody else finds the other one free.
pub async fn fits_behind(login: &str, address: &str, password: String, hash: Option<String>) -> Result<bool> {
    let (login, address) = (line(&LOGINS, login), line(&ADDRESSES, address));
    let (_one, _other) = (Standing::in_line(login)?, Standing::in_line(address)?);
    let _login = login.front.lock().await;
    let _address = address.front.lock().await;
    in_turn(move || fits(&password, hash.as_deref())).await
}

/// By a hash of the name: two names share a line now and then, which costs them a moment.
type Lines = LazyLock<Vec<Line>>;
static LOGINS: Lines = LazyLock::new(|| (0..LINES).map(|_| Line::default()).collect());
static ADDRESSES: Lines = LazyLock::new(|| (0..LINES).map(|_| Line::default()).collect());
const LINES: usize = 256;
/// More of one login or address than this are asked to come back; a whole assembly behind one address fits in.
const MOST_IN_LINE: usize = 400;

#[derive(Default)]
struct Line {
    front: Mutex<()>,
    standing: AtomicUsize,
}

/// One who stands in a line, until the answer, or until the request is dropped.
struct Standing(&'static Line);

impl Standing {
    fn in_line(line: &'static Line) -> Result<Standing> {
        let standing = Standing(line);
        match line.standing.fetch_add(1, Relaxed) {
            0..MOST_IN_LINE => Ok(standing),
            _ => Err(Error::Unavailable("kernel.busy".into())),
        }
    }
}

impl Drop for Standing {
    fn drop(&mut self) {
        self.0.standing.fetch_sub(1, Relaxed);
    }
}

fn line(lines: &'static Lines, name: &str) -> &'static Line {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    &lines[hasher.finish() as usize % LINES]
}

/// Any of several hashes, one after the other in one turn.
pub async fn fits_any_in_turn(password: String, hashes: Vec<String>) -> Result<bool> {
    in_turn(move || hashes.iter().any(|hash| fits(&password, Some(hash)))).await
}

async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    use std::sync::atomic::Ordering::Relaxed;
    let _place = Place::take()?;
    let turn = TURNS.acquire().await.map_err(Error::internal)?;
    let done = tokio::task::spawn_blocking(work).await.map_err(Error::internal);
    drop(turn);
    debug_assert!(WAITING.load(Relaxed) > 0);
    done
}

/// A place in the queue, given back also when the request is dropped.
struct Place;

impl Place {
    fn take() -> Result<Place> {
        use std::sync::atomic::Ordering::Relaxed;
        if WAITING.fetch_add(1, Relaxed) >= MOST_WAITING {
            WAITING.fetch_sub(1, Relaxed);
            return Err(Error::Unavailable("kernel.busy".into()));
        }
        Ok(Place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        WAITING.fetch_sub(1, std::sync::atomic::Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_fits_its_password_alone() {
        let made = hash("雨花台的灯").unwrap();
        assert!(made.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(fits("雨花台的灯", Some(&made)) && !fits("雨花台的灯 ", Some(&made)) && !fits("", None));
    }

    /// Twenty from one address stand in a line; somebody from elsewhere passes them.
    #[tokio::test]
    async fn a_crowd_from_one_address_keeps_nobody_else_waiting() {
        let made = hash("x").unwrap();
        let guess = |n: usize| {
            let made = made.clone();
            async move { fits_behind(&format!("guess{n}"), "203.0.113.1", "wrong".into(), Some(made)).await }
        };
        let crowd: Vec<_> = (0..20).map(|n| tokio::spawn(guess(n))).collect();
        tokio::task::yield_now().await;
        assert!(fits_behind("wang", "192.0.2.1", "x".into(), Some(made.clone())).await.unwrap());
        let through = crowd.iter().filter(|guess| guess.is_finished()).count();
        assert!(through < 10, "{through} of the crowd were first");
    }

    #[test]
    fn an_unknown_login_costs_as_much() {
        assert!(PasswordHash::new(NOBODY).is_ok());
        let made = hash("x").unwrap();
        let time = |hash: Option<&str>| {
            let from = std::time::Instant::now();
            fits("wrong", hash);
            from.elapsed().as_secs_f64()
        };
        let (known, unknown) = (time(Some(&made)), time(None));
        assert!(unknown > known / 4.0 && unknown < known * 4.0, "{known} {unknown}");
    }
}
