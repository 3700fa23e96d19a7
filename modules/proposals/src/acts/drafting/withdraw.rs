//! 收回与撤回: taken back before review, withdrawn for good, or withdrawn with the reviewer's consent.

use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use serde_json::json;
use web::ui::{Field, FormView};
use web::{Act, Ask, Bound, Done, Note, Reason, act};

use super::submit;
use crate::acts::{done, stepped, subject};
use crate::model::Proposal;
use crate::workflow::{Act as Step, invitation};
use crate::{clocks, store};

pub const RECALL: Act = act("proposals.recall", "/proposals/{id}/recall").rule("proposal", "recall").journals("proposal.recalled");
pub const WITHDRAW: Act =
    act("proposals.withdraw", "/proposals/{id}/withdrawal").rule("proposal", "withdraw").journals("proposal.withdrawn");
pub const ASK: Act = act("proposals.ask_withdrawal", "/proposals/{id}/withdrawal-request")
    .rule("proposal", "ask_withdrawal")
    .journals("proposal.withdrawal-asked");
pub const CONSENT: Act = act("proposals.consent_withdrawal", "/proposals/{id}/withdrawal-consent")
    .rule("proposal", "consent_withdrawal")
    .journals("proposal.withdrawal-consented");

pub fn bound() -> Vec<Bound> {
    vec![
        RECALL.bind(recall).form(|tx, who, ask| noted(tx, who, ask, Step::Recall, None)),
        WITHDRAW.bind(withdraw).form(|tx, who, ask| noted(tx, who, ask, Step::Withdraw, Some("proposals.withdraw.warning"))),
        ASK.bind(ask_withdrawal).form(ask_form),
        CONSENT
            .bind(consent_withdrawal)
            .form(|tx, who, ask| noted(tx, who, ask, Step::ConsentWithdrawal, Some("proposals.withdraw.warning"))),
    ]
}

/// 收回: the draft is as it was; its receipt number stays with it.
pub fn recall(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut p, to) = stepped(tx, who, id, Step::Recall)?;
    let from = p.state.get().name();
    p.submitted_at = None;
    clocks::moved(tx, &mut p, to, None)?;
    store::save(tx, &mut p)?;
    Ok(done(tx, who, &p)?.journal(json!({ "from": from, "to": p.state.name(), "note": input.note })).say("proposals.said.recalled"))
}

pub fn withdraw(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    ended(tx, who, id, Step::Withdraw, input)
}

/// 申请撤回: under review the proposal is not the proposer's alone any more.
pub fn ask_withdrawal(tx: &mut Tx, who: &Actor, id: Id, input: &Reason) -> Result<Done> {
    let (mut p, to) = stepped(tx, who, id, Step::AskWithdrawal)?;
    if p.withdrawal_asked_at.is_some() {
        return Err(Error::conflict("proposals.withdrawal-already-asked"));
    }
    let from = p.state.get().name();
    p.withdrawal_asked_at = Some(tx.now());
    p.state = to;
    store::save(tx, &mut p)?;
    let entry = json!({ "from": from, "to": p.state.name(), "reason": input.reason });
    Ok(done(tx, who, &p)?.journal(entry).say("proposals.said.withdrawal-asked"))
}

pub fn consent_withdrawal(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    ended(tx, who, id, Step::ConsentWithdrawal, input)
}

/// The end of the proposal and of every question that is still open to co-signers.
fn ended(tx: &mut Tx, who: &Actor, id: Id, step: Step, input: &Note) -> Result<Done> {
    let (mut p, to) = stepped(tx, who, id, step)?;
    let from = p.state.get().name();
    clocks::moved(tx, &mut p, to, None)?;
    store::save(tx, &mut p)?;
    let closed = close_invitations(tx, &p)?;
    let done =
        done(tx, who, &p)?.journal(json!({ "from": from, "to": p.state.name(), "note": input.note })).say("proposals.said.withdrawn");
    Ok(match closed.is_empty() {
        true => done,
        false => done.also("co-signature.expired", subject(&p), json!({ "persons": closed })),
    })
}

fn close_invitations(tx: &mut Tx, p: &Proposal) -> Result<Vec<Id>> {
    let open = store::invitations::of(tx, p.id)?.into_iter().filter(|i| i.state == invitation::State::Invited);
    open.map(|i| submit::expire(tx, i)).collect()
}

fn ask_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (p, _) = stepped(tx, who, ask.id, Step::AskWithdrawal)?;
    Ok(FormView {
        context: Some(submit::as_printed(tx, &p, &ask.locale)?),
        fields: vec![Field::textarea("reason", ask.t("proposals.field.reason"), 3).required()],
        ..FormView::default()
    })
}

fn noted(tx: &mut Tx, who: &Actor, ask: &Ask, step: Step, warning: Option<&str>) -> Result<FormView> {
    let (p, _) = stepped(tx, who, ask.id, step)?;
    Ok(FormView {
        context: Some(submit::as_printed(tx, &p, &ask.locale)?),
        fields: vec![Field::textarea("note", ask.t("proposals.field.note"), 3)],
        warning: warning.map(|key| ask.t(key).to_owned()),
        danger: warning.is_some(),
        ..FormView::default()
    })
}
