//! Invitations to co-sign.

use kernel::db::{Row, Tx};
use kernel::workflow::At;
use kernel::{Error, Id, Result, Timestamp, params};

use super::unknown;
use crate::model::Invitation;

const SELECT: &str =
    "SELECT id, assembly, proposal, person, state, expires_at, invited_at, answered_at, position, told_version FROM invitation";

/// In the order of signing, then of inviting.
pub fn of(tx: &mut Tx, proposal: Id) -> Result<Vec<Invitation>> {
    tx.query(&format!("{SELECT} WHERE proposal = $1 ORDER BY position NULLS LAST, id"), params![proposal], invitation)
}

pub fn of_person(tx: &mut Tx, proposal: Id, person: Id) -> Result<Invitation> {
    tx.query_one(&format!("{SELECT} WHERE proposal = $1 AND person = $2"), params![proposal, person], invitation)
}

/// Persons who signed, in the order of signing.
pub fn accepted(tx: &mut Tx, proposal: Id) -> Result<Vec<Id>> {
    tx.query("SELECT person FROM invitation WHERE proposal = $1 AND state = 'accepted' ORDER BY position, id", params![proposal], |row| {
        row.get(0)
    })
}

/// Waiting for this person's answer, not yet expired; oldest first.
pub fn waiting(tx: &mut Tx, person: Id, most: usize) -> Result<Vec<Invitation>> {
    let now = tx.now();
    tx.query(
        &format!("{SELECT} WHERE person = $1 AND state = 'invited' AND expires_at > $2 ORDER BY id LIMIT $3"),
        params![person, now, most],
        invitation,
    )
}

/// Past their time and still open: for the job.
pub fn lapsed(tx: &mut Tx, assembly: Id, now: Timestamp, most: usize) -> Result<Vec<Invitation>> {
    tx.query(
        &format!("{SELECT} WHERE state = 'invited' AND expires_at <= $1 AND assembly = $2 ORDER BY expires_at LIMIT $3"),
        params![now, assembly, most],
        invitation,
    )
}

pub fn insert(tx: &mut Tx, i: &Invitation) -> Result<()> {
    tx.execute(
        "INSERT INTO invitation (id, assembly, proposal, person, state, expires_at, invited_at, answered_at, position, told_version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            i.id,
            i.assembly,
            i.proposal,
            i.person,
            i.state.name(),
            i.expires_at,
            i.invited_at,
            i.answered_at,
            i.position,
            i.told_version
        ],
    )?;
    Ok(())
}

pub fn save(tx: &mut Tx, i: &Invitation) -> Result<()> {
    let changed = tx.execute(
        "UPDATE invitation SET state = $2, expires_at = $3, invited_at = $4, answered_at = $5, position = $6, told_version = $7 WHERE id = $1",
        params![i.id, i.state.name(), i.expires_at, i.invited_at, i.answered_at, i.position, i.told_version],
    )?;
    if changed == 0 { Err(Error::NotFound) } else { Ok(()) }
}

fn invitation(row: &Row) -> Result<Invitation> {
    Ok(Invitation {
        id: row.get(0)?,
        assembly: row.get(1)?,
        proposal: row.get(2)?,
        person: row.get(3)?,
        state: At::decode(&row.get::<String>(4)?).ok_or_else(|| unknown("invitation"))?,
        expires_at: row.get(5)?,
        invited_at: row.get(6)?,
        answered_at: row.get(7)?,
        position: row.get(8)?,
        told_version: row.get(9)?,
    })
}
