//! 参加者: who is invited, who came, what each side says, who confirms the minutes.

use garde::Validate;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Choice, Field, FormView};
use web::{Act, Ask, Bound, Done, act};

use super::{form, session_moved, session_stepped};
use crate::model::{Participant, Position, Room};
use crate::workflow::session::Act as Step;
use crate::workflow::words::Part;
use crate::{policy, store};

const INVITE: Act =
    act("consultations.invite", "/consultations/{id}/participants").rule("consultation", "invite").journals("consultation.invited");
const SIGN_IN: Act =
    act("consultations.sign_in", "/consultations/{id}/sign-in").rule("consultation", "sign_in").journals("consultation.signed_in");
const POSITION: Act = act("consultations.record_position", "/consultations/{id}/positions")
    .rule("consultation", "record_position")
    .journals("consultation.position_recorded");
const CONFIRM: Act = act("consultations.confirm_minutes", "/consultations/{id}/confirmation")
    .rule("consultation", "confirm_minutes")
    .journals("consultation.confirmed");

pub fn all() -> Vec<Bound> {
    vec![
        INVITE.bind(invite).form(invite_form),
        SIGN_IN.bind(sign_in).form(|tx, who, ask| mark_form(tx, who, ask, Step::SignIn)),
        POSITION.bind(position).form(position_form),
        CONFIRM.bind(confirm).form(|tx, who, ask| mark_form(tx, who, ask, Step::ConfirmMinutes)),
    ]
}

/// Members of the room by their accounts; a unit; and people without an account by name, one a line.
#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Invited {
    #[garde(length(max = 50))]
    members: Vec<Id>,
    #[garde(length(max = 20))]
    units: Vec<Id>,
    #[garde(skip)]
    role: Option<Part>,
    /// `name` or `name | organisation`
    #[garde(length(max = 50), inner(length(chars, max = 120)))]
    people: Vec<String>,
}

fn invite(tx: &mut Tx, who: &Actor, id: Id, input: &Invited) -> Result<Done> {
    let (mut s, room, to) = session_stepped(tx, who, id, Step::Invite)?;
    let there = store::sessions::participants(tx, id)?;
    let mut all = members(tx, &room, input)?;
    for unit in &input.units {
        let unit = directory::units::get(tx, s.assembly, *unit).map_err(|_| Error::invalid("units", "web.invalid.shape"))?;
        all.push(Participant { unit: Some(unit.id), organisation: unit.name.clone(), ..blank(Part::Unit, unit.name) });
    }
    let role = input.role.unwrap_or(Part::Resident);
    all.extend(lines(&input.people).map(|(name, organisation)| Participant { organisation, ..blank(role, name) }));
    if all.is_empty() {
        return Err(Error::invalid("", "consultations.invite.nobody"));
    }
    let mut added = 0;
    for mut p in all {
        let known = |q: &Participant| q.person == p.person && q.unit == p.unit && q.name == p.name;
        if !there.iter().any(known) {
            p.id = tx.new_id();
            p.session = id;
            store::sessions::insert_participant(tx, &p)?;
            added += 1;
        }
    }
    Ok(session_moved(tx, &mut s, to, json!({ "added": added }))?.say("consultations.said.invited"))
}

fn members(tx: &mut Tx, room: &Room, input: &Invited) -> Result<Vec<Participant>> {
    let assigned = store::rooms::assigned_members(tx, room.id)?;
    let find = |person: &Id| {
        let member = assigned.iter().find(|m| m.person == *person).ok_or_else(|| Error::invalid("members", "web.invalid.shape"))?;
        let organisation = member.assembly.clone();
        Ok(Participant { person: Some(member.person), organisation, ..blank(Part::Member, member.name.clone()) })
    };
    input.members.iter().map(find).collect()
}

pub fn blank(role: Part, name: String) -> Participant {
    Participant {
        id: Id(0),
        session: Id(0),
        role,
        person: None,
        unit: None,
        name,
        organisation: String::new(),
        signed_in_at: None,
        confirmed_at: None,
        confirmed_by: None,
    }
}

