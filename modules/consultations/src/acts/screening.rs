//! 核实与审定: the worker verifies, the convener proposes, the township's party committee agrees, the worker posts.

use garde::Validate;
use jiff::civil::Date;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::act::{Note, Reason};
use web::ui::{Choice, Field, FormView, Html};
use web::{Act, Ask, Bound, Done, act};

use super::{form, moved, stepped};
use crate::pages::pictures;
use crate::workflow::{Act as Step, PROCESS, State};
use crate::{clocks, store};

const VERIFY: Act = act("topics.verify", "/topics/{id}/verification").rule("topic", "verify").journals("topic.verified");
const PROPOSE: Act = act("topics.propose", "/topics/{id}/screening").rule("topic", "propose").journals("topic.proposed").batch();
const AGREE: Act =
    act("topics.agree_to_list", "/topics/{id}/screening-agreement").rule("topic", "agree_to_list").journals("topic.screened").batch();
const OBJECT: Act = act("topics.object", "/topics/{id}/screening-objection").rule("topic", "object").journals("topic.objected");
const REPORT: Act = act("topics.report_to_party", "/topics/{id}/party-report").rule("topic", "report_to_party").journals("topic.reported");
const ANNOUNCE: Act = act("topics.announce", "/topics/{id}/notice").rule("topic", "announce").journals("topic.announced").batch();
const DECLINE: Act = act("topics.decline", "/topics/{id}/refusal").rule("topic", "decline").journals("topic.declined");
const MERGE: Act = act("topics.merge", "/topics/{id}/merging").rule("topic", "merge").journals("topic.merged");
const RECONSIDER: Act = act("topics.reconsider", "/topics/{id}/reconsideration").rule("topic", "reconsider").journals("topic.reconsidered");

pub fn all() -> Vec<Bound> {
    vec![
        VERIFY.bind(verify).form(verify_form),
        PROPOSE.bind(propose).form(|tx, who, ask| with_note(tx, who, ask, Step::Propose)),
        AGREE.bind(agree).form(agree_form),
        OBJECT.bind(object).form(|tx, who, ask| with_reason(tx, who, ask, Step::Object)),
        REPORT.bind(report).form(report_form),
        ANNOUNCE.bind(announce).form(|tx, who, ask| with_note(tx, who, ask, Step::Announce)),
        DECLINE.bind(decline).form(|tx, who, ask| with_reason(tx, who, ask, Step::Decline)),
        MERGE.bind(merge).form(merge_form),
        RECONSIDER.bind(reconsider).form(|tx, who, ask| with_reason(tx, who, ask, Step::Reconsider)),
    ]
}

/// A form that asks for a note beside the decision.
pub(super) fn with_note(tx: &mut Tx, who: &Actor, ask: &Ask, act: Step) -> Result<FormView> {
    if ask.path.starts_with("/batch/") {
        return Ok(FormView::default().field(Field::textarea("note", ask.t("topics.field.note"), 3).max_chars(1000)));
    }
    let (view, _) = form::about(tx, who, ask, act)?;
    Ok(view.field(Field::textarea("note", ask.t("topics.field.note"), 3).max_chars(1000)))
}

/// A form that asks for a reason.
pub(super) fn with_reason(tx: &mut Tx, who: &Actor, ask: &Ask, act: Step) -> Result<FormView> {
    let (view, _) = form::about(tx, who, ask, act)?;
    Ok(view.field(Field::textarea("reason", ask.t("topics.field.reason"), 4).required().max_chars(1000).hint(ask.t("topics.hint.reason"))))
}

/// Real, in this township, not in court or with the petition office, not one person's interest alone.
#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Verification {
    #[garde(length(max = 4))]
    points: Vec<Point>,
    #[garde(length(chars, max = 40))]
    domain: Option<String>,
    #[garde(skip)]
    urgent: bool,
    /// The raiser's photographs may be shown: nobody is to be known on them.
    #[garde(skip)]
    shows_pictures: bool,
    #[garde(length(chars, max = 1000))]
    note: String,
}

kernel::vocabulary! {
    /// What the worker makes sure of.
    pub enum Point {
        Real = "real",
        Here = "here",
        NoProceedings = "no_proceedings",
        Common = "common",
    }
}

fn verify(tx: &mut Tx, who: &Actor, id: Id, input: &Verification) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Verify)?;
    if !Point::ALL.iter().all(|point| input.points.contains(point)) {
        return Err(Error::invalid("points", "topics.verify.all-four"));
    }
    match &input.domain {
        Some(code) if case.rules.domain(code).is_none() => return Err(Error::invalid("domain", "web.invalid.shape")),
        Some(code) => case.t.domain = Some(code.clone()),
        None => {}
    }
    case.t.urgent |= input.urgent;
    case.t.shows_pictures = input.shows_pictures;
    let term = Some(case.rules.screen);
    Ok(moved(tx, who, &mut case, to, term, json!({ "note": input.note }))?.say("topics.said.verified"))
}

fn verify_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, case) = form::about(tx, who, ask, Step::Verify)?;
    let points = form::words::<Point>(ask, "topics.point");
    let domain = Field::select("domain", ask.t("topics.column.domain"), form::coded(ask, &case.rules.domains));
    let urgent = vec![Choice::new("true", ask.t("topics.field.urgent-yes"))];
    let sent = pictures::of(tx, ask, &case.t, pictures::Of::Raiser)?;
    let mut view = view.field(Field::checkboxes("points", ask.t("topics.field.points"), points).required());
    if !sent.is_empty() {
        view.context = view.context.map(|context| Html::join([context, web::ui::pictures(&sent)]));
        let may = vec![Choice::new("true", ask.t("topics.field.shows-pictures-yes"))];
        view = view.field(Field::checkboxes("shows_pictures", ask.t("topics.field.shows-pictures"), may));
    }
    Ok(view
        .field(domain.value(case.t.domain.clone().unwrap_or_default()))
        .field(Field::checkboxes("urgent", ask.t("topics.field.urgent"), urgent))
        .field(Field::textarea("note", ask.t("topics.field.note"), 3).max_chars(1000)))
}

