//! Rooms and the members assigned to them.

use jiff::civil::Date;
use kernel::db::{Param, Row, ToParam, Tx};
use kernel::workflow::At;
use kernel::{Actor, Error, Id, Result, params};

use super::queues::{self, Of};
use super::{Filters, contains, unknown};
use crate::model::Room;
use crate::workflow::room::State;
use crate::workflow::words::{Function, Venue};

const COLUMNS: &str = "r.id, r.assembly, r.state, r.state_since, r.kind, r.name, r.division, r.place, r.address, r.telephone, r.functions,
 r.convener, r.convener_rank_settled, r.worker, r.approver, r.checks, r.checked_on, r.planned_for, r.opened_on, r.changes, r.created_at,
 r.check_due, r.plan";

/// The room of the acting assembly or of one below it; `NotFound` for everybody else.
pub fn get(tx: &mut Tx, who: &Actor, id: Id) -> Result<Room> {
    let found = any(tx, id)?;
    let level = if who.system { vec![found.assembly] } else { level(tx, who)? };
    if level.contains(&found.assembly) || assigned(tx, id)?.contains(&who.person) { Ok(found) } else { Err(Error::NotFound) }
}

/// The acting assembly and those below it: what this level sees.
pub fn level(tx: &mut Tx, who: &Actor) -> Result<Vec<Id>> {
    Ok(directory::assemblies::below(tx, who.assembly)?.into_iter().map(|a| a.id).collect())
}

/// Whatever its assembly: for public pages and for what was scoped already.
pub fn any(tx: &mut Tx, id: Id) -> Result<Room> {
    tx.query_one(&format!("SELECT {COLUMNS} FROM room r WHERE r.id = $1"), params![id], room)
}

pub fn insert(tx: &mut Tx, r: &Room) -> Result<()> {
    const INTO: &str = "room (id, assembly, state, state_since, kind, name, division, place, address, telephone, functions, convener,
     convener_rank_settled, worker, approver, checks, checked_on, planned_for, opened_on, check_due, changes, created_at)";
    let rest = values(r)?;
    let head = params![r.id, r.assembly];
    let tail = params![r.changes, r.created_at];
    let row = head.iter().cloned().map(Param::into_owned).chain(rest).chain(tail.iter().cloned().map(Param::into_owned));
    tx.insert_all(INTO, &[row.collect()])?;
    Ok(())
}

/// `Conflict` when somebody was faster.
pub fn save(tx: &mut Tx, r: &mut Room) -> Result<()> {
    let mut all: Vec<Param<'static>> = params![r.id, r.changes].iter().cloned().map(Param::into_owned).collect();
    all.extend(values(r)?);
    let changed = tx.execute(
        "UPDATE room SET changes = changes + 1, state = $3, state_since = $4, kind = $5, name = $6, division = $7, place = $8, address = $9,
         telephone = $10, functions = $11, convener = $12, convener_rank_settled = $13, worker = $14, approver = $15, checks = $16,
         checked_on = $17, planned_for = $18, opened_on = $19, check_due = $20 WHERE id = $1 AND changes = $2",
        &all,
    )?;
    r.changes += 1;
    if changed == 1 { Ok(()) } else { Err(Error::conflict("rooms.changed-meanwhile")) }
}

fn values(r: &Room) -> Result<Vec<Param<'static>>> {
    let functions = serde_json::to_string(&r.functions)?;
    let checks = serde_json::to_string(&r.checks)?;
    let values = params![
        r.state.get().name(),
        r.state_since,
        r.kind.name(),
        r.name,
        r.division,
        r.place,
        r.address,
        r.telephone,
        functions,
        r.convener,
        r.convener_rank_settled,
        r.worker,
        r.approver,
        checks,
        r.checked_on,
        r.planned_for,
        r.opened_on,
        r.check_due
    ]
    .iter()
    .cloned()
    .map(Param::into_owned)
    .collect();
    Ok(values)
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub assemblies: Vec<Id>,
    pub state: Option<State>,
    pub kind: Option<Venue>,
    pub text: Option<String>,
    /// Rooms in which this person is convener, worker or approver.
    pub staff: Option<Id>,
    pub plan: Option<Id>,
    /// Of conveners whose rank is settled, or is not.
    pub rank_settled: Option<bool>,
    /// 待办, by name, of the person.
    pub queue: Option<(String, Actor)>,
    pub before: Option<Id>,
}

