//! 确定与准备: the convener chooses after the notice, members visit, the worker sends the materials.

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
use super::{form, moved, stepped};
use crate::model::Visit;
use crate::store;
use crate::workflow::{Act as Step, session};

const CHOOSE: Act = act("topics.choose", "/topics/{id}/choice").rule("topic", "choose").journals("topic.chosen");
const VISIT: Act = act("topics.record_visit", "/topics/{id}/visits").rule("topic", "record_visit").journals("topic.visited");
const PREPARE: Act = act("topics.prepare", "/topics/{id}/preparation").rule("topic", "prepare").journals("topic.prepared");

pub fn all() -> Vec<Bound> {
    vec![
        CHOOSE.bind(choose).form(choose_form),
        VISIT.bind(visit).form(visit_form),
        PREPARE.bind(prepare).form(|tx, who, ask| with_note(tx, who, ask, Step::Prepare)),
    ]
}

/// Where it will be talked over, if that is known.
#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Choosing {
    #[garde(skip)]
    session: Option<Id>,
    #[garde(length(chars, max = 1000))]
    note: String,
}

fn choose(tx: &mut Tx, who: &Actor, id: Id, input: &Choosing) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Choose)?;
    if let Some(until) = case.t.notice_until.filter(|until| tx.today() < *until && !case.t.urgent) {
        return Err(Error::Conflict(Message::new("topics.choose.notice-runs").with("day", until)));
    }
    if let Some(session) = input.session {
        put(tx, case.t.room, session, id)?;
    }
    Ok(moved(tx, who, &mut case, to, None, json!({ "note": input.note, "session": input.session }))?.say("topics.said.chosen"))
}

/// On the agenda of a session of the same room that has not begun.
fn put(tx: &mut Tx, room: Id, session: Id, topic: Id) -> Result<()> {
    let found = store::sessions::any(tx, session).map_err(|_| Error::invalid("session", "web.invalid.shape"))?;
    let waits = matches!(found.state.get(), session::State::Planned | session::State::Notified);
    if found.room != room || !waits {
        return Err(Error::invalid("session", "topics.choose.session"));
    }
    store::sessions::put_topic(tx, session, topic)
}

fn choose_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, case) = form::about(tx, who, ask, Step::Choose)?;
    let waiting = vec![session::State::Planned, session::State::Notified];
    let filter = store::sessions::Filter { state: waiting, room: Some(case.t.room), ..Default::default() };
    let sessions = store::sessions::page(tx, who, &filter, 20)?;
    let first = std::iter::once(Choice::new("", ask.t("topics.field.session-later")));
    let choices = first.chain(sessions.into_iter().map(|s| {
        let day = ask.locale.day(s.on_day, ask.today);
        Choice::new(s.id.to_string(), format!("{}　{day}", s.title))
    }));
    Ok(view
        .field(Field::select("session", ask.t("topics.field.session"), choices.collect()))
        .field(Field::textarea("note", ask.t("topics.field.note"), 3).max_chars(1000)))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Visited {
    #[garde(required)]
    visited_on: Option<Date>,
    #[garde(length(chars, min = 1, max = 200))]
    visitors: String,
    #[garde(length(chars, min = 1, max = 2_000))]
    findings: String,
}

fn visit(tx: &mut Tx, who: &Actor, id: Id, input: &Visited) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::RecordVisit)?;
    let on_day = input.visited_on.ok_or_else(|| Error::invalid("visited_on", "web.invalid.required"))?;
    if on_day > tx.today() {
        return Err(Error::invalid("visited_on", "topics.day.future"));
    }
    let visit = Visit {
        id: tx.new_id(),
        topic: id,
        on_day,
        visitors: input.visitors.trim().to_owned(),
        findings: input.findings.trim().to_owned(),
        entered_by: who.person,
        at: tx.now(),
    };
    store::topics::insert_visit(tx, &visit)?;
    Ok(moved(tx, who, &mut case, to, None, json!({ "text": visit.findings, "on": on_day }))?.say("topics.said.visited"))
}

fn visit_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, _) = form::about(tx, who, ask, Step::RecordVisit)?;
    let mut view = view
        .field(Field::date("visited_on", ask.t("topics.field.visited-on")).required().value(ask.today.to_string()))
        .field(Field::text("visitors", ask.t("topics.field.visitors")).required().max_chars(200).value(who.name.clone()))
        .field(Field::textarea("findings", ask.t("topics.field.findings"), 6).required().max_chars(2_000))
        .field(Field::files("photo", ask.t("topics.field.photo"), ".jpg,.jpeg,.png,.pdf"));
    view.multipart = true;
    Ok(view)
}

/// At least one visit before anything is talked over (workflows 4.3).
fn prepare(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Prepare)?;
    if store::topics::visits(tx, id)?.is_empty() {
        return Err(Error::conflict("topics.prepare.visit-first"));
    }
    Ok(moved(tx, who, &mut case, to, None, json!({ "note": input.note }))?.say("topics.said.prepared"))
}
