//! Attachments on the file system: the content is written before the transaction, the row in it, and what has no row
//! is swept.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::actor::Actor;
use crate::clock::Timestamp;
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::journal::Ref;
use crate::params;

/// A file's row.
#[derive(Clone, Debug)]
pub struct File {
    pub id: Id,
    pub assembly: Id,
    pub name: String,
    pub media_type: String,
    pub bytes: i64,
    pub sha256: String,
    pub subject: Ref,
    pub purpose: String,
    pub uploaded_by: Id,
    pub at: Timestamp,
}

/// Content that lies on disk and waits for its row.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Stored {
    pub id: Id,
    pub name: String,
    pub media_type: String,
    pub bytes: i64,
    pub sha256: String,
}

/// The folder of the attachments.
#[derive(Clone, Debug)]
pub struct Shelf {
    root: PathBuf,
}

impl Shelf {
    pub fn open(root: &Path) -> Result<Shelf> {
        fs::create_dir_all(root)?;
        Ok(Shelf { root: root.to_owned() })
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Writes the content durably under a name made of the id alone.
    pub fn put(&self, id: Id, name: &str, media_type: &str, content: &[u8]) -> Result<Stored> {
        let path = self.path(id);
        let mut file = self.create(&path).map_err(failure)?;
        let written = file.write_all(content).and_then(|()| file.sync_all());
        // A name is its folder's content, so the folder is synced too.
        if let Err(error) = written.and_then(|()| sync_folder(path.parent().unwrap_or(&self.root))) {
            let _ = fs::remove_file(&path);
            return Err(failure(error));
        }
        let sha256 = Sha256::digest(content).iter().map(|b| format!("{b:02x}")).collect();
        let name: String = name.chars().filter(|c| !c.is_control() && !"/\\".contains(*c)).take(200).collect();
        Ok(Stored { id, name, media_type: media_type.into(), bytes: content.len() as i64, sha256 })
    }

    fn create(&self, path: &Path) -> io::Result<fs::File> {
        let folder = path.parent().unwrap_or(&self.root);
        if !folder.is_dir() {
            fs::create_dir_all(folder)?;
            sync_folder(&self.root)?;
        }
        fs::File::create_new(path)
    }

    pub fn read(&self, file: &File) -> Result<Vec<u8>> {
        let content = fs::read(self.path(file.id)).map_err(failure)?;
        let sha256: String = Sha256::digest(&content).iter().map(|b| format!("{b:02x}")).collect();
        if sha256 != file.sha256 {
            return Err(Error::Internal(format!("file {} is damaged on disk", file.id)));
        }
        Ok(content)
    }

    pub fn remove(&self, id: Id) {
        let _ = fs::remove_file(self.path(id));
    }

    pub fn path(&self, id: Id) -> PathBuf {
        self.root.join(format!("{:02x}", (id.0 >> 21) & 0xff)).join(id.to_string())
    }

    /// Ids of everything on disk.
    pub fn ids(&self) -> Result<Vec<Id>> {
        let mut ids: Vec<Id> = Vec::new();
        for folder in fs::read_dir(&self.root)? {
            let folder = folder?.path();
            if folder.is_dir() {
                ids.extend(fs::read_dir(folder)?.flatten().filter_map(|e| e.file_name().to_str()?.parse::<Id>().ok()));
            }
        }
        Ok(ids)
    }
}

/// Makes names that were made or changed in this folder survive a power failure.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

/// What the storage says, in the words that the reader gets.
fn failure(error: io::Error) -> Error {
    use io::ErrorKind::{NotFound, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
    match (error.kind(), error.raw_os_error()) {
        (NotFound, _) => Error::NotFound,
        (StorageFull | QuotaExceeded, _) => Error::Unavailable("kernel.disk-full".into()),
        (ReadOnlyFilesystem, _) => Error::Unavailable("kernel.read-only".into()),
        // EIO, and the two that say that no more files can be open.
        (_, Some(5)) => Error::Unavailable("kernel.io".into()),
        (_, Some(23 | 24)) => Error::Unavailable("kernel.busy".into()),
        _ => Error::internal(error),
    }
}

/// Gives stored content its row, attached to a record.
pub fn attach(tx: &mut Tx, who: &Actor, stored: &Stored, subject: &Ref, purpose: &str) -> Result<()> {
    tx.execute(
        "INSERT INTO file (id, assembly, name, media_type, bytes, sha256, module, subject, purpose, uploaded_by, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![
            stored.id,
            who.assembly,
            stored.name,
            stored.media_type,
            stored.bytes,
            stored.sha256,
            subject.module.as_ref(),
            subject.id,
            purpose,
            who.paper.as_ref().map_or(who.person, |p| p.registrar),
            tx.now()
        ],
    )?;
    Ok(())
}

/// Takes an attachment of that purpose away from its record: nobody finds it any more, and its content is swept.
///
/// # Errors
/// `NotFound` where the record has none by this id.
pub fn detach(tx: &mut Tx, subject: &Ref, purpose: &str, id: Id) -> Result<File> {
    let own = |file: &File| file.subject == *subject && file.purpose == purpose;
    let file = Some(get(tx, id)?).filter(own).ok_or(Error::NotFound)?;
    tx.execute("INSERT INTO file_gone (uploaded_by, at, bytes) VALUES ($1, $2, $3)", params![file.uploaded_by, file.at, file.bytes])?;
    tx.execute("DELETE FROM file WHERE id = $1", params![id])?;
    Ok(file)
}

/// Forgets what was taken away and had been added before this moment.
pub fn purge(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute("DELETE FROM file_gone WHERE at < $1", params![before])
}

/// How many files this person has added since, and how many bytes; what was taken away again as well.
pub fn added_since(tx: &mut Tx, person: Id, since: Timestamp) -> Result<(i64, i64)> {
    let sql = "SELECT COUNT(*), CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM
               (SELECT bytes FROM file WHERE uploaded_by = $1 AND at > $2
                UNION ALL SELECT bytes FROM file_gone WHERE uploaded_by = $1 AND at > $2) AS added";
    tx.query_one(sql, params![person, since], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Attachments of one record, oldest first.
pub fn of(tx: &mut Tx, subject: &Ref) -> Result<Vec<File>> {
    let sql = format!("SELECT {COLUMNS} FROM file WHERE module = $1 AND subject = $2 ORDER BY id");
    tx.query(&sql, params![subject.module.as_ref(), subject.id], file)
}

/// The row alone; whether this person may read it is the module's to say.
pub fn get(tx: &mut Tx, id: Id) -> Result<File> {
    tx.query_one(&format!("SELECT {COLUMNS} FROM file WHERE id = $1"), params![id], file)
}

/// Deletes content without a row that is older than an hour; returns how many.
pub fn sweep(tx: &mut Tx, shelf: &Shelf) -> Result<Vec<Id>> {
    let mut orphans = Vec::new();
    for id in shelf.ids()? {
        let age_ms = fs::metadata(shelf.path(id)).and_then(|m| m.modified()).ok().and_then(|t| t.elapsed().ok());
        let old = age_ms.is_some_and(|age| age.as_secs() > 3_600);
        if old && !tx.exists("SELECT 1 FROM file WHERE id = $1", params![id])? {
            orphans.push(id);
        }
    }
    Ok(orphans)
}

const COLUMNS: &str = "id, assembly, name, media_type, bytes, sha256, module, subject, purpose, uploaded_by, at";

fn file(row: &Row) -> Result<File> {
    let module: String = row.get(6)?;
    Ok(File {
        id: row.get(0)?,
        assembly: row.get(1)?,
        name: row.get(2)?,
        media_type: row.get(3)?,
        bytes: row.get(4)?,
        sha256: row.get(5)?,
        subject: Ref { module: module.into(), id: row.get(7)? },
        purpose: row.get(8)?,
        uploaded_by: row.get(9)?,
        at: row.get(10)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_storage_speaks_in_messages() {
        let said = |code: i32| match failure(io::Error::from_raw_os_error(code)) {
            Error::Unavailable(message) => message.key.into_owned(),
            other => other.to_string(),
        };
        // ENOSPC, EDQUOT, EROFS, EIO, EMFILE, ENOENT
        let told: Vec<String> = [28, 122, 30, 5, 24, 2].into_iter().map(said).collect();
        assert_eq!(told, ["kernel.disk-full", "kernel.disk-full", "kernel.read-only", "kernel.io", "kernel.busy", "not found"]);
    }

    #[test]
    fn content_is_never_written_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let shelf = Shelf::open(folder.path()).expect("a shelf");
        shelf.put(Id(7), "a.txt", "text/plain", b"first").expect("kept");
        assert!(shelf.put(Id(7), "b.txt", "text/plain", b"second").is_err());
        assert_eq!(fs::read(shelf.path(Id(7))).expect("there"), b"first");
    }
}
