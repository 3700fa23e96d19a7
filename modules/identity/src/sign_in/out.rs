//! 退出登录.

use directory::sign_ins::Idle;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Id, Result};
use schemars::JsonSchema;
use serde_json::json;
use web::{Access, Act, Bound, Done, act};

use super::{Here, cookie_away};
use crate::store::sign_ins;

pub const ACT: Act = act("identity.sign-out", "/sign-out").access(Access::Anyone).journals("account.signed-out");

#[derive(serde::Deserialize, garde::Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Leave {
    #[serde(skip)]
    #[garde(skip)]
    here: Here,
}

pub fn bound() -> Bound {
    ACT.bind_after(|_, head, _| Box::pin(async move { Ok(Leave { here: Here::of(&head) }) }), leave)
}

fn leave(tx: &mut Tx, _: &Actor, _: Id, leave: &Leave) -> Result<Done> {
    let running = match leave.here.session {
        Some(digest) => directory::sign_ins::by_token(tx, &digest, Idle(i64::from(u32::MAX)))?,
        None => None,
    };
    let person = running.as_ref().map(|s| s.person).unwrap_or_default();
    let mut done =
        Done::new(Ref::new("accounts", person), &json!({}))?.cookie(cookie_away()).go("/sign-in").say("identity.said.signed-out");
    if let (Some(sign_in), Some(digest)) = (running, leave.here.session) {
        sign_ins::end(tx, &digest)?;
        done = done.by(sign_in.person, sign_in.assembly);
    }
    Ok(done)
}
