//! 办结: the office closes by hand what the rule does not, and says why.

use garde::Validate;
use kernel::db::Tx;
use kernel::{Actor, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Field, FormView};
use web::{Act, Ask, Done, act};

use crate::workflow::{self, PROCESS};
use crate::{acts, clocks, policy, store};

pub const ACT: Act = act("proposals.close", "/proposals/{id}/closing").rule("proposal", "close").journals("proposal.closed").batch();

/// Why it is closed.
#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Input {
    #[garde(length(chars, min = 1, max = 1000))]
    pub note: String,
}

/// Closes; open ratings may still be given until their window ends, and promises stay tracked.
pub fn close(tx: &mut Tx, who: &Actor, id: Id, input: &Input) -> Result<Done> {
    let (mut p, to) = acts::stepped(tx, who, id, workflow::Act::Close)?;
    let from = p.state;
    clocks::moved(tx, &mut p, to, None)?;
    p.closed_at = Some(tx.now());
    store::save(tx, &mut p)?;
    Ok(acts::done(tx, who, &p)?.journal(json!({ "from": from.name(), "to": to.name(), "note": input.note })).say("proposals.said.closed"))
}

/// Without a record it is the form that many share.
pub fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let mut context = None;
    if ask.id != Id(0) {
        let p = store::get(tx, who, ask.id)?;
        let around = store::around(tx, &p)?;
        PROCESS.step(p.state, workflow::Act::Close, &policy::roles(who, &p, &around))?;
        context = Some(super::opinion(tx, ask, &p)?);
    }
    Ok(FormView {
        lead: Some(ask.t("proposals.closing.lead").to_owned()),
        context,
        fields: vec![Field::textarea("note", ask.t("proposals.field.closing-note"), 4).required().max_chars(1000)],
        ..FormView::default()
    })
}
