//! 预审意见: the first reviewer recommends; either reviewer may ask the proposer to revise.

use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Choice, Field, FormView};
use web::{Act, Ask, Bound, Done, act};

use super::{decision, form, moved};
use crate::acts::{done, stepped};
use crate::model::Proposal;
use crate::phrases::{self, Purpose};
use crate::rules::Rules;
use crate::workflow::Act as Step;
use crate::workflow::words::Recommendation;
use crate::{clocks, store};

const OFFICE: &[&str] = &[directory::roles::PROPOSAL_OFFICE];
const ENDORSE: Act = act("proposals.endorse", "/proposals/{id}/first-opinion")
    .journals("proposal.endorsed")
    .rule("proposal", "endorse")
    .batch()
    .on_paper(OFFICE);
const RETURN: Act = act("proposals.return_for_revision", "/proposals/{id}/revision-request")
    .journals("proposal.returned")
    .rule("proposal", "return_for_revision")
    .batch()
    .on_paper(OFFICE);
const DISAGREE: Act = act("proposals.disagree", "/proposals/{id}/disagreement")
    .journals("proposal.disagreed")
    .rule("proposal", "disagree")
    .batch()
    .on_paper(OFFICE);

pub(super) fn all() -> Vec<Bound> {
    vec![
        ENDORSE.bind(endorse).form(endorse_form),
        RETURN.bind(return_for_revision).form(return_form),
        DISAGREE.bind(disagree).form(disagree_form),
    ]
}

/// The first opinion. A reason comes from the lists; the note adds to it.
#[derive(Deserialize, garde::Validate, JsonSchema, Default)]
#[serde(default)]
struct Opinion {
    #[garde(required)]
    recommendation: Option<Recommendation>,
    /// Codes of the policy; for `decline`.
    #[garde(length(max = 60))]
    reason_code: Option<String>,
    /// The main proposal; for `merge`.
    #[garde(skip)]
    main: Option<Id>,
    #[garde(length(max = 20))]
    phrases: Vec<Id>,
    #[garde(length(chars, max = 1000))]
    note: String,
}

fn endorse(tx: &mut Tx, who: &Actor, id: Id, input: &Opinion) -> Result<Done> {
    let (mut p, to) = stepped(tx, who, id, Step::Endorse)?;
    let from = p.state.get();
    let rules = store::rules_of(tx, &p)?;
    let recommended = input.recommendation.ok_or(Error::invalid("recommendation", "web.invalid.required"))?;
    reasoned(tx, &p, &rules, recommended, input)?;
    p.recommended = Some(recommended);
    p.review_note = Some(phrases::noted(tx, p.assembly, &input.phrases, &input.note)?);
    p.reason_code = input.reason_code.clone().filter(|_| recommended == Recommendation::Decline);
    p.main_proposal = input.main.filter(|_| recommended == Recommendation::Merge);
    clocks::moved(tx, &mut p, to, Some(rules.second_review))?;
    store::save(tx, &mut p)?;
    let rest = json!({ "recommendation": recommended.name(), "reason_code": p.reason_code, "opinion": p.review_note });
    Ok(done(tx, who, &p)?.journal(moved(from, &p, rest)).say("proposals.said.endorsed"))
}

/// Whatever speaks against filing has a reason from a list: a code of the policy, a main proposal, or a phrase of the
/// library where it has some.
fn reasoned(tx: &mut Tx, p: &Proposal, rules: &Rules, recommended: Recommendation, input: &Opinion) -> Result<()> {
    match recommended {
        Recommendation::File => Ok(()),
        Recommendation::Decline => decision::known_reason(rules, input.reason_code.as_deref()).map(drop),
        Recommendation::Merge => decision::main_of(tx, p, input.main).map(drop),
        Recommendation::TransferToBrief | Recommendation::TransferAsLetter => {
            let offered = phrases::choices(tx, p.assembly, Purpose::Review)?;
            match input.phrases.is_empty() {
                true if !offered.is_empty() => Err(Error::invalid("phrases", "proposals.review.choose-a-phrase")),
                true if input.note.trim().is_empty() => Err(Error::invalid("note", "web.invalid.required")),
                _ => Ok(()),
            }
        }
    }
}

fn endorse_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let p = form::record(tx, who, ask, Step::Endorse)?;
    let rules = store::rules_of(tx, &p)?;
    let l = &ask.locale;
    let words = Recommendation::ALL.iter().map(|r| Choice::new(r.name(), l.t(&format!("word.recommendation.{}", r.name()))));
    let view = form::about(tx, l, &p)?
        .field(Field::radio("recommendation", l.t("proposals.review.recommended"), words.collect()).required())
        .field(decision::reason_field(l, &rules, false))
        .field(decision::main_field(tx, ask, &p)?);
    form::with_note(tx, l, view, p.assembly, Purpose::Review, false)
}

/// What is to be revised, with phrases of the library.
#[derive(Deserialize, garde::Validate, JsonSchema, Default)]
#[serde(default)]
pub(super) struct Message {
    #[garde(length(max = 20))]
    pub phrases: Vec<Id>,
    #[garde(length(chars, max = 1000))]
    pub note: String,
}

fn return_for_revision(tx: &mut Tx, who: &Actor, id: Id, input: &Message) -> Result<Done> {
    let said = phrases::said(tx, who.assembly, &input.phrases, &input.note, "note")?;
    returned(tx, who, id, said)
}

/// Back to the proposer, who reads the message and has the days of the policy.
pub(super) fn returned(tx: &mut Tx, who: &Actor, id: Id, said: String) -> Result<Done> {
    let (mut p, to) = stepped(tx, who, id, Step::ReturnForRevision)?;
    let from = p.state.get();
    let rules = store::rules_of(tx, &p)?;
    p.decision_note = Some(said.clone());
    clocks::moved(tx, &mut p, to, Some(rules.revise))?;
    store::save(tx, &mut p)?;
    let rest = json!({ "note": said, "due": p.due.map(|d| d.to_string()), "version": p.version });
    Ok(done(tx, who, &p)?.journal(moved(from, &p, rest)).say("proposals.said.returned"))
}

fn return_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let p = form::record(tx, who, ask, Step::ReturnForRevision)?;
    let view = form::about(tx, &ask.locale, &p)?;
    form::with_note(tx, &ask.locale, view, p.assembly, Purpose::Return, true)
}

/// The second reviewer does not agree; the first gives an opinion anew.
fn disagree(tx: &mut Tx, who: &Actor, id: Id, input: &Message) -> Result<Done> {
    let said = phrases::said(tx, who.assembly, &input.phrases, &input.note, "note")?;
    let (mut p, to) = stepped(tx, who, id, Step::Disagree)?;
    let from = p.state.get();
    let rules = store::rules_of(tx, &p)?;
    p.recommended = None;
    p.reason_code = None;
    p.main_proposal = None;
    clocks::moved(tx, &mut p, to, Some(rules.decide))?;
    store::save(tx, &mut p)?;
    Ok(done(tx, who, &p)?.journal(moved(from, &p, json!({ "objection": said }))).say("proposals.said.disagreed"))
}

fn disagree_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let p = form::record(tx, who, ask, Step::Disagree)?;
    let view = form::about(tx, &ask.locale, &p)?;
    form::with_note(tx, &ask.locale, view, p.assembly, Purpose::Review, true)
}
