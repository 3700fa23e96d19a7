//! 立案与不予立案: the second person decides: a reviewer files, the committee head whatever else.

use kernel::db::Tx;
use kernel::workflow::At;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use web::i18n::Locale;
use web::ui::{Choice, Field, FormView};
use web::{Act, Ask, Bound, Done, act};

use super::opinion::Message;
use super::{form, moved};
use crate::acts::{done, stepped};
use crate::model::Proposal;
use crate::phrases::{self, Purpose};
use crate::rules::{Coded, Rules};
use crate::workflow::words::Recommendation;
use crate::workflow::{Act as Step, State};
use crate::{clocks, store};

const OFFICE: &[&str] = &[directory::roles::PROPOSAL_OFFICE];
const FILE: Act =
    act("proposals.file", "/proposals/{id}/filing").journals("proposal.filed").rule("proposal", "file").batch().on_paper(OFFICE);
const DECLINE: Act = act("proposals.decline", "/proposals/{id}/non-filing")
    .journals("proposal.declined")
    .rule("proposal", "decline")
    .batch()
    .on_paper(OFFICE);
const TO_BRIEF: Act = act("proposals.transfer_to_brief", "/proposals/{id}/transfer-to-brief")
    .journals("proposal.transferred_to_brief")
    .rule("proposal", "transfer_to_brief")
    .batch()
    .on_paper(OFFICE);
const AS_LETTER: Act = act("proposals.transfer_as_letter", "/proposals/{id}/transfer-as-letter")
    .journals("proposal.transferred_as_letter")
    .rule("proposal", "transfer_as_letter")
    .batch()
    .on_paper(OFFICE);
const MERGE: Act =
    act("proposals.merge", "/proposals/{id}/merger").journals("proposal.merged").rule("proposal", "merge").batch().on_paper(OFFICE);

type Stepped = (Proposal, At<State>);

pub(super) fn all() -> Vec<Bound> {
    vec![
        FILE.bind(file).form(|tx, who, ask| noted_form(tx, who, ask, Step::File, Purpose::Review)),
        DECLINE.bind(decline).form(decline_form),
        TO_BRIEF.bind(to_brief).form(|tx, who, ask| noted_form(tx, who, ask, Step::TransferToBrief, Purpose::Review)),
        AS_LETTER.bind(as_letter).form(|tx, who, ask| noted_form(tx, who, ask, Step::TransferAsLetter, Purpose::Review)),
        MERGE.bind(merge).form(merge_form),
    ]
}

/// The second opinion agrees with the first: filed, and to be assigned in time.
fn file(tx: &mut Tx, who: &Actor, id: Id, input: &Message) -> Result<Done> {
    let (p, _) = stepped(tx, who, id, Step::File)?;
    if p.recommended != Some(Recommendation::File) {
        return Err(Error::conflict("proposals.review.other-recommendation"));
    }
    let note = phrases::noted(tx, p.assembly, &input.phrases, &input.note)?;
    filed(tx, who, id, &note, Value::Null)
}

/// Files whatever the first opinion was: a review meeting may decide otherwise.
pub(super) fn filed(tx: &mut Tx, who: &Actor, id: Id, note: &str, meeting: Value) -> Result<Done> {
    let (mut p, to) = stepped(tx, who, id, Step::File)?;
    let from = p.state.get();
    let rules = store::rules_of(tx, &p)?;
    p.second_reviewer = Some(who.person);
    p.filed_at = Some(tx.now());
    p.reason_code = None;
    p.main_proposal = None;
    p.decision_note = Some(note.to_owned()).filter(|n| !n.is_empty());
    clocks::moved(tx, &mut p, to, Some(rules.assign))?;
    store::save(tx, &mut p)?;
    let rest = json!({ "note": note, "first_reviewer": p.first_reviewer, "meeting": meeting });
    Ok(done(tx, who, &p)?.journal(moved(from, &p, rest)).say("proposals.said.filed"))
}

fn noted_form(tx: &mut Tx, who: &Actor, ask: &Ask, step: Step, purpose: Purpose) -> Result<FormView> {
    let p = form::record(tx, who, ask, step)?;
    let view = form::about(tx, &ask.locale, &p)?;
    form::with_note(tx, &ask.locale, view, p.assembly, purpose, step != Step::File)
}

