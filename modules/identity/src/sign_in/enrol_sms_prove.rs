//! 绑定手机号: the code that came to it, typed back.

use garde::Validate;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use web::head::Head;
use web::page::Ask;
use web::ui::{Field, FormView, Link};
use web::{Access, Act, App, Bound, Done, act};

use super::enrol_sms::{allowed, place};
use super::{Here, Stage, advance, at_stage};
use crate::phone::{MOST_ATTEMPTS, attempts_left, fits};
use crate::profile::Policy;
use crate::store::{accounts, codes};

const ACT: Act =
    act("identity.enrol-sms-prove", "/sign-in/enrol/sms/code").access(Access::Anyone).journals("account.second-factor-set").confirmed();

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Proof {
    #[garde(length(chars, min = 6, max = 12))]
    pub code: String,
    #[garde(length(chars, max = 1000))]
    pub back: String,
    #[serde(skip)]
    #[garde(skip)]
    checked: Option<Checked>,
}

struct Checked {
    here: Here,
    code: Id,
    number: String,
}

pub fn bound<P: Policy>() -> Bound {
    ACT.bind_after(|app, head, proof| Box::pin(check::<P>(app, head, proof)), prove::<P>).form(form::<P>)
}

fn form<P: Policy>(tx: &mut Tx, _: &Actor, ask: &Ask) -> Result<FormView> {
    let (sign_in, _) = at_stage(tx, &P::RULES, ask.session, &[Stage::Enrol, Stage::Full])?;
    let back = ask.get("back").unwrap_or_default();
    let lead = match codes::find(tx, &place(sign_in.id))? {
        Some(code) => ask.locale.f("phone_codes.sent", &[("to", code.masked)]),
        None => ask.t("phone_codes.over").to_owned(),
    };
    let view = FormView::default()
        .field(Field::code("code", ask.t("phone_codes.code")).required().hint(ask.t("phone_codes.code.hint")))
        .field(Field::hidden("back", back));
    let again = Link::new(ask.t("phone_codes.again"), format!("/sign-in/enrol/sms?back={}", web::respond::percent(back)));
    Ok(FormView { lead: Some(lead), cancel: Some(again), ..view })
}

async fn check<P: Policy>(app: App, head: Head, mut proof: Proof) -> Result<Proof> {
    let session = head.session;
    let (at, code) = app
        .db
        .write(move |tx| {
            let (sign_in, _) = at_stage(tx, &P::RULES, session, &[Stage::Enrol, Stage::Full])?;
            let at = place(sign_in.id);
            Ok((at, codes::attempt(tx, &at, MOST_ATTEMPTS)?))
        })
        .await?;
    let code = code.ok_or_else(|| Error::invalid("", "phone_codes.over"))?;
    match code.sealed {
        Some(number) if fits(&app.settings.seal, &at, &code.code, &proof.code) => {
            proof.checked = Some(Checked { here: Here::of(&head), code: code.id, number });
            Ok(proof)
        }
        _ => Err(attempts_left(code.attempts)),
    }
}

fn prove<P: Policy>(tx: &mut Tx, _: &Actor, _: Id, proof: &Proof) -> Result<Done> {
    let checked = proof.checked.as_ref().ok_or_else(|| Error::refused("web.sign-in-first"))?;
    let (sign_in, account) = at_stage(tx, &P::RULES, checked.here.session, &[Stage::Enrol, Stage::Full])?;
    allowed(tx, &P::RULES, &account)?;
    if !codes::use_up(tx, &place(sign_in.id), checked.code)? {
        return Err(Error::conflict("identity.code.used"));
    }
    accounts::set_phone_factor(tx, account.person, &checked.number)?;
    let back = if sign_in.stage == Stage::Full.word() { "/me" } else { &proof.back };
    Ok(advance::<P>(tx, &sign_in, Stage::Enrol, &checked.here, back)?.say("identity.said.enrolled-sms"))
}
