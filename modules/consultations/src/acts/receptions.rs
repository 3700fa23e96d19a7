//! 委员接待日: a day is announced, residents take a place without an account, what they said is written down, and what
//! concerns others becomes a topic (inventory A-GR-22).

use garde::Validate;
use jiff::civil::Date;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::seal::legible;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use web::ui::{self, Choice, Fact, Field, FormView, Link};
use web::{Access, Act, Ask, Bound, Done, Nothing, act};

use super::sessions::own_room;
use super::{raising, rules_now};
use crate::model::{Reception, ReceptionVisit, Room};
use crate::workflow::State;
use crate::workflow::words::{Receiving, Source};
use crate::{policy, store};

const PLAN: Act = act("receptions.plan", "/rooms/{id}/reception-days").journals("reception.planned");
const BOOK: Act = act("receptions.book", "/public/reception-days/{id}/places")
    .form_at("/public/reception-days/{id}")
    .access(Access::Anyone)
    .journals("reception.booked");
const RECORD: Act = act("receptions.record", "/reception-days/{id}/visits").journals("reception.recorded");
const TRANSFER: Act = act("receptions.transfer", "/reception-days/{id}/topics").journals("reception.became_topic");
const FINISH: Act = act("receptions.finish", "/reception-days/{id}/end").journals("reception.finished");
const CONTACTS: Act = act("receptions.show_contacts", "/reception-days/{id}/contacts").journals("reception.contacts_shown");

/// Places of one day.
const MOST: i64 = 100;

pub fn all() -> Vec<Bound> {
    vec![
        PLAN.bind(plan).form(plan_form),
        BOOK.bind(book).form(book_form),
        RECORD.bind(record).form(record_form),
        TRANSFER.bind(transfer).form(transfer_form),
        FINISH.bind(finish).form(finish_form),
        CONTACTS.bind::<Nothing>(contacts).form(contacts_form),
    ]
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Planned {
    #[garde(required)]
    on: Option<Date>,
    /// `9:00–11:30`
    #[garde(length(chars, min = 1, max = 30))]
    hours: String,
    #[garde(range(min = 1, max = MOST))]
    seats: i64,
    #[garde(length(min = 1, max = 20))]
    members: Vec<Id>,
    #[garde(length(chars, max = 300))]
    words: String,
}

fn plan(tx: &mut Tx, who: &Actor, id: Id, input: &Planned) -> Result<Done> {
    let r = own_room(tx, who, Some(id))?;
    let on_day = input.on.ok_or_else(|| Error::invalid("on", "web.invalid.required"))?;
    if on_day < tx.today() {
        return Err(Error::invalid("on", "receptions.day.past"));
    }
    let assigned = store::rooms::assigned(tx, id)?;
    if input.members.iter().any(|person| !assigned.contains(person)) {
        return Err(Error::invalid("members", "web.invalid.shape"));
    }
    let day = Reception {
        id: tx.new_id(),
        assembly: r.assembly,
        room: id,
        state: Receiving::Open,
        on_day,
        hours: input.hours.trim().to_owned(),
        seats: input.seats,
        words: input.words.trim().to_owned(),
        created_by: who.person,
        created_at: tx.now(),
    };
    store::receptions::insert(tx, &day, &input.members)?;
    Ok(done(tx, &day)?.journal(json!({ "on": on_day, "members": input.members })).say("receptions.said.planned"))
}

fn plan_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let r = own_room(tx, who, Some(ask.id))?;
    let members = store::rooms::assigned_members(tx, r.id)?;
    let members = members.into_iter().map(|m| Choice::new(m.person.to_string(), m.name).hint(m.post)).collect();
    let view = FormView { context: Some(ui::facts(&[Fact::new(ask.t("topics.column.room"), r.name.as_str())])), ..FormView::default() };
    Ok(view
        .field(Field::date("on", ask.t("receptions.field.on")).required())
        .field(Field::text("hours", ask.t("receptions.field.hours")).required().max_chars(30).hint(ask.t("receptions.hint.hours")))
        .field(Field::number("seats", ask.t("receptions.field.seats")).required().value("12"))
        .field(Field::checkboxes("members", ask.t("receptions.field.members"), members).required())
        .field(Field::textarea("words", ask.t("receptions.field.words"), 3).max_chars(300).hint(ask.t("receptions.hint.words"))))
}