/// 不予立案 with a code of the policy; the proposer reads code and note.
#[derive(Deserialize, garde::Validate, JsonSchema, Default)]
#[serde(default)]
struct Refusal {
    #[garde(required, length(max = 60))]
    reason_code: Option<String>,
    #[garde(length(max = 20))]
    phrases: Vec<Id>,
    #[garde(length(chars, max = 1000))]
    note: String,
}

fn decline(tx: &mut Tx, who: &Actor, id: Id, input: &Refusal) -> Result<Done> {
    let note = phrases::noted(tx, who.assembly, &input.phrases, &input.note)?;
    declined(tx, who, id, input.reason_code.as_deref(), &note, Value::Null)
}

pub(super) fn declined(tx: &mut Tx, who: &Actor, id: Id, code: Option<&str>, note: &str, meeting: Value) -> Result<Done> {
    let stepped = stepped(tx, who, id, Step::Decline)?;
    let rules = store::rules_of(tx, &stepped.0)?;
    let reason = known_reason(&rules, code)?.clone();
    let rest = json!({ "reason": reason.label, "reason_code": reason.code, "note": note, "meeting": meeting });
    let change = |p: &mut Proposal| p.reason_code = Some(reason.code);
    let (p, from) = ended(tx, who, stepped, note, change)?;
    Ok(done(tx, who, &p)?.journal(moved(from, &p, rest)).say("proposals.said.declined"))
}

/// The proposal leaves the path: decided by this person, with a note, nothing due any more. With the state it was in.
fn ended(tx: &mut Tx, who: &Actor, stepped: Stepped, note: &str, change: impl FnOnce(&mut Proposal)) -> Result<(Proposal, State)> {
    let (mut p, to) = stepped;
    let from = p.state.get();
    if from == State::SecondReview {
        p.second_reviewer = Some(who.person);
    }
    p.decision_note = Some(note.to_owned()).filter(|n| !n.is_empty());
    change(&mut p);
    clocks::moved(tx, &mut p, to, None)?;
    store::save(tx, &mut p)?;
    Ok((p, from))
}

/// The reason of this code; `Invalid` for an unknown one.
pub(super) fn known_reason<'r>(rules: &'r Rules, code: Option<&str>) -> Result<&'r Coded> {
    let code = code.ok_or(Error::invalid("reason_code", "web.invalid.required"))?;
    rules.reason(code).ok_or(Error::invalid("reason_code", "proposals.review.unknown-reason"))
}

pub(super) fn reason_field(l: &Locale, rules: &Rules, required: bool) -> Field {
    let label = |c: &Coded| if l.lang == web::i18n::Lang::En { c.label_en.clone() } else { c.label.clone() };
    let choices = rules.not_filed_reasons.iter().map(|c| Choice::new(c.code.clone(), label(c))).collect();
    let field = Field::select("reason_code", l.t("proposals.review.reason"), choices);
    if required { field.required() } else { field.hint(l.t("proposals.review.reason.hint")) }
}

fn decline_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let p = form::record(tx, who, ask, Step::Decline)?;
    let rules = store::rules_of(tx, &p)?;
    let chosen = p.reason_code.clone().unwrap_or_default();
    let view = form::about(tx, &ask.locale, &p)?.field(reason_field(&ask.locale, &rules, true).value(chosen));
    let view = form::with_note(tx, &ask.locale, view, p.assembly, Purpose::NotFiled, false)?;
    Ok(FormView { danger: true, warning: Some(ask.t("proposals.decline.warning").to_owned()), ..view })
}

fn to_brief(tx: &mut Tx, who: &Actor, id: Id, input: &Message) -> Result<Done> {
    let note = phrases::said(tx, who.assembly, &input.phrases, &input.note, "note")?;
    transferred(tx, who, id, Step::TransferToBrief, &note, Value::Null)
}

fn as_letter(tx: &mut Tx, who: &Actor, id: Id, input: &Message) -> Result<Done> {
    let note = phrases::said(tx, who.assembly, &input.phrases, &input.note, "note")?;
    transferred(tx, who, id, Step::TransferAsLetter, &note, Value::Null)
}

