//! 按规则办结: everybody has rated or the window has closed, and the first signer is not dissatisfied.
//!
//! Promises of a tracked class stay open after the closing. A rating that the office entered may be corrected by its
//! rater until the window ends, so the closing waits for that; a proposal that was reopened is closed by hand.

use kernel::Result;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::workflow::Roles;
use serde_json::{Value, json};

use crate::model::Proposal;
use crate::workflow::{Act, PROCESS, Role, State, rating};
use crate::{acts, clocks, store};

/// An entry of the journal: kind, subject, payload.
pub type Entry = (&'static str, Ref, Value);

/// Closes the proposal where the rule says so, and answers the entry to journal.
pub fn by_rule(tx: &mut Tx, p: &mut Proposal) -> Result<Option<Entry>> {
    if p.state != State::Replied || !holds(tx, p)? {
        return Ok(None);
    }
    let from = p.state;
    let to = PROCESS.step(p.state, Act::CloseByRule, &Roles::only(Role::System))?;
    clocks::moved(tx, p, to, None)?;
    p.closed_at = Some(tx.now());
    store::save(tx, p)?;
    let payload = json!({ "from": from.name(), "to": to.name(), "round": p.round });
    Ok(Some(("proposal.closed_by_rule", acts::subject(p), payload)))
}

fn holds(tx: &mut Tx, p: &Proposal) -> Result<bool> {
    let ratings = store::feedback::ratings(tx, p.id, p.round)?;
    let today = tx.today();
    let waits = ratings.iter().any(|r| r.state == rating::State::Asked || r.entered_by.is_some() && today <= r.due);
    if ratings.is_empty() || waits {
        return Ok(false);
    }
    let around = store::around(tx, p)?;
    if around.dissatisfied || around.change.is_some() {
        return Ok(false);
    }
    match p.replied_at {
        Some(at) => Ok(!store::feedback::reopened_since(tx, p.id, at)?),
        None => Ok(true),
    }
}
