//! What waits for whom: a condition by the name of the queue, from which the workbench has its figure and the list its rows.

use directory::roles;
use jiff::civil::Date;
use kernel::db::Tx;
use kernel::workflow::Word;
use kernel::{Actor, Id, Result, Timestamp};

use super::Filters;
use crate::policy::KEEPERS;
use crate::workflow::{State, room, session};

/// Items of a queue that the workbench shows.
const SHOWN: i64 = 5;

#[derive(Clone, Debug)]
pub struct Item {
    pub id: Id,
    pub title: String,
    pub state: String,
    pub since: Timestamp,
    pub due: Option<Date>,
}

/// A count and the first few, the oldest first.
#[derive(Clone, Debug, Default)]
pub struct Waiting {
    pub count: i64,
    pub items: Vec<Item>,
}

/// What a queue is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Topics,
    Sessions,
    Rooms,
}

/// Whose turn it is: the office that is named in a row of the room, and the states in which it waits.
enum Waits {
    Topics(&'static str, &'static str, &'static [State]),
    Sessions(&'static str, &'static str, &'static [session::State]),
    /// A condition of its own.
    Other(Of),
}

use Waits::{Other, Sessions, Topics};

const WORKER: (&str, &str) = ("worker", roles::ROOM_WORKER);
const CONVENER: (&str, &str) = ("convener", roles::TOWNSHIP_CONVENER);
const APPROVER: (&str, &str) = ("approver", roles::TOWNSHIP_PARTY);

/// Every queue, in the order of the workbench.
const QUEUES: &[(&str, Waits)] = &[
    ("to-verify", Topics(WORKER.0, WORKER.1, &[State::Suggested])),
    ("to-propose", Topics(CONVENER.0, CONVENER.1, &[State::Verified])),
    ("to-agree", Topics(APPROVER.0, APPROVER.1, &[State::Proposed])),
    ("to-announce", Topics(WORKER.0, WORKER.1, &[State::Screened])),
    ("to-choose", Topics(CONVENER.0, CONVENER.1, &[State::Listed])),
    ("to-prepare", Topics(WORKER.0, WORKER.1, &[State::Chosen])),
    ("to-talk-over", Topics(CONVENER.0, CONVENER.1, &[State::Prepared, State::NoAgreement])),
    ("to-hand-over", Topics(WORKER.0, WORKER.1, &[State::Agreed, State::Partly])),
    ("to-post", Topics(WORKER.0, WORKER.1, &[State::Handling])),
    ("to-close", Topics(CONVENER.0, CONVENER.1, &[State::Rated])),
    ("sent-up", Topics(WORKER.0, WORKER.1, &[State::ReferredUp])),
    ("sessions", Sessions(WORKER.0, WORKER.1, &[session::State::Planned, session::State::Notified, session::State::Open])),
    ("to-settle", Sessions(CONVENER.0, CONVENER.1, &[session::State::Minutes])),
    ("to-publish", Sessions(WORKER.0, WORKER.1, &[session::State::Confirmed])),
    ("to-answer", Other(Of::Topics)),
    ("to-visit", Other(Of::Topics)),
    ("to-confirm", Other(Of::Sessions)),
    ("to-rate", Other(Of::Topics)),
    ("to-do", Other(Of::Topics)),
    ("to-check", Other(Of::Rooms)),
];

/// The queues by name, in the order of the workbench.
pub fn names() -> impl Iterator<Item = (&'static str, Of)> {
    QUEUES.iter().map(|(name, waits)| match waits {
        Topics(..) => (*name, Of::Topics),
        Sessions(..) => (*name, Of::Sessions),
        Other(of) => (*name, *of),
    })
}

/// Narrows topics (`t`), sessions (`s`) or rooms (`r`) to a queue of this person; `false` where there is none of the name
/// for them.
pub fn narrow(name: &str, of: Of, who: &Actor, filters: &mut Filters) -> bool {
    let Some((_, waits)) = QUEUES.iter().find(|(own, _)| *own == name) else { return false };
    match (waits, of) {
        (Topics(column, role, states), Of::Topics) if who.holds(role) => {
            posted(who, filters, "t", column, states);
            true
        }
        (Sessions(column, role, states), Of::Sessions) if who.holds(role) => {
            posted(who, filters, "s", column, states);
            true
        }
        (Other(own), _) if *own == of => other(name, who, filters),
        _ => false,
    }
}

/// In the room of whose row this person has the post.
fn posted<S: Word>(who: &Actor, filters: &mut Filters, record: &str, column: &str, states: &[S]) {
    let (person, assembly) = (filters.place(&who.person), filters.place(&who.assembly));
    filters.conditions.push(format!("{record}.state IN ({})", super::quoted(states)));
    filters
        .conditions
        .push(format!("EXISTS (SELECT 1 FROM room r WHERE r.id = {record}.room AND r.assembly = {assembly} AND r.{column} = {person})"));
}

fn other(name: &str, who: &Actor, filters: &mut Filters) -> bool {
    match name {
        "to-answer" if who.holds_any(KEEPERS) => {
            filters.conditions.push("t.state = 'referred_up' AND t.referred = 'assembly'".into());
            filters.and("t.referred_to = ?", &who.assembly);
        }
        "to-visit" if who.membership.is_some() => to_visit(who, filters),
        "to-confirm" if who.membership.is_some() => {
            filters.conditions.push("s.state = 'minutes'".into());
            filters.and(
                "EXISTS (SELECT 1 FROM participant p WHERE p.session = s.id AND p.person = ? AND p.signed_in_at IS NOT NULL
                 AND p.confirmed_at IS NULL)",
                &who.person,
            );
        }
        "to-rate" if who.membership.is_some() => to_rate(who, filters),
        "to-do" if !who.units().is_empty() => to_do(who, filters),
        "to-check" => return to_check(who, filters),
        _ => return false,
    }
    true
}

/// Chosen topics of rooms that this person is assigned to and nobody visited yet.
fn to_visit(who: &Actor, filters: &mut Filters) {
    filters.conditions.push("t.state = 'chosen' AND NOT EXISTS (SELECT 1 FROM topic_visit v WHERE v.topic = t.id)".into());
    filters.and("EXISTS (SELECT 1 FROM room_member m WHERE m.room = t.room AND m.ended_at IS NULL AND m.person = ?)", &who.person);
}

/// Results that this person has not rated: raised by them, or talked over with them.
fn to_rate(who: &Actor, filters: &mut Filters) {
    let (person, rater) = (filters.place(&who.person), filters.place(&format!("person:{}", who.person)));
    filters.conditions.push("t.state = 'result_posted'".into());
    filters.conditions.push(format!(
        "(t.raised_by = {person} OR EXISTS (SELECT 1 FROM participant p JOIN consultation_topic c ON c.session = p.session
          WHERE c.topic = t.id AND p.person = {person} AND p.signed_in_at IS NOT NULL))"
    ));
    filters.conditions.push(format!(
        "NOT EXISTS (SELECT 1 FROM topic_rating g WHERE g.topic = t.id AND g.round = t.round
          AND (g.rater = {rater} OR g.rater = 'raiser' AND t.raised_by = {person}))"
    ));
}

