//! 补录: a session that was held without a posting, registered on one page: date, people, positions, agreed items, the visit
//! before it, photographs. Marked and counted apart, never back-dated (practice, *Rooms*).

mod form;
mod lines;

use garde::Validate;
use jiff::civil::Date;
use kernel::db::Tx;
use kernel::workflow::At;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::{Act, Bound, Done, act};

use super::participants::{blank, lines as people_of};
use super::sessions::{new, own_room};
use super::{raising, rules_now, subject};
use crate::model::{Item, Participant, Position, Room, Session, Topic, Visit};
use crate::workflow::words::{Outcome, Part, Progress, Source, Venue};
use crate::workflow::{PROCESS, State, session};
use crate::{clocks, store, view};

const REGISTER: Act = act("consultations.register_past", "/rooms/{id}/past-sessions").journals("consultation.registered_after");

/// The field of each kind of participant beside members and residents.
const PARTS: [(&str, Part); 4] = [
    ("party_people", Part::PartyRepresentative),
    ("unit_people", Part::Unit),
    ("cadre_people", Part::VillageCadre),
    ("expert_people", Part::Expert),
];

pub fn all() -> Vec<Bound> {
    vec![REGISTER.bind(register).form(form::register_form)]
}

/// People are `name | organisation`, positions `side | text`, items `what | owner | 2026-05-01`, one a line.
#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Past {
    #[garde(required)]
    on: Option<Date>,
    #[garde(required)]
    venue_kind: Option<Venue>,
    #[garde(length(chars, max = 100))]
    venue: String,
    #[garde(length(chars, min = 2, max = 200))]
    title: String,
    #[garde(length(chars, min = 1, max = 10_000))]
    text: String,
    #[garde(length(chars, max = 100))]
    place: String,
    #[garde(length(chars, max = 40))]
    domain: Option<String>,
    /// Members of the room who were there.
    #[garde(length(max = 50))]
    members: Vec<Id>,
    /// Residents.
    #[garde(length(min = 1, max = 50), inner(length(chars, max = 6_000)))]
    people: Vec<String>,
    #[garde(length(max = 50), inner(length(chars, max = 6_000)))]
    party_people: Vec<String>,
    #[garde(length(max = 50), inner(length(chars, max = 6_000)))]
    unit_people: Vec<String>,
    #[garde(length(max = 50), inner(length(chars, max = 6_000)))]
    cadre_people: Vec<String>,
    #[garde(length(max = 50), inner(length(chars, max = 6_000)))]
    expert_people: Vec<String>,
    #[garde(length(max = 50), inner(length(chars, max = 20_000)))]
    positions: Vec<String>,
    #[garde(length(min = 1, max = 30), inner(length(chars, max = 20_000)))]
    items: Vec<String>,
    #[garde(skip)]
    partly: bool,
    #[garde(skip)]
    visited_on: Option<Date>,
    #[garde(length(chars, max = 200))]
    visitors: String,
    #[garde(length(chars, max = 2_000))]
    findings: String,
}

fn register(tx: &mut Tx, who: &Actor, id: Id, input: &Past) -> Result<Done> {
    let r = own_room(tx, who, Some(id))?;
    let on = input.on.ok_or_else(|| Error::invalid("on", "web.invalid.required"))?;
    if on > tx.today() {
        return Err(Error::invalid("on", "topics.day.future"));
    }
    let items = lines::items(&input.items)?;
    let people = present(tx, &r, input)?;
    let venue = (input.venue_kind.unwrap_or(Venue::Room), input.venue.as_str());
    let mut s = new(tx, &r, (&input.title, on, ""), venue, At::start(&session::PROCESS, session::State::Confirmed));
    s.registered_after = true;
    s.minutes = Some(input.text.trim().to_owned());
    store::sessions::insert(tx, &s)?;
    for mut p in people {
        p.id = tx.new_id();
        p.session = s.id;
        p.signed_in_at = Some(tx.now());
        store::sessions::insert_participant(tx, &p)?;
    }
    let topic = topic(tx, &r, &s, input, &items)?;
    said(tx, &s, &topic, input)?;
    visited(tx, who, on, &topic, input)?;
    let record = view::topic(tx, who, &topic)?;
    let payload = json!({ "to": topic.state.get().name(), "session": s.id, "on": on });
    Ok(Done::new(subject(&topic), &record)?.journal(payload).say("consultations.said.registered"))
}

