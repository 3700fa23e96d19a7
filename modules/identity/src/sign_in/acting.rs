//! 切换履职身份: for which assembly or unit this session acts.

use garde::Validate;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::{Act, Bound, Done, act};

use super::{Here, Stage, at_stage};
use crate::profile::Policy;
use crate::store::sign_ins;

pub const ACT: Act = act("identity.acting", "/acting").journals("account.hat-changed");

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Choice {
    /// `assembly` or `assembly-unit`, as `directory::Hat::key` writes it.
    #[serde(rename = "as")]
    #[garde(length(chars, min = 1, max = 60))]
    pub hat: String,
    #[garde(length(chars, max = 1000))]
    pub back: String,
    #[serde(skip)]
    #[garde(skip)]
    here: Here,
}

pub fn bound<P: Policy>() -> Bound {
    ACT.bind_after(|_, head, choice: Choice| Box::pin(async move { Ok(Choice { here: Here::of(&head), ..choice }) }), act_for::<P>)
}

fn act_for<P: Policy>(tx: &mut Tx, who: &Actor, _: Id, choice: &Choice) -> Result<Done> {
    let (sign_in, _) = at_stage(tx, &P::RULES, choice.here.session, &[Stage::Full])?;
    let held = directory::hats(tx, who.person)?;
    let hat = held.iter().find(|h| h.key() == choice.hat).ok_or_else(|| Error::invalid("as", "identity.acting.not-yours"))?;
    sign_ins::act_for(tx, sign_in.id, hat.assembly, hat.unit)?;
    let view = json!({ "assembly": hat.assembly, "unit": hat.unit });
    Ok(Done::new(Ref::new("accounts", who.person), &view)?.journal(view).go("/workbench").say("identity.said.acting"))
}
