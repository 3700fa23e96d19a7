//! 协商结果: the items that were agreed, what came out of the session, and the handing over to those who do it.

use garde::Validate;
use jiff::civil::Date;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Message, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::act::Note;
use web::ui::{Choice, Field, FormView};
use web::{Act, Ask, Bound, Done, act};

use super::screening::with_note;
use super::{Case, done, form, moved, states, stepped};
use crate::model::{Item, Session};
use crate::workflow::words::{Outcome, Progress};
use crate::workflow::{Act as Step, session};
use crate::{clocks, store};

const ADD_ITEM: Act = act("topics.add_item", "/topics/{id}/items").rule("topic", "add_item").journals("topic.item_added");
const AGREED: Act = act("topics.record_agreement", "/topics/{id}/agreement").rule("topic", "record_agreement").journals("topic.agreed");
const PARTLY: Act =
    act("topics.record_partial", "/topics/{id}/partial-agreement").rule("topic", "record_partial").journals("topic.partly_agreed");
const NONE: Act = act("topics.record_none", "/topics/{id}/disagreement").rule("topic", "record_none").journals("topic.not_agreed");
const HAND_OVER: Act = act("topics.hand_over", "/topics/{id}/handover").rule("topic", "hand_over").journals("topic.handed_over");

pub fn all() -> Vec<Bound> {
    vec![
        ADD_ITEM.bind(add_item).form(item_form),
        AGREED
            .bind::<Recorded>(|tx, who, id, input| record(tx, who, id, input, Step::RecordAgreement, Outcome::Agreed))
            .form(|tx, who, ask| outcome_form(tx, who, ask, Step::RecordAgreement)),
        PARTLY
            .bind::<Recorded>(|tx, who, id, input| record(tx, who, id, input, Step::RecordPartial, Outcome::Partly))
            .form(|tx, who, ask| outcome_form(tx, who, ask, Step::RecordPartial)),
        NONE.bind::<Recorded>(|tx, who, id, input| record(tx, who, id, input, Step::RecordNone, Outcome::None))
            .form(|tx, who, ask| outcome_form(tx, who, ask, Step::RecordNone)),
        HAND_OVER.bind(hand_over).form(|tx, who, ask| with_note(tx, who, ask, Step::HandOver)),
    ]
}

/// The owner is a unit with an account, or a body without one by its name.
#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Agreed {
    #[garde(length(chars, min = 1, max = 500))]
    text: String,
    #[garde(skip)]
    unit: Option<Id>,
    #[garde(length(chars, max = 60))]
    owner: String,
    #[garde(length(chars, min = 1, max = 500))]
    method: String,
    #[garde(length(chars, max = 100))]
    scope: String,
    #[garde(required)]
    due: Option<Date>,
}

fn add_item(tx: &mut Tx, who: &Actor, id: Id, input: &Agreed) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::AddItem)?;
    let due = input.due.ok_or_else(|| Error::invalid("due", "web.invalid.required"))?;
    let mut item = new_item(tx, &case, &input.text, (input.unit, &input.owner), &input.method, due)?;
    item.scope = input.scope.trim().to_owned();
    store::items::insert(tx, &item)?;
    let payload = json!({ "text": item.body, "unit": item.owner, "due": due });
    Ok(moved(tx, who, &mut case, to, None, payload)?.say("topics.said.item-added"))
}

/// Not due before today, nor later than the policy lets things wait.
fn new_item(tx: &mut Tx, case: &Case, text: &str, (unit, owner): (Option<Id>, &str), method: &str, due: Date) -> Result<Item> {
    let cap = clocks::due(tx, case.t.assembly, case.rules.handle_cap)?;
    if due < tx.today() {
        return Err(Error::invalid("due", "topics.item.past"));
    }
    if due > cap {
        return Err(Error::invalid("due", Message::new("topics.item.late").with("day", cap)));
    }
    let owner = owner_name(tx, case.t.assembly, unit, owner)?;
    Ok(Item {
        id: tx.new_id(),
        topic: case.t.id,
        session: None,
        round: case.t.round,
        body: text.trim().to_owned(),
        unit,
        owner,
        method: method.trim().to_owned(),
        scope: String::new(),
        due,
        progress: Progress::Open,
        report: None,
        reported_by: None,
        reported_at: None,
    })
}

