//! Votes and voices. No time, no person, no order of writing stands beside either.

use kernel::db::{Dialect, Tx};
use kernel::{Id, Result, params};
use serde_json::Value;

use crate::model::Slices;
use crate::voice::Digest;
use crate::workflow::words::{Choice, Level};

/// The voice's vote on a statement, in place of an earlier one.
pub fn cast(tx: &mut Tx, deliberation: Id, voter: &Digest, statement: i64, choice: Choice) -> Result<()> {
    tx.execute(
        "INSERT INTO vote (deliberation, voter, statement, vote) VALUES ($1, $2, $3, $4)
         ON CONFLICT (deliberation, voter, statement) DO UPDATE SET vote = excluded.vote",
        params![deliberation, &voter[..], statement, choice.value()],
    )?;
    Ok(())
}

/// The voice's own votes, by the number of the statement.
pub fn of(tx: &mut Tx, deliberation: Id, voter: &Digest) -> Result<Vec<(i64, i64)>> {
    tx.query("SELECT statement, vote FROM vote WHERE deliberation = $1 AND voter = $2", params![deliberation, &voter[..]], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

/// Everything, in the order of the digests: (voter, statement, vote).
pub fn each(tx: &mut Tx, deliberation: Id, mut read: impl FnMut(&[u8], i64, i64)) -> Result<()> {
    tx.each("SELECT voter, statement, vote FROM vote WHERE deliberation = $1 ORDER BY voter, statement", params![deliberation], |row| {
        read(&row.get::<Vec<u8>>(0)?, row.get(1)?, row.get(2)?);
        Ok(true)
    })
}

/// (statement, vote, how many), to see whether a map in memory has all of them.
pub fn tallies(tx: &mut Tx, deliberation: Id) -> Result<Vec<(i64, i64, i64)>> {
    tx.query(
        "SELECT statement, vote, COUNT(*) FROM vote WHERE deliberation = $1 GROUP BY statement, vote ORDER BY statement, vote",
        params![deliberation],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// On PostgreSQL rows lie in the order of their writing: they are written anew in that of their digests. In SQLite they
/// always lie there.
pub fn settle(tx: &mut Tx, deliberation: Id) -> Result<()> {
    if tx.dialect() == Dialect::Sqlite {
        return Ok(());
    }
    for (table, columns, order) in
        [("vote", "deliberation, voter, statement, vote", "voter, statement"), ("voice", "deliberation, receipt, level, slices", "receipt")]
    {
        let sql = format!(
            "WITH moved AS (DELETE FROM {table} WHERE deliberation = $1 RETURNING {columns})
             INSERT INTO {table} ({columns}) SELECT {columns} FROM moved ORDER BY {order}"
        );
        tx.execute(&sql, params![deliberation])?;
    }
    Ok(())
}

/// The voice takes part; what it told of itself before stays unless something is told now.
pub fn take_part(tx: &mut Tx, deliberation: Id, receipt: &Digest, level: Level, slices: &Slices) -> Result<()> {
    let told = serde_json::to_string(slices)?;
    tx.execute(
        "INSERT INTO voice (deliberation, receipt, level, slices) VALUES ($1, $2, $3, $4)
         ON CONFLICT (deliberation, receipt) DO UPDATE SET slices = CASE WHEN excluded.slices = '{}' THEN voice.slices ELSE excluded.slices END",
        params![deliberation, &receipt[..], level.name(), told],
    )?;
    Ok(())
}

pub fn has_taken_part(tx: &mut Tx, deliberation: Id, receipt: &[u8]) -> Result<bool> {
    tx.exists("SELECT 1 FROM voice WHERE deliberation = $1 AND receipt = $2", params![deliberation, receipt])
}

/// How many voices by level.
pub fn levels(tx: &mut Tx, deliberation: Id) -> Result<Vec<(String, i64)>> {
    tx.query("SELECT level, COUNT(*) FROM voice WHERE deliberation = $1 GROUP BY level ORDER BY level", params![deliberation], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

/// How many voices told the same of themselves.
pub fn slices(tx: &mut Tx, deliberation: Id) -> Result<Vec<(Slices, i64)>> {
    tx.query("SELECT slices, COUNT(*) FROM voice WHERE deliberation = $1 GROUP BY slices ORDER BY slices", params![deliberation], |row| {
        let told: Value = row.get(0)?;
        Ok((serde_json::from_value(told)?, row.get(1)?))
    })
}

/// All receipts, in their own order: published when it has closed.
pub fn receipts(tx: &mut Tx, deliberation: Id) -> Result<Vec<Vec<u8>>> {
    tx.query("SELECT receipt FROM voice WHERE deliberation = $1 ORDER BY receipt", params![deliberation], |row| row.get(0))
}
