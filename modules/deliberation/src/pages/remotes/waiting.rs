//! 工作台: sessions and sites that wait for this person.

use directory::roles;
use kernel::calendar::Calendar;
use kernel::db::Tx;
use kernel::{Actor, Result};
use web::Ask;
use web::ui::{Chip, Queue};

use super::super::workbench;
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
pub fn waiting(tx: &mut Tx, who: &Actor, ask: &Ask, calendar: &Calendar) -> Result<Vec<Queue>> {
    let mut all = Vec::new();
    let queue = |name: &str, base: &str, href: &str, found: Waiting| {
        workbench::queue(ask, calendar, &format!("remotes.queue.{name}"), href, base, found, |item| chip(ask, &item.state))
    };
    let organises = who.holds_any(ORGANISERS);
    if organises {
        let whose = if who.holds(roles::COMMITTEE_OFFICER) { Whose::Office } else { Whose::Arranged };
        for state in ARRANGED {
            let found = sessions(tx, who, *state, whose)?;
            all.extend(queue(state.name(), "/remotes", &format!("/remotes?state={}", state.name()), found));
        }
    }
    if !organises {
        let found = sessions(tx, who, State::Recorded, Whose::Secretary)?;
        all.extend(queue("recorded", "/remotes", "/remotes?state=recorded", found));
    }
    for (name, states) in HOSTED {
        let found = hosted(tx, who, states)?;
        all.extend(queue(name, "/remote-sites", "/remotes", found));
    }
    Ok(all)
}

fn chip(ask: &Ask, state: &str) -> Chip {
    let session = State::parse(state).map(|state| super::state(ask, state));
    session.or_else(|| site::State::parse(state).map(|state| super::site_state(ask, state))).unwrap_or_default()
}
