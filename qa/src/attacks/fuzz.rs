//! R34: every parser takes every bytes: no panic, nothing slow, no wrong belief.
//!
//! Bytes are changed without the help of a compiler: an input whose answer was not met before is kept and changed further. A run
//! begins with what lies in `qa/corpus`; what made a parser fall is put there as well, under `found/`. The long form counts CPU
//! time, target by target, in sittings: what was reached is kept after each, and the next run goes on from there; a target that
//! had a finding begins anew, and all do where `qa/figures/fuzz.json` was taken away.
//! `QA_FUZZ_TARGETS=csv,json` runs some, and their figures are put beside those of the others.

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
/// After so many, what was reached is kept.
const SITTING_MINUTES: f64 = 4.0;

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
        let mut work = Work::new(target)?;
        if length != Length::Long {
            let seen = work.sit(Duration::from_secs_f64(seconds))?;
            figures = together(figures["targets"].as_object().cloned().unwrap_or_default(), target, seen.added_to(None), length);
            report::keep("fuzz", length, figures.clone())?;
            continue;
        }
        loop {
            // Of this target and of the others, by whichever run.
            figures = report::kept("fuzz", Length::Long);
            let before = Some(&figures["targets"][target.name]).filter(|one| one["found"] == 0).cloned();
            let left = seconds - before.as_ref().map_or(0.0, minutes_of) * 60.0;
            if left <= 0.0 {
                break;
            }
            let seen = work.sit(Duration::from_secs_f64(left.min(SITTING_MINUTES * 60.0)))?;
            corpus::write(target, work.pool.clone())?;
            figures = report::kept("fuzz", Length::Long);
            figures = together(figures["targets"].as_object().cloned().unwrap_or_default(), target, seen.added_to(before.as_ref()), length);
            report::keep("fuzz", length, figures.clone())?;
            if seen.found > 0 {
                break;
            }
        }
    }
    let _ = std::panic::take_hook();
    Ok(figures)
}

fn minutes_of(figures: &Value) -> f64 {
    figures["cpu_minutes"].as_f64().unwrap_or(0.0)
}

fn together(mut targets: Map<String, Value>, target: &Target, reached: Value, length: Length) -> Value {
    targets.insert(target.name.into(), reached);
    let found: u64 = targets.values().filter_map(|one| one["found"].as_u64()).sum();
    let least = targets::all().map(|target| targets.get(target.name).map_or(0.0, minutes_of)).fold(f64::INFINITY, f64::min);
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

impl Seen {
    /// Beside what earlier sittings had reached.
    fn added_to(&self, before: Option<&Value>) -> Value {
        let of = |name: &str| before.and_then(|before| before[name].as_u64()).unwrap_or(0);
        let minutes = before.map_or(0.0, minutes_of) + self.cpu.as_secs_f64() / 60.0;
        json!({
            "cpu_minutes": (minutes * 10.0).round() / 10.0, "inputs": of("inputs") + self.inputs, "kinds_of_answers": of("kinds_of_answers").max(self.kinds as u64),
            "found": of("found") + self.found as u64, "slowest_ms": of("slowest_ms").max(self.slowest.as_millis() as u64),
        })
    }
}

/// One target with what was found out about it.
struct Work<'t> {
    target: &'t Target,
    random: Random,
    pool: Vec<Vec<u8>>,
    waiting: Vec<Vec<u8>>,
    kinds: HashSet<String>,
}

impl<'t> Work<'t> {
    fn new(target: &'t Target) -> Outcome<Work<'t>> {
        let mut pool: Vec<Vec<u8>> = (target.seeds)();
        pool.extend(corpus::read(target.name)?);
        Ok(Work { target, random: Random::new(), waiting: pool.clone(), pool, kinds: HashSet::new() })
    }

    fn sit(&mut self, budget: Duration) -> Outcome<Seen> {
        let (mut seen, started) = (Seen::default(), cpu()?);
        while !self.waiting.is_empty() || cpu()? - started < budget {
            let bytes = self.next();
            let (answer, took) = taken(self.target, &bytes)?;
            seen.inputs += 1;
            seen.slowest = seen.slowest.max(took);
            match answer.filter(|_| took < SLOW) {
                Some(answer) => {
                    if self.kinds.insert(answer) && self.pool.len() < MOST_KEPT {
                        self.pool.push(bytes);
                    }
                }
                None => {
                    seen.found += 1;
                    if seen.found <= 5 {
                        corpus::put_found(&format!("{}-{}-{}", self.target.name, self.random.seed, seen.found), &bytes)?;
                    }
                }
            }
        }
        (seen.kinds, seen.cpu) = (self.kinds.len(), cpu()? - started);
        Ok(seen)
    }

    fn next(&mut self) -> Vec<u8> {
        if let Some(bytes) = self.waiting.pop() {
            return bytes;
        }
        let one = self.random.between(0, self.pool.len() as u64) as usize;
        let other = self.random.between(0, self.pool.len() as u64) as usize;
        (self.target.change)(&self.pool[one], &self.pool[other], &mut self.random)
    }
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
