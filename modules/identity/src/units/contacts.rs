//! 单位联系人: whom to call, with or without an account.

use garde::Validate;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::page::Ask;
use web::ui::{Field, FormView, Link};
use web::{Act, Bound, Done, Nothing, act};

use super::{get, is_own};
use crate::store::units;

const ADD: Act = act("identity.contact-add", "/units/{id}/contacts").journals("unit.contact-added");
const END: Act = act("identity.contact-end", "/contacts/{id}/end").journals("unit.contact-ended");

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct NewContact {
    #[garde(length(chars, min = 1, max = 50))]
    pub name: String,
    #[garde(length(chars, max = 50))]
    pub post: String,
    #[garde(length(chars, min = 1, max = 40))]
    pub telephone: String,
}

pub fn acts() -> Vec<Bound> {
    vec![ADD.bind(add).form(add_form), END.bind::<Nothing>(end).form(end_form)]
}

fn add_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let unit = own(tx, who, ask.id)?;
    let view = FormView { lead: Some(unit.name), ..FormView::default() };
    Ok(view
        .field(Field::text("name", ask.t("identity.person.name")).required())
        .field(Field::text("post", ask.t("identity.post")))
        .field(Field::text("telephone", ask.t("identity.telephone")).required().autocomplete("off")))
}

fn add(tx: &mut Tx, who: &Actor, id: Id, new: &NewContact) -> Result<Done> {
    own(tx, who, id)?;
    let contact = units::add_contact(tx, id, new.name.trim(), new.post.trim(), new.telephone.trim())?;
    Ok(Done::new(Ref::new("units", id), &json!({ "id": contact }))?.journal(json!({ "contact": contact })).say("identity.said.saved"))
}

fn end_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let contact = units::contact_of(tx, ask.id)?;
    own(tx, who, contact.unit)?;
    let cancel = Some(Link::new(ask.t("web.cancel"), format!("/units/{}", contact.unit)));
    Ok(FormView { lead: Some(contact.name), cancel, danger: true, ..FormView::default() })
}

fn end(tx: &mut Tx, who: &Actor, id: Id, _: &Nothing) -> Result<Done> {
    let contact = units::contact_of(tx, id)?;
    own(tx, who, contact.unit)?;
    units::end_contact(tx, id)?;
    Ok(Done::new(Ref::new("units", contact.unit), &json!({}))?.journal(json!({ "contact": id })).say("identity.said.saved"))
}

fn own(tx: &mut Tx, who: &Actor, id: Id) -> Result<directory::units::Unit> {
    let unit = get(tx, who, id)?;
    if is_own(who, &unit) { Ok(unit) } else { Err(Error::refused("web.not-yours")) }
}
