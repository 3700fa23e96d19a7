//! 当面协商: still dissatisfied after the second answer, so both sides meet; the office records what came of it.

use garde::Validate;
use jiff::civil::Date;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Choice, Field, FormView};
use web::{Act, Ask, Done, act};

use crate::workflow::{self, PROCESS};
use crate::{acts, clocks, policy, store};

pub const CALL: Act = act("proposals.call_face_to_face", "/proposals/{id}/face-to-face")
    .rule("proposal", "call_face_to_face")
    .journals("proposal.face_to_face_called");
pub const RECORD: Act = act("proposals.record_meeting", "/proposals/{id}/meeting-record")
    .rule("proposal", "record_meeting")
    .journals("proposal.meeting_recorded");

/// What came of it: agreed, explained and understood, or the proposer keeps the opinion.
pub const OUTCOMES: &[&str] = &["agreed", "explained", "reserved"];

/// When and where both sides meet.
#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Call {
    #[garde(skip)]
    pub held_on: Option<Date>,
    #[garde(length(chars, max = 100))]
    pub place: String,
    #[garde(length(chars, max = 1000))]
    pub note: String,
}

/// Who met when, with what result.
#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Meeting {
    #[garde(skip)]
    pub held_on: Option<Date>,
    #[garde(length(chars, min = 1, max = 300))]
    pub people: String,
    #[garde(length(chars, min = 1, max = 20))]
    pub outcome: String,
    #[garde(length(chars, min = 1, max = 2000))]
    pub result: String,
    #[garde(skip)]
    pub scan: Option<Id>,
}

/// Calls the meeting; the day may still be open.
pub fn call(tx: &mut Tx, who: &Actor, id: Id, input: &Call) -> Result<Done> {
    let (mut p, to) = acts::stepped(tx, who, id, workflow::Act::CallFaceToFace)?;
    if input.held_on.is_some_and(|day| day < tx.today()) {
        return Err(Error::invalid("held_on", "proposals.meeting.past"));
    }
    let from = p.state;
    let rules = store::rules_of(tx, &p)?;
    clocks::moved(tx, &mut p, to, Some(rules.face_to_face))?;
    store::save(tx, &mut p)?;
    Ok(acts::done(tx, who, &p)?
        .journal(json!({ "from": from.name(), "to": to.name(), "held_on": input.held_on, "place": input.place, "note": input.note }))
        .say("proposals.said.face-to-face-called"))
}

/// Records the meeting and closes the proposal.
pub fn record(tx: &mut Tx, who: &Actor, id: Id, input: &Meeting) -> Result<Done> {
    let (mut p, to) = acts::stepped(tx, who, id, workflow::Act::RecordMeeting)?;
    let day = input.held_on.ok_or_else(|| Error::invalid("held_on", "web.invalid.required"))?;
    if day > tx.today() {
        return Err(Error::invalid("held_on", "proposals.meeting.future"));
    }
    if !OUTCOMES.contains(&input.outcome.as_str()) {
        return Err(Error::invalid("outcome", "web.invalid.shape"));
    }
    let from = p.state;
    clocks::moved(tx, &mut p, to, None)?;
    p.closed_at = Some(tx.now());
    store::save(tx, &mut p)?;
    Ok(acts::done(tx, who, &p)?
        .journal(json!({
            "from": from.name(), "to": to.name(), "held_on": day, "people": input.people, "outcome": input.outcome, "note": input.result,
        }))
        .say("proposals.said.meeting-recorded"))
}

pub fn call_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let p = store::get(tx, who, ask.id)?;
    let around = store::around(tx, &p)?;
    PROCESS.step(p.state, workflow::Act::CallFaceToFace, &policy::roles(who, &p, &around))?;
    let rules = store::rules_of(tx, &p)?;
    let due = clocks::due(tx, p.assembly, rules.face_to_face)?;
    Ok(FormView {
        lead: Some(ask.locale.f("proposals.face-to-face.lead", &[("day", ask.locale.short_day(due, ask.today).as_str())])),
        context: Some(super::opinion(tx, ask, &p)?),
        fields: vec![
            Field::date("held_on", ask.t("proposals.field.meeting-day")),
            Field::text("place", ask.t("proposals.field.meeting-place")).max_chars(100),
            Field::textarea("note", ask.t("proposals.field.meeting-note"), 3).max_chars(1000),
        ],
        ..FormView::default()
    })
}

pub fn record_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let p = store::get(tx, who, ask.id)?;
    let around = store::around(tx, &p)?;
    PROCESS.step(p.state, workflow::Act::RecordMeeting, &policy::roles(who, &p, &around))?;
    let outcomes = OUTCOMES.iter().map(|o| Choice::new(*o, ask.t(&format!("proposals.outcome.{o}")))).collect();
    Ok(FormView {
        context: Some(super::heading(ask, &p)),
        fields: vec![
            Field::date("held_on", ask.t("proposals.field.meeting-day")).value(ask.today.to_string()).required(),
            Field::text("people", ask.t("proposals.field.meeting-people")).required().max_chars(300),
            Field::radio("outcome", ask.t("proposals.field.meeting-outcome"), outcomes).required(),
            Field::textarea("result", ask.t("proposals.field.meeting-result"), 5).required().max_chars(2000),
            Field::file("scan", ask.t("proposals.field.scan"), ".pdf,.jpg,.jpeg,.png"),
        ],
        multipart: true,
        ..FormView::default()
    })
}
