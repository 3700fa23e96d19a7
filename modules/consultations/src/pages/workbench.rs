//! 工作台: what waits for this person, queue by queue, the oldest first.

use directory::roles;
use kernel::calendar::Calendar;
use kernel::db::Tx;
use kernel::{Actor, Result};
use web::Ask;
use web::ui::{Queue, QueueItem};

use super::labels;
use crate::policy::KEEPERS;
use crate::store::queues::{self, Post, Waiting};
use crate::workflow::{State, session};
use crate::{clocks, workflow};

/// (name, post, role, states): topics that wait for whoever has a post in a room.
const TOPICS: &[(&str, Post, &str, &[State])] = &[
    ("to-verify", Post::Worker, roles::ROOM_WORKER, &[State::Suggested]),
    ("to-propose", Post::Convener, roles::TOWNSHIP_CONVENER, &[State::Verified]),
    ("to-agree", Post::Approver, roles::TOWNSHIP_PARTY, &[State::Proposed]),
    ("to-announce", Post::Worker, roles::ROOM_WORKER, &[State::Screened]),
    ("to-choose", Post::Convener, roles::TOWNSHIP_CONVENER, &[State::Listed]),
    ("to-prepare", Post::Worker, roles::ROOM_WORKER, &[State::Chosen]),
    ("to-talk-over", Post::Convener, roles::TOWNSHIP_CONVENER, &[State::Prepared, State::NoAgreement]),
    ("to-hand-over", Post::Worker, roles::ROOM_WORKER, &[State::Agreed, State::Partly]),
    ("to-post", Post::Worker, roles::ROOM_WORKER, &[State::Handling]),
    ("to-close", Post::Convener, roles::TOWNSHIP_CONVENER, &[State::Rated]),
    ("sent-up", Post::Worker, roles::ROOM_WORKER, &[State::ReferredUp]),
];

/// The same for sessions.
const SESSIONS: &[(&str, Post, &str, &[session::State])] = &[
    ("sessions", Post::Worker, roles::ROOM_WORKER, &[session::State::Planned, session::State::Notified, session::State::Open]),
    ("to-settle", Post::Convener, roles::TOWNSHIP_CONVENER, &[session::State::Minutes]),
    ("to-publish", Post::Worker, roles::ROOM_WORKER, &[session::State::Confirmed]),
];

/// All queues of this person; empty ones are left out.
pub fn waiting(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Vec<Queue>> {
    let calendar = clocks::calendar(tx, who.assembly)?;
    let mut all = Vec::new();
    for (name, post, _, states) in TOPICS.iter().filter(|(_, _, role, _)| who.holds(role)) {
        let found = queues::topics(tx, who, *post, states)?;
        push(&mut all, ask, &calendar, name, &format!("/topics?state={}", states[0].name()), found);
    }
    for (name, post, _, states) in SESSIONS.iter().filter(|(_, _, role, _)| who.holds(role)) {
        let found = queues::sessions(tx, who, *post, states)?;
        push(&mut all, ask, &calendar, name, "/consultations", found);
    }
    if who.holds_any(KEEPERS) {
        let found = queues::referred(tx, who.assembly)?;
        push(&mut all, ask, &calendar, "to-answer", "/topics?for_us=1&state=referred_up", found);
    }
    if who.membership.is_some() {
        let found = queues::to_visit(tx, who)?;
        push(&mut all, ask, &calendar, "to-visit", "/topics?state=chosen", found);
        let found = queues::to_confirm(tx, who)?;
        push(&mut all, ask, &calendar, "to-confirm", "/consultations?state=minutes", found);
        let found = queues::to_rate(tx, who)?;
        push(&mut all, ask, &calendar, "to-rate", "/topics?state=result_posted", found);
    }
    for unit in who.units() {
        let found = queues::owned(tx, unit)?;
        push(&mut all, ask, &calendar, "to-do", "/topics?state=handling", found);
    }
    Ok(all)
}

fn push(all: &mut Vec<Queue>, ask: &Ask, calendar: &Calendar, name: &str, href: &str, found: Waiting) {
    if found.count == 0 {
        return;
    }
    let oldest = found.items.iter().map(|i| i.since).min().map(|at| {
        let days = calendar.working_days_between(at.day(), ask.today);
        ask.locale.count("topics.queue.oldest", i64::from(days.max(0)))
    });
    let items = found
        .items
        .iter()
        .map(|item| {
            let topic = workflow::State::parse(&item.state).filter(|_| !href.starts_with("/consultations"));
            let chip = match (topic, session::State::parse(&item.state)) {
                (Some(state), _) => labels::state(ask, state),
                (None, Some(state)) => labels::session_state(ask, state),
                (None, None) => Default::default(),
            };
            let base = href.split('?').next().unwrap_or(href);
            QueueItem {
                href: format!("{base}/{}", item.id),
                title: item.title.clone(),
                chip,
                since: ask.locale.short_day(item.since.day(), ask.today),
                clock: item.due.map(|day| labels::clock(ask, calendar, day)),
            }
        })
        .collect();
    let title = ask.t(&format!("topics.queue.{name}")).to_owned();
    all.push(Queue { title, count: u64::try_from(found.count).unwrap_or(0), href: href.into(), oldest, items });
}
