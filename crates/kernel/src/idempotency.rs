//! The same key twice is one act: the answer is stored in the transaction of the act.

use serde_json::Value;

use crate::clock::Timestamp;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::params;

/// Keys are kept this long.
pub const KEPT_DAYS: i64 = 7;

/// The earlier answer for this key; `Conflict` when the key was used for another body.
pub fn replayed(tx: &mut Tx, person: Id, key: &str, print: &[u8; 32]) -> Result<Option<Value>> {
    let earlier = tx.query_opt("SELECT print, answer FROM idempotency WHERE person = $1 AND key = $2", params![person, key], |row| {
        Ok((row.get::<Vec<u8>>(0)?, row.get::<Value>(1)?))
    })?;
    match earlier {
        None => Ok(None),
        Some((seen, answer)) if seen == print => Ok(Some(answer)),
        Some(_) => Err(Error::conflict("kernel.key-reused")),
    }
}

pub fn remember(tx: &mut Tx, person: Id, key: &str, print: &[u8; 32], answer: &Value) -> Result<()> {
    tx.execute(
        "INSERT INTO idempotency (person, key, print, answer, at) VALUES ($1, $2, $3, $4, $5)",
        params![person, key, print, answer, tx.now()],
    )?;
    Ok(())
}

/// Deletes what is older than [`KEPT_DAYS`]; returns how many.
pub fn purge(tx: &mut Tx) -> Result<u64> {
    let before = Timestamp(tx.now().0).plus_days(-KEPT_DAYS);
    tx.execute("DELETE FROM idempotency WHERE at < $1", params![before])
}
