//! 发言: the word is asked for, ordered, given, taken back.

use garde::Validate;
use kernel::db::Tx;
use kernel::workflow::{At, Roles};
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use web::act::Note;
use web::ui::{Choice, Fact, Field, FormView};
use web::{Act, Ask, Bound, Done, Nothing, act};

use super::{Word, about_site, on_site, site_moved, site_stepped, told, word};
use crate::model::remote::{Attendee, Remote, Speech};
use crate::store;
use crate::workflow::remote::{site, speech};

use speech::{Act as Step, PROCESS, Role, State};

const ASK: Act =
    act("remote_sites.ask_to_speak", "/remote-sites/{id}/speeches").rule("remote_site", "ask_to_speak").journals("speech.asked");
const START: Act = act("speeches.start", "/speeches/{id}/start").rule("speech", "start").journals("speech.started");
const UP: Act = act("speeches.move_up", "/speeches/{id}/up").rule("speech", "move_up").journals("speech.moved_up");
const DOWN: Act = act("speeches.move_down", "/speeches/{id}/down").rule("speech", "move_down").journals("speech.moved_down");
const STOP: Act = act("speeches.stop", "/speeches/{id}/end").rule("speech", "stop").journals("speech.ended");
const WITHDRAW: Act = act("speeches.withdraw", "/speeches/{id}/withdrawal").rule("speech", "withdraw").journals("speech.withdrawn");

pub fn all() -> Vec<Bound> {
    vec![
        ASK.bind(ask_to_speak).form(ask_form),
        START.bind::<Nothing>(start).form(|tx, who, ask| about(tx, who, ask, Step::Start)),
        UP.bind::<Nothing>(|tx, who, id, _| shift(tx, who, id, Step::MoveUp)).form(|tx, who, ask| about(tx, who, ask, Step::MoveUp)),
        DOWN.bind::<Nothing>(|tx, who, id, _| shift(tx, who, id, Step::MoveDown)).form(|tx, who, ask| about(tx, who, ask, Step::MoveDown)),
        STOP.bind::<Nothing>(stop).form(|tx, who, ask| about(tx, who, ask, Step::Stop)),
        WITHDRAW.bind(withdraw).form(|tx, who, ask| Ok(about(tx, who, ask, Step::Withdraw)?.field(super::super::form::note(ask)))),
    ]
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Asked {
    /// Who of the site wants to speak; without one, oneself.
    #[garde(skip)]
    attendee: Option<Id>,
    #[garde(length(chars, max = 100))]
    subject: String,
}

/// Those whom this person may enter: a host everybody who signed in at the site, an attendee nobody else.
fn askers(who: &Actor, place: &super::Place) -> Vec<Attendee> {
    let hosts = place.roles.contains(site::Role::Host);
    let may = |a: &&Attendee| a.signed_in_at.is_some() && (hosts || a.person == Some(who.person));
    place.own().filter(may).cloned().collect()
}

fn ask_to_speak(tx: &mut Tx, who: &Actor, id: Id, input: &Asked) -> Result<Done> {
    let (mut place, to) = site_stepped(tx, who, id, site::Act::AskToSpeak)?;
    let askers = askers(who, &place);
    let wanted = |a: &&Attendee| match input.attendee {
        Some(attendee) => a.id == attendee,
        None => a.person == Some(who.person),
    };
    let speaker = askers.iter().find(wanted).ok_or_else(|| Error::invalid("attendee", "remotes.invalid.speaker"))?;
    let there = store::remotes::speeches::of(tx, place.r.id)?;
    if there.iter().any(|s| s.attendee == speaker.id && [State::Asked, State::Speaking].contains(&s.state.get())) {
        return Err(Error::conflict("remotes.ask.twice"));
    }
    let s = Speech {
        id: tx.new_id(),
        remote: place.r.id,
        site: id,
        attendee: speaker.id,
        place: store::remotes::speeches::next_place(tx, place.r.id)?,
        state: PROCESS.start(),
        state_since: tx.now(),
        subject: input.subject.trim().to_owned(),
        asked_at: tx.now(),
        started_at: None,
        ended_at: None,
        limit_minutes: place.r.speech_minutes,
        cut_short: false,
        changes: 0,
    };
    store::remotes::speeches::insert(tx, &s)?;
    let told = json!({ "speech": s.id, "text": speaker.name });
    Ok(site_moved(tx, who, &mut place, to, told)?.say("remotes.said.asked"))
}

fn ask_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, place) = about_site(tx, who, ask, site::Act::AskToSpeak)?;
    let choices: Vec<Choice> = askers(who, &place).into_iter().map(|a| Choice::new(a.id.to_string(), a.name)).collect();
    if choices.is_empty() {
        return Ok(view.field(Field::note(ask.t("remotes.ask.sign-in-first"))));
    }
    let only = if choices.len() == 1 { choices[0].value.clone() } else { String::new() };
    let subject = Field::text("subject", ask.t("remotes.field.subject")).max_chars(100);
    Ok(view.field(Field::radio("attendee", ask.t("remotes.field.speaker"), choices).required().value(only)).field(subject))
}

