//! 协商议事会、委员活动小组和工作制度: who belongs to them, and which version holds (inventory A-GR-20, A-GR-24, A-GR-26).

use garde::Validate;
use jiff::civil::Date;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use web::ui::{self, Choice, Fact, Field, FormView, Link};
use web::{Act, Ask, Bound, Done, act};

use super::form;
use super::rooms::KEPT;
use crate::model::{RoomBody, WorkingRule};
use crate::store;
use crate::workflow::words::BodyKind;

const FOUND: Act = act("bodies.found", "/room-bodies").form_at("/room-bodies/new").access(KEPT).journals("body.founded");
const MEMBERS: Act = act("bodies.set_members", "/room-bodies/{id}/members").access(KEPT).journals("body.members_set");
const END: Act = act("bodies.end", "/room-bodies/{id}/end").access(KEPT).journals("body.ended");
const PUBLISH: Act =
    act("working_rules.publish", "/working-rules").form_at("/working-rules/new").access(KEPT).journals("working_rule.published");

pub fn all() -> Vec<Bound> {
    vec![
        FOUND.create(found).form(found_form),
        MEMBERS.bind(set).form(members_form),
        END.bind(end).form(end_form),
        PUBLISH.create(publish).form(publish_form),
    ]
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Founded {
    #[garde(required)]
    kind: Option<BodyKind>,
    #[garde(length(chars, min = 2, max = 60))]
    name: String,
    #[garde(length(chars, max = 100))]
    place: String,
    #[garde(skip)]
    room: Option<Id>,
    #[garde(skip)]
    leader: Option<Id>,
    #[garde(skip)]
    founded_on: Option<Date>,
    #[garde(length(max = 200))]
    members: Vec<Id>,
}

fn found(tx: &mut Tx, who: &Actor, input: &Founded) -> Result<Done> {
    let room = input.room.map(|id| own_room(tx, who, id)).transpose()?;
    let members = seated(tx, who, &input.members, "members")?;
    let leader = input.leader.map(|id| seated(tx, who, &[id], "leader")).transpose()?.and_then(|all| all.first().copied());
    let b = RoomBody {
        id: tx.new_id(),
        assembly: who.assembly,
        kind: input.kind.ok_or_else(|| Error::invalid("kind", "web.invalid.required"))?,
        name: input.name.trim().to_owned(),
        place: input.place.trim().to_owned(),
        room,
        leader,
        founded_on: input.founded_on,
        ended_on: None,
        created_at: tx.now(),
    };
    store::registers::insert_body(tx, &b, &members)?;
    Ok(done(tx, &b)?.journal(json!({ "text": b.name, "kind": b.kind.name() })).say("bodies.said.founded"))
}

pub(super) fn own_room(tx: &mut Tx, who: &Actor, id: Id) -> Result<Id> {
    let r = store::rooms::get(tx, who, id).map_err(|_| Error::invalid("room", "web.invalid.shape"))?;
    if r.assembly == who.assembly { Ok(id) } else { Err(Error::invalid("room", "web.invalid.shape")) }
}

/// Members of the assembly with a running seat.
pub(super) fn seats(tx: &mut Tx, who: &Actor) -> Result<Vec<(Id, String)>> {
    let mut all: Vec<(Id, String)> = store::rooms::assignable(tx, &[who.assembly])?.into_iter().map(|(id, name, ..)| (id, name)).collect();
    all.dedup_by_key(|(id, _)| *id);
    Ok(all)
}

pub(super) fn seated(tx: &mut Tx, who: &Actor, persons: &[Id], field: &str) -> Result<Vec<Id>> {
    let seats = seats(tx, who)?;
    match persons.iter().all(|person| seats.iter().any(|(id, _)| id == person)) {
        true => Ok(persons.to_vec()),
        false => Err(Error::invalid(field, "rooms.assign.no-seat")),
    }
}

pub(super) fn choices(seats: &[(Id, String)]) -> Vec<Choice> {
    seats.iter().map(|(id, name)| Choice::new(id.to_string(), name.as_str())).collect()
}

pub(super) fn with_blank(ask: &Ask, rest: Vec<Choice>) -> Vec<Choice> {
    std::iter::once(Choice::new("", ask.t("rooms.field.nobody"))).chain(rest).collect()
}

fn found_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let seats = seats(tx, who)?;
    let rooms = store::rooms::running(tx, who.assembly)?.into_iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect();
    let fields = vec![
        Field::radio("kind", ask.t("bodies.field.kind"), form::words::<BodyKind>(ask, "word.body")).required(),
        Field::text("name", ask.t("bodies.field.name")).required().max_chars(60),
        Field::text("place", ask.t("rooms.column.place")).max_chars(100),
        Field::select("room", ask.t("rooms.column.name"), with_blank(ask, rooms)),
        Field::select("leader", ask.t("bodies.field.leader"), with_blank(ask, choices(&seats))),
        Field::date("founded_on", ask.t("bodies.field.founded-on")),
        Field::checkboxes("members", ask.t("bodies.field.members"), choices(&seats)),
    ];
    Ok(FormView { fields, cancel: Some(Link::new(ask.t("web.cancel"), "/room-bodies")), ..FormView::default() })
}

