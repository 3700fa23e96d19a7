//! 协商会: planned, made known, opened, finished, its minutes confirmed and published.

use directory::roles;
use garde::Validate;
use jiff::civil::Date;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::workflow::At;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::act::Note;
use web::ui::{Choice, Field, FormView, Link};
use web::{Access, Act, Ask, Bound, Done, act};

use super::{form, rules_now, session_moved, session_stepped};
use crate::model::{Room, Session};
use crate::workflow::session::{Act as Step, PROCESS, State};
use crate::workflow::words::{Part, Venue};
use crate::workflow::{self, room};
use crate::{policy, store, view};

/// Who plans sessions.
pub const STAFF: Access = Access::Roles(&[roles::ROOM_WORKER, roles::TOWNSHIP_CONVENER]);

const PLAN: Act = act("consultations.plan", "/consultations").form_at("/consultations/new").access(STAFF).journals("consultation.planned");
const EDIT: Act = act("consultations.edit", "/consultations/{id}/details").rule("consultation", "edit").journals("consultation.edited");
const PUT: Act =
    act("consultations.put_topics", "/consultations/{id}/topics").rule("consultation", "put_topics").journals("consultation.topics_put");
const NOTIFY: Act =
    act("consultations.notify", "/consultations/{id}/notice").rule("consultation", "notify").journals("consultation.notified");
const OPEN: Act = act("consultations.open", "/consultations/{id}/opening").rule("consultation", "open").journals("consultation.opened");
const PAUSE: Act = act("consultations.pause", "/consultations/{id}/pause").rule("consultation", "pause").journals("consultation.paused");
const CONTINUE: Act =
    act("consultations.continue", "/consultations/{id}/continuation").rule("consultation", "continue").journals("consultation.continued");
const FINISH: Act =
    act("consultations.finish", "/consultations/{id}/minutes").rule("consultation", "finish").journals("consultation.finished");
const SETTLE: Act =
    act("consultations.settle", "/consultations/{id}/settlement").rule("consultation", "settle").journals("consultation.settled");
const PUBLISH: Act =
    act("consultations.publish", "/consultations/{id}/publication").rule("consultation", "publish").journals("consultation.published");
const CANCEL: Act =
    act("consultations.cancel", "/consultations/{id}/cancellation").rule("consultation", "cancel").journals("consultation.cancelled");

pub fn all() -> Vec<Bound> {
    vec![
        PLAN.create(plan).form(plan_form),
        EDIT.bind(edit).form(edit_form),
        PUT.bind(put).form(put_form),
        NOTIFY.bind(notify).form(|tx, who, ask| with_note(tx, who, ask, Step::Notify)),
        OPEN.bind::<Note>(|tx, who, id, input| simple(tx, who, id, input, Step::Open, "consultations.said.opened"))
            .form(|tx, who, ask| with_note(tx, who, ask, Step::Open)),
        PAUSE
            .bind::<Note>(|tx, who, id, input| simple(tx, who, id, input, Step::Pause, "consultations.said.paused"))
            .form(|tx, who, ask| with_note(tx, who, ask, Step::Pause)),
        CONTINUE
            .bind::<Note>(|tx, who, id, input| simple(tx, who, id, input, Step::Continue, "consultations.said.opened"))
            .form(|tx, who, ask| with_note(tx, who, ask, Step::Continue)),
        FINISH.bind(finish).form(finish_form),
        SETTLE.bind(settle).form(|tx, who, ask| with_note(tx, who, ask, Step::Settle)),
        PUBLISH
            .bind::<Note>(|tx, who, id, input| simple(tx, who, id, input, Step::Publish, "consultations.said.published"))
            .form(|tx, who, ask| with_note(tx, who, ask, Step::Publish)),
        CANCEL.bind(cancel).form(cancel_form),
    ]
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Plan {
    #[garde(required)]
    room: Option<Id>,
    #[garde(length(chars, min = 2, max = 80))]
    title: String,
    #[garde(required)]
    on: Option<Date>,
    #[garde(length(chars, max = 20))]
    time: String,
    #[garde(required)]
    venue_kind: Option<Venue>,
    #[garde(length(chars, max = 100))]
    venue: String,
}

fn plan(tx: &mut Tx, who: &Actor, input: &Plan) -> Result<Done> {
    let r = own_room(tx, who, input.room)?;
    let on = input.on.ok_or_else(|| Error::invalid("on", "web.invalid.required"))?;
    if on < tx.today() {
        return Err(Error::invalid("on", "consultations.day.past"));
    }
    let s = new(tx, &r, (&input.title, on, &input.time), (input.venue_kind.unwrap_or(Venue::Room), &input.venue), PROCESS.start());
    store::sessions::insert(tx, &s)?;
    let record = view::session(tx, &s)?;
    let payload = json!({ "to": s.state.get().name(), "text": s.title });
    Ok(Done::new(Ref::new("consultations", s.id), &record)?.journal(payload).say("consultations.said.planned"))
}

/// An open room whose worker or convener this person is.
pub fn own_room(tx: &mut Tx, who: &Actor, id: Option<Id>) -> Result<Room> {
    let id = id.ok_or_else(|| Error::invalid("room", "web.invalid.required"))?;
    let r = store::rooms::get(tx, who, id)?;
    match policy::is_worker(who, &r) || policy::is_convener(who, &r) {
        false => Err(Error::refused("topics.raise.not-your-room")),
        true if r.state != room::State::Open => Err(Error::invalid("room", "topics.raise.room-closed")),
        true => Ok(r),
    }
}

pub fn new(
    tx: &mut Tx,
    r: &Room,
    (title, on_day, at_time): (&str, Date, &str),
    (venue_kind, venue): (Venue, &str),
    state: At<State>,
) -> Session {
    Session {
        id: tx.new_id(),
        assembly: r.assembly,
        room: r.id,
        state,
        state_since: tx.now(),
        title: title.trim().to_owned(),
        on_day,
        at_time: at_time.trim().to_owned(),
        venue_kind,
        venue: if venue.trim().is_empty() { r.address.clone() } else { venue.trim().to_owned() },
        chair: r.convener,
        registered_after: false,
        minutes: None,
        changes: 0,
        created_at: tx.now(),
    }
}

/// Rooms of this person as choices.
pub fn own_rooms(tx: &mut Tx, who: &Actor) -> Result<Vec<Choice>> {
    let filter = store::rooms::Filter {
        assemblies: vec![who.assembly],
        state: Some(room::State::Open),
        staff: Some(who.person),
        ..Default::default()
    };
    Ok(store::rooms::page(tx, &filter, 100)?.into_iter().map(|r| Choice::new(r.id.to_string(), r.name)).collect())
}

fn plan_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let rooms = own_rooms(tx, who)?;
    let only = ask.get("room").map(str::to_owned).or_else(|| rooms.first().map(|c| c.value.clone()));
    let mut fields = vec![Field::select("room", ask.t("topics.column.room"), rooms).required().value(only.unwrap_or_default())];
    fields.extend(details(ask));
    Ok(FormView { fields, cancel: Some(Link::new(ask.t("web.cancel"), "/consultations")), ..FormView::default() })
}

