//! 议事室登记: planned, made ready, checked, opened.

use directory::roles;
use garde::Validate;
use jiff::civil::Date;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::workflow::At;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use web::act::Note;
use web::ui::{self, Choice, Fact, Field, FormView, Link};
use web::{Access, Act, Ask, Bound, Done, act};

use super::{form, rules_now, states};
use crate::model::Room;
use crate::workflow::room::{Act as Step, PROCESS, State};
use crate::workflow::words::{Function, Venue};
use crate::{clocks, policy, store, view};

/// The office that keeps the register.
pub const KEPT: Access = Access::Roles(&[roles::COMMITTEE_OFFICER]);

const CREATE: Act = act("rooms.create", "/rooms").form_at("/rooms/new").access(KEPT).journals("room.planned");
const EDIT: Act = act("rooms.edit", "/rooms/{id}/details").rule("room", "edit").journals("room.edited");
const READY: Act = act("rooms.ready_premises", "/rooms/{id}/premises").rule("room", "ready_premises").journals("room.premises_ready");
const STAFF: Act = act("rooms.staff", "/rooms/{id}/staffing").rule("room", "staff").journals("room.staffed");
const CHECK: Act = act("rooms.check_over", "/rooms/{id}/checks").rule("room", "check_over").journals("room.checked");
const ACCEPT: Act = act("rooms.accept", "/rooms/{id}/acceptance").rule("room", "accept").journals("room.accepted");
const OPEN: Act = act("rooms.open", "/rooms/{id}/opening").rule("room", "open").journals("room.opened");
const SUSPEND: Act = act("rooms.suspend", "/rooms/{id}/suspension").rule("room", "suspend").journals("room.suspended");
const RESUME: Act = act("rooms.resume", "/rooms/{id}/resumption").rule("room", "resume").journals("room.resumed");
const CLOSE: Act = act("rooms.close", "/rooms/{id}/closing").rule("room", "close").journals("room.closed");

pub fn all() -> Vec<Bound> {
    vec![
        CREATE.create(create).form(create_form),
        EDIT.bind(edit).form(edit_form),
        READY.bind(ready).form(|tx, who, ask| with_note(tx, who, ask, Step::ReadyPremises)),
        STAFF.bind(staff).form(|tx, who, ask| with_note(tx, who, ask, Step::Staff)),
        CHECK.bind(check_over).form(check_form),
        ACCEPT.bind(accept).form(|tx, who, ask| with_note(tx, who, ask, Step::Accept)),
        OPEN.bind(open).form(|tx, who, ask| with_note(tx, who, ask, Step::Open)),
        SUSPEND.bind(suspend).form(|tx, who, ask| with_reason(tx, who, ask, Step::Suspend)),
        RESUME.bind(resume).form(|tx, who, ask| with_note(tx, who, ask, Step::Resume)),
        CLOSE.bind(close).form(|tx, who, ask| with_reason(tx, who, ask, Step::Close)),
    ]
}

/// The room, and where the act leads from here.
pub fn stepped(tx: &mut Tx, who: &Actor, id: Id, act: Step) -> Result<(Room, At<State>)> {
    let r = store::rooms::get(tx, who, id)?;
    let to = PROCESS.step(r.state, act, &policy::room_roles(who, &r))?;
    Ok((r, to))
}

/// Moves and saves the room.
pub fn moved(tx: &mut Tx, r: &mut Room, to: At<State>, also: Value) -> Result<Done> {
    let from = r.state.get();
    clocks::room_moved(tx, r, to);
    store::rooms::save(tx, r)?;
    let record = view::room(tx, r)?;
    Ok(Done::new(Ref::new("rooms", r.id), &record)?.journal(states(from.name(), to.get().name(), also)))
}

/// The form of an act on a room.
pub fn about(tx: &mut Tx, who: &Actor, ask: &Ask, act: Step) -> Result<(FormView, Room)> {
    let (r, _) = stepped(tx, who, ask.id, act)?;
    let facts = [Fact::new(ask.t("rooms.column.name"), r.name.as_str()), Fact::new(ask.t("rooms.column.place"), r.place.as_str())];
    Ok((FormView { context: Some(ui::facts(&facts)), ..FormView::default() }, r))
}

fn with_note(tx: &mut Tx, who: &Actor, ask: &Ask, act: Step) -> Result<FormView> {
    let (view, _) = about(tx, who, ask, act)?;
    Ok(view.field(Field::textarea("note", ask.t("topics.field.note"), 3).max_chars(1000)))
}

