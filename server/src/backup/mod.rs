//! One archive with everything: database, attachments, keys and a signed checkpoint, made while the program runs, and
//! proved by restoring it. Whoever has the archive has everything: it is encrypted for the keys that the configuration names.

mod archive;
mod envelope;
mod restore;
mod rows;
mod verify;

pub use envelope::{Keys, is_recipient, make_key};
pub use restore::restore;
pub use verify::{Verified, verify};

use std::fs;
use std::path::{Path, PathBuf};

use kernel::db::{Target, snapshot};
use kernel::journal::sequencer;
use kernel::{Db, FixedClock, Id, Timestamp};
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::failure::{During, Failure, Outcome};
use crate::home::Home;

pub(crate) const MANIFEST: &str = "manifest.json";
pub(crate) const CHECKPOINT: &str = "checkpoint.txt";
pub(crate) const DATABASE: &str = "shangliang.db";
pub(crate) const ROWS: &str = "rows";
/// Left out of every archive.
const BALLOT_KEYS: &str = "ballot_key";

/// What is in an archive; its first member.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    pub program: String,
    pub made_at: String,
    pub members: Vec<Member>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Member {
    pub path: String,
    pub bytes: u64,
    pub sha256: String,
}

/// Writes the archive `file`, readable by its owner only, and returns the keys with which it can be proved, for now. The
/// program may serve meanwhile.
pub fn write(home: &Home, db: &Db, config: &Config, file: &Path) -> Outcome<Keys> {
    let folder = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if file.exists() {
        return Err(Failure::failed(format!("{} exists already", file.display())));
    }
    fs::create_dir_all(folder).during(folder.display())?;
    // The signer makes the key if this is the first command that needs it.
    home.signer(config)?;
    let recipients = &config.backup.recipients;
    // What is to be encrypted is gathered where it lies readable anyhow.
    let beside = if recipients.is_empty() { folder } else { home.data.as_path() };
    let stage = tempfile::Builder::new().prefix(".backup-").tempdir_in(beside).during(beside.display())?;
    let attachments = stage_database(home, db, stage.path())?;
    let mut members: Vec<(PathBuf, String)> = Vec::new();
    archive::collect(stage.path(), "", &mut members)?;
    archive::collect(&home.data.join("keys"), "keys", &mut members)?;
    let shelf = home.shelf()?;
    for id in attachments {
        let path = shelf.path(id);
        // A file that is missing on disk is what `doctor` reports; the backup of the rest must not fail for it.
        if let (true, Ok(name)) = (path.exists(), path.strip_prefix(shelf.root())) {
            members.push((path.clone(), format!("files/{}", name.display())));
        }
    }
    archive::write(file, db.clock().now(), &members, recipients)
}

/// Copies the database as it is at one moment; the ids of its attachments.
fn stage_database(home: &Home, db: &Db, stage: &Path) -> Outcome<Vec<Id>> {
    let all = |tx: &mut kernel::Tx| {
        let ids = tx.query("SELECT id FROM file ORDER BY id", &[], |row| row.get::<Id>(0))?;
        Ok((ids, sequencer::checkpoint(tx)?))
    };
    let (ids, checkpoint) = match &home.target {
        Target::File(path) => {
            let copy = stage.join(DATABASE);
            snapshot(path, &copy)?;
            // Read from the copy, so that list and database are of the same moment.
            let copy = open_copy(&copy)?;
            let read = forget_ballot_keys(&copy).and_then(|()| copy.read_blocking(all));
            copy.close();
            for extra in ["shangliang.db-wal", "shangliang.db-shm"] {
                let _ = fs::remove_file(stage.join(extra));
            }
            read?
        }
        Target::Postgres(_) => {
            let folder = stage.join(ROWS);
            fs::create_dir(&folder)?;
            db.read_blocking(move |tx| {
                rows::dump(tx, &folder)?;
                all(tx)
            })?
        }
    };
    if let Some(note) = checkpoint {
        fs::write(stage.join(CHECKPOINT), note)?;
    }
    Ok(ids)
}

/// The key of a secret deliberation is in no backup: whoever gets hold of one cannot find out later who voted how
/// (decision 0007).
fn forget_ballot_keys(copy: &Db) -> kernel::Result<()> {
    copy.write_blocking(|tx| {
        if rows::has_table(tx, BALLOT_KEYS)? {
            tx.execute(&format!("UPDATE {BALLOT_KEYS} SET sealed = ''"), &[])?;
            tx.execute(&format!("DELETE FROM {BALLOT_KEYS}"), &[])?;
        }
        Ok(())
    })
}