/// Newest first; one more than `size` tells that there is a next page.
pub fn page(tx: &mut Tx, filter: &Filter, size: usize) -> Result<Vec<Room>> {
    let mut filters = build(filter)?;
    if let Some(before) = filter.before {
        filters.and("r.id < ?", &before);
    }
    let limit = filters.place(&(size + 1));
    let sql = format!("SELECT {COLUMNS} FROM room r WHERE {} ORDER BY r.id DESC LIMIT {limit}", filters.sql());
    tx.query(&sql, &filters.params, room)
}

pub fn count(tx: &mut Tx, filter: &Filter) -> Result<i64> {
    let filters = build(filter)?;
    tx.scalar(&format!("SELECT COUNT(*) FROM room r WHERE {}", filters.sql()), &filters.params)
}

fn build(filter: &Filter) -> Result<Filters> {
    let mut filters = Filters::default();
    if let Some((name, who)) = &filter.queue {
        if !queues::narrow(name, Of::Rooms, who, &mut filters) {
            return Err(Error::invalid("queue", "web.invalid.shape"));
        }
    }
    let assemblies: Vec<String> = filter.assemblies.iter().map(Id::to_string).collect();
    if !assemblies.is_empty() {
        filters.conditions.push(format!("r.assembly IN ({})", assemblies.join(", ")));
    }
    if let Some(state) = filter.state {
        filters.and("r.state = ?", &state.name());
    }
    if let Some(kind) = filter.kind {
        filters.and("r.kind = ?", &kind.name());
    }
    if let Some(person) = filter.staff {
        let place = filters.place(&person);
        filters.conditions.push(format!("(r.convener = {place} OR r.worker = {place} OR r.approver = {place})"));
    }
    if let Some(plan) = filter.plan {
        filters.and("r.plan = ?", &plan);
    }
    if let Some(settled) = filter.rank_settled {
        filters.conditions.push("r.convener IS NOT NULL".into());
        filters.and("r.convener_rank_settled = ?", &settled);
    }
    if let Some(text) = &filter.text {
        let place = filters.place(&contains(text));
        filters.conditions.push(format!("(r.name LIKE {place} ESCAPE '!' OR r.place LIKE {place} ESCAPE '!')"));
    }
    Ok(filters)
}

fn room(row: &Row) -> Result<Room> {
    let word = |at: usize| row.get::<String>(at);
    Ok(Room {
        id: row.get(0)?,
        assembly: row.get(1)?,
        state: At::decode(&word(2)?).ok_or_else(|| unknown("state"))?,
        state_since: row.get(3)?,
        kind: Venue::parse(&word(4)?).ok_or_else(|| unknown("kind"))?,
        name: row.get(5)?,
        division: row.get(6)?,
        place: row.get(7)?,
        address: row.get(8)?,
        telephone: row.get(9)?,
        functions: serde_json::from_str::<Vec<Function>>(&word(10)?)?,
        convener: row.get(11)?,
        convener_rank_settled: row.get(12)?,
        worker: row.get(13)?,
        approver: row.get(14)?,
        checks: serde_json::from_str(&word(15)?)?,
        checked_on: row.get(16)?,
        planned_for: row.get(17)?,
        opened_on: row.get(18)?,
        changes: row.get(19)?,
        created_at: row.get(20)?,
        check_due: row.get(21)?,
        plan: row.get(22)?,
    })
}

/// A member assigned to a room, from any level.
#[derive(Clone, Debug)]
pub struct Assigned {
    pub person: Id,
    pub name: String,
    pub post: String,
    /// The assembly of the seat.
    pub assembly: String,
}

