//! What waits for whom: a count and the first few, the oldest first.

use jiff::civil::Date;
use kernel::db::{Param, Tx};
use kernel::{Actor, Id, Result, Timestamp, params};

use super::deliberations::names;
use crate::workflow::State;

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

/// Whose they are: an officer's all, everybody else's the own.
pub fn organised(tx: &mut Tx, who: &Actor, all: bool, states: &[State]) -> Result<Waiting> {
    let own = if all { "" } else { " AND d.proposed_by = $2" };
    let from = format!("FROM deliberation d WHERE d.assembly = $1 AND d.state IN ({}){own}", names(states));
    let both = params![who.assembly, who.person];
    waiting(tx, &from, if all { &both[..1] } else { both })
}

/// Proposed ones that this person may approve.
pub fn to_approve(tx: &mut Tx, who: &Actor, places_only: bool) -> Result<Waiting> {
    let place = if places_only { " AND d.audience = 'place' AND d.proposed_by <> $2" } else { "" };
    let from = format!("FROM deliberation d WHERE d.assembly = $1 AND d.state = 'proposed'{place}");
    let both = params![who.assembly, who.person];
    waiting(tx, &from, if places_only { both } else { &both[..1] })
}

/// Running ones with statements that wait for a moderator.
pub fn to_screen(tx: &mut Tx, who: &Actor, all: bool) -> Result<Waiting> {
    let own = if all { "" } else { " AND d.proposed_by = $2" };
    let from = format!(
        "FROM deliberation d WHERE d.assembly = $1 AND d.state IN ('open', 'moderated'){own}
         AND EXISTS (SELECT 1 FROM statement s WHERE s.deliberation = d.id AND s.state IN ('new', 'appealed'))"
    );
    let both = params![who.assembly, who.person];
    waiting(tx, &from, if all { &both[..1] } else { both })
}

/// Running ones that are put to members.
pub fn for_members(tx: &mut Tx, who: &Actor) -> Result<Waiting> {
    let from = "FROM deliberation d WHERE d.assembly = $1 AND d.audience = 'members' AND d.state IN ('open', 'moderated')";
    waiting(tx, from, params![who.assembly])
}

fn waiting(tx: &mut Tx, from: &str, params: &[Param]) -> Result<Waiting> {
    let count = tx.scalar(&format!("SELECT COUNT(*) {from}"), params)?;
    let items = tx.query(
        &format!("SELECT d.id, d.title, d.state, d.state_since, d.due {from} ORDER BY d.state_since, d.id LIMIT {SHOWN}"),
        params,
        |row| Ok(Item { id: row.get(0)?, title: row.get(1)?, state: row.get(2)?, since: row.get(3)?, due: row.get(4)? }),
    )?;
    Ok(Waiting { count, items })
}
