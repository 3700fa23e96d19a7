//! 结束登录: a session ended by its owner, or all others at once.

use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde_json::json;
use web::page::Ask;
use web::ui::{FormView, Link};
use web::{Act, Bound, Done, Nothing, act};

use crate::sign_in::Here;
use crate::store::sign_ins;

const END: Act = act("identity.session-end", "/me/sessions/{id}/end").journals("account.session-ended");
const END_OTHERS: Act = act("identity.sessions-end", "/me/sessions/end").journals("account.session-ended");

#[derive(serde::Deserialize, garde::Validate, JsonSchema, Default)]
#[serde(default)]
struct Others {
    #[serde(skip)]
    #[garde(skip)]
    here: Here,
}

pub fn end() -> Bound {
    END.bind::<Nothing>(end_one).form(form)
}

pub fn end_others() -> Bound {
    END_OTHERS.bind_after(|_, head, _: Others| Box::pin(async move { Ok(Others { here: Here::of(&head) }) }), end_all).form(form)
}

/// Both only ask back.
fn form(_: &mut Tx, _: &Actor, ask: &Ask) -> Result<FormView> {
    let mut view = FormView { danger: true, lead: Some(ask.t("identity.session-end.lead").to_owned()), ..FormView::default() };
    view.cancel = Some(Link::new(ask.t("web.cancel"), "/me"));
    Ok(view)
}

fn end_one(tx: &mut Tx, who: &Actor, id: Id, _: &Nothing) -> Result<Done> {
    sign_ins::end_own(tx, who.person, id)?;
    Ok(Done::new(Ref::new("accounts", who.person), &json!({}))?.go("/me").say("identity.said.session-ended"))
}

fn end_all(tx: &mut Tx, who: &Actor, _: Id, others: &Others) -> Result<Done> {
    let idle = directory::sign_ins::Idle(i64::from(u32::MAX));
    let own = match others.here.session {
        Some(digest) => directory::sign_ins::by_token(tx, &digest, idle)?,
        None => None,
    };
    let own = own.ok_or_else(|| Error::refused("web.sign-in-first"))?;
    let ended = sign_ins::end_others(tx, who.person, Some(own.id))?;
    Ok(Done::new(Ref::new("accounts", who.person), &json!({ "ended": ended }))?.go("/me").say("identity.said.session-ended"))
}
