//! 延期: asked once, with a reason, before the day; the assigning side consents, up to the cap.

use garde::Validate;
use jiff::civil::Date;
use kernel::db::Tx;
use kernel::workflow::At;
use kernel::{Actor, Error, Id, Message, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use web::ui::{Fact, Field, FormView, Html, facts};
use web::{Act, Ask, Done, act};

use super::fields;
use super::part::{self, Work};
use crate::model::{Assignment, Extension};
use crate::store::{self, assignments};
use crate::workflow::assignment::{Role, State};
use crate::workflow::extension::{self, PROCESS};
use crate::{clocks, policy};

pub const ASK: Act = act("extensions.ask", "/proposals/{id}/extension").journals("extension.asked");
pub const GRANT: Act =
    act("extensions.grant", "/proposals/{id}/extension-consent").rule("extension", "grant").journals("extension.granted").batch();
pub const DENY: Act =
    act("extensions.deny", "/proposals/{id}/extension-refusal").rule("extension", "deny").journals("extension.denied").batch();

#[derive(Debug, Default, Deserialize, Validate, JsonSchema)]
#[serde(default)]
pub struct Asking {
    #[garde(required)]
    #[schemars(with = "Option<String>")]
    pub until: Option<Date>,
    #[garde(length(chars, min = 1, max = 1000))]
    pub reason: String,
}

#[derive(Debug, Default, Deserialize, Validate, JsonSchema)]
#[serde(default)]
pub struct Consent {
    #[garde(skip)]
    pub assignment: Option<Id>,
    /// An earlier day than was asked for.
    #[garde(skip)]
    #[schemars(with = "Option<String>")]
    pub until: Option<Date>,
    #[garde(length(chars, max = 1000))]
    pub note: String,
}

#[derive(Debug, Default, Deserialize, Validate, JsonSchema)]
#[serde(default)]
pub struct Refusal {
    #[garde(skip)]
    pub assignment: Option<Id>,
    #[garde(length(chars, min = 1, max = 1000))]
    pub reason: String,
}

pub fn ask_for(tx: &mut Tx, who: &Actor, id: Id, input: &Asking) -> Result<Done> {
    let work = part::own(tx, who, id, None)?;
    if !work.roles(tx, who).contains(Role::LeadHandler) {
        return Err(Error::refused("workflow.not-yours"));
    }
    let due = work.part.reply_due.filter(|_| is_open(work.part.state.get())).ok_or(Error::conflict("proposals.extension.not-now"))?;
    if tx.today() >= due {
        return Err(Error::conflict("proposals.extension.too-late"));
    }
    let earlier = assignments::extensions(tx, id)?;
    if earlier.iter().any(|e| e.assignment == work.part.id) {
        return Err(Error::conflict("proposals.extension.once"));
    }
    let until = input.until.ok_or(Error::invalid("until", "web.invalid.required"))?;
    within(tx, &work, due, until)?;
    let asked = Extension {
        id: tx.new_id(),
        assembly: work.part.assembly,
        assignment: work.part.id,
        proposal: id,
        state: At::start(&PROCESS, extension::State::Asked),
        reason: input.reason.trim().to_owned(),
        until_day: until,
        asked_by: who.person,
        asked_at: tx.now(),
        decided_by: None,
        note: None,
    };
    assignments::insert_extension(tx, &asked)?;
    Ok(work.done(tx, who, json!({ "reason": asked.reason, "until": until }))?.say("handling.said.extension-asked"))
}

/// Is this part in a unit's hands, and its day not come yet?
pub fn may_ask(part: &Assignment, today: Date) -> bool {
    is_open(part.state.get()) && part.reply_due.is_some_and(|due| today < due)
}

/// Between acceptance and signature.
fn is_open(state: State) -> bool {
    matches!(state, State::Accepted | State::Planned | State::Drafting | State::Checking | State::ToSign)
}

/// After the day it is due now, and not past the cap.
fn within(tx: &mut Tx, work: &Work, due: Date, until: Date) -> Result<()> {
    let last = last_day(tx, work, due)?;
    match until {
        _ if until <= due => Err(Error::invalid("until", "proposals.extension.not-later")),
        _ if until > last => Err(Error::invalid("until", Message::new("proposals.extension.cap").with("day", last))),
        _ => Ok(()),
    }
}

fn last_day(tx: &mut Tx, work: &Work, due: Date) -> Result<Date> {
    let longest = clocks::calendar(tx, work.part.assembly)?.due(due, work.rules.extension, false);
    Ok(longest.min(part::cap(tx, &work.rules, &work.part)?))
}

pub fn grant(tx: &mut Tx, who: &Actor, id: Id, input: &Consent) -> Result<Done> {
    let (mut work, mut asked) = waiting(tx, who, id, input.assignment)?;
    asked.state = PROCESS.step(asked.state, extension::Act::Grant, &policy::extension_roles(who, &asked))?;
    let due = work.part.reply_due.unwrap_or(tx.today());
    let until = input.until.unwrap_or(asked.until_day);
    within(tx, &work, due, until)?;
    asked.until_day = until;
    decide(tx, who, &mut asked, &input.note)?;
    work.part.extended_at = Some(tx.now());
    work.part.reply_due = Some(until);
    let stays = work.part.state;
    let step_due = if work.part.due == Some(due) { Some(until) } else { work.part.due };
    work.go_on(tx, stays, step_due)?;
    part::settle_due(tx, &mut work.proposal)?;
    store::save(tx, &mut work.proposal)?;
    let entry = json!({ "until": until, "was": due, "note": asked.note });
    Ok(work.done(tx, who, entry)?.say("handling.said.extension-granted"))
}

pub fn deny(tx: &mut Tx, who: &Actor, id: Id, input: &Refusal) -> Result<Done> {
    let (work, mut asked) = waiting(tx, who, id, input.assignment)?;
    asked.state = PROCESS.step(asked.state, extension::Act::Deny, &policy::extension_roles(who, &asked))?;
    decide(tx, who, &mut asked, &input.reason)?;
    Ok(work.done(tx, who, json!({ "reason": input.reason }))?.say("handling.said.extension-denied"))
}

fn decide(tx: &mut Tx, who: &Actor, asked: &mut Extension, note: &str) -> Result<()> {
    asked.decided_by = Some(who.person);
    asked.note = part::filled(note);
    assignments::save_extension(tx, asked)
}

/// The request of the named part, or the open one; a decided one if none is open, which RULES then refuse.
fn waiting(tx: &mut Tx, who: &Actor, id: Id, assignment: Option<Id>) -> Result<(Work, Extension)> {
    store::get(tx, who, id)?;
    let mut all = assignments::extensions(tx, id)?;
    all.retain(|e| assignment.is_none_or(|a| a == e.assignment));
    let open: Vec<Extension> = all.iter().filter(|e| e.state == extension::State::Asked).cloned().collect();
    if open.len() > 1 {
        return Err(Error::invalid("assignment", "proposals.which-unit"));
    }
    let asked = open.into_iter().next().or_else(|| all.pop()).ok_or(Error::conflict("proposals.extension.none"))?;
    let work = part::asked(tx, who, id, Some(asked.assignment), State::Accepted)?;
    Ok((work, asked))
}

pub fn ask_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (mut form, _) = fields::about(tx, who, ask)?;
    let mut until = Field::date("until", ask.t("handling.field.until")).required();
    if let Some(work) = fields::own_part(tx, who, ask)? {
        if let Some(due) = work.part.reply_due {
            let last = last_day(tx, &work, due)?;
            until = until.hint(
                ask.locale
                    .f("proposals.extension.hint", &[("due", ask.locale.day(due, ask.today)), ("last", ask.locale.day(last, ask.today))]),
            );
        }
    }
    form.warning = Some(ask.t("proposals.extension.once-warning").to_owned());
    Ok(form.field(until).field(fields::reason(ask)))
}

pub fn grant_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    Ok(decision(tx, who, ask)?
        .field(Field::date("until", ask.t("handling.field.until")).hint(ask.t("proposals.extension.until.hint")))
        .field(fields::note(ask)))
}

pub fn deny_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    Ok(decision(tx, who, ask)?.field(fields::reason(ask)))
}

fn decision(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (mut form, p) = fields::about(tx, who, ask)?;
    let open: Vec<Extension> = assignments::extensions(tx, p.id)?.into_iter().filter(|e| e.state == extension::State::Asked).collect();
    form.fields = fields::which_part(tx, ask, |part| open.iter().any(|e| e.assignment == part.id))?;
    let mut said = Vec::new();
    for e in &open {
        let a = assignments::get(tx, p.id, e.assignment)?;
        said.push(Fact::new(part::unit_name(tx, a.unit)?, e.reason.clone()));
        said.push(Fact::new(ask.t("handling.field.until"), ask.locale.day(e.until_day, ask.today)));
    }
    form.context = form.context.map(|context| Html::join([context, facts(&said)]));
    Ok(form)
}
