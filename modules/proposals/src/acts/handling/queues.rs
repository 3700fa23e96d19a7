//! 待办: what waits for a unit, and for the side that assigns.

use directory::roles::{PROPOSAL_OFFICE, SUPERVISING_OFFICE, UNIT_HANDLER, UNIT_LEADER, UNIT_LIAISON};
use jiff::Span;
use kernel::calendar::Calendar;
use kernel::db::Tx;
use kernel::{Actor, Id, Result};
use web::Ask;
use web::ui::{Chip, Queue, QueueItem, Tone};

use super::urge::OPEN;
use crate::pages::workbench;
use crate::store::handling::{self, Filter, Item};
use crate::workflow::assignment::State;
use crate::workflow::words::Part;
use crate::workflow::{self as proposal};
use crate::{clocks, store};

/// Shown of each queue.
const FIRST_FEW: i64 = 5;
/// 临近到期 on the workbench of a unit.
const SOON_DAYS: i64 = 7;

/// The queues of this person that are not empty.
pub fn waiting(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Vec<Queue>> {
    let calendar = clocks::calendar(tx, who.assembly)?;
    let mut queues = Vec::new();
    if let Some(unit) = who.units().first().copied() {
        for (key, tab, filter) in of_unit(who, unit, ask) {
            queues.extend(queue(tx, ask, &calendar, key, format!("/inbox?tab={tab}"), &filter)?);
        }
    } else if who.holds_any(&[PROPOSAL_OFFICE, SUPERVISING_OFFICE]) {
        let filed = store::queues::in_state(tx, who, proposal::State::Filed, "")?;
        if filed.count > 0 {
            queues.push(workbench::queue(ask, &calendar, "to-assign", "/proposals?state=filed", filed));
        }
        for (key, tab, filter) in of_assigners(who.assembly, ask) {
            queues.extend(queue(tx, ask, &calendar, key, format!("/assignments?tab={tab}"), &filter)?);
        }
    }
    Ok(queues)
}

type Named = (&'static str, &'static str, Filter);

fn of_unit(who: &Actor, unit: Id, ask: &Ask) -> Vec<Named> {
    let at = |states: &[State]| Filter { unit: Some(unit), states: states.to_vec(), ..Filter::default() };
    let mut queues = Vec::new();
    if who.holds_any(&[UNIT_LIAISON, UNIT_LEADER]) {
        queues.push(("handling.queue.listed", "listed", at(&[State::Proposed])));
        queues.push(("handling.queue.accept", "accept", at(&[State::Assigned])));
    }
    if who.holds(UNIT_LEADER) {
        queues.push(("handling.queue.sign", "sign", at(&[State::ToSign])));
    }
    // A handler sees first what is his own; the rest of the unit's work stands in the inbox.
    let handler = (who.holds(UNIT_HANDLER) && !who.holds_any(&[UNIT_LIAISON, UNIT_LEADER])).then_some(who.person);
    let mine = |states: &[State]| Filter { handler, ..at(states) };
    queues.push(("handling.queue.opinion", "opinion", Filter { part: Some(Part::Co), ..mine(&[State::Accepted]) }));
    queues.push(("handling.queue.work", "work", Filter { answering: true, ..mine(&[State::Accepted, State::Planned]) }));
    queues.push(("handling.queue.draft", "draft", mine(&[State::Drafting])));
    let soon = ask.today.saturating_add(Span::new().days(SOON_DAYS));
    queues.push(("handling.queue.soon", "soon", Filter { due_until: Some(soon), ..mine(OPEN) }));
    queues
}

fn of_assigners(assembly: Id, ask: &Ask) -> Vec<Named> {
    let at = |states: &[State]| Filter { assembly: Some(assembly), states: states.to_vec(), ..Filter::default() };
    vec![
        ("handling.queue.objections", "listed", Filter { objected: true, ..at(&[State::Proposed]) }),
        ("handling.queue.returns", "returns", at(&[State::ReturnRequested])),
        ("handling.queue.extensions", "extensions", Filter { extension_asked: true, ..at(OPEN) }),
        ("handling.queue.checks", "checks", at(&[State::Checking])),
        ("handling.queue.overdue", "overdue", Filter { answer_before: Some(ask.today), ..at(OPEN) }),
    ]
}

fn queue(tx: &mut Tx, ask: &Ask, calendar: &Calendar, key: &str, href: String, filter: &Filter) -> Result<Option<Queue>> {
    let count = handling::count(tx, filter)?;
    if count == 0 {
        return Ok(None);
    }
    let items = handling::items(tx, filter, 0, FIRST_FEW)?;
    let oldest = items
        .iter()
        .map(|i| i.state_since)
        .min()
        .map(|at| ask.locale.f("handling.queue.since", &[("day", ask.locale.day(at.day(), ask.today))]));
    let items = items.iter().map(|i| line(ask, calendar, i)).collect();
    Ok(Some(Queue { title: ask.t(key).to_owned(), count, href, oldest, items }))
}

fn line(ask: &Ask, calendar: &Calendar, item: &Item) -> QueueItem {
    let due = item.due.map(|day| ask.locale.clock(day, ask.today, calendar.working_days_between(ask.today, day)));
    QueueItem {
        href: format!("/proposals/{}", item.proposal),
        title: item.title.clone(),
        chip: Chip::new(tone(item.state), ask.t(&format!("assignment.state.{}", item.state))),
        since: ask.locale.day(item.state_since.day(), ask.today),
        clock: due,
    }
}

/// The colour of a part's state.
pub fn tone(state: State) -> Tone {
    match state {
        State::Replied | State::Opined => Tone::Good,
        State::ReturnRequested => Tone::Warn,
        State::Reassigned | State::Revoked | State::Proposed => Tone::Plain,
        _ => Tone::Active,
    }
}
