//! Speeches: the queue and what was said in which order. What is read here was scoped by the session.

use kernel::db::{Row, Tx};
use kernel::{Error, Id, Result, params};

use super::state;
use crate::model::remote::Speech;

const COLUMNS: &str = "id, remote, site, attendee, place, state, state_since, subject, asked_at, started_at, ended_at, limit_minutes,
 cut_short, changes";

pub fn any(tx: &mut Tx, id: Id) -> Result<Speech> {
    tx.query_one(&format!("SELECT {COLUMNS} FROM speech WHERE id = $1"), params![id], speech)
}

/// In the order of the queue.
pub fn of(tx: &mut Tx, remote: Id) -> Result<Vec<Speech>> {
    tx.query(&format!("SELECT {COLUMNS} FROM speech WHERE remote = $1 ORDER BY place, id"), params![remote], speech)
}

pub fn next_place(tx: &mut Tx, remote: Id) -> Result<i64> {
    Ok(tx.scalar("SELECT MAX(place) FROM speech WHERE remote = $1", params![remote])? + 1)
}

pub fn insert(tx: &mut Tx, s: &Speech) -> Result<()> {
    tx.execute(
        "INSERT INTO speech (id, remote, site, attendee, place, state, state_since, subject, asked_at, started_at, ended_at,
         limit_minutes, cut_short, changes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        params![
            s.id,
            s.remote,
            s.site,
            s.attendee,
            s.place,
            s.state.get().name(),
            s.state_since,
            s.subject,
            s.asked_at,
            s.started_at,
            s.ended_at,
            s.limit_minutes,
            s.cut_short,
            s.changes
        ],
    )?;
    Ok(())
}

/// `Conflict` when somebody was faster.
pub fn save(tx: &mut Tx, s: &mut Speech) -> Result<()> {
    let changed = tx.execute(
        "UPDATE speech SET changes = changes + 1, place = $3, state = $4, state_since = $5, started_at = $6, ended_at = $7,
         limit_minutes = $8, cut_short = $9 WHERE id = $1 AND changes = $2",
        params![s.id, s.changes, s.place, s.state.get().name(), s.state_since, s.started_at, s.ended_at, s.limit_minutes, s.cut_short],
    )?;
    s.changes += 1;
    if changed == 1 { Ok(()) } else { Err(Error::conflict("deliberations.changed-meanwhile")) }
}

fn speech(row: &Row) -> Result<Speech> {
    Ok(Speech {
        id: row.get(0)?,
        remote: row.get(1)?,
        site: row.get(2)?,
        attendee: row.get(3)?,
        place: row.get(4)?,
        state: state(row, 5)?,
        state_since: row.get(6)?,
        subject: row.get(7)?,
        asked_at: row.get(8)?,
        started_at: row.get(9)?,
        ended_at: row.get(10)?,
        limit_minutes: row.get(11)?,
        cut_short: row.get(12)?,
        changes: row.get(13)?,
    })
}
