//! 显示联系方式: one number, once, on record.

use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::seal::legible;
use kernel::{Actor, Error, Id, Result};
use serde_json::json;
use web::page::Ask;
use web::ui::FormView;
use web::{Act, Bound, Done, Nothing, act};

use super::{CALLERS, get};
use crate::store::people;

const ACT: Act = act("identity.contact-show", "/people/{id}/contact").access(CALLERS).journals("person.contact-shown");

pub fn acts() -> Vec<Bound> {
    vec![ACT.bind::<Nothing>(show).form(form)]
}

fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let person = get(tx, who, ask.id)?;
    Ok(FormView { lead: Some(ask.locale.f("identity.contact-show.lead", &[("name", person.name)])), ..FormView::default() })
}

fn show(tx: &mut Tx, who: &Actor, id: Id, _: &Nothing) -> Result<Done> {
    get(tx, who, id)?;
    let mobile = people::mobile(tx, id)?.ok_or_else(|| Error::conflict("identity.contact.none"))?;
    let mobile = legible(mobile)?;
    Ok(Done::new(Ref::new("people", id), &json!({}))?.once("mobile", mobile, "identity.said.contact"))
}