fn with_reason(tx: &mut Tx, who: &Actor, ask: &Ask, act: Step) -> Result<FormView> {
    let (view, _) = about(tx, who, ask, act)?;
    Ok(FormView { danger: true, ..view }.field(Field::textarea("reason", ask.t("topics.field.reason"), 3).required().max_chars(1000)))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Details {
    #[garde(length(chars, min = 2, max = 60))]
    name: String,
    #[garde(required)]
    kind: Option<Venue>,
    /// Code of the township or village.
    #[garde(length(chars, max = 12))]
    division: Option<String>,
    #[garde(length(chars, max = 100))]
    place: String,
    #[garde(length(chars, max = 200))]
    address: String,
    #[garde(length(chars, max = 30))]
    telephone: String,
    #[garde(length(max = 3))]
    functions: Vec<Function>,
    #[garde(skip)]
    planned_for: Option<Date>,
}

fn create(tx: &mut Tx, who: &Actor, input: &Details) -> Result<Done> {
    let mut r = Room {
        id: tx.new_id(),
        assembly: who.assembly,
        state: PROCESS.start(),
        state_since: tx.now(),
        kind: Venue::Room,
        name: String::new(),
        division: None,
        place: String::new(),
        address: String::new(),
        telephone: String::new(),
        functions: Vec::new(),
        convener: None,
        convener_rank_settled: false,
        worker: None,
        approver: None,
        checks: Default::default(),
        checked_on: None,
        check_due: None,
        planned_for: None,
        opened_on: None,
        plan: None,
        changes: 0,
        created_at: tx.now(),
    };
    fill(tx, &mut r, input)?;
    store::rooms::insert(tx, &r)?;
    let record = view::room(tx, &r)?;
    Ok(Done::new(Ref::new("rooms", r.id), &record)?
        .journal(json!({ "to": r.state.get().name(), "text": r.name }))
        .say("rooms.said.planned"))
}

fn fill(tx: &mut Tx, r: &mut Room, input: &Details) -> Result<()> {
    let name = input.name.trim();
    if store::rooms::named(tx, r.assembly, name, r.id)? {
        return Err(Error::invalid("name", "rooms.name.taken"));
    }
    r.division = input.division.as_deref().map(str::trim).filter(|code| !code.is_empty()).map(str::to_owned);
    r.place = input.place.trim().to_owned();
    if let Some(code) = &r.division {
        let path = store::divisions::path(tx, code)?;
        if store::divisions::get(tx, code)?.is_none() {
            return Err(Error::invalid("division", "rooms.division.unknown"));
        }
        if r.place.is_empty() {
            r.place = path;
        }
    }
    if r.place.is_empty() {
        return Err(Error::invalid("place", "web.invalid.required"));
    }
    r.name = name.to_owned();
    r.kind = input.kind.ok_or_else(|| Error::invalid("kind", "web.invalid.required"))?;
    r.address = input.address.trim().to_owned();
    r.telephone = input.telephone.trim().to_owned();
    r.functions = input.functions.clone();
    r.planned_for = input.planned_for;
    Ok(())
}

/// Where the place of a room is chosen, and what was chosen.
fn picker(tx: &mut Tx, ask: &Ask, chosen: Option<&str>, room: Option<Id>) -> Result<ui::Html> {
    let path = chosen.map(|code| store::divisions::path(tx, code)).transpose()?.filter(|path| !path.is_empty());
    let href = room.map_or_else(|| "/divisions".to_owned(), |id| format!("/divisions?room={id}"));
    let label = ask.t(if path.is_some() { "rooms.divisions.other" } else { "rooms.divisions.pick" });
    let mut facts = vec![Fact::new(ask.t("rooms.divisions"), ui::Cell::link(label, href))];
    facts.extend(path.map(|path| Fact::new(ask.t("rooms.divisions.chosen"), path)));
    Ok(ui::facts(&facts))
}

fn create_form(tx: &mut Tx, _: &Actor, ask: &Ask) -> Result<FormView> {
    let functions: Vec<&str> = Function::ALL.iter().map(|f| f.name()).collect();
    let mut fields = fields(ask);
    for field in &mut fields {
        match field.name.as_str() {
            "functions" => field.values = functions.iter().map(|f| (*f).to_owned()).collect(),
            "division" => field.values = ask.get("division").map(str::to_owned).into_iter().collect(),
            _ => {}
        }
    }
    let context = Some(picker(tx, ask, ask.get("division"), None)?);
    Ok(FormView { fields, context, cancel: Some(Link::new(ask.t("web.cancel"), "/rooms")), ..FormView::default() })
}

fn fields(ask: &Ask) -> Vec<Field> {
    vec![
        Field::text("name", ask.t("rooms.column.name")).required().max_chars(60),
        Field::select("kind", ask.t("rooms.column.kind"), form::words::<Venue>(ask, "word.venue")).required(),
        Field::text("division", ask.t("rooms.field.division")).max_chars(12).hint(ask.t("rooms.hint.division")),
        Field::text("place", ask.t("rooms.column.place")).max_chars(100).hint(ask.t("rooms.hint.place")),
        Field::text("address", ask.t("rooms.field.address")).max_chars(200),
        Field::text("telephone", ask.t("rooms.field.telephone")).max_chars(30).autocomplete("tel").hint(ask.t("rooms.hint.telephone")),
        Field::checkboxes("functions", ask.t("rooms.field.functions"), form::words::<Function>(ask, "word.function")),
        Field::date("planned_for", ask.t("rooms.field.planned-for")).hint(ask.t("rooms.hint.planned-for")),
    ]
}

fn edit(tx: &mut Tx, who: &Actor, id: Id, input: &Details) -> Result<Done> {
    let (mut r, to) = stepped(tx, who, id, Step::Edit)?;
    fill(tx, &mut r, input)?;
    Ok(moved(tx, &mut r, to, json!({}))?.say("rooms.said.edited"))
}

fn edit_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, r) = about(tx, who, ask, Step::Edit)?;
    let division = ask.get("division").map(str::to_owned).or_else(|| r.division.clone());
    let picker = picker(tx, ask, division.as_deref(), Some(r.id))?;
    let context = view.context.clone().map(|context| ui::Html::join([context, picker]));
    let mut fields = fields(ask);
    for field in &mut fields {
        let one = |text: &str| if text.is_empty() { Vec::new() } else { vec![text.to_owned()] };
        field.values = match field.name.as_str() {
            "name" => one(&r.name),
            "kind" => one(r.kind.name()),
            "division" => division.clone().into_iter().collect(),
            // A place that was chosen anew is written anew.
            "place" if division == r.division => one(&r.place),
            "place" => Vec::new(),
            "address" => one(&r.address),
            "telephone" => one(&r.telephone),
            "functions" => r.functions.iter().map(|f| f.name().to_owned()).collect(),
            _ => r.planned_for.map(|d| d.to_string()).into_iter().collect(),
        };
    }
    Ok(FormView { fields, context, ..view })
}

