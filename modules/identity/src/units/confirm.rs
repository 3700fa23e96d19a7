//! 核对单位信息: once a year somebody says that names and telephones are right.

use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use serde_json::json;
use web::page::Ask;
use web::ui::{Cell, Fact, FormView, key_values};
use web::{Act, Bound, Done, Nothing, act};

use super::{get, is_own};
use crate::store::units;

const ACT: Act = act("units.confirm", "/units/{id}/confirmation").journals("unit.confirmed").batch();

pub fn acts() -> Vec<Bound> {
    vec![ACT.bind::<Nothing>(confirm).form(form)]
}

fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let unit = get(tx, who, ask.id)?;
    let contacts = units::contacts(tx, unit.id)?;
    let lines = contacts.iter().map(|c| format!("{} {} {}", c.name, c.post, c.telephone)).collect();
    let facts = [
        Fact::new(ask.t("identity.unit.name"), unit.name),
        Fact::new(ask.t("identity.telephone"), unit.telephone),
        Fact::new(ask.t("identity.contacts"), Cell::Lines(lines)),
    ];
    Ok(FormView { lead: Some(ask.t("units.confirm.lead").to_owned()), context: Some(key_values(&facts)), ..FormView::default() })
}

fn confirm(tx: &mut Tx, who: &Actor, id: Id, _: &Nothing) -> Result<Done> {
    let unit = get(tx, who, id)?;
    if !is_own(who, &unit) {
        return Err(Error::refused("web.not-yours"));
    }
    if unit.ended {
        return Err(Error::conflict("workflow.not-here"));
    }
    units::confirm(tx, id)?;
    Ok(Done::new(Ref::new("units", id), &json!({ "id": id }))?.say("identity.said.confirmed"))
}
