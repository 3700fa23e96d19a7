//! 领取审查: a reviewer takes a submitted proposal up, or lets it go again.

use kernel::db::Tx;
use kernel::workflow::At;
use kernel::{Actor, Id, Result};
use serde_json::json;
use web::act::{Note, Nothing};
use web::ui::FormView;
use web::{Act, Ask, Bound, Done, act};

use super::{form, moved};
use crate::acts::{done, stepped};
use crate::model::Proposal;
use crate::workflow::{Act as Step, State};
use crate::{clocks, store};

const TAKE_UP: Act =
    act("proposals.take_up", "/proposals/{id}/first-reviewer").journals("proposal.taken_up").rule("proposal", "take_up").batch();
const RELEASE: Act =
    act("proposals.release", "/proposals/{id}/first-reviewer-release").journals("proposal.released").rule("proposal", "release").batch();

pub(super) fn all() -> Vec<Bound> {
    vec![TAKE_UP.bind(take_up).form(|tx, who, ask| form::plain(tx, who, ask, Step::TakeUp)), RELEASE.bind(release).form(release_form)]
}

fn take_up(tx: &mut Tx, who: &Actor, id: Id, _: &Nothing) -> Result<Done> {
    let (mut p, to) = stepped(tx, who, id, Step::TakeUp)?;
    let from = p.state.get();
    given_to(tx, &mut p, to, who.person)?;
    Ok(done(tx, who, &p)?.journal(moved(from, &p, json!({}))).say("proposals.said.taken-up"))
}

/// The proposal is at its first review, with this person as reviewer.
pub(super) fn given_to(tx: &mut Tx, p: &mut Proposal, to: At<State>, reviewer: Id) -> Result<()> {
    let rules = store::rules_of(tx, p)?;
    p.first_reviewer = Some(reviewer);
    p.second_reviewer = None;
    clocks::moved(tx, p, to, Some(rules.decide))?;
    store::save(tx, p)
}

/// Back into the queue, for somebody else.
fn release(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut p, to) = stepped(tx, who, id, Step::Release)?;
    let from = p.state.get();
    let rules = store::rules_of(tx, &p)?;
    p.first_reviewer = None;
    p.recommended = None;
    p.review_note = None;
    clocks::moved(tx, &mut p, to, Some(rules.take_up))?;
    store::save(tx, &mut p)?;
    Ok(done(tx, who, &p)?.journal(moved(from, &p, json!({ "note": input.note }))).say("proposals.said.released"))
}

fn release_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let p = form::record(tx, who, ask, Step::Release)?;
    let view = form::about(tx, &ask.locale, &p)?;
    Ok(view.field(web::ui::Field::textarea("note", ask.t("proposals.review.your-note"), 3).max_chars(1000)))
}
