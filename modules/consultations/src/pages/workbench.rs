//! 工作台: what waits for this person, queue by queue, the oldest first. The figure of a queue opens exactly its records.

use kernel::calendar::Calendar;
use kernel::db::Tx;
use kernel::{Actor, Result};
use web::Ask;
use web::ui::{Chip, Queue, QueueItem};

use super::labels;
use crate::clocks;
use crate::store::queues::{self, Item, Of, Waiting};
use crate::workflow::{State, room, session};

/// All queues of this person; empty ones are left out.
pub fn waiting(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Vec<Queue>> {
    let calendar = clocks::calendar(tx, who.assembly)?;
    let mut all = Vec::new();
    for (name, of) in queues::names() {
        let found = queues::waiting(tx, who, name, of)?.filter(|found| found.count > 0);
        all.extend(found.map(|found| queue(ask, &calendar, name, of, found)));
    }
    Ok(all)
}

/// Where the records of a kind are listed.
fn list(of: Of) -> &'static str {
    match of {
        Of::Topics => "/topics",
        Of::Sessions => "/consultations",
        Of::Rooms => "/rooms",
    }
}

fn queue(ask: &Ask, calendar: &Calendar, name: &str, of: Of, found: Waiting) -> Queue {
    let oldest = found.items.iter().map(|i| i.since).min().filter(|_| of != Of::Rooms).map(|at| {
        let days = calendar.working_days_between(at.day(), ask.today);
        ask.locale.count("topics.queue.oldest", i64::from(days.max(0)))
    });
    let item = |item: &Item| QueueItem {
        href: format!("{}/{}", list(of), item.id),
        title: item.title.clone(),
        chip: chip(ask, of, &item.state),
        since: ask.locale.short_day(item.since.day(), ask.today),
        clock: item.due.map(|day| labels::clock(ask, calendar, day)),
    };
    Queue {
        title: ask.t(&format!("topics.queue.{name}")).to_owned(),
        count: u64::try_from(found.count).unwrap_or(0),
        href: format!("{}?queue={name}", list(of)),
        oldest,
        items: found.items.iter().map(item).collect(),
    }
}

fn chip(ask: &Ask, of: Of, state: &str) -> Chip {
    let chip = match of {
        Of::Topics => State::parse(state).map(|s| labels::state(ask, s)),
        Of::Sessions => session::State::parse(state).map(|s| labels::session_state(ask, s)),
        Of::Rooms => room::State::parse(state).map(|s| labels::room_state(ask, s)),
    };
    chip.unwrap_or_default()
}