pub fn assigned_members(tx: &mut Tx, room: Id) -> Result<Vec<Assigned>> {
    tx.query(
        "SELECT p.id, p.name, p.post, a.name FROM room_member m JOIN person p ON p.id = m.person JOIN assembly a ON a.id = m.assembly
         WHERE m.room = $1 AND m.ended_at IS NULL ORDER BY p.folded, p.id",
        params![room],
        |row| Ok(Assigned { person: row.get(0)?, name: row.get(1)?, post: row.get(2)?, assembly: row.get(3)? }),
    )
}

/// Persons assigned now.
pub fn assigned(tx: &mut Tx, room: Id) -> Result<Vec<Id>> {
    tx.query("SELECT person FROM room_member WHERE room = $1 AND ended_at IS NULL", params![room], |row| row.get(0))
}

pub fn assign(tx: &mut Tx, room: Id, person: Id, assembly: Id) -> Result<()> {
    tx.execute(
        "INSERT INTO room_member (room, person, assembly, from_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (room, person) DO UPDATE SET ended_at = NULL, assembly = excluded.assembly",
        params![room, person, assembly, tx.now()],
    )?;
    Ok(())
}

/// How many rows ended: 0 when the person was not assigned.
pub fn release(tx: &mut Tx, room: Id, person: Id) -> Result<u64> {
    tx.execute("UPDATE room_member SET ended_at = $3 WHERE room = $1 AND person = $2 AND ended_at IS NULL", params![room, person, tx.now()])
}

/// 人: distinct persons assigned to any room of these assemblies.
pub fn persons_assigned(tx: &mut Tx, assemblies: &[Id]) -> Result<i64> {
    let list: Vec<String> = assemblies.iter().map(Id::to_string).collect();
    let sql = format!(
        "SELECT COUNT(DISTINCT m.person) FROM room_member m JOIN room r ON r.id = m.room WHERE m.ended_at IS NULL AND r.assembly IN ({})",
        if list.is_empty() { "0".to_owned() } else { list.join(", ") }
    );
    tx.scalar(&sql, &[])
}

/// Members with a running seat in any of these assemblies who may be assigned: person, name, assembly, its name.
pub fn assignable(tx: &mut Tx, assemblies: &[Id]) -> Result<Vec<(Id, String, Id, String)>> {
    let list: Vec<String> = assemblies.iter().map(Id::to_string).collect();
    let sql = format!(
        "SELECT p.id, p.name, a.id, a.name FROM membership m JOIN person p ON p.id = m.person JOIN term t ON t.id = m.term
         JOIN assembly a ON a.id = m.assembly WHERE m.ended_at IS NULL AND t.ends IS NULL AND m.assembly IN ({})
         ORDER BY a.id, p.folded, p.id",
        if list.is_empty() { "0".to_owned() } else { list.join(", ") }
    );
    tx.query(&sql, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
}

/// Open rooms for the public list: with the name of the assembly.
pub fn open_rooms(tx: &mut Tx, text: Option<&str>, before: Option<Id>, size: usize) -> Result<Vec<Room>> {
    let filter = Filter { state: Some(State::Open), text: text.map(str::to_owned), before, ..Filter::default() };
    page(tx, &filter, size)
}

/// Open rooms of an assembly, for forms.
pub fn running(tx: &mut Tx, assembly: Id) -> Result<Vec<(Id, String)>> {
    tx.query("SELECT id, name FROM room WHERE assembly = $1 AND state = 'open' ORDER BY name, id", params![assembly], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

/// Another running room whose convener is this person. One active convener per room is the row itself.
pub fn named(tx: &mut Tx, assembly: Id, name: &str, except: Id) -> Result<bool> {
    tx.exists(
        "SELECT 1 FROM room WHERE assembly = $1 AND name = $2 AND id <> $3 AND state <> 'closed'",
        &[assembly.to_param(), name.to_param(), except.to_param()],
    )
}

/// Open rooms that were last checked before a day, or never, and were not reminded of it.
pub fn check_due(tx: &mut Tx, assembly: Id, checked_before: Date, most: usize) -> Result<Vec<Id>> {
    tx.query(
        "SELECT id FROM room WHERE assembly = $1 AND state = 'open' AND check_due IS NULL AND (checked_on IS NULL OR checked_on < $2)
         ORDER BY id LIMIT $3",
        params![assembly, checked_before, most],
        |row| row.get(0),
    )
}
