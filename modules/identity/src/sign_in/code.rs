//! 动态口令: the one-time code as second step.

use garde::Validate;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result, Seal};
use schemars::JsonSchema;
use serde::Deserialize;
use web::head::Head;
use web::page::Ask;
use web::ui::{Field, FormView, Link};
use web::{Access, Act, App, Bound, Done, act};

use super::attempt::{failed, refuse_when_locked};
use super::{Here, Stage, advance, at_stage};
use crate::factor;
use crate::profile::Policy;
use crate::store::accounts::{self, Account};
use crate::store::failures::{self, Keys};
use crate::totp;

pub const ACT: Act = act("identity.code", "/sign-in/code").access(Access::Anyone).journals("account.signed-in");

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Code {
    #[garde(length(chars, min = 6, max = 12))]
    pub code: String,
    #[garde(length(chars, max = 1000))]
    pub back: String,
    #[serde(skip)]
    #[garde(skip)]
    checked: Option<(Here, i64, Keys)>,
}

pub fn bound<P: Policy>() -> Bound {
    ACT.bind_after(|app, head, code| Box::pin(check::<P>(app, head, code)), enter::<P>).form(form::<P>)
}

fn form<P: Policy>(tx: &mut Tx, _: &Actor, ask: &Ask) -> Result<FormView> {
    at_stage(tx, &P::RULES, ask.session, &[Stage::Code])?;
    let mut view = FormView::default()
        .field(Field::code("code", ask.t("identity.code.field")).required().hint(ask.t("identity.code.hint")))
        .field(Field::hidden("back", ask.get("back").unwrap_or_default()));
    view.cancel = Some(Link::new(ask.t("identity.sign-in.again"), "/sign-in"));
    Ok(view)
}

async fn check<P: Policy>(app: App, head: Head, mut code: Code) -> Result<Code> {
    let (session, typed) = (head.session, code.code.clone());
    let (address, device, seal) = (head.address.clone(), head.device.clone(), app.settings.seal.clone());
    let (account, keys, step) = app
        .db
        .read(move |tx| {
            let (_, account) = at_stage(tx, &P::RULES, session, &[Stage::Code])?;
            let keys = Keys::of(&account.login, &address, &device);
            refuse_when_locked(tx, &keys)?;
            let step = step_of(tx, &seal, &account, &typed)?;
            Ok((account, keys, step))
        })
        .await?;
    match step {
        Some(step) => {
            code.checked = Some((Here::of(&head), step, keys));
            Ok(code)
        }
        None => Err(failed(&app, &head, &P::RULES, account.login.clone(), Some(&account), "code", "identity.code.wrong").await),
    }
}

fn enter<P: Policy>(tx: &mut Tx, _: &Actor, _: Id, code: &Code) -> Result<Done> {
    let (here, step, keys) = code.checked.as_ref().ok_or_else(|| Error::refused("web.sign-in-first"))?;
    let (sign_in, account) = at_stage(tx, &P::RULES, here.session, &[Stage::Code])?;
    accounts::use_code(tx, account.person, *step)?;
    failures::forget(tx, keys)?;
    advance::<P>(tx, &sign_in, Stage::Code, here, &code.back)
}

fn step_of(tx: &Tx, seal: &Seal, account: &Account, typed: &str) -> Result<Option<i64>> {
    let Some(sealed) = account.totp.as_deref() else { return Ok(None) };
    let secret = factor::secret(seal, account.person, sealed)?;
    Ok(totp::step_of(&secret, typed, tx.now(), account.totp_last))
}
