//! 建设计划 with its milestones; its progress is the states of its rooms.

use jiff::civil::Date;
use kernel::db::{Row, Tx};
use kernel::{Actor, Error, Id, Result, params};

use super::unknown;
use crate::model::{Milestone, Plan};
use crate::workflow::room::State;

const COLUMNS: &str = "id, assembly, title, year, basis, target, until_day, created_by, created_at";

pub fn insert(tx: &mut Tx, p: &Plan) -> Result<()> {
    tx.execute(
        "INSERT INTO build_plan (id, assembly, title, year, basis, target, until_day, created_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![p.id, p.assembly, p.title, p.year, p.basis, p.target, p.until_day, p.created_by, p.created_at],
    )?;
    Ok(())
}

/// Of the acting assembly or of one below it; `NotFound` for everybody else.
pub fn get(tx: &mut Tx, who: &Actor, id: Id) -> Result<Plan> {
    let found = tx.query_one(&format!("SELECT {COLUMNS} FROM build_plan WHERE id = $1"), params![id], plan)?;
    if super::rooms::level(tx, who)?.contains(&found.assembly) { Ok(found) } else { Err(Error::NotFound) }
}

/// Of these assemblies, the newest first.
pub fn of(tx: &mut Tx, assemblies: &[Id]) -> Result<Vec<Plan>> {
    let list: Vec<String> = assemblies.iter().map(Id::to_string).collect();
    if list.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!("SELECT {COLUMNS} FROM build_plan WHERE assembly IN ({}) ORDER BY year DESC, id DESC LIMIT 200", list.join(", "));
    tx.query(&sql, &[], plan)
}

fn plan(row: &Row) -> Result<Plan> {
    Ok(Plan {
        id: row.get(0)?,
        assembly: row.get(1)?,
        title: row.get(2)?,
        year: row.get(3)?,
        basis: row.get(4)?,
        target: row.get(5)?,
        until_day: row.get(6)?,
        created_by: row.get(7)?,
        created_at: row.get(8)?,
    })
}

/// How many rooms of the plan stand where.
pub fn progress(tx: &mut Tx, plan: Id) -> Result<Vec<(State, i64)>> {
    tx.query("SELECT state, COUNT(*) FROM room WHERE plan = $1 GROUP BY state ORDER BY state", params![plan], |row| {
        Ok((State::parse(&row.get::<String>(0)?).ok_or_else(|| unknown("state"))?, row.get(1)?))
    })
}

/// Rooms of the assembly that are in no plan yet, for forms.
pub fn free_rooms(tx: &mut Tx, assembly: Id) -> Result<Vec<(Id, String)>> {
    tx.query(
        "SELECT id, name FROM room WHERE assembly = $1 AND plan IS NULL AND state <> 'closed' ORDER BY name, id",
        params![assembly],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// 0 when the room is another's, or in a plan already.
pub fn put_room(tx: &mut Tx, plan: Id, assembly: Id, room: Id) -> Result<u64> {
    tx.execute("UPDATE room SET plan = $1 WHERE id = $3 AND assembly = $2 AND plan IS NULL", params![plan, assembly, room])
}

pub fn insert_milestone(tx: &mut Tx, m: &Milestone) -> Result<()> {
    tx.execute(
        "INSERT INTO plan_milestone (id, plan, body, due, done_on, words) VALUES ($1, $2, $3, $4, $5, $6)",
        params![m.id, m.plan, m.body, m.due, m.done_on, m.words],
    )?;
    Ok(())
}

/// By their days.
pub fn milestones(tx: &mut Tx, plan: Id) -> Result<Vec<Milestone>> {
    tx.query("SELECT id, plan, body, due, done_on, words FROM plan_milestone WHERE plan = $1 ORDER BY due, id", params![plan], |row| {
        Ok(Milestone { id: row.get(0)?, plan: row.get(1)?, body: row.get(2)?, due: row.get(3)?, done_on: row.get(4)?, words: row.get(5)? })
    })
}

/// 0 when the plan has no such milestone that is open.
pub fn finish_milestone(tx: &mut Tx, plan: Id, id: Id, on_day: Date, words: &str) -> Result<u64> {
    let sql = "UPDATE plan_milestone SET done_on = $3, words = $4 WHERE plan = $1 AND id = $2 AND done_on IS NULL";
    tx.execute(sql, params![plan, id, on_day, words])
}
