//! 一次性链接: for the set-up, a first password and a reset; only hashes are stored.

use kernel::db::Tx;
use kernel::{Id, Result, Timestamp, params};

/// The set-up of an empty installation.
pub const SETUP: &str = "setup";
/// A person chooses a password.
pub const PASSWORD: &str = "password";

/// Earlier links of the same purpose and person end with the new one.
pub fn insert(tx: &mut Tx, digest: &[u8; 32], purpose: &str, person: Option<Id>, expires_at: Timestamp) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "UPDATE one_time_link SET used_at = $3 WHERE purpose = $1 AND COALESCE(person, 0) = $2 AND used_at IS NULL",
        params![purpose, person.unwrap_or_default(), now],
    )?;
    tx.execute(
        "INSERT INTO one_time_link (digest, purpose, person, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
        params![*digest, purpose, person, now, expires_at],
    )?;
    Ok(())
}

/// The person of a link that still works; `Some(None)` for the set-up.
pub fn find(tx: &mut Tx, digest: &[u8; 32], purpose: &str) -> Result<Option<Option<Id>>> {
    let sql = "SELECT person FROM one_time_link WHERE digest = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3";
    tx.query_opt(sql, params![*digest, purpose, tx.now()], |row| row.get(0))
}

/// Uses the link up; `false` when it has been used or has expired meanwhile.
pub fn use_up(tx: &mut Tx, digest: &[u8; 32], purpose: &str) -> Result<bool> {
    let sql = "UPDATE one_time_link SET used_at = $3 WHERE digest = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3";
    Ok(tx.execute(sql, params![*digest, purpose, tx.now()])? > 0)
}

pub fn purge(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute("DELETE FROM one_time_link WHERE expires_at < $1", params![before])
}
