//! R35: guessing. A thousand wrong passwords for one login, and a thousand logins from one address, while somebody else
//! signs in from elsewhere again and again.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::raw::Line;
use crate::Length;
use crate::program::{Outcome, Program, accounts};

const BAR_MS: f64 = 300.0;
const GUESSERS: usize = 8;

pub fn run(length: Length) -> Outcome<Value> {
    let program = Program::start_with(tempfile::tempdir()?, |serve| {
        serve.env("SHANGLIANG_SERVER_TRUSTED_PROXIES", "127.0.0.1");
    })?;
    let people = accounts(program.folder.path(), "tangchuan", "member")?;
    let text = |n: usize, key: &str| people[n][key].as_str().unwrap_or_default().to_owned();
    let (victim, other, password) = (text(0, "login"), text(1, "login"), text(1, "password"));
    let attempts = if length == Length::Long { 1_000 } else { 300 };
    let one_login = attack(program.port, attempts, &other, &password, |n| (format!("203.0.113.{}", n % 200), victim.clone()))?;
    let one_address = attack(program.port, attempts, &other, &password, |n| ("203.0.113.250".into(), format!("guess{n}")))?;
    // The owner of the login is kept out for a while, and told so; the right password does not help meanwhile.
    let locked = Line::open(program.port)?.sign_in("198.51.100.9", &victim, &text(0, "password"))?.0 == 422;
    let good = locked && one_login.holds() && one_address.holds();
    Ok(
        json!({ "good": good, "attempts": attempts, "one_login": one_login.figures(), "one_address": one_address.figures(), "login_is_locked": locked, "bar_ms": BAR_MS }),
    )
}

struct Seen {
    succeeded: usize,
    others: usize,
    others_failed: usize,
    p99_ms: f64,
    seconds: f64,
}

impl Seen {
    fn holds(&self) -> bool {
        self.succeeded == 0 && self.others_failed == 0 && self.others > 0 && self.p99_ms <= BAR_MS
    }

    fn figures(&self) -> Value {
        json!({ "guessed": self.succeeded, "others_signed_in": self.others, "others_refused": self.others_failed,
                "others_p99_ms": self.p99_ms.round(), "seconds": self.seconds.round() })
    }
}

fn attack(port: u16, attempts: usize, other: &str, password: &str, guess: impl Fn(usize) -> (String, String) + Sync) -> Outcome<Seen> {
    let (over, started) = (AtomicBool::new(false), Instant::now());
    let (succeeded, times, failed) = std::thread::scope(|scope| {
        let guessers: Vec<_> = (0..GUESSERS)
            .map(|worker| {
                let guess = &guess;
                scope.spawn(move || -> Result<usize, String> {
                    let mut line = Line::open(port).map_err(|e| e.to_string())?;
                    let mut hits = 0;
                    for n in (worker..attempts).step_by(GUESSERS) {
                        let (address, login) = guess(n);
                        let (status, _) = line.sign_in(&address, &login, "wrong-guess").map_err(|e| e.to_string())?;
                        hits += usize::from(status < 300);
                    }
                    Ok(hits)
                })
            })
            .collect();
        let over = &over;
        let honest = scope.spawn(move || -> Result<(Vec<f64>, usize), String> {
            let mut line = Line::open(port).map_err(|e| e.to_string())?;
            let (mut times, mut failed, mut n) = (Vec::new(), 0, 0);
            while !over.load(Ordering::Relaxed) || times.len() < 30 {
                n += 1;
                let at = Instant::now();
                let (status, _) = line.sign_in(&format!("192.0.2.{}", n % 200), other, password).map_err(|e| e.to_string())?;
                times.push(at.elapsed().as_secs_f64() * 1e3);
                failed += usize::from(status >= 300);
                std::thread::sleep(Duration::from_millis(100));
            }
            Ok((times, failed))
        });
        let hits: Result<usize, String> = guessers.into_iter().map(|g| g.join().unwrap_or_else(|_| Err("a guesser fell".into()))).sum();
        over.store(true, Ordering::Relaxed);
        let (times, failed) = honest.join().unwrap_or_else(|_| Err("the honest one fell".into()))?;
        Ok::<_, String>((hits?, times, failed))
    })?;
    let mut times = times;
    times.sort_by(f64::total_cmp);
    let p99 = times[((times.len() - 1) as f64 * 0.99).round() as usize];
    Ok(Seen { succeeded, others: times.len(), others_failed: failed, p99_ms: p99, seconds: started.elapsed().as_secs_f64() })
}
