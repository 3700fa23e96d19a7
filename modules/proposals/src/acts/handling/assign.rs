//! 拟交办与交办: a list of units that they may object to, then the dispatch at the conference, one by one or by the list.

use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use serde_json::{Value, json};
use web::ui::{Choice, Field, FormView};
use web::{Act, Ask, Done, act};

use super::shares::{Mode, Shares, check_units};
use super::{fields, part};
use crate::acts::{self, done};
use crate::model::{Assignment, Proposal};
use crate::rules::Rules;
use crate::store::assignments;
use crate::workflow::assignment::{self, PROCESS, Role, State};
use crate::workflow::words::Part;
use crate::workflow::{self};
use crate::{clocks, store};

pub const PROPOSE: Act = act("proposals.propose_assignment", "/proposals/{id}/pre-assignment")
    .rule("proposal", "propose_assignment")
    .journals("proposal.pre_assigned")
    .batch();

pub const DISPATCH: Act =
    act("proposals.dispatch", "/proposals/{id}/assignment").rule("proposal", "dispatch").journals("proposal.assigned").batch();

/// Writes the pre-assignment list of one proposal; an earlier list is replaced.
pub fn propose(tx: &mut Tx, who: &Actor, id: Id, input: &Shares) -> Result<Done> {
    let (mut p, to) = acts::stepped(tx, who, id, workflow::Act::ProposeAssignment)?;
    list(tx, &p, input)?;
    p.state = to;
    store::save(tx, &mut p)?;
    let listed = proposed(tx, p.id)?;
    let units = named(tx, &listed)?;
    let entry = json!({ "from": to.name(), "to": to.name(), "units": units, "note": part::filled(&input.note) });
    Ok(done(tx, who, &p)?.journal(entry).say("handling.said.pre-assigned"))
}

/// Hands the proposal to its units: those named, or those of the list.
pub fn dispatch(tx: &mut Tx, who: &Actor, id: Id, input: &Shares) -> Result<Done> {
    let (mut p, to) = acts::stepped(tx, who, id, workflow::Act::Dispatch)?;
    let from = p.state;
    if !input.names_nobody() {
        list(tx, &p, input)?;
    }
    let rules = store::rules_of(tx, &p)?;
    let units = dispatch_listed(tx, &p, &rules, input.side.as_deref())?;
    clocks::moved(tx, &mut p, to, None)?;
    p.assigned_at = Some(tx.now());
    part::settle_due(tx, &mut p)?;
    store::save(tx, &mut p)?;
    let entry = json!({ "from": from.name(), "to": to.name(), "units": units, "note": part::filled(&input.note) });
    Ok(done(tx, who, &p)?.journal(entry).say("handling.said.assigned"))
}

/// Dispatches what is on the list, of one side or all; answers unit and part of each.
pub fn dispatch_listed(tx: &mut Tx, p: &Proposal, rules: &Rules, side: Option<&str>) -> Result<Value> {
    let mut parts = Vec::new();
    for listed in proposed(tx, p.id)? {
        let unit = directory::units::get(tx, p.assembly, listed.unit)?;
        if side.is_none_or(|side| side == unit.side) {
            parts.push(listed);
        }
    }
    if parts.is_empty() {
        return Err(Error::invalid("units", "proposals.assign.nobody"));
    }
    for listed in &mut parts {
        let to = PROCESS.step(listed.state, assignment::Act::Dispatch, &kernel::workflow::Roles::only(Role::System))?;
        part::start_clocks(tx, p, rules, listed, None)?;
        part::rest(tx, p, rules, listed, to)?;
        assignments::save(tx, listed)?;
    }
    named(tx, &parts)
}

/// Takes units off the list that are no longer on it and puts the others on.
fn list(tx: &mut Tx, p: &Proposal, input: &Shares) -> Result<()> {
    let shares = input.parts()?;
    check_units(tx, p.assembly, shares.iter().map(|(unit, _)| unit))?;
    let earlier = proposed(tx, p.id)?;
    for mut off in earlier.iter().filter(|a| shares.iter().all(|(unit, _)| *unit != a.unit)).cloned() {
        drop_listed(tx, &mut off)?;
    }
    for (unit, share) in shares {
        let note = part::filled(&input.note);
        match earlier.iter().find(|a| a.unit == unit) {
            Some(kept) => assignments::save(tx, &mut Assignment { part: share, note, ..kept.clone() })?,
            None => {
                let new = part::new(tx, p, unit, share, State::Proposed);
                assignments::insert(tx, &Assignment { note, ..new })?;
            }
        }
    }
    Ok(())
}

/// Takes one unit off the list.
pub fn drop_listed(tx: &mut Tx, listed: &mut Assignment) -> Result<()> {
    let to = PROCESS.step(listed.state, assignment::Act::Drop, &kernel::workflow::Roles::only(Role::System))?;
    clocks::part_moved(tx, listed, to, None)?;
    assignments::save(tx, listed)
}

/// What is on the list and not dispatched.
pub fn proposed(tx: &mut Tx, proposal: Id) -> Result<Vec<Assignment>> {
    Ok(assignments::of(tx, proposal)?.into_iter().filter(|a| a.state == State::Proposed).collect())
}

fn named(tx: &mut Tx, parts: &[Assignment]) -> Result<Value> {
    let names = directory::names::units(tx, &parts.iter().map(|a| a.unit).collect::<Vec<_>>())?;
    Ok(parts.iter().map(|a| json!({ "unit": names.get(&a.unit), "part": a.part.name() })).collect())
}

pub fn propose_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    form(tx, who, ask)
}

pub fn dispatch_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let view = form(tx, who, ask)?;
    Ok(FormView { lead: Some(ask.t("proposals.assign.lead").to_owned()), ..view })
}

/// Filled in with the list as it stands, objections above it.
fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let (form, p) = fields::about(tx, who, ask)?;
    // A form for many is blank: each goes to the units of its own list, not to those of the first.
    let many = ask.path.starts_with("/batch/");
    let listed = if many { Vec::new() } else { proposed(tx, p.id)? };
    let choices = fields::unit_choices(tx, who)?;
    let mode = listed.first().map(|first| match first.part {
        Part::Sole => Mode::Sole,
        Part::Split => Mode::Split,
        Part::Lead | Part::Co => Mode::LeadCo,
    });
    let lead = listed.iter().find(|a| a.part != Part::Co && a.part != Part::Split);
    let others = listed.iter().filter(|a| lead.is_none_or(|lead| lead.id != a.id));
    let modes = Mode::ALL
        .iter()
        .map(|m| Choice::new(m.name(), ask.t(&format!("proposals.mode.{m}"))).hint(ask.t(&format!("proposals.mode.{m}.hint"))));
    let mut form = form;
    for objector in listed.iter().filter(|a| a.objection.is_some()) {
        let unit = part::unit_name(tx, objector.unit)?;
        let said = objector.objection.clone().unwrap_or_default();
        form = form.field(Field::note(ask.locale.f("proposals.assign.objects", &[("unit", unit), ("reason", said)])));
    }
    Ok(form
        .field(Field::radio("mode", ask.t("handling.field.mode"), modes.collect()).values(mode.map(Mode::name)))
        .field(Field::select("lead", ask.t("handling.field.lead_unit"), choices.clone()).values(lead.map(|a| a.unit.to_string())))
        .field(Field::checkboxes("units", ask.t("handling.field.other_units"), choices).values(others.map(|a| a.unit.to_string())))
        .field(fields::note(ask)))
}
