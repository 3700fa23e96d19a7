//! SIGTERM while members write: every request that had begun is answered, and the program ends soon, with code 0.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::check::{records, sound};
use super::clients::{members, registrar, settle_all, work_while};
use super::random::Random;
use super::store::Store;
use crate::Length;
use crate::program::{Outcome, Program};

const SOON: Duration = Duration::from_secs(10);

pub fn run(length: Length) -> Outcome<Value> {
    let rounds = match length {
        Length::Long => 50,
        Length::Short => 5,
        Length::Check => 2,
    };
    let mut random = Random::new();
    let folder = Program::start(tempfile::tempdir()?)?.stop()?;
    let mut clients = members(folder.path(), 7, &[])?;
    clients.push(registrar(folder.path())?);
    let mut program = Program::start(folder)?;
    let (mut broken, mut codes, mut slowest) = (0, 0, Duration::ZERO);
    for _ in 0..rounds {
        let alive = Duration::from_millis(random.between(200, 1_200));
        let port = program.port;
        clients.iter_mut().for_each(|client| client.cut = None);
        let (folder, asked) = work_while(&mut clients, port, alive + SOON, Duration::from_millis(100), || -> Outcome<_> {
            std::thread::sleep(alive);
            let asked = Instant::now();
            program.signal("TERM")?;
            codes += usize::from(program.code(SOON * 2)? == Some(0));
            slowest = slowest.max(asked.elapsed());
            Ok((program.kill()?, asked))
        })?;
        broken += clients.iter().filter(|client| client.cut.is_some_and(|begun| begun < asked)).count();
        program = Program::start(folder)?;
        settle_all(&mut clients, &program)?;
    }
    let folder = program.stop()?;
    sound(folder.path(), &[])?;
    let verdict = records(&Store::in_folder(folder.path()), &clients)?;
    let good = broken == 0 && codes == rounds && length.bar(slowest <= SOON) && verdict.is_good();
    Ok(json!({
        "good": good, "stops": rounds, "requests_cut_off": broken, "ended_with_code_0": codes, "slowest_end_ms": slowest.as_millis() as u64,
        "end_limit_ms": SOON.as_millis() as u64, "acknowledged": verdict.acknowledged, "lost": verdict.lost, "doubled": verdict.doubled,
        "seed": random.seed,
    }))
}
