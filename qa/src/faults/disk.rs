//! The disk is full, then read-only: reading goes on, writing is refused in plain words, and it heals by itself.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::check::{records, sound_but};
use super::clients::{Client, members, registrar, settle_all, work_while};
use super::files::all;
use super::io::{Fault, end, inject};
use super::ready;
use super::store::Store;
use super::volume::Volume;
use crate::Length;
use crate::load::Connection;
use crate::program::{Outcome, Program, token};

const VOLUME_MB: u64 = 160;
const HEALED_MS: u128 = 5_000;
const READS: f64 = 0.999;
/// A mounted file system with open files cannot be made read-only, so its answer is put in the mouth of the kernel.
const READ_ONLY: Fault = Fault { name: "read_only", calls: "pwrite64,write", error: "EROFS", restart: false };

pub fn run(length: Length) -> Outcome<Value> {
    let (rounds, seconds) = match length {
        Length::Long => (10, 8),
        Length::Short => (2, 3),
        Length::Check => (1, 2),
    };
    let volume = Volume::of_mb(VOLUME_MB)?;
    let folder = Program::start(tempfile::tempdir_in(volume.path())?)?.stop()?;
    let mut clients = members(folder.path(), 5, &[])?;
    clients.push(registrar(folder.path())?);
    let office = token(folder.path(), "tangchuan", "proposal_office")?;
    let program = Program::start(folder)?;
    let mut reads = BTreeMap::new();
    let (mut slowest_ready, mut slowest_write, mut refusals, mut never) = (0, 0, BTreeMap::new(), 0);
    let mut words = String::new();
    for round in 0..rounds * 2 {
        clients.iter_mut().for_each(|client| client.refused.clear());
        let (port, stop) = (program.port, AtomicBool::new(false));
        let (healed, ready, statuses) = std::thread::scope(|scope| -> Outcome<_> {
            let reader = scope.spawn(|| read(port, &office, &stop));
            let outcome = work_while(&mut clients, port, Duration::from_secs(2 * seconds), Duration::from_millis(4), || -> Outcome<_> {
                std::thread::sleep(Duration::from_millis(500));
                if round % 2 == 0 {
                    volume.fill()?;
                    std::thread::sleep(Duration::from_secs(seconds));
                    volume.free()?;
                } else {
                    let injected = inject(program.id(), &program, &READ_ONLY, 1)?;
                    std::thread::sleep(Duration::from_secs(seconds));
                    end(injected)?;
                }
                let healed = now_us();
                Ok((healed, ready::when(port, 200, Duration::from_secs(10)).map(|_| (now_us() - healed) / 1_000)))
            });
            stop.store(true, Ordering::Relaxed);
            let statuses = reader.join().map_err(|_| "the reader panicked")?;
            outcome.map(|(healed, ready)| (healed, ready, statuses))
        })?;
        settle_all(&mut clients, &program)?;
        let wrote = clients.iter().flat_map(|c| &c.told).map(|told| told.at_us).filter(|at| *at > healed).min();
        match (wrote, ready) {
            (Some(wrote), Some(ready)) => {
                slowest_ready = slowest_ready.max(ready);
                slowest_write = slowest_write.max((wrote - healed) / 1_000);
            }
            _ => never += 1,
        }
        statuses.into_iter().for_each(|(status, n)| *reads.entry(status.to_string()).or_insert(0_u64) += n);
        note(&clients, &mut refusals, &mut words);
    }
    let folder = program.stop()?;
    let store = Store::in_folder(folder.path());
    let verdict = records(&store, &clients)?;
    // This disk is smaller than doctor likes.
    sound_but(folder.path(), "disk", &[])?;
    let orphans = all(&folder.path().join("files"))?.len() as i64 - store.number("SELECT COUNT(*) FROM file")?;
    let (asked, fine) = (reads.values().sum::<u64>(), reads.get("200").copied().unwrap_or(0));
    let plain = refusals.keys().all(|status| status == "503" || status == "507") && !refusals.is_empty();
    let chinese = words.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let good = verdict.is_good()
        && never == 0
        && length.bar(slowest_ready.max(slowest_write) <= HEALED_MS)
        && fine as f64 >= asked as f64 * READS
        && plain
        && chinese
        && orphans == 0;
    Ok(json!({
        "good": good, "times_full": rounds, "times_read_only": rounds, "reads_by_status": reads, "refused_by_status": refusals,
        "refused_in_words": words, "slowest_ready_ms": slowest_ready as u64, "slowest_first_write_ms": slowest_write as u64,
        "healed_limit_ms": HEALED_MS as u64, "never_healed": never, "orphan_files": orphans,
        "acknowledged": verdict.acknowledged, "lost": verdict.lost, "doubled": verdict.doubled, "half_done": verdict.half_done, "stray": verdict.stray,
    }))
}

fn note(clients: &[Client], refusals: &mut BTreeMap<String, u64>, words: &mut String) {
    for client in clients {
        client.refused.iter().for_each(|(status, _)| *refusals.entry(status.to_string()).or_insert(0) += 1);
        if !client.words.is_empty() && !words.contains(&client.words) {
            *words += &client.words;
        }
    }
}

/// The list as the office sees it, again and again.
fn read(port: u16, office: &Arc<str>, stop: &AtomicBool) -> BTreeMap<u16, u64> {
    let mut statuses = BTreeMap::new();
    let mut connection = Connection::open(port, office).ok();
    while !stop.load(Ordering::Relaxed) {
        let status = connection.as_mut().and_then(|c| c.get("/proposals").ok()).map_or(0, |(status, _)| status);
        *statuses.entry(status).or_insert(0) += 1;
        if status == 0 {
            connection = Connection::open(port, office).ok();
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    statuses
}

fn now_us() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_micros())
}
