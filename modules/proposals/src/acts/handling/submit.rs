//! 送审与送签: a whole draft goes to the checker, or to the leader where policy asks for no check.

use garde::Validate;
use kernel::db::Tx;
use kernel::{Actor, Error, FieldError, Id, Message, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Choice, Field, FormView, Html};
use web::{Act, Ask, Done, act};

use super::opinion::{is_late, is_missing};
use super::part::{self, Work};
use super::{fields, reading};
use crate::model::{Assignment, Reply};
use crate::store::{assignments, replies};
use crate::workflow::assignment;

pub const FOR_CHECK: Act = act("assignments.submit_draft", "/proposals/{id}/draft-submission")
    .rule("assignment", "submit_draft")
    .journals("assignment.draft_submitted");
pub const FOR_SIGNATURE: Act = act("assignments.submit_for_signature", "/proposals/{id}/signature-request")
    .rule("assignment", "submit_for_signature")
    .journals("assignment.sent_for_signature");

#[derive(Debug, Default, Deserialize, Validate, JsonSchema)]
#[serde(default)]
pub struct Submission {
    /// Goes on without the opinions of co-handling units that are past their day; they are named in the history.
    #[garde(skip)]
    pub late_noted: bool,
}

pub fn for_check(tx: &mut Tx, who: &Actor, id: Id, input: &Submission) -> Result<Done> {
    submit(tx, who, id, input, assignment::Act::SubmitDraft)
}

pub fn for_signature(tx: &mut Tx, who: &Actor, id: Id, input: &Submission) -> Result<Done> {
    submit(tx, who, id, input, assignment::Act::SubmitForSignature)
}

fn submit(tx: &mut Tx, who: &Actor, id: Id, input: &Submission, verb: assignment::Act) -> Result<Done> {
    let mut work = part::own(tx, who, id, None)?;
    let to = work.step(tx, who, verb)?;
    let draft = replies::of_round(tx, work.part.id, work.part.round)?.ok_or(Error::conflict("proposals.reply.no-draft"))?;
    whole(&draft, work.proposal.suggestions.len())?;
    let late = opinions(tx, &work, input.late_noted)?;
    work.go(tx, to)?;
    let entry = json!({ "result_class": draft.result_class, "late_units": (!late.is_empty()).then_some(late) });
    Ok(work.done(tx, who, entry)?.say("handling.said.draft-submitted"))
}

/// Every numbered suggestion is answered, the result classed, and somebody named whom the proposer can ask.
pub fn whole(draft: &Reply, suggestions: usize) -> Result<()> {
    let mut missing = Vec::new();
    let mut lacks = |field: String, message: Message| missing.push(FieldError { field, message });
    for number in 1..=suggestions {
        let answered = draft.answers.get(number - 1).is_some_and(|a| !a.text.is_empty() && !a.class.is_empty());
        if !answered {
            lacks(format!("answer_{number}"), Message::new("proposals.reply.unanswered").with("n", number));
        }
    }
    if draft.body.is_empty() {
        lacks("body".into(), "proposals.reply.no-body".into());
    }
    if draft.result_class.is_none() {
        lacks("result_class".into(), "proposals.reply.no-class".into());
    }
    if draft.contact_name.is_none() || draft.contact_telephone.is_none() {
        lacks("contact_name".into(), "proposals.reply.no-contact".into());
    }
    if missing.is_empty() { Ok(()) } else { Err(Error::Invalid(missing)) }
}

/// A leading unit waits for opinions until their day, and then goes on when it says that they are late. Names of the late.
fn opinions(tx: &mut Tx, work: &Work, late_noted: bool) -> Result<Vec<String>> {
    if work.part.round > 1 {
        return Ok(Vec::new());
    }
    let missing: Vec<Assignment> = assignments::of(tx, work.proposal.id)?.into_iter().filter(is_missing).collect();
    let today = tx.today();
    if missing.iter().any(|a| !is_late(a, today)) {
        return Err(Error::conflict("proposals.opinion.wait"));
    }
    if !missing.is_empty() && !late_noted {
        return Err(Error::invalid("late_noted", "proposals.opinion.note-late"));
    }
    let mut names = Vec::new();
    for a in missing {
        names.push(part::unit_name(tx, a.unit)?);
    }
    Ok(names)
}

/// The draft as it will be read, and the units that are late.
pub fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (mut form, p) = fields::about(tx, who, ask)?;
    let Some(work) = fields::own_part(tx, who, ask)? else { return Ok(form) };
    if let Some(draft) = replies::of_round(tx, work.part.id, work.part.round)? {
        let read = reading::draft(tx, ask, &p, &work.rules, &draft)?;
        form.context = form.context.map(|context| Html::join([context, read]));
    }
    let missing: Vec<Assignment> = assignments::of(tx, p.id)?.into_iter().filter(is_missing).collect();
    if missing.is_empty() {
        return Ok(form);
    }
    let mut names = Vec::new();
    for a in &missing {
        names.push(part::unit_name(tx, a.unit)?);
    }
    let units = names.join("、");
    if missing.iter().any(|a| !is_late(a, ask.today)) {
        return Ok(FormView { warning: Some(ask.locale.f("proposals.opinion.missing", &[("units", units)])), ..form });
    }
    let note = Choice::new("true", ask.locale.f("proposals.opinion.late", &[("units", units)]));
    Ok(form.field(Field::checkboxes("late_noted", ask.t("handling.field.late_noted"), vec![note])))
}
