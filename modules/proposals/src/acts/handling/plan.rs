//! 制定方案: who leads, and how it is to be done.

use garde::Validate;
use kernel::db::Tx;
use kernel::{Actor, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Field, FormView};
use web::{Act, Ask, Done, act};

use super::{fields, part};
use crate::workflow::assignment;

pub const ACT: Act = act("assignments.plan", "/proposals/{id}/plan").rule("assignment", "plan").journals("assignment.planned");

#[derive(Debug, Default, Deserialize, Validate, JsonSchema)]
#[serde(default)]
pub struct Plan {
    /// 牵头领导
    #[garde(length(chars, min = 1, max = 50))]
    pub lead_official: String,
    #[garde(length(chars, min = 1, max = 2000))]
    pub note: String,
}

pub fn plan(tx: &mut Tx, who: &Actor, id: Id, input: &Plan) -> Result<Done> {
    let mut work = part::own(tx, who, id, None)?;
    let to = work.step(tx, who, assignment::Act::Plan)?;
    work.part.plan_lead = part::filled(&input.lead_official);
    work.part.plan_note = part::filled(&input.note);
    work.go(tx, to)?;
    Ok(work.done(tx, who, json!({ "lead_official": input.lead_official, "note": input.note }))?.say("handling.said.planned"))
}

pub fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (form, _) = fields::about(tx, who, ask)?;
    Ok(form
        .field(Field::text("lead_official", ask.t("handling.field.lead_official")).max_chars(50).required())
        .field(Field::textarea("note", ask.t("handling.field.plan"), 6).max_chars(2000).required()))
}
