//! Durable creates over HTTP at 64 connections; every acknowledged one is there afterwards (R3).

use std::collections::HashSet;

use serde_json::{Value, json};

use super::{closed, draft, in_seconds, members};
use crate::Length;
use crate::load::Connection;
use crate::program::{Outcome, Program};

const PER_SECOND: f64 = 4_000.0;
const P99_MS: f64 = 100.0;
const CONNECTIONS: usize = 64;

pub fn run(length: Length) -> Outcome<Value> {
    let program = Program::start(tempfile::tempdir()?)?;
    let tokens = members(program.folder.path(), CONNECTIONS)?;
    let seconds = if length == Length::Long { 30 } else { 5 };
    let before = drafts(program.port, &tokens)?;
    let cpu = program.cpu_us()?;
    let (latencies, ids) = closed(
        program.port,
        &tokens,
        in_seconds(seconds),
        |connection, worker, round| {
            let answer = connection.post("/api/v1/proposals", &format!("{worker}-{round}"), &draft(round))?;
            if answer.status != 201 {
                Err(format!("answered {}: {}", answer.status, String::from_utf8_lossy(&answer.body)).into())
            } else {
                Ok(Some(answer))
            }
        },
        |answer| answer.json().ok().map(|body| body["id"].clone()),
    )?;
    let cpu = (program.cpu_us()? - cpu) as f64 / latencies.count() as f64;
    let distinct: HashSet<_> = ids.iter().map(|id| id.to_string()).collect();
    let stored = drafts(program.port, &tokens)? - before;
    let per_second = latencies.count() as f64 / seconds as f64;
    let p99 = latencies.quantile(0.99);
    let whole = distinct.len() == latencies.count() && stored == latencies.count() as i64;
    Ok(json!({
        "good": whole && per_second >= PER_SECOND && p99 <= P99_MS, "connections": tokens.len(),
        "per_second": per_second.round(), "per_second_wanted": PER_SECOND, "p50_ms": latencies.quantile(0.5), "p99_ms": p99, "p99_limit_ms": P99_MS,
        "cpu_us_each": cpu.round(), "acknowledged": latencies.count(), "stored": stored, "distinct": distinct.len(),
    }))
}

/// How many records these members signed, by their own lists.
fn drafts(port: u16, tokens: &[std::sync::Arc<str>]) -> Outcome<i64> {
    // A total is at most a second old.
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    let mut sum = 0;
    for token in tokens {
        let mut connection = Connection::open(port, token)?;
        let (_, body) = connection.get("/api/v1/proposals?mine=1")?;
        sum += serde_json::from_slice::<Value>(&body)?["total"].as_i64().ok_or("no total")?;
    }
    Ok(sum)
}
