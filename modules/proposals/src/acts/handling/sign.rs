//! 签发: the unit's leader signs and the reply goes to the proposers at once; signed on paper, the liaison or the office
//! enters it with number, signer and scan.

use directory::roles::{PROPOSAL_OFFICE, UNIT_LEADER, UNIT_LIAISON};
use garde::Validate;
use kernel::db::Tx;
use kernel::{Actor, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Field, FormView, Html};
use web::{Act, Ask, Done, act};

use super::{answer_all, check, fields, part, reading, submit};
use crate::store::{self, assignments, replies};
use crate::workflow::assignment::{self, State};

pub const SIGN: Act = act("assignments.sign", "/proposals/{id}/reply")
    .rule("assignment", "sign")
    .journals("reply.signed")
    .on_paper(&[UNIT_LIAISON, PROPOSAL_OFFICE]);
pub const RETURN: Act = act("assignments.return_draft", "/proposals/{id}/draft-return")
    .rule("assignment", "return_draft")
    .journals("assignment.draft_returned")
    .on_paper(&[UNIT_LIAISON, PROPOSAL_OFFICE]);

#[derive(Debug, Default, Deserialize, Validate, JsonSchema)]
#[serde(default)]
pub struct Signature {
    #[garde(skip)]
    pub assignment: Option<Id>,
    /// 文号
    #[garde(length(chars, min = 1, max = 60))]
    pub document_no: String,
    /// As printed on the reply; without it the name of who signs.
    #[garde(length(chars, max = 50))]
    pub signer: String,
    /// The sealed paper.
    #[garde(skip)]
    pub scan: Option<Id>,
}

#[derive(Debug, Default, Deserialize, Validate, JsonSchema)]
#[serde(default)]
pub struct SendBack {
    #[garde(skip)]
    pub assignment: Option<Id>,
    #[garde(length(chars, min = 1, max = 1000))]
    pub reason: String,
}

pub fn sign(tx: &mut Tx, who: &Actor, id: Id, input: &Signature) -> Result<Done> {
    let mut work = part::own(tx, who, id, input.assignment)?;
    let to = work.step(tx, who, assignment::Act::Sign)?;
    let mut reply = check::of(tx, &work)?;
    submit::whole(&reply, work.proposal.suggestions.len())?;
    reply.document_no = part::filled(&input.document_no);
    reply.signer = part::filled(&input.signer).or_else(|| Some(who.name.clone()));
    reply.signed_by = Some(who.person);
    reply.sent_at = Some(tx.now());
    replies::put(tx, &reply)?;
    work.go(tx, to)?;
    part::settle_due(tx, &mut work.proposal)?;
    let answered = answer_all::if_all(tx, &mut work.proposal, &work.rules)?;
    store::save(tx, &mut work.proposal)?;
    let entry =
        json!({ "document_no": reply.document_no, "signer": reply.signer, "result_class": reply.result_class, "round": reply.round });
    let done = work.done(tx, who, entry)?.say("handling.said.replied");
    Ok(answer_all::with(done, answered))
}

/// The leader wants it written otherwise.
pub fn send_back(tx: &mut Tx, who: &Actor, id: Id, input: &SendBack) -> Result<Done> {
    let mut work = part::own(tx, who, id, input.assignment)?;
    let to = work.step(tx, who, assignment::Act::ReturnDraft)?;
    check::send_back(tx, &mut work, None, &input.reason)?;
    work.go(tx, to)?;
    Ok(work.done(tx, who, json!({ "reason": input.reason }))?.say("handling.said.draft-returned"))
}

pub fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let form = read(tx, who, ask)?;
    let mut form = form
        .field(
            Field::text("document_no", ask.t("handling.field.document_no"))
                .hint(ask.t("handling.field.document_no.hint"))
                .max_chars(60)
                .required(),
        )
        .field(Field::text("signer", ask.t("handling.field.signer")).value(own_name(who)).max_chars(50))
        .field(Field::file("scan", ask.t("handling.field.scan"), ".pdf,.jpg,.jpeg,.png"));
    form.multipart = true;
    offer_signers(tx, who, ask, form)
}

pub fn return_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let form = read(tx, who, ask)?.field(fields::reason(ask));
    offer_signers(tx, who, ask, form)
}

fn own_name(who: &Actor) -> String {
    if who.holds(UNIT_LEADER) { who.name.clone() } else { String::new() }
}

/// For the office, which is outside the units: their leaders.
fn offer_signers(tx: &mut Tx, who: &Actor, ask: &Ask, mut form: FormView) -> Result<FormView> {
    if who.units().is_empty() && who.holds(PROPOSAL_OFFICE) {
        let waiting: Vec<_> = assignments::of(tx, ask.id)?.into_iter().filter(|a| a.state == State::ToSign).collect();
        let signers = fields::unit_signers(tx, &waiting, UNIT_LEADER)?;
        form.fields.push(web::paper::fieldset(&ask.locale, signers));
    }
    Ok(form)
}

/// What is signed, above the question.
fn read(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (mut form, p) = fields::about(tx, who, ask)?;
    let rules = store::rules_of(tx, &p)?;
    let mut pieces: Vec<Html> = form.context.into_iter().collect();
    let units = who.units();
    for a in assignments::of(tx, p.id)?.into_iter().filter(|a| a.state == State::ToSign && (units.is_empty() || units.contains(&a.unit))) {
        if let Some(draft) = replies::of_round(tx, a.id, a.round)? {
            pieces.push(reading::draft(tx, ask, &p, &rules, &draft)?);
        }
    }
    form.context = Some(Html::join(pieces));
    Ok(form)
}
