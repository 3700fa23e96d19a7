//! 届次: terms and the plenary sessions in them.

use jiff::civil::Date;
use kernel::db::{Row, Tx};
use kernel::{Error, Id, Result, params};

/// 次: one plenary session; proposals submitted inside its window belong to the plenary.
#[derive(Clone, Debug)]
pub struct Session {
    pub id: Id,
    pub assembly: Id,
    pub term: Id,
    pub term_ordinal: i64,
    pub ordinal: i64,
    pub year: i64,
    pub opens: Date,
    pub closes: Date,
    pub window_from: Date,
    pub window_until: Date,
}

const SELECT: &str = "SELECT s.id, s.assembly, s.term, t.ordinal, s.ordinal, s.year, s.opens, s.closes, s.window_from, s.window_until
     FROM session s JOIN term t ON t.id = s.term";

/// Newest first.
pub fn of(tx: &mut Tx, assembly: Id) -> Result<Vec<Session>> {
    tx.query(&format!("{SELECT} WHERE s.assembly = $1 ORDER BY s.window_from DESC"), params![assembly], session)
}

pub fn get(tx: &mut Tx, id: Id) -> Result<Session> {
    tx.query_one(&format!("{SELECT} WHERE s.id = $1"), params![id], session)
}

/// The session that a paper submitted on `day` belongs to: the last whose window has begun.
pub fn on(tx: &mut Tx, assembly: Id, day: Date) -> Result<Session> {
    let sql = format!("{SELECT} WHERE s.assembly = $1 AND s.window_from <= $2 ORDER BY s.window_from DESC LIMIT 1");
    tx.query_opt(&sql, params![assembly, day], session)?.ok_or_else(|| Error::conflict("directory.no-session"))
}

impl Session {
    /// 大会提案 inside the window, 平时提案 after it.
    pub fn in_plenary_window(&self, day: Date) -> bool {
        self.window_from <= day && day <= self.window_until
    }
}

fn session(row: &Row) -> Result<Session> {
    Ok(Session {
        id: row.get(0)?,
        assembly: row.get(1)?,
        term: row.get(2)?,
        term_ordinal: row.get(3)?,
        ordinal: row.get(4)?,
        year: row.get(5)?,
        opens: row.get(6)?,
        closes: row.get(7)?,
        window_from: row.get(8)?,
        window_until: row.get(9)?,
    })
}
