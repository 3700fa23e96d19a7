//! 委员工作室: the register, and the standard check whose points are policy (inventory A-GR-19).

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

use super::registers::{choices, own_room, seated, seats, with_blank};
use super::rooms::KEPT;
use super::{form, rules_now};
use crate::model::{Studio, StudioCheck};
use crate::store;

const REGISTER: Act = act("studios.register", "/studios").form_at("/studios/new").access(KEPT).journals("studio.registered");
const EDIT: Act = act("studios.edit", "/studios/{id}/details").access(KEPT).journals("studio.edited");
const CHECK: Act = act("studios.check", "/studios/{id}/checks").access(KEPT).journals("studio.checked");
const CLOSE: Act = act("studios.close", "/studios/{id}/closing").access(KEPT).journals("studio.closed");

pub fn all() -> Vec<Bound> {
    vec![
        REGISTER.create(register).form(register_form),
        EDIT.bind(edit).form(edit_form),
        CHECK.bind(check).form(check_form),
        CLOSE.bind(close).form(close_form),
    ]
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Kept {
    #[garde(length(chars, min = 2, max = 60))]
    name: String,
    #[garde(length(chars, max = 100))]
    place: String,
    #[garde(skip)]
    room: Option<Id>,
    #[garde(skip)]
    lead: Option<Id>,
    #[garde(length(max = 200))]
    members: Vec<Id>,
    /// When somebody is there.
    #[garde(length(chars, max = 200))]
    duty: String,
    #[garde(skip)]
    opened_on: Option<Date>,
}

impl Kept {
    fn put_into(&self, tx: &mut Tx, who: &Actor, s: &mut Studio) -> Result<Vec<Id>> {
        let members = seated(tx, who, &self.members, "members")?;
        s.room = self.room.map(|id| own_room(tx, who, id)).transpose()?;
        s.lead = self.lead.map(|id| seated(tx, who, &[id], "lead")).transpose()?.and_then(|all| all.first().copied());
        s.name = self.name.trim().to_owned();
        s.place = self.place.trim().to_owned();
        s.duty = self.duty.trim().to_owned();
        s.opened_on = self.opened_on;
        Ok(members)
    }
}

fn register(tx: &mut Tx, who: &Actor, input: &Kept) -> Result<Done> {
    let mut s = Studio {
        id: tx.new_id(),
        assembly: who.assembly,
        name: String::new(),
        place: String::new(),
        room: None,
        lead: None,
        duty: String::new(),
        opened_on: None,
        closed_on: None,
        checks: Default::default(),
        checked_on: None,
        changes: 0,
        created_at: tx.now(),
    };
    let members = input.put_into(tx, who, &mut s)?;
    store::studios::insert(tx, &s)?;
    store::studios::set_members(tx, s.id, &members)?;
    Ok(done(tx, &s)?.journal(json!({ "text": s.name })).say("studios.said.registered"))
}

fn edit(tx: &mut Tx, who: &Actor, id: Id, input: &Kept) -> Result<Done> {
    let mut s = own(tx, who, id)?;
    let members = input.put_into(tx, who, &mut s)?;
    store::studios::save(tx, &mut s)?;
    store::studios::set_members(tx, id, &members)?;
    Ok(done(tx, &s)?.journal(json!({ "text": s.name, "members": members })).say("studios.said.edited"))
}

fn fields(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Vec<Field>> {
    let seats = seats(tx, who)?;
    let rooms = store::rooms::running(tx, who.assembly)?.into_iter().map(|(id, name)| Choice::new(id.to_string(), name));
    let rooms = std::iter::once(Choice::new("", ask.t("studios.no-room"))).chain(rooms).collect();
    Ok(vec![
        Field::text("name", ask.t("studios.field.name")).required().max_chars(60),
        Field::text("place", ask.t("rooms.field.address")).max_chars(100),
        Field::select("room", ask.t("studios.field.room"), rooms),
        Field::select("lead", ask.t("studios.field.lead"), with_blank(ask, choices(&seats))),
        Field::text("duty", ask.t("studios.field.duty")).max_chars(200).hint(ask.t("studios.hint.duty")),
        Field::date("opened_on", ask.t("studios.field.opened-on")),
        Field::checkboxes("members", ask.t("bodies.field.members"), choices(&seats)),
    ])
}

fn register_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let fields = fields(tx, who, ask)?;
    Ok(FormView { fields, cancel: Some(Link::new(ask.t("web.cancel"), "/studios")), ..FormView::default() })
}

fn edit_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let s = own(tx, who, ask.id)?;
    let mut fields = fields(tx, who, ask)?;
    let id = |id: Option<Id>| id.map(|id| id.to_string()).into_iter().collect::<Vec<_>>();
    let there = store::studios::members(tx, s.id)?.iter().map(|(id, ..)| id.to_string()).collect();
    let day = s.opened_on.map(|day| day.to_string()).into_iter().collect();
    let values = [vec![s.name], vec![s.place], id(s.room), id(s.lead), vec![s.duty], day, there];
    for (field, values) in fields.iter_mut().zip(values) {
        field.values = values;
    }
    Ok(FormView { fields, ..FormView::default() })
}

