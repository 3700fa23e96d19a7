//! 时限: from a term of the policy to a day. Four clocks run apart: return window, co-opinion, reply, re-handling.

use jiff::civil::Date;
pub use kernel::calendar::of as calendar;
use kernel::calendar::Term;
use kernel::db::Tx;
use kernel::workflow::At;
use kernel::{Id, Result};

use crate::model::{Assignment, Proposal};
use crate::workflow::{State, assignment};

/// The day a term ends that begins today.
pub fn due(tx: &mut Tx, assembly: Id, term: Term) -> Result<Date> {
    let today = tx.today();
    Ok(calendar(tx, assembly)?.due(today, term, false))
}

/// Moves the proposal: state, since when, until when.
pub fn moved(tx: &mut Tx, p: &mut Proposal, state: At<State>, term: Option<Term>) -> Result<()> {
    if state != p.state {
        p.state_since = tx.now();
    }
    p.state = state;
    p.due = term.map(|t| due(tx, p.assembly, t)).transpose()?;
    Ok(())
}

/// Moves a unit's part: state, since when, until when.
pub fn part_moved(tx: &mut Tx, a: &mut Assignment, state: At<assignment::State>, term: Option<Term>) -> Result<()> {
    if state != a.state {
        a.state_since = tx.now();
    }
    a.state = state;
    a.due = term.map(|t| due(tx, a.assembly, t)).transpose()?;
    Ok(())
}
