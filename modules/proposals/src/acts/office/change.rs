//! 第二人: corrects or reopens what another of the office asked for, or refuses it.

use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use serde_json::{Value, json};
use web::act::{Note, Reason};
use web::ui::{Cell, Fact, Field, FormView, Html, key_values};
use web::{Act, Ask, Done, act};

use crate::acts::{self, feedback::heading};
use crate::model::{ChangeRequest, Proposal};
use crate::workflow::{self, PROCESS};
use crate::{clocks, policy, store};

pub const CORRECT: Act = act("proposals.correct", "/proposals/{id}/correction").rule("proposal", "correct").journals("proposal.corrected");
pub const REOPEN: Act = act("proposals.reopen", "/proposals/{id}/reopening").rule("proposal", "reopen").journals("proposal.reopened");
pub const REJECT: Act =
    act("proposals.reject_change", "/proposals/{id}/change-refusal").rule("proposal", "reject_change").journals("proposal.change_rejected");

/// Does the correction: old and new stand in the journal, the state stays.
pub fn correct(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut p, to) = acts::stepped(tx, who, id, workflow::Act::Correct)?;
    let request = open(tx, &p)?;
    let new = |field: &str| request.fields.pointer(&format!("/{field}/new")).and_then(Value::as_str);
    let id_of = |pointer: &str| request.fields.pointer(pointer).and_then(Value::as_str).and_then(|v| v.parse::<Id>().ok());
    if let Some(title) = new("title") {
        p.title = title.to_owned();
        p.version += 1;
    }
    if let Some(proposer) = new("proposer") {
        p.proposer = proposer.to_owned();
    }
    if let Some(category) = id_of("/category/id") {
        p.category = Some(category);
    }
    if let (Some(part), Some(unit)) = (id_of("/unit/assignment"), id_of("/unit/id")) {
        store::assignments::correct_unit(tx, part, unit)?;
    }
    store::save(tx, &mut p)?;
    if new("title").is_some() {
        store::keep_version(tx, &p, who.person)?;
    }
    store::feedback::decide_change(tx, request.id, "done", who.person)?;
    Ok(acts::done(tx, who, &p)?
        .journal(json!({
            "from": p.state.name(), "to": to.name(), "fields": request.fields, "text": summary(&request.fields),
            "reason": request.reason, "asked_by": request.asked_by, "note": input.note,
        }))
        .say("proposals.said.corrected"))
}

/// Reopens a closed proposal; from here it is closed by hand or handled again.
pub fn reopen(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut p, to) = acts::stepped(tx, who, id, workflow::Act::Reopen)?;
    let request = open(tx, &p)?;
    let from = p.state;
    clocks::moved(tx, &mut p, to, None)?;
    p.closed_at = None;
    store::save(tx, &mut p)?;
    store::feedback::decide_change(tx, request.id, "done", who.person)?;
    Ok(acts::done(tx, who, &p)?
        .journal(json!({
            "from": from.name(), "to": to.name(), "reason": request.reason, "asked_by": request.asked_by, "note": input.note,
        }))
        .say("proposals.said.reopened"))
}

/// Refuses the request; whoever asked may take it back the same way.
pub fn reject(tx: &mut Tx, who: &Actor, id: Id, input: &Reason) -> Result<Done> {
    let (p, to) = acts::stepped(tx, who, id, workflow::Act::RejectChange)?;
    let request = open(tx, &p)?;
    store::feedback::decide_change(tx, request.id, "rejected", who.person)?;
    Ok(acts::done(tx, who, &p)?
        .journal(json!({
            "from": p.state.name(), "to": to.name(), "kind": request.kind.name(), "asked_by": request.asked_by, "reason": input.reason,
        }))
        .say("proposals.said.change-rejected"))
}

/// `Conflict` where somebody decided it meanwhile.
pub(super) fn open(tx: &mut Tx, p: &Proposal) -> Result<ChangeRequest> {
    store::feedback::open_change(tx, p.id)?.ok_or_else(|| Error::conflict("proposals.somebody-was-faster"))
}

/// 旧 → 新 of each corrected field.
pub(super) fn summary(fields: &Value) -> String {
    let pairs = fields.as_object().into_iter().flat_map(|fields| fields.values());
    let lines = pairs.filter_map(|v| Some(format!("{} → {}", v.get("old")?.as_str()?, v.get("new")?.as_str()?)));
    lines.collect::<Vec<_>>().join("；")
}

pub fn correct_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    Ok(second(tx, who, ask, workflow::Act::Correct)?.field(note(ask)))
}

pub fn reopen_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    Ok(second(tx, who, ask, workflow::Act::Reopen)?.field(note(ask)))
}

pub fn reject_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let reason = Field::textarea("reason", ask.t("proposals.field.change-refusal"), 3).required().max_chars(1000);
    Ok(second(tx, who, ask, workflow::Act::RejectChange)?.field(reason))
}

pub(super) fn note(ask: &Ask) -> Field {
    Field::textarea("note", ask.t("proposals.field.second-note"), 3).max_chars(1000)
}

/// The form of whoever decides: what was asked, by whom, why.
pub(super) fn second(tx: &mut Tx, who: &Actor, ask: &Ask, act: workflow::Act) -> Result<FormView> {
    let p = store::get(tx, who, ask.id)?;
    let around = store::around(tx, &p)?;
    PROCESS.step(p.state, act, &policy::roles(who, &p, &around))?;
    let request = open(tx, &p)?;
    let asked_by = directory::names::person(tx, request.asked_by)?;
    let mut facts = vec![
        Fact::new(ask.t("proposals.field.change-kind"), ask.t(&format!("word.change.{}", request.kind.name()))),
        Fact::new(ask.t("proposals.field.change-reason"), request.reason.as_str()),
        Fact::new(ask.t("proposals.change.asked-by"), format!("{asked_by} · {}", ask.locale.moment(request.asked_at.0, ask.today))),
    ];
    for (name, field) in request.fields.as_object().into_iter().flatten() {
        if let (Some(old), Some(new)) = (field.get("old").and_then(Value::as_str), field.get("new").and_then(Value::as_str)) {
            let label = ask.t(&format!("proposals.change.field.{name}")).to_owned();
            facts.push(Fact::new(label, Cell::Lines(vec![format!("{old} →"), new.to_owned()])));
        }
    }
    Ok(FormView { context: Some(Html::join([heading(ask, &p), key_values(&facts)])), ..FormView::default() })
}
