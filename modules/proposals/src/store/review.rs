//! What review reads beside the row: queues, reviewers' load, main proposals.

use kernel::db::Tx;
use kernel::{Id, Result, params};

use super::{COLUMNS, proposal};
use crate::model::Proposal;
use crate::workflow::State;

/// Proposals of an assembly in one state, by receipt number.
pub fn in_state(tx: &mut Tx, assembly: Id, state: State, most: usize) -> Result<Vec<Proposal>> {
    tx.query(
        &format!("SELECT {COLUMNS} FROM proposal p WHERE p.assembly = $1 AND p.state = $2 ORDER BY p.receipt_no NULLS LAST, p.id LIMIT $3"),
        params![assembly, state.name(), most],
        proposal,
    )
}

/// How many proposals each first reviewer has open.
pub fn open_by_reviewer(tx: &mut Tx, assembly: Id) -> Result<Vec<(Id, i64)>> {
    tx.query(
        "SELECT first_reviewer, COUNT(*) FROM proposal WHERE assembly = $1 AND state = 'pre_review' AND first_reviewer IS NOT NULL
         GROUP BY first_reviewer ORDER BY first_reviewer",
        params![assembly],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Filed or later and not merged itself: what another proposal may be merged into. Newest first.
pub fn mains(tx: &mut Tx, assembly: Id, most: usize) -> Result<Vec<Proposal>> {
    tx.query(
        &format!(
            "SELECT {COLUMNS} FROM proposal p WHERE p.assembly = $1
             AND p.state IN ('filed', 'assigned', 'replied', 'rehandling', 'face_to_face', 'closed') ORDER BY p.id DESC LIMIT $2"
        ),
        params![assembly, most],
        proposal,
    )
}

/// 被并提案: what was merged into this one, oldest first.
pub fn merged_into(tx: &mut Tx, main: Id) -> Result<Vec<Proposal>> {
    tx.query(
        &format!("SELECT {COLUMNS} FROM proposal p WHERE p.main_proposal = $1 AND p.state = 'merged' ORDER BY p.id"),
        params![main],
        proposal,
    )
}

/// The running office holders whom an act may name as reviewers: (person, name).
pub fn reviewers(tx: &mut Tx, assembly: Id) -> Result<Vec<(Id, String)>> {
    let mut all = directory::people::holders(tx, assembly, directory::roles::REVIEWER)?;
    for holder in directory::people::holders(tx, assembly, directory::roles::PROPOSAL_OFFICE)? {
        if !all.contains(&holder) {
            all.push(holder);
        }
    }
    Ok(all)
}

/// The category of a proposal: its name, and its English name where it has one.
pub fn category(tx: &mut Tx, p: &Proposal) -> Result<Option<(String, String)>> {
    let Some(id) = p.category else { return Ok(None) };
    let sql = "SELECT name, name_en FROM category WHERE id = $1";
    tx.query_opt(sql, params![id], |row| Ok((row.get(0)?, row.get::<Option<String>>(1)?.unwrap_or_default())))
}