/// The record as JSON.
pub fn view(tx: &mut Tx, b: &RoomBody) -> Result<Value> {
    let members: Vec<Value> =
        store::registers::body_members(tx, b.id)?.iter().map(|(id, name, _)| json!({ "person": id, "name": name })).collect();
    Ok(json!({
        "id": b.id, "kind": b.kind, "name": b.name, "place": b.place, "room": b.room, "leader": b.leader, "founded_on": b.founded_on,
        "ended_on": b.ended_on, "members": members,
    }))
}

fn done(tx: &mut Tx, b: &RoomBody) -> Result<Done> {
    let record = view(tx, b)?;
    Done::new(Ref::new("room-bodies", b.id), &record)
}

/// One of the acting assembly itself that still works.
fn own(tx: &mut Tx, who: &Actor, id: Id) -> Result<RoomBody> {
    let b = store::registers::body_of(tx, who, id)?;
    match b.assembly == who.assembly {
        false => Err(Error::NotFound),
        true if b.ended_on.is_some() => Err(Error::conflict("bodies.over")),
        true => Ok(b),
    }
}

fn about(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<(FormView, RoomBody)> {
    let b = own(tx, who, ask.id)?;
    let facts = [Fact::new(ask.t("bodies.field.name"), b.name.as_str())];
    let cancel = Some(Link::new(ask.t("web.cancel"), format!("/room-bodies/{}", b.id)));
    Ok((FormView { context: Some(ui::facts(&facts)), cancel, ..FormView::default() }, b))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Members {
    #[garde(skip)]
    leader: Option<Id>,
    #[garde(length(max = 200))]
    members: Vec<Id>,
}

fn set(tx: &mut Tx, who: &Actor, id: Id, input: &Members) -> Result<Done> {
    let mut b = own(tx, who, id)?;
    let members = seated(tx, who, &input.members, "members")?;
    b.leader = input.leader.map(|id| seated(tx, who, &[id], "leader")).transpose()?.and_then(|all| all.first().copied());
    store::registers::set_leader(tx, id, b.leader)?;
    store::registers::set_members(tx, id, &members)?;
    Ok(done(tx, &b)?.journal(json!({ "leader": b.leader, "members": members })).say("bodies.said.members"))
}

fn members_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, b) = about(tx, who, ask)?;
    let seats = seats(tx, who)?;
    let there: Vec<String> = store::registers::body_members(tx, b.id)?.iter().map(|(id, ..)| id.to_string()).collect();
    let leader = b.leader.map(|id| id.to_string()).unwrap_or_default();
    Ok(view
        .field(Field::select("leader", ask.t("bodies.field.leader"), with_blank(ask, choices(&seats))).value(leader))
        .field(Field::checkboxes("members", ask.t("bodies.field.members"), choices(&seats)).values(there)))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Ended {
    #[garde(required)]
    on: Option<Date>,
    #[garde(length(chars, max = 500))]
    note: String,
}

fn end(tx: &mut Tx, who: &Actor, id: Id, input: &Ended) -> Result<Done> {
    let mut b = own(tx, who, id)?;
    let on = input.on.ok_or_else(|| Error::invalid("on", "web.invalid.required"))?;
    if on > tx.today() {
        return Err(Error::invalid("on", "topics.day.future"));
    }
    store::registers::end_body(tx, id, on)?;
    b.ended_on = Some(on);
    Ok(done(tx, &b)?.journal(json!({ "on": on, "note": input.note })).say("bodies.said.ended"))
}

fn end_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, _) = about(tx, who, ask)?;
    Ok(FormView { danger: true, ..view }
        .field(Field::date("on", ask.t("bodies.field.ended-on")).required().value(ask.today.to_string()))
        .field(Field::textarea("note", ask.t("topics.field.note"), 3).max_chars(500)))
}

