//! The way to PostgreSQL is cut for a time: packets vanish and nobody is told. Whoever asks meanwhile is answered, nothing
//! acknowledged is lost or doubled, and afterwards it goes on without a restart (R10).

use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::check::records;
use super::clients::{acknowledged, members, now_us, settle_all, work_while};
use super::cluster::{Cluster, OTHER_WAY};
use super::postgres::on;
use super::ready;
use super::store::Store;
use crate::Length;
use crate::program::Outcome;

/// `/readyz` says so at the latest after this time, and nobody waits longer for an answer.
const TOLD_MS: u128 = 15_000;
/// Afterwards a write is acknowledged again within this one.
const BACK_MS: u128 = 10_000;

pub fn run(length: Length) -> Outcome<Value> {
    // Shorter and longer than it takes to notice.
    let cuts: &[u64] = if length == Length::Long { &[3, 12, 30, 5, 20, 12, 3, 40, 12, 25] } else { &[20] };
    let server = Cluster::primary()?;
    server.create("shangliang")?;
    let folder = on(tempfile::tempdir()?, &server.url("shangliang"))?.stop()?;
    let mut clients = members(folder.path(), 8, &["--database", &server.url("shangliang")])?;
    let program = on(folder, &server.other_url("shangliang"))?;
    let port = program.port;
    let (mut told_ms, mut back_ms, mut unanswered) = (0, 0, 0);
    for seconds in cuts.iter().copied().map(Duration::from_secs) {
        let span = seconds + Duration::from_secs(12);
        let healed = work_while(&mut clients, port, span, Duration::from_millis(10), || -> Outcome<_> {
            std::thread::sleep(Duration::from_secs(1));
            let cut = Cut::new()?;
            let began = Instant::now();
            if seconds > Duration::from_millis(TOLD_MS as u64) {
                let told = ready::when(port, 503, seconds).ok_or("the cut was not noticed")?;
                told_ms = told_ms.max((told - began).as_millis());
            }
            std::thread::sleep(seconds.saturating_sub(began.elapsed()));
            drop(cut);
            Ok(now_us())
        })?;
        unanswered += clients.iter().filter(|client| client.cut.is_some()).count();
        settle_all(&mut clients, &program)?;
        let first = clients.iter().flat_map(|c| &c.told).map(|told| told.at_us).filter(|at| *at > healed).min();
        back_ms = back_ms.max(first.map_or(u128::MAX, |first| (first - healed) / 1_000));
    }
    let statuses: std::collections::BTreeSet<u16> = clients.iter().flat_map(|c| &c.refused).map(|(status, _)| *status).collect();
    program.stop()?;
    let verdict = records(&Store::Postgres(server.url("shangliang")), &clients)?;
    let waited_ms = clients.iter().flat_map(|c| &c.told).map(|told| told.took.as_millis()).max().unwrap_or_default();
    let in_time = length.bar(told_ms.max(waited_ms) <= TOLD_MS && back_ms <= BACK_MS);
    let good = verdict.is_good() && in_time && unanswered == 0 && statuses.iter().all(|status| *status == 503);
    Ok(json!({
        "good": good, "cuts_seconds": cuts, "acknowledged": acknowledged(&clients), "lost": verdict.lost, "doubled": verdict.doubled,
        "half_done": verdict.half_done, "stray": verdict.stray, "refused_with": statuses, "not_answered": unanswered,
        "noticed_ms": told_ms as u64, "slowest_answer_ms": waited_ms as u64, "noticed_limit_ms": TOLD_MS as u64,
        "slowest_write_after_ms": back_ms as u64, "write_limit_ms": BACK_MS as u64,
    }))
}

/// As long as it lives, nothing that is sent to [`OTHER_WAY`] arrives. Needs the right to change routes.
struct Cut;

impl Cut {
    fn new() -> Outcome<Cut> {
        route("add")?;
        Ok(Cut)
    }
}

impl Drop for Cut {
    fn drop(&mut self) {
        if let Err(error) = route("del") {
            eprintln!("{error}");
        }
    }
}

fn route(change: &str) -> Outcome<()> {
    let done = Command::new("ip").args(["route", change, "blackhole", &format!("{OTHER_WAY}/32"), "table", "local"]).status()?;
    if done.success() { Ok(()) } else { Err(format!("ip route {change} blackhole {OTHER_WAY}: a run for root").into()) }
}
