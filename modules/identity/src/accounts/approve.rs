//! 审核账号: by the security administrator, singly or as one list; the offices asked for with the account come with it.

use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use serde_json::json;
use web::page::Ask;
use web::ui::{Cell, Fact, Field, FormView, key_values};
use web::{Act, Bound, Done, Nothing, Reason, act};

use super::SECURITY;
use crate::store::{accounts, grants};

const APPROVE: Act = act("accounts.approve", "/accounts/{id}/approval").access(SECURITY).journals("account.approved").batch();
const REFUSE: Act = act("accounts.refuse", "/accounts/{id}/refusal").access(SECURITY).journals("account.refused").batch();

pub fn bound() -> Bound {
    APPROVE.bind::<Nothing>(approve).form(form)
}

pub fn refuse() -> Bound {
    REFUSE.bind::<Reason>(refuse_one).form(refuse_form)
}

fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let account = super::get(tx, who, ask.id)?;
    let offices: Vec<String> = grants::of_person(tx, account.person)?.iter().map(|g| crate::grants::words(ask, g)).collect();
    let facts = [
        Fact::new(ask.t("identity.person.name"), account.name),
        Fact::new(ask.t("identity.login"), account.login),
        Fact::new(ask.t("identity.created-by"), directory::names::person(tx, account.created_by)?),
        Fact::new(ask.t("identity.offices"), Cell::Lines(offices)),
    ];
    Ok(FormView { context: Some(key_values(&facts)), ..FormView::default() })
}

fn approve(tx: &mut Tx, who: &Actor, id: Id, _: &Nothing) -> Result<Done> {
    let account = super::get(tx, who, id)?;
    if account.state != accounts::PENDING {
        return Err(Error::conflict("identity.account.not-pending"));
    }
    if account.created_by == who.person || account.person == who.person {
        return Err(Error::refused("identity.two-persons"));
    }
    accounts::approve(tx, id, who.person)?;
    let subject = Ref::new("accounts", id);
    let mut done =
        Done::new(subject, &json!({ "id": id, "state": accounts::ACTIVE }))?.say("identity.said.approved").go("/accounts?state=pending");
    for grant in grants::of_person(tx, id)?.into_iter().filter(|g| g.approved_at.is_none() && g.granted_by != who.person) {
        grants::approve(tx, grant.id, who.person)?;
        done = done.also("grant.approved", Ref::new("grants", grant.id), json!({ "person": id, "role": grant.role }));
    }
    Ok(done)
}

fn refuse_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let view = form(tx, who, ask)?;
    Ok(FormView { danger: true, ..view }.field(Field::textarea("reason", ask.t("identity.reason"), 3).required().max_chars(1000)))
}

fn refuse_one(tx: &mut Tx, who: &Actor, id: Id, input: &Reason) -> Result<Done> {
    let account = super::get(tx, who, id)?;
    if account.state != accounts::PENDING {
        return Err(Error::conflict("identity.account.not-pending"));
    }
    accounts::set_state(tx, id, accounts::DISABLED)?;
    let done = Done::new(Ref::new("accounts", id), &json!({ "id": id, "state": accounts::DISABLED }))?;
    Ok(done.journal(json!({ "reason": input.reason })).say("identity.said.refused").go("/accounts?state=pending"))
}
