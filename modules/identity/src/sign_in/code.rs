//! 动态口令: the one-time code as second step.

use garde::Validate;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use web::head::Head;
use web::page::Ask;
use web::ui::{Field, FormView, Link};
use web::{Access, Act, App, Bound, Done, act};

use super::attempt::{failed, refuse_when_locked};
use super::{Here, Stage, advance, at_stage, code_by_sms};
use crate::factor;
use crate::phone::{MOST_ATTEMPTS, fits};
use crate::profile::Policy;
use crate::store::accounts::{self, Account};
use crate::store::codes;
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
    checked: Option<(Here, Right, Keys)>,
}

/// Which code was right: the step of a one-time code, or a row of those that were sent.
#[derive(Clone, Copy)]
enum Right {
    Step(i64),
    Sent([u8; 32], Id),
}

pub fn bound<P: Policy>() -> Bound {
    ACT.bind_after(|app, head, code| Box::pin(check::<P>(app, head, code)), enter::<P>).form(form::<P>)
}

fn form<P: Policy>(tx: &mut Tx, _: &Actor, ask: &Ask) -> Result<FormView> {
    let (sign_in, account) = at_stage(tx, &P::RULES, ask.session, &[Stage::Code])?;
    let back = ask.get("back").unwrap_or_default();
    let view = if account.phone.is_some() {
        code_by_sms::view(tx, ask, sign_in.id, back)?
    } else {
        FormView::default().field(Field::code("code", ask.t("identity.code.field")).required().hint(ask.t("identity.code.hint")))
    };
    let cancel = Some(Link::new(ask.t("identity.sign-in.again"), "/sign-in"));
    Ok(FormView { cancel, ..view.field(Field::hidden("back", back)) })
}

async fn check<P: Policy>(app: App, head: Head, mut code: Code) -> Result<Code> {
    let (session, address, device) = (head.session, head.address.clone(), head.device.clone());
    let (sign_in, account, keys) = app
        .db
        .read(move |tx| {
            let (sign_in, account) = at_stage(tx, &P::RULES, session, &[Stage::Code])?;
            let keys = Keys::of(&account.login, &address, &device);
            refuse_when_locked(tx, &keys)?;
            Ok((sign_in, account, keys))
        })
        .await?;
    let right = match account.phone {
        Some(_) => sent(&app, sign_in.id, &code.code).await?,
        None => step_of(&app, &account, &code.code)?,
    };
    match right {
        Some(right) => {
            code.checked = Some((Here::of(&head), right, keys));
            Ok(code)
        }
        None => {
            let key = if account.phone.is_some() { "identity.code-sms.wrong" } else { "identity.code.wrong" };
            Err(failed(&app, &head, &P::RULES, account.login.clone(), Some(&account), "code", key).await)
        }
    }
}

fn enter<P: Policy>(tx: &mut Tx, _: &Actor, _: Id, code: &Code) -> Result<Done> {
    let (here, right, keys) = code.checked.as_ref().ok_or_else(|| Error::refused("web.sign-in-first"))?;
    let (sign_in, account) = at_stage(tx, &P::RULES, here.session, &[Stage::Code])?;
    match right {
        Right::Step(step) => accounts::use_code(tx, account.person, *step)?,
        Right::Sent(place, id) if codes::use_up(tx, place, *id)? => {}
        Right::Sent(..) => return Err(Error::conflict("identity.code.used")),
    }
    failures::forget(tx, keys)?;
    advance::<P>(tx, &sign_in, Stage::Code, here, &code.back)
}

fn step_of(app: &App, account: &Account, typed: &str) -> Result<Option<Right>> {
    let Some(sealed) = account.totp.as_deref() else { return Ok(None) };
    let secret = factor::secret(&app.settings.seal, account.person, sealed)?;
    Ok(totp::step_of(&secret, typed, app.db.clock().now(), account.totp_last).map(Right::Step))
}

/// A code that was sent can be tried a few times, whatever the account's own count says.
async fn sent(app: &App, sign_in: Id, typed: &str) -> Result<Option<Right>> {
    let place = code_by_sms::place(sign_in);
    let code = app.db.write(move |tx| codes::attempt(tx, &place, MOST_ATTEMPTS)).await?;
    let right = code.filter(|code| fits(&app.settings.seal, &place, &code.code, typed));
    Ok(right.map(|code| Right::Sent(place, code.id)))
}
