//! 经费台账 of a room.

use kernel::db::{Row, Tx};
use kernel::{Id, Result, params};

use super::{Filters, unknown};
use crate::model::FundEntry;
use crate::workflow::words::Fund;

pub fn insert(tx: &mut Tx, e: &FundEntry) -> Result<()> {
    tx.execute(
        "INSERT INTO room_fund (id, room, fund, year, amount_fen, purpose, on_day, entered_by, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![e.id, e.room, e.fund.name(), e.year, e.amount_fen, e.purpose, e.on_day, e.entered_by, e.at],
    )?;
    Ok(())
}

const COLUMNS: &str = "f.id, f.room, f.fund, f.year, f.amount_fen, f.purpose, f.on_day, f.entered_by, f.at";

/// Oldest first.
pub fn of(tx: &mut Tx, room: Id) -> Result<Vec<FundEntry>> {
    tx.query(&format!("SELECT {COLUMNS} FROM room_fund f WHERE f.room = $1 ORDER BY f.on_day, f.id"), params![room], entry)
}

pub fn get(tx: &mut Tx, id: Id) -> Result<FundEntry> {
    tx.query_one(&format!("SELECT {COLUMNS} FROM room_fund f WHERE f.id = $1"), params![id], entry)
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub assembly: Id,
    pub room: Option<Id>,
    pub fund: Option<Fund>,
    pub year: Option<i64>,
    pub before: Option<Id>,
}

/// Newest first; one more than `size` tells that there is a next page.
pub fn page(tx: &mut Tx, filter: &Filter, size: usize) -> Result<Vec<FundEntry>> {
    let mut filters = build(filter);
    if let Some(before) = filter.before {
        filters.and("f.id < ?", &before);
    }
    let limit = filters.place(&(size + 1));
    let sql =
        format!("SELECT {COLUMNS} FROM room_fund f JOIN room r ON r.id = f.room WHERE {} ORDER BY f.id DESC LIMIT {limit}", filters.sql());
    tx.query(&sql, &filters.params, entry)
}

/// How many, and what they come to in fen.
pub fn sum(tx: &mut Tx, filter: &Filter) -> Result<(i64, i64)> {
    let filters = build(filter);
    let sql = format!(
        "SELECT COUNT(*), CAST(COALESCE(SUM(f.amount_fen), 0) AS BIGINT) FROM room_fund f JOIN room r ON r.id = f.room WHERE {}",
        filters.sql()
    );
    tx.query_one(&sql, &filters.params, |row| Ok((row.get(0)?, row.get(1)?)))
}

fn build(filter: &Filter) -> Filters {
    let mut filters = Filters::default();
    filters.and("r.assembly = ?", &filter.assembly);
    if let Some(room) = filter.room {
        filters.and("f.room = ?", &room);
    }
    if let Some(fund) = filter.fund {
        filters.and("f.fund = ?", &fund.name());
    }
    if let Some(year) = filter.year {
        filters.and("f.year = ?", &year);
    }
    filters
}

fn entry(row: &Row) -> Result<FundEntry> {
    Ok(FundEntry {
        id: row.get(0)?,
        room: row.get(1)?,
        fund: Fund::parse(&row.get::<String>(2)?).ok_or_else(|| unknown("fund"))?,
        year: row.get(3)?,
        amount_fen: row.get(4)?,
        purpose: row.get(5)?,
        on_day: row.get(6)?,
        entered_by: row.get(7)?,
        at: row.get(8)?,
    })
}

/// What is left of a fund of a year; the construction fund has no year.
pub fn balance(tx: &mut Tx, room: Id, fund: Fund, year: i64) -> Result<i64> {
    match fund {
        Fund::Construction => {
            tx.scalar("SELECT CAST(SUM(amount_fen) AS BIGINT) FROM room_fund WHERE room = $1 AND fund = 'construction'", params![room])
        }
        Fund::Annual => tx.scalar(
            "SELECT CAST(SUM(amount_fen) AS BIGINT) FROM room_fund WHERE room = $1 AND fund = 'annual' AND year = $2",
            params![room, year],
        ),
    }
}

pub fn has_construction(tx: &mut Tx, room: Id) -> Result<bool> {
    tx.exists("SELECT 1 FROM room_fund WHERE room = $1 AND fund = 'construction' AND amount_fen > 0", params![room])
}

/// What was granted for a year.
pub fn granted(tx: &mut Tx, room: Id, year: i64) -> Result<i64> {
    tx.scalar(
        "SELECT CAST(SUM(amount_fen) AS BIGINT) FROM room_fund WHERE room = $1 AND fund = 'annual' AND year = $2 AND amount_fen > 0",
        params![room, year],
    )
}