fn propose(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Propose)?;
    let term = Some(case.rules.screen);
    Ok(moved(tx, who, &mut case, to, term, json!({ "note": input.note }))?.say("topics.said.proposed"))
}

fn agree(tx: &mut Tx, who: &Actor, id: Id, input: &Agreement) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::AgreeToList)?;
    case.t.needs_party_report |= input.major;
    case.t.reason = None;
    let term = Some(case.rules.screen);
    Ok(moved(tx, who, &mut case, to, term, json!({ "note": input.note, "major": input.major }))?.say("topics.said.screened"))
}

/// A matter of major importance is reported to the party committee before it is posted (rules 3.7, P57).
#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Agreement {
    #[garde(skip)]
    major: bool,
    #[garde(length(chars, max = 1000))]
    note: String,
}

fn object(tx: &mut Tx, who: &Actor, id: Id, input: &Reason) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Object)?;
    case.t.reason = Some(input.reason.clone());
    let term = Some(case.rules.screen);
    Ok(moved(tx, who, &mut case, to, term, json!({ "reason": input.reason }))?.say("topics.said.objected"))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Report {
    #[garde(required)]
    reported_on: Option<Date>,
    #[garde(length(chars, max = 1000))]
    note: String,
}

fn report(tx: &mut Tx, who: &Actor, id: Id, input: &Report) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::ReportToParty)?;
    if input.reported_on.is_some_and(|day| day > tx.today()) {
        return Err(Error::invalid("reported_on", "topics.day.future"));
    }
    case.t.needs_party_report = true;
    case.t.party_reported_on = input.reported_on;
    Ok(moved(tx, who, &mut case, to, None, json!({ "note": input.note, "on": input.reported_on }))?.say("topics.said.reported"))
}

fn report_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, _) = form::about(tx, who, ask, Step::ReportToParty)?;
    Ok(view
        .field(Field::date("reported_on", ask.t("topics.field.reported-on")).required())
        .field(Field::textarea("note", ask.t("topics.field.note"), 3).max_chars(1000)))
}

fn announce(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Announce)?;
    if case.t.needs_party_report && case.t.party_reported_on.is_none() {
        return Err(Error::conflict("topics.announce.report-first"));
    }
    let today = tx.today();
    let until = if case.t.urgent { today } else { clocks::due(tx, case.t.assembly, case.rules.notice)? };
    case.t.announced_on = Some(today);
    case.t.notice_until = Some(until);
    let term = Some(case.rules.notice);
    Ok(moved(tx, who, &mut case, to, term, json!({ "note": input.note, "until": until }))?.say("topics.said.announced"))
}

fn decline(tx: &mut Tx, who: &Actor, id: Id, input: &Reason) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Decline)?;
    case.t.reason = Some(input.reason.clone());
    Ok(moved(tx, who, &mut case, to, None, json!({ "reason": input.reason }))?.say("topics.said.declined"))
}

#[derive(Deserialize, Validate, JsonSchema, Default)]
#[serde(default)]
struct Merging {
    #[garde(required)]
    main: Option<Id>,
    #[garde(length(chars, max = 1000))]
    note: String,
}

fn merge(tx: &mut Tx, who: &Actor, id: Id, input: &Merging) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Merge)?;
    let main = input.main.filter(|main| *main != id).ok_or_else(|| Error::invalid("main", "topics.merge.main"))?;
    let main = store::topics::any(tx, main).map_err(|_| Error::invalid("main", "topics.merge.main"))?;
    if main.room != case.t.room || PROCESS.is_final(main.state.get()) && main.state != State::Closed {
        return Err(Error::invalid("main", "topics.merge.main"));
    }
    case.t.main_topic = Some(main.id);
    Ok(moved(tx, who, &mut case, to, None, json!({ "main": main.id, "note": input.note }))?.say("topics.said.merged"))
}

fn merge_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (view, case) = form::about(tx, who, ask, Step::Merge)?;
    let open: Vec<State> = State::ALL.iter().copied().filter(|s| !PROCESS.is_final(*s) || *s == State::Closed).collect();
    let others = store::topics::in_states(tx, case.t.room, &open)?;
    let others = others.into_iter().filter(|(id, _)| *id != case.t.id).map(|(id, title)| Choice::new(id.to_string(), title)).collect();
    Ok(view
        .field(Field::select("main", ask.t("topics.field.main"), others).required())
        .field(Field::textarea("note", ask.t("topics.field.note"), 3).max_chars(1000)))
}

fn reconsider(tx: &mut Tx, who: &Actor, id: Id, input: &Reason) -> Result<Done> {
    let (mut case, to) = stepped(tx, who, id, Step::Reconsider)?;
    case.t.reason = Some(input.reason.clone());
    let term = Some(case.rules.verify);
    Ok(moved(tx, who, &mut case, to, term, json!({ "reason": input.reason }))?.say("topics.said.reconsidered"))
}

fn agree_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let view = with_note(tx, who, ask, Step::AgreeToList)?;
    let major = vec![Choice::new("true", ask.t("topics.field.major-yes"))];
    Ok(view.field(Field::checkboxes("major", ask.t("topics.field.major"), major)))
}