/// The record as JSON: never a contact, never a code.
pub fn view(tx: &mut Tx, d: &Reception) -> Result<Value> {
    let members: Vec<Value> =
        store::receptions::members(tx, d.id)?.iter().map(|(id, name)| json!({ "person": id, "name": name })).collect();
    let visits: Vec<Value> = store::receptions::visits(tx, d.id)?
        .iter()
        .map(|v| {
            json!({ "id": v.id, "place": v.place, "matter": v.matter, "booked": v.booked, "came": v.came_at.is_some(), "words": v.words, "topic": v.topic })
        })
        .collect();
    Ok(json!({
        "id": d.id, "room": d.room, "state": d.state, "on": d.on_day, "hours": d.hours, "seats": d.seats, "words": d.words,
        "members": members, "visits": visits,
    }))
}

fn done(tx: &mut Tx, d: &Reception) -> Result<Done> {
    let record = view(tx, d)?;
    Done::new(Ref::new("reception-days", d.id), &record)
}

/// A place, without an account; a name and a telephone are the resident's choice.
#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Booked {
    #[garde(length(chars, min = 2, max = 200))]
    matter: String,
    #[garde(length(chars, max = 50))]
    name: String,
    #[garde(length(chars, max = 30))]
    telephone: String,
}

/// A day that still takes bookings, of an open room; for everybody else there is none.
fn bookable(tx: &mut Tx, id: Id) -> Result<(Reception, Room)> {
    let day = store::receptions::get(tx, id)?;
    let room = raising::open_room(tx, day.room)?;
    if day.state == Receiving::Open && day.on_day >= tx.today() { Ok((day, room)) } else { Err(Error::NotFound) }
}

fn book(tx: &mut Tx, who: &Actor, id: Id, input: &Booked) -> Result<Done> {
    let (day, room) = bookable(tx, id)?;
    let (_, rules) = rules_now(tx, day.assembly)?;
    let telephone = raising::telephone(&input.telephone)?;
    if store::receptions::taken(tx, id)? >= day.seats {
        return Err(Error::invalid("", "receptions.full"));
    }
    raising::limit(tx, who, &room, &rules)?;
    let (place, code) = take_place(tx, &day, &input.matter, (input.name.trim(), &telephone), true)?;
    let answer = json!({ "place": place, "code": code });
    let done = Done::new(Ref::new("reception-days", id), &answer)?.journal(json!({ "place": place })).by(Id(0), day.assembly);
    Ok(done.go(format!("/public/reception?code={code}")).say("receptions.said.booked"))
}

/// The next place of the day and the code that belongs to it.
fn take_place(tx: &mut Tx, d: &Reception, matter: &str, contact: (&str, &str), booked: bool) -> Result<(i64, String)> {
    let place = store::receptions::taken(tx, d.id)? + 1;
    let code = raising::code(tx)?;
    let visit = ReceptionVisit {
        id: tx.new_id(),
        day: d.id,
        place,
        matter: matter.trim().to_owned(),
        booked,
        came_at: (!booked).then(|| tx.now()),
        words: String::new(),
        topic: None,
        at: tx.now(),
    };
    store::receptions::insert_visit(tx, &visit, &code, contact)?;
    Ok((place, code))
}

