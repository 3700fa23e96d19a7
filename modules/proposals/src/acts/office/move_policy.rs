//! 改用新参数: a record keeps its version of the policy until the office moves it, with a reason.

use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use serde_json::json;
use web::act::Reason;
use web::ui::{Fact, Field, FormView, Html, key_values};
use web::{Act, Ask, Done, act};

use crate::acts::{self, feedback::heading};
use crate::model::Proposal;
use crate::rules::Rules;
use crate::workflow::{self, PROCESS};
use crate::{policy, store};

pub const ACT: Act =
    act("proposals.move_policy", "/proposals/{id}/policy").rule("proposal", "move_policy").journals("proposal.policy_moved").batch();

/// Moves to the newest version of the session's year; deadlines that run stay as they are.
pub fn move_policy(tx: &mut Tx, who: &Actor, id: Id, input: &Reason) -> Result<Done> {
    let (mut p, to) = acts::stepped(tx, who, id, workflow::Act::MovePolicy)?;
    let newest = newest(tx, &p)?;
    if newest == p.policy_version {
        return Err(Error::conflict("proposals.policy.newest"));
    }
    let before = p.policy_version;
    p.policy_version = newest;
    store::save(tx, &mut p)?;
    Ok(acts::done(tx, who, &p)?
        .journal(json!({
            "from": p.state.name(), "to": to.name(), "reason": input.reason,
            "policy": { "old": before, "new": newest }, "text": format!("{before} → {newest}"),
        }))
        .say("proposals.said.policy-moved"))
}

fn newest(tx: &mut Tx, p: &Proposal) -> Result<i64> {
    let year = directory::sessions::get(tx, p.session)?.year;
    Ok(kernel::policy::current::<Rules>(tx, p.assembly, year)?.0)
}

/// Without a record it is the form that many share.
pub fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let mut context = None;
    if ask.id != Id(0) {
        let p = store::get(tx, who, ask.id)?;
        let around = store::around(tx, &p)?;
        PROCESS.step(p.state, workflow::Act::MovePolicy, &policy::roles(who, &p, &around))?;
        let versions = format!("{} → {}", p.policy_version, newest(tx, &p)?);
        context = Some(Html::join([heading(ask, &p), key_values(&[Fact::new(ask.t("proposals.policy.version"), versions)])]));
    }
    let reason = Field::textarea("reason", ask.t("proposals.field.change-reason"), 3).required().max_chars(1000);
    Ok(FormView { lead: Some(ask.t("proposals.policy.lead").to_owned()), context, fields: vec![reason], ..FormView::default() })
}
