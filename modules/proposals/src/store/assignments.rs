//! Units' parts, their contacts with proposers, extensions and urgings.

use kernel::db::{Row, Tx};
use kernel::workflow::At;
use kernel::{Actor, Error, Id, Result, params};

use super::unknown;
use crate::model::{Assignment, Contact, Extension};
use crate::workflow::words::{ContactForm, Part};

const SELECT: &str = "SELECT id, assembly, proposal, unit, part, state, state_since, due, reply_due, return_until, first_assigned_at, assigned_at,
 round, handler, section, plan_lead, plan_note, objection, return_reason, note, opinion, opinion_due, extended_at, urged, changes FROM assignment";

/// All parts of a proposal, oldest first, those given back too.
pub fn of(tx: &mut Tx, proposal: Id) -> Result<Vec<Assignment>> {
    tx.query(&format!("{SELECT} WHERE proposal = $1 ORDER BY id"), params![proposal], assignment)
}

pub fn get(tx: &mut Tx, proposal: Id, id: Id) -> Result<Assignment> {
    tx.query_one(&format!("{SELECT} WHERE proposal = $1 AND id = $2"), params![proposal, id], assignment)
}

/// The running part of the unit that this person acts for.
pub fn mine(tx: &mut Tx, who: &Actor, proposal: Id) -> Result<Assignment> {
    let unit = who.units().first().copied().ok_or(Error::refused("proposals.not-in-a-unit"))?;
    tx.query_one(
        &format!("{SELECT} WHERE proposal = $1 AND unit = $2 AND state NOT IN ('reassigned', 'revoked') ORDER BY id DESC LIMIT 1"),
        params![proposal, unit],
        assignment,
    )
}

/// Parts of one unit in any of these states, the earliest due first.
pub fn in_unit(tx: &mut Tx, unit: Id, state: &str, most: usize) -> Result<Vec<Assignment>> {
    tx.query(
        &format!("{SELECT} WHERE unit = $1 AND state = $2 ORDER BY due NULLS LAST, id LIMIT $3"),
        params![unit, state, most],
        assignment,
    )
}

/// Parts of an assembly in one state, the earliest due first.
pub fn in_state(tx: &mut Tx, assembly: Id, state: &str, most: usize) -> Result<Vec<Assignment>> {
    tx.query(
        &format!("{SELECT} WHERE assembly = $1 AND state = $2 ORDER BY due NULLS LAST, id LIMIT $3"),
        params![assembly, state, most],
        assignment,
    )
}

pub fn insert(tx: &mut Tx, a: &Assignment) -> Result<()> {
    tx.execute(
        "INSERT INTO assignment (id, assembly, proposal, unit, part, state, state_since, due, reply_due, return_until, first_assigned_at,
          assigned_at, round, handler, section, plan_lead, plan_note, objection, return_reason, note, opinion, opinion_due, extended_at, urged, changes)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)",
        params![
            a.id,
            a.assembly,
            a.proposal,
            a.unit,
            a.part.name(),
            a.state.name(),
            a.state_since,
            a.due,
            a.reply_due,
            a.return_until,
            a.first_assigned_at,
            a.assigned_at,
            a.round,
            a.handler,
            a.section,
            a.plan_lead,
            a.plan_note,
            a.objection,
            a.return_reason,
            a.note,
            a.opinion,
            a.opinion_due,
            a.extended_at,
            a.urged,
            a.changes
        ],
    )?;
    Ok(())
}

/// `Conflict` when somebody saved since it was read.
pub fn save(tx: &mut Tx, a: &mut Assignment) -> Result<()> {
    let changed = tx.execute(
        "UPDATE assignment SET part = $3, state = $4, state_since = $5, due = $6, reply_due = $7, return_until = $8, first_assigned_at = $9,
          assigned_at = $10, round = $11, handler = $12, section = $13, plan_lead = $14, plan_note = $15, objection = $16, return_reason = $17,
          note = $18, opinion = $19, opinion_due = $20, extended_at = $21, urged = $22, changes = changes + 1
         WHERE id = $1 AND changes = $2",
        params![
            a.id,
            a.changes,
            a.part.name(),
            a.state.name(),
            a.state_since,
            a.due,
            a.reply_due,
            a.return_until,
            a.first_assigned_at,
            a.assigned_at,
            a.round,
            a.handler,
            a.section,
            a.plan_lead,
            a.plan_note,
            a.objection,
            a.return_reason,
            a.note,
            a.opinion,
            a.opinion_due,
            a.extended_at,
            a.urged
        ],
    )?;
    if changed == 0 {
        return Err(Error::conflict("proposals.somebody-was-faster"));
    }
    a.changes += 1;
    Ok(())
}

