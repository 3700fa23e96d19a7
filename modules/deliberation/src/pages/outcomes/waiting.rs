//! 工作台: outcome items that wait for this person.

use directory::roles;
use kernel::db::Tx;
use kernel::{Actor, Result};
use web::Ask;
use web::ui::{Queue, QueueItem};

use super::super::labels;
use crate::acts::rules_now;
use crate::clocks;
use crate::policy::{APPROVERS, ORGANISERS, units};
use crate::store::outcomes::{Days, Turn, Whose, waiting as found};
use crate::workflow::outcome::{RUNNING, State};

const ORGANISED: &[State] = &[State::Returned, State::Recommended, State::Assigned, State::Handling, State::Feedback, State::Evaluated];

/// What is late or nearly so, then one queue for each state whose turn is this person's; empty ones are left out.
pub fn waiting(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Vec<Queue>> {
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
        all.extend(queue(tx, who, ask, turn, whose, days)?);
    }
    Ok(all)
}

/// Today, and until when a day is near by the policy.
pub fn days(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Days> {
    let (_, rules) = rules_now(tx, who.assembly)?;
    Ok(Days { today: ask.today, soon: clocks::due(tx, who.assembly, rules.remind)? })
}

fn queue(tx: &mut Tx, who: &Actor, ask: &Ask, turn: Turn, whose: Whose, days: Days) -> Result<Option<Queue>> {
    let found = found(tx, who, turn, whose, days)?;
    if found.count == 0 {
        return Ok(None);
    }
    let calendar = clocks::calendar(tx, who.assembly)?;
    let oldest = found.items.first().map(|item| {
        let days = calendar.working_days_between(item.since.day(), ask.today);
        ask.locale.count("deliberations.queue.oldest", i64::from(days.max(0)))
    });
    let is_running = !matches!(turn, Turn::In(state) if !RUNNING.contains(&state));
    let item = |item: &crate::store::queues::Item| QueueItem {
        href: format!("/outcomes/{}", item.id),
        title: item.title.clone(),
        chip: State::parse(&item.state).map(|state| super::state(ask, state)).unwrap_or_default(),
        since: ask.locale.short_day(item.since.day(), ask.today),
        clock: item.due.filter(|_| is_running).map(|day| labels::clock(ask, &calendar, day)),
    };
    let (name, query) = match turn {
        Turn::In(state) => (state.name(), format!("state={}", state.name())),
        Turn::Soon => ("soon", "soon=1".to_owned()),
        Turn::Late => ("late", "overdue=1".to_owned()),
    };
    Ok(Some(Queue {
        title: ask.t(&format!("outcomes.queue.{name}")).to_owned(),
        count: u64::try_from(found.count).unwrap_or(0),
        href: format!("/outcomes?{query}"),
        oldest,
        items: found.items.iter().map(item).collect(),
    }))
}
