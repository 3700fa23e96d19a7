//! Official numbers: a counter row in the same transaction, so that nothing is given twice.

use crate::db::Tx;
use crate::error::Result;
use crate::id::Id;
use crate::params;

/// The next number of `name`, starting at 1.
pub fn next(tx: &mut Tx, assembly: Id, name: &str) -> Result<i64> {
    reserve(tx, assembly, name, 1)
}

/// Reserves `count` numbers in a row and returns the first.
pub fn reserve(tx: &mut Tx, assembly: Id, name: &str, count: i64) -> Result<i64> {
    let last = tx.query_one(
        "INSERT INTO counter (assembly, name, value) VALUES ($1, $2, $3)
         ON CONFLICT (assembly, name) DO UPDATE SET value = counter.value + excluded.value RETURNING value",
        params![assembly, name, count],
        |row| row.get::<i64>(0),
    )?;
    Ok(last - count + 1)
}

/// Moves the counter up to at least `value`: after an import that brought its own numbers.
pub fn raise(tx: &mut Tx, assembly: Id, name: &str, value: i64) -> Result<()> {
    tx.execute(
        "INSERT INTO counter (assembly, name, value) VALUES ($1, $2, $3)
         ON CONFLICT (assembly, name) DO UPDATE SET value = excluded.value WHERE counter.value < excluded.value",
        params![assembly, name, value],
    )?;
    Ok(())
}
