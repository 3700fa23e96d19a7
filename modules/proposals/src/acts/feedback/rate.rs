//! 反馈: every signer rates work and result for himself, and may amend while the window is open.

use std::sync::Arc;

use garde::Validate;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Choice, Field, FormView, Html, prose};
use web::{Act, Ask, Done, act};

use super::closing;
use crate::acts;
use crate::model::{Proposal, Rating};
use crate::rules::{Counts, Rules};
use crate::workflow::rating::{self, PROCESS};
use crate::workflow::{State, words::Change};
use crate::{model, policy, store};

pub const RATE: Act = act("ratings.rate", "/proposals/{id}/rating").rule("rating", "rate").journals("rating.given");
pub const AMEND: Act = act("ratings.amend", "/proposals/{id}/rating-amendment").rule("rating", "amend").journals("rating.amended");

/// Codes of the policy's rating scheme; a comment is due where one of them means dissatisfied.
#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Values {
    #[garde(length(chars, min = 1, max = 40))]
    pub work: String,
    #[garde(length(chars, min = 1, max = 40))]
    pub result: String,
    #[garde(length(chars, max = 1000))]
    pub comment: String,
}

impl Values {
    /// Both values must be of the scheme.
    pub fn check(&self, rules: &Rules) -> Result<()> {
        check(rules, &self.work, &self.result, &self.comment)
    }
}

pub(super) fn check(rules: &Rules, work: &str, result: &str, comment: &str) -> Result<()> {
    let counts = |field: &str, code: &str| {
        rules.rating(code).map(|v| v.counts).ok_or_else(|| Error::invalid(field, "proposals.rating.unknown-value"))
    };
    let values = [counts("work", work)?, counts("result", result)?];
    if values.contains(&Counts::Dissatisfied) && comment.trim().is_empty() {
        return Err(Error::invalid("comment", "proposals.rating.comment-due"));
    }
    Ok(())
}

/// Gives one's own rating.
pub fn rate(tx: &mut Tx, who: &Actor, id: Id, input: &Values) -> Result<Done> {
    let (mut p, mut own, rules) = own(tx, who, id)?;
    let to = PROCESS.step(own.state, rating::Act::Rate, &policy::rating_roles(who, &own, tx.today()))?;
    input.check(&rules)?;
    own.state = to;
    own.work = Some(input.work.clone());
    own.result = Some(input.result.clone());
    own.comment = comment(&input.comment);
    own.channel = Some("online".into());
    own.given_at = Some(tx.now());
    store::feedback::save_rating(tx, &own)?;
    let closed = closing::by_rule(tx, &mut p)?;
    finished(tx, who, &p, &own, "proposals.said.rated", closed)
}

/// Changes one's own rating; what was rated first is kept.
pub fn amend(tx: &mut Tx, who: &Actor, id: Id, input: &Values) -> Result<Done> {
    let (mut p, mut own, rules) = own(tx, who, id)?;
    PROCESS.step(own.state, rating::Act::Amend, &policy::rating_roles(who, &own, tx.today()))?;
    input.check(&rules)?;
    if own.first_work.is_none() {
        (own.first_work, own.first_result) = (own.work.take(), own.result.take());
    }
    own.work = Some(input.work.clone());
    own.result = Some(input.result.clone());
    own.comment = comment(&input.comment);
    own.entered_by = None;
    store::feedback::save_rating(tx, &own)?;
    let further = match reopening(tx, &p, &own, &rules)? {
        Some(asked) => Some(asked),
        None => closing::by_rule(tx, &mut p)?,
    };
    finished(tx, who, &p, &own, "proposals.said.amended", further)
}

/// A first signer who turns dissatisfied after the closing asks for it to be reopened; the office decides.
fn reopening(tx: &mut Tx, p: &Proposal, own: &Rating, rules: &Rules) -> Result<Option<closing::Entry>> {
    let dissatisfied = own.result.as_deref().is_some_and(|code| rules.is_dissatisfied(code));
    if p.state != State::Closed || !own.first_signer || !dissatisfied || store::feedback::open_change(tx, p.id)?.is_some() {
        return Ok(None);
    }
    let request = model::ChangeRequest {
        id: tx.new_id(),
        assembly: p.assembly,
        proposal: p.id,
        kind: Change::Reopening,
        state: "open".into(),
        reason: own.comment.clone().unwrap_or_default(),
        fields: json!({}),
        asked_by: own.person,
        asked_at: tx.now(),
        decided_by: None,
    };
    store::feedback::insert_change(tx, &request)?;
    Ok(Some(("proposal.change_asked", acts::subject(p), json!({ "kind": Change::Reopening.name() }))))
}

