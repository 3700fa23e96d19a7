//! 再次输入密码: before a sensitive act, when the password was given long ago.

use garde::Validate;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::head::Head;
use web::page::Ask;
use web::ui::{Field, FormView, Link};
use web::{Act, App, Bound, Done, act};

use super::attempt::{failed, refuse_when_locked};
use super::{Here, Stage, at_stage};
use crate::password::hash::fits_in_turn;
use crate::profile::Policy;
use crate::store::failures::Keys;
use crate::store::sign_ins;

pub const ACT: Act = act("identity.confirm", "/confirm").journals("account.confirmed");

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Confirmation {
    #[garde(length(chars, min = 1, max = 128))]
    pub password: String,
    #[garde(length(chars, max = 1000))]
    pub back: String,
    #[serde(skip)]
    #[garde(skip)]
    checked: Option<Here>,
}

pub fn bound<P: Policy>() -> Bound {
    ACT.bind_after(|app, head, typed| Box::pin(check::<P>(app, head, typed)), confirm::<P>).form(form)
}

fn form(_: &mut Tx, _: &Actor, ask: &Ask) -> Result<FormView> {
    let mut view = FormView::default()
        .field(Field::password("password", ask.t("identity.password")).required().autocomplete("current-password"))
        .field(Field::hidden("back", ask.get("back").unwrap_or_default()));
    view.lead = Some(ask.t("identity.confirm.lead").to_owned());
    view.cancel = Some(Link::new(ask.t("web.cancel"), "/workbench"));
    Ok(view)
}

async fn check<P: Policy>(app: App, head: Head, mut typed: Confirmation) -> Result<Confirmation> {
    let (session, address, device) = (head.session, head.address.clone(), head.device.clone());
    let account = app
        .db
        .read(move |tx| {
            let (_, account) = at_stage(tx, &P::RULES, session, &[Stage::Full])?;
            refuse_when_locked(tx, &Keys::of(&account.login, &address, &device))?;
            Ok(account)
        })
        .await?;
    if !fits_in_turn(std::mem::take(&mut typed.password), account.password.clone()).await? {
        return Err(failed(&app, &head, &P::RULES, account.login.clone(), Some(&account), "password", "identity.password.wrong").await);
    }
    typed.checked = Some(Here::of(&head));
    Ok(typed)
}

fn confirm<P: Policy>(tx: &mut Tx, who: &Actor, _: Id, typed: &Confirmation) -> Result<Done> {
    let here = typed.checked.as_ref().ok_or_else(|| Error::refused("web.sign-in-first"))?;
    let (sign_in, _) = at_stage(tx, &P::RULES, here.session, &[Stage::Full])?;
    sign_ins::confirm(tx, sign_in.id)?;
    let back = if typed.back.is_empty() { "/workbench" } else { &typed.back };
    Ok(Done::new(Ref::new("accounts", who.person), &json!({}))?.go(back))
}