/// Topics in which a unit of this person owns an item that is open.
fn to_do(who: &Actor, filters: &mut Filters) {
    let units: Vec<String> = who.units().iter().map(Id::to_string).collect();
    filters.conditions.push(format!(
        "t.state = 'handling' AND EXISTS (SELECT 1 FROM agreed_item i WHERE i.topic = t.id AND i.progress = 'open' AND i.unit IN ({}))",
        units.join(", ")
    ));
}

/// Open rooms whose yearly check is due: for the office that keeps them and for their workers.
fn to_check(who: &Actor, filters: &mut Filters) -> bool {
    let (keeps, works) = (who.holds_any(KEEPERS), who.holds(roles::ROOM_WORKER));
    if !keeps && !works {
        return false;
    }
    filters.and("r.assembly = ?", &who.assembly);
    filters.conditions.push(format!("r.check_due IS NOT NULL AND r.state = '{}'", room::State::Open.name()));
    if !keeps {
        filters.and("r.worker = ?", &who.person);
    }
    true
}

/// What waits in a queue; `None` where this person has none of the name.
pub fn waiting(tx: &mut Tx, who: &Actor, name: &str, of: Of) -> Result<Option<Waiting>> {
    let mut filters = Filters::default();
    if !narrow(name, of, who, &mut filters) {
        return Ok(None);
    }
    let (columns, table, since) = match of {
        Of::Topics => ("t.id, t.title, t.state, t.state_since, t.due", "topic t", "t.state_since, t.id"),
        Of::Sessions => ("s.id, s.title, s.state, s.state_since, s.on_day", "consultation_session s", "s.state_since, s.id"),
        Of::Rooms => ("r.id, r.name, r.state, r.state_since, r.check_due", "room r", "r.check_due, r.id"),
    };
    let count = tx.scalar(&format!("SELECT COUNT(*) FROM {table} WHERE {}", filters.sql()), &filters.params)?;
    let sql = format!("SELECT {columns} FROM {table} WHERE {} ORDER BY {since} LIMIT {SHOWN}", filters.sql());
    let items = tx.query(&sql, &filters.params, |row| {
        Ok(Item { id: row.get(0)?, title: row.get(1)?, state: row.get(2)?, since: row.get(3)?, due: row.get(4)? })
    })?;
    Ok(Some(Waiting { count, items }))
}
