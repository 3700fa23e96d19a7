//! 登记沟通: how and when the unit talked with the proposer; asked for before a draft reply.

use garde::Validate;
use jiff::civil::Date;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Choice, Field, FormView};
use web::{Act, Ask, Done, act};

use super::{fields, part};
use crate::model;
use crate::store::assignments;
use crate::workflow::assignment;
use crate::workflow::words::ContactForm;

pub const ACT: Act = act("assignments.contact", "/proposals/{id}/contacts").rule("assignment", "contact").journals("assignment.contacted");

#[derive(Debug, Default, Deserialize, Validate, JsonSchema)]
#[serde(default)]
pub struct Contact {
    #[garde(required)]
    pub form: Option<ContactForm>,
    #[garde(required)]
    #[schemars(with = "Option<String>")]
    pub held_on: Option<Date>,
    #[garde(length(chars, min = 1, max = 200))]
    pub people: String,
    #[garde(length(chars, min = 1, max = 2000))]
    pub summary: String,
}

pub fn contact(tx: &mut Tx, who: &Actor, id: Id, input: &Contact) -> Result<Done> {
    let mut work = part::own(tx, who, id, None)?;
    let to = work.step(tx, who, assignment::Act::Contact)?;
    let (Some(form), Some(held_on)) = (input.form, input.held_on) else { return Err(Error::invalid("form", "web.invalid.required")) };
    if held_on > tx.today() {
        return Err(Error::invalid("held_on", "proposals.contact.future"));
    }
    let record = model::Contact {
        id: tx.new_id(),
        assignment: work.part.id,
        round: work.part.round,
        form,
        held_on,
        people: input.people.trim().to_owned(),
        summary: input.summary.trim().to_owned(),
        recorded_by: who.person,
        at: tx.now(),
    };
    assignments::insert_contact(tx, &work.part, &record)?;
    let due = work.part.due;
    work.go_on(tx, to, due)?;
    Ok(work.done(tx, who, json!({ "form": form.name(), "held_on": held_on }))?.say("handling.said.contacted"))
}

pub fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (form, _) = fields::about(tx, who, ask)?;
    let forms = ContactForm::ALL.iter().map(|f| Choice::new(f.name(), ask.t(&format!("word.contact.{f}"))));
    Ok(form
        .field(Field::radio("form", ask.t("handling.field.contact_form"), forms.collect()).required())
        .field(Field::date("held_on", ask.t("handling.field.held_on")).value(ask.today.to_string()).required())
        .field(Field::text("people", ask.t("handling.field.people")).hint(ask.t("handling.field.people.hint")).max_chars(200).required())
        .field(Field::textarea("summary", ask.t("handling.field.contact_summary"), 6).max_chars(2000).required()))
}
