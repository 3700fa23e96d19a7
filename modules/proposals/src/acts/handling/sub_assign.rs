//! 分派到人: inside the unit, to a section and a person (practice 6). It never leaves the unit.

use garde::Validate;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Field, FormView};
use web::{Act, Ask, Done, act};

use super::{fields, part};
use crate::workflow::assignment;

pub const ACT: Act =
    act("assignments.sub_assign", "/proposals/{id}/handler").rule("assignment", "sub_assign").journals("assignment.sub_assigned").batch();

#[derive(Debug, Default, Deserialize, Validate, JsonSchema)]
#[serde(default)]
pub struct Handler {
    #[garde(skip)]
    pub handler: Option<Id>,
    #[garde(length(chars, max = 50))]
    pub section: String,
}

pub fn sub_assign(tx: &mut Tx, who: &Actor, id: Id, input: &Handler) -> Result<Done> {
    let mut work = part::own(tx, who, id, None)?;
    let to = work.step(tx, who, assignment::Act::SubAssign)?;
    let mut name = None;
    if let Some(handler) = input.handler {
        let people = fields::people_of(tx, work.part.unit)?;
        let found = people.into_iter().find(|(person, _)| *person == handler);
        name = Some(found.ok_or_else(|| Error::invalid("handler", "proposals.handler.not-here"))?.1);
    }
    let section = part::filled(&input.section);
    if name.is_none() && section.is_none() {
        return Err(Error::invalid("handler", "web.invalid.required"));
    }
    work.part.handler = input.handler.or(work.part.handler);
    work.part.section = section.or(work.part.section);
    let due = work.part.due;
    work.go_on(tx, to, due)?;
    let section = work.part.section.clone();
    Ok(work.done(tx, who, json!({ "handler": name, "section": section }))?.say("handling.said.sub-assigned"))
}

pub fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (form, _) = fields::about(tx, who, ask)?;
    let Some(work) = fields::own_part(tx, who, ask)? else { return Ok(form) };
    let people = fields::person_choices(fields::people_of(tx, work.part.unit)?);
    Ok(form
        .field(Field::select("handler", ask.t("handling.field.handler"), people).values(work.part.handler.map(|h| h.to_string())))
        .field(Field::text("section", ask.t("handling.field.section")).values(work.part.section).max_chars(50)))
}
