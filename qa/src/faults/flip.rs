//! One byte of a copy is changed: `doctor` or `audit verify` finds it, wherever nobody but us would.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use super::clients::{members, registrar, work_while};
use super::files::{all, copy};
use super::random::Random;
use super::store::Store;
use crate::Length;
use crate::program::{Outcome, Program, output};

#[derive(Clone, Copy)]
enum Place {
    Attachment,
    /// What an entry of the journal holds.
    Entry,
    /// Anywhere in the database: its structure is checked, a letter in a text is not.
    Anywhere,
}

pub fn run(length: Length) -> Outcome<Value> {
    let each = match length {
        Length::Long => 100,
        Length::Short => 8,
        Length::Check => 3,
    };
    let mut random = Random::new();
    let folder = installed()?;
    let mut found = [0_usize; 3];
    let mut silent = Vec::new();
    for round in 0..each * 3 {
        let place = [Place::Attachment, Place::Entry, Place::Anywhere][round % 3];
        let damaged = tempfile::tempdir()?;
        copy(folder.path(), damaged.path())?;
        let what = damage(damaged.path(), place, &mut random)?;
        let told = is_told(damaged.path())?;
        found[round % 3] += usize::from(told);
        if !told && !matches!(place, Place::Anywhere) {
            silent.push(what);
        }
    }
    silent.iter().take(5).for_each(|what| eprintln!("not found: {what}"));
    Ok(json!({
        "good": silent.is_empty(), "attachments_damaged": each, "attachments_found": found[0], "entries_damaged": each,
        "entries_found": found[1], "database_bytes_changed": each, "database_found": found[2],
        "note": "a changed letter in a text outside of the journal keeps the database whole; a backup compared by its hashes shows it",
        "seed": random.seed,
    }))
}

/// The demonstration with some attachments, ended in good order, its journal numbered.
fn installed() -> Outcome<tempfile::TempDir> {
    let folder = Program::start(tempfile::tempdir()?)?.stop()?;
    let mut clients = members(folder.path(), 2, &[])?;
    clients.push(registrar(folder.path())?);
    let program = Program::start(folder)?;
    let port = program.port;
    work_while(&mut clients, port, Duration::from_secs(1), Duration::from_millis(20), || ());
    std::thread::sleep(Duration::from_millis(2_500));
    program.stop()
}

fn damage(data: &Path, place: Place, random: &mut Random) -> Outcome<String> {
    let database = data.join("shangliang.db");
    let (file, at) = match place {
        Place::Attachment => {
            let files = all(&data.join("files"))?;
            let file = files.get(random.between(0, files.len() as u64) as usize).ok_or("no attachments")?.clone();
            let length = file.metadata()?.len();
            (file, random.between(0, length))
        }
        Place::Anywhere => {
            let length = database.metadata()?.len();
            (database, random.between(0, length))
        }
        Place::Entry => {
            let at = in_an_entry(&database, random)?;
            (database, at)
        }
    };
    let mut bytes = std::fs::read(&file)?;
    let byte = bytes.get_mut(at as usize).ok_or("beyond the end")?;
    *byte ^= 1 << random.between(0, 8);
    std::fs::write(&file, bytes)?;
    Ok(format!("byte {at} of {}", file.strip_prefix(data)?.display()))
}

/// Where in the file a value of an entry lies.
fn in_an_entry(database: &Path, random: &mut Random) -> Outcome<u64> {
    let store = Store::File(database.to_owned());
    let entries = store.number("SELECT MAX(seq) FROM journal")?;
    let file = std::fs::read(database)?;
    loop {
        let seq = random.between(0, entries as u64);
        let column = ["hex(digest)", "hex(leaf)", "hex(salt)", "hex(payload)"][random.between(0, 4) as usize];
        let rows = store.rows(&format!("SELECT {column} FROM journal WHERE seq = {seq}"))?;
        let hex = rows.into_iter().flatten().next().unwrap_or_default();
        let value: Vec<u8> = (0..hex.len() / 2).filter_map(|n| u8::from_str_radix(hex.get(n * 2..n * 2 + 2)?, 16).ok()).collect();
        if value.len() < 12 {
            continue;
        }
        if let Some(at) = file.windows(value.len()).position(|window| window == value) {
            return Ok(at as u64 + random.between(0, value.len() as u64));
        }
    }
}

/// Both are asked; one that ends with another code than 0 has told.
fn is_told(data: &Path) -> Outcome<bool> {
    let doctor = output(data, &["doctor"])?;
    let audit = output(data, &["audit", "verify"])?;
    Ok(!doctor.status.success() || !audit.status.success())
}
