//! 起草答复: what is said to each numbered suggestion, its result class, and what is promised: what, when, who.

mod form;
mod input;

pub use form::{class_choices, form};
pub use input::{Draft, PromiseInput};

use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use serde_json::json;
use web::{Act, Done, act};

use super::part::{self, Work};
use crate::model::{Promise, Reply};
use crate::store::{assignments, replies};
use crate::workflow::assignment;

pub const ACT: Act = act("assignments.save_draft", "/proposals/{id}/draft").rule("assignment", "save_draft").journals("assignment.drafted");

/// Saves the draft of this round as far as it goes; what is missing is asked for when it is sent on.
pub fn save_draft(tx: &mut Tx, who: &Actor, id: Id, input: &Draft) -> Result<Done> {
    let mut work = part::own(tx, who, id, None)?;
    let to = work.step(tx, who, assignment::Act::SaveDraft)?;
    contacts_made(tx, &work)?;
    let content = input.content(&work.rules, work.proposal.suggestions.len())?;
    let earlier = replies::of_round(tx, work.part.id, work.part.round)?;
    if input.drafted_at.as_ref().is_some_and(|read| *read != moment(earlier.as_ref())) {
        return Err(Error::invalid("drafted_at", "proposals.edit.faster"));
    }
    let id = earlier.as_ref().map_or_else(|| tx.new_id(), |r| r.id);
    let reply = Reply {
        id,
        assembly: work.proposal.assembly,
        proposal: work.proposal.id,
        assignment: work.part.id,
        unit: work.part.unit,
        round: work.part.round,
        result_class: content.result_class,
        body: content.body,
        answers: content.answers,
        document_no: earlier.as_ref().and_then(|r| r.document_no.clone()),
        signer: None,
        contact_name: part::filled(&input.contact_name),
        contact_telephone: part::filled(&input.contact_telephone),
        copies: part::filled(&input.copies),
        drafted_by: who.person,
        drafted_at: tx.now(),
        checked_by: None,
        check_note: earlier.and_then(|r| r.check_note),
        signed_by: None,
        sent_at: None,
        revoked_at: None,
    };
    replies::put(tx, &reply)?;
    let mut promises = Vec::new();
    for p in content.promises {
        promises.push(Promise {
            id: tx.new_id(),
            proposal: work.proposal.id,
            reply: reply.id,
            unit: work.part.unit,
            suggestion: p.suggestion,
            text: p.text,
            due: p.due,
            who: p.who,
            state: "promised".into(),
            evidence: None,
        });
    }
    replies::put_promises(tx, work.proposal.assembly, reply.id, &promises)?;
    work.go(tx, to)?;
    let entry = json!({ "result_class": reply.result_class, "promises": promises.len(), "round": reply.round });
    Ok(work.done(tx, who, entry)?.say("handling.said.drafted"))
}

/// When this draft was written, as the form keeps it.
fn moment(draft: Option<&Reply>) -> String {
    draft.map_or(0, |draft| draft.drafted_at.0).to_string()
}

/// Talking with the proposer comes before writing to him.
fn contacts_made(tx: &mut Tx, work: &Work) -> Result<()> {
    let made = assignments::contacts(tx, work.part.id)?.iter().filter(|c| c.round == work.part.round).count();
    match made >= work.rules.contacts_required {
        true => Ok(()),
        false => Err(Error::conflict("proposals.contact-first")),
    }
}
