//! Load: how much the program takes, and how it behaves beyond.

pub mod hot;
pub mod overload;
pub mod slow;
pub mod soak;
pub mod votes;
pub mod writes;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::Run;
use crate::load::{Answer, Connection, Latencies};
use crate::program::{Outcome, accounts, command};

pub const RUNS: &[Run] = &[
    Run { name: "writes", bars: "R3", about: "durable creates over HTTP at 64 connections, each there afterwards", run: writes::run },
    Run {
        name: "hot",
        bars: "R13",
        about: "everybody submits at once: one counter row, exact, while the public page answers",
        run: hot::run,
    },
    Run {
        name: "votes",
        bars: "R1, R13, R19",
        about: "everybody votes on one deliberation, is cut off by kill -9 and votes again; the pages and 500 event streams meanwhile",
        run: votes::run,
    },
    Run {
        name: "secrecy",
        bars: "R20, R21",
        about: "a hundred secret deliberations closed and dumped: no order, no key, no shared name leads from a voter to a vote",
        run: votes::linking::run,
    },
    Run { name: "overload", bars: "R12", about: "four times the capacity, open loop", run: overload::run },
    Run { name: "slow", bars: "R14", about: "a thousand connections that send drop by drop", run: slow::run },
    Run { name: "soak", bars: "R16", about: "mixed use at fifty requests a second; memory, files and threads", run: soak::run },
];

/// A token for each of the first `most` members of the demonstration.
pub fn members(data: &Path, most: usize) -> Outcome<Vec<Arc<str>>> {
    let accounts = accounts(data, "tangchuan", "member")?;
    accounts.iter().take(most).map(|account| token_of(data, account)).collect()
}

fn token_of(data: &Path, account: &Value) -> Outcome<Arc<str>> {
    let login = account["login"].as_str().ok_or("no login")?;
    let said = command(data, &["token", "create", "--login", login])?;
    Ok(said.trim().lines().last().unwrap_or_default().trim().into())
}

/// The body of `POST /api/v1/proposals`.
pub fn draft(n: usize) -> Value {
    json!({
        "title": format!("关于第{n}号路口加装过街信号灯的建议"),
        "background": "路口连着学校和菜市场，早晚人流集中。",
        "analysis": "没有信号灯，老人和孩子过街靠估计车速。",
        "suggestions": ["加装过街信号灯", "每半年公布一次维护情况"],
        "kind": "individual",
    })
}

/// What one worker of [`closed`] saw.
#[derive(Default)]
pub struct Seen {
    pub milliseconds: Vec<f64>,
    /// Answers by what `step` made of them.
    pub kept: Vec<Value>,
}

/// One thread for each token, each with a kept connection, doing `step` until the time is over.
pub fn closed(
    port: u16,
    tokens: &[Arc<str>],
    until: Instant,
    step: impl Fn(&mut Connection, usize, usize) -> Outcome<Option<Answer>> + Sync,
    keep: impl Fn(&Answer) -> Option<Value> + Sync,
) -> Outcome<(Latencies, Vec<Value>)> {
    let work = |worker: usize, token: &Arc<str>| -> Result<Seen, String> {
        let mut connection = Connection::open(port, token).map_err(|e| e.to_string())?;
        let mut seen = Seen::default();
        for round in 0.. {
            let started = Instant::now();
            if started >= until {
                break;
            }
            let Some(answer) = step(&mut connection, worker, round).map_err(|e| e.to_string())? else { break };
            seen.milliseconds.push(started.elapsed().as_secs_f64() * 1e3);
            seen.kept.extend(keep(&answer));
        }
        Ok(seen)
    };
    let seen = std::thread::scope(|threads| {
        let work = &work;
        let running: Vec<_> = tokens.iter().enumerate().map(|(n, token)| threads.spawn(move || work(n, token))).collect();
        running.into_iter().map(|t| t.join().map_err(|_| "a worker panicked".to_owned())?).collect::<Result<Vec<_>, String>>()
    })?;
    let (mut milliseconds, mut kept) = (Vec::new(), Vec::new());
    for one in seen {
        milliseconds.extend(one.milliseconds);
        kept.extend(one.kept);
    }
    Ok((Latencies::of(milliseconds), kept))
}

pub fn in_seconds(seconds: u64) -> Instant {
    Instant::now() + Duration::from_secs(seconds)
}