/// `name | organisation` of each line that is not blank, whatever kind of bar was typed.
pub fn lines(people: &[String]) -> impl Iterator<Item = (String, String)> + '_ {
    people.iter().flat_map(|text| text.lines()).filter(|line| !line.trim().is_empty()).map(|line| {
        let (name, organisation) = line.split_once(['|', '｜']).unwrap_or((line, ""));
        (name.trim().to_owned(), organisation.trim().to_owned())
    })
}

fn invite_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, s) = form::about_session(tx, who, ask, Step::Invite)?;
    let members = store::rooms::assigned_members(tx, s.room)?;
    let members: Vec<Choice> = members.into_iter().map(|m| Choice::new(m.person.to_string(), m.name).hint(m.assembly)).collect();
    let units = directory::units::running(tx, s.assembly)?;
    let units = units.into_iter().map(|u| Choice::new(u.id.to_string(), form::in_language(ask, &u.name, &u.name_en))).collect();
    let roles = Part::ALL.iter().filter(|p| !matches!(p, Part::Unit));
    let roles = roles.map(|p| Choice::new(p.name(), ask.t(&format!("word.part.{}", p.name())))).collect();
    let mut view = view;
    if !members.is_empty() {
        view = view.field(Field::checkboxes("members", ask.t("rooms.field.members"), members));
    }
    Ok(view
        .field(Field::checkboxes("units", ask.t("consultations.field.units"), units))
        .field(Field::select("role", ask.t("consultations.field.role"), roles).value(Part::Resident.name()))
        .field(Field::textarea("people", ask.t("consultations.field.people"), 4).hint(ask.t("consultations.hint.people"))))
}

/// Participants by id; without any, oneself.
#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Marked {
    #[garde(length(max = 200))]
    participants: Vec<Id>,
}

fn sign_in(tx: &mut Tx, who: &Actor, id: Id, input: &Marked) -> Result<Done> {
    let (mut s, room, to) = session_stepped(tx, who, id, Step::SignIn)?;
    let marked = marked(tx, who, &room, id, input)?;
    for participant in &marked {
        store::sessions::sign_in(tx, id, *participant)?;
    }
    Ok(session_moved(tx, &mut s, to, json!({ "participants": marked }))?.say("consultations.said.signed-in"))
}

fn confirm(tx: &mut Tx, who: &Actor, id: Id, input: &Marked) -> Result<Done> {
    let (mut s, room, to) = session_stepped(tx, who, id, Step::ConfirmMinutes)?;
    let marked = marked(tx, who, &room, id, input)?;
    for participant in &marked {
        store::sessions::confirm(tx, id, *participant, who.person)?;
    }
    Ok(session_moved(tx, &mut s, to, json!({ "participants": marked }))?.say("consultations.said.confirmed"))
}

/// Whom this person may mark: the worker everybody, from the sheet; others themselves.
fn marked(tx: &mut Tx, who: &Actor, room: &Room, session: Id, input: &Marked) -> Result<Vec<Id>> {
    let all = store::sessions::participants(tx, session)?;
    let own = all.iter().filter(|p| p.person == Some(who.person)).map(|p| p.id);
    if input.participants.is_empty() {
        let own: Vec<Id> = own.collect();
        return if own.is_empty() { Err(Error::invalid("participants", "web.invalid.required")) } else { Ok(own) };
    }
    let may = |id: &Id| all.iter().any(|p| p.id == *id && (policy::is_worker(who, room) || p.person == Some(who.person)));
    if input.participants.iter().all(may) { Ok(input.participants.clone()) } else { Err(Error::refused("web.not-yours")) }
}

