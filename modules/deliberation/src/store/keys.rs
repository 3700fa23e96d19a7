//! The key of a deliberation: sealed, in no backup, and gone at the closing of a secret one.

use kernel::db::{Sealed, Tx};
use kernel::{Id, Result, params};

/// In no backup; a new key of the installation seals it again.
pub const BALLOT_KEY: Sealed =
    Sealed { table: "ballot_key", key: "deliberation", column: "sealed", place: "ballot_key", was_readable: false };

/// Sealed under the key of the installation.
pub fn sealed(tx: &mut Tx, deliberation: Id) -> Result<Option<String>> {
    tx.query_opt("SELECT sealed FROM ballot_key WHERE deliberation = $1", params![deliberation], |row| row.get(0))
}

pub fn keep(tx: &mut Tx, deliberation: Id, sealed: &str) -> Result<()> {
    tx.execute("INSERT INTO ballot_key (deliberation, sealed) VALUES ($1, $2)", params![deliberation, sealed])?;
    tx.execute("UPDATE deliberation SET keyed = 1 WHERE id = $1", params![deliberation])?;
    Ok(())
}

/// Overwritten before it goes, so that no page of the file keeps it; nor does the log, which shows the order of the votes as well.
pub fn destroy(tx: &mut Tx, deliberation: Id) -> Result<()> {
    tx.execute("UPDATE ballot_key SET sealed = '' WHERE deliberation = $1", params![deliberation])?;
    tx.execute("DELETE FROM ballot_key WHERE deliberation = $1", params![deliberation])?;
    tx.empty_log();
    Ok(())
}
