//! R36: does the time of an answer tell whether an account exists? Wrong passwords for logins that exist and that do not, in
//! turn by chance, each from an address of its own, few enough for each login that no lock ever speaks.

use std::time::Instant;

use serde_json::{Value, json};

use super::raw::Line;
use crate::Length;
use crate::faults::random::Random;
use crate::program::{Outcome, Program};

const BAR_MS: f64 = 2.0;
/// Below the five that lock.
const TRIES: usize = 4;

pub fn run(length: Length) -> Outcome<Value> {
    let program = Program::start_with(tempfile::tempdir()?, |serve| {
        serve.env("SHANGLIANG_SERVER_TRUSTED_PROXIES", "127.0.0.1");
    })?;
    let logins = logins(&program)?;
    let wanted = if length == Length::Long { logins.len() * TRIES } else { 150.min(logins.len() * TRIES) };
    let mut random = Random::new();
    let mut line = Line::open(program.port)?;
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    let (mut answers, mut n) = (std::collections::BTreeSet::new(), 0usize);
    for place in 0..20 {
        line.sign_in("192.0.2.1", &format!("warm{place}"), "wrong")?;
    }
    while known.len() < wanted || unknown.len() < wanted {
        let is_known = if known.len() == wanted { false } else { unknown.len() == wanted || random.chance() };
        let login = if is_known { logins[known.len() % logins.len()].clone() } else { format!("nobody{n}") };
        let address = format!("198.51.{}.{}", n / 250, n % 250);
        n += 1;
        let started = Instant::now();
        let (status, body) = line.sign_in(&address, &login, "not-the-password-9")?;
        let took = started.elapsed().as_secs_f64() * 1e3;
        answers.insert((status, body));
        if is_known { known.push(took) } else { unknown.push(took) }
    }
    let (a, b) = (Sample::of(known), Sample::of(unknown));
    let difference = (a.median - b.median).abs();
    let t = (a.mean - b.mean) / (a.variance / a.count + b.variance / b.count).sqrt();
    Ok(json!({
        "good": difference <= BAR_MS && answers.len() == 1,
        "attempts_each": a.count, "median_known_ms": round(a.median), "median_unknown_ms": round(b.median),
        "difference_of_medians_ms": round(difference), "bar_ms": BAR_MS, "welch_t": round(t),
        "different_answers": answers.len(), "seed": random.seed,
    }))
}

fn logins(program: &Program) -> Outcome<Vec<String>> {
    let accounts: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(program.folder.path().join("demo-accounts.json"))?)?;
    Ok(accounts.iter().filter_map(|a| a["login"].as_str().map(str::to_owned)).collect())
}

struct Sample {
    count: f64,
    mean: f64,
    variance: f64,
    median: f64,
}

impl Sample {
    fn of(mut values: Vec<f64>) -> Sample {
        values.sort_by(f64::total_cmp);
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (count - 1.0);
        Sample { count, mean, variance, median: values[values.len() / 2] }
    }
}

fn round(ms: f64) -> f64 {
    (ms * 100.0).round() / 100.0
}
