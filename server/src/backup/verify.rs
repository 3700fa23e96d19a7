//! `backup verify`: restores into a temporary folder and looks at what came out.

use std::path::Path;

use kernel::db::Target;
use kernel::files::Shelf;
use kernel::journal::verify::{self, Report};
use kernel::{Db, Id};
use serde::Serialize;

use super::{CHECKPOINT, DATABASE, Keys, Manifest, ROWS, archive, open_copy, rows};
use crate::failure::{During, Outcome};
use crate::{home, modules};

/// What was found.
#[derive(Debug, Serialize)]
pub struct Verified {
    pub made_at: String,
    pub program: String,
    pub members: usize,
    pub bytes: u64,
    pub attachments: usize,
    pub journal: Option<Report>,
    pub problems: Vec<String>,
}

impl Verified {
    pub fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }
}

/// Errors: the file is no archive at all, or none of the keys opens it. What is wrong inside is in the answer.
pub fn verify(file: &Path, keys: &Keys) -> Outcome<Verified> {
    let folder = tempfile::tempdir()?;
    let (manifest, problems) = archive::unpack(file, keys, folder.path())?;
    Ok(look(folder.path(), &manifest, problems))
}

/// Looks at an unpacked archive.
pub(super) fn look(folder: &Path, manifest: &Manifest, problems: Vec<String>) -> Verified {
    let mut verified = Verified {
        made_at: manifest.made_at.clone(),
        program: manifest.program.clone(),
        members: manifest.members.len(),
        bytes: manifest.members.iter().map(|m| m.bytes).sum(),
        attachments: 0,
        journal: None,
        problems,
    };
    // What is damaged already is not opened.
    if verified.is_sound()
        && let Err(failure) = look_inside(folder, &mut verified)
    {
        verified.problems.push(failure.message);
    }
    verified
}

fn look_inside(folder: &Path, verified: &mut Verified) -> Outcome<()> {
    let db = database(folder)?;
    let outcome = look_at(&db, folder, verified);
    db.close();
    outcome
}

/// The archive's database as SQLite, whatever it was.
pub(super) fn database(folder: &Path) -> Outcome<Db> {
    let path = folder.join(DATABASE);
    if path.exists() {
        return open_copy(&path);
    }
    let db = open_copy(&folder.join("loaded.db"))?;
    db.migrate(home::migrations(&modules::all()))?;
    let rows = folder.join(ROWS);
    db.write_blocking(move |tx| rows::load(tx, &rows))?;
    Ok(db)
}

fn look_at(db: &Db, folder: &Path, verified: &mut Verified) -> Outcome<()> {
    if let Target::File(_) = db.target() {
        let faults: Vec<String> = db.read_blocking(|tx| tx.query("PRAGMA integrity_check", &[], |row| row.get(0)))?;
        verified.problems.extend(faults.into_iter().filter(|fault| fault != "ok").map(|fault| format!("database: {fault}")));
    }
    let key = std::fs::read_to_string(folder.join("keys/journal.key")).ok().and_then(|text| home::signer_of(text.trim()));
    let checkpoint = std::fs::read_to_string(folder.join(CHECKPOINT)).ok();
    match key {
        Some(signer) => {
            let report = db.read_blocking(move |tx| verify::verify(tx, &signer.public(), checkpoint.as_deref()))?;
            verified.problems.extend(report.problems.iter().take(20).map(|p| format!("journal entry {:?}: {:?}", p.seq, p.kind)));
            verified.journal = Some(report);
        }
        // The key is in the configuration, not in the data directory.
        None => tracing::warn!("the archive holds no key: its journal is not verified"),
    }
    let shelf = Shelf::open(&folder.join("files")).during("attachments")?;
    let files: Vec<Id> = db.read_blocking(|tx| tx.query("SELECT id FROM file ORDER BY id", &[], |row| row.get(0)))?;
    for id in files {
        let row = db.read_blocking(move |tx| kernel::files::get(tx, id))?;
        match shelf.read(&row) {
            Ok(_) => verified.attachments += 1,
            Err(error) => verified.problems.push(format!("attachment {id}: {error}")),
        }
    }
    Ok(())
}
