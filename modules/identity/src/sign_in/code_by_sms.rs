//! 短信验证码登录: the second step by text message, for those who chose it.

use garde::Validate;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::page::Ask;
use web::ui::{Cell, Fact, Field, FormView, Link, key_values};
use web::{Access, Act, Bound, Done, act};

use super::{Here, Stage, at_stage};
use crate::factor;
use crate::phone::{self, Fresh, fresh, issue};
use crate::profile::Policy;
use crate::store::accounts::Account;
use crate::store::codes;

const ACT: Act = act("identity.code-send", "/sign-in/code/sms").access(Access::Anyone).journals("account.code-sent");

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Again {
    #[garde(length(chars, max = 1000))]
    pub back: String,
    #[serde(skip)]
    #[garde(skip)]
    made: Option<(Here, Fresh)>,
}

pub fn bound<P: Policy>() -> Bound {
    let before: web::act::Before<Again> = |app, head, again| {
        let made = Some((Here::of(&head), fresh(&app, &head)));
        Box::pin(async move { Ok(Again { made, ..again }) })
    };
    ACT.bind_after(before, again::<P>).form(form::<P>)
}

/// Where the code of a session lies.
pub fn place(sign_in: Id) -> [u8; 32] {
    web::head::digest(&format!("sign-in/{sign_in}"))
}

/// The first code goes out with the password; beyond the limits the page offers another one later.
pub fn send_if_possible(tx: &mut Tx, fresh: &Fresh, sign_in: Id, account: &Account) -> Result<()> {
    match send(tx, fresh, sign_in, account) {
        Ok(_) | Err(Error::Invalid(_) | Error::Conflict(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

fn send(tx: &mut Tx, fresh: &Fresh, sign_in: Id, account: &Account) -> Result<()> {
    let Some(stored) = account.phone.as_deref() else { return Err(Error::conflict("identity.code-sms.none")) };
    let to = factor::phone(&fresh.seal, account.person, stored)?;
    let place = phone::Place { digest: place(sign_in), is_stranger: false, sealed: None };
    issue(tx, fresh, account.assembly, &to, &place).map(drop)
}

/// The middle of the page that takes the code.
pub fn view(tx: &mut Tx, ask: &Ask, sign_in: Id, back: &str) -> Result<FormView> {
    let lead = match codes::find(tx, &place(sign_in))? {
        Some(code) => ask.locale.f("identity.code-sms.sent", &[("to", code.masked)]),
        None if ask.can_prove_phone => ask.t("identity.code-sms.not-sent").to_owned(),
        None => ask.t("identity.code-sms.off").to_owned(),
    };
    let path = format!("/sign-in/code/sms?back={}", web::respond::percent(back));
    let again = Fact::new(ask.t("identity.code-sms.missing"), Cell::link(ask.t("identity.code-send"), path));
    let view = FormView { title: ask.t("identity.code-sms.title").to_owned(), lead: Some(lead), ..FormView::default() };
    let view = FormView { context: ask.can_prove_phone.then(|| key_values(&[again])), ..view };
    Ok(view.field(Field::code("code", ask.t("phone_codes.code")).required().hint(ask.t("phone_codes.code.hint"))))
}

fn form<P: Policy>(tx: &mut Tx, _: &Actor, ask: &Ask) -> Result<FormView> {
    at_stage(tx, &P::RULES, ask.session, &[Stage::Code])?;
    let back = ask.get("back").unwrap_or_default();
    let view = FormView::default().field(Field::hidden("back", back));
    let cancel = Link::new(ask.t("web.cancel"), code_page(back));
    Ok(FormView { lead: Some(ask.t("identity.code-sms.again").to_owned()), cancel: Some(cancel), ..view })
}

fn again<P: Policy>(tx: &mut Tx, _: &Actor, _: Id, again: &Again) -> Result<Done> {
    let (here, fresh) = again.made.as_ref().ok_or_else(|| Error::refused("web.sign-in-first"))?;
    let (sign_in, account) = at_stage(tx, &P::RULES, here.session, &[Stage::Code])?;
    send(tx, fresh, sign_in.id, &account)?;
    let done = Done::new(Ref::new("accounts", account.person), &json!({ "sent": true }))?.by(account.person, sign_in.assembly);
    Ok(done.journal(json!({ "address": here.address })).go(code_page(&again.back)))
}

fn code_page(back: &str) -> String {
    format!("/sign-in/code?back={}", web::respond::percent(back))
}