fn mark_form(tx: &mut Tx, who: &Actor, ask: &Ask, act: Step) -> Result<FormView> {
    let (view, s) = form::about_session(tx, who, ask, act)?;
    let room = store::rooms::any(tx, s.room)?;
    let worker = policy::is_worker(who, &room);
    let open = |p: &Participant| match act {
        Step::SignIn => p.signed_in_at.is_none(),
        _ => p.signed_in_at.is_some() && p.confirmed_at.is_none(),
    };
    let all = store::sessions::participants(tx, s.id)?.into_iter();
    let mine = all.filter(|p| open(p) && (worker || p.person == Some(who.person)));
    let choices: Vec<Choice> =
        mine.map(|p| Choice::new(p.id.to_string(), p.name).hint(ask.t(&format!("word.part.{}", p.role.name())))).collect();
    let own: Vec<String> = if worker { Vec::new() } else { choices.iter().map(|c| c.value.clone()).collect() };
    let minutes = s.minutes.as_deref().filter(|_| act == Step::ConfirmMinutes).map(web::ui::prose);
    let mut view = view;
    if let (Some(minutes), Some(context)) = (minutes, view.context.take()) {
        view.context = Some(web::ui::Html::join([context, minutes]));
    } else if view.context.is_none() {
        view = form::about_session(tx, who, ask, act)?.0;
    }
    Ok(view.field(Field::checkboxes("participants", ask.t("consultations.section.participants"), choices).values(own).required()))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Said {
    #[garde(required)]
    topic: Option<Id>,
    #[garde(skip)]
    participant: Option<Id>,
    #[garde(length(chars, max = 60))]
    side: String,
    #[garde(length(chars, min = 1, max = 2_000))]
    text: String,
}

fn position(tx: &mut Tx, who: &Actor, id: Id, input: &Said) -> Result<Done> {
    let (mut s, _, to) = session_stepped(tx, who, id, Step::RecordPosition)?;
    let topic = input.topic.ok_or_else(|| Error::invalid("topic", "web.invalid.required"))?;
    if !store::sessions::topics(tx, id)?.iter().any(|(t, ..)| *t == topic) {
        return Err(Error::invalid("topic", "web.invalid.shape"));
    }
    let all = store::sessions::participants(tx, id)?;
    let speaker = match input.participant {
        Some(p) => Some(all.iter().find(|q| q.id == p).ok_or_else(|| Error::invalid("participant", "web.invalid.shape"))?),
        None => None,
    };
    let side = match speaker {
        _ if !input.side.trim().is_empty() => input.side.trim().to_owned(),
        Some(p) => p.name.clone(),
        None => return Err(Error::invalid("side", "consultations.position.whose")),
    };
    let position = Position {
        id: tx.new_id(),
        session: id,
        topic,
        participant: input.participant,
        side,
        body: input.text.trim().to_owned(),
        at: tx.now(),
    };
    store::sessions::insert_position(tx, &position)?;
    Ok(session_moved(tx, &mut s, to, json!({ "topic": topic, "text": position.body }))?.say("consultations.said.position"))
}

fn position_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, s) = form::about_session(tx, who, ask, Step::RecordPosition)?;
    let topics = store::sessions::topics(tx, s.id)?;
    let first = topics.first().map(|(id, ..)| id.to_string()).unwrap_or_default();
    let topics = topics.into_iter().map(|(id, title, _)| Choice::new(id.to_string(), title)).collect();
    let people = store::sessions::participants(tx, s.id)?.into_iter().filter(|p| p.signed_in_at.is_some());
    let people = std::iter::once(Choice::new("", ask.t("consultations.field.no-one")))
        .chain(people.map(|p| Choice::new(p.id.to_string(), format!("{}（{}）", p.name, ask.t(&format!("word.part.{}", p.role.name()))))))
        .collect();
    Ok(view
        .field(Field::select("topic", ask.t("topics.one"), topics).required().value(first))
        .field(Field::select("participant", ask.t("consultations.field.speaker"), people))
        .field(Field::text("side", ask.t("consultations.field.side")).max_chars(60).hint(ask.t("consultations.hint.side")))
        .field(Field::textarea("text", ask.t("consultations.field.position"), 4).required().max_chars(2_000)))
}