fn stepped(tx: &mut Tx, who: &Actor, id: Id, act: Step) -> Result<(Word, At<State>)> {
    let word = word(tx, who, id)?;
    let to = PROCESS.step(word.speech.state, act, &word.roles)?;
    Ok((word, to))
}

/// The journal tells of it in the session's history; the answer is the session.
fn done(tx: &mut Tx, who: &Actor, word: &Word, also: Value) -> Result<Done> {
    let mut payload = json!({ "speech": word.speech.id, "text": word.speaker.name });
    if let (Value::Object(all), Value::Object(more)) = (&mut payload, also) {
        all.extend(more);
    }
    let done = told(tx, who, &word.place, payload)?;
    let staff = word.roles.contains(Role::Organiser);
    Ok(if staff { done.go(format!("/remotes/{}#queue", word.place.r.id)) } else { done })
}

pub(super) fn save(tx: &mut Tx, s: &mut Speech, to: At<State>) -> Result<()> {
    if to != s.state {
        s.state_since = tx.now();
    }
    s.state = to;
    store::remotes::speeches::save(tx, s)
}

pub(super) fn stop_now(tx: &mut Tx, s: &mut Speech, roles: &Roles<Role>) -> Result<()> {
    let to = PROCESS.step(s.state, Step::Stop, roles)?;
    s.ended_at = Some(tx.now());
    save(tx, s, to)
}

pub(super) fn start_now(tx: &mut Tx, s: &mut Speech, r: &Remote, roles: &Roles<Role>) -> Result<()> {
    let to = PROCESS.step(s.state, Step::Start, roles)?;
    s.started_at = Some(tx.now());
    s.limit_minutes = r.speech_minutes;
    save(tx, s, to)
}

/// The speaker's name with the site.
pub(super) fn name(tx: &mut Tx, s: &Speech) -> Result<String> {
    let at = store::remotes::sites::any(tx, s.site)?;
    let people = store::remotes::sites::attendees(tx, s.remote)?;
    let name = people.iter().find(|a| a.id == s.attendee).map_or("", |a| a.name.as_str());
    Ok(format!("{name}（{}）", at.name))
}

/// Out of turn: whoever speaks has spoken.
fn start(tx: &mut Tx, who: &Actor, id: Id, _: &Nothing) -> Result<Done> {
    let (mut word, _) = stepped(tx, who, id, Step::Start)?;
    if word.place.s.state != site::State::Linked {
        return Err(Error::conflict("remotes.start.gone"));
    }
    for mut s in store::remotes::speeches::of(tx, word.place.r.id)? {
        if s.state == State::Speaking {
            stop_now(tx, &mut s, &word.roles)?;
        }
    }
    start_now(tx, &mut word.speech, &word.place.r, &word.roles)?;
    done(tx, who, &word, json!({}))
}

fn stop(tx: &mut Tx, who: &Actor, id: Id, _: &Nothing) -> Result<Done> {
    let (mut word, _) = stepped(tx, who, id, Step::Stop)?;
    stop_now(tx, &mut word.speech, &word.roles)?;
    done(tx, who, &word, json!({}))
}

fn withdraw(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut word, to) = stepped(tx, who, id, Step::Withdraw)?;
    save(tx, &mut word.speech, to)?;
    Ok(done(tx, who, &word, json!({ "note": input.note }))?.say("remotes.said.withdrawn"))
}

/// Changes places with the one before or behind; at the end of the queue nothing happens.
fn shift(tx: &mut Tx, who: &Actor, id: Id, act: Step) -> Result<Done> {
    let (mut word, to) = stepped(tx, who, id, act)?;
    let mut waiting = store::remotes::speeches::of(tx, word.place.r.id)?;
    waiting.retain(|s| s.state == State::Asked);
    let at = waiting.iter().position(|s| s.id == id).ok_or(Error::NotFound)?;
    let other = if act == Step::MoveUp { at.checked_sub(1) } else { Some(at + 1) };
    if let Some(mut other) = other.and_then(|other| waiting.get(other).cloned()) {
        std::mem::swap(&mut other.place, &mut word.speech.place);
        store::remotes::speeches::save(tx, &mut other)?;
        save(tx, &mut word.speech, to)?;
    }
    done(tx, who, &word, json!({}))
}

fn about(tx: &mut Tx, who: &Actor, ask: &Ask, act: Step) -> Result<FormView> {
    let (word, _) = stepped(tx, who, ask.id, act)?;
    let view = on_site(ask, who, &word.place);
    let told = [
        Fact::new(ask.t("remotes.field.speaker"), word.speaker.name.as_str()),
        Fact::new(ask.t("remotes.column.site"), word.place.s.name.as_str()),
        Fact::new(ask.t("remotes.field.subject"), word.speech.subject.as_str()),
    ];
    Ok(FormView { context: Some(web::ui::facts(&told)), ..view })
}