/// Recorded here; the brief or the letter itself is written elsewhere.
pub(super) fn transferred(tx: &mut Tx, who: &Actor, id: Id, step: Step, note: &str, meeting: Value) -> Result<Done> {
    let stepped = stepped(tx, who, id, step)?;
    let (p, from) = ended(tx, who, stepped, note, |_| {})?;
    let said = if step == Step::TransferToBrief { "proposals.said.to-brief" } else { "proposals.said.as-letter" };
    Ok(done(tx, who, &p)?.journal(moved(from, &p, json!({ "note": note, "meeting": meeting }))).say(said))
}

/// 并案 into a main proposal that is filed or later; the merged one keeps its own number.
#[derive(Deserialize, garde::Validate, JsonSchema, Default)]
#[serde(default)]
struct Merger {
    #[garde(skip)]
    main: Option<Id>,
    #[garde(length(chars, max = 1000))]
    note: String,
}

fn merge(tx: &mut Tx, who: &Actor, id: Id, input: &Merger) -> Result<Done> {
    merged(tx, who, id, input.main, &input.note, Value::Null)
}

pub(super) fn merged(tx: &mut Tx, who: &Actor, id: Id, main: Option<Id>, note: &str, meeting: Value) -> Result<Done> {
    let stepped = stepped(tx, who, id, Step::Merge)?;
    let main = main_of(tx, &stepped.0, main)?;
    if !store::review::merged_into(tx, id)?.is_empty() {
        return Err(Error::conflict("proposals.review.is-a-main"));
    }
    let (p, from) = ended(tx, who, stepped, note, |p| p.main_proposal = Some(main.id))?;
    let rest = json!({ "main": main.id, "main_number": main.case_no, "main_title": main.title, "note": note, "meeting": meeting });
    let taken_in = json!({ "merged": p.id, "merged_number": p.case_no, "merged_title": p.title });
    let subject = crate::acts::subject(&main);
    Ok(done(tx, who, &p)?.journal(moved(from, &p, rest)).also("proposal.took_in", subject, taken_in).say("proposals.said.merged"))
}

/// The main proposal: another one of the same assembly, filed or later and not merged itself.
pub(super) fn main_of(tx: &mut Tx, p: &Proposal, main: Option<Id>) -> Result<Proposal> {
    use State::{Assigned, Closed, FaceToFace, Filed, Rehandling, Replied};
    let wrong = || Error::invalid("main", "proposals.review.no-main");
    let id = main.ok_or(Error::invalid("main", "web.invalid.required"))?;
    let main = store::get_unscoped(tx, id).map_err(|_| wrong())?;
    let later = matches!(main.state.get(), Filed | Assigned | Replied | Rehandling | FaceToFace | Closed);
    if main.assembly == p.assembly && main.id != p.id && later { Ok(main) } else { Err(wrong()) }
}

/// Candidates, those with the most similar titles first; for many at once all, by number.
pub(super) fn main_field(tx: &mut Tx, ask: &Ask, p: &Proposal) -> Result<Field> {
    let l = &ask.locale;
    let many = ask.path.starts_with("/batch/");
    let mut mains = store::review::mains(tx, p.assembly, 500)?;
    mains.retain(|m| many || m.id != p.id);
    let likeness = |m: &Proposal| (similar::TextDiff::from_chars(p.title.as_str(), m.title.as_str()).ratio() * 1000.0) as i64;
    match many {
        true => mains.sort_by_cached_key(|m| (std::cmp::Reverse(m.session), m.case_no.clone())),
        false => mains.sort_by_cached_key(|m| (m.session != p.session, -likeness(m))),
    }
    let label = |m: &Proposal| format!("{} {}", m.case_no.as_deref().unwrap_or("—"), m.title);
    let choices =
        mains.iter().take(if many { 500 } else { 60 }).map(|m| Choice::new(m.id.to_string(), label(m)).hint(m.proposer.clone())).collect();
    let chosen = p.main_proposal.map(|m| m.to_string()).unwrap_or_default();
    Ok(Field::select("main", l.t("proposals.review.main"), choices).hint(l.t("proposals.review.main.hint")).value(chosen))
}

fn merge_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let p = form::record(tx, who, ask, Step::Merge)?;
    let main = main_field(tx, ask, &p)?.required();
    let view = form::about(tx, &ask.locale, &p)?.field(main);
    Ok(view.field(Field::textarea("note", ask.t("proposals.review.your-note"), 3).max_chars(1000)))
}
