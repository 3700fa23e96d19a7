//! 上报与答复: what the village cannot settle goes up, and its fate comes back down (inventory A-GR-17).

use garde::Validate;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Field, FormView};
use web::{Act, Ask, Bound, Done, Reason, act};

use super::{clues, form, moved, stepped};
use crate::workflow::words::Referral;
use crate::workflow::{Act as Step, clue};
use crate::{pages, store};

const REFER: Act = act("topics.refer_up", "/topics/{id}/referral").rule("topic", "refer_up").journals("topic.referred");
const PASS_ON: Act = act("topics.pass_on", "/topics/{id}/referral-onward").rule("topic", "pass_on").journals("topic.passed_on");
const ANSWER: Act = act("topics.answer", "/topics/{id}/referral-answer").rule("topic", "answer").journals("topic.answered");
const FATE: Act = act("topics.record_fate", "/topics/{id}/referral-fate").rule("topic", "record_fate").journals("topic.fate_recorded");
const TAKE_BACK: Act = act("topics.take_back", "/topics/{id}/referral-end").rule("topic", "take_back").journals("topic.taken_back");

pub fn all() -> Vec<Bound> {
    vec![
        REFER.bind(refer).form(refer_form),
        PASS_ON.bind(pass_on).form(|tx, who, ask| answered(tx, who, ask, Step::PassOn)),
        ANSWER.bind(answer).form(|tx, who, ask| answered(tx, who, ask, Step::Answer)),
        FATE.bind(fate).form(fate_form),
        TAKE_BACK.bind(take_back).form(take_back_form),
    ]
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Referred {
    #[garde(required)]
    to: Option<Referral>,
    #[garde(length(chars, min = 1, max = 2_000))]
    text: String,
}

/// To the office of the room's own assembly first; that may pass it on to the one above.
fn refer(tx: &mut Tx, who: &Actor, id: Id, input: &Referred) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::ReferUp)?;
    let kind = input.to.ok_or_else(|| Error::invalid("to", "web.invalid.required"))?;
    case.t.referred = Some(kind);
    case.t.referred_to = (kind == Referral::Assembly).then_some(case.t.assembly);
    case.t.referral_text = Some(input.text.trim().to_owned());
    case.t.referred_at = Some(tx.now());
    case.t.answer = None;
    let today = tx.today();
    // What is sent up is told to the village from then on, whatever step it had reached.
    case.t.announced_on = case.t.announced_on.or(Some(today));
    let offered = match kind {
        Referral::ProposalClue => Some(clues::offer(tx, who, &case.t, input.text.trim())?),
        _ => None,
    };
    let done = moved(tx, who, &mut case, to, None, json!({ "text": input.text, "kind": kind.name() }))?.say("topics.said.referred");
    Ok(match offered {
        Some(c) => done.also("clue.offered", Ref::new("clues", c.id), json!({ "to": c.state.get().name(), "text": input.text })),
        None => done,
    })
}

fn refer_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, _) = form::about(tx, who, ask, Step::ReferUp)?;
    Ok(view
        .field(Field::radio("to", ask.t("topics.field.referral"), form::words::<Referral>(ask, "word.referral")).required())
        .field(Field::textarea("text", ask.t("topics.field.referral-text"), 5).required().max_chars(2_000)))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Answered {
    #[garde(length(chars, min = 1, max = 3_000))]
    text: String,
}

fn answered(tx: &mut Tx, who: &Actor, ask: &Ask, act: Step) -> Result<FormView> {
    let (view, _) = form::about(tx, who, ask, act)?;
    Ok(view.field(Field::textarea("text", ask.t("topics.field.answer"), 6).required().max_chars(3_000)))
}

fn pass_on(tx: &mut Tx, who: &Actor, id: Id, input: &Answered) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::PassOn)?;
    let here = directory::assemblies::get(tx, who.assembly)?;
    let above = here.parent.ok_or_else(|| Error::conflict("topics.pass-on.none-above"))?;
    case.t.referred_to = Some(above);
    Ok(moved(tx, who, &mut case, to, None, json!({ "text": input.text }))?.say("topics.said.passed-on").go("/topics"))
}

/// The answer is the village's result: posted, read and rated there.
fn answer(tx: &mut Tx, who: &Actor, id: Id, input: &Answered) -> Result<Done> {
    down(tx, who, id, input, Step::Answer)
}

/// What became of a proposal clue or an opinion brief, as the worker learns it.
fn fate(tx: &mut Tx, who: &Actor, id: Id, input: &Answered) -> Result<Done> {
    down(tx, who, id, input, Step::RecordFate)
}

/// The form begins with what the program knows of it; the worker says it in words that the village understands.
fn fate_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, case) = form::about(tx, who, ask, Step::RecordFate)?;
    let known = pages::clues::in_words(tx, ask, case.t.id)?;
    let hint = match case.t.referred {
        Some(Referral::OpinionBrief) => "topics.hint.fate-brief",
        _ => "topics.hint.fate",
    };
    Ok(view.field(Field::textarea("text", ask.t("topics.field.fate"), 6).required().max_chars(3_000).value(known).hint(ask.t(hint))))
}

/// The convener takes it back with a reason: the village goes on with it by itself, or sends it elsewhere.
fn take_back(tx: &mut Tx, who: &Actor, id: Id, input: &Reason) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::TakeBack)?;
    let reason = input.reason.trim();
    let taken = store::clues::of_topic(tx, id)?.is_some_and(|c| c.state == clue::State::TakenUp);
    if taken {
        return Err(Error::conflict("topics.take-back.taken-up"));
    }
    let followed = clues::follow(tx, &case.t, reason)?;
    case.t.referred_to = None;
    let term = Some(case.rules.screen);
    let done = moved(tx, who, &mut case, to, term, json!({ "reason": reason }))?.say("topics.said.taken-back");
    Ok(match followed {
        Some((entry, subject, payload)) => done.also(entry, subject, payload),
        None => done,
    })
}

fn take_back_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, _) = form::about(tx, who, ask, Step::TakeBack)?;
    Ok(view.field(Field::textarea("reason", ask.t("topics.field.reason"), 4).required().max_chars(1_000)))
}

fn down(tx: &mut Tx, who: &Actor, id: Id, input: &Answered, act: Step) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, act)?;
    case.t.answer = Some(input.text.trim().to_owned());
    case.t.answered_by = Some(who.person);
    case.t.answered_at = Some(tx.now());
    case.t.result = case.t.answer.clone();
    case.t.result_on = Some(tx.today());
    let term = Some(case.rules.rating);
    let followed = clues::follow(tx, &case.t, input.text.trim())?;
    let done = moved(tx, who, &mut case, to, term, json!({ "text": input.text }))?.say("topics.said.answered");
    Ok(match followed {
        Some((entry, subject, payload)) => done.also(entry, subject, payload),
        None => done,
    })
}
