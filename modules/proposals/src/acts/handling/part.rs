//! 承办件: the unit's part that an act is about, how it moves, and until when it then waits.

use std::sync::Arc;

use jiff::civil::Date;
use kernel::calendar::Term;
use kernel::db::Tx;
use kernel::workflow::{At, Roles};
use kernel::{Actor, Error, Id, Result, Timestamp};
use serde_json::{Value, json};
use web::Done;

use crate::acts;
use crate::model::{Assignment, Proposal};
use crate::rules::{Rules, Scope};
use crate::store::assignments;
use crate::workflow::assignment::{Act, PROCESS, Role, State};
use crate::workflow::words::{Part, Period};
use crate::{clocks, policy, store};

/// One unit's part with what decides about it.
pub struct Work {
    pub proposal: Proposal,
    pub rules: Arc<Rules>,
    pub part: Assignment,
    /// Where it stood when it was read.
    pub from: State,
}

/// The part of the unit that this person acts for: the named one, or the only one.
pub fn own(tx: &mut Tx, who: &Actor, id: Id, assignment: Option<Id>) -> Result<Work> {
    let proposal = store::get(tx, who, id)?;
    let part = match assignment {
        Some(assignment) => assignments::get(tx, id, assignment)?,
        None => assignments::mine(tx, who, id)?,
    };
    if !who.units().contains(&part.unit) {
        return Err(Error::refused("proposals.not-in-a-unit"));
    }
    work(tx, proposal, part)
}

/// For the assigning side: the named part, or the only one that stands at `state`.
pub fn asked(tx: &mut Tx, who: &Actor, id: Id, assignment: Option<Id>, state: State) -> Result<Work> {
    let proposal = store::get(tx, who, id)?;
    if let Some(assignment) = assignment {
        let part = assignments::get(tx, id, assignment)?;
        return work(tx, proposal, part);
    }
    let parts = assignments::of(tx, id)?;
    let mut there: Vec<Assignment> = parts.iter().filter(|p| p.state == state).cloned().collect();
    if there.len() > 1 {
        return Err(Error::invalid("assignment", "proposals.which-unit"));
    }
    // Without one at this state, RULES say of another that the act is not to be done now.
    let part = there.pop().or_else(|| parts.into_iter().next_back()).ok_or(Error::conflict("proposals.no-unit"))?;
    work(tx, proposal, part)
}

fn work(tx: &mut Tx, proposal: Proposal, part: Assignment) -> Result<Work> {
    let rules = store::rules_of(tx, &proposal)?;
    let from = part.state.get();
    Ok(Work { proposal, rules, part, from })
}

impl Work {
    pub fn roles(&self, tx: &Tx, who: &Actor) -> Roles<Role> {
        policy::assignment_roles(who, &self.proposal, &self.part, &self.rules, tx.today())
    }

    /// Where this act leads: `Conflict` at another state, `Refused` for others.
    pub fn step(&self, tx: &Tx, who: &Actor, act: Act) -> Result<At<State>> {
        Ok(PROCESS.step(self.part.state, act, &self.roles(tx, who))?)
    }

    /// Moves the part there and saves it, with the day on which the next step is due.
    pub fn go(&mut self, tx: &mut Tx, to: At<State>) -> Result<()> {
        rest(tx, &self.proposal, &self.rules, &mut self.part, to)?;
        assignments::save(tx, &mut self.part)
    }

    /// As [`Work::go`] for an act beside the process: what was due stays due.
    pub fn go_on(&mut self, tx: &mut Tx, to: At<State>, due: Option<Date>) -> Result<()> {
        clocks::part_moved(tx, &mut self.part, to, None)?;
        self.part.due = due;
        assignments::save(tx, &mut self.part)
    }

    /// The answer of an act on a part; `more` is what the history needs beside states and unit.
    pub fn done(&self, tx: &mut Tx, who: &Actor, more: Value) -> Result<Done> {
        let mut entry = json!({
            "from": self.from.name(),
            "to": self.part.state.name(),
            "assignment": self.part.id,
            "unit": unit_name(tx, self.part.unit)?,
        });
        if let (Value::Object(entry), Value::Object(more)) = (&mut entry, more) {
            entry.extend(more.into_iter().filter(|(_, value)| !value.is_null()));
        }
        Ok(acts::done(tx, who, &self.proposal)?.journal(entry))
    }
}

