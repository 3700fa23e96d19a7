//! 提案线索: offered by a room, taken up by a member.

use kernel::db::{Param, Row, Tx};
use kernel::workflow::At;
use kernel::{Actor, Error, Id, Result, params};

use super::{Filters, contains, quoted, unknown};
use crate::model::Clue;
use crate::policy;
use crate::workflow::clue::State;

const COLUMNS: &str =
    "c.id, c.assembly, c.topic, c.room, c.state, c.state_since, c.title, c.request, c.offered_by, c.offered_at, c.taken_by,
 c.taken_at, c.reason, c.changes";

/// For whoever may see it: members and offices of the assembly, and those who see its topic.
pub fn get(tx: &mut Tx, who: &Actor, id: Id) -> Result<Clue> {
    let found = tx.query_one(&format!("SELECT {COLUMNS} FROM proposal_clue c WHERE c.id = $1"), params![id], clue)?;
    if policy::sees_clues(who, found.assembly) || super::topics::get(tx, who, found.topic).is_ok() {
        return Ok(found);
    }
    Err(Error::NotFound)
}

/// The newest of a topic; without scope.
pub fn of_topic(tx: &mut Tx, topic: Id) -> Result<Option<Clue>> {
    tx.query_opt(&format!("SELECT {COLUMNS} FROM proposal_clue c WHERE c.topic = $1 ORDER BY c.id DESC LIMIT 1"), params![topic], clue)
}

pub fn insert(tx: &mut Tx, c: &Clue) -> Result<()> {
    let (state, folded) = (c.state.get().name(), text::fold(&c.title));
    let row =
        params![c.id, c.assembly, c.topic, c.room, state, c.state_since, c.title, folded, c.request, c.offered_by, c.offered_at, c.changes];
    let row: Vec<Param<'static>> = row.iter().cloned().map(Param::into_owned).collect();
    tx.insert_all(
        "proposal_clue (id, assembly, topic, room, state, state_since, title, folded, request, offered_by, offered_at, changes)",
        &[row],
    )?;
    Ok(())
}

/// `Conflict` when somebody was faster.
pub fn save(tx: &mut Tx, c: &mut Clue) -> Result<()> {
    let changed = tx.execute(
        "UPDATE proposal_clue SET changes = changes + 1, state = $3, state_since = $4, taken_by = $5, taken_at = $6, reason = $7
         WHERE id = $1 AND changes = $2",
        params![c.id, c.changes, c.state.get().name(), c.state_since, c.taken_by, c.taken_at, c.reason],
    )?;
    c.changes += 1;
    if changed == 1 { Ok(()) } else { Err(Error::conflict("rooms.changed-meanwhile")) }
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub assembly: Id,
    pub state: Option<State>,
    pub room: Option<Id>,
    pub domain: Option<String>,
    pub taken_by: Option<Id>,
    pub text: Option<String>,
    pub before: Option<Id>,
}

/// Newest first; one more than `size` tells that there is a next page.
pub fn page(tx: &mut Tx, filter: &Filter, size: usize) -> Result<Vec<Clue>> {
    let mut filters = build(filter);
    if let Some(before) = filter.before {
        filters.and("c.id < ?", &before);
    }
    let limit = filters.place(&(size + 1));
    let sql = format!("SELECT {COLUMNS} FROM proposal_clue c WHERE {} ORDER BY c.id DESC LIMIT {limit}", filters.sql());
    tx.query(&sql, &filters.params, clue)
}

pub fn count(tx: &mut Tx, filter: &Filter) -> Result<i64> {
    let filters = build(filter);
    tx.scalar(&format!("SELECT COUNT(*) FROM proposal_clue c WHERE {}", filters.sql()), &filters.params)
}

fn build(filter: &Filter) -> Filters {
    let mut filters = Filters::default();
    filters.and("c.assembly = ?", &filter.assembly);
    if let Some(state) = filter.state {
        filters.conditions.push(format!("c.state IN ({})", quoted(&[state])));
    }
    if let Some(room) = filter.room {
        filters.and("c.room = ?", &room);
    }
    if let Some(domain) = &filter.domain {
        filters.and("EXISTS (SELECT 1 FROM topic t WHERE t.id = c.topic AND t.domain = ?)", domain);
    }
    if let Some(person) = filter.taken_by {
        filters.and("c.taken_by = ?", &person);
    }
    if let Some(text) = &filter.text {
        filters.and("c.folded LIKE ? ESCAPE '!'", &contains(text));
    }
    filters
}

fn clue(row: &Row) -> Result<Clue> {
    Ok(Clue {
        id: row.get(0)?,
        assembly: row.get(1)?,
        topic: row.get(2)?,
        room: row.get(3)?,
        state: At::decode(&row.get::<String>(4)?).ok_or_else(|| unknown("state"))?,
        state_since: row.get(5)?,
        title: row.get(6)?,
        request: row.get(7)?,
        offered_by: row.get(8)?,
        offered_at: row.get(9)?,
        taken_by: row.get(10)?,
        taken_at: row.get(11)?,
        reason: row.get(12)?,
        changes: row.get(13)?,
    })
}
