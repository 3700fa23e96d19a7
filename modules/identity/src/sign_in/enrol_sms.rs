//! 绑定手机号: a number instead of one-time codes, where the installation allows it; first a code is sent to it.

use garde::Validate;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::page::Ask;
use web::phone::Mobile;
use web::ui::{Field, FormView, Link};
use web::{Access, Act, Bound, Done, act};

use super::{Here, Stage, at_stage, sms_is_enough};
use crate::factor;
use crate::phone::{Fresh, Place, fresh, issue};
use crate::profile::{Policy, Rules};
use crate::store::accounts::Account;

const ACT: Act = act("identity.enrol-sms", "/sign-in/enrol/sms").access(Access::Anyone).journals("account.second-factor-begun").confirmed();

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Number {
    #[garde(length(chars, min = 1, max = 30))]
    pub mobile: String,
    #[garde(length(chars, max = 1000))]
    pub back: String,
    #[serde(skip)]
    #[garde(skip)]
    made: Option<(Here, Fresh)>,
}

pub fn bound<P: Policy>() -> Bound {
    let before: web::act::Before<Number> = |app, head, number| {
        let made = Some((Here::of(&head), fresh(&app, &head)));
        Box::pin(async move { Ok(Number { made, ..number }) })
    };
    ACT.bind_after(before, begin::<P>).form(form::<P>)
}

/// Where the code for a number lies that somebody enrols.
pub fn place(sign_in: Id) -> [u8; 32] {
    web::head::digest(&format!("enrol/{sign_in}"))
}

/// `Refused` where the installation does not take text messages from this person.
pub fn allowed(tx: &mut Tx, rules: &Rules, account: &Account) -> Result<()> {
    if sms_is_enough(tx, rules, account.person)? { Ok(()) } else { Err(Error::refused("identity.enrol-sms.no")) }
}

fn form<P: Policy>(tx: &mut Tx, _: &Actor, ask: &Ask) -> Result<FormView> {
    let (_, account) = at_stage(tx, &P::RULES, ask.session, &[Stage::Enrol, Stage::Full])?;
    allowed(tx, &P::RULES, &account)?;
    let back = ask.get("back").unwrap_or_default();
    let view = FormView::default()
        .field(Field::tel("mobile", ask.t("phone_codes.mobile")).required().hint(ask.t("phone_codes.mobile.hint")))
        .field(Field::hidden("back", back));
    let cancel = Link::new(ask.t("web.cancel"), format!("/sign-in/enrol?back={}", web::respond::percent(back)));
    Ok(FormView { lead: Some(ask.t("identity.enrol-sms.lead").to_owned()), cancel: Some(cancel), ..view })
}

fn begin<P: Policy>(tx: &mut Tx, _: &Actor, _: Id, number: &Number) -> Result<Done> {
    let (here, fresh) = number.made.as_ref().ok_or_else(|| Error::refused("web.sign-in-first"))?;
    let (sign_in, account) = at_stage(tx, &P::RULES, here.session, &[Stage::Enrol, Stage::Full])?;
    allowed(tx, &P::RULES, &account)?;
    let mobile = Mobile::read(&number.mobile).ok_or_else(|| Error::invalid("mobile", "phone_codes.mobile.wrong"))?;
    let sealed = factor::sealed_phone(&fresh.seal, account.person, &mobile)?;
    let place = Place { digest: place(sign_in.id), is_stranger: false, sealed: Some(&sealed) };
    issue(tx, fresh, account.assembly, &mobile, &place)?;
    let done = Done::new(Ref::new("accounts", account.person), &json!({ "sent": true }))?.by(account.person, sign_in.assembly);
    let path = format!("/sign-in/enrol/sms/code?back={}", web::respond::percent(&number.back));
    Ok(done.journal(json!({ "to": mobile.masked() })).go(path))
}
