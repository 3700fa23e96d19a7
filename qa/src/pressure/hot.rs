//! The hottest row there is: the counter that gives receipt numbers to everybody who submits, while others read (R13).

use std::collections::BTreeSet;
use std::sync::Mutex;

use serde_json::{Value, json};

use super::{closed, draft, in_seconds, members};
use crate::Length;
use crate::load::closed_loop;
use crate::program::{Outcome, Program};

const PER_SECOND: f64 = 1_000.0;
const P99_MS: f64 = 100.0;

pub fn run(length: Length) -> Outcome<Value> {
    let program = Program::start(tempfile::tempdir()?)?;
    let tokens = members(program.folder.path(), 64)?;
    let each = if length == Length::Long { 320 } else { 40 };
    let waiting: Vec<Mutex<Vec<String>>> = tokens.iter().map(|_| Mutex::default()).collect();
    closed(
        program.port,
        &tokens,
        in_seconds(120),
        |connection, worker, round| {
            if round == each {
                return Ok(None);
            }
            let answer = connection.post("/api/v1/proposals", &format!("draft-{worker}-{round}"), &draft(round))?;
            let id = answer.json()?["id"].as_str().ok_or("no id")?.to_owned();
            waiting[worker].lock().map_err(|_| "poisoned")?.push(id);
            Ok(Some(answer))
        },
        |_| None,
    )?;
    let pages = [(std::sync::Arc::from(""), "/public".to_owned())];
    let (reading, outcome) = std::thread::scope(|threads| {
        let reader =
            threads.spawn(|| closed_loop(program.port, &pages, 2, if length == Length::Long { 15 } else { 3 }).map_err(|e| e.to_string()));
        let outcome = closed(
            program.port,
            &tokens,
            in_seconds(120),
            |connection, worker, _| {
                let Some(id) = waiting[worker].lock().map_err(|_| "poisoned")?.pop() else { return Ok(None) };
                let answer = connection.post(
                    &format!("/api/v1/proposals/{id}/submission"),
                    &format!("submit-{id}"),
                    &json!({ "no_secrets": true }),
                )?;
                if answer.status != 200 {
                    Err(format!("answered {}: {}", answer.status, String::from_utf8_lossy(&answer.body)).into())
                } else {
                    Ok(Some(answer))
                }
            },
            |answer| answer.json().ok().map(|body| body["receipt_no"].clone()),
        );
        (reader.join(), outcome)
    });
    let reading = reading.map_err(|_| "the reader panicked")??;
    let (latencies, numbers) = outcome?;
    let numbers: Vec<i64> = numbers.iter().filter_map(|n| n.as_i64().or_else(|| n.as_str()?.parse().ok())).collect();
    let distinct: BTreeSet<i64> = numbers.iter().copied().collect();
    let span = distinct.last().zip(distinct.first()).map_or(0, |(last, first)| last - first + 1);
    let exact = distinct.len() == tokens.len() * each && span == distinct.len() as i64;
    let per_second = tokens.len() as f64 * 1e3 / latencies.mean();
    let public = reading.quantile(0.99);
    Ok(json!({
        "good": exact && per_second >= PER_SECOND && public <= P99_MS, "per_second": per_second.round(), "per_second_wanted": PER_SECOND,
        "numbers": distinct.len(), "without_gap_or_double": exact, "p99_ms": latencies.quantile(0.99), "public_page_p99_ms": public, "public_p99_limit_ms": P99_MS,
    }))
}
