//! 建设计划: so many rooms by a day, with milestones; a room belongs to one plan (inventory A-GR-15).

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

use super::rooms::KEPT;
use crate::model::{Milestone, Plan};
use crate::store;

const CREATE: Act = act("plans.create", "/build-plans").form_at("/build-plans/new").access(KEPT).journals("plan.made");
const MILESTONE: Act = act("plans.add_milestone", "/build-plans/{id}/milestones").access(KEPT).journals("plan.milestone_added");
const FINISH: Act = act("plans.finish_milestone", "/build-plans/{id}/milestones/done").access(KEPT).journals("plan.milestone_done");
const ROOMS: Act = act("plans.put_rooms", "/build-plans/{id}/rooms").access(KEPT).journals("plan.rooms_put");

pub fn all() -> Vec<Bound> {
    vec![
        CREATE.create(create).form(create_form),
        MILESTONE.bind(add).form(milestone_form),
        FINISH.bind(finish).form(finish_form),
        ROOMS.bind(put).form(rooms_form),
    ]
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Made {
    #[garde(length(chars, min = 2, max = 80))]
    title: String,
    /// The document that asks for it.
    #[garde(length(chars, max = 200))]
    basis: String,
    #[garde(range(min = 1, max = 10_000))]
    target: i64,
    #[garde(required)]
    until: Option<Date>,
}

fn create(tx: &mut Tx, who: &Actor, input: &Made) -> Result<Done> {
    let until_day = input.until.ok_or_else(|| Error::invalid("until", "web.invalid.required"))?;
    let plan = Plan {
        id: tx.new_id(),
        assembly: who.assembly,
        title: input.title.trim().to_owned(),
        year: i64::from(until_day.year()),
        basis: input.basis.trim().to_owned(),
        target: input.target,
        until_day,
        created_by: who.person,
        created_at: tx.now(),
    };
    store::plans::insert(tx, &plan)?;
    Ok(done(tx, &plan)?.journal(json!({ "text": plan.title })).say("plans.said.made"))
}

fn create_form(_: &mut Tx, _: &Actor, ask: &Ask) -> Result<FormView> {
    let fields = vec![
        Field::text("title", ask.t("plans.field.title")).required().max_chars(80),
        Field::text("basis", ask.t("plans.field.basis")).max_chars(200).hint(ask.t("plans.hint.basis")),
        Field::number("target", ask.t("plans.field.target")).required(),
        Field::date("until", ask.t("plans.field.until")).required(),
    ];
    Ok(FormView { fields, cancel: Some(Link::new(ask.t("web.cancel"), "/build-plans")), ..FormView::default() })
}

/// The record as JSON: the plan, its milestones, and how many rooms stand where.
pub fn view(tx: &mut Tx, p: &Plan) -> Result<Value> {
    let milestones: Vec<Value> = store::plans::milestones(tx, p.id)?
        .iter()
        .map(|m| json!({ "id": m.id, "text": m.body, "due": m.due, "done_on": m.done_on, "words": m.words }))
        .collect();
    let rooms: serde_json::Map<String, Value> =
        store::plans::progress(tx, p.id)?.into_iter().map(|(state, n)| (state.name().to_owned(), json!(n))).collect();
    Ok(json!({
        "id": p.id, "assembly": p.assembly, "title": p.title, "year": p.year, "basis": p.basis, "target": p.target,
        "until": p.until_day, "milestones": milestones, "rooms": rooms,
    }))
}

fn done(tx: &mut Tx, p: &Plan) -> Result<Done> {
    let record = view(tx, p)?;
    Done::new(Ref::new("build-plans", p.id), &record)
}

/// A plan of the acting assembly itself.
fn own(tx: &mut Tx, who: &Actor, id: Id) -> Result<Plan> {
    store::plans::get(tx, who, id).and_then(|p| if p.assembly == who.assembly { Ok(p) } else { Err(Error::NotFound) })
}

fn about(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<(FormView, Plan)> {
    let p = own(tx, who, ask.id)?;
    let facts = [Fact::new(ask.t("plans.field.title"), p.title.as_str())];
    let cancel = Some(Link::new(ask.t("web.cancel"), format!("/build-plans/{}", p.id)));
    Ok((FormView { context: Some(ui::facts(&facts)), cancel, ..FormView::default() }, p))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Added {
    #[garde(length(chars, min = 1, max = 200))]
    text: String,
    #[garde(required)]
    due: Option<Date>,
}

fn add(tx: &mut Tx, who: &Actor, id: Id, input: &Added) -> Result<Done> {
    let p = own(tx, who, id)?;
    let due = input.due.ok_or_else(|| Error::invalid("due", "web.invalid.required"))?;
    let body = input.text.trim().to_owned();
    let milestone = Milestone { id: tx.new_id(), plan: id, body, due, done_on: None, words: String::new() };
    store::plans::insert_milestone(tx, &milestone)?;
    Ok(done(tx, &p)?.journal(json!({ "text": milestone.body, "due": due })).say("plans.said.milestone"))
}

fn milestone_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, _) = about(tx, who, ask)?;
    Ok(view
        .field(Field::text("text", ask.t("plans.field.milestone")).required().max_chars(200).hint(ask.t("plans.hint.milestone")))
        .field(Field::date("due", ask.t("plans.field.due")).required()))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Finished {
    #[garde(required)]
    milestone: Option<Id>,
    #[garde(required)]
    on: Option<Date>,
    #[garde(length(chars, max = 500))]
    words: String,
}

fn finish(tx: &mut Tx, who: &Actor, id: Id, input: &Finished) -> Result<Done> {
    let p = own(tx, who, id)?;
    let required = |field: &str| Error::invalid(field, "web.invalid.required");
    let (milestone, on) = (input.milestone.ok_or_else(|| required("milestone"))?, input.on.ok_or_else(|| required("on"))?);
    if on > tx.today() {
        return Err(Error::invalid("on", "topics.day.future"));
    }
    if store::plans::finish_milestone(tx, id, milestone, on, input.words.trim())? == 0 {
        return Err(Error::invalid("milestone", "web.invalid.shape"));
    }
    Ok(done(tx, &p)?.journal(json!({ "milestone": milestone, "on": on, "note": input.words })).say("plans.said.finished"))
}

fn finish_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, p) = about(tx, who, ask)?;
    let open = store::plans::milestones(tx, p.id)?.into_iter().filter(|m| m.done_on.is_none());
    let choices = open.map(|m| Choice::new(m.id.to_string(), m.body).hint(ask.locale.day(m.due, ask.today))).collect();
    Ok(view
        .field(Field::radio("milestone", ask.t("plans.field.milestone"), choices).required())
        .field(Field::date("on", ask.t("plans.field.done-on")).required().value(ask.today.to_string()))
        .field(Field::textarea("words", ask.t("topics.field.note"), 3).max_chars(500)))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Rooms {
    #[garde(length(min = 1, max = 500))]
    rooms: Vec<Id>,
}

fn put(tx: &mut Tx, who: &Actor, id: Id, input: &Rooms) -> Result<Done> {
    let p = own(tx, who, id)?;
    for room in &input.rooms {
        if store::plans::put_room(tx, id, who.assembly, *room)? == 0 {
            return Err(Error::invalid("rooms", "plans.rooms.taken"));
        }
    }
    Ok(done(tx, &p)?.journal(json!({ "rooms": input.rooms })).say("plans.said.rooms"))
}

fn rooms_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, p) = about(tx, who, ask)?;
    let free: Vec<Choice> =
        store::plans::free_rooms(tx, p.assembly)?.into_iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect();
    Ok(match free.is_empty() {
        true => view.field(Field::note(ask.t("plans.rooms.none"))),
        false => view.field(Field::checkboxes("rooms", ask.t("rooms.list"), free).required()),
    })
}