pub fn owner_name(tx: &mut Tx, assembly: Id, unit: Option<Id>, owner: &str) -> Result<String> {
    match unit {
        Some(unit) => Ok(directory::units::get(tx, assembly, unit).map_err(|_| Error::invalid("unit", "web.invalid.shape"))?.name),
        None if owner.trim().is_empty() => Err(Error::invalid("owner", "topics.item.owner-missing")),
        None => Ok(owner.trim().to_owned()),
    }
}

fn item_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, case) = form::about(tx, who, ask, Step::AddItem)?;
    let units = form::units(tx, ask, case.t.assembly, "topics.item.no-account")?;
    Ok(view
        .field(Field::textarea("text", ask.t("topics.item.text"), 3).required().max_chars(500))
        .field(Field::select("unit", ask.t("topics.item.unit"), units))
        .field(Field::text("owner", ask.t("topics.item.other-owner")).max_chars(60).hint(ask.t("topics.item.other-owner.hint")))
        .field(Field::textarea("method", ask.t("topics.item.method"), 2).required().max_chars(500))
        .field(Field::text("scope", ask.t("topics.item.scope")).max_chars(100).hint(ask.t("topics.item.scope.hint")))
        .field(Field::date("due", ask.t("topics.item.due")).required()))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Recorded {
    /// The session that found it; without one, the last that had it on its agenda.
    #[garde(skip)]
    session: Option<Id>,
    #[garde(length(chars, max = 1000))]
    note: String,
}

fn record(tx: &mut Tx, who: &Actor, id: Id, input: &Recorded, act: Step, outcome: Outcome) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, act)?;
    let session = held(tx, id, input.session)?;
    let items = store::items::of(tx, id)?.into_iter().filter(|i| i.session.is_none()).count();
    match outcome {
        Outcome::None if items > 0 => return Err(Error::conflict("topics.record.items-there")),
        Outcome::Agreed | Outcome::Partly if items == 0 => return Err(Error::conflict("topics.record.items-first")),
        _ => {}
    }
    store::items::settle(tx, id, session.id)?;
    case.t.outcome = Some(outcome);
    case.t.session = Some(session.id);
    let term = Some(case.rules.confirm);
    let payload = json!({ "note": input.note, "session": session.id, "items": items });
    Ok(moved(tx, who, &mut case, to, term, payload)?.say("topics.said.recorded"))
}

/// A session on the topic that is going on or over.
fn held(tx: &mut Tx, topic: Id, named: Option<Id>) -> Result<Session> {
    let all = store::sessions::on_topic(tx, topic)?;
    let held = |s: &&Session| matches!(s.state.get(), session::State::Open | session::State::Paused | session::State::Minutes);
    let found = all.iter().filter(held).find(|s| named.is_none_or(|id| s.id == id));
    found.cloned().ok_or_else(|| Error::conflict("topics.record.session-first"))
}

fn outcome_form(tx: &mut Tx, who: &Actor, ask: &Ask, act: Step) -> Result<FormView> {
    let (view, case) = form::about(tx, who, ask, act)?;
    let sessions = store::sessions::on_topic(tx, case.t.id)?;
    let choices = sessions.iter().map(|s| Choice::new(s.id.to_string(), s.title.as_str())).collect();
    let mut field = Field::select("session", ask.t("topics.field.session"), choices);
    if let Some(first) = sessions.first() {
        field = field.value(first.id.to_string());
    }
    Ok(view.field(field).field(Field::textarea("note", ask.t("topics.field.note"), 3).max_chars(1000)))
}

/// Once the participants have confirmed the minutes.
fn hand_over(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::HandOver)?;
    let session = case.t.session.ok_or_else(|| Error::conflict("topics.record.session-first"))?;
    let session = store::sessions::any(tx, session)?;
    if !matches!(session.state.get(), session::State::Confirmed | session::State::Published) {
        return Err(Error::conflict("topics.hand-over.confirm-first"));
    }
    let last = store::items::of(tx, id)?.into_iter().map(|i| i.due).max();
    let from = case.t.state.get();
    clocks::moved(tx, &mut case.t, to, None)?;
    case.t.due = last;
    store::topics::save(tx, &mut case.t)?;
    let payload = states(from.name(), to.get().name(), json!({ "note": input.note }));
    Ok(done(tx, who, &case.t)?.journal(payload).say("topics.said.handed-over"))
}
