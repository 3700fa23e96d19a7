//! The power fails at any moment: what a disk must hold then is what was synced, and of the rest any part or none.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};

use super::check::{Verdict, compare, sound};
use super::clients::{acknowledged, members, registrar, work_while};
use super::files::copy;
use super::random::Random;
use super::store::Store;
use super::trace::{Event, Moment, What, read, recorded};
use crate::Length;
use crate::program::{Outcome, Program};

/// What a disk writes as a whole.
const SECTOR: usize = 512;

pub fn run(length: Length) -> Outcome<Value> {
    let (crashes, seconds) = match length {
        Length::Long => (50, 10),
        Length::Short => (8, 3),
        Length::Check => (3, 2),
    };
    let mut random = Random::new();
    let folder = Program::start(tempfile::tempdir()?)?.stop()?;
    let mut clients = members(folder.path(), 7, &[])?;
    clients.push(registrar(folder.path())?);
    let folder = Program::start(folder)?.stop()?;
    let base = tempfile::tempdir()?;
    copy(folder.path(), base.path())?;
    let recording = tempfile::NamedTempFile::new()?;
    let program = Program::start_with(folder, |serve| recorded(serve, recording.path()))?;
    let port = program.port;
    let folder = work_while(&mut clients, port, Duration::from_secs(seconds) * 2, Duration::from_millis(4), || {
        std::thread::sleep(Duration::from_secs(seconds));
        program.kill()
    })?;
    std::thread::sleep(Duration::from_millis(500));
    let events = read(recording.path(), folder.path())?;
    let syncs = events.iter().filter(|event| matches!(event.what, What::Sync)).count();
    let told: Vec<_> = clients.iter().flat_map(|client| &client.told).collect();
    let moments: Vec<Moment> = told.iter().map(|told| told.at_us).collect();
    let (mut worst, mut checked, mut unsound) = (Verdict::default(), 0, Vec::new());
    for crash in 0..crashes {
        // Right after an answer, when least time was left to write anything down.
        let at = moments[random.between(0, moments.len() as u64) as usize];
        for torn in [false, true] {
            let disk = tempfile::tempdir()?;
            rebuild(&events, at, torn.then_some(&mut random), &Paths { base: base.path(), traced: folder.path(), disk: disk.path() })?;
            let verdict = compare(&Store::in_folder(disk.path()), told.iter().copied().filter(|told| told.at_us <= at))?;
            checked += verdict.acknowledged;
            worst.lost += verdict.lost;
            worst.doubled += verdict.doubled;
            worst.half_done += verdict.half_done;
            if let Err(cause) = sound(disk.path(), &[]) {
                unsound.push(format!("crash {crash}{}: {cause}", if torn { " torn" } else { "" }));
            }
        }
    }
    unsound.iter().take(3).for_each(|cause| eprintln!("{cause}"));
    let good = worst.is_good() && unsound.is_empty() && checked > 0;
    Ok(json!({
        "good": good, "crashes": crashes, "disks_rebuilt": crashes * 2, "acknowledged_in_the_recording": acknowledged(&clients),
        "syncs": syncs, "acknowledged_checked": checked, "lost": worst.lost, "doubled": worst.doubled, "half_done": worst.half_done,
        "unsound": unsound.len(), "seed": random.seed,
    }))
}

struct Paths<'a> {
    base: &'a Path,
    traced: &'a Path,
    disk: &'a Path,
}

/// Writes the disk as it may be found after a power failure at `at`. Without `torn` it holds only what was synced; with
/// it, also any sectors of later writes.
fn rebuild(events: &[Event], at: Moment, mut torn: Option<&mut Random>, paths: &Paths) -> Outcome<()> {
    copy(paths.base, paths.disk)?;
    let mut synced: HashMap<&Path, Moment> = HashMap::new();
    for event in events.iter().filter(|event| event.end <= at && matches!(event.what, What::Sync)) {
        synced.insert(&event.path, event.start);
    }
    let lasts = |path: &Path, end: Moment| synced.get(path).is_some_and(|sync| end <= *sync);
    let mut files: HashMap<PathBuf, Vec<u8>> = HashMap::new();
    let mut gone: Vec<PathBuf> = Vec::new();
    for event in events.iter().filter(|event| event.start <= at) {
        let on_disk = paths.disk.join(event.path.strip_prefix(paths.traced)?);
        // A name is its folder's content: it lasts when the folder was synced.
        let named = matches!(event.what, What::Create | What::Remove);
        let place = if named { event.path.parent().unwrap_or(&event.path) } else { &event.path };
        let certain = event.end <= at && lasts(place, event.end);
        let scraps = if certain { None } else { torn.as_deref_mut() };
        if (!certain && scraps.is_none()) || gone.iter().any(|folder| on_disk.starts_with(folder)) {
            if matches!(event.what, What::Create) && !on_disk.exists() && !files.contains_key(&on_disk) {
                gone.push(on_disk);
            }
            continue;
        }
        let mut content = files.remove(&on_disk).or_else(|| std::fs::read(&on_disk).ok());
        match &event.what {
            What::Create if event.path.extension().is_none() && is_folder(events, &event.path) => {
                std::fs::create_dir_all(&on_disk)?;
            }
            What::Create => content = Some(content.unwrap_or_default()),
            What::Write { at, bytes } => put(content.get_or_insert_default(), *at as usize, bytes, scraps),
            What::Append { bytes } => {
                let end = content.get_or_insert_default().len();
                put(content.get_or_insert_default(), end, bytes, scraps);
            }
            What::Truncate(length) => content.get_or_insert_default().resize(*length as usize, 0),
            What::Remove => {
                content = None;
                let _ = std::fs::remove_file(&on_disk);
            }
            What::Sync => {}
        }
        if let Some(content) = content {
            files.insert(on_disk, content);
        }
    }
    for (path, content) in files {
        if path.parent().is_some_and(Path::is_dir) {
            std::fs::write(path, content)?;
        }
    }
    Ok(())
}

fn is_folder(events: &[Event], path: &Path) -> bool {
    events.iter().any(|event| event.path.parent() == Some(path))
}

fn put(content: &mut Vec<u8>, at: usize, bytes: &[u8], mut scraps: Option<&mut Random>) {
    for (n, sector) in bytes.chunks(SECTOR).enumerate() {
        if scraps.as_deref_mut().is_none_or(Random::chance) {
            let from = at + n * SECTOR;
            if content.len() < from + sector.len() {
                content.resize(from + sector.len(), 0);
            }
            content[from..from + sector.len()].copy_from_slice(sector);
        }
    }
}
