//! 承办、反馈与评价: the owner takes it or sends it back, answers by class; a person judges the answer.

use garde::Validate;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::act::{Note, Reason};
use web::ui::{Fact, Field, FormView, Html};
use web::{Act, Ask, Bound, Done, act};

use super::{Later, about, coming, form, moved, stepped, subject};
use crate::workflow::outcome::{Act as Step, Class, Verdict};
use crate::{evidence, store};

const ACCEPT: Act = act("outcomes.accept", "/outcomes/{id}/acceptance").rule("outcome", "accept").journals("outcome.accepted");
const RETURN: Act = act("outcomes.return", "/outcomes/{id}/return").rule("outcome", "return").journals("outcome.returned");
const ANSWER: Act = act("outcomes.answer", "/outcomes/{id}/answer").rule("outcome", "answer").journals("outcome_answer.given");
const EVALUATE: Act = act("outcomes.evaluate", "/outcomes/{id}/evaluation").rule("outcome", "evaluate").journals("outcome.evaluated");
const REWORK: Act = act("outcomes.rework", "/outcomes/{id}/rework").rule("outcome", "rework").journals("outcome.sent_back");
const CLOSE: Act = act("outcomes.close", "/outcomes/{id}/closing").rule("outcome", "close").journals("outcome.closed");

pub fn all() -> Vec<Bound> {
    vec![
        ACCEPT.bind(accept).form(|tx, who, ask| Ok(about(tx, who, ask, Step::Accept)?.0.field(form::note(ask)))),
        RETURN.bind(send_back).form(|tx, who, ask| Ok(about(tx, who, ask, Step::Return)?.0.field(form::reason(ask)))),
        ANSWER.bind(answer).form(answer_form),
        EVALUATE.bind(evaluate).form(evaluate_form),
        REWORK.bind(rework).form(|tx, who, ask| {
            let due = Field::date("due", ask.t("outcomes.field.due")).required();
            Ok(about(tx, who, ask, Step::Rework)?.0.field(due).field(form::reason(ask)))
        }),
        CLOSE.bind(close).form(|tx, who, ask| Ok(about(tx, who, ask, Step::Close)?.0.field(form::note(ask)))),
    ]
}

fn accept(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Accept)?;
    Ok(moved(tx, &mut case, to, json!({ "note": input.note }))?.say("outcomes.said.accepted"))
}

/// Not this owner's: the organisers find another.
fn send_back(tx: &mut Tx, who: &Actor, id: Id, input: &Reason) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Return)?;
    case.o.returned = Some(input.reason.trim().to_owned());
    let told = json!({ "unit": case.o.owner, "reason": input.reason });
    Ok(moved(tx, &mut case, to, told)?.say("outcomes.said.returned"))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Answered {
    #[garde(required)]
    class: Option<Class>,
    /// What was done, when, and where that can be seen.
    #[garde(length(chars, min = 4, max = 5_000))]
    answer: String,
    /// Mandatory for what is not adopted.
    #[garde(length(chars, max = 1000))]
    reason: String,
}

fn answer(tx: &mut Tx, who: &Actor, id: Id, input: &Answered) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Answer)?;
    let reason = input.reason.trim();
    if input.class == Some(Class::NotAdopted) && reason.is_empty() {
        return Err(Error::invalid("reason", "outcomes.invalid.reason"));
    }
    case.o.class = input.class;
    case.o.answer = Some(input.answer.trim().to_owned());
    case.o.reason = (!reason.is_empty()).then(|| reason.to_owned());
    case.o.answered_by = Some(who.person);
    case.o.answered_on = Some(tx.today());
    let told = json!({ "unit": case.o.owner, "class": input.class, "text": input.answer, "reason": reason });
    let mut done = moved(tx, &mut case, to, told)?.say("outcomes.said.answered");
    // The files hang on this answer: after a rework the next one brings its own.
    done.subject = Ref::new(evidence::ANSWERS, store::outcomes::add_answer(tx, &case.o)?);
    let payload = std::mem::take(&mut done.journal);
    Ok(done.also("outcome.answered", subject(&case.o), payload))
}

fn answer_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (mut view, case) = about(tx, who, ask, Step::Answer)?;
    view.multipart = true;
    let classes = form::words::<Class>(ask, "word.outcome-class");
    let answer = Field::textarea("answer", ask.t("outcomes.field.answer"), 6).required().max_chars(5_000);
    let reason = Field::textarea("reason", ask.t("outcomes.field.reason"), 3).max_chars(1000);
    Ok(view
        .field(Field::radio("class", ask.t("outcomes.field.class"), classes).required())
        .field(answer.hint(ask.t("outcomes.hint.answer")).value(case.o.answer.unwrap_or_default()))
        .field(reason.hint(ask.t("outcomes.hint.reason")))
        .field(Field::files("evidence", ask.t("outcomes.field.evidence"), evidence::KINDS).hint(ask.t("outcomes.hint.evidence"))))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Judged {
    #[garde(required)]
    verdict: Option<Verdict>,
    #[garde(length(chars, min = 2, max = 2_000))]
    evaluation: String,
}

fn evaluate(tx: &mut Tx, who: &Actor, id: Id, input: &Judged) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Evaluate)?;
    case.o.verdict = input.verdict;
    case.o.evaluation = Some(input.evaluation.trim().to_owned());
    case.o.evaluated_by = Some(who.person);
    let told = json!({ "verdict": input.verdict, "text": input.evaluation });
    Ok(moved(tx, &mut case, to, told)?.say("outcomes.said.evaluated"))
}

fn evaluate_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (mut view, case) = about(tx, who, ask, Step::Evaluate)?;
    let shown = evidence::standing(tx, ask, &case.o)?;
    let class = case.o.class.map(|class| ask.t(&format!("word.outcome-class.{}", class.name())).to_owned());
    let told = web::ui::facts(&[
        Fact::new(ask.t("outcomes.field.class"), class.unwrap_or_default()),
        Fact::new(ask.t("outcomes.field.answer"), case.o.answer.unwrap_or_default()),
        Fact::new(ask.t("outcomes.field.reason"), case.o.reason.unwrap_or_default()),
    ]);
    view.context = view.context.map(|context| Html::join([context, told, shown]));
    let words = form::words::<Verdict>(ask, "word.outcome-verdict");
    Ok(view
        .field(Field::radio("verdict", ask.t("outcomes.field.verdict"), words).required())
        .field(Field::textarea("evaluation", ask.t("outcomes.field.evaluation"), 4).required().max_chars(2_000)))
}

/// Back to the owner with a new day. The answer stands in the journal; a new one is waited for.
fn rework(tx: &mut Tx, who: &Actor, id: Id, input: &Later) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Rework)?;
    case.o.give_until(coming(tx, input.due)?);
    (case.o.class, case.o.reason, case.o.answered_by, case.o.answered_on) = (None, None, None, None);
    (case.o.verdict, case.o.evaluation, case.o.evaluated_by) = (None, None, None);
    let told = json!({ "unit": case.o.owner, "reason": input.reason, "due": case.o.due });
    moved(tx, &mut case, to, told)
}

fn close(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Close)?;
    Ok(moved(tx, &mut case, to, json!({ "note": input.note }))?.say("outcomes.said.closed"))
}
