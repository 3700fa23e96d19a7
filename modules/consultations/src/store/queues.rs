//! What waits for whom: a count and the first few, the oldest first.

use jiff::civil::Date;
use kernel::db::{Param, Tx};
use kernel::workflow::At;
use kernel::{Actor, Id, Result, Timestamp, params};

use super::topics::names;
use super::unknown;
use crate::workflow::{State, session};

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

#[derive(Clone, Debug, Default)]
pub struct Waiting {
    pub count: i64,
    pub items: Vec<Item>,
}

/// Which column of the room names the person.
#[derive(Clone, Copy, Debug)]
pub enum Post {
    Convener,
    Worker,
    Approver,
}

impl Post {
    fn column(self) -> &'static str {
        match self {
            Post::Convener => "convener",
            Post::Worker => "worker",
            Post::Approver => "approver",
        }
    }
}

/// Topics in some states in the rooms where this person has the post.
pub fn topics(tx: &mut Tx, who: &Actor, post: Post, states: &[State]) -> Result<Waiting> {
    let from = format!(
        "FROM topic t JOIN room r ON r.id = t.room WHERE r.{} = $1 AND r.assembly = $2 AND t.state IN ({})",
        post.column(),
        names(states)
    );
    waiting(tx, &from, params![who.person, who.assembly])
}

/// Chosen topics of rooms that this person is assigned to and nobody visited yet.
pub fn to_visit(tx: &mut Tx, who: &Actor) -> Result<Waiting> {
    let from = "FROM topic t JOIN room_member m ON m.room = t.room WHERE m.person = $1 AND m.ended_at IS NULL AND t.state = 'chosen'
         AND NOT EXISTS (SELECT 1 FROM topic_visit v WHERE v.topic = t.id)";
    waiting(tx, from, params![who.person])
}

/// Topics in which the unit owns an item that is open.
pub fn owned(tx: &mut Tx, unit: Id) -> Result<Waiting> {
    let from = "FROM topic t WHERE t.state = 'handling'
         AND EXISTS (SELECT 1 FROM agreed_item i WHERE i.topic = t.id AND i.unit = $1 AND i.progress = 'open')";
    waiting(tx, from, params![unit])
}

/// Results that this person has not rated: raised by them, or talked over with them.
pub fn to_rate(tx: &mut Tx, who: &Actor) -> Result<Waiting> {
    let rater = format!("person:{}", who.person);
    let from = "FROM topic t WHERE t.state = 'result_posted'
         AND (t.raised_by = $1 OR EXISTS (SELECT 1 FROM participant p JOIN consultation_topic c ON c.session = p.session
              WHERE c.topic = t.id AND p.person = $1 AND p.signed_in_at IS NOT NULL))
         AND NOT EXISTS (SELECT 1 FROM topic_rating g WHERE g.topic = t.id AND g.round = t.round
              AND (g.rater = $2 OR g.rater = 'raiser' AND t.raised_by = $1))";
    waiting(tx, from, params![who.person, rater])
}

/// Topics sent up to the acting assembly.
pub fn referred(tx: &mut Tx, assembly: Id) -> Result<Waiting> {
    waiting(tx, "FROM topic t WHERE t.state = 'referred_up' AND t.referred = 'assembly' AND t.referred_to = $1", params![assembly])
}

/// Sessions whose minutes this person has not confirmed.
pub fn to_confirm(tx: &mut Tx, who: &Actor) -> Result<Waiting> {
    let from = "FROM consultation_session s WHERE s.state = 'minutes' AND EXISTS (SELECT 1 FROM participant p
         WHERE p.session = s.id AND p.person = $1 AND p.signed_in_at IS NOT NULL AND p.confirmed_at IS NULL)";
    sessions_from(tx, from, params![who.person])
}

/// Sessions in some states in the rooms where this person has the post.
pub fn sessions(tx: &mut Tx, who: &Actor, post: Post, states: &[session::State]) -> Result<Waiting> {
    let states: Vec<String> = states.iter().map(|s| format!("'{}'", s.name())).collect();
    let from = format!(
        "FROM consultation_session s JOIN room r ON r.id = s.room WHERE r.{} = $1 AND r.assembly = $2 AND s.state IN ({})",
        post.column(),
        states.join(", ")
    );
    sessions_from(tx, &from, params![who.person, who.assembly])
}

fn waiting(tx: &mut Tx, from: &str, params: &[Param]) -> Result<Waiting> {
    let count = tx.scalar(&format!("SELECT COUNT(*) {from}"), params)?;
    let items = tx.query(
        &format!("SELECT t.id, t.title, t.state, t.state_since, t.due {from} ORDER BY t.state_since, t.id LIMIT {SHOWN}"),
        params,
        |row| {
            let state: String = row.get(2)?;
            At::<State>::decode(&state).ok_or_else(|| unknown("state"))?;
            Ok(Item { id: row.get(0)?, title: row.get(1)?, state, since: row.get(3)?, due: row.get(4)? })
        },
    )?;
    Ok(Waiting { count, items })
}

fn sessions_from(tx: &mut Tx, from: &str, params: &[Param]) -> Result<Waiting> {
    let count = tx.scalar(&format!("SELECT COUNT(*) {from}"), params)?;
    let items = tx.query(
        &format!("SELECT s.id, s.title, s.state, s.state_since, s.on_day {from} ORDER BY s.state_since, s.id LIMIT {SHOWN}"),
        params,
        |row| Ok(Item { id: row.get(0)?, title: row.get(1)?, state: row.get(2)?, since: row.get(3)?, due: row.get(4)? }),
    )?;
    Ok(Waiting { count, items })
}
