//! 审查会议: a list of proposals, prepared by the office and decided by the committee head in one act.

use jiff::civil::Date;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use web::ui::{Choice, Field, FormView};
use web::{Access, Act, Ask, Bound, Done, act};

use crate::model::Proposal;
use crate::store::meetings::{Item, Meeting};
use crate::workflow::State;
use crate::{policy, store};

/// Who prepares a meeting.
pub(super) const OFFICE: &[&str] = &[directory::roles::PROPOSAL_OFFICE];
const CREATE: Act = act("meetings.create", "/meetings").form_at("/meetings/new").journals("meeting.created").access(Access::Roles(OFFICE));
const AMEND: Act = act("meetings.amend", "/meetings/{id}/list").journals("meeting.amended").access(Access::Roles(OFFICE));
const MOST: usize = 500;

kernel::vocabulary! {
    /// What a meeting may decide about a proposal.
    pub enum Decision {
        File = "file",
        Decline = "decline",
        Return = "return_for_revision",
        TransferToBrief = "transfer_to_brief",
        TransferAsLetter = "transfer_as_letter",
        Merge = "merge",
    }
}

pub(super) fn all() -> Vec<Bound> {
    vec![CREATE.create(create).form(create_form), AMEND.bind(amend).form(amend_form)]
}

#[derive(Deserialize, garde::Validate, JsonSchema, Default)]
#[serde(default)]
struct Meet {
    #[garde(required)]
    held_on: Option<Date>,
    #[garde(length(chars, max = 200))]
    place: String,
    /// Names of those present.
    #[garde(length(min = 1, max = 100), inner(length(chars, max = 100)))]
    attendance: Vec<String>,
    #[garde(length(chars, max = 2000))]
    note: String,
    /// The list: proposals at their second review.
    #[garde(length(max = 500))]
    ids: Vec<Id>,
}

fn create(tx: &mut Tx, who: &Actor, input: &Meet) -> Result<Done> {
    let held_on = input.held_on.ok_or(Error::invalid("held_on", "web.invalid.required"))?;
    let meeting = Meeting {
        id: tx.new_id(),
        assembly: who.assembly,
        held_on,
        place: input.place.trim().to_owned(),
        attendance: names(&input.attendance),
        note: input.note.trim().to_owned(),
        state: "open".into(),
        created_by: who.person,
    };
    store::meetings::insert(tx, &meeting)?;
    listed(tx, who, &meeting, &input.ids)?;
    answered(tx, &meeting, "proposals.said.review-meeting-created")
}

/// Date, place, people and list, until it is decided.
fn amend(tx: &mut Tx, who: &Actor, id: Id, input: &Meet) -> Result<Done> {
    let mut meeting = open(tx, who, id)?;
    meeting.held_on = input.held_on.ok_or(Error::invalid("held_on", "web.invalid.required"))?;
    meeting.place = input.place.trim().to_owned();
    meeting.attendance = names(&input.attendance);
    meeting.note = input.note.trim().to_owned();
    store::meetings::save(tx, &meeting)?;
    for item in store::meetings::items(tx, id)? {
        if !input.ids.contains(&item.proposal) {
            store::meetings::take_off(tx, item.id)?;
        }
    }
    listed(tx, who, &meeting, &input.ids)?;
    answered(tx, &meeting, "proposals.said.review-meeting-saved")
}

