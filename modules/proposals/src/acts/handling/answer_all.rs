//! 全部答复: when every unit that answers has replied, each signer is asked to rate.

use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::workflow::{At, Roles};
use kernel::{Id, Result};
use serde_json::{Value, json};
use web::Done;

use crate::model::{Proposal, Rating};
use crate::rules::Rules;
use crate::store::{assignments, feedback, invitations};
use crate::workflow::{Act, PROCESS, Role, assignment, rating};
use crate::{acts, clocks};

/// What the proposal's own entry in the journal says.
pub type Answered = Option<(Ref, Value)>;

/// Moves the proposal, which the caller saves, if no answer is missing.
pub fn if_all(tx: &mut Tx, p: &mut Proposal, rules: &Rules) -> Result<Answered> {
    let parts = assignments::of(tx, p.id)?;
    let mut answering = parts.iter().filter(|a| a.runs() && a.answers()).peekable();
    if answering.peek().is_none() || !answering.all(|a| a.state == assignment::State::Replied) {
        return Ok(None);
    }
    let from = p.state;
    let to = PROCESS.step(from, Act::AnswerAll, &Roles::only(Role::System))?;
    clocks::moved(tx, p, to, Some(rules.rating))?;
    p.replied_at = Some(tx.now());
    let asked = ask_for_ratings(tx, p)?;
    Ok(Some((acts::subject(p), json!({ "from": from.name(), "to": to.name(), "round": p.round, "asked": asked }))))
}

/// The act's answer with the entry of the proposal beside its own.
pub fn with(done: Done, answered: Answered) -> Done {
    match answered {
        Some((subject, entry)) => done.also("proposal.answered", subject, entry),
        None => done,
    }
}

/// Of the first signer and of everybody who signed; a proposer without a record cannot be asked. Answers how many.
fn ask_for_ratings(tx: &mut Tx, p: &Proposal) -> Result<usize> {
    let mut signers = vec![p.first_signer];
    signers.extend(invitations::accepted(tx, p.id)?);
    let earlier: Vec<Id> = feedback::ratings(tx, p.id, p.round)?.iter().map(|r| r.person).collect();
    signers.retain(|person| *person != Id(0) && !earlier.contains(person));
    signers.dedup();
    let today = tx.today();
    for person in &signers {
        let rating = Rating {
            id: tx.new_id(),
            assembly: p.assembly,
            proposal: p.id,
            round: p.round,
            person: *person,
            first_signer: *person == p.first_signer,
            state: At::start(&rating::PROCESS, rating::State::Asked),
            due: p.due.unwrap_or(today),
            work: None,
            result: None,
            comment: None,
            first_work: None,
            first_result: None,
            channel: None,
            entered_by: None,
            caller: None,
            called_at: None,
            given_at: None,
        };
        feedback::insert_rating(tx, &rating)?;
    }
    Ok(signers.len())
}