fn book_form(tx: &mut Tx, _: &Actor, ask: &Ask) -> Result<FormView> {
    let (day, room) = bookable(tx, ask.id)?;
    let members: Vec<String> = store::receptions::members(tx, day.id)?.into_iter().map(|(_, name)| name).collect();
    let left = (day.seats - store::receptions::taken(tx, day.id)?).max(0);
    let facts = [
        Fact::new(ask.t("topics.column.room"), room.name.as_str()),
        Fact::new(ask.t("receptions.field.on"), format!("{} {}", ask.locale.day(day.on_day, ask.today), day.hours)),
        Fact::new(ask.t("rooms.field.address"), room.address.as_str()),
        Fact::new(ask.t("receptions.field.members"), members.join("　")),
        Fact::new(ask.t("receptions.field.left"), left.to_string()),
    ];
    let view = FormView {
        context: Some(ui::facts(&facts)),
        lead: (!day.words.is_empty()).then(|| day.words.clone()),
        cancel: Some(Link::new(ask.t("web.cancel"), format!("/public/rooms/{}", room.id))),
        ..FormView::default()
    };
    if left == 0 {
        return Ok(view.field(Field::note(ask.t("receptions.full"))));
    }
    Ok(view
        .field(Field::text("matter", ask.t("receptions.field.matter")).required().max_chars(200).hint(ask.t("receptions.hint.matter")))
        .field(Field::text("name", ask.t("topics.field.name")).max_chars(50).autocomplete("name"))
        .field(
            Field::text("telephone", ask.t("topics.field.telephone"))
                .max_chars(30)
                .autocomplete("tel")
                .hint(ask.t("topics.hint.telephone")),
        ))
}

/// The day of a room whose worker or convener this person is; `NotFound` for everybody else.
pub fn own(tx: &mut Tx, who: &Actor, id: Id) -> Result<(Reception, Room)> {
    let day = store::receptions::get(tx, id)?;
    let room = store::rooms::get(tx, who, day.room)?;
    if policy::sees_contacts(who, &room) { Ok((day, room)) } else { Err(Error::refused("web.not-yours")) }
}

/// What was said at a place, or by somebody who came without one.
#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Recorded {
    #[garde(skip)]
    visit: Option<Id>,
    /// Of somebody who came without a booking.
    #[garde(length(chars, max = 200))]
    matter: String,
    #[garde(length(chars, min = 1, max = 2_000))]
    words: String,
}

fn record(tx: &mut Tx, who: &Actor, id: Id, input: &Recorded) -> Result<Done> {
    let (day, _) = own(tx, who, id)?;
    if day.on_day > tx.today() || day.state == Receiving::Cancelled {
        return Err(Error::conflict("receptions.not-yet"));
    }
    let visit = match input.visit {
        Some(visit) => visit,
        None if input.matter.trim().is_empty() => return Err(Error::invalid("matter", "web.invalid.required")),
        None => {
            let (place, _) = take_place(tx, &day, &input.matter, ("", ""), false)?;
            let found = store::receptions::visits(tx, id)?.into_iter().find(|v| v.place == place);
            found.ok_or_else(|| Error::internal("the place that was taken"))?.id
        }
    };
    if store::receptions::record(tx, id, visit, input.words.trim())? == 0 {
        return Err(Error::invalid("visit", "web.invalid.shape"));
    }
    Ok(done(tx, &day)?.journal(json!({ "visit": visit, "text": input.words })).say("receptions.said.recorded"))
}

fn about(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<(FormView, Reception)> {
    let (day, room) = own(tx, who, ask.id)?;
    let on = format!("{} {}", ask.locale.day(day.on_day, ask.today), day.hours);
    let facts = [Fact::new(ask.t("topics.column.room"), room.name.as_str()), Fact::new(ask.t("receptions.field.on"), on)];
    let cancel = Some(Link::new(ask.t("web.cancel"), format!("/reception-days/{}", day.id)));
    Ok((FormView { context: Some(ui::facts(&facts)), cancel, ..FormView::default() }, day))
}

fn places(tx: &mut Tx, ask: &Ask, day: Id, keep: fn(&ReceptionVisit) -> bool) -> Result<Vec<Choice>> {
    let all = store::receptions::visits(tx, day)?.into_iter().filter(keep);
    Ok(all.map(|v| Choice::new(v.id.to_string(), ask.locale.f("receptions.place", &[("n", v.place.to_string())])).hint(v.matter)).collect())
}

fn record_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, day) = about(tx, who, ask)?;
    let mut choices = places(tx, ask, day.id, |v| v.words.is_empty())?;
    choices.push(Choice::new("", ask.t("receptions.walk-in")));
    let first = choices.first().map(|c| c.value.clone()).unwrap_or_default();
    Ok(view
        .field(Field::radio("visit", ask.t("receptions.field.place"), choices).value(first))
        .field(Field::text("matter", ask.t("receptions.field.matter")).max_chars(200).hint(ask.t("receptions.hint.walk-in")))
        .field(Field::textarea("words", ask.t("receptions.field.said"), 4).required().max_chars(2_000)))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Transferred {
    #[garde(required)]
    visit: Option<Id>,
    #[garde(length(chars, min = 2, max = 200))]
    title: String,
    #[garde(length(chars, min = 1, max = 10_000))]
    text: String,
}