/// The entry stands under the rating, not in the history of the proposal, which the unit reads.
pub(super) fn finished(
    tx: &mut Tx,
    who: &Actor,
    p: &Proposal,
    rating: &Rating,
    said: &'static str,
    further: Option<closing::Entry>,
) -> Result<Done> {
    let record = crate::view::proposal(tx, who, p)?;
    let mut done = Done::new(Ref::new("ratings", rating.id), &record)?
        .journal(json!({ "proposal": p.id, "round": rating.round, "to": rating.state.name() }))
        .say(said)
        .go(format!("/proposals/{}", p.id));
    if let Some((kind, subject, payload)) = further {
        done = done.also(kind, subject, payload);
    }
    Ok(done)
}

pub(super) fn comment(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|t| !t.is_empty())
}

/// `Refused` for somebody who was not asked to rate the present round.
fn own(tx: &mut Tx, who: &Actor, id: Id) -> Result<(Proposal, Rating, Arc<Rules>)> {
    let p = store::get(tx, who, id)?;
    let own = store::feedback::rating_of(tx, id, p.round, who.person).map_err(|error| match error {
        Error::NotFound => Error::refused("workflow.not-yours"),
        other => other,
    })?;
    let rules = store::rules_of(tx, &p)?;
    Ok((p, own, rules))
}

/// Two questions with the answers of the scheme, and the answer that is rated above them.
pub fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (p, own, rules) = own(tx, who, ask.id)?;
    PROCESS.step(own.state, rating::Act::Rate, &policy::rating_roles(who, &own, ask.today))?;
    Ok(FormView {
        lead: Some(ask.locale.f("proposals.rating.lead", &[("day", ask.locale.short_day(own.due, ask.today).as_str())])),
        context: Some(about(tx, ask, &p)?),
        fields: questions(ask, &rules, None),
        ..FormView::default()
    })
}

/// As [`form`], filled with what was rated.
pub fn amend_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (p, own, rules) = own(tx, who, ask.id)?;
    PROCESS.step(own.state, rating::Act::Amend, &policy::rating_roles(who, &own, ask.today))?;
    let entered = own.entered_by.is_some();
    let lead = if entered { "proposals.rating.lead.entered" } else { "proposals.rating.lead" };
    Ok(FormView {
        lead: Some(ask.locale.f(lead, &[("day", ask.locale.short_day(own.due, ask.today).as_str())])),
        context: Some(about(tx, ask, &p)?),
        fields: questions(ask, &rules, Some(&own)),
        ..FormView::default()
    })
}

/// The questions of a rating; labels are those of the policy.
pub(super) fn questions(ask: &Ask, rules: &Rules, now: Option<&Rating>) -> Vec<Field> {
    let choices = || -> Vec<Choice> {
        rules.ratings.iter().map(|v| Choice::new(v.code.as_str(), super::label(ask, &v.label, &v.label_en))).collect()
    };
    let filled = |field: Field, value: Option<&String>| match value {
        Some(value) => field.value(value.as_str()),
        None => field,
    };
    vec![
        filled(
            Field::radio("work", ask.t("proposals.field.rating-work"), choices()).hint(ask.t("proposals.hint.rating-work")).required(),
            now.and_then(|r| r.work.as_ref()),
        ),
        filled(
            Field::radio("result", ask.t("proposals.field.rating-result"), choices())
                .hint(ask.t("proposals.hint.rating-result"))
                .required(),
            now.and_then(|r| r.result.as_ref()),
        ),
        filled(
            Field::textarea("comment", ask.t("proposals.field.rating-comment"), 4)
                .hint(ask.t("proposals.hint.rating-comment"))
                .max_chars(1000),
            now.and_then(|r| r.comment.as_ref()),
        ),
    ]
}

/// The answers that the rating is about, below the title.
pub(super) fn about(tx: &mut Tx, ask: &Ask, p: &Proposal) -> Result<Html> {
    let replies = store::replies::of(tx, p.id)?;
    let sent: Vec<_> = replies.into_iter().filter(|r| r.sent_at.is_some() && r.revoked_at.is_none()).collect();
    let units = directory::names::units(tx, &sent.iter().map(|r| r.unit).collect::<Vec<_>>())?;
    let mut parts = vec![super::heading(ask, p)];
    for reply in &sent {
        let unit = units.get(&reply.unit).map_or("", String::as_str);
        parts.push(prose(&ask.locale.f("proposals.rating.answer-of", &[("unit", unit)])));
        parts.push(prose(&reply.body));
        let answers = reply.answers.iter().enumerate();
        let lines: Vec<String> = answers.map(|(n, a)| format!("{}. {}", n + 1, a.text)).collect();
        parts.push(prose(&lines.join("\n")));
    }
    Ok(Html::join(parts))
}
