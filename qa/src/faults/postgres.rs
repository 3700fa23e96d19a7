//! The primary is lost and its standby promoted: nothing acknowledged is lost and nobody starts the program again; then
//! two processes of the program on one database, one of them killed.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::check::{Verdict, records, sound};
use super::clients::{Client, acknowledged, members, now_us, settle_all, work_while};
use super::cluster::Cluster;
use super::files::copy;
use super::ready;
use super::store::Store;
use crate::Length;
use crate::program::{Outcome, Program};

const BACK_MS: u128 = 10_000;

pub fn run(length: Length) -> Outcome<Value> {
    let rounds = if length == Length::Long { 5 } else { 1 };
    let (mut slowest, mut statuses, mut worst) = (0, Vec::new(), Verdict::default());
    for _ in 0..rounds {
        let (back, refused, verdict) = failover()?;
        slowest = slowest.max(back);
        statuses.extend(refused);
        add(&mut worst, &verdict);
    }
    statuses.sort_unstable();
    statuses.dedup();
    let shared = two_processes(length)?;
    let good = worst.is_good() && length.bar(slowest <= BACK_MS) && statuses.iter().all(|status| *status == 503) && shared["good"] == true;
    Ok(json!({
        "good": good, "failovers": rounds, "slowest_write_after_promotion_ms": slowest as u64, "write_limit_ms": BACK_MS as u64,
        "refused_with": statuses, "acknowledged": worst.acknowledged, "lost": worst.lost, "doubled": worst.doubled,
        "half_done": worst.half_done, "stray": worst.stray, "two_processes": shared,
    }))
}

fn add(worst: &mut Verdict, verdict: &Verdict) {
    worst.acknowledged += verdict.acknowledged;
    worst.lost += verdict.lost;
    worst.doubled += verdict.doubled;
    worst.half_done += verdict.half_done;
    worst.stray += verdict.stray;
}

/// Milliseconds from the promotion to the first write, the statuses of what was refused, and what was kept.
fn failover() -> Outcome<(u128, Vec<u16>, Verdict)> {
    let primary = Cluster::primary()?;
    primary.create("shangliang")?;
    let folder = on(tempfile::tempdir()?, &primary.url("shangliang"))?.stop()?;
    let mut clients = members(folder.path(), 8, &["--database", &primary.url("shangliang")])?;
    let standby = Cluster::standby_of(&primary)?;
    primary.wait_for_standby()?;
    let both =
        format!("postgres://postgres@127.0.0.1:{},127.0.0.1:{}/shangliang?target_session_attrs=read-write", primary.port, standby.port);
    let program = on(folder, &both)?;
    let port = program.port;
    let promoted = work_while(&mut clients, port, Duration::from_secs(16), Duration::from_millis(5), || -> Outcome<_> {
        std::thread::sleep(Duration::from_secs(2));
        primary.stop_at_once()?;
        std::thread::sleep(Duration::from_secs(1));
        standby.promote()?;
        let promoted = now_us();
        ready::when(port, 200, Duration::from_secs(12));
        Ok(promoted)
    })?;
    settle_all(&mut clients, &program)?;
    let folder = program.stop()?;
    sound(folder.path(), &["--database", &both])?;
    let verdict = records(&Store::Postgres(standby.url("shangliang")), &clients)?;
    let first = clients.iter().flat_map(|c| &c.told).map(|told| told.at_us).filter(|at| *at > promoted).min();
    let refused = clients.iter().flat_map(|c| &c.refused).map(|(status, _)| *status).collect();
    Ok((first.map_or(u128::MAX, |first| (first - promoted) / 1_000), refused, verdict))
}

/// Both write at once; one is killed and started again while the other goes on.
fn two_processes(length: Length) -> Outcome<Value> {
    let kills = match length {
        Length::Long => 20,
        Length::Short => 3,
        Length::Check => 1,
    };
    let server = Cluster::primary()?;
    server.create("shangliang")?;
    let url = server.url("shangliang");
    let first = on(tempfile::tempdir()?, &url)?.stop()?;
    let mut clients = members(first.path(), 8, &["--database", &url])?;
    let second = tempfile::tempdir()?;
    copy(&first.path().join("keys"), &second.path().join("keys"))?;
    let (first, mut second) = (on(first, &url)?, on(second, &url)?);
    for _ in 0..kills {
        let (one, other) = clients.split_at_mut(4);
        let folder = std::thread::scope(|scope| -> Outcome<_> {
            let until = Instant::now() + Duration::from_millis(1_500);
            for client in one {
                let port = first.port;
                scope.spawn(move || client.work(port, until, Duration::from_millis(4)));
            }
            let port = second.port;
            work_while(other, port, Duration::from_secs(3), Duration::from_millis(4), || {
                std::thread::sleep(Duration::from_millis(800));
                second.kill()
            })
        })?;
        second = on(folder, &url)?;
        // What was asked of the dead one is asked of the living one.
        settle_all(&mut clients, &first)?;
    }
    second.stop()?;
    let folder = first.stop()?;
    sound(folder.path(), &["--database", &url])?;
    let store = Store::Postgres(url);
    let verdict = records(&store, &clients)?;
    let gaps = "SELECT COALESCE(MAX(receipt_no) - COUNT(*), 0) FROM proposal WHERE receipt_no IS NOT NULL
                GROUP BY assembly, session ORDER BY COUNT(*) DESC LIMIT 1";
    let gaps = store.number(gaps)?;
    let by_each = |clients: &[Client]| acknowledged(clients);
    Ok(json!({
        "good": verdict.is_good() && gaps == 0, "kills": kills, "acknowledged_by_each": [by_each(&clients[..4]), by_each(&clients[4..])],
        "lost": verdict.lost, "doubled": verdict.doubled, "half_done": verdict.half_done, "stray": verdict.stray, "gaps_in_receipts": gaps,
    }))
}

pub(super) fn on(folder: tempfile::TempDir, url: &str) -> Outcome<Program> {
    Program::start_with(folder, |serve| {
        serve.env("SHANGLIANG_DATABASE_URL", url);
    })
}
