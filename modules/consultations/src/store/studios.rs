//! 委员工作室: the register, who belongs to each, and its checks.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::db::{Row, Tx};
use kernel::{Actor, Error, Id, Result, params};

use super::{Filters, contains, registers::level};
use crate::model::{Studio, StudioCheck};

const COLUMNS: &str =
    "s.id, s.assembly, s.name, s.place, s.room, s.lead, s.duty, s.opened_on, s.closed_on, s.checks, s.checked_on, s.changes,
 s.created_at";

pub fn insert(tx: &mut Tx, s: &Studio) -> Result<()> {
    tx.execute(
        "INSERT INTO studio (id, assembly, name, folded, place, room, lead, duty, opened_on, checks, changes, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        params![
            s.id,
            s.assembly,
            s.name,
            text::fold(&s.name),
            s.place,
            s.room,
            s.lead,
            s.duty,
            s.opened_on,
            serde_json::to_string(&s.checks)?,
            s.changes,
            s.created_at
        ],
    )?;
    Ok(())
}

/// `Conflict` when somebody was faster.
pub fn save(tx: &mut Tx, s: &mut Studio) -> Result<()> {
    let changed = tx.execute(
        "UPDATE studio SET changes = changes + 1, name = $3, folded = $4, place = $5, room = $6, lead = $7, duty = $8, opened_on = $9,
         closed_on = $10, checks = $11, checked_on = $12 WHERE id = $1 AND changes = $2",
        params![
            s.id,
            s.changes,
            s.name,
            text::fold(&s.name),
            s.place,
            s.room,
            s.lead,
            s.duty,
            s.opened_on,
            s.closed_on,
            serde_json::to_string(&s.checks)?,
            s.checked_on
        ],
    )?;
    s.changes += 1;
    if changed == 1 { Ok(()) } else { Err(Error::conflict("rooms.changed-meanwhile")) }
}

/// Those who belong to it now; who is not named has left.
pub fn set_members(tx: &mut Tx, studio: Id, members: &[Id]) -> Result<()> {
    tx.execute("DELETE FROM studio_member WHERE studio = $1", params![studio])?;
    for person in members {
        tx.execute(
            "INSERT INTO studio_member (studio, person) VALUES ($1, $2) ON CONFLICT (studio, person) DO NOTHING",
            params![studio, person],
        )?;
    }
    Ok(())
}

/// (person, name, post)
pub fn members(tx: &mut Tx, studio: Id) -> Result<Vec<(Id, String, String)>> {
    let sql =
        "SELECT p.id, p.name, p.post FROM studio_member m JOIN person p ON p.id = m.person WHERE m.studio = $1 ORDER BY p.folded, p.id";
    tx.query(sql, params![studio], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

/// Of this level; `NotFound` for everybody else.
pub fn get(tx: &mut Tx, who: &Actor, id: Id) -> Result<Studio> {
    let found = tx.query_one(&format!("SELECT {COLUMNS} FROM studio s WHERE s.id = $1"), params![id], studio)?;
    if super::rooms::level(tx, who)?.contains(&found.assembly) { Ok(found) } else { Err(Error::NotFound) }
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub text: Option<String>,
    pub assembly: Option<Id>,
    /// Running ones, or those that are closed.
    pub running: Option<bool>,
    /// Every point of the last check was in order, or not, or it was never checked.
    pub checked: Option<bool>,
    pub room: Option<Id>,
    pub before: Option<Id>,
}

/// Newest first; one more than `size` tells that there is a next page.
pub fn page(tx: &mut Tx, who: &Actor, filter: &Filter, size: usize) -> Result<Vec<Studio>> {
    let mut filters = build(tx, who, filter)?;
    if let Some(before) = filter.before {
        filters.and("s.id < ?", &before);
    }
    let limit = filters.place(&(size + 1));
    let sql = format!("SELECT {COLUMNS} FROM studio s WHERE {} ORDER BY s.id DESC LIMIT {limit}", filters.sql());
    tx.query(&sql, &filters.params, studio)
}

pub fn count(tx: &mut Tx, who: &Actor, filter: &Filter) -> Result<i64> {
    let filters = build(tx, who, filter)?;
    tx.scalar(&format!("SELECT COUNT(*) FROM studio s WHERE {}", filters.sql()), &filters.params)
}

fn build(tx: &mut Tx, who: &Actor, filter: &Filter) -> Result<Filters> {
    let mut filters = Filters::default();
    filters.conditions.push(format!("s.assembly IN ({})", level(tx, who)?));
    if let Some(assembly) = filter.assembly {
        filters.and("s.assembly = ?", &assembly);
    }
    if let Some(room) = filter.room {
        filters.and("s.room = ?", &room);
    }
    if let Some(running) = filter.running {
        filters.conditions.push(if running { "s.closed_on IS NULL" } else { "s.closed_on IS NOT NULL" }.into());
    }
    if let Some(checked) = filter.checked {
        let all = "s.checked_on IS NOT NULL AND s.checks NOT LIKE '%false%'";
        filters.conditions.push(if checked { all.to_owned() } else { format!("NOT ({all})") });
    }
    if let Some(text) = &filter.text {
        filters.and("s.folded LIKE ? ESCAPE '!'", &contains(text));
    }
    Ok(filters)
}

fn studio(row: &Row) -> Result<Studio> {
    Ok(Studio {
        id: row.get(0)?,
        assembly: row.get(1)?,
        name: row.get(2)?,
        place: row.get(3)?,
        room: row.get(4)?,
        lead: row.get(5)?,
        duty: row.get(6)?,
        opened_on: row.get(7)?,
        closed_on: row.get(8)?,
        checks: serde_json::from_str(&row.get::<String>(9)?)?,
        checked_on: row.get(10)?,
        changes: row.get(11)?,
        created_at: row.get(12)?,
    })
}

pub fn insert_check(tx: &mut Tx, c: &StudioCheck) -> Result<()> {
    tx.execute(
        "INSERT INTO studio_check (id, studio, on_day, checks, note, entered_by, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![c.id, c.studio, c.on_day, serde_json::to_string(&c.checks)?, c.note, c.entered_by, c.at],
    )?;
    Ok(())
}

/// The newest first.
pub fn checks(tx: &mut Tx, studio: Id) -> Result<Vec<StudioCheck>> {
    let sql = "SELECT id, studio, on_day, checks, note, entered_by, at FROM studio_check WHERE studio = $1 ORDER BY on_day DESC, id DESC LIMIT 50";
    tx.query(sql, params![studio], |row| {
        Ok(StudioCheck {
            id: row.get(0)?,
            studio: row.get(1)?,
            on_day: row.get::<Date>(2)?,
            checks: serde_json::from_str::<BTreeMap<String, bool>>(&row.get::<String>(3)?)?,
            note: row.get(4)?,
            entered_by: row.get(5)?,
            at: row.get(6)?,
        })
    })
}