/// The topic comes in with its items in hand.
fn topic(tx: &mut Tx, r: &Room, s: &Session, input: &Past, items: &[lines::Agreed]) -> Result<Topic> {
    let (version, rules) = rules_now(tx, r.assembly)?;
    if input.domain.as_deref().is_some_and(|code| rules.domain(code).is_none()) {
        return Err(Error::invalid("domain", "web.invalid.shape"));
    }
    // Where no day was said, an item is due when the policy lets nothing wait longer.
    let latest = clocks::calendar(tx, r.assembly)?.due(s.on_day, rules.handle_cap, false);
    let mut t = raising::at(tx, r, (version, &rules), Source::Room, (&input.title, &input.text), State::Handling)?;
    let today = tx.today();
    t.registered_after = true;
    t.place = input.place.trim().to_owned();
    t.domain = input.domain.clone();
    t.announced_on = Some(today);
    t.outcome = Some(if input.partly { Outcome::Partly } else { Outcome::Agreed });
    t.session = Some(s.id);
    t.due = items.iter().map(|(_, _, due)| due.unwrap_or(latest)).max();
    debug_assert!(PROCESS.initial.contains(&t.state.get()));
    store::topics::insert(tx, &t)?;
    store::sessions::put_topic(tx, s.id, t.id)?;
    for (body, owner, due) in items {
        let item = Item {
            id: tx.new_id(),
            topic: t.id,
            session: Some(s.id),
            round: 1,
            body: body.clone(),
            unit: None,
            owner: owner.clone(),
            method: String::new(),
            scope: String::new(),
            due: due.unwrap_or(latest),
            progress: Progress::Open,
            report: None,
            reported_by: None,
            reported_at: None,
        };
        store::items::insert(tx, &item)?;
    }
    Ok(t)
}

fn said(tx: &mut Tx, s: &Session, t: &Topic, input: &Past) -> Result<()> {
    for (side, body) in lines::positions(&input.positions) {
        let position = Position { id: tx.new_id(), session: s.id, topic: t.id, participant: None, side, body, at: tx.now() };
        store::sessions::insert_position(tx, &position)?;
    }
    Ok(())
}

/// The visit before the session, where there was one.
fn visited(tx: &mut Tx, who: &Actor, held_on: Date, t: &Topic, input: &Past) -> Result<()> {
    let Some(on_day) = input.visited_on else { return Ok(()) };
    if on_day > held_on {
        return Err(Error::invalid("visited_on", "consultations.past.visit-late"));
    }
    for (field, text) in [("visitors", &input.visitors), ("findings", &input.findings)] {
        if text.trim().is_empty() {
            return Err(Error::invalid(field, "web.invalid.required"));
        }
    }
    let visit = Visit {
        id: tx.new_id(),
        topic: t.id,
        on_day,
        visitors: input.visitors.trim().to_owned(),
        findings: input.findings.trim().to_owned(),
        entered_by: who.person,
        at: tx.now(),
    };
    store::topics::insert_visit(tx, &visit)
}

fn present(tx: &mut Tx, r: &Room, input: &Past) -> Result<Vec<Participant>> {
    let assigned = store::rooms::assigned_members(tx, r.id)?;
    let mut all = Vec::new();
    for person in &input.members {
        let member = assigned.iter().find(|m| m.person == *person).ok_or_else(|| Error::invalid("members", "web.invalid.shape"))?;
        let organisation = member.assembly.clone();
        all.push(Participant { person: Some(member.person), organisation, ..blank(Part::Member, member.name.clone()) });
    }
    let others = [&input.party_people, &input.unit_people, &input.cadre_people, &input.expert_people];
    let kinds = PARTS.iter().map(|(_, part)| *part).zip(others).chain([(Part::Resident, &input.people)]);
    for (part, people) in kinds {
        all.extend(people_of(people).map(|(name, organisation)| Participant { organisation, ..blank(part, name) }));
    }
    Ok(all)
}
