//! R34: every parser takes every bytes: no panic, nothing slow, no wrong belief.
//!
//! Bytes are changed without the help of a compiler: an input whose answer was not met before is kept and changed further. What
//! was worth keeping lies in `qa/corpus`; what made a parser fall is put there as well, under `found-…`.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use super::targets::{TARGETS, Target};
use crate::Length;
use crate::faults::random::Random;
use crate::program::Outcome;

/// Longer for one input is a finding.
const SLOW: Duration = Duration::from_secs(2);
const MOST_KEPT: usize = 2_000;

pub fn run(length: Length) -> Outcome<Value> {
    // 20 minutes a target for a release; `QA_FUZZ_SECONDS` says otherwise.
    let given = std::env::var("QA_FUZZ_SECONDS").ok().and_then(|s| s.parse().ok());
    let seconds: u64 = given.unwrap_or(if length == Length::Long { 1_200 } else { 10 });
    std::panic::set_hook(Box::new(|_| ()));
    let (mut figures, mut found) = (Map::new(), 0);
    let seed = Random::new().seed;
    for pair in TARGETS.chunks(2) {
        let results: Vec<_> = std::thread::scope(|scope| {
            let running: Vec<_> =
                pair.iter().map(|target| (target, scope.spawn(move || round(target, seconds).map_err(|e| e.to_string())))).collect();
            running.into_iter().map(|(target, handle)| (target, handle.join())).collect()
        });
        for (target, result) in results {
            let seen = result.map_err(|_| format!("{} fell", target.name))??;
            found += seen.found;
            figures.insert(target.name.into(), json!({ "inputs": seen.inputs, "kinds_of_answers": seen.kinds, "found": seen.found, "slowest_ms": seen.slowest.as_millis() as u64 }));
        }
    }
    let _ = std::panic::take_hook();
    Ok(json!({ "good": found == 0, "found": found, "seconds_each": seconds, "targets": figures, "seed": seed }))
}

#[derive(Default)]
struct Seen {
    inputs: u64,
    kinds: usize,
    found: usize,
    slowest: Duration,
}

fn round(target: &Target, seconds: u64) -> Outcome<Seen> {
    let folder = corpus(target.name);
    std::fs::create_dir_all(&folder)?;
    let mut random = Random::new();
    let mut pool: Vec<Vec<u8>> = (target.seeds)();
    for entry in std::fs::read_dir(&folder)? {
        pool.push(std::fs::read(entry?.path())?);
    }
    let (mut seen, mut kinds, until) = (Seen::default(), HashSet::new(), Instant::now() + Duration::from_secs(seconds));
    let mut waiting = pool.clone();
    while Instant::now() < until {
        let bytes = match waiting.pop() {
            Some(bytes) => bytes,
            None => {
                let pick = |random: &mut Random| random.between(0, pool.len() as u64) as usize;
                let (one, other) = (pick(&mut random), pick(&mut random));
                (target.change)(&pool[one], &pool[other], &mut random)
            }
        };
        let started = Instant::now();
        let answer = catch_unwind(AssertUnwindSafe(|| (target.take)(&bytes)));
        let took = started.elapsed();
        seen.inputs += 1;
        seen.slowest = seen.slowest.max(took);
        match answer {
            Ok(answer) if took < SLOW => {
                if kinds.insert(answer) && pool.len() < MOST_KEPT {
                    pool.push(bytes);
                }
            }
            _ => {
                seen.found += 1;
                if seen.found <= 5 {
                    std::fs::write(folder.join(format!("found-{}-{}", random.seed, seen.found)), &bytes)?;
                }
            }
        }
    }
    seen.kinds = kinds.len();
    Ok(seen)
}

fn corpus(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What once made a parser fall does so no more; what lies in the corpus is taken.
    #[test]
    fn the_corpus_is_taken() {
        for target in TARGETS {
            let kept = std::fs::read_dir(corpus(target.name)).into_iter().flatten().flatten().filter_map(|e| std::fs::read(e.path()).ok());
            for bytes in kept.chain((target.seeds)()) {
                let started = Instant::now();
                (target.take)(&bytes);
                assert!(started.elapsed() < 5 * SLOW, "{} is slow", target.name);
            }
        }
    }
}
