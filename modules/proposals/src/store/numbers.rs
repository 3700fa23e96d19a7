//! 案号: the numbers of a session, each given once.

use kernel::db::Tx;
use kernel::{Id, Result, params};

use super::{COLUMNS, proposal};
use crate::model::Proposal;

/// Filed and without a number, by receipt number.
pub fn unnumbered(tx: &mut Tx, assembly: Id, session: Id, most: usize) -> Result<Vec<Proposal>> {
    tx.query(
        &format!(
            "SELECT {COLUMNS} FROM proposal p WHERE p.assembly = $1 AND p.session = $2 AND p.state = 'filed' AND p.case_no IS NULL
             ORDER BY p.receipt_no NULLS LAST, p.id LIMIT $3"
        ),
        params![assembly, session, most],
        proposal,
    )
}

/// The highest number of a session that was ever given, void ones included.
pub fn highest(tx: &mut Tx, assembly: Id, session: Id) -> Result<i64> {
    let given = tx.scalar("SELECT MAX(case_seq) FROM proposal WHERE assembly = $1 AND session = $2", params![assembly, session])?;
    let void = void(tx, assembly, session)?.iter().filter_map(|(no, _)| crate::numbering::running(no)).max();
    Ok(given.max(void.unwrap_or(0)))
}

/// Reserves `count` numbers in a row after the highest and returns the first.
pub fn reserve(tx: &mut Tx, assembly: Id, session: Id, count: usize) -> Result<i64> {
    let counter = format!("case:{session}");
    let highest = highest(tx, assembly, session)?;
    kernel::counter::raise(tx, assembly, &counter, highest)?;
    kernel::counter::reserve(tx, assembly, &counter, i64::try_from(count).map_err(kernel::Error::internal)?)
}

/// Void numbers with their reasons.
pub fn void(tx: &mut Tx, assembly: Id, session: Id) -> Result<Vec<(String, String)>> {
    tx.query(
        "SELECT case_no, reason FROM void_number WHERE assembly = $1 AND session = $2 ORDER BY case_no",
        params![assembly, session],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}
