//! What can be done, one verb a file, in the order of the process.

pub mod drafting;
pub mod feedback;
pub mod handling;
pub mod office;
pub mod review;
pub mod setup;
pub mod tables;

use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::workflow::At;
use kernel::{Actor, Id, Result};
use web::{Bound, Done};

use crate::model::Proposal;
use crate::workflow::{Act, PROCESS, State};
use crate::{policy, store, view};

/// All acts of the module.
pub fn all() -> Vec<Bound> {
    [drafting::all(), review::all(), handling::all(), feedback::all(), office::all(), setup::all(), tables::all()].concat()
}

/// The proposal, and where the act leads from here: `NotFound` outside the scope, `Refused` for others, `Conflict` at
/// another state.
pub fn stepped(tx: &mut Tx, who: &Actor, id: Id, act: Act) -> Result<(Proposal, At<State>)> {
    let proposal = store::get(tx, who, id)?;
    let around = store::around(tx, &proposal)?;
    let to = PROCESS.step(proposal.state, act, &policy::roles(who, &proposal, &around))?;
    Ok((proposal, to))
}

/// The answer of an act on a proposal: the record after it.
pub fn done(tx: &mut Tx, who: &Actor, p: &Proposal) -> Result<Done> {
    let record = view::proposal(tx, who, p)?;
    Done::new(subject(p), &record)
}

pub fn subject(p: &Proposal) -> Ref {
    Ref::new("proposals", p.id)
}
