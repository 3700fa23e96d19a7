//! 工作台: outcome items that wait for this person.

use directory::roles;
use kernel::db::Tx;
use kernel::{Actor, Result};
use web::Ask;
use web::ui::{Queue, QueueItem};

use super::super::labels;
use crate::clocks;
use crate::policy::{APPROVERS, ORGANISERS, units};
use crate::store::outcomes::{Whose, waiting as found};
use crate::workflow::outcome::{RUNNING, State};

const ORGANISED: &[State] = &[State::Returned, State::Recommended, State::Assigned, State::Handling, State::Feedback, State::Evaluated];

/// One queue for each state whose turn is this person's; empty ones are left out.
pub fn waiting(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Vec<Queue>> {
    let mut turns: Vec<(State, Whose)> = Vec::new();
    if who.holds(roles::COMMITTEE_OFFICER) {
        turns.extend(ORGANISED.iter().map(|state| (*state, Whose::Office)));
    } else if who.holds_any(APPROVERS) {
        turns.push((State::Feedback, Whose::Office));
    } else if who.holds_any(ORGANISERS) {
        turns.extend(ORGANISED.iter().map(|state| (*state, Whose::Proposer)));
    }
    if !units(who).is_empty() {
        turns.extend(RUNNING.iter().map(|state| (*state, Whose::Unit)));
    }
    let mut all = Vec::new();
    for (state, whose) in turns {
        all.extend(queue(tx, who, ask, state, whose)?);
    }
    Ok(all)
}

fn queue(tx: &mut Tx, who: &Actor, ask: &Ask, state: State, whose: Whose) -> Result<Option<Queue>> {
    let found = found(tx, who, state, whose)?;
    if found.count == 0 {
        return Ok(None);
    }
    let calendar = clocks::calendar(tx, who.assembly)?;
    let oldest = found.items.first().map(|item| {
        let days = calendar.working_days_between(item.since.day(), ask.today);
        ask.locale.count("deliberations.queue.oldest", i64::from(days.max(0)))
    });
    let item = |item: &crate::store::queues::Item| QueueItem {
        href: format!("/outcomes/{}", item.id),
        title: item.title.clone(),
        chip: super::state(ask, state),
        since: ask.locale.short_day(item.since.day(), ask.today),
        clock: item.due.filter(|_| RUNNING.contains(&state)).map(|day| labels::clock(ask, &calendar, day)),
    };
    Ok(Some(Queue {
        title: ask.t(&format!("outcomes.queue.{}", state.name())).to_owned(),
        count: u64::try_from(found.count).unwrap_or(0),
        href: format!("/outcomes?state={}", state.name()),
        oldest,
        items: found.items.iter().map(item).collect(),
    }))
}
