//! 停用、启用、解锁、重置: what the system administrator does with an account; the password is never the administrator's.

use garde::Validate;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::page::Ask;
use web::ui::{Field, FormView};
use web::{Act, Bound, Done, Nothing, Reason, act};

use super::SYSTEM;
use crate::link;
use crate::store::failures::{self, Keys};
use crate::store::{accounts, sign_ins};

const DISABLE: Act = act("accounts.disable", "/accounts/{id}/suspension").access(SYSTEM).journals("account.disabled").batch();
const ENABLE: Act = act("accounts.enable", "/accounts/{id}/reinstatement").access(SYSTEM).journals("account.enabled");
const UNLOCK: Act = act("accounts.unlock", "/accounts/{id}/unlocking").access(SYSTEM).journals("account.unlocked").batch();
const RESET: Act = act("accounts.reset", "/accounts/{id}/reset").access(SYSTEM).journals("account.password-reset").confirmed().batch();
const SECOND: Act = act("identity.second-factor-remove", "/accounts/{id}/second-factor")
    .access(SYSTEM)
    .journals("account.second-factor-removed")
    .confirmed();

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Reset {
    #[serde(skip)]
    #[garde(skip)]
    link: Option<(String, String)>,
}

pub fn acts() -> Vec<Bound> {
    let reset = RESET.bind_after(
        |app, _, _| {
            Box::pin(async move {
                let token = crate::token::fresh();
                let address = link::address(&app, &token);
                Ok(Reset { link: Some((token, address)) })
            })
        },
        reset,
    );
    vec![
        DISABLE.bind::<Reason>(disable).form(reason_form),
        ENABLE.bind::<Reason>(enable).form(reason_form),
        UNLOCK.bind::<Nothing>(unlock).form(plain_form),
        reset.form(reset_form),
        SECOND.bind::<Reason>(remove_second_factor).form(reason_form),
    ]
}

fn plain_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let account = super::get(tx, who, ask.id)?;
    Ok(FormView { lead: Some(format!("{} · {}", account.name, account.login)), ..FormView::default() })
}

fn reason_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    Ok(plain_form(tx, who, ask)?.field(Field::textarea("reason", ask.t("identity.reason"), 3).required().max_chars(1000)))
}

fn reset_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let view = plain_form(tx, who, ask)?;
    Ok(FormView { warning: Some(ask.t("accounts.reset.warning").to_owned()), ..view })
}

fn disable(tx: &mut Tx, who: &Actor, id: Id, input: &Reason) -> Result<Done> {
    let account = super::get(tx, who, id)?;
    if account.person == who.person {
        return Err(Error::refused("identity.not-oneself"));
    }
    if account.state == accounts::DISABLED {
        return Err(Error::conflict("workflow.not-here"));
    }
    accounts::set_state(tx, id, accounts::DISABLED)?;
    sign_ins::end_others(tx, id, None)?;
    sign_ins::end_tokens(tx, id)?;
    said(id, accounts::DISABLED, json!({ "reason": input.reason }), "identity.said.disabled")
}

/// Back to the list of the security administrator, who approves anew.
fn enable(tx: &mut Tx, who: &Actor, id: Id, input: &Reason) -> Result<Done> {
    let account = super::get(tx, who, id)?;
    if account.state != accounts::DISABLED {
        return Err(Error::conflict("workflow.not-here"));
    }
    accounts::set_state(tx, id, accounts::PENDING)?;
    said(id, accounts::PENDING, json!({ "reason": input.reason }), "identity.said.enabled")
}

fn unlock(tx: &mut Tx, who: &Actor, id: Id, _: &Nothing) -> Result<Done> {
    let account = super::get(tx, who, id)?;
    failures::forget(tx, &Keys::of(&account.login, "", ""))?;
    accounts::unlock(tx, id)?;
    said(id, &account.state, json!({}), "identity.said.unlocked")
}

fn reset(tx: &mut Tx, who: &Actor, id: Id, input: &Reset) -> Result<Done> {
    let account = super::get(tx, who, id)?;
    let (token, address) = input.link.clone().ok_or_else(|| Error::internal("no link was made"))?;
    link::make(tx, id, &token)?;
    sign_ins::end_others(tx, id, None)?;
    let mut done = said(id, &account.state, json!({}), "identity.said.unlocked")?.once("link", address, "identity.said.link");
    done.answer["name"] = format!("{}（{}）", account.name, account.login).into();
    Ok(done)
}

fn remove_second_factor(tx: &mut Tx, who: &Actor, id: Id, input: &Reason) -> Result<Done> {
    let account = super::get(tx, who, id)?;
    accounts::set_second_factor(tx, id, None, None)?;
    sign_ins::end_others(tx, id, None)?;
    said(id, &account.state, json!({ "reason": input.reason }), "identity.said.second-factor-removed")
}

fn said(id: Id, state: &str, journal: serde_json::Value, say: &'static str) -> Result<Done> {
    let done = Done::new(Ref::new("accounts", id), &json!({ "id": id, "state": state }))?;
    Ok(done.journal(journal).say(say).go(format!("/accounts/{id}")))
}
