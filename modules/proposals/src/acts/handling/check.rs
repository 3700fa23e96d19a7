//! 审核: the assigning side passes a draft, perhaps with another class and the reason for it, or sends it back.

use garde::Validate;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Field, FormView, Html};
use web::{Act, Ask, Done, act};

use super::part::{self, Work};
use super::{draft, fields, reading};
use crate::model::Reply;
use crate::store::{self, assignments, replies};
use crate::workflow::assignment::{self, State};

pub const PASS: Act =
    act("assignments.pass_draft", "/proposals/{id}/check").rule("assignment", "pass_draft").journals("assignment.draft_passed").batch();
pub const REJECT: Act = act("assignments.reject_draft", "/proposals/{id}/check-rejection")
    .rule("assignment", "reject_draft")
    .journals("assignment.draft_rejected")
    .batch();

#[derive(Debug, Default, Deserialize, Validate, JsonSchema)]
#[serde(default)]
pub struct Check {
    #[garde(skip)]
    pub assignment: Option<Id>,
    /// Another class for the reply as a whole; then the note says why.
    #[garde(skip)]
    pub result_class: Option<String>,
    #[garde(length(chars, max = 1000))]
    pub note: String,
}

#[derive(Debug, Default, Deserialize, Validate, JsonSchema)]
#[serde(default)]
pub struct Rejection {
    #[garde(skip)]
    pub assignment: Option<Id>,
    #[garde(length(chars, min = 1, max = 1000))]
    pub reason: String,
}

pub fn pass(tx: &mut Tx, who: &Actor, id: Id, input: &Check) -> Result<Done> {
    let mut work = part::asked(tx, who, id, input.assignment, State::Checking)?;
    let to = work.step(tx, who, assignment::Act::PassDraft)?;
    let mut reply = of(tx, &work)?;
    let earlier = reply.result_class.clone();
    let other = input.result_class.clone().filter(|class| !class.is_empty() && Some(class) != earlier.as_ref());
    if let Some(class) = &other {
        if work.rules.class(class).is_none() {
            return Err(Error::invalid("result_class", "proposals.reply.unknown-class"));
        }
        if part::filled(&input.note).is_none() {
            return Err(Error::invalid("note", "proposals.reply.class-reason"));
        }
        reply.result_class = Some(class.clone());
    }
    reply.checked_by = Some(who.person);
    reply.check_note = part::filled(&input.note);
    replies::put(tx, &reply)?;
    work.go(tx, to)?;
    let was = other.is_some().then_some(earlier).flatten();
    let entry = json!({ "result_class": reply.result_class, "was": was, "note": reply.check_note });
    Ok(work.done(tx, who, entry)?.say("handling.said.draft-passed"))
}

pub fn reject(tx: &mut Tx, who: &Actor, id: Id, input: &Rejection) -> Result<Done> {
    let mut work = part::asked(tx, who, id, input.assignment, State::Checking)?;
    let to = work.step(tx, who, assignment::Act::RejectDraft)?;
    send_back(tx, &mut work, Some(who.person), &input.reason)?;
    work.go(tx, to)?;
    Ok(work.done(tx, who, json!({ "reason": input.reason }))?.say("handling.said.draft-rejected"))
}

/// Keeps with the draft why it came back.
pub fn send_back(tx: &mut Tx, work: &mut Work, checked_by: Option<Id>, reason: &str) -> Result<()> {
    let mut reply = of(tx, work)?;
    reply.checked_by = checked_by;
    reply.check_note = part::filled(reason);
    replies::put(tx, &reply)
}

/// The draft of the present round.
pub fn of(tx: &mut Tx, work: &Work) -> Result<Reply> {
    replies::of_round(tx, work.part.id, work.part.round)?.ok_or(Error::conflict("proposals.reply.no-draft"))
}

pub fn pass_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let form = form(tx, who, ask)?;
    let p = store::get(tx, who, ask.id)?;
    let classes = draft::class_choices(ask, &*store::rules_of(tx, &p)?);
    Ok(form
        .field(Field::select("result_class", ask.t("handling.field.other_class"), classes).hint(ask.t("handling.field.other_class.hint")))
        .field(fields::note(ask)))
}

pub fn reject_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    Ok(form(tx, who, ask)?.field(fields::reason(ask)))
}

/// With the drafts that wait for a check above it.
fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (mut form, p) = fields::about(tx, who, ask)?;
    form.fields = fields::part_at(tx, ask, State::Checking)?;
    let rules = store::rules_of(tx, &p)?;
    let mut pieces: Vec<Html> = form.context.into_iter().collect();
    for a in assignments::of(tx, p.id)?.into_iter().filter(|a| a.state == State::Checking) {
        if ask.get_id("assignment").is_none_or(|id| id == a.id) {
            if let Some(draft) = replies::of_round(tx, a.id, a.round)? {
                pieces.push(reading::draft(tx, ask, &p, &rules, &draft)?);
            }
        }
    }
    form.context = Some(Html::join(pieces));
    Ok(form)
}
