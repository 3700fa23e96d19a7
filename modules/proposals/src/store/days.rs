//! The assembly's edits of the calendar, and the due days that hang on it.

use jiff::civil::Date;
use kernel::calendar::DayKind;
use kernel::db::Tx;
use kernel::{Id, Result, Timestamp, params};

use super::{COLUMNS, proposal};
use crate::model::{Assignment, Proposal};

/// What the assembly entered for a day over the announced calendar.
pub fn edit_of(tx: &mut Tx, assembly: Id, day: Date) -> Result<Option<(DayKind, String)>> {
    tx.query_opt("SELECT kind, name FROM calendar_day WHERE assembly = $1 AND day = $2", params![assembly, day], |row| {
        let kind = if row.get::<String>(0)? == DayKind::Work.name() { DayKind::Work } else { DayKind::Off };
        Ok((kind, row.get(1)?))
    })
}

/// Enters a day, or with `None` goes back to what was announced.
pub fn edit(tx: &mut Tx, assembly: Id, day: Date, entry: Option<(DayKind, &str)>) -> Result<()> {
    tx.execute("DELETE FROM calendar_day WHERE assembly = $1 AND day = $2", params![assembly, day])?;
    if let Some((kind, name)) = entry {
        tx.execute(
            "INSERT INTO calendar_day (assembly, day, kind, name) VALUES ($1, $2, $3, $4)",
            params![assembly, day, kind.name(), name],
        )?;
    }
    Ok(())
}

/// Proposals that wait for something due on this day or later.
pub fn proposals_due(tx: &mut Tx, assembly: Id, day: Date) -> Result<Vec<Proposal>> {
    tx.query(
        &format!("SELECT {COLUMNS} FROM proposal p WHERE p.assembly = $1 AND p.due >= $2 ORDER BY p.id"),
        params![assembly, day],
        proposal,
    )
}

/// (part, its proposal's policy version) of every running part with a clock that ends on this day or later.
pub fn parts_due(tx: &mut Tx, assembly: Id, day: Date) -> Result<Vec<(Assignment, i64)>> {
    let ids: Vec<(Id, Id, i64)> = tx.query(
        "SELECT a.id, a.proposal, p.policy_version FROM assignment a JOIN proposal p ON p.id = a.proposal
         WHERE a.assembly = $1 AND a.state NOT IN ('replied', 'opined', 'reassigned', 'revoked')
           AND (a.due >= $2 OR a.reply_due >= $2 OR a.return_until >= $2 OR a.opinion_due >= $2) ORDER BY a.id",
        params![assembly, day],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    ids.into_iter().map(|(id, proposal, version)| Ok((super::assignments::get(tx, proposal, id)?, version))).collect()
}

/// Ratings asked for and due on this day or later, with when the answer came and the policy version.
pub fn ratings_due(tx: &mut Tx, assembly: Id, day: Date) -> Result<Vec<(Id, Date, Timestamp, i64)>> {
    tx.query(
        "SELECT r.id, r.due, p.state_since, p.policy_version FROM rating r JOIN proposal p ON p.id = r.proposal
         WHERE r.assembly = $1 AND r.state = 'asked' AND r.due >= $2 ORDER BY r.id",
        params![assembly, day],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
    )
}

pub fn move_rating(tx: &mut Tx, rating: Id, due: Date) -> Result<()> {
    tx.execute("UPDATE rating SET due = $2 WHERE id = $1", params![rating, due])?;
    Ok(())
}
