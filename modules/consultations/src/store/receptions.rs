//! 委员接待日: days, who receives, and who comes. Names and telephones leave through [`contacts`] alone.

use jiff::civil::Date;
use kernel::db::{Row, Sealed, Tx};
use kernel::{Id, Result, params};

use super::unknown;
use crate::model::{Reception, ReceptionVisit};
use crate::workflow::words::Receiving;

/// Of a resident who took a place.
pub const TELEPHONE: Sealed =
    Sealed { table: "reception_visit", key: "id", column: "telephone", place: "reception_visit.telephone", was_readable: true };

const DAY: &str = "d.id, d.assembly, d.room, d.state, d.on_day, d.hours, d.seats, d.words, d.created_by, d.created_at";
const VISIT: &str = "v.id, v.day, v.place, v.matter, v.booked, v.came_at, v.words, v.topic, v.at";

pub fn insert(tx: &mut Tx, d: &Reception, members: &[Id]) -> Result<()> {
    tx.execute(
        "INSERT INTO reception_day (id, assembly, room, state, on_day, hours, seats, words, created_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![d.id, d.assembly, d.room, d.state.name(), d.on_day, d.hours, d.seats, d.words, d.created_by, d.created_at],
    )?;
    for person in members {
        tx.execute(
            "INSERT INTO reception_member (day, person) VALUES ($1, $2) ON CONFLICT (day, person) DO NOTHING",
            params![d.id, person],
        )?;
    }
    Ok(())
}

pub fn get(tx: &mut Tx, id: Id) -> Result<Reception> {
    tx.query_one(&format!("SELECT {DAY} FROM reception_day d WHERE d.id = $1"), params![id], day)
}

/// Of a room, the latest first.
pub fn of_room(tx: &mut Tx, room: Id, most: usize) -> Result<Vec<Reception>> {
    tx.query(
        &format!("SELECT {DAY} FROM reception_day d WHERE d.room = $1 ORDER BY d.on_day DESC, d.id DESC LIMIT $2"),
        params![room, most],
        day,
    )
}

/// Days of a room to come that still take bookings, the next first.
pub fn to_come(tx: &mut Tx, room: Id, today: Date) -> Result<Vec<Reception>> {
    let sql = format!(
        "SELECT {DAY} FROM reception_day d WHERE d.room = $1 AND d.state = 'open' AND d.on_day >= $2 ORDER BY d.on_day, d.id LIMIT 20"
    );
    tx.query(&sql, params![room, today], day)
}

pub fn finish(tx: &mut Tx, id: Id, state: Receiving) -> Result<u64> {
    tx.execute("UPDATE reception_day SET state = $2 WHERE id = $1 AND state = 'open'", params![id, state.name()])
}

fn day(row: &Row) -> Result<Reception> {
    Ok(Reception {
        id: row.get(0)?,
        assembly: row.get(1)?,
        room: row.get(2)?,
        state: Receiving::parse(&row.get::<String>(3)?).ok_or_else(|| unknown("reception"))?,
        on_day: row.get(4)?,
        hours: row.get(5)?,
        seats: row.get(6)?,
        words: row.get(7)?,
        created_by: row.get(8)?,
        created_at: row.get(9)?,
    })
}

/// Who receives.
pub fn members(tx: &mut Tx, day: Id) -> Result<Vec<(Id, String)>> {
    let sql = "SELECT p.id, p.name FROM reception_member m JOIN person p ON p.id = m.person WHERE m.day = $1 ORDER BY p.folded, p.id";
    tx.query(sql, params![day], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Places taken.
pub fn taken(tx: &mut Tx, day: Id) -> Result<i64> {
    tx.scalar("SELECT COUNT(*) FROM reception_visit WHERE day = $1", params![day])
}

pub fn insert_visit(tx: &mut Tx, v: &ReceptionVisit, code: &str, (name, telephone): (&str, &str)) -> Result<()> {
    let telephone = TELEPHONE.close(tx, v.id, telephone)?;
    tx.execute(
        "INSERT INTO reception_visit (id, day, place, code, matter, name, telephone, booked, came_at, words, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![v.id, v.day, v.place, code, v.matter, name, telephone, v.booked, v.came_at, v.words, v.at],
    )?;
    Ok(())
}

/// In the order of their places.
pub fn visits(tx: &mut Tx, day: Id) -> Result<Vec<ReceptionVisit>> {
    tx.query(&format!("SELECT {VISIT} FROM reception_visit v WHERE v.day = $1 ORDER BY v.place"), params![day], visit)
}

/// By the code that was given with the place.
pub fn by_code(tx: &mut Tx, code: &str) -> Result<ReceptionVisit> {
    tx.query_one(&format!("SELECT {VISIT} FROM reception_visit v WHERE v.code = $1"), params![code], visit)
}

fn visit(row: &Row) -> Result<ReceptionVisit> {
    Ok(ReceptionVisit {
        id: row.get(0)?,
        day: row.get(1)?,
        place: row.get(2)?,
        matter: row.get(3)?,
        booked: row.get(4)?,
        came_at: row.get(5)?,
        words: row.get(6)?,
        topic: row.get(7)?,
        at: row.get(8)?,
    })
}

/// Place, name and telephone of everybody who left one.
pub fn contacts(tx: &mut Tx, day: Id) -> Result<Vec<(i64, String, String)>> {
    let sql = "SELECT id, place, name, telephone FROM reception_visit WHERE day = $1 AND (name <> '' OR telephone <> '') ORDER BY place";
    let rows: Vec<(Id, i64, String, String)> =
        tx.query(sql, params![day], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    rows.into_iter().map(|(id, place, name, stored)| Ok((place, name, TELEPHONE.open(tx, id, stored)?))).collect()
}

/// Reception days before this one of which a name or telephone is still kept.
pub fn contacts_over(tx: &mut Tx, assembly: Id, before: Date, most: usize) -> Result<Vec<Id>> {
    let sql = "SELECT d.id FROM reception_day d WHERE d.assembly = $1 AND d.on_day < $2
               AND EXISTS (SELECT 1 FROM reception_visit v WHERE v.day = d.id AND (v.name <> '' OR v.telephone <> '')) ORDER BY d.id LIMIT $3";
    tx.query(sql, params![assembly, before, most], |row| row.get(0))
}

/// Of so many visitors.
pub fn erase_contacts(tx: &mut Tx, day: Id) -> Result<u64> {
    tx.execute("UPDATE reception_visit SET name = '', telephone = '' WHERE day = $1 AND (name <> '' OR telephone <> '')", params![day])
}

/// The contact of one visit, for the topic that it becomes.
pub fn contact(tx: &mut Tx, visit: Id) -> Result<(String, String)> {
    let sql = "SELECT name, telephone FROM reception_visit WHERE id = $1";
    let (name, stored) = tx.query_one(sql, params![visit], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok((name, TELEPHONE.open(tx, visit, stored)?))
}

pub fn record(tx: &mut Tx, day: Id, visit: Id, words: &str) -> Result<u64> {
    tx.execute(
        "UPDATE reception_visit SET words = $3, came_at = COALESCE(came_at, $4) WHERE day = $1 AND id = $2",
        params![day, visit, words, tx.now()],
    )
}

/// 0 where it has become a topic already.
pub fn become_topic(tx: &mut Tx, visit: Id, topic: Id) -> Result<u64> {
    tx.execute("UPDATE reception_visit SET topic = $2 WHERE id = $1 AND topic IS NULL", params![visit, topic])
}
