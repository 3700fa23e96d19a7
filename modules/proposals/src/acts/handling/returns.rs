//! 退办: a unit asks in writing, within its window, to give a part back; it never passes it on by itself. The assigning
//! side consents, with a successor or without, or does not.

use garde::Validate;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::act::Reason;
use web::ui::{Fact, Field, FormView, Html, facts};
use web::{Act, Ask, Done, act};

use super::{add_unit, answer_all, fields, part, shares};
use crate::store;
use crate::workflow::assignment::{self, Role, State};

pub const REQUEST: Act = act("assignments.request_return", "/proposals/{id}/return-request")
    .rule("assignment", "request_return")
    .journals("assignment.return_requested");
pub const GRANT: Act = act("assignments.grant_return", "/proposals/{id}/return-consent")
    .rule("assignment", "grant_return")
    .journals("assignment.reassigned")
    .batch();
pub const DENY: Act = act("assignments.deny_return", "/proposals/{id}/return-refusal")
    .rule("assignment", "deny_return")
    .journals("assignment.return_denied")
    .batch();

#[derive(Debug, Default, Deserialize, Validate, JsonSchema)]
#[serde(default)]
pub struct Consent {
    #[garde(skip)]
    pub assignment: Option<Id>,
    /// The unit that takes it over; none where others handle it already.
    #[garde(skip)]
    pub successor: Option<Id>,
    #[garde(length(chars, max = 1000))]
    pub note: String,
}

#[derive(Debug, Default, Deserialize, Validate, JsonSchema)]
#[serde(default)]
pub struct Refusal {
    #[garde(skip)]
    pub assignment: Option<Id>,
    #[garde(length(chars, min = 1, max = 1000))]
    pub reason: String,
}

pub fn request(tx: &mut Tx, who: &Actor, id: Id, input: &Reason) -> Result<Done> {
    let mut work = part::own(tx, who, id, None)?;
    let over = work.part.return_until.is_some_and(|day| tx.today() > day);
    if over && work.roles(tx, who).contains(Role::Liaison) {
        return Err(Error::refused("proposals.return-window-over"));
    }
    let to = work.step(tx, who, assignment::Act::RequestReturn)?;
    work.part.return_reason = part::filled(&input.reason);
    work.go(tx, to)?;
    Ok(work.done(tx, who, json!({ "reason": input.reason }))?.say("handling.said.return-requested"))
}

/// The clock of the successor starts again, capped from the first assignment.
pub fn grant(tx: &mut Tx, who: &Actor, id: Id, input: &Consent) -> Result<Done> {
    let mut work = part::asked(tx, who, id, input.assignment, State::ReturnRequested)?;
    let to = work.step(tx, who, assignment::Act::GrantReturn)?;
    work.go(tx, to)?;
    let mut successor = None;
    if let Some(unit) = input.successor {
        shares::check_units(tx, work.proposal.assembly, [&unit]).map_err(at_successor)?;
        let given_back = work.part.clone();
        let handed =
            add_unit::hand_to(tx, &work.proposal, &work.rules, unit, Some(given_back.part), Some(&given_back), part::filled(&input.note));
        successor = Some(handed.map_err(at_successor)?.0);
    }
    part::settle_due(tx, &mut work.proposal)?;
    let answered = answer_all::if_all(tx, &mut work.proposal, &work.rules)?;
    store::save(tx, &mut work.proposal)?;
    let entry = json!({ "successor": successor, "note": part::filled(&input.note), "reason": work.part.return_reason });
    let done = work.done(tx, who, entry)?.say("handling.said.return-granted");
    Ok(answer_all::with(done, answered))
}

fn at_successor(error: Error) -> Error {
    match error {
        Error::Invalid(fields) => {
            Error::Invalid(fields.into_iter().map(|f| kernel::FieldError { field: "successor".into(), ..f }).collect())
        }
        other => other,
    }
}

pub fn deny(tx: &mut Tx, who: &Actor, id: Id, input: &Refusal) -> Result<Done> {
    let mut work = part::asked(tx, who, id, input.assignment, State::ReturnRequested)?;
    let to = work.step(tx, who, assignment::Act::DenyReturn)?;
    work.go(tx, to)?;
    Ok(work.done(tx, who, json!({ "reason": input.reason }))?.say("handling.said.return-denied"))
}

pub fn request_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (form, _) = fields::about(tx, who, ask)?;
    let until = fields::own_part(tx, who, ask)?.and_then(|work| work.part.return_until);
    let lead = until.map(|day| ask.locale.f("proposals.return.until", &[("day", ask.locale.day(day, ask.today))]));
    Ok(FormView { lead, ..form }.field(fields::reason(ask)))
}

pub fn grant_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let form = decision(tx, who, ask)?;
    let units = fields::unit_choices(tx, who)?;
    Ok(form
        .field(Field::select("successor", ask.t("handling.field.successor"), units).hint(ask.t("handling.field.successor.hint")))
        .field(fields::note(ask)))
}

pub fn deny_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    Ok(decision(tx, who, ask)?.field(fields::reason(ask)))
}

/// The unit's reason stands above the decision.
fn decision(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (mut form, p) = fields::about(tx, who, ask)?;
    form.fields = fields::part_at(tx, ask, State::ReturnRequested)?;
    let mut reasons = Vec::new();
    for a in crate::store::assignments::of(tx, p.id)?.into_iter().filter(|a| a.state == State::ReturnRequested) {
        reasons.push(Fact::new(part::unit_name(tx, a.unit)?, a.return_reason.unwrap_or_default()));
    }
    form.context = form.context.map(|context| Html::join([context, facts(&reasons)]));
    Ok(form)
}