/// The record as JSON.
pub fn view(tx: &mut Tx, s: &Studio) -> Result<Value> {
    let members: Vec<Value> =
        store::studios::members(tx, s.id)?.iter().map(|(id, name, _)| json!({ "person": id, "name": name })).collect();
    Ok(json!({
        "id": s.id, "assembly": s.assembly, "name": s.name, "place": s.place, "room": s.room, "lead": s.lead, "duty": s.duty,
        "opened_on": s.opened_on, "closed_on": s.closed_on, "checks": s.checks, "checked_on": s.checked_on, "members": members,
    }))
}

fn done(tx: &mut Tx, s: &Studio) -> Result<Done> {
    let record = view(tx, s)?;
    Done::new(Ref::new("studios", s.id), &record)
}

/// One of the acting assembly itself that still works.
fn own(tx: &mut Tx, who: &Actor, id: Id) -> Result<Studio> {
    let s = store::studios::get(tx, who, id)?;
    match s.assembly == who.assembly {
        false => Err(Error::NotFound),
        true if s.closed_on.is_some() => Err(Error::conflict("studios.over")),
        true => Ok(s),
    }
}

fn about(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<(FormView, Studio)> {
    let s = own(tx, who, ask.id)?;
    let facts = [Fact::new(ask.t("studios.field.name"), s.name.as_str()), Fact::new(ask.t("rooms.field.address"), s.place.as_str())];
    Ok((FormView { context: Some(ui::facts(&facts)), ..FormView::default() }, s))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Checked {
    #[garde(required)]
    on: Option<Date>,
    /// Codes of the points that are in order.
    #[garde(length(max = 50))]
    in_order: Vec<String>,
    #[garde(length(chars, max = 1_000))]
    note: String,
}

fn check(tx: &mut Tx, who: &Actor, id: Id, input: &Checked) -> Result<Done> {
    let mut s = own(tx, who, id)?;
    let (_, rules) = rules_now(tx, s.assembly)?;
    let on_day = past(tx, input.on)?;
    if input.in_order.iter().any(|code| !rules.studio_checks.iter().any(|c| c.code == *code)) {
        return Err(Error::invalid("in_order", "web.invalid.shape"));
    }
    let checks = rules.studio_checks.iter().map(|c| (c.code.clone(), input.in_order.contains(&c.code))).collect();
    let note = input.note.trim().to_owned();
    let c = StudioCheck { id: tx.new_id(), studio: id, on_day, checks, note, entered_by: who.person, at: tx.now() };
    store::studios::insert_check(tx, &c)?;
    // A check that is entered late does not hide a newer one.
    if s.checked_on.is_none_or(|last| last <= on_day) {
        s.checks = c.checks;
        s.checked_on = Some(on_day);
    }
    store::studios::save(tx, &mut s)?;
    Ok(done(tx, &s)?.journal(json!({ "on": on_day, "in_order": input.in_order, "note": input.note })).say("studios.said.checked"))
}

/// A day that is not to come.
pub(super) fn past(tx: &Tx, day: Option<Date>) -> Result<Date> {
    let day = day.ok_or_else(|| Error::invalid("on", "web.invalid.required"))?;
    if day > tx.today() { Err(Error::invalid("on", "topics.day.future")) } else { Ok(day) }
}

fn check_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, s) = about(tx, who, ask)?;
    let (_, rules) = rules_now(tx, s.assembly)?;
    let in_order: Vec<String> = s.checks.iter().filter(|(_, good)| **good).map(|(code, _)| code.clone()).collect();
    Ok(view
        .field(Field::date("on", ask.t("studios.field.checked-on")).required().value(ask.today.to_string()))
        .field(Field::checkboxes("in_order", ask.t("rooms.field.in-order"), form::coded(ask, &rules.studio_checks)).values(in_order))
        .field(Field::textarea("note", ask.t("topics.field.note"), 3).max_chars(1_000)))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Closed {
    #[garde(required)]
    on: Option<Date>,
    #[garde(length(chars, max = 500))]
    note: String,
}

fn close(tx: &mut Tx, who: &Actor, id: Id, input: &Closed) -> Result<Done> {
    let mut s = own(tx, who, id)?;
    let on = past(tx, input.on)?;
    s.closed_on = Some(on);
    store::studios::save(tx, &mut s)?;
    Ok(done(tx, &s)?.journal(json!({ "on": on, "note": input.note })).say("studios.said.closed"))
}

fn close_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, _) = about(tx, who, ask)?;
    Ok(FormView { danger: true, ..view }
        .field(Field::date("on", ask.t("studios.field.closed-on")).required().value(ask.today.to_string()))
        .field(Field::textarea("note", ask.t("topics.field.note"), 3).max_chars(500)))
}
