//! 会议决定: what the meeting decided on each item is recorded by the office and takes effect when the committee head
//! signs; each item succeeds or fails alone.

use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use web::ui::{Choice, Field, FormView};
use web::{Access, Act, Ask, Bound, Done, act};

use super::meeting::{Decision, OFFICE, answered, open};
use super::{decision, opinion};
use crate::model::Proposal;
use crate::store;
use crate::store::meetings::{Item, Meeting};
use crate::workflow::Act as Step;
use crate::workflow::words::Recommendation;

const RECORD: Act = act("meetings.record", "/meetings/{id}/minutes").journals("meeting.recorded").access(Access::Roles(OFFICE));
const DECIDE: Act = act("meetings.decide", "/meetings/{id}/decision")
    .journals("meeting.decided")
    .access(Access::Roles(&[directory::roles::COMMITTEE_HEAD]))
    .on_paper(OFFICE);

pub(super) fn all() -> Vec<Bound> {
    vec![RECORD.bind(record).form(record_form), DECIDE.bind(decide).form(decide_form)]
}

/// One item in full, or many in short.
#[derive(Deserialize, garde::Validate, JsonSchema, Default)]
#[serde(default)]
struct Minutes {
    #[garde(skip)]
    proposal: Option<Id>,
    #[garde(skip)]
    decision: Option<Decision>,
    #[garde(length(max = 60))]
    reason_code: Option<String>,
    #[garde(skip)]
    main: Option<Id>,
    #[garde(length(chars, max = 1000))]
    note: String,
    /// Who was of another mind, and why.
    #[garde(length(chars, max = 1000))]
    dissent: String,
    /// `PROPOSAL:DECISION`, with `:CODE` for a refusal.
    #[garde(length(max = 500), inner(length(max = 120)))]
    decisions: Vec<String>,
}

fn record(tx: &mut Tx, who: &Actor, id: Id, input: &Minutes) -> Result<Done> {
    let meeting = open(tx, who, id)?;
    let mut items = store::meetings::items(tx, id)?;
    if let Some(proposal) = input.proposal {
        let item = listed(&mut items, proposal).ok_or(Error::invalid("proposal", "proposals.meeting.not-listed"))?;
        let decision = input.decision.ok_or(Error::invalid("decision", "web.invalid.required"))?;
        let known = Item { reason_code: input.reason_code.clone(), main: input.main, ..item.clone() };
        *item = Item { note: input.note.trim().into(), dissent: input.dissent.trim().into(), ..set(tx, known, decision)? };
        store::meetings::save_item(tx, item)?;
    }
    for (n, line) in input.decisions.iter().enumerate() {
        let wrong = || Error::invalid(format!("decisions[{n}]"), "web.invalid.shape");
        let mut words = line.splitn(3, ':');
        let proposal: Id = words.next().and_then(|w| w.parse().ok()).ok_or_else(wrong)?;
        let decision = words.next().and_then(Decision::parse).ok_or_else(wrong)?;
        let item = listed(&mut items, proposal).ok_or_else(wrong)?;
        let known = Item { reason_code: words.next().map(str::to_owned).or(item.reason_code.clone()), ..item.clone() };
        *item = set(tx, known, decision)?;
        store::meetings::save_item(tx, item)?;
    }
    answered(tx, &meeting, "proposals.said.review-meeting-recorded")
}

fn listed(items: &mut [Item], proposal: Id) -> Option<&mut Item> {
    items.iter_mut().find(|i| i.proposal == proposal && i.outcome.as_deref() != Some("done"))
}

/// The item with its decision; a refusal without a code and a merger without a main take the first reviewer's.
fn set(tx: &mut Tx, item: Item, decision: Decision) -> Result<Item> {
    let p = store::get_unscoped(tx, item.proposal)?;
    let mut item = Item { decision: Some(decision.name().into()), outcome: None, failure: None, ..item };
    item.reason_code = item.reason_code.or(p.reason_code.clone()).filter(|_| decision == Decision::Decline);
    item.main = item.main.or(p.main_proposal).filter(|_| decision == Decision::Merge);
    match decision {
        Decision::Decline => {
            let rules = store::rules_of(tx, &p)?;
            decision::known_reason(&rules, item.reason_code.as_deref())?;
        }
        Decision::Merge if item.main.is_none() => return Err(Error::invalid("main", "web.invalid.required")),
        _ => {}
    }
    Ok(item)
}

