//! 届、界别、乡镇: terms with their sectors, and the townships of an assembly.

use jiff::civil::Date;
use kernel::db::{Row, Tx};
use kernel::{Id, Result, params};

/// 届: some five years with one list of members.
#[derive(Clone, Debug)]
pub struct Term {
    pub id: Id,
    pub assembly: Id,
    pub ordinal: i64,
    pub starts: Date,
    /// `None` for the running one.
    pub ends: Option<Date>,
}

/// 界别, a list of its own in every term.
#[derive(Clone, Debug)]
pub struct Sector {
    pub id: Id,
    pub term: Id,
    pub name: String,
    pub name_en: String,
}

/// 乡镇街道: rooms and a convener, no assembly of its own.
#[derive(Clone, Debug)]
pub struct Township {
    pub id: Id,
    pub code: String,
    pub name: String,
    pub name_en: String,
}

/// Newest first.
pub fn of(tx: &mut Tx, assembly: Id) -> Result<Vec<Term>> {
    tx.query("SELECT id, assembly, ordinal, starts, ends FROM term WHERE assembly = $1 ORDER BY ordinal DESC", params![assembly], term)
}

/// The term without an end, if there is one.
pub fn running(tx: &mut Tx, assembly: Id) -> Result<Option<Term>> {
    let sql = "SELECT id, assembly, ordinal, starts, ends FROM term WHERE assembly = $1 AND ends IS NULL ORDER BY ordinal DESC LIMIT 1";
    tx.query_opt(sql, params![assembly], term)
}

/// In the order of the list.
pub fn sectors(tx: &mut Tx, term: Id) -> Result<Vec<Sector>> {
    tx.query("SELECT id, term, name, name_en FROM sector WHERE term = $1 ORDER BY position, id", params![term], |row| {
        Ok(Sector { id: row.get(0)?, term: row.get(1)?, name: row.get(2)?, name_en: row.get(3)? })
    })
}

pub fn townships(tx: &mut Tx, assembly: Id) -> Result<Vec<Township>> {
    tx.query("SELECT id, code, name, name_en FROM township WHERE assembly = $1 ORDER BY code", params![assembly], |row| {
        Ok(Township { id: row.get(0)?, code: row.get(1)?, name: row.get(2)?, name_en: row.get(3)? })
    })
}

fn term(row: &Row) -> Result<Term> {
    Ok(Term { id: row.get(0)?, assembly: row.get(1)?, ordinal: row.get(2)?, starts: row.get(3)?, ends: row.get(4)? })
}
