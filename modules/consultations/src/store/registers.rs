//! 协商议事会、委员活动小组 and 工作制度: small registers of an assembly.

use jiff::civil::Date;
use kernel::db::{Row, Tx};
use kernel::{Actor, Error, Id, Result, params};

use super::unknown;
use crate::model::{RoomBody, WorkingRule};
use crate::workflow::words::BodyKind;

const BODY: &str = "b.id, b.assembly, b.kind, b.name, b.place, b.room, b.leader, b.founded_on, b.ended_on, b.created_at";
const RULE: &str = "w.id, w.assembly, w.room, w.title, w.version, w.body, w.effective_on, w.entered_by, w.at";

/// `1, 2`: the assemblies that this person's level sees.
pub(super) fn level(tx: &mut Tx, who: &Actor) -> Result<String> {
    let all: Vec<String> = super::rooms::level(tx, who)?.iter().map(Id::to_string).collect();
    Ok(if all.is_empty() { "0".to_owned() } else { all.join(", ") })
}

pub fn insert_body(tx: &mut Tx, b: &RoomBody, members: &[Id]) -> Result<()> {
    tx.execute(
        "INSERT INTO room_body (id, assembly, kind, name, place, room, leader, founded_on, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![b.id, b.assembly, b.kind.name(), b.name, b.place, b.room, b.leader, b.founded_on, b.created_at],
    )?;
    set_members(tx, b.id, members)
}

/// Those who belong to it now; who is not named has left.
pub fn set_members(tx: &mut Tx, body: Id, members: &[Id]) -> Result<()> {
    tx.execute("DELETE FROM room_body_member WHERE body = $1", params![body])?;
    for person in members {
        tx.execute(
            "INSERT INTO room_body_member (body, person) VALUES ($1, $2) ON CONFLICT (body, person) DO NOTHING",
            params![body, person],
        )?;
    }
    Ok(())
}

pub fn set_leader(tx: &mut Tx, body: Id, leader: Option<Id>) -> Result<()> {
    tx.execute("UPDATE room_body SET leader = $2 WHERE id = $1", params![body, leader])?;
    Ok(())
}

/// 0 when it has ended already.
pub fn end_body(tx: &mut Tx, body: Id, on_day: Date) -> Result<u64> {
    tx.execute("UPDATE room_body SET ended_on = $2 WHERE id = $1 AND ended_on IS NULL", params![body, on_day])
}

/// Of this level, those that work first.
pub fn bodies(tx: &mut Tx, who: &Actor, kind: Option<BodyKind>, most: usize) -> Result<Vec<RoomBody>> {
    let level = level(tx, who)?;
    let kind = kind.map(|k| format!(" AND b.kind = '{}'", k.name())).unwrap_or_default();
    let sql = format!(
        "SELECT {BODY} FROM room_body b WHERE b.assembly IN ({level}){kind} ORDER BY CASE WHEN b.ended_on IS NULL THEN 0 ELSE 1 END, b.kind, b.name, b.id LIMIT $1"
    );
    tx.query(&sql, params![most], body)
}

/// Of this level; `NotFound` for everybody else.
pub fn body_of(tx: &mut Tx, who: &Actor, id: Id) -> Result<RoomBody> {
    let found = tx.query_one(&format!("SELECT {BODY} FROM room_body b WHERE b.id = $1"), params![id], body)?;
    if super::rooms::level(tx, who)?.contains(&found.assembly) { Ok(found) } else { Err(Error::NotFound) }
}

/// (person, name, post)
pub fn body_members(tx: &mut Tx, body: Id) -> Result<Vec<(Id, String, String)>> {
    let sql =
        "SELECT p.id, p.name, p.post FROM room_body_member m JOIN person p ON p.id = m.person WHERE m.body = $1 ORDER BY p.folded, p.id";
    tx.query(sql, params![body], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

fn body(row: &Row) -> Result<RoomBody> {
    Ok(RoomBody {
        id: row.get(0)?,
        assembly: row.get(1)?,
        kind: BodyKind::parse(&row.get::<String>(2)?).ok_or_else(|| unknown("kind"))?,
        name: row.get(3)?,
        place: row.get(4)?,
        room: row.get(5)?,
        leader: row.get(6)?,
        founded_on: row.get(7)?,
        ended_on: row.get(8)?,
        created_at: row.get(9)?,
    })
}

/// The next version of what has this title.
pub fn next_version(tx: &mut Tx, assembly: Id, title: &str) -> Result<i64> {
    Ok(tx.scalar("SELECT COUNT(*) FROM working_rule WHERE assembly = $1 AND title = $2", params![assembly, title])? + 1)
}

pub fn insert_rule(tx: &mut Tx, w: &WorkingRule) -> Result<()> {
    tx.execute(
        "INSERT INTO working_rule (id, assembly, room, title, version, body, effective_on, entered_by, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![w.id, w.assembly, w.room, w.title, w.version, w.body, w.effective_on, w.entered_by, w.at],
    )?;
    Ok(())
}

/// Every version of every rule of this level, the newest of each title first.
pub fn rules(tx: &mut Tx, who: &Actor, most: usize) -> Result<Vec<WorkingRule>> {
    let level = level(tx, who)?;
    let sql =
        format!("SELECT {RULE} FROM working_rule w WHERE w.assembly IN ({level}) ORDER BY w.title, w.version DESC, w.id DESC LIMIT $1");
    tx.query(&sql, params![most], rule)
}

pub fn rule_of(tx: &mut Tx, who: &Actor, id: Id) -> Result<WorkingRule> {
    let found = tx.query_one(&format!("SELECT {RULE} FROM working_rule w WHERE w.id = $1"), params![id], rule)?;
    if super::rooms::level(tx, who)?.contains(&found.assembly) { Ok(found) } else { Err(Error::NotFound) }
}

/// What holds in a room on a day: the newest version of each title, its own before that of the assembly.
pub fn in_force(tx: &mut Tx, assembly: Id, room: Id, today: Date) -> Result<Vec<WorkingRule>> {
    let sql = format!(
        "SELECT {RULE} FROM working_rule w WHERE w.assembly = $1 AND (w.room IS NULL OR w.room = $2) AND w.effective_on <= $3
         ORDER BY w.title, CASE WHEN w.room IS NULL THEN 1 ELSE 0 END, w.version DESC"
    );
    let mut all = tx.query(&sql, params![assembly, room, today], rule)?;
    all.dedup_by(|later, first| later.title == first.title);
    Ok(all)
}

fn rule(row: &Row) -> Result<WorkingRule> {
    Ok(WorkingRule {
        id: row.get(0)?,
        assembly: row.get(1)?,
        room: row.get(2)?,
        title: row.get(3)?,
        version: row.get(4)?,
        body: row.get(5)?,
        effective_on: row.get(6)?,
        entered_by: row.get(7)?,
        at: row.get(8)?,
    })
}
