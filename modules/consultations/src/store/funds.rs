//! 经费台账 of a room.

use kernel::db::Tx;
use kernel::{Id, Result, params};

use super::unknown;
use crate::model::FundEntry;
use crate::workflow::words::Fund;

pub fn insert(tx: &mut Tx, e: &FundEntry) -> Result<()> {
    tx.execute(
        "INSERT INTO room_fund (id, room, fund, year, amount_fen, purpose, on_day, entered_by, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![e.id, e.room, e.fund.name(), e.year, e.amount_fen, e.purpose, e.on_day, e.entered_by, e.at],
    )?;
    Ok(())
}

/// Oldest first.
pub fn of(tx: &mut Tx, room: Id) -> Result<Vec<FundEntry>> {
    tx.query(
        "SELECT id, room, fund, year, amount_fen, purpose, on_day, entered_by, at FROM room_fund WHERE room = $1 ORDER BY on_day, id",
        params![room],
        |row| {
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
        },
    )
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
