//! The phrase library of an assembly.

use kernel::db::{Row, Tx};
use kernel::{Error, Id, Result, params};

/// 常用语
#[derive(Clone, Debug)]
pub struct Phrase {
    pub id: Id,
    pub purpose: String,
    pub text: String,
    pub saved_by: Id,
}

const SELECT: &str = "SELECT id, purpose, text, saved_by FROM phrase";

/// Phrases in use, oldest first.
pub fn of(tx: &mut Tx, assembly: Id, purpose: &str) -> Result<Vec<Phrase>> {
    tx.query(
        &format!("{SELECT} WHERE assembly = $1 AND purpose = $2 AND ended_at IS NULL ORDER BY id LIMIT 200"),
        params![assembly, purpose],
        phrase,
    )
}

/// One phrase in use; `NotFound` for another assembly's.
pub fn get(tx: &mut Tx, assembly: Id, id: Id) -> Result<Phrase> {
    tx.query_one(&format!("{SELECT} WHERE assembly = $1 AND id = $2 AND ended_at IS NULL"), params![assembly, id], phrase)
}

pub fn insert(tx: &mut Tx, assembly: Id, purpose: &str, text: &str, saved_by: Id) -> Result<Id> {
    let (id, now) = (tx.new_id(), tx.now());
    tx.execute(
        "INSERT INTO phrase (id, assembly, purpose, text, saved_by, at) VALUES ($1, $2, $3, $4, $5, $6)",
        params![id, assembly, purpose, text, saved_by, now],
    )?;
    Ok(id)
}

pub fn change(tx: &mut Tx, id: Id, purpose: &str, text: &str, saved_by: Id) -> Result<()> {
    let now = tx.now();
    let changed = tx.execute(
        "UPDATE phrase SET purpose = $2, text = $3, saved_by = $4, at = $5 WHERE id = $1 AND ended_at IS NULL",
        params![id, purpose, text, saved_by, now],
    )?;
    if changed == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// No longer offered; what was said with it stays said.
pub fn retire(tx: &mut Tx, id: Id) -> Result<()> {
    let now = tx.now();
    tx.execute("UPDATE phrase SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL", params![id, now])?;
    Ok(())
}

fn phrase(row: &Row) -> Result<Phrase> {
    Ok(Phrase { id: row.get(0)?, purpose: row.get(1)?, text: row.get(2)?, saved_by: row.get(3)? })
}
