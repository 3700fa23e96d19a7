//! A copy of the SQLite file while others write to it.

use std::path::Path;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::sqlite::failure;
use crate::error::{Error, Result};

/// Copies `from` as it is at one moment to the new file `to`. Writers go on meanwhile: in WAL mode a reader holds nobody up.
pub fn snapshot(from: &Path, to: &Path) -> Result<()> {
    let source = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(failure)?;
    source.busy_timeout(std::time::Duration::from_secs(10)).map_err(failure)?;
    let mut copy = Connection::open(to).map_err(failure)?;
    // In one step: a copy in many starts anew whenever another connection writes in between.
    match Backup::new(&source, &mut copy).and_then(|backup| backup.step(-1)).map_err(failure)? {
        StepResult::Done => {}
        _ => return Err(Error::Unavailable("kernel.busy".into())),
    }
    copy.execute_batch("PRAGMA journal_mode=DELETE").map_err(failure)?;
    copy.close().map_err(|(_, error)| failure(error))?;
    std::fs::File::open(to)?.sync_all()?;
    Ok(())
}
