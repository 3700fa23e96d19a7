//! 邀请联名: members are asked to sign, until an hour that the policy says.

use std::collections::HashMap;

use kernel::db::Tx;
use kernel::workflow::{At, Roles};
use kernel::{Actor, Error, FieldError, Id, Message, Result, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Choice, Field, FormView};
use web::{Act, Ask, Bound, Done, act};

use crate::acts::{done, stepped};
use crate::model::{Invitation, Proposal};
use crate::workflow::Act as Step;
use crate::workflow::invitation::{self, State};
use crate::workflow::words::Kind;
use crate::{policy, store};

pub const INVITE: Act = act("proposals.invite", "/proposals/{id}/invitations").rule("proposal", "invite").journals("co-signers.invited");

pub fn bound() -> Bound {
    INVITE.bind(invite).form(form)
}

#[derive(Clone, Debug, Deserialize, garde::Validate, JsonSchema, Default)]
#[serde(default)]
pub struct Invitees {
    /// Members of the assembly. Those already asked or signed stay as they are; an expired or voided invitation is sent again.
    #[garde(length(min = 1, max = 200))]
    pub persons: Vec<Id>,
}

pub fn invite(tx: &mut Tx, who: &Actor, id: Id, input: &Invitees) -> Result<Done> {
    let (mut p, to) = stepped(tx, who, id, Step::Invite)?;
    if p.kind == Kind::Collective {
        return Err(Error::conflict("proposals.invite.collective"));
    }
    let from = p.state.get().name();
    let until = closes_at(tx, &p)?;
    let mut known: HashMap<Id, Invitation> = store::invitations::of(tx, p.id)?.into_iter().map(|i| (i.person, i)).collect();
    let (mut asked, mut wrong) = (Vec::new(), Vec::new());
    for person in &input.persons {
        match ask_one(tx, &p, *person, known.remove(person), until)? {
            Ok(true) => asked.push(*person),
            Ok(false) => {}
            Err(message) => wrong.push(FieldError { field: "persons".into(), message }),
        }
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    if p.kind == Kind::Individual {
        p.kind = Kind::Joint;
    }
    if to != p.state {
        p.state_since = tx.now();
    }
    p.state = to;
    store::save(tx, &mut p)?;
    let entry = json!({ "from": from, "to": p.state.name(), "persons": asked, "until": until.rfc3339() });
    Ok(done(tx, who, &p)?.journal(entry).say(Message::new("proposals.said.invited").with("n", asked.len())))
}

/// Hours of the policy, fewer inside the plenary window.
fn closes_at(tx: &mut Tx, p: &Proposal) -> Result<Timestamp> {
    let rules = store::rules_of(tx, p)?;
    let today = tx.today();
    let plenary = directory::sessions::on(tx, p.assembly, today)?.in_plenary_window(today);
    Ok(tx.now().plus_hours(if plenary { rules.cosign_plenary_hours } else { rules.cosign_hours }))
}

/// Whether a new question goes out; the outer error is the program's, the inner one the inviter's.
fn ask_one(tx: &mut Tx, p: &Proposal, person: Id, known: Option<Invitation>, until: Timestamp) -> Result<Result<bool, Message>> {
    let named =
        |tx: &mut Tx, key: &'static str| -> Result<Message> { Ok(Message::new(key).with("name", directory::names::person(tx, person)?)) };
    if person == p.first_signer {
        return Ok(Err("proposals.invite.self".into()));
    }
    if !directory::people::is_member(tx, p.assembly, person)? {
        return Ok(Err(named(tx, "proposals.invite.not-a-member")?));
    }
    let Some(mut i) = known else {
        let state = At::start(&invitation::PROCESS, State::Invited);
        let (id, now) = (tx.new_id(), tx.now());
        let new = Invitation {
            id,
            assembly: p.assembly,
            proposal: p.id,
            person,
            state,
            expires_at: until,
            invited_at: now,
            answered_at: None,
            position: None,
            told_version: None,
        };
        store::invitations::insert(tx, &new)?;
        return Ok(Ok(true));
    };
    let system = Roles::only(invitation::Role::System);
    if i.state == State::Invited && i.expires_at <= tx.now() {
        i.state = invitation::PROCESS.step(i.state, invitation::Act::Expire, &system)?;
    }
    match i.state.get() {
        State::Invited | State::Accepted => Ok(Ok(false)),
        State::Declined | State::Left => Ok(Err(named(tx, "proposals.invite.said-no")?)),
        State::Expired | State::Voided => {
            i.state = invitation::PROCESS.step(i.state, invitation::Act::InviteAgain, &system)?;
            (i.expires_at, i.invited_at, i.answered_at) = (until, tx.now(), None);
            store::invitations::save(tx, &i)?;
            Ok(Ok(true))
        }
    }
}

fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (p, _) = stepped(tx, who, ask.id, Step::Invite)?;
    debug_assert!(policy::is_principal(who, &p));
    let rules = store::rules_of(tx, &p)?;
    let known = store::invitations::of(tx, p.id)?;
    let open =
        |person: Id| known.iter().find(|i| i.person == person).is_none_or(|i| matches!(i.state.get(), State::Expired | State::Voided));
    let members = directory::people::members(tx, p.assembly)?;
    let english = ask.locale.lang.code() == "en";
    let choices: Vec<Choice> = members
        .into_iter()
        .filter(|m| m.person != p.first_signer && open(m.person))
        .map(|m| {
            let hint =
                [m.sector.unwrap_or_default(), m.employer, m.post].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" · ");
            Choice::new(m.person.to_string(), if english { m.name_en } else { m.name }).hint(hint)
        })
        .collect();
    let hours = [("plenary", rules.cosign_plenary_hours.to_string()), ("ordinary", rules.cosign_hours.to_string())];
    Ok(FormView {
        context: Some(super::submit::as_printed(tx, &p, &ask.locale)?),
        fields: vec![
            Field::checkboxes("persons", ask.t("proposals.field.persons"), choices)
                .hint(ask.locale.f("proposals.hint.persons", &hours))
                .required(),
        ],
        ..FormView::default()
    })
}
