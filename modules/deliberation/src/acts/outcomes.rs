//! 成果转化: suggestions out of a deliberation that has closed, each given to an owner with a day (workflows 4.5).

pub mod handling;
pub mod reviewed;

use directory::units;
use garde::Validate;
use jiff::civil::Date;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::workflow::{At, Roles};
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use web::ui::{Choice, Fact, Field, FormView, Html, Link};
use web::{Act, Ask, Bound, Done, act};

use super::{form, states, stepped as deliberation_stepped, subject as deliberation_subject};
use crate::model::{Deliberation, Outcome};
use crate::workflow::outcome::{Act as Step, PROCESS, Role, State};
use crate::workflow::{Act as DeliberationStep, statement};
use crate::{json as shape, policy, store};

const RECOMMEND: Act =
    act("outcomes.recommend", "/deliberations/{id}/outcomes").rule("deliberation", "recommend").journals("outcome.recommended");
const EDIT: Act = act("outcomes.edit", "/outcomes/{id}/edits").rule("outcome", "edit").journals("outcome.edited");
const INSTRUCT: Act = act("outcomes.instruct", "/outcomes/{id}/instruction").rule("outcome", "instruct").journals("outcome.instructed");
const ASSIGN: Act = act("outcomes.assign", "/outcomes/{id}/assignment").rule("outcome", "assign").journals("outcome.assigned");
const EXTEND: Act = act("outcomes.extend", "/outcomes/{id}/extension").rule("outcome", "extend").journals("outcome.extended");

pub fn all() -> Vec<Bound> {
    let own = vec![
        RECOMMEND.bind(recommend).form(recommend_form),
        EDIT.bind(edit).form(edit_form),
        INSTRUCT.bind(instruct).form(instruct_form),
        ASSIGN.bind(assign).form(assign_form),
        EXTEND.bind(extend).form(extend_form),
    ];
    [own, handling::all(), reviewed::all()].concat()
}

/// An outcome item with what decides on it.
pub struct Case {
    pub o: Outcome,
    pub d: Deliberation,
    pub roles: Roles<Role>,
}

/// `NotFound` outside the scope.
pub fn case(tx: &mut Tx, who: &Actor, id: Id) -> Result<Case> {
    let o = store::outcomes::get(tx, who, id)?;
    let d = store::deliberations::any(tx, o.deliberation)?;
    let roles = policy::outcome_roles(who, &d, &o);
    Ok(Case { o, d, roles })
}

pub fn subject(o: &Outcome) -> Ref {
    Ref::new("outcomes", o.id)
}

fn stepped(tx: &mut Tx, who: &Actor, id: Id, act: Step) -> Result<(Case, At<State>)> {
    let case = case(tx, who, id)?;
    let to = PROCESS.step(case.o.state, act, &case.roles)?;
    Ok((case, to))
}

/// Moves and saves the item; `also` goes into the journal beside the states.
fn moved(tx: &mut Tx, case: &mut Case, to: At<State>, also: Value) -> Result<Done> {
    let from = case.o.state.get();
    if to != case.o.state {
        case.o.state_since = tx.now();
    }
    case.o.state = to;
    store::outcomes::save(tx, &mut case.o)?;
    let done = Done::new(subject(&case.o), &shape::outcome(&case.o))?.journal(states(from.name(), to.get().name(), also));
    Ok(done.go(format!("/outcomes/{}", case.o.id)))
}

