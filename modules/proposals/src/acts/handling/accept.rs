//! 签收: a unit signs for what it was handed, its whole list at once; for a unit without accounts the office enters who
//! signed the list (practice 5).

use directory::roles::{PROPOSAL_OFFICE, UNIT_LIAISON};
use garde::Validate;
use kernel::db::Tx;
use kernel::{Actor, Error, FieldError, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Choice, Field, FormView};
use web::{Act, Ask, Done, act};

use super::part::Work;
use super::{fields, part};
use crate::store::assignments;
use crate::workflow::assignment::{self, PROCESS, Role, State};

pub const ACT: Act = act("assignments.accept", "/proposals/{id}/acceptance")
    .rule("assignment", "accept")
    .journals("assignment.accepted")
    .batch()
    .on_paper(&[PROPOSAL_OFFICE]);

#[derive(Debug, Default, Deserialize, Validate, JsonSchema)]
#[serde(default)]
pub struct Acceptance {
    #[garde(skip)]
    pub assignment: Option<Id>,
    /// For the office: the unit whose list was signed.
    #[garde(skip)]
    pub unit: Option<Id>,
    /// For the office: who signed the list for the unit.
    #[garde(length(chars, max = 50))]
    pub received_by: String,
}

pub fn accept(tx: &mut Tx, who: &Actor, id: Id, input: &Acceptance) -> Result<Done> {
    let mut work = find(tx, who, id, input)?;
    // A unit without accounts cannot sign here; its signature on the list is entered by the office alone.
    let entered = part::filled(&input.received_by).filter(|_| who.units().is_empty() && who.holds(PROPOSAL_OFFICE));
    if who.units().is_empty() && who.holds(PROPOSAL_OFFICE) && work.part.state == State::Assigned {
        entirely(input)?;
    }
    let roles = work.roles(tx, who).with_if(Role::Liaison, entered.is_some());
    let to = PROCESS.step(work.part.state, assignment::Act::Accept, &roles)?;
    work.go(tx, to)?;
    Ok(work.done(tx, who, json!({ "received_by": entered }))?.say("handling.said.accepted"))
}

/// The office says which unit it enters, and who signed for it.
fn entirely(input: &Acceptance) -> Result<()> {
    let unit = input.unit.or(input.assignment).is_none().then_some("unit");
    let name = part::filled(&input.received_by).is_none().then_some("received_by");
    let missing: Vec<FieldError> = [unit, name]
        .into_iter()
        .flatten()
        .map(|field| FieldError { field: field.into(), message: "web.invalid.required".into() })
        .collect();
    if missing.is_empty() { Ok(()) } else { Err(Error::Invalid(missing)) }
}

fn find(tx: &mut Tx, who: &Actor, id: Id, input: &Acceptance) -> Result<Work> {
    if !who.units().is_empty() {
        return part::own(tx, who, id, input.assignment);
    }
    let named = match input.unit {
        Some(unit) => assignments::of(tx, id)?.into_iter().rfind(|a| a.unit == unit && a.runs()).map(|a| a.id),
        None => None,
    };
    if input.unit.is_some() && named.is_none() {
        return Err(Error::invalid("unit", "proposals.assign.not-there"));
    }
    part::asked(tx, who, id, input.assignment.or(named), State::Assigned)
}

pub fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (mut form, p) = fields::about(tx, who, ask)?;
    if who.units().is_empty() {
        let parts = assignments::of(tx, p.id)?;
        let waiting: Vec<_> = parts.into_iter().filter(|a| a.state == State::Assigned).collect();
        let mut units = Vec::new();
        for a in &waiting {
            units.push(Choice::new(a.unit.to_string(), part::unit_name(tx, a.unit)?));
        }
        form = form.field(Field::select("unit", ask.t("handling.field.unit"), units).required()).field(
            Field::text("received_by", ask.t("handling.field.received_by")).hint(ask.t("handling.field.received_by.hint")).max_chars(50),
        );
        let signers = fields::unit_signers(tx, &waiting, UNIT_LIAISON)?;
        form.fields.push(web::paper::fieldset(&ask.locale, signers));
    }
    Ok(form)
}
