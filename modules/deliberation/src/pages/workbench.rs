//! 工作台: what waits for this person, queue by queue, the oldest first.

use directory::roles;
use kernel::calendar::Calendar;
use kernel::db::Tx;
use kernel::{Actor, Result};
use web::Ask;
use web::ui::{Chip, Queue, QueueItem};

use super::{labels, outcomes, remotes, reviews};
use crate::clocks;
use crate::policy::{APPROVERS, ORGANISERS};
use crate::store::queues::{self, Item, Waiting};
use crate::workflow::State;

/// (name, states): what waits for its organiser.
pub const ORGANISED: &[(&str, &[State])] = &[
    ("to-announce", &[State::Approved]),
    ("to-open", &[State::Announced]),
    ("to-close", &[State::Open, State::Moderated]),
    ("to-summarise", &[State::Closed]),
    ("to-report", &[State::Summarised]),
    ("to-post", &[State::Reported]),
];

/// All queues of this person; empty ones are left out.
pub fn waiting(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Vec<Queue>> {
    let calendar = clocks::calendar(tx, who.assembly)?;
    let mut all = Vec::new();
    let approves_all = who.holds_any(APPROVERS);
    if approves_all || who.holds(roles::TOWNSHIP_CONVENER) {
        let found = queues::to_approve(tx, who, !approves_all)?;
        push(&mut all, ask, &calendar, "to-approve", "/deliberations?state=proposed", found);
    }
    if who.holds_any(ORGANISERS) {
        let officer = who.holds(roles::COMMITTEE_OFFICER);
        let found = queues::to_screen(tx, who, officer)?;
        push(&mut all, ask, &calendar, "to-screen", "/deliberations?tab=running", found);
        for (name, states) in ORGANISED {
            let found = queues::organised(tx, who, officer, states)?;
            push(&mut all, ask, &calendar, name, &format!("/deliberations?state={}", states[0].name()), found);
        }
    }
    if who.membership.is_some() {
        let found = queues::for_members(tx, who)?;
        push(&mut all, ask, &calendar, "for-members", "/public/deliberations?audience=members", found);
        all.extend(outcomes::heard::waiting(tx, who, ask)?);
    }
    all.extend(reviews::waiting(tx, who, ask)?);
    all.extend(outcomes::waiting::waiting(tx, who, ask, &calendar)?);
    all.extend(remotes::waiting::waiting(tx, who, ask, &calendar)?);
    Ok(all)
}

fn push(all: &mut Vec<Queue>, ask: &Ask, calendar: &Calendar, name: &str, href: &str, found: Waiting) {
    let base = href.split('?').next().unwrap_or(href);
    let chip = |item: &Item| State::parse(&item.state).map(|state| labels::state(ask, state)).unwrap_or_default();
    all.extend(queue(ask, calendar, &format!("deliberations.queue.{name}"), href, base, found, chip));
}

/// A queue of records whose pages lie under `base`; `title` is the key of its name. `None` where nothing waits.
pub fn queue(
    ask: &Ask,
    calendar: &Calendar,
    title: &str,
    href: &str,
    base: &str,
    found: Waiting,
    chip: impl Fn(&Item) -> Chip,
) -> Option<Queue> {
    if found.count == 0 {
        return None;
    }
    let oldest = found.items.iter().map(|i| i.since).min().map(|at| {
        let days = calendar.working_days_between(at.day(), ask.today);
        ask.locale.count("deliberations.queue.oldest", i64::from(days.max(0)))
    });
    let items = found.items.iter().map(|item| QueueItem {
        href: format!("{base}/{}", item.id),
        title: item.title.clone(),
        chip: chip(item),
        since: ask.locale.short_day(item.since.day(), ask.today),
        clock: item.due.map(|day| labels::clock(ask, calendar, day)),
    });
    let items = items.collect();
    Some(Queue { title: ask.t(title).to_owned(), count: u64::try_from(found.count).unwrap_or(0), href: href.into(), oldest, items })
}