/// The form of an act on an item: refused for whoever cannot do it now.
fn about(tx: &mut Tx, who: &Actor, ask: &Ask, act: Step) -> Result<(FormView, Case)> {
    let (case, _) = stepped(tx, who, ask.id, act)?;
    let mut facts = vec![Fact::new(ask.t("outcomes.column.deliberation"), case.d.title.as_str())];
    if !case.o.owner.is_empty() {
        facts.push(Fact::new(ask.t("outcomes.column.owner"), case.o.owner.as_str()));
    }
    facts.extend(case.o.due.map(|day| Fact::new(ask.t("outcomes.column.due"), ask.locale.day(day, ask.today))));
    let context = Html::join([web::ui::facts(&facts), web::ui::prose(&case.o.body)]);
    let cancel = Link::new(ask.t("web.cancel"), format!("/outcomes/{}", case.o.id));
    Ok((FormView { context: Some(context), cancel: Some(cancel), ..FormView::default() }, case))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Suggestion {
    #[garde(length(chars, min = 4, max = 500))]
    text: String,
    /// The number of the statement that it was made of.
    #[garde(skip)]
    statement: Option<i64>,
}

impl Suggestion {
    fn put(&self, tx: &mut Tx, o: &mut Outcome) -> Result<()> {
        if let Some(number) = self.statement {
            let voted = store::statements::of(tx, o.deliberation, statement::VOTED)?;
            if !voted.iter().any(|s| s.number == number) {
                return Err(Error::invalid("statement", "outcomes.invalid.statement"));
            }
        }
        o.body = self.text.trim().to_owned();
        o.statement = self.statement;
        Ok(())
    }
}

fn recommend(tx: &mut Tx, who: &Actor, id: Id, input: &Suggestion) -> Result<Done> {
    let (case, _) = deliberation_stepped(tx, who, id, DeliberationStep::Recommend)?;
    let mut o = blank(tx, who, &case.d)?;
    input.put(tx, &mut o)?;
    store::outcomes::insert(tx, &o)?;
    let told = json!({ "outcome": o.id, "number": o.number, "text": o.body });
    let done = Done::new(subject(&o), &shape::outcome(&o))?.journal(json!({ "to": o.state, "text": o.body }));
    let done = done.also("deliberation.outcome_recommended", deliberation_subject(&case.d), told);
    Ok(done.go(format!("/outcomes/{}", o.id)).say("outcomes.said.recommended"))
}

fn blank(tx: &mut Tx, who: &Actor, d: &Deliberation) -> Result<Outcome> {
    Ok(Outcome {
        id: tx.new_id(),
        assembly: d.assembly,
        deliberation: d.id,
        number: store::outcomes::next_number(tx, d.id)?,
        state: PROCESS.start(),
        state_since: tx.now(),
        body: String::new(),
        statement: None,
        unit: None,
        owner: String::new(),
        method: String::new(),
        due: None,
        instruction: None,
        instructed_on: None,
        returned: None,
        class: None,
        answer: None,
        reason: None,
        answered_by: None,
        answered_on: None,
        verdict: None,
        evaluation: None,
        evaluated_by: None,
        recommended_by: who.person,
        reminded: None,
        changes: 0,
        created_at: tx.now(),
    })
}

fn suggestion_fields(tx: &mut Tx, ask: &Ask, view: FormView, deliberation: Id, now: Option<&Outcome>) -> Result<FormView> {
    let voted = store::statements::of(tx, deliberation, statement::VOTED)?;
    let numbered = voted.iter().map(|s| Choice::new(s.number.to_string(), format!("{} {}", s.number, s.body)));
    let choices = std::iter::once(Choice::new("", ask.t("outcomes.statement.none"))).chain(numbered).collect();
    let mut text = Field::textarea("text", ask.t("outcomes.field.text"), 4).required().max_chars(500).hint(ask.t("outcomes.hint.text"));
    let mut number = Field::select("statement", ask.t("outcomes.field.statement"), choices);
    if let Some(o) = now {
        text = text.value(o.body.as_str());
        number = number.value(o.statement.map(|n| n.to_string()).unwrap_or_default());
    }
    Ok(view.field(text).field(number))
}

fn recommend_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, case) = form::about(tx, who, ask, DeliberationStep::Recommend)?;
    suggestion_fields(tx, ask, view, case.d.id, None)
}

fn edit(tx: &mut Tx, who: &Actor, id: Id, input: &Suggestion) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Edit)?;
    input.put(tx, &mut case.o)?;
    let text = case.o.body.clone();
    moved(tx, &mut case, to, json!({ "text": text }))
}

fn edit_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, case) = about(tx, who, ask, Step::Edit)?;
    suggestion_fields(tx, ask, view, case.d.id, Some(&case.o))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Instruction {
    /// What a leader wrote on it.
    #[garde(length(chars, min = 2, max = 1000))]
    instruction: String,
    #[garde(required)]
    #[schemars(with = "String")]
    instructed_on: Option<Date>,
}

/// 批示 is not waited for: it is registered when there is one.
fn instruct(tx: &mut Tx, who: &Actor, id: Id, input: &Instruction) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Instruct)?;
    if input.instructed_on.is_some_and(|day| day > tx.today()) {
        return Err(Error::invalid("instructed_on", "outcomes.invalid.future"));
    }
    case.o.instruction = Some(input.instruction.trim().to_owned());
    case.o.instructed_on = input.instructed_on;
    Ok(moved(tx, &mut case, to, json!({ "text": input.instruction, "on": input.instructed_on }))?.say("outcomes.said.instructed"))
}

