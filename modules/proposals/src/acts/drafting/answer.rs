//! 联名答复: an invited member signs, declines, or leaves again before the text is in review.

use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Field, FormView};
use web::{Act, Ask, Bound, Done, Note, act};

use crate::acts::done;
use crate::model::{Invitation, Proposal};
use crate::workflow::State;
use crate::workflow::invitation::{Act as Step, PROCESS, State as Answer};
use crate::{policy, store};

pub const ACCEPT: Act = act("proposals.accept", "/proposals/{id}/co-signature").rule("invitation", "accept").journals("co-signature.given");
pub const DECLINE: Act = act("proposals.decline_invitation", "/proposals/{id}/co-signature-refusal")
    .rule("invitation", "decline")
    .journals("co-signature.declined");
pub const LEAVE: Act =
    act("proposals.leave", "/proposals/{id}/co-signature-withdrawal").rule("invitation", "leave").journals("co-signature.withdrawn");

pub fn bound() -> Vec<Bound> {
    vec![ACCEPT.bind(accept).form(accept_form), DECLINE.bind(decline).form(decline_form), LEAVE.bind(leave).form(leave_form)]
}

#[derive(Clone, Debug, Deserialize, garde::Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Signature {
    /// The version that the signer read; another one now is to be read first.
    #[garde(skip)]
    pub version: Option<i64>,
}

pub fn accept(tx: &mut Tx, who: &Actor, id: Id, input: &Signature) -> Result<Done> {
    let (mut p, mut i) = asked(tx, who, id, Step::Accept)?;
    if i.expires_at <= tx.now() {
        return Err(Error::conflict("proposals.invitation-expired"));
    }
    if input.version.is_some_and(|read| read != p.version) {
        return Err(Error::conflict("proposals.text-changed"));
    }
    let last = store::invitations::of(tx, id)?.iter().filter_map(|i| i.position).max().unwrap_or(0);
    i.position = Some(last + 1);
    i.told_version = Some(p.version);
    answered(tx, &mut p, &mut i)?;
    Ok(done(tx, who, &p)?.journal(json!({ "version": p.version, "position": last + 1 })).say("proposals.said.accepted"))
}

pub fn decline(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut p, mut i) = asked(tx, who, id, Step::Decline)?;
    answered(tx, &mut p, &mut i)?;
    Ok(done(tx, who, &p)?.journal(json!({ "note": input.note })).say("proposals.said.invitation-declined"))
}

pub fn leave(tx: &mut Tx, who: &Actor, id: Id, input: &Note) -> Result<Done> {
    let (mut p, mut i) = asked(tx, who, id, Step::Leave)?;
    i.position = None;
    answered(tx, &mut p, &mut i)?;
    Ok(done(tx, who, &p)?.journal(json!({ "note": input.note, "version": p.version })).say("proposals.said.left"))
}

/// The invitation of this person after the step. Signatures are open while the text is with its proposers.
fn asked(tx: &mut Tx, who: &Actor, id: Id, step: Step) -> Result<(Proposal, Invitation)> {
    let p = store::get(tx, who, id)?;
    let mut i = match store::invitations::of_person(tx, id, who.person) {
        Err(Error::NotFound) => return Err(Error::refused("workflow.not-yours")),
        other => other?,
    };
    i.state = PROCESS.step(i.state, step, &policy::invitation_roles(who, &i))?;
    if !matches!(p.state.get(), State::Draft | State::CosignOpen | State::Returned) {
        return Err(Error::conflict("proposals.co-signing-closed"));
    }
    Ok((p, i))
}

/// Saves the row of the proposal too, so that an edit and an answer at the same moment cannot both go through.
fn answered(tx: &mut Tx, p: &mut Proposal, i: &mut Invitation) -> Result<()> {
    i.answered_at = Some(tx.now());
    store::invitations::save(tx, i)?;
    store::save(tx, p)
}

fn accept_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (p, i) = asked(tx, who, ask.id, Step::Accept)?;
    debug_assert!(i.state == Answer::Accepted);
    let until = ask.locale.moment(i.expires_at.0, ask.today);
    Ok(FormView {
        lead: Some(ask.locale.f("proposals.accept.lead", &[("until", &until)])),
        context: Some(super::submit::as_printed(tx, &p, &ask.locale)?),
        fields: vec![Field::hidden("version", p.version.to_string())],
        ..FormView::default()
    })
}

fn decline_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    noted(tx, who, ask, Step::Decline)
}

fn leave_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    noted(tx, who, ask, Step::Leave)
}

fn noted(tx: &mut Tx, who: &Actor, ask: &Ask, step: Step) -> Result<FormView> {
    let (p, _) = asked(tx, who, ask.id, step)?;
    Ok(FormView {
        context: Some(super::submit::as_printed(tx, &p, &ask.locale)?),
        fields: vec![Field::textarea("note", ask.t("proposals.field.note"), 3)],
        ..FormView::default()
    })
}
