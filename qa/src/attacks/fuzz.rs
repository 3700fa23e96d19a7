//! R34: every parser takes every bytes: no panic, nothing slow, no wrong belief.
//!
//! Bytes are changed without the help of a compiler: an input whose answer was not met before is kept and changed further. A run
//! begins with what lies in `qa/corpus`; what made a parser fall is put there as well, under `found/`. The long form counts CPU
//! time, target by target; `QA_FUZZ_TARGETS=csv,json` runs some, and their figures are put beside those of the others.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use super::corpus;
use super::targets::{self, Target};
use crate::faults::random::Random;
use crate::program::Outcome;
use crate::{Length, report};

/// Longer for one input is a finding.
const SLOW: Duration = Duration::from_secs(2);
const MOST_KEPT: usize = 2_000;
/// Of CPU time for each target, for a release.
const MINUTES: f64 = 20.0;

pub fn run(length: Length) -> Outcome<Value> {
    let given = std::env::var("QA_FUZZ_SECONDS").ok().and_then(|s| s.parse().ok());
    let seconds: f64 = given.unwrap_or(match length {
        Length::Long => MINUTES * 60.0,
        Length::Short => 10.0,
        Length::Check => 1.0,
    });
    let wanted = std::env::var("QA_FUZZ_TARGETS").unwrap_or_default();
    let is_wanted = |target: &&Target| wanted.is_empty() || wanted.split(',').any(|name| name == target.name);
    std::panic::set_hook(Box::new(|_| ()));
    let mut figures = Value::Null;
    for target in targets::all().filter(is_wanted) {
        let seen = one(target, Duration::from_secs_f64(seconds), length)?;
        let before = if length == Length::Long { report::kept("fuzz", Length::Long) } else { figures };
        figures = together(before["targets"].as_object().cloned().unwrap_or_default(), target.name, &seen, length);
        // Hours of work are not lost with the last target.
        report::keep("fuzz", length, figures.clone())?;
    }
    let _ = std::panic::take_hook();
    Ok(figures)
}

fn together(mut targets: Map<String, Value>, name: &str, seen: &Seen, length: Length) -> Value {
    let minutes = (seen.cpu.as_secs_f64() / 6.0).round() / 10.0;
    let figures = json!({
        "cpu_minutes": minutes, "inputs": seen.inputs, "kinds_of_answers": seen.kinds, "found": seen.found,
        "slowest_ms": seen.slowest.as_millis() as u64,
    });
    targets.insert(name.into(), figures);
    let found: u64 = targets.values().filter_map(|one| one["found"].as_u64()).sum();
    let least = targets::all().map(|target| targets.get(target.name).and_then(|one| one["cpu_minutes"].as_f64()).unwrap_or(0.0));
    let least = least.fold(f64::INFINITY, f64::min);
    let long_enough = length != Length::Long || least >= MINUTES;
    json!({ "good": found == 0 && long_enough, "found": found, "least_cpu_minutes": least, "cpu_minutes_of_a_release": MINUTES, "targets": targets })
}

#[derive(Default)]
struct Seen {
    inputs: u64,
    kinds: usize,
    found: usize,
    slowest: Duration,
    cpu: Duration,
}

fn one(target: &Target, budget: Duration, length: Length) -> Outcome<Seen> {
    let mut random = Random::new();
    let mut pool: Vec<Vec<u8>> = (target.seeds)();
    pool.extend(corpus::read(target.name)?);
    let (mut seen, mut kinds, started) = (Seen::default(), HashSet::new(), cpu()?);
    let mut waiting = pool.clone();
    while !waiting.is_empty() || cpu()? - started < budget {
        let bytes = match waiting.pop() {
            Some(bytes) => bytes,
            None => {
                let pick = |random: &mut Random| random.between(0, pool.len() as u64) as usize;
                let (one, other) = (pick(&mut random), pick(&mut random));
                (target.change)(&pool[one], &pool[other], &mut random)
            }
        };
        let (answer, took) = taken(target, &bytes)?;
        seen.inputs += 1;
        seen.slowest = seen.slowest.max(took);
        match answer.filter(|_| took < SLOW) {
            Some(answer) => {
                if kinds.insert(answer) && pool.len() < MOST_KEPT {
                    pool.push(bytes);
                }
            }
            None => {
                seen.found += 1;
                if seen.found <= 5 {
                    corpus::put_found(&format!("{}-{}-{}", target.name, random.seed, seen.found), &bytes)?;
                }
            }
        }
    }
    (seen.kinds, seen.cpu) = (kinds.len(), cpu()? - started);
    if length == Length::Long {
        corpus::write(target, pool)?;
    }
    Ok(seen)
}

/// What it answers, `None` when it panics; how long it takes, by the processor's time when the wall's is suspicious.
fn taken(target: &Target, bytes: &[u8]) -> Outcome<(Option<String>, Duration)> {
    let started = Instant::now();
    let answer = catch_unwind(AssertUnwindSafe(|| (target.take)(bytes))).ok();
    let took = started.elapsed();
    if took < SLOW || answer.is_none() {
        return Ok((answer, took));
    }
    let before = cpu()?;
    let answer = catch_unwind(AssertUnwindSafe(|| (target.take)(bytes))).ok();
    Ok((answer, cpu()? - before))
}

/// Of this process and of what it started.
fn cpu() -> Outcome<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(4);
    let ticks: u64 = fields.filter_map(|field| field.parse::<u64>().ok()).sum();
    Ok(Duration::from_millis(ticks * 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What once made a parser fall does so no more; what lies in the corpus is taken.
    #[test]
    fn the_corpus_is_taken() {
        for target in targets::INSIDE {
            for bytes in corpus::read(target.name).expect("readable").into_iter().chain((target.seeds)()) {
                let started = Instant::now();
                (target.take)(&bytes);
                assert!(started.elapsed() < 5 * SLOW, "{} is slow", target.name);
            }
        }
    }
}
