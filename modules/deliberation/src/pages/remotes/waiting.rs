//! 工作台: sessions and sites that wait for this person.

use directory::roles;
use kernel::db::Tx;
use kernel::{Actor, Result};
use web::Ask;
use web::ui::{Chip, Queue, QueueItem};

use super::super::labels;
use crate::clocks;
use crate::policy::ORGANISERS;
use crate::store::queues::Waiting;
use crate::store::remotes::queues::{Whose, hosted, sessions};
use crate::workflow::remote::{State, site};

/// States in which something is expected of the organisers.
const ARRANGED: &[State] = &[State::Live, State::DeviceTest, State::Scheduled, State::Recorded, State::Minuted];

/// (name, states): what is expected of a host.
const HOSTED: &[(&str, &[site::State])] =
    &[("in-session", site::IN_SESSION), ("to-test", site::UNTESTED), ("to-confirm", &[site::State::ToConfirm])];

/// All queues of this person; empty ones are left out.
pub fn waiting(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Vec<Queue>> {
    let mut all = Vec::new();
    let organises = who.holds_any(ORGANISERS);
    if organises {
        let whose = if who.holds(roles::COMMITTEE_OFFICER) { Whose::Office } else { Whose::Arranged };
        for state in ARRANGED {
            let found = sessions(tx, who, *state, whose)?;
            all.extend(queue(tx, who, ask, (state.name(), "/remotes"), &format!("/remotes?state={}", state.name()), found)?);
        }
    }
    if !organises {
        let found = sessions(tx, who, State::Recorded, Whose::Secretary)?;
        all.extend(queue(tx, who, ask, ("recorded", "/remotes"), "/remotes?state=recorded", found)?);
    }
    for (name, states) in HOSTED {
        let found = hosted(tx, who, states)?;
        all.extend(queue(tx, who, ask, (name, "/remote-sites"), "/remotes", found)?);
    }
    Ok(all)
}

fn queue(tx: &mut Tx, who: &Actor, ask: &Ask, (name, base): (&str, &str), href: &str, found: Waiting) -> Result<Option<Queue>> {
    if found.count == 0 {
        return Ok(None);
    }
    let calendar = clocks::calendar(tx, who.assembly)?;
    let oldest = found.items.first().map(|item| {
        let days = calendar.working_days_between(item.since.day(), ask.today);
        ask.locale.count("deliberations.queue.oldest", i64::from(days.max(0)))
    });
    let items = found.items.iter().map(|item| QueueItem {
        href: format!("{base}/{}", item.id),
        title: item.title.clone(),
        chip: chip(ask, &item.state),
        since: ask.locale.short_day(item.since.day(), ask.today),
        clock: item.due.map(|day| labels::clock(ask, &calendar, day)),
    });
    Ok(Some(Queue {
        title: ask.t(&format!("remotes.queue.{name}")).to_owned(),
        count: u64::try_from(found.count).unwrap_or(0),
        href: href.to_owned(),
        oldest,
        items: items.collect(),
    }))
}

fn chip(ask: &Ask, state: &str) -> Chip {
    let session = State::parse(state).map(|state| super::state(ask, state));
    session.or_else(|| site::State::parse(state).map(|state| super::site_state(ask, state))).unwrap_or_default()
}
