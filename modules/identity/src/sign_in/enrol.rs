//! 绑定动态口令: enrol or replace the second factor.

use garde::Validate;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result, Seal};
use qrcode::QrCode;
use qrcode::render::svg;
use schemars::JsonSchema;
use serde::Deserialize;
use web::page::Ask;
use web::ui::{self, Cell, Fact, Field, FormView, Html, Link};
use web::{Access, Act, Bound, Done, act};

use super::{Here, Stage, advance, at_stage, sms_is_enough};
use crate::factor;
use crate::profile::Policy;
use crate::store::accounts;
use crate::totp;

pub const ACT: Act = act("identity.enrol", "/sign-in/enrol").access(Access::Anyone).journals("account.second-factor-set").confirmed();

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Enrolment {
    #[garde(length(chars, min = 6, max = 12))]
    pub code: String,
    #[garde(length(chars, max = 1000))]
    pub back: String,
    #[serde(skip)]
    #[garde(skip)]
    here: Here,
    #[serde(skip)]
    #[garde(skip)]
    seal: Option<Seal>,
}

pub fn bound<P: Policy>() -> Bound {
    let before: web::act::Before<Enrolment> = |app, head, enrolment| {
        let seal = Some(app.settings.seal.clone());
        Box::pin(async move { Ok(Enrolment { here: Here::of(&head), seal, ..enrolment }) })
    };
    ACT.bind_after(before, enrol::<P>).form(form::<P>)
}

fn form<P: Policy>(tx: &mut Tx, _: &Actor, ask: &Ask) -> Result<FormView> {
    let (sign_in, account) = at_stage(tx, &P::RULES, ask.session, &[Stage::Enrol, Stage::Full])?;
    let secret = totp::offered(&ask.session.unwrap_or_default());
    let mut view = FormView::default()
        .field(Field::code("code", ask.t("identity.code.field")).required().hint(ask.t("identity.enrol.hint")))
        .field(Field::hidden("back", ask.get("back").unwrap_or_default()));
    view.lead = Some(ask.t("identity.enrol.lead").to_owned());
    view.cancel = (sign_in.stage == Stage::Full.word()).then(|| Link::new(ask.t("web.cancel"), "/me"));
    let mut facts = vec![
        Fact::new(ask.t("identity.enrol.qr"), Cell::Html(qr(&totp::uri("商量", &account.login, &secret))?)),
        Fact::new(ask.t("identity.enrol.secret"), grouped(&totp::base32(&secret))),
    ];
    if ask.can_prove_phone && sms_is_enough(tx, &P::RULES, account.person)? {
        let path = format!("/sign-in/enrol/sms?back={}", web::respond::percent(ask.get("back").unwrap_or_default()));
        facts.push(Fact::new(ask.t("identity.enrol-sms.instead"), Cell::link(ask.t("identity.enrol-sms.title"), path)));
    }
    view.context = Some(ui::key_values(&facts));
    Ok(view)
}

fn enrol<P: Policy>(tx: &mut Tx, _: &Actor, _: Id, enrolment: &Enrolment) -> Result<Done> {
    let here = &enrolment.here;
    let (sign_in, account) = at_stage(tx, &P::RULES, here.session, &[Stage::Enrol, Stage::Full])?;
    let secret = totp::offered(&here.session.unwrap_or_default());
    let step = totp::step_of(&secret, &enrolment.code, tx.now(), None).ok_or_else(|| Error::invalid("code", "identity.code.wrong"))?;
    let seal = enrolment.seal.as_ref().ok_or_else(|| Error::internal("nothing to seal with"))?;
    accounts::set_second_factor(tx, account.person, Some(&factor::sealed(seal, account.person, &secret)?), Some(step))?;
    let back = if sign_in.stage == Stage::Full.word() { "/me" } else { &enrolment.back };
    Ok(advance::<P>(tx, &sign_in, Stage::Enrol, here, back)?.say("identity.said.enrolled"))
}

/// The code as a drawing of some 180 px.
fn qr(text: &str) -> Result<Html> {
    let code = QrCode::new(text).map_err(Error::internal)?;
    let drawing = code.render::<svg::Color>().min_dimensions(180, 180).quiet_zone(true).build();
    let start = drawing.find("<svg").unwrap_or_default();
    Ok(Html::drawing(drawing[start..].to_owned()))
}

/// Groups of four, to be typed by hand.
fn grouped(secret: &str) -> String {
    secret.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect::<Vec<_>>().join(" ")
}