/// A new version of the rule of this title; versions are never changed.
#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Published {
    #[garde(length(chars, min = 2, max = 80))]
    title: String,
    /// For one room that departs from it.
    #[garde(skip)]
    room: Option<Id>,
    #[garde(length(chars, min = 1, max = 20_000))]
    text: String,
    #[garde(required)]
    effective_on: Option<Date>,
}

fn publish(tx: &mut Tx, who: &Actor, input: &Published) -> Result<Done> {
    let room = input.room.map(|id| own_room(tx, who, id)).transpose()?;
    let title = input.title.trim().to_owned();
    let version = store::registers::next_version(tx, who.assembly, &title)?;
    let w = WorkingRule {
        id: tx.new_id(),
        assembly: who.assembly,
        room,
        title,
        version,
        body: input.text.trim().to_owned(),
        effective_on: input.effective_on.ok_or_else(|| Error::invalid("effective_on", "web.invalid.required"))?,
        entered_by: who.person,
        at: tx.now(),
    };
    store::registers::insert_rule(tx, &w)?;
    let record = rule_view(&w);
    let payload = json!({ "text": w.title, "version": w.version });
    Ok(Done::new(Ref::new("working-rules", w.id), &record)?.journal(payload).say("working_rules.said.published"))
}

/// The record as JSON.
pub fn rule_view(w: &WorkingRule) -> Value {
    json!({ "id": w.id, "room": w.room, "title": w.title, "version": w.version, "text": w.body, "effective_on": w.effective_on })
}

fn publish_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let rooms =
        store::rooms::running(tx, who.assembly)?.into_iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect::<Vec<_>>();
    let rooms = std::iter::once(Choice::new("", ask.t("working_rules.every-room"))).chain(rooms).collect();
    // A new version begins with the words of the last.
    let last = match ask.get_id("of") {
        Some(id) => Some(store::registers::rule_of(tx, who, id)?),
        None => None,
    };
    let text = |f: fn(&WorkingRule) -> &str| last.as_ref().map(|w| f(w).to_owned()).unwrap_or_default();
    let fields = vec![
        Field::text("title", ask.t("working_rules.field.title"))
            .required()
            .max_chars(80)
            .hint(ask.t("working_rules.hint.title"))
            .value(text(|w| &w.title)),
        Field::select("room", ask.t("working_rules.field.room"), rooms),
        Field::textarea("text", ask.t("working_rules.field.text"), 14).required().max_chars(20_000).value(text(|w| &w.body)),
        Field::date("effective_on", ask.t("working_rules.field.effective-on")).required(),
        Field::files("document", ask.t("working_rules.field.document"), ".pdf,.ofd,.docx,.doc"),
    ];
    Ok(FormView { fields, multipart: true, cancel: Some(Link::new(ask.t("web.cancel"), "/working-rules")), ..FormView::default() })
}
