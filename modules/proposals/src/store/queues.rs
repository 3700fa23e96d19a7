//! What waits for whom: a count and the first few, the oldest first.

use jiff::civil::Date;
use kernel::db::{Param, Row, Tx};
use kernel::workflow::At;
use kernel::{Actor, Id, Result, Timestamp, params};

use super::unknown;
use crate::workflow::State;

/// Items of a queue that the workbench shows.
pub const SHOWN: i64 = 5;

#[derive(Clone, Debug)]
pub struct Item {
    pub proposal: Id,
    pub title: String,
    pub state: State,
    pub since: Timestamp,
    pub due: Option<Date>,
}

#[derive(Clone, Debug, Default)]
pub struct Waiting {
    pub count: i64,
    pub items: Vec<Item>,
}

const ITEM: &str = "p.id, p.title, p.state, p.state_since, p.due";

/// Proposals of the assembly in one state; `also` may narrow them with the person as `$3`.
pub fn in_state(tx: &mut Tx, who: &Actor, state: State, also: &str) -> Result<Waiting> {
    let state = state.name();
    let all: &[Param] = params![who.assembly, state, who.person];
    let used = if also.contains("$3") { all } else { &all[..2] };
    waiting(tx, &format!("FROM proposal p WHERE p.assembly = $1 AND p.state = $2{also}"), used)
}

/// The person's own proposals in one state, those of bodies spoken for included.
pub fn own(tx: &mut Tx, who: &Actor, state: State) -> Result<Waiting> {
    let bodies: Vec<String> = who.offices.iter().filter_map(|o| o.body).map(|b| b.to_string()).collect();
    let bodies = if bodies.is_empty() { "0".to_owned() } else { bodies.join(", ") };
    let from = format!(
        "FROM proposal p WHERE p.assembly = $1 AND p.state = $2 AND (p.first_signer = $3 AND p.kind <> 'collective' OR p.body IN ({bodies}))"
    );
    waiting(tx, &from, params![who.assembly, state.name(), who.person])
}

/// Invitations that this person has not answered.
pub fn invited(tx: &mut Tx, who: &Actor) -> Result<Waiting> {
    let now = tx.now();
    let from = "FROM invitation i JOIN proposal p ON p.id = i.proposal WHERE i.person = $1 AND i.state = 'invited' AND i.expires_at > $2";
    let mut found = waiting(tx, from, params![who.person, now])?;
    let open = super::invitations::waiting(tx, who.person, SHOWN as usize)?;
    for item in &mut found.items {
        if let Some(invitation) = open.iter().find(|i| i.proposal == item.proposal) {
            item.since = invitation.invited_at;
            item.due = Some(invitation.expires_at.day());
        }
    }
    Ok(found)
}

/// Count and first items of `from`, which selects proposals as `p`.
pub fn waiting(tx: &mut Tx, from: &str, params: &[Param]) -> Result<Waiting> {
    let count = tx.scalar(&format!("SELECT COUNT(*) {from}"), params)?;
    if count == 0 {
        return Ok(Waiting::default());
    }
    let items = tx.query(&format!("SELECT {ITEM} {from} ORDER BY p.state_since, p.id LIMIT {SHOWN}"), params, item)?;
    Ok(Waiting { count, items })
}

fn item(row: &Row) -> Result<Item> {
    Ok(Item {
        proposal: row.get(0)?,
        title: row.get(1)?,
        state: At::<State>::decode(&row.get::<String>(2)?).ok_or_else(|| unknown("state"))?.get(),
        since: row.get(3)?,
        due: row.get(4)?,
    })
}