/// What concerns others too goes the way of every topic; the contact goes with it.
fn transfer(tx: &mut Tx, who: &Actor, id: Id, input: &Transferred) -> Result<Done> {
    let (day, room) = own(tx, who, id)?;
    let wrong = || Error::invalid("visit", "receptions.transfer.which");
    let visit =
        store::receptions::visits(tx, id)?.into_iter().find(|v| Some(v.id) == input.visit && v.topic.is_none()).ok_or_else(wrong)?;
    let (version, rules) = rules_now(tx, room.assembly)?;
    let t = raising::at(tx, &room, (version, &rules), Source::Reception, (&input.title, &input.text), State::Suggested)?;
    store::topics::insert(tx, &t)?;
    let (name, telephone) = store::receptions::contact(tx, visit.id)?;
    raising::keep_contact(tx, &t, &name, &telephone)?;
    store::receptions::become_topic(tx, visit.id, t.id)?;
    let raised = json!({ "to": t.state.get().name(), "source": t.source.name(), "receipt_no": t.receipt_no });
    let done = done(tx, &day)?.journal(json!({ "visit": visit.id, "topic": t.id })).also("topic.raised", super::subject(&t), raised);
    Ok(done.go(format!("/topics/{}", t.id)).say("receptions.said.transferred"))
}

fn transfer_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, day) = about(tx, who, ask)?;
    let choices = places(tx, ask, day.id, |v| v.topic.is_none())?;
    Ok(view
        .field(Field::radio("visit", ask.t("receptions.field.place"), choices).required())
        .field(Field::text("title", ask.t("topics.column.title")).required().max_chars(60))
        .field(Field::textarea("text", ask.t("topics.field.text"), 5).required().max_chars(2_000)))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Finished {
    /// `held` or `cancelled`
    #[garde(required)]
    state: Option<Receiving>,
    #[garde(length(chars, max = 500))]
    note: String,
}

fn finish(tx: &mut Tx, who: &Actor, id: Id, input: &Finished) -> Result<Done> {
    let (mut day, _) = own(tx, who, id)?;
    let state = input.state.filter(|s| *s != Receiving::Open).ok_or_else(|| Error::invalid("state", "web.invalid.shape"))?;
    if state == Receiving::Held && day.on_day > tx.today() {
        return Err(Error::conflict("receptions.not-yet"));
    }
    if store::receptions::finish(tx, id, state)? == 0 {
        return Err(Error::conflict("receptions.over"));
    }
    day.state = state;
    Ok(done(tx, &day)?.journal(json!({ "to": state.name(), "note": input.note })).say("receptions.said.finished"))
}

fn finish_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, _) = about(tx, who, ask)?;
    let states = [Receiving::Held, Receiving::Cancelled];
    let states = states.map(|s| Choice::new(s.name(), ask.t(&format!("word.receiving.{}", s.name())))).to_vec();
    Ok(view
        .field(Field::radio("state", ask.t("topics.column.state"), states).required())
        .field(Field::textarea("note", ask.t("topics.field.note"), 3).max_chars(500)))
}

fn contacts(tx: &mut Tx, who: &Actor, id: Id, _: &Nothing) -> Result<Done> {
    let (day, _) = own(tx, who, id)?;
    let all = store::receptions::contacts(tx, id)?;
    if all.is_empty() {
        return Err(Error::conflict("receptions.contacts.none"));
    }
    let told: Vec<String> =
        all.into_iter().map(|(place, name, telephone)| format!("{place}. {name} {telephone}").trim().to_owned()).collect();
    Ok(Done::new(Ref::new("reception-days", day.id), &json!({}))?.once("contact", legible(told.join("；"))?, "topics.said.contact"))
}

fn contacts_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, _) = about(tx, who, ask)?;
    Ok(FormView { lead: Some(ask.t("topics.show-contact.lead").to_owned()), ..view })
}
