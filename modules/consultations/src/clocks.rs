//! 时限: from a term of the policy to a day.

use jiff::civil::Date;
use kernel::calendar::Term;
pub use kernel::calendar::of as calendar;
use kernel::db::Tx;
use kernel::workflow::At;
use kernel::{Id, Result};

use crate::model::{Room, Session, Topic};
use crate::workflow::{State, room, session};

/// The day a term ends that begins today.
pub fn due(tx: &mut Tx, assembly: Id, term: Term) -> Result<Date> {
    let today = tx.today();
    Ok(calendar(tx, assembly)?.due(today, term, false))
}

/// Moves the topic: state, since when, until when.
pub fn moved(tx: &mut Tx, t: &mut Topic, state: At<State>, term: Option<Term>) -> Result<()> {
    if state != t.state {
        t.state_since = tx.now();
        t.due = term.map(|term| due(tx, t.assembly, term)).transpose()?;
    }
    t.state = state;
    Ok(())
}

pub fn room_moved(tx: &Tx, r: &mut Room, state: At<room::State>) {
    if state != r.state {
        r.state_since = tx.now();
    }
    r.state = state;
}

pub fn session_moved(tx: &Tx, s: &mut Session, state: At<session::State>) {
    if state != s.state {
        s.state_since = tx.now();
    }
    s.state = state;
}