/// Sets the state of a part and the day of its next step; the clocks of reply, opinion and return run on by themselves.
pub fn rest(tx: &mut Tx, proposal: &Proposal, rules: &Rules, part: &mut Assignment, to: At<State>) -> Result<()> {
    let waits = match to.get() {
        State::Assigned => Wait::Term(rules.accept),
        State::ReturnRequested => Wait::Term(rules.return_decision),
        State::Accepted if part.part == Part::Co => Wait::Day(part.opinion_due),
        State::Accepted if needs_plan(rules, proposal, part) => Wait::Term(rules.plan),
        State::Accepted | State::Planned | State::Drafting => Wait::Day(part.reply_due),
        State::Checking => Wait::Term(rules.check),
        State::ToSign => Wait::Term(rules.sign),
        State::Proposed | State::Replied | State::Opined | State::Reassigned | State::Revoked => Wait::Day(None),
    };
    match waits {
        Wait::Term(term) => clocks::part_moved(tx, part, to, Some(term)),
        Wait::Day(day) => {
            clocks::part_moved(tx, part, to, None)?;
            part.due = day;
            Ok(())
        }
    }
}

enum Wait {
    Term(Term),
    Day(Option<Date>),
}

fn needs_plan(rules: &Rules, proposal: &Proposal, part: &Assignment) -> bool {
    let asked = match rules.plan_scope {
        Scope::All => true,
        Scope::Key => proposal.key_proposal,
        Scope::None => false,
    };
    asked && part.plan_note.is_none()
}

/// A part of this unit that is not in the database yet.
pub fn new(tx: &mut Tx, proposal: &Proposal, unit: Id, part: Part, state: State) -> Assignment {
    let now = tx.now();
    Assignment {
        id: tx.new_id(),
        assembly: proposal.assembly,
        proposal: proposal.id,
        unit,
        part,
        state: At::start(&PROCESS, state),
        state_since: now,
        due: None,
        reply_due: None,
        return_until: None,
        first_assigned_at: None,
        assigned_at: None,
        round: proposal.round,
        handler: None,
        section: None,
        plan_lead: None,
        plan_note: None,
        objection: None,
        return_reason: None,
        note: None,
        opinion: None,
        opinion_due: None,
        extended_at: None,
        urged: 0,
        changes: 0,
    }
}

/// Starts the clocks of a part that is handed to its unit now. `first` is when the proposal's part was first handed to
/// any unit: the cap of the reply counts from it.
pub fn start_clocks(tx: &mut Tx, proposal: &Proposal, rules: &Rules, part: &mut Assignment, first: Option<Timestamp>) -> Result<()> {
    let now = tx.now();
    part.assigned_at = Some(now);
    part.first_assigned_at = first.or(Some(now));
    part.return_until = Some(clocks::due(tx, proposal.assembly, rules.return_window)?);
    if part.part == Part::Co {
        part.opinion_due = Some(clocks::due(tx, proposal.assembly, rules.co_opinion)?);
    } else {
        let cap = cap(tx, rules, part)?;
        part.reply_due = Some(reply_day(tx, proposal, rules)?.min(cap));
    }
    Ok(())
}

fn reply_day(tx: &mut Tx, proposal: &Proposal, rules: &Rules) -> Result<Date> {
    let term = if proposal.period == Period::Plenary { rules.reply_plenary } else { rules.reply_inter_session };
    match rules.reply_fixed_day {
        Some(day) if day > tx.today() => Ok(day),
        _ => clocks::due(tx, proposal.assembly, term),
    }
}

/// The last day that a reply may be put off to.
pub fn cap(tx: &mut Tx, rules: &Rules, part: &Assignment) -> Result<Date> {
    let first = part.first_assigned_at.unwrap_or(tx.now()).day();
    Ok(clocks::calendar(tx, part.assembly)?.due(first, rules.reply_cap, false))
}

/// The proposal is due when the first of its open replies is.
pub fn settle_due(tx: &mut Tx, proposal: &mut Proposal) -> Result<()> {
    let parts = assignments::of(tx, proposal.id)?;
    let open = parts.iter().filter(|p| p.runs() && p.answers() && p.state != State::Replied);
    proposal.due = open.filter_map(|p| p.reply_due).min();
    Ok(())
}

pub fn unit_name(tx: &mut Tx, unit: Id) -> Result<String> {
    Ok(directory::names::units(tx, &[unit])?.remove(&unit).unwrap_or_default())
}

/// `None` for a text without words.
pub fn filled(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
