//! 时限: from a term of the policy to a day.

use jiff::civil::Date;
use kernel::calendar::Term;
pub use kernel::calendar::of as calendar;
use kernel::db::Tx;
use kernel::workflow::At;
use kernel::{Id, Result};

use crate::model::{Deliberation, Statement};
use crate::rules::Rules;
use crate::workflow::{State, statement};

/// The day a term ends that begins today.
pub fn due(tx: &mut Tx, assembly: Id, term: Term) -> Result<Date> {
    let today = tx.today();
    Ok(calendar(tx, assembly)?.due(today, term, false))
}

/// Moves the deliberation: state, since when, until when.
pub fn moved(tx: &mut Tx, d: &mut Deliberation, rules: &Rules, state: At<State>) -> Result<()> {
    if state != d.state {
        d.state_since = tx.now();
        d.due = match state.get() {
            State::Proposed => Some(due(tx, d.assembly, rules.approve)?),
            State::Approved | State::Announced => Some(d.opens_on),
            State::Open | State::Moderated => Some(d.closes_on),
            State::Closed => Some(due(tx, d.assembly, rules.summarise)?),
            State::Summarised => Some(due(tx, d.assembly, rules.report)?),
            State::Reported => Some(due(tx, d.assembly, rules.post)?),
            State::ResultPosted | State::Declined | State::Cancelled => None,
        };
    }
    d.state = state;
    Ok(())
}

pub fn statement_moved(tx: &Tx, s: &mut Statement, state: At<statement::State>) {
    if state != s.state {
        s.state_since = tx.now();
    }
    s.state = state;
}
