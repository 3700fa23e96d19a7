//! 修改密码: of one's own will, or because it must be changed before anything else.

use garde::Validate;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Message, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use web::head::Head;
use web::page::Ask;
use web::ui::{Field, FormView, Link};
use web::{Access, Act, App, Bound, Done, act};

use super::attempt::{failed, refuse_when_locked};
use super::{Here, Stage, advance, at_stage, is_second_factor_due};
use crate::password::hash::{fits_any_in_turn, fits_in_turn, hash_in_turn};
use crate::password::{self, Context};
use crate::profile::{Policy, Rules};
use crate::store::accounts::{self, Account};
use crate::store::failures::Keys;
use crate::store::sign_ins;

pub const ACT: Act = act("identity.password-change", "/password").access(Access::Anyone).journals("account.password-changed");

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Change {
    /// The present password; not asked for where it has just been entered.
    #[garde(length(chars, max = 128))]
    pub current: String,
    #[garde(length(chars, min = 1, max = 128))]
    pub password: String,
    #[garde(matches(password))]
    pub again: String,
    #[garde(length(chars, max = 1000))]
    pub back: String,
    #[serde(skip)]
    #[garde(skip)]
    checked: Option<(Here, String)>,
}

pub fn bound<P: Policy>() -> Bound {
    ACT.bind_after(|app, head, change| Box::pin(check::<P>(app, head, change)), change::<P>).form(form::<P>)
}

fn form<P: Policy>(tx: &mut Tx, _: &Actor, ask: &Ask) -> Result<FormView> {
    let (sign_in, account) = at_stage(tx, &P::RULES, ask.session, &[Stage::Password, Stage::Full])?;
    let voluntary = sign_in.stage == Stage::Full.word();
    let mut view = FormView::default();
    if voluntary {
        let current = Field::password("current", ask.t("identity.password.current"));
        view = view.field(current.required().autocomplete("current-password"));
        view.cancel = Some(Link::new(ask.t("web.cancel"), "/me"));
    } else {
        view.lead = Some(ask.t("identity.password.must").to_owned());
    }
    let second = account.has_second_factor() || is_second_factor_due(tx, &P::RULES, account.person)?;
    let view = new_password(view, ask, &P::RULES, second).field(Field::hidden("back", ask.get("back").unwrap_or_default()));
    Ok(view)
}

/// The two fields of a new password, with what the profile asks for.
pub fn new_password(view: FormView, ask: &Ask, rules: &Rules, has_second_factor: bool) -> FormView {
    let least = if has_second_factor { rules.min_chars.1 } else { rules.min_chars.0 };
    let hint = ask
        .locale
        .f(&format!("identity.password.hint.{}", if rules.min_classes > 0 { "classes" } else { "length" }), &[("min", least.to_string())]);
    view.field(Field::password("password", ask.t("identity.password.new")).required().hint(hint).autocomplete("new-password"))
        .field(Field::password("again", ask.t("identity.password.again")).required().autocomplete("new-password"))
}

async fn check<P: Policy>(app: App, head: Head, mut typed: Change) -> Result<Change> {
    let session = head.session;
    let (address, device) = (head.address.clone(), head.device.clone());
    let (voluntary, account, past, second) = app
        .db
        .read(move |tx| {
            let (sign_in, account) = at_stage(tx, &P::RULES, session, &[Stage::Password, Stage::Full])?;
            refuse_when_locked(tx, &Keys::of(&account.login, &address, &device))?;
            let past = accounts::past_passwords(tx, account.person, P::RULES.history.max(1))?;
            let second = account.has_second_factor() || is_second_factor_due(tx, &P::RULES, account.person)?;
            Ok((sign_in.stage == Stage::Full.word(), account, past, second))
        })
        .await?;
    if voluntary && !fits_in_turn(std::mem::take(&mut typed.current), account.password.clone()).await? {
        return Err(failed(&app, &head, &P::RULES, account.login.clone(), Some(&account), "current", "identity.password.wrong").await);
    }
    let hash = accepted(&P::RULES, &account, second, past, std::mem::take(&mut typed.password)).await?;
    typed.checked = Some((Here::of(&head), hash));
    Ok(typed)
}

/// The hash of a new password that the profile accepts and that is none of the `past` ones.
pub async fn accepted(rules: &Rules, account: &Account, has_second_factor: bool, past: Vec<String>, new: String) -> Result<String> {
    let context = Context { login: &account.login, name: &account.name, has_second_factor };
    password::check(rules, &new, &context)?;
    if fits_any_in_turn(new.clone(), past).await? {
        return Err(Error::invalid("password", Message::new("identity.password.reused").with("n", rules.history.max(1))));
    }
    hash_in_turn(new).await
}

fn change<P: Policy>(tx: &mut Tx, _: &Actor, _: Id, typed: &Change) -> Result<Done> {
    let (here, hash) = typed.checked.as_ref().ok_or_else(|| Error::refused("web.sign-in-first"))?;
    let (sign_in, account) = at_stage(tx, &P::RULES, here.session, &[Stage::Password, Stage::Full])?;
    accounts::set_password(tx, account.person, hash, false)?;
    sign_ins::end_others(tx, account.person, Some(sign_in.id))?;
    let back = if sign_in.stage == Stage::Full.word() { "/me" } else { &typed.back };
    Ok(advance::<P>(tx, &sign_in, Stage::Password, here, back)?.say("identity.said.password-changed"))
}
