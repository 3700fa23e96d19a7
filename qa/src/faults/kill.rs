//! `kill -9` at any moment: nothing acknowledged is lost, doubled or half done, and the program is soon back.

use std::time::Duration;

use serde_json::{Value, json};

use super::check::{records, sound};
use super::clients::{acknowledged, members, settle_all, work_while};
use super::random::Random;
use super::store::Store;
use crate::Length;
use crate::program::{Outcome, Program};

const CLIENTS: usize = 8;
const READY_MS: u128 = 2_000;
/// The database and the journal are read as a whole so often, in rounds.
const WHOLE_EVERY: usize = 25;

pub fn run(length: Length) -> Outcome<Value> {
    let (rounds, least) = match length {
        Length::Long => (200, 20_000),
        Length::Short => (12, 500),
        Length::Check => (6, 50),
    };
    let mut random = Random::new();
    let folder = Program::start(tempfile::tempdir()?)?.stop()?;
    let mut clients = members(folder.path(), CLIENTS, &[])?;
    let mut program = Program::start(folder)?;
    let (mut ready_ms, mut unanswered) = (0, 0);
    for round in 1..=rounds {
        let alive = Duration::from_millis(random.between(50, 2_000));
        let port = program.port;
        let folder = work_while(&mut clients, port, alive * 2, Duration::from_millis(4), || {
            std::thread::sleep(alive);
            program.kill()
        })?;
        unanswered += clients.iter().filter(|client| client.is_waiting()).count();
        program = Program::start(folder)?;
        ready_ms = ready_ms.max(program.ready_ms);
        settle_all(&mut clients, &program)?;
        if round % WHOLE_EVERY == 0 {
            let verdict = records(&Store::in_folder(program.folder.path()), &clients)?;
            eprintln!("{round} kills: {}", verdict.json());
            if !verdict.is_good() {
                break;
            }
        }
    }
    let folder = program.stop()?;
    sound(folder.path(), &[])?;
    let verdict = records(&Store::in_folder(folder.path()), &clients)?;
    let good = verdict.is_good() && length.bar(ready_ms <= READY_MS) && acknowledged(&clients) >= least;
    let mut figures = json!({
        "good": good, "kills": rounds, "clients": CLIENTS, "unanswered_and_asked_again": unanswered,
        "slowest_ready_ms": ready_ms as u64, "ready_limit_ms": READY_MS as u64, "integrity_and_journal": "sound", "seed": random.seed,
    });
    figures.as_object_mut().ok_or("an object")?.extend(verdict.json().as_object().cloned().unwrap_or_default());
    Ok(figures)
}