/// The scan of the signed minutes is kept with the meeting.
#[derive(Deserialize, garde::Validate, JsonSchema, Default)]
#[serde(default)]
struct Signing {
    #[garde(skip)]
    minutes: Option<Id>,
}

fn decide(tx: &mut Tx, who: &Actor, id: Id, _: &Signing) -> Result<Done> {
    let mut meeting = open(tx, who, id)?;
    let items = store::meetings::items(tx, id)?;
    let recorded: Vec<Item> = items.into_iter().filter(|i| i.outcome.as_deref() != Some("done") && i.decision.is_some()).collect();
    if recorded.is_empty() {
        return Err(Error::conflict("proposals.meeting.nothing-recorded"));
    }
    let (mut done, mut failed, mut also) = (0, 0, Vec::new());
    for mut item in recorded {
        match carried_out(tx, who, &meeting, &item) {
            Ok((kind, outcome)) => {
                store::meetings::mark(tx, item.proposal, id)?;
                item.outcome = Some("done".into());
                item.failure = None;
                also.push((kind, outcome.subject, outcome.journal));
                also.extend(outcome.also);
                done += 1;
            }
            Err(error @ (Error::Internal(_) | Error::Unavailable(_))) => return Err(error),
            Err(error) => {
                item.outcome = Some("failed".into());
                item.failure = Some(cause(&error));
                failed += 1;
            }
        }
        store::meetings::save_item(tx, &item)?;
    }
    let left = store::meetings::items(tx, id)?.iter().any(|i| i.outcome.as_deref() != Some("done"));
    if !left {
        meeting.state = "decided".into();
        store::meetings::save(tx, &meeting)?;
    }
    let mut answer = answered(tx, &meeting, "proposals.said.review-meeting-decided")?;
    answer.also = also;
    let said = kernel::Message::new("proposals.said.review-meeting-decided").with("done", done).with("failed", failed);
    Ok(answer.journal(json!({ "done": done, "failed": failed })).say(said))
}

/// One decision by the rules of its own act, with the meeting in its entry.
fn carried_out(tx: &mut Tx, who: &Actor, meeting: &Meeting, item: &Item) -> Result<(&'static str, Done)> {
    let decision = item.decision.as_deref().and_then(Decision::parse).ok_or(Error::NotFound)?;
    let held = json!({ "id": meeting.id, "held_on": meeting.held_on.to_string() });
    let (id, note) = (item.proposal, item.note.as_str());
    Ok(match decision {
        Decision::File => ("proposal.filed", decision::filed(tx, who, id, note, held)?),
        Decision::Decline => ("proposal.declined", decision::declined(tx, who, id, item.reason_code.as_deref(), note, held)?),
        Decision::Return if note.is_empty() => return Err(Error::invalid("note", "proposals.meeting.say-what-to-revise")),
        Decision::Return => ("proposal.returned", with_meeting(opinion::returned(tx, who, id, note.to_owned())?, held)),
        Decision::TransferToBrief => {
            ("proposal.transferred_to_brief", decision::transferred(tx, who, id, Step::TransferToBrief, note, held)?)
        }
        Decision::TransferAsLetter => {
            ("proposal.transferred_as_letter", decision::transferred(tx, who, id, Step::TransferAsLetter, note, held)?)
        }
        Decision::Merge => ("proposal.merged", decision::merged(tx, who, id, item.main, note, held)?),
    })
}

fn with_meeting(mut done: Done, held: Value) -> Done {
    done.journal["meeting"] = held;
    done
}

/// The key of what stood in the way.
fn cause(error: &Error) -> String {
    match error {
        Error::Conflict(m) | Error::Refused(m) => m.key.to_string(),
        Error::Invalid(fields) => fields.first().map(|f| f.message.key.to_string()).unwrap_or_default(),
        _ => "web.error.not-found".into(),
    }
}