/// A SQLite file that nobody else uses.
pub(crate) fn open_copy(path: &Path) -> Outcome<Db> {
    let clock = FixedClock::at(Timestamp(0));
    let options = kernel::db::Options { readers: 1, queue: 16, writers: 1, tls: None, watch: None };
    Ok(Db::open(Target::File(path.to_owned()), std::sync::Arc::new(clock), options)?)
}

/// The backup of the schedule: named by its time, verified; what `backup.keep` and `backup.keep_days` do not keep is removed.
pub fn scheduled(home: &Home, db: &Db, config: &Config) -> Outcome<PathBuf> {
    let folder = PathBuf::from(&config.backup.folder);
    let stamp: String = db.clock().now().rfc3339().chars().filter(char::is_ascii_digit).take(14).collect();
    let ending = if config.backup.recipients.is_empty() { "tar" } else { "tar.age" };
    let file = folder.join(format!("shangliang-{stamp}.{ending}"));
    let verified = verify(&file, &write(home, db, config, &file)?)?;
    if !verified.is_sound() {
        return Err(Failure::failed(format!("{}: {}", file.display(), verified.problems.join("; "))));
    }
    let [keep, days] = [config.backup.keep, config.backup.keep_days].map(|n| usize::try_from(n).unwrap_or(1));
    for path in superseded(&kept(&folder), keep, days) {
        fs::remove_file(path).during(path.display())?;
    }
    Ok(file)
}

/// Of backups, oldest first: neither among the newest `keep`, nor the last of one of the last `days` days that have any.
fn superseded(all: &[PathBuf], keep: usize, days: usize) -> Vec<&PathBuf> {
    let day = |path: &Path| path.file_name().and_then(|n| n.to_str()?.get(..DAY)).map(str::to_owned);
    let mut seen = Vec::new();
    let mut gone = Vec::new();
    for (n, path) in all.iter().rev().enumerate() {
        let is_last = !seen.contains(&day(path));
        if is_last {
            seen.push(day(path));
        }
        if n >= keep && !(is_last && seen.len() <= days) {
            gone.push(path);
        }
    }
    gone
}

/// `shangliang-20260412` of a file's name.
const DAY: usize = "shangliang-".len() + 8;

/// The newest backup of the schedule.
pub fn newest(config: &Config) -> Option<PathBuf> {
    kept(Path::new(&config.backup.folder)).pop()
}

/// Oldest first.
fn kept(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| is_ours(path)).collect();
    found.sort();
    found
}

fn is_ours(path: &Path) -> bool {
    let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    let digits = name.strip_prefix("shangliang-").and_then(|rest| rest.strip_suffix(".age").unwrap_or(rest).strip_suffix(".tar"));
    digits.is_some_and(|d| d.len() == 14 && d.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backups_of_the_schedule_are_known_by_their_names() {
        let ours = ["shangliang-20260410080000.tar", "shangliang-20260410080000.tar.age"];
        assert!(ours.iter().all(|name| is_ours(Path::new(name))));
        let others = ["shangliang-2026.tar", "shangliang-20260410080000.age", "shangliang-20260410080000.tar.part", "notes.txt"];
        assert!(!others.iter().any(|name| is_ours(Path::new(name))));
    }

    #[test]
    fn the_newest_stay_and_the_last_of_each_day() {
        let names = ["20260410080000", "20260410200000", "20260411080000", "20260411080500", "20260412080000", "20260412080500"];
        let all: Vec<PathBuf> = names.iter().map(|n| PathBuf::from(format!("/b/shangliang-{n}.tar"))).collect();
        let gone = |keep, days| {
            superseded(&all, keep, days).iter().map(|p| all.iter().position(|a| a == *p).expect("of these")).collect::<Vec<_>>()
        };
        assert_eq!(gone(2, 0), [3, 2, 1, 0]);
        assert_eq!(gone(1, 2), [4, 2, 1, 0]);
        assert_eq!(gone(3, 3), [2, 0]);
        assert_eq!(gone(9, 0), Vec::<usize>::new());
    }
}