fn details(ask: &Ask) -> Vec<Field> {
    vec![
        Field::text("title", ask.t("consultations.column.title")).required().max_chars(80),
        Field::date("on", ask.t("consultations.column.day")).required(),
        Field::text("time", ask.t("consultations.field.time")).max_chars(20).hint(ask.t("consultations.hint.time")),
        Field::select("venue_kind", ask.t("consultations.field.venue-kind"), form::words::<Venue>(ask, "word.venue"))
            .required()
            .value(Venue::Room.name()),
        Field::text("venue", ask.t("consultations.field.venue")).max_chars(100).hint(ask.t("consultations.hint.venue")),
    ]
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Details {
    #[garde(length(chars, min = 2, max = 80))]
    title: String,
    #[garde(required)]
    on: Option<Date>,
    #[garde(length(chars, max = 20))]
    time: String,
    #[garde(required)]
    venue_kind: Option<Venue>,
    #[garde(length(chars, max = 100))]
    venue: String,
}

fn edit(tx: &mut Tx, who: &Actor, id: Id, input: &Details) -> Result<Done> {
    let (mut s, _, to) = session_stepped(tx, who, id, Step::Edit)?;
    s.title = input.title.trim().to_owned();
    s.on_day = input.on.ok_or_else(|| Error::invalid("on", "web.invalid.required"))?;
    s.at_time = input.time.trim().to_owned();
    s.venue_kind = input.venue_kind.unwrap_or(s.venue_kind);
    s.venue = input.venue.trim().to_owned();
    Ok(session_moved(tx, &mut s, to, json!({}))?.say("consultations.said.edited"))
}

fn edit_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, s) = form::about_session(tx, who, ask, Step::Edit)?;
    let mut fields = details(ask);
    for field in &mut fields {
        let value = match field.name.as_str() {
            "title" => s.title.clone(),
            "on" => s.on_day.to_string(),
            "time" => s.at_time.clone(),
            "venue_kind" => s.venue_kind.name().to_owned(),
            _ => s.venue.clone(),
        };
        field.values = vec![value];
    }
    Ok(FormView { fields, ..view })
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Topics {
    #[garde(length(min = 1, max = 50))]
    topics: Vec<Id>,
}

