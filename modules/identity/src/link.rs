//! 一次性链接: a person chooses a password, at first or after a reset. An administrator can make the link, not choose.

use garde::Validate;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::head::{Head, digest};
use web::page::Ask;
use web::ui::{Fact, Field, FormView, key_values};
use web::{Access, Act, App, Bound, Done, act};

use crate::profile::Policy;
use crate::sign_in::choose::{accepted, new_password};
use crate::sign_in::is_second_factor_due;
use crate::store::accounts::{self, Account};
use crate::store::failures::{self, Keys};
use crate::store::{links, sign_ins};

pub const ACT: Act = act("identity.link", "/link").access(Access::Anyone).journals("account.password-changed");

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Choice {
    #[garde(length(chars, min = 1, max = 100))]
    pub token: String,
    #[garde(length(chars, min = 1, max = 128))]
    pub password: String,
    #[garde(matches(password))]
    pub again: String,
    #[serde(skip)]
    #[garde(skip)]
    hash: Option<String>,
}

pub fn bound<P: Policy>() -> Bound {
    ACT.bind_after(|app, head, choice| Box::pin(check::<P>(app, head, choice)), choose).form(form::<P>)
}

/// Makes a link for this person; answers its token.
pub fn make(tx: &mut Tx, person: Id, token: &str) -> Result<()> {
    let until = tx.now().plus_hours(crate::recovery::LINK_HOURS);
    links::insert(tx, &digest(token), links::PASSWORD, Some(person), until)
}

/// The address to hand over.
pub fn address(app: &App, token: &str) -> String {
    format!("{}/link?token={token}", app.settings.public_url)
}

fn form<P: Policy>(tx: &mut Tx, _: &Actor, ask: &Ask) -> Result<FormView> {
    let token = ask.get("token").unwrap_or_default();
    let account = account(tx, token)?;
    let second = is_second_factor_due(tx, &P::RULES, account.person)? || account.has_second_factor();
    let facts = [Fact::new(ask.t("identity.person.name"), account.name), Fact::new(ask.t("identity.login"), account.login)];
    let view = FormView { context: Some(key_values(&facts)), ..FormView::default() };
    Ok(new_password(view, ask, &P::RULES, second).field(Field::hidden("token", token)))
}

fn account(tx: &mut Tx, token: &str) -> Result<Account> {
    let person = links::find(tx, &digest(token), links::PASSWORD)?.flatten();
    accounts::get(tx, person.ok_or_else(|| Error::refused("identity.link.gone"))?)
}

async fn check<P: Policy>(app: App, _: Head, mut choice: Choice) -> Result<Choice> {
    let token = choice.token.clone();
    let (account, past, second) = app
        .db
        .read(move |tx| {
            let account = account(tx, &token)?;
            let past = accounts::past_passwords(tx, account.person, P::RULES.history.max(1))?;
            let second = is_second_factor_due(tx, &P::RULES, account.person)? || account.has_second_factor();
            Ok((account, past, second))
        })
        .await?;
    choice.hash = Some(accepted(&P::RULES, &account, second, past, std::mem::take(&mut choice.password)).await?);
    Ok(choice)
}

fn choose(tx: &mut Tx, _: &Actor, _: Id, choice: &Choice) -> Result<Done> {
    let account = account(tx, &choice.token)?;
    let hash = choice.hash.as_deref().ok_or_else(|| Error::refused("identity.link.gone"))?;
    if !links::use_up(tx, &digest(&choice.token), links::PASSWORD)? {
        return Err(Error::refused("identity.link.gone"));
    }
    accounts::set_password(tx, account.person, hash, false)?;
    accounts::unlock(tx, account.person)?;
    failures::forget(tx, &Keys::of(&account.login, "", ""))?;
    sign_ins::end_others(tx, account.person, None)?;
    let said = if account.state == accounts::PENDING { "identity.said.password-set-pending" } else { "identity.said.password-set" };
    Ok(Done::new(Ref::new("accounts", account.person), &json!({}))?
        .journal(json!({ "by_link": true }))
        .by(account.person, account.assembly)
        .go("/sign-in")
        .say(said))
}
