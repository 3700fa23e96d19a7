//! 提案来源: the record of another module that a proposal was made from.

use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Id, Result, params};

use super::{COLUMNS, proposal};
use crate::model::Proposal;

/// Of `clues:12`: the kind and the number.
pub fn insert(tx: &mut Tx, proposal: Id, kind: &str, origin: Id) -> Result<()> {
    tx.execute("INSERT INTO proposal_origin (proposal, kind, origin) VALUES ($1, $2, $3)", params![proposal, kind, origin])?;
    Ok(())
}

pub fn of(tx: &mut Tx, proposal: Id) -> Result<Option<(String, Id)>> {
    let sql = "SELECT kind, origin FROM proposal_origin WHERE proposal = $1";
    tx.query_opt(sql, params![proposal], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// The oldest first.
pub fn made_from(tx: &mut Tx, origin: &Ref) -> Result<Vec<Proposal>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM proposal_origin o JOIN proposal p ON p.id = o.proposal WHERE o.kind = $1 AND o.origin = $2 ORDER BY p.id LIMIT 20"
    );
    tx.query(&sql, params![origin.module.as_ref(), origin.id], proposal)
}