/// With `?proposal=` one item in full, else a choice for each item.
fn record_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let meeting = open(tx, who, ask.id)?;
    let items = store::meetings::items(tx, meeting.id)?;
    if let Some(id) = ask.get_id("proposal") {
        let item = items.into_iter().find(|i| i.proposal == id).ok_or(Error::NotFound)?;
        return item_form(tx, ask, &item);
    }
    let mut view = FormView { lead: Some(ask.t("proposals.meeting.minutes-lead").to_owned()), ..FormView::default() };
    for item in items.iter().filter(|i| i.outcome.as_deref() != Some("done")) {
        let p = store::get_unscoped(tx, item.proposal)?;
        let rules = store::rules_of(tx, &p)?;
        let choices = short_choices(ask, item, &p, &rules);
        let receipt = p.receipt_no.map(|n| format!("{n} ")).unwrap_or_default();
        let mut field = Field::select("decisions", format!("{receipt}{}", p.title), choices).value(short(item, &p));
        if let Some(recommended) = p.recommended {
            field = field.hint(ask.t(&format!("word.recommendation.{}", recommended.name())));
        }
        view.fields.push(field);
    }
    Ok(view)
}

/// What the meeting recorded, or else what the first reviewer recommends.
fn short(item: &Item, p: &Proposal) -> String {
    let recommended = p.recommended.map(Recommendation::name).unwrap_or_default();
    let word = item.decision.as_deref().unwrap_or(recommended);
    match (word, item.reason_code.as_ref().or(p.reason_code.as_ref())) {
        ("decline", Some(code)) => format!("{}:decline:{code}", p.id),
        (word, _) => format!("{}:{word}", p.id),
    }
}

fn short_choices(ask: &Ask, item: &Item, p: &Proposal, rules: &crate::rules::Rules) -> Vec<Choice> {
    let word = |d: Decision| ask.t(&format!("proposals.{}", d.name())).to_owned();
    let mut choices = vec![Choice::new("", ask.t("proposals.meeting.later"))];
    for decision in [Decision::File, Decision::TransferToBrief, Decision::TransferAsLetter] {
        choices.push(Choice::new(format!("{}:{}", p.id, decision.name()), word(decision)));
    }
    if item.main.or(p.main_proposal).is_some() {
        choices.push(Choice::new(format!("{}:merge", p.id), word(Decision::Merge)));
    }
    // Other reasons are chosen on the form of the item, so that a long list stays short to read.
    if let Some(reason) = item.reason_code.as_deref().or(p.reason_code.as_deref()).and_then(|code| rules.reason(code)) {
        let label = crate::pages::labels::coded(ask, reason);
        choices.push(Choice::new(format!("{}:decline:{}", p.id, reason.code), format!("{}：{label}", word(Decision::Decline))));
    }
    choices
}

fn item_form(tx: &mut Tx, ask: &Ask, item: &Item) -> Result<FormView> {
    let l = &ask.locale;
    let p = store::get_unscoped(tx, item.proposal)?;
    let rules = store::rules_of(tx, &p)?;
    let words = Decision::ALL.iter().map(|d| Choice::new(d.name(), l.t(&format!("proposals.{}", d.name())))).collect();
    let view = super::form::about(tx, l, &p)?;
    let chosen = item.decision.clone().or(p.recommended.map(|r| r.name().to_owned())).unwrap_or_default();
    let reason = item.reason_code.clone().or(p.reason_code.clone()).unwrap_or_default();
    Ok(view
        .field(Field::hidden("proposal", p.id.to_string()))
        .field(Field::radio("decision", l.t("proposals.meeting.decision"), words).value(chosen).required())
        .field(decision::reason_field(l, &rules, false).value(reason))
        .field(decision::main_field(tx, ask, &p)?)
        .field(
            Field::textarea("note", l.t("proposals.review.your-note"), 3).value(item.note.clone()).hint(l.t("proposals.meeting.note-hint")),
        )
        .field(Field::textarea("dissent", l.t("proposals.meeting.dissent"), 3).value(item.dissent.clone())))
}

fn decide_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let meeting = open(tx, who, ask.id)?;
    let context = crate::pages::meetings::table(tx, ask, &meeting)?;
    Ok(FormView {
        context: Some(context),
        multipart: true,
        warning: Some(ask.t("proposals.meeting.decide-warning").to_owned()),
        ..FormView::default()
    }
    .field(Field::file("minutes", ask.t("proposals.meeting.scan"), ".pdf,.jpg,.jpeg,.png")))
}
