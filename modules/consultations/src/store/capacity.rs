//! 能力建设表 (两个薄弱) and 工作格局检查: figures of counties, checks of townships, one each a year.

use jiff::civil::Date;
use kernel::db::{Row, Tx};
use kernel::{Actor, Error, Id, Result, params};

use super::{Filters, contains, registers::level};
use crate::model::{CapacitySheet, ReadinessCheck};

const SHEET: &str = "c.id, c.assembly, c.year, c.figures, c.note, c.changes, c.created_at";
const CHECK: &str = "r.id, r.assembly, r.township, r.year, r.points, r.note, r.checked_on, r.changes, r.created_at";

/// Makes the sheet of that year, or writes it anew.
pub fn put_sheet(tx: &mut Tx, c: &mut CapacitySheet) -> Result<()> {
    let figures = serde_json::to_string(&c.figures)?;
    if c.changes == 0 {
        tx.execute(
            "INSERT INTO capacity_sheet (id, assembly, year, figures, note, changes, created_at) VALUES ($1, $2, $3, $4, $5, 1, $6)",
            params![c.id, c.assembly, c.year, figures, c.note, c.created_at],
        )?;
        c.changes = 1;
        return Ok(());
    }
    let changed = tx.execute(
        "UPDATE capacity_sheet SET changes = changes + 1, figures = $3, note = $4 WHERE id = $1 AND changes = $2",
        params![c.id, c.changes, figures, c.note],
    )?;
    c.changes += 1;
    if changed == 1 { Ok(()) } else { Err(Error::conflict("rooms.changed-meanwhile")) }
}

pub fn sheet_of_year(tx: &mut Tx, assembly: Id, year: i64) -> Result<Option<CapacitySheet>> {
    tx.query_opt(&format!("SELECT {SHEET} FROM capacity_sheet c WHERE c.assembly = $1 AND c.year = $2"), params![assembly, year], sheet)
}

/// Of this level; `NotFound` for everybody else.
pub fn sheet_get(tx: &mut Tx, who: &Actor, id: Id) -> Result<CapacitySheet> {
    let found = tx.query_one(&format!("SELECT {SHEET} FROM capacity_sheet c WHERE c.id = $1"), params![id], sheet)?;
    if super::rooms::level(tx, who)?.contains(&found.assembly) { Ok(found) } else { Err(Error::NotFound) }
}

/// All of one year that this level reads.
pub fn sheets(tx: &mut Tx, who: &Actor, year: i64) -> Result<Vec<CapacitySheet>> {
    let level = level(tx, who)?;
    let sql = format!("SELECT {SHEET} FROM capacity_sheet c WHERE c.year = $1 AND c.assembly IN ({level}) ORDER BY c.assembly");
    tx.query(&sql, params![year], sheet)
}

/// Every year of one assembly, the newest first.
pub fn sheets_of(tx: &mut Tx, assembly: Id) -> Result<Vec<CapacitySheet>> {
    tx.query(&format!("SELECT {SHEET} FROM capacity_sheet c WHERE c.assembly = $1 ORDER BY c.year DESC LIMIT 20"), params![assembly], sheet)
}

fn sheet(row: &Row) -> Result<CapacitySheet> {
    Ok(CapacitySheet {
        id: row.get(0)?,
        assembly: row.get(1)?,
        year: row.get(2)?,
        figures: serde_json::from_str(&row.get::<String>(3)?)?,
        note: row.get(4)?,
        changes: row.get(5)?,
        created_at: row.get(6)?,
    })
}

/// Makes the check, or writes it anew; `Conflict` when the township has one of that year.
pub fn put_check(tx: &mut Tx, r: &mut ReadinessCheck) -> Result<()> {
    let (points, folded) = (serde_json::to_string(&r.points)?, text::fold(&r.township));
    let taken = tx.exists(
        "SELECT 1 FROM readiness_check WHERE assembly = $1 AND folded = $2 AND year = $3 AND id <> $4",
        params![r.assembly, folded, r.year, r.id],
    )?;
    if taken {
        return Err(Error::conflict("readiness.there-already"));
    }
    if r.changes == 0 {
        tx.execute(
            "INSERT INTO readiness_check (id, assembly, township, folded, year, points, note, checked_on, changes, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9)",
            params![r.id, r.assembly, r.township, folded, r.year, points, r.note, r.checked_on, r.created_at],
        )?;
        r.changes = 1;
        return Ok(());
    }
    let changed = tx.execute(
        "UPDATE readiness_check SET changes = changes + 1, township = $3, folded = $4, year = $5, points = $6, note = $7, checked_on = $8
         WHERE id = $1 AND changes = $2",
        params![r.id, r.changes, r.township, folded, r.year, points, r.note, r.checked_on],
    )?;
    r.changes += 1;
    if changed == 1 { Ok(()) } else { Err(Error::conflict("rooms.changed-meanwhile")) }
}

/// Of this level; `NotFound` for everybody else.
pub fn check_get(tx: &mut Tx, who: &Actor, id: Id) -> Result<ReadinessCheck> {
    let found = tx.query_one(&format!("SELECT {CHECK} FROM readiness_check r WHERE r.id = $1"), params![id], check)?;
    if super::rooms::level(tx, who)?.contains(&found.assembly) { Ok(found) } else { Err(Error::NotFound) }
}

/// What a list of checks is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub text: Option<String>,
    pub assembly: Option<Id>,
    pub year: Option<i64>,
    /// Every point was so, or not.
    pub ready: Option<bool>,
    pub before: Option<Id>,
}

/// Newest first; one more than `size` tells that there is a next page.
pub fn checks(tx: &mut Tx, who: &Actor, filter: &Filter, size: usize) -> Result<Vec<ReadinessCheck>> {
    let mut filters = build(tx, who, filter)?;
    if let Some(before) = filter.before {
        filters.and("r.id < ?", &before);
    }
    let limit = filters.place(&(size + 1));
    let sql = format!("SELECT {CHECK} FROM readiness_check r WHERE {} ORDER BY r.id DESC LIMIT {limit}", filters.sql());
    tx.query(&sql, &filters.params, check)
}

pub fn count_checks(tx: &mut Tx, who: &Actor, filter: &Filter) -> Result<i64> {
    let filters = build(tx, who, filter)?;
    tx.scalar(&format!("SELECT COUNT(*) FROM readiness_check r WHERE {}", filters.sql()), &filters.params)
}

fn build(tx: &mut Tx, who: &Actor, filter: &Filter) -> Result<Filters> {
    let mut filters = Filters::default();
    filters.conditions.push(format!("r.assembly IN ({})", level(tx, who)?));
    if let Some(assembly) = filter.assembly {
        filters.and("r.assembly = ?", &assembly);
    }
    if let Some(year) = filter.year {
        filters.and("r.year = ?", &year);
    }
    if let Some(ready) = filter.ready {
        filters.conditions.push(if ready { "r.points NOT LIKE '%false%'" } else { "r.points LIKE '%false%'" }.into());
    }
    if let Some(text) = &filter.text {
        filters.and("r.folded LIKE ? ESCAPE '!'", &contains(text));
    }
    Ok(filters)
}

fn check(row: &Row) -> Result<ReadinessCheck> {
    Ok(ReadinessCheck {
        id: row.get(0)?,
        assembly: row.get(1)?,
        township: row.get(2)?,
        year: row.get(3)?,
        points: serde_json::from_str(&row.get::<String>(4)?)?,
        note: row.get(5)?,
        checked_on: row.get::<Date>(6)?,
        changes: row.get(7)?,
        created_at: row.get(8)?,
    })
}