fn put(tx: &mut Tx, who: &Actor, id: Id, input: &Topics) -> Result<Done> {
    let (mut s, _, to) = session_stepped(tx, who, id, Step::PutTopics)?;
    let ready = store::topics::in_states(tx, s.room, READY)?;
    for topic in &input.topics {
        if !ready.iter().any(|(id, _)| id == topic) {
            return Err(Error::invalid("topics", "consultations.topics.not-ready"));
        }
        store::sessions::put_topic(tx, id, *topic)?;
    }
    Ok(session_moved(tx, &mut s, to, json!({ "topics": input.topics }))?.say("consultations.said.topics-put"))
}

/// What may be put on an agenda.
const READY: &[workflow::State] = &[workflow::State::Chosen, workflow::State::Prepared];

fn put_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, s) = form::about_session(tx, who, ask, Step::PutTopics)?;
    let there: Vec<Id> = store::sessions::topics(tx, s.id)?.into_iter().map(|(id, ..)| id).collect();
    let ready = store::topics::in_states(tx, s.room, READY)?;
    let choices: Vec<Choice> =
        ready.into_iter().filter(|(id, _)| !there.contains(id)).map(|(id, title)| Choice::new(id.to_string(), title)).collect();
    if choices.is_empty() {
        return Ok(view.field(Field::note(ask.t("consultations.topics.none"))));
    }
    Ok(view.field(Field::checkboxes("topics", ask.t("consultations.section.topics"), choices).required()))
}

fn with_note(tx: &mut Tx, who: &Actor, ask: &Ask, act: Step) -> Result<FormView> {
    let (view, _) = form::about_session(tx, who, ask, act)?;
    Ok(view.field(Field::textarea("note", ask.t("topics.field.note"), 3).max_chars(1000)))
}

fn simple(tx: &mut Tx, who: &Actor, id: Id, input: &Note, act: Step, said: &'static str) -> Result<Done> {
    let (mut s, _, to) = session_stepped(tx, who, id, act)?;
    Ok(session_moved(tx, &mut s, to, json!({ "note": input.note }))?.say(said))
}

/// With a topic on the agenda and people to come.
fn notify(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut s, _, to) = session_stepped(tx, who, id, Step::Notify)?;
    if store::sessions::topics(tx, id)?.is_empty() {
        return Err(Error::conflict("consultations.notify.topics-first"));
    }
    if store::sessions::participants(tx, id)?.is_empty() {
        return Err(Error::conflict("consultations.notify.people-first"));
    }
    Ok(session_moved(tx, &mut s, to, json!({ "note": input.note }))?.say("consultations.said.notified"))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Minutes {
    #[garde(length(chars, min = 1, max = 10_000))]
    minutes: String,
}

/// The quorum: so many members, so many residents, who signed in.
fn finish(tx: &mut Tx, who: &Actor, id: Id, input: &Minutes) -> Result<Done> {
    let (mut s, _, to) = session_stepped(tx, who, id, Step::Finish)?;
    let (_, rules) = rules_now(tx, s.assembly)?;
    let came: Vec<Part> = store::sessions::participants(tx, id)?.into_iter().filter(|p| p.signed_in_at.is_some()).map(|p| p.role).collect();
    let count = |part: Part| came.iter().filter(|p| **p == part).count();
    if count(Part::Member) < rules.quorum_members || count(Part::Resident) < rules.quorum_residents {
        return Err(Error::conflict("consultations.finish.quorum"));
    }
    s.minutes = Some(input.minutes.trim().to_owned());
    Ok(session_moved(tx, &mut s, to, json!({}))?.say("consultations.said.finished"))
}

fn finish_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, _) = form::about_session(tx, who, ask, Step::Finish)?;
    Ok(view.field(
        Field::textarea("minutes", ask.t("consultations.section.minutes"), 10)
            .required()
            .max_chars(10_000)
            .hint(ask.t("consultations.hint.minutes")),
    ))
}

/// When everybody who came has confirmed, or with a word why somebody has not.
fn settle(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut s, _, to) = session_stepped(tx, who, id, Step::Settle)?;
    let missing = store::sessions::participants(tx, id)?.iter().filter(|p| p.signed_in_at.is_some() && p.confirmed_at.is_none()).count();
    if missing > 0 && input.note.trim().is_empty() {
        return Err(Error::invalid("note", kernel::Message::new("consultations.settle.missing").with("n", missing)));
    }
    Ok(session_moved(tx, &mut s, to, json!({ "note": input.note, "missing": missing }))?.say("consultations.said.settled"))
}

fn cancel(tx: &mut Tx, who: &Actor, id: Id, input: &web::Reason) -> Result<Done> {
    let (mut s, _, to) = session_stepped(tx, who, id, Step::Cancel)?;
    Ok(session_moved(tx, &mut s, to, json!({ "reason": input.reason }))?.say("consultations.said.cancelled"))
}

fn cancel_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, _) = form::about_session(tx, who, ask, Step::Cancel)?;
    Ok(FormView { danger: true, ..view }.field(Field::textarea("reason", ask.t("topics.field.reason"), 3).required().max_chars(1000)))
}
