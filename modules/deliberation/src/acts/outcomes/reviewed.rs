//! 督办意见: what a joint review decided on a suggestion that is late: a new day, to a leader, or its end with the reason.

use garde::Validate;
use jiff::civil::Date;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use web::ui::{Choice, Field, FormView};
use web::{Act, Ask, Bound, Done, act};

use super::{Case, about, coming, moved, stepped};
use crate::acts::reviews;
use crate::model::JointReview;
use crate::store;
use crate::workflow::outcome::Act as Step;
use crate::workflow::review::{Decision, State};

const POSTPONE: Act =
    act("outcomes.postpone", "/outcomes/{id}/review-term").rule("outcome", "postpone").journals("outcome.review_postponed");
const REFER: Act = act("outcomes.refer", "/outcomes/{id}/review-referral").rule("outcome", "refer").journals("outcome.review_referred");
const END: Act = act("outcomes.end", "/outcomes/{id}/review-end").rule("outcome", "end").journals("outcome.review_ended");

/// What the paths of these acts have and no other.
pub const MARK: &str = "/review-";

pub fn all() -> Vec<Bound> {
    vec![
        POSTPONE.bind(postpone).form(|tx, who, ask| {
            let (view, _) = decision_form(tx, who, ask, Step::Postpone)?;
            let due = Field::date("due", ask.t("outcomes.field.due")).required();
            Ok(view.field(due).field(words(ask, "postpone")))
        }),
        REFER.bind(refer).form(|tx, who, ask| Ok(decision_form(tx, who, ask, Step::Refer)?.0.field(words(ask, "refer")))),
        END.bind(end).form(|tx, who, ask| Ok(decision_form(tx, who, ask, Step::End)?.0.field(words(ask, "end")))),
    ]
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Postponed {
    /// The meeting that decided it.
    #[garde(required)]
    review: Option<Id>,
    #[garde(required)]
    #[schemars(with = "String")]
    due: Option<Date>,
    #[garde(length(chars, min = 2, max = 1000))]
    words: String,
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Decided {
    /// The meeting that decided it.
    #[garde(required)]
    review: Option<Id>,
    #[garde(length(chars, min = 2, max = 1000))]
    words: String,
}

fn postpone(tx: &mut Tx, who: &Actor, id: Id, input: &Postponed) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Postpone)?;
    let due = coming(tx, input.due)?;
    let review = decide(tx, who, &case, input.review, (Decision::NewDay, Some(due), &input.words))?;
    case.o.give_until(due);
    let told = json!({ "due": due, "review": review.id, "text": input.words });
    let done = moved(tx, &mut case, to, told)?;
    Ok(registered(done, &case, &review, Decision::NewDay, &input.words))
}

/// To whom it goes stands in the words; a leader's note is registered when there is one.
fn refer(tx: &mut Tx, who: &Actor, id: Id, input: &Decided) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Refer)?;
    let review = decide(tx, who, &case, input.review, (Decision::ToLeader, None, &input.words))?;
    let done = moved(tx, &mut case, to, json!({ "review": review.id, "text": input.words }))?;
    Ok(registered(done, &case, &review, Decision::ToLeader, &input.words))
}

fn end(tx: &mut Tx, who: &Actor, id: Id, input: &Decided) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::End)?;
    let review = decide(tx, who, &case, input.review, (Decision::Ended, None, &input.words))?;
    let done = moved(tx, &mut case, to, json!({ "review": review.id, "reason": input.words }))?;
    Ok(registered(done, &case, &review, Decision::Ended, &input.words))
}

/// The meeting takes place or has, it took this suggestion up, and has not decided on it before.
fn decide(
    tx: &mut Tx,
    who: &Actor,
    case: &Case,
    review: Option<Id>,
    (decision, due, words): (Decision, Option<Date>, &str),
) -> Result<JointReview> {
    let review = review.ok_or_else(|| Error::invalid("review", "web.invalid.required"))?;
    let review = store::reviews::get(tx, who, review).map_err(|_| Error::invalid("review", "web.invalid.shape"))?;
    if review.state != State::Open || review.held_on > tx.today() {
        return Err(Error::conflict("joint_reviews.not-now"));
    }
    match store::reviews::decide(tx, (review.id, case.o.id), decision, due, words.trim())? {
        1 => Ok(review),
        _ => Err(Error::invalid("review", "joint_reviews.invalid.review")),
    }
}

/// Back to the meeting, whose history has it too.
fn registered(done: Done, case: &Case, review: &JointReview, decision: Decision, words: &str) -> Done {
    let told: Value = json!({ "outcome": case.o.id, "decision": decision, "unit": case.o.owner, "text": words });
    done.also("joint_review.decided", reviews::subject(review), told)
        .go(format!("/joint-reviews/{}", review.id))
        .say("joint_reviews.said.decided")
}

/// Meetings that can decide on it now.
pub fn meetings(tx: &mut Tx, ask: &Ask, outcome: Id) -> Result<Vec<JointReview>> {
    let all = store::reviews::of_outcome(tx, outcome)?;
    let now = |r: &JointReview| r.state == State::Open && r.held_on <= ask.today;
    Ok(all.into_iter().filter(|(r, item)| now(r) && item.is_open()).map(|(r, _)| r).collect())
}

fn decision_form(tx: &mut Tx, who: &Actor, ask: &Ask, act: Step) -> Result<(FormView, Case)> {
    let (view, case) = about(tx, who, ask, act)?;
    let meetings = meetings(tx, ask, ask.id)?;
    let Some(first) = meetings.first() else { return Err(Error::conflict("joint_reviews.not-now")) };
    let chosen = ask.get("review").map_or_else(|| first.id.to_string(), str::to_owned);
    let choices = meetings.iter().map(|r| {
        let day = ask.locale.day(r.held_on, ask.today);
        Choice::new(r.id.to_string(), reviews::quarter(ask, r.quarter)).hint(day)
    });
    let meeting = Field::select("review", ask.t("joint_reviews.field.review"), choices.collect()).required().value(chosen);
    Ok((view.field(meeting), case))
}

fn words(ask: &Ask, name: &str) -> Field {
    let hint = ask.t(&format!("joint_reviews.hint.{name}")).to_owned();
    Field::textarea("words", ask.t(&format!("joint_reviews.field.{name}")), 4).required().max_chars(1000).hint(hint)
}
