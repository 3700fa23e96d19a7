//! Slips of paper: each is one voice, whether the worker enters it or its holder scans it.

use kernel::db::{Param, Tx};
use kernel::{Id, Result, params};

pub fn insert(tx: &mut Tx, deliberation: Id, codes: &[String]) -> Result<()> {
    let rows: Vec<Vec<Param>> =
        codes.iter().map(|code| params![code, deliberation, 0].iter().cloned().map(Param::into_owned).collect()).collect();
    tx.insert_all("slip (code, deliberation, entered)", &rows)?;
    Ok(())
}

/// `None` for a code of another deliberation, or of none; else whether it was entered before.
pub fn entered(tx: &mut Tx, deliberation: Id, code: &str) -> Result<Option<bool>> {
    tx.query_opt("SELECT entered FROM slip WHERE code = $1 AND deliberation = $2", params![code, deliberation], |row| row.get(0))
}

pub fn enter(tx: &mut Tx, code: &str) -> Result<()> {
    tx.execute("UPDATE slip SET entered = 1 WHERE code = $1 AND entered = 0", params![code])?;
    Ok(())
}

/// All codes, and those that were entered.
pub fn count(tx: &mut Tx, deliberation: Id) -> Result<(i64, i64)> {
    let sql = "SELECT COUNT(*), COUNT(CASE WHEN entered = 1 THEN 1 END) FROM slip WHERE deliberation = $1";
    tx.query_one(sql, params![deliberation], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Codes that nobody has entered yet, for printing again.
pub fn blank(tx: &mut Tx, deliberation: Id, most: usize) -> Result<Vec<String>> {
    tx.query("SELECT code FROM slip WHERE deliberation = $1 AND entered = 0 ORDER BY code LIMIT $2", params![deliberation, most], |row| {
        row.get(0)
    })
}
