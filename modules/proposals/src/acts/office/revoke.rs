//! 撤销: of a filing, an assignment or an answer, by a second person; what follows from it is undone with it.

use kernel::db::Tx;
use kernel::workflow::Roles;
use kernel::{Actor, Error, Id, Result};
use serde_json::{Value, json};
use web::act::Note;
use web::ui::FormView;
use web::{Act, Ask, Done, act};

use super::change;
use crate::acts;
use crate::model::{Assignment, ChangeRequest, Proposal};
use crate::rules::Rules;
use crate::workflow::{self, State, assignment};
use crate::{clocks, store};

pub const ACT: Act = act("proposals.revoke", "/proposals/{id}/revocation").rule("proposal", "revoke").journals("proposal.revoked");

/// One step back; everybody involved reads it in the history.
pub fn revoke(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut p, to) = acts::stepped(tx, who, id, workflow::Act::Revoke)?;
    let request = change::open(tx, &p)?;
    let rules = store::rules_of(tx, &p)?;
    let from = p.state;
    let void_number = p.case_no.clone().filter(|_| from == State::Filed);
    let revoked = answers_of(tx, &p, &request)?;
    let (units, due) = match from.get() {
        State::Filed => (unfile(tx, &mut p, &request)?, Some(rules.second_review)),
        State::NotFiled => {
            (p.second_reviewer, p.reason_code, p.decision_note) = (None, None, None);
            (Vec::new(), Some(rules.second_review))
        }
        State::Assigned => (unassign(tx, &mut p)?, Some(rules.assign)),
        State::Replied => (unanswer(tx, &mut p, &request, &rules)?, None),
        _ => return Err(Error::conflict("proposals.change.not-here")),
    };
    clocks::moved(tx, &mut p, to, due)?;
    if from == State::Replied {
        p.due =
            store::assignments::of(tx, p.id)?.iter().filter(|a| a.state == assignment::State::Drafting).filter_map(|a| a.reply_due).min();
    }
    p.published_at = None;
    store::save(tx, &mut p)?;
    store::feedback::decide_change(tx, request.id, "done", who.person)?;
    let names = directory::names::units(tx, &units)?;
    let units: Vec<&str> = units.iter().filter_map(|u| names.get(u)).map(String::as_str).collect();
    Ok(acts::done(tx, who, &p)?
        .journal(json!({
            "from": from.name(), "to": to.name(), "reason": request.reason, "asked_by": request.asked_by, "note": input.note,
            "units": units.join("、"), "void_number": void_number, "answers": revoked,
        }))
        .say("proposals.said.revoked"))
}

/// Back to the second review; a number that was given is void for ever, a pre-assignment list is dropped.
fn unfile(tx: &mut Tx, p: &mut Proposal, request: &ChangeRequest) -> Result<Vec<Id>> {
    if let Some(number) = p.case_no.take() {
        store::void_number(tx, p, &number, &request.reason)?;
    }
    (p.filed_at, p.second_reviewer) = (None, None);
    end_parts(tx, p)
}

/// Every running part ends.
fn unassign(tx: &mut Tx, p: &mut Proposal) -> Result<Vec<Id>> {
    p.assigned_at = None;
    end_parts(tx, p)
}

fn end_parts(tx: &mut Tx, p: &Proposal) -> Result<Vec<Id>> {
    let mut units = Vec::new();
    for mut part in store::assignments::of(tx, p.id)?.into_iter().filter(Assignment::runs) {
        if part.state == assignment::State::Replied {
            take_back(tx, &mut part)?;
        }
        let act = if part.state == assignment::State::Proposed { assignment::Act::Drop } else { assignment::Act::Revoke };
        let to = assignment::PROCESS.step(part.state, act, &Roles::only(assignment::Role::System))?;
        clocks::part_moved(tx, &mut part, to, None)?;
        store::assignments::save(tx, &mut part)?;
        units.push(part.unit);
    }
    Ok(units)
}

/// The answers that the request names are revoked; ratings of them are kept and count no more.
fn unanswer(tx: &mut Tx, p: &mut Proposal, request: &ChangeRequest, rules: &Rules) -> Result<Vec<Id>> {
    let named = named(request);
    let meant = |a: &Assignment| a.state == assignment::State::Replied && (named.is_empty() || named.contains(&a.id));
    let mut units = Vec::new();
    for mut part in store::assignments::of(tx, p.id)?.into_iter().filter(meant) {
        take_back(tx, &mut part)?;
        part.due = part.reply_due.or(Some(clocks::due(tx, p.assembly, rules.sign)?));
        store::assignments::save(tx, &mut part)?;
        units.push(part.unit);
    }
    if units.is_empty() {
        return Err(Error::conflict("proposals.nothing-answered"));
    }
    store::feedback::void_ratings(tx, p.id, p.round)?;
    p.replied_at = None;
    Ok(units)
}

/// The text of what is taken back: the unit writes over it, the journal keeps it.
fn answers_of(tx: &mut Tx, p: &Proposal, request: &ChangeRequest) -> Result<Vec<Value>> {
    let named = named(request);
    let all = store::replies::of(tx, p.id)?.into_iter().filter(|r| r.sent_at.is_some() && r.revoked_at.is_none());
    let taken = all.filter(|r| named.is_empty() || named.contains(&r.assignment));
    Ok(taken
        .map(|r| json!({ "unit": r.unit, "round": r.round, "document_no": r.document_no, "result_class": r.result_class, "body": r.body, "answers": r.answers }))
        .collect())
}

/// The parts whose answers the request is about; none named means all.
fn named(request: &ChangeRequest) -> Vec<Id> {
    let answers = request.fields.get("answers").and_then(Value::as_array);
    answers.into_iter().flatten().filter_map(|v| v.as_str()?.parse().ok()).collect()
}

/// The answer stays readable inside, marked as revoked; the part is a draft again.
fn take_back(tx: &mut Tx, part: &mut Assignment) -> Result<()> {
    let to = assignment::PROCESS.step(part.state, assignment::Act::RevokeReply, &Roles::only(assignment::Role::System))?;
    clocks::part_moved(tx, part, to, None)?;
    if let Some(mut reply) = store::replies::of_round(tx, part.id, part.round)? {
        reply.revoked_at = Some(tx.now());
        store::replies::put(tx, &reply)?;
    }
    Ok(())
}

/// What was asked, with a warning of what is undone.
pub fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let view = change::second(tx, who, ask, workflow::Act::Revoke)?;
    let p = store::get(tx, who, ask.id)?;
    let warning = ask.t(&format!("proposals.revocation.warning.{}", p.state.get().name())).to_owned();
    Ok(FormView { warning: Some(warning), danger: true, ..view }.field(change::note(ask)))
}