fn instruct_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, case) = about(tx, who, ask, Step::Instruct)?;
    let text = Field::textarea("instruction", ask.t("outcomes.field.instruction"), 4).required().max_chars(1000);
    let day = case.o.instructed_on.unwrap_or(ask.today);
    Ok(view
        .field(text.hint(ask.t("outcomes.hint.instruction")).value(case.o.instruction.unwrap_or_default()))
        .field(Field::date("instructed_on", ask.t("outcomes.field.instructed-on")).required().value(day.to_string())))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Assignment {
    /// The unit that owns it; without one, `owner` names a body without an account.
    #[garde(skip)]
    unit: Option<Id>,
    #[garde(length(chars, max = 100))]
    owner: String,
    #[garde(required)]
    #[schemars(with = "String")]
    due: Option<Date>,
    #[garde(length(chars, min = 2, max = 500))]
    method: String,
}

fn assign(tx: &mut Tx, who: &Actor, id: Id, input: &Assignment) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Assign)?;
    case.o.owner = owner(tx, case.o.assembly, input)?;
    case.o.unit = input.unit;
    case.o.give_until(coming(tx, input.due)?);
    case.o.method = input.method.trim().to_owned();
    case.o.returned = None;
    let told = json!({ "unit": case.o.owner, "due": case.o.due, "text": case.o.method });
    Ok(moved(tx, &mut case, to, told)?.say("outcomes.said.assigned"))
}

fn owner(tx: &mut Tx, assembly: Id, input: &Assignment) -> Result<String> {
    let Some(unit) = input.unit else {
        let words = input.owner.trim();
        return if words.is_empty() { Err(Error::invalid("unit", "outcomes.invalid.owner")) } else { Ok(words.to_owned()) };
    };
    match units::get(tx, assembly, unit) {
        Ok(unit) if !unit.ended => Ok(unit.name),
        Ok(_) | Err(Error::NotFound) => Err(Error::invalid("unit", "web.invalid.shape")),
        Err(error) => Err(error),
    }
}

/// Today or later.
fn coming(tx: &Tx, due: Option<Date>) -> Result<Date> {
    let due = due.ok_or_else(|| Error::invalid("due", "web.invalid.required"))?;
    if due < tx.today() { Err(Error::invalid("due", "outcomes.invalid.due")) } else { Ok(due) }
}

fn assign_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, case) = about(tx, who, ask, Step::Assign)?;
    let name = |u: &units::Unit| form::in_language(ask, &u.name, &u.name_en);
    let running = units::running(tx, case.o.assembly)?;
    let named = running.iter().map(|u| Choice::new(u.id.to_string(), name(u)));
    let choices = std::iter::once(Choice::new("", ask.t("outcomes.unit.none"))).chain(named).collect();
    Ok(view
        .field(Field::select("unit", ask.t("outcomes.field.unit"), choices))
        .field(Field::text("owner", ask.t("outcomes.field.owner")).max_chars(100).hint(ask.t("outcomes.hint.owner")))
        .field(Field::date("due", ask.t("outcomes.field.due")).required())
        .field(
            Field::textarea("method", ask.t("outcomes.field.method"), 2)
                .required()
                .max_chars(500)
                .hint(ask.t("outcomes.hint.method"))
                .value(case.o.method),
        ))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Later {
    #[garde(required)]
    #[schemars(with = "String")]
    due: Option<Date>,
    #[garde(length(chars, min = 1, max = 1000))]
    reason: String,
}

fn extend(tx: &mut Tx, who: &Actor, id: Id, input: &Later) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Extend)?;
    let due = coming(tx, input.due)?;
    if case.o.due.is_some_and(|before| due <= before) {
        return Err(Error::invalid("due", "outcomes.invalid.later"));
    }
    case.o.give_until(due);
    moved(tx, &mut case, to, json!({ "due": due, "reason": input.reason }))
}

fn extend_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, _) = about(tx, who, ask, Step::Extend)?;
    Ok(view.field(Field::date("due", ask.t("outcomes.field.due")).required()).field(form::reason(ask)))
}