/// The unit of a part was written down wrongly.
pub fn correct_unit(tx: &mut Tx, id: Id, unit: Id) -> Result<()> {
    tx.execute("UPDATE assignment SET unit = $2, changes = changes + 1 WHERE id = $1", params![id, unit])?;
    Ok(())
}

fn assignment(row: &Row) -> Result<Assignment> {
    Ok(Assignment {
        id: row.get(0)?,
        assembly: row.get(1)?,
        proposal: row.get(2)?,
        unit: row.get(3)?,
        part: Part::parse(&row.get::<String>(4)?).ok_or_else(|| unknown("part"))?,
        state: At::decode(&row.get::<String>(5)?).ok_or_else(|| unknown("assignment"))?,
        state_since: row.get(6)?,
        due: row.get(7)?,
        reply_due: row.get(8)?,
        return_until: row.get(9)?,
        first_assigned_at: row.get(10)?,
        assigned_at: row.get(11)?,
        round: row.get(12)?,
        handler: row.get(13)?,
        section: row.get(14)?,
        plan_lead: row.get(15)?,
        plan_note: row.get(16)?,
        objection: row.get(17)?,
        return_reason: row.get(18)?,
        note: row.get(19)?,
        opinion: row.get(20)?,
        opinion_due: row.get(21)?,
        extended_at: row.get(22)?,
        urged: row.get(23)?,
        changes: row.get(24)?,
    })
}

/// Contacts of a unit with the proposer in one round, oldest first.
pub fn contacts(tx: &mut Tx, assignment: Id) -> Result<Vec<Contact>> {
    tx.query(
        "SELECT id, assignment, round, form, held_on, people, summary, recorded_by, at FROM contact WHERE assignment = $1 ORDER BY round, id",
        params![assignment],
        |row| {
            Ok(Contact {
                id: row.get(0)?,
                assignment: row.get(1)?,
                round: row.get(2)?,
                form: ContactForm::parse(&row.get::<String>(3)?).ok_or_else(|| unknown("contact"))?,
                held_on: row.get(4)?,
                people: row.get(5)?,
                summary: row.get(6)?,
                recorded_by: row.get(7)?,
                at: row.get(8)?,
            })
        },
    )
}

pub fn insert_contact(tx: &mut Tx, a: &Assignment, c: &Contact) -> Result<()> {
    tx.execute(
        "INSERT INTO contact (id, assembly, proposal, assignment, round, form, held_on, people, summary, recorded_by, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![c.id, a.assembly, a.proposal, c.assignment, c.round, c.form.name(), c.held_on, c.people, c.summary, c.recorded_by, c.at],
    )?;
    Ok(())
}

const EXTENSION: &str =
    "SELECT id, assembly, assignment, proposal, state, reason, until_day, asked_by, asked_at, decided_by, note FROM extension";

/// Oldest first.
pub fn extensions(tx: &mut Tx, proposal: Id) -> Result<Vec<Extension>> {
    tx.query(&format!("{EXTENSION} WHERE proposal = $1 ORDER BY id"), params![proposal], extension)
}

/// Waiting for a decision, oldest first.
pub fn extensions_asked(tx: &mut Tx, assembly: Id, most: usize) -> Result<Vec<Extension>> {
    tx.query(&format!("{EXTENSION} WHERE assembly = $1 AND state = 'asked' ORDER BY id LIMIT $2"), params![assembly, most], extension)
}

pub fn insert_extension(tx: &mut Tx, e: &Extension) -> Result<()> {
    tx.execute(
        "INSERT INTO extension (id, assembly, assignment, proposal, state, reason, until_day, asked_by, asked_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![e.id, e.assembly, e.assignment, e.proposal, e.state.name(), e.reason, e.until_day, e.asked_by, e.asked_at],
    )?;
    Ok(())
}

pub fn save_extension(tx: &mut Tx, e: &Extension) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "UPDATE extension SET state = $2, decided_by = $3, decided_at = $4, note = $5, until_day = $6 WHERE id = $1",
        params![e.id, e.state.name(), e.decided_by, now, e.note, e.until_day],
    )?;
    Ok(())
}

fn extension(row: &Row) -> Result<Extension> {
    Ok(Extension {
        id: row.get(0)?,
        assembly: row.get(1)?,
        assignment: row.get(2)?,
        proposal: row.get(3)?,
        state: At::decode(&row.get::<String>(4)?).ok_or_else(|| unknown("extension"))?,
        reason: row.get(5)?,
        until_day: row.get(6)?,
        asked_by: row.get(7)?,
        asked_at: row.get(8)?,
        decided_by: row.get(9)?,
        note: row.get(10)?,
    })
}