fn names(attendance: &[String]) -> String {
    attendance.iter().map(|n| n.trim()).filter(|n| !n.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Puts proposals on the list; one that is not at its second review is `Invalid`.
fn listed(tx: &mut Tx, who: &Actor, meeting: &Meeting, ids: &[Id]) -> Result<()> {
    let there: Vec<Id> = store::meetings::items(tx, meeting.id)?.iter().map(|i| i.proposal).collect();
    for (n, id) in ids.iter().enumerate().filter(|(_, id)| !there.contains(id)) {
        let p = store::get(tx, who, *id)?;
        if p.state.get() != State::SecondReview {
            return Err(Error::invalid(format!("ids[{n}]"), "proposals.meeting.not-at-second-review"));
        }
        store::meetings::put_on(tx, meeting, *id)?;
    }
    Ok(())
}

/// The meeting while its list can still be changed.
pub(super) fn open(tx: &mut Tx, who: &Actor, id: Id) -> Result<Meeting> {
    let meeting = store::meetings::get(tx, who.assembly, id)?;
    if meeting.state == "open" { Ok(meeting) } else { Err(Error::conflict("proposals.meeting.decided")) }
}

pub(super) fn answered(tx: &mut Tx, meeting: &Meeting, said: &'static str) -> Result<Done> {
    let view = view(tx, meeting)?;
    let items = view["items"].as_array().map_or(0, Vec::len);
    let payload = json!({ "held_on": meeting.held_on.to_string(), "place": meeting.place, "items": items });
    Ok(Done::new(Ref::new("meetings", meeting.id), &view)?.journal(payload).say(said))
}

/// The record as the API shows it.
pub(crate) fn view(tx: &mut Tx, meeting: &Meeting) -> Result<Value> {
    let items: Vec<Value> = store::meetings::items(tx, meeting.id)?.iter().map(item_view).collect();
    Ok(json!({
        "id": meeting.id,
        "held_on": meeting.held_on.to_string(),
        "place": meeting.place,
        "attendance": meeting.attendance.lines().collect::<Vec<_>>(),
        "note": meeting.note,
        "state": meeting.state,
        "items": items,
    }))
}

fn item_view(item: &Item) -> Value {
    json!({
        "proposal": item.proposal,
        "decision": item.decision,
        "reason_code": item.reason_code,
        "main": item.main,
        "note": item.note,
        "dissent": item.dissent,
        "outcome": item.outcome,
        "failure": item.failure,
    })
}

/// May this person read about meetings? Those who see everything that was submitted.
pub(crate) const READERS: Access = Access::Roles(policy::READING_OFFICES);

/// The minutes of a meeting, for the same people.
pub(crate) fn can_read(tx: &mut Tx, who: &Actor, id: Id) -> Result<()> {
    READERS.check(who)?;
    store::meetings::get(tx, who.assembly, id).map(drop)
}

fn create_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let waiting = store::review::in_state(tx, who.assembly, State::SecondReview, MOST)?;
    let chosen: Vec<String> = waiting.iter().map(|p| p.id.to_string()).collect();
    let today = ask.today.to_string();
    Ok(FormView { cancel: Some(web::ui::Link::new(ask.t("web.cancel"), "/meetings")), ..FormView::default() }
        .field(Field::date("held_on", ask.t("proposals.meeting.held-on")).value(today).required())
        .field(Field::text("place", ask.t("proposals.meeting.place")).max_chars(200))
        .field(Field::lines("attendance", ask.t("proposals.meeting.attendance"), 3).required())
        .field(Field::textarea("note", ask.t("proposals.meeting.note"), 3).max_chars(2000))
        .field(list_field(ask, &waiting).values(chosen)))
}

fn amend_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let meeting = open(tx, who, ask.id)?;
    let items = store::meetings::items(tx, meeting.id)?;
    let mut offered = store::review::in_state(tx, who.assembly, State::SecondReview, MOST)?;
    for item in &items {
        if !offered.iter().any(|p| p.id == item.proposal) {
            offered.push(store::get_unscoped(tx, item.proposal)?);
        }
    }
    Ok(FormView::default()
        .field(Field::date("held_on", ask.t("proposals.meeting.held-on")).value(meeting.held_on.to_string()).required())
        .field(Field::text("place", ask.t("proposals.meeting.place")).value(meeting.place.clone()).max_chars(200))
        .field(Field::lines("attendance", ask.t("proposals.meeting.attendance"), 3).values(meeting.attendance.lines()).required())
        .field(Field::textarea("note", ask.t("proposals.meeting.note"), 3).value(meeting.note.clone()).max_chars(2000))
        .field(list_field(ask, &offered).values(items.iter().map(|i| i.proposal.to_string()))))
}

fn list_field(ask: &Ask, offered: &[Proposal]) -> Field {
    let recommended = |p: &Proposal| p.recommended.map(|r| ask.t(&format!("word.recommendation.{}", r.name())).to_owned());
    let choice = |p: &Proposal| {
        let receipt = p.receipt_no.map(|n| format!("{n} ")).unwrap_or_default();
        Choice::new(p.id.to_string(), format!("{receipt}{}", p.title)).hint(recommended(p).unwrap_or_default())
    };
    Field::checkboxes("ids", ask.t("proposals.meeting.list"), offered.iter().map(choice).collect())
}
