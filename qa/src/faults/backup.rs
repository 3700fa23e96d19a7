//! Backups while members write: each restored into a new folder holds everything that was acknowledged before it began. Every
//! other one is encrypted.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::check::{Verdict, compare, sound};
use super::clients::{Told, members, now_us, registrar, settle_all, work_while};
use super::store::Store;
use crate::Length;
use crate::program::{Outcome, Program, command};

/// Writing may take so much longer while a backup is made.
const SLOWER: f64 = 2.0;
/// O4: a gigabyte is back within this time.
const RESTORE: Duration = Duration::from_secs(120);
const PAPERS: usize = 54;
const PAPER_BYTES: usize = 19 << 20;

pub fn run(length: Length) -> Outcome<Value> {
    let rounds = match length {
        Length::Long => 20,
        Length::Short => 3,
        Length::Check => 1,
    };
    let folder = Program::start(tempfile::tempdir()?)?.stop()?;
    let mut clients = members(folder.path(), 5, &[])?;
    clients.push(registrar(folder.path())?);
    let program = Program::start(folder)?;
    let archives = tempfile::tempdir()?;
    let key = archives.path().join("key");
    let key = key.to_str().ok_or("path")?;
    let public = make_key(program.folder.path(), key)?;
    let (mut windows, mut seconds) = (Vec::new(), 0.0_f64);
    for round in 0..rounds {
        let (port, data) = (program.port, program.folder.path().to_owned());
        let archive = archives.path().join(format!("{round}.tar"));
        encrypt_for(&data, (round % 2 == 1).then_some(&public))?;
        // The members write before, while and after it is made; the loop ends with the backup, whatever it takes.
        let window = work_while(&mut clients, port, Duration::from_secs(4), Duration::from_millis(40), || -> Outcome<_> {
            std::thread::sleep(Duration::from_secs(2));
            let begun = now_us();
            command(&data, &["backup", archive.to_str().ok_or("path")?])?;
            Ok((begun, now_us()))
        })?;
        seconds = seconds.max((window.1 - window.0) as f64 / 1e6);
        windows.push(window);
    }
    settle_all(&mut clients, &program)?;
    drop(program);
    let told: Vec<&Told> = clients.iter().flat_map(|client| &client.told).collect();
    let (mut worst, mut bad) = (Verdict::default(), Vec::new());
    for (round, (begun, _)) in windows.iter().enumerate() {
        let restored = tempfile::tempdir()?;
        let archive = archives.path().join(format!("{round}.tar"));
        let outcome = command(restored.path(), &["restore", archive.to_str().ok_or("path")?, "--identity", key])
            .and_then(|_| sound(restored.path(), &[]));
        if let Err(cause) = outcome {
            bad.push(cause.to_string());
            continue;
        }
        let verdict = compare(&Store::in_folder(restored.path()), told.iter().copied().filter(|told| told.at_us <= *begun))?;
        worst.acknowledged += verdict.acknowledged;
        worst.lost += verdict.lost;
        worst.doubled += verdict.doubled;
        worst.half_done += verdict.half_done;
    }
    bad.iter().take(3).for_each(|cause| eprintln!("{cause}"));
    let during = |told: &&&Told| windows.iter().any(|(begun, ended)| told.at_us > *begun && told.at_us - told.took.as_micros() < *ended);
    let quiet = p99(told.iter().filter(|told| !during(told)));
    let busy = p99(told.iter().filter(during));
    let good = bad.is_empty() && worst.is_good() && length.bar(busy <= quiet * SLOWER);
    let heavy = if length == Length::Long { heavy()? } else { Value::Null };
    let good = good && heavy["good"] != false;
    Ok(json!({
        "good": good, "heavy": heavy, "backups": rounds, "encrypted": rounds / 2, "restored_and_sound": rounds - bad.len(), "slowest_backup_seconds": (seconds * 10.0).round() / 10.0,
        "acknowledged_checked": worst.acknowledged, "lost": worst.lost, "doubled": worst.doubled, "half_done": worst.half_done,
        "write_p99_ms": quiet, "write_p99_during_backup_ms": busy, "slower_limit": SLOWER,
    }))
}

/// A gigabyte of attachments goes into an encrypted archive and comes back out of it.
fn heavy() -> Outcome<Value> {
    let folder = Program::start(tempfile::tempdir()?)?.stop()?;
    let mut office = registrar(folder.path())?;
    office.scan_bytes = PAPER_BYTES;
    let program = Program::start(folder)?;
    while office.told.len() < PAPERS {
        office.work(program.port, Instant::now() + Duration::from_millis(200), Duration::ZERO);
        if let Some(surprise) = office.surprise.take() {
            return Err(surprise.into());
        }
    }
    let folder = program.stop()?;
    let [key, archive] = ["key", "heavy.tar.age"].map(|name| folder.path().join(name).display().to_string());
    let public = make_key(folder.path(), &key)?;
    encrypt_for(folder.path(), Some(&public))?;
    let begun = Instant::now();
    command(folder.path(), &["backup", &archive])?;
    let backed_up = begun.elapsed();
    let restored = tempfile::tempdir()?;
    let begun = Instant::now();
    command(restored.path(), &["restore", &archive, "--identity", &key])?;
    let took = begun.elapsed();
    let verdict = compare(&Store::in_folder(restored.path()), office.told.iter())?;
    Ok(json!({
        "good": verdict.is_good() && took <= RESTORE, "megabytes": std::fs::metadata(&archive)?.len() >> 20, "attachments": office.told.len(),
        "lost": verdict.lost, "backup_seconds": seconds(backed_up), "restore_seconds": seconds(took), "restore_limit_seconds": RESTORE.as_secs(),
    }))
}

/// Its public half.
fn make_key(data: &Path, file: &str) -> Outcome<String> {
    command(data, &["backup", "key", file])?;
    let text = std::fs::read_to_string(file)?;
    Ok(text.lines().find_map(|line| line.strip_prefix("# public key: ")).ok_or("no public key")?.to_owned())
}

/// From the next backup on.
fn encrypt_for(data: &Path, public: Option<&String>) -> Outcome<()> {
    let recipients = public.map(|key| format!("\"{key}\"")).unwrap_or_default();
    Ok(std::fs::write(data.join("shangliang.toml"), format!("[backup]\nrecipients = [{recipients}]\n"))?)
}

fn seconds(took: Duration) -> f64 {
    (took.as_secs_f64() * 10.0).round() / 10.0
}

/// Milliseconds.
fn p99<'a>(told: impl Iterator<Item = &'a &'a Told>) -> f64 {
    let mut took: Vec<f64> = told.map(|told| (told.took.as_secs_f64() * 1e4).round() / 10.0).collect();
    took.sort_by(f64::total_cmp);
    took.get(took.len().saturating_sub(1) * 99 / 100).copied().unwrap_or_default()
}