fn ready(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut r, to) = stepped(tx, who, id, Step::ReadyPremises)?;
    if r.address.is_empty() {
        return Err(Error::conflict("rooms.ready.address-first"));
    }
    Ok(moved(tx, &mut r, to, json!({ "note": input.note }))?.say("rooms.said.ready"))
}

/// Convener, worker, and who agrees for the party committee.
fn staff(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut r, to) = stepped(tx, who, id, Step::Staff)?;
    if [r.convener, r.worker, r.approver].contains(&None) {
        return Err(Error::conflict("rooms.staff.appoint-first"));
    }
    Ok(moved(tx, &mut r, to, json!({ "note": input.note }))?.say("rooms.said.staffed"))
}

/// What of the list is in order; what is not named is not.
#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Checked {
    #[garde(length(max = 50), inner(length(chars, max = 40)))]
    in_order: Vec<String>,
    #[garde(length(chars, max = 1000))]
    note: String,
}

fn check_over(tx: &mut Tx, who: &Actor, id: Id, input: &Checked) -> Result<Done> {
    let (mut r, to) = stepped(tx, who, id, Step::CheckOver)?;
    let (_, rules) = rules_now(tx, r.assembly)?;
    if input.in_order.iter().any(|code| !rules.checks.iter().any(|c| c.code == *code)) {
        return Err(Error::invalid("in_order", "web.invalid.shape"));
    }
    r.checks = rules.checks.iter().map(|c| (c.code.clone(), input.in_order.contains(&c.code))).collect();
    r.checked_on = Some(tx.today());
    r.check_due = None;
    let payload = json!({ "note": input.note, "in_order": input.in_order });
    Ok(moved(tx, &mut r, to, payload)?.say("rooms.said.checked"))
}

fn check_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, r) = about(tx, who, ask, Step::CheckOver)?;
    let (_, rules) = rules_now(tx, r.assembly)?;
    let in_order: Vec<String> = r.checks.iter().filter(|(_, good)| **good).map(|(code, _)| code.clone()).collect();
    let choices: Vec<Choice> = form::coded(ask, &rules.checks);
    Ok(view
        .field(Field::checkboxes("in_order", ask.t("rooms.field.in-order"), choices).values(in_order))
        .field(Field::textarea("note", ask.t("topics.field.note"), 3).max_chars(1000)))
}

fn accept(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut r, to) = stepped(tx, who, id, Step::Accept)?;
    let (_, rules) = rules_now(tx, r.assembly)?;
    if !rules.checks.iter().all(|c| r.checks.get(&c.code) == Some(&true)) {
        return Err(Error::conflict("rooms.accept.incomplete"));
    }
    Ok(moved(tx, &mut r, to, json!({ "note": input.note }))?.say("rooms.said.accepted"))
}

fn open(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut r, to) = stepped(tx, who, id, Step::Open)?;
    r.opened_on = Some(tx.today());
    Ok(moved(tx, &mut r, to, json!({ "note": input.note }))?.say("rooms.said.opened"))
}

fn suspend(tx: &mut Tx, who: &Actor, id: Id, input: &web::Reason) -> Result<Done> {
    let (mut r, to) = stepped(tx, who, id, Step::Suspend)?;
    Ok(moved(tx, &mut r, to, json!({ "reason": input.reason }))?.say("rooms.said.suspended"))
}

fn resume(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut r, to) = stepped(tx, who, id, Step::Resume)?;
    Ok(moved(tx, &mut r, to, json!({ "note": input.note }))?.say("rooms.said.resumed"))
}

fn close(tx: &mut Tx, who: &Actor, id: Id, input: &web::Reason) -> Result<Done> {
    let (mut r, to) = stepped(tx, who, id, Step::Close)?;
    Ok(moved(tx, &mut r, to, json!({ "reason": input.reason }))?.say("rooms.said.closed"))
}
