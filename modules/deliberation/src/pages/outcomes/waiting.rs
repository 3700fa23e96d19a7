//! 工作台: outcome items that wait for this person.

use directory::roles;
use kernel::calendar::Calendar;
use kernel::db::Tx;
use kernel::{Actor, Result};
use web::Ask;
use web::ui::Queue;

use super::super::workbench;
use crate::acts::rules_now;
use crate::clocks;
use crate::policy::{APPROVERS, ORGANISERS, units};
use crate::store::outcomes::{Days, Turn, Whose, waiting as found};
use crate::store::queues::Item;
use crate::workflow::outcome::{RUNNING, State};

const ORGANISED: &[State] = &[State::Returned, State::Recommended, State::Assigned, State::Handling, State::Feedback, State::Evaluated];

/// What is late or nearly so, then one queue for each state whose turn is this person's; empty ones are left out.
pub fn waiting(tx: &mut Tx, who: &Actor, ask: &Ask, calendar: &Calendar) -> Result<Vec<Queue>> {
    let mut turns: Vec<(Turn, Whose)> = Vec::new();
    let organised =
        |whose| [Turn::Late, Turn::Soon].into_iter().chain(ORGANISED.iter().copied().map(Turn::In)).map(move |turn| (turn, whose));
    if who.holds(roles::COMMITTEE_OFFICER) {
        turns.extend(organised(Whose::Office));
    } else if who.holds_any(APPROVERS) {
        turns.push((Turn::In(State::Feedback), Whose::Office));
    } else if who.holds_any(ORGANISERS) {
        turns.extend(organised(Whose::Proposer));
    }
    if !units(who).is_empty() {
        turns.extend([Turn::Late, Turn::Soon].into_iter().chain(RUNNING.iter().copied().map(Turn::In)).map(|turn| (turn, Whose::Unit)));
    }
    if turns.is_empty() {
        return Ok(Vec::new());
    }
    let days = days(tx, who, ask)?;
    let mut all = Vec::new();
    for (turn, whose) in turns {
        all.extend(queue(tx, who, ask, calendar, turn, whose, days)?);
    }
    Ok(all)
}

/// Today, and until when a day is near by the policy.
pub fn days(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Days> {
    let (_, rules) = rules_now(tx, who.assembly)?;
    Ok(Days { today: ask.today, soon: clocks::due(tx, who.assembly, rules.remind)? })
}

fn queue(tx: &mut Tx, who: &Actor, ask: &Ask, calendar: &Calendar, turn: Turn, whose: Whose, days: Days) -> Result<Option<Queue>> {
    let mut found = found(tx, who, turn, whose, days)?;
    if matches!(turn, Turn::In(state) if !RUNNING.contains(&state)) {
        // The day was the owner's, who has done with it.
        found.items.iter_mut().for_each(|item| item.due = None);
    }
    let chip = |item: &Item| State::parse(&item.state).map(|state| super::state(ask, state)).unwrap_or_default();
    let (name, query) = match turn {
        Turn::In(state) => (state.name(), format!("state={}", state.name())),
        Turn::Soon => ("soon", "soon=1".to_owned()),
        Turn::Late => ("late", "overdue=1".to_owned()),
    };
    let (title, href) = (format!("outcomes.queue.{name}"), format!("/outcomes?{query}"));
    Ok(workbench::queue(ask, calendar, &title, &href, "/outcomes", found, chip))
}
