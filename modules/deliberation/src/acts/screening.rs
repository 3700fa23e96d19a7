//! 观点审核: what is shown, what is not and why, what says the same as another, what is answered and taken up.

use garde::Validate;
use kernel::db::Tx;
use kernel::workflow::At;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use web::act::{Nothing, Reason};
use web::ui::{Choice, Field, FormView};
use web::{Act, Ask, Bound, Done, act};

use super::speaking::{new, tidy};
use super::{form, moved, statement_stepped, statement_subject, states, stepped};
use crate::maps::{self, Told, What};
use crate::model::{Deliberation, Statement};
use crate::rules::Rules;
use crate::workflow::words::Source;
use crate::workflow::{Act as Step, statement};
use crate::{clocks, json as shape, store};

const SEED: Act =
    act("deliberations.add_seed", "/deliberations/{id}/seeds").rule("deliberation", "add_seed").journals("deliberation.seeded");
const SHOW: Act = act("statements.show", "/statements/{id}/showing").rule("statement", "show").journals("statement.shown").batch();
const HIDE: Act = act("statements.hide", "/statements/{id}/hiding").rule("statement", "hide").journals("statement.hidden");
const UPHOLD: Act = act("statements.uphold", "/statements/{id}/upholding").rule("statement", "uphold").journals("statement.upheld");
const MERGE: Act = act("statements.merge", "/statements/{id}/merging").rule("statement", "merge").journals("statement.merged");
const SEPARATE: Act =
    act("statements.separate", "/statements/{id}/separation").rule("statement", "separate").journals("statement.separated");
const ANSWER: Act = act("statements.answer", "/statements/{id}/answer").rule("statement", "answer").journals("statement.answered");
const PICK: Act = act("statements.pick", "/statements/{id}/picking").rule("statement", "pick").journals("statement.picked");

pub fn all() -> Vec<Bound> {
    vec![
        SEED.bind(add_seed).form(seed_form).after(maps::told),
        SHOW.bind(show).form(show_form).after(maps::told),
        HIDE.bind(hide)
            .form(|tx, who, ask| Ok(form::about_statement(tx, who, ask, statement::Act::Hide)?.0.field(hiding_reason(ask))))
            .after(maps::told),
        UPHOLD
            .bind(uphold)
            .form(|tx, who, ask| Ok(form::about_statement(tx, who, ask, statement::Act::Uphold)?.0.field(form::reason(ask)))),
        MERGE.bind(merge).form(merge_form).after(maps::told),
        SEPARATE.bind(separate).form(|tx, who, ask| Ok(form::about_statement(tx, who, ask, statement::Act::Separate)?.0)).after(maps::told),
        ANSWER.bind(answer).form(answer_form),
        PICK.bind(pick).form(pick_form),
    ]
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Seed {
    #[garde(length(chars, min = 1, max = 500))]
    text: String,
    /// About the person, not the question; left out of the map.
    #[garde(skip)]
    is_meta: bool,
}

/// A statement of the organisers, shown at once.
pub(super) fn seed(tx: &mut Tx, who: &Actor, d: &Deliberation, rules: &Rules, text: &str, is_meta: bool, field: &str) -> Result<Statement> {
    let body = tidy(field, text, rules)?;
    if let Some(number) = store::statements::same(tx, d.id, &body)? {
        return Err(Error::invalid(field, kernel::Message::new("deliberations.speak.same").with("n", number)));
    }
    let s = Statement { is_meta, moderated_by: Some(who.person), ..new(tx, d.id, statement::State::Shown, body, Source::Seed)? };
    store::statements::insert(tx, &s)?;
    Ok(s)
}

fn add_seed(tx: &mut Tx, who: &Actor, id: Id, input: &Seed) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::AddSeed)?;
    let s = seed(tx, who, &case.d, &case.rules, &input.text, input.is_meta, "text")?;
    let done = moved(tx, &mut case, to, json!({ "number": s.number }))?.say("deliberations.said.seeded");
    Ok(done.tell(standing(&s)))
}

fn seed_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, case) = form::about(tx, who, ask, Step::AddSeed)?;
    let meta = vec![Choice::new("true", ask.t("statements.field.is-meta.yes"))];
    Ok(view
        .field(
            Field::textarea("text", ask.t("deliberations.field.statement"), 3)
                .required()
                .max_chars(case.rules.max_statement_chars)
                .hint(ask.t("deliberations.hint.statement")),
        )
        .field(Field::checkboxes("is_meta", ask.t("statements.field.is-meta"), meta).hint(ask.t("statements.hint.is-meta"))))
}

/// What the map does with the statement from now on.
fn standing(s: &Statement) -> Told {
    Told { deliberation: s.deliberation, what: What::Standing(s.number, maps::standing(s)) }
}

/// Moves and saves the statement.
fn statement_moved(tx: &mut Tx, who: &Actor, s: &mut Statement, d: &Deliberation, to: At<statement::State>, also: Value) -> Result<Done> {
    let from = s.state.get();
    if to != s.state {
        s.moderated_by = Some(who.person);
    }
    clocks::statement_moved(tx, s, to);
    store::statements::save(tx, s)?;
    let mut payload = states(from.name(), to.get().name(), also);
    payload["deliberation"] = json!(d.id);
    payload["number"] = s.number.into();
    let done = Done::new(statement_subject(s), &shape::one(s))?.journal(payload);
    Ok(done.go(format!("/deliberations/{}#screening", d.id)).tell(standing(s)))
}

