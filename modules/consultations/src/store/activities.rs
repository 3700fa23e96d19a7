//! 联动履职: activities of several assemblies.

use jiff::civil::Date;
use kernel::db::{Row, Tx};
use kernel::{Actor, Error, Id, Result, params};

use super::{Filters, contains, registers::level};
use crate::model::JointActivity;

const COLUMNS: &str =
    "a.id, a.assembly, a.title, a.kind, a.on_day, a.until_day, a.place, a.participants, a.attended, a.outcome, a.outcome_on,
 a.changes, a.created_at";

pub fn insert(tx: &mut Tx, a: &JointActivity) -> Result<()> {
    tx.execute(
        "INSERT INTO joint_activity (id, assembly, title, folded, kind, on_day, until_day, place, participants, changes, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![
            a.id,
            a.assembly,
            a.title,
            text::fold(&a.title),
            a.kind,
            a.on_day,
            a.until_day,
            a.place,
            a.participants,
            a.changes,
            a.created_at
        ],
    )?;
    Ok(())
}

/// `Conflict` when somebody was faster.
pub fn save(tx: &mut Tx, a: &mut JointActivity) -> Result<()> {
    let changed = tx.execute(
        "UPDATE joint_activity SET changes = changes + 1, title = $3, folded = $4, kind = $5, on_day = $6, until_day = $7, place = $8,
         participants = $9, attended = $10, outcome = $11, outcome_on = $12 WHERE id = $1 AND changes = $2",
        params![
            a.id,
            a.changes,
            a.title,
            text::fold(&a.title),
            a.kind,
            a.on_day,
            a.until_day,
            a.place,
            a.participants,
            a.attended,
            a.outcome,
            a.outcome_on
        ],
    )?;
    a.changes += 1;
    if changed == 1 { Ok(()) } else { Err(Error::conflict("rooms.changed-meanwhile")) }
}

/// The assemblies that take part beside the one that called it.
pub fn set_orgs(tx: &mut Tx, activity: Id, assemblies: &[Id]) -> Result<()> {
    tx.execute("DELETE FROM joint_activity_org WHERE activity = $1", params![activity])?;
    for assembly in assemblies {
        tx.execute(
            "INSERT INTO joint_activity_org (activity, assembly) VALUES ($1, $2) ON CONFLICT (activity, assembly) DO NOTHING",
            params![activity, assembly],
        )?;
    }
    Ok(())
}

/// (assembly, name, English name)
pub fn orgs(tx: &mut Tx, activity: Id) -> Result<Vec<(Id, String, String)>> {
    let ids: Vec<Id> =
        tx.query("SELECT assembly FROM joint_activity_org WHERE activity = $1 ORDER BY assembly", params![activity], |row| row.get(0))?;
    ids.into_iter().map(|id| directory::assemblies::get(tx, id).map(|a| (a.id, a.name, a.name_en))).collect()
}

/// For this level and for whoever takes part; `NotFound` for everybody else.
pub fn get(tx: &mut Tx, who: &Actor, id: Id) -> Result<JointActivity> {
    let mut filters = Filters::default();
    filters.and("a.id = ?", &id);
    visible(tx, who, &mut filters)?;
    tx.query_one(&format!("SELECT {COLUMNS} FROM joint_activity a WHERE {}", filters.sql()), &filters.params, activity)
}

fn visible(tx: &mut Tx, who: &Actor, filters: &mut Filters) -> Result<()> {
    let level = level(tx, who)?;
    filters.conditions.push(format!(
        "(a.assembly IN ({level}) OR EXISTS (SELECT 1 FROM joint_activity_org o WHERE o.activity = a.id AND o.assembly IN ({level})))"
    ));
    Ok(())
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub text: Option<String>,
    pub kind: Option<String>,
    /// Called by it, or with it.
    pub assembly: Option<Id>,
    pub year: Option<i64>,
    /// What came of it is entered, or not.
    pub reported: Option<bool>,
    pub before: Option<Id>,
}

/// Newest first; one more than `size` tells that there is a next page.
pub fn page(tx: &mut Tx, who: &Actor, filter: &Filter, size: usize) -> Result<Vec<JointActivity>> {
    let mut filters = build(tx, who, filter)?;
    if let Some(before) = filter.before {
        filters.and("a.id < ?", &before);
    }
    let limit = filters.place(&(size + 1));
    let sql = format!("SELECT {COLUMNS} FROM joint_activity a WHERE {} ORDER BY a.id DESC LIMIT {limit}", filters.sql());
    tx.query(&sql, &filters.params, activity)
}

pub fn count(tx: &mut Tx, who: &Actor, filter: &Filter) -> Result<i64> {
    let filters = build(tx, who, filter)?;
    tx.scalar(&format!("SELECT COUNT(*) FROM joint_activity a WHERE {}", filters.sql()), &filters.params)
}

fn build(tx: &mut Tx, who: &Actor, filter: &Filter) -> Result<Filters> {
    let mut filters = Filters::default();
    visible(tx, who, &mut filters)?;
    if let Some(kind) = &filter.kind {
        filters.and("a.kind = ?", kind);
    }
    if let Some(assembly) = filter.assembly {
        let place = filters.place(&assembly);
        filters.conditions.push(format!(
            "(a.assembly = {place} OR EXISTS (SELECT 1 FROM joint_activity_org o WHERE o.activity = a.id AND o.assembly = {place}))"
        ));
    }
    if let Some(year) = filter.year {
        filters.and("a.on_day >= ?", &format!("{year:04}-01-01"));
        filters.and("a.on_day <= ?", &format!("{year:04}-12-31"));
    }
    if let Some(reported) = filter.reported {
        filters.conditions.push(if reported { "a.outcome IS NOT NULL" } else { "a.outcome IS NULL" }.into());
    }
    if let Some(text) = &filter.text {
        filters.and("a.folded LIKE ? ESCAPE '!'", &contains(text));
    }
    Ok(filters)
}

fn activity(row: &Row) -> Result<JointActivity> {
    Ok(JointActivity {
        id: row.get(0)?,
        assembly: row.get(1)?,
        title: row.get(2)?,
        kind: row.get(3)?,
        on_day: row.get::<Date>(4)?,
        until_day: row.get(5)?,
        place: row.get(6)?,
        participants: row.get(7)?,
        attended: row.get(8)?,
        outcome: row.get(9)?,
        outcome_on: row.get(10)?,
        changes: row.get(11)?,
        created_at: row.get(12)?,
    })
}
