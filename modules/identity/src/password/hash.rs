//! argon2id (19 MiB, 2 passes, 1 lane): two at a time, off the runtime's threads.

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use kernel::{Error, Result};
use tokio::sync::Semaphore;

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