fn show(tx: &mut Tx, who: &Actor, id: Id, _: &Nothing) -> Result<Done> {
    let (mut s, d, to) = statement_stepped(tx, who, id, statement::Act::Show)?;
    s.reason = None;
    statement_moved(tx, who, &mut s, &d, to, json!({}))
}

fn show_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    if ask.path.starts_with("/batch/") {
        return Ok(FormView::default());
    }
    Ok(form::about_statement(tx, who, ask, statement::Act::Show)?.0)
}

fn hiding_reason(ask: &Ask) -> Field {
    Field::textarea("reason", ask.t("statements.field.hide-reason"), 3)
        .required()
        .max_chars(1000)
        .hint(ask.t("statements.hint.hide-reason"))
}

fn hide(tx: &mut Tx, who: &Actor, id: Id, input: &Reason) -> Result<Done> {
    let (mut s, d, to) = statement_stepped(tx, who, id, statement::Act::Hide)?;
    s.reason = Some(input.reason.trim().to_owned());
    statement_moved(tx, who, &mut s, &d, to, json!({ "reason": input.reason }))
}

fn uphold(tx: &mut Tx, who: &Actor, id: Id, input: &Reason) -> Result<Done> {
    let (mut s, d, to) = statement_stepped(tx, who, id, statement::Act::Uphold)?;
    s.reason = Some(input.reason.trim().to_owned());
    statement_moved(tx, who, &mut s, &d, to, json!({ "reason": input.reason }))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Merging {
    /// The number of the statement that says the same.
    #[garde(required)]
    into: Option<i64>,
}

/// Its votes stay its own; it is not put to anybody any more.
fn merge(tx: &mut Tx, who: &Actor, id: Id, input: &Merging) -> Result<Done> {
    let (mut s, d, to) = statement_stepped(tx, who, id, statement::Act::Merge)?;
    let shown = store::statements::of(tx, d.id, &[statement::State::Shown])?;
    let into = input.into.filter(|n| *n != s.number && shown.iter().any(|other| other.number == *n));
    s.merged_into = Some(into.ok_or_else(|| Error::invalid("into", "statements.merge.not-shown"))?);
    statement_moved(tx, who, &mut s, &d, to, json!({ "into": into }))
}

fn merge_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, s, d) = form::about_statement(tx, who, ask, statement::Act::Merge)?;
    let alike: Vec<i64> = crate::alike::to(tx, d.id, &s.body, 5)?.into_iter().map(|(other, _)| other.number).collect();
    let mut shown = store::statements::of(tx, d.id, &[statement::State::Shown])?;
    shown.retain(|other| other.number != s.number);
    // What is alike stands first.
    shown.sort_by_key(|other| (alike.iter().position(|n| *n == other.number).unwrap_or(usize::MAX), other.number));
    let choices = shown.iter().map(|other| Choice::new(other.number.to_string(), format!("{}. {}", other.number, other.body))).collect();
    Ok(view.field(Field::select("into", ask.t("statements.field.into"), choices).required().hint(ask.t("statements.hint.into"))))
}

fn separate(tx: &mut Tx, who: &Actor, id: Id, _: &Nothing) -> Result<Done> {
    let (mut s, d, to) = statement_stepped(tx, who, id, statement::Act::Separate)?;
    s.merged_into = None;
    statement_moved(tx, who, &mut s, &d, to, json!({}))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Answer {
    #[garde(length(chars, min = 2, max = 2_000))]
    answer: String,
}

fn answer(tx: &mut Tx, who: &Actor, id: Id, input: &Answer) -> Result<Done> {
    let (mut s, d, to) = statement_stepped(tx, who, id, statement::Act::Answer)?;
    s.answer = Some(input.answer.trim().to_owned());
    s.answered_by = Some(who.person);
    statement_moved(tx, who, &mut s, &d, to, json!({}))
}

fn answer_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, s, _) = form::about_statement(tx, who, ask, statement::Act::Answer)?;
    let field = Field::textarea("answer", ask.t("statements.field.answer"), 5).required().max_chars(2_000);
    Ok(view.field(field.value(s.answer.unwrap_or_default())))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Pick {
    /// Empty takes it back.
    #[garde(skip)]
    picked: bool,
}

fn pick(tx: &mut Tx, who: &Actor, id: Id, input: &Pick) -> Result<Done> {
    let (mut s, d, to) = statement_stepped(tx, who, id, statement::Act::Pick)?;
    s.picked = input.picked;
    statement_moved(tx, who, &mut s, &d, to, json!({ "picked": input.picked }))
}

fn pick_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, s, _) = form::about_statement(tx, who, ask, statement::Act::Pick)?;
    let field =
        Field::checkboxes("picked", ask.t("statements.field.picked"), vec![Choice::new("true", ask.t("statements.field.picked.yes"))]);
    Ok(view.field(if s.picked { field.value("true") } else { field }))
}
