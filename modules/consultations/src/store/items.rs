//! 协商事项: what was agreed on a topic, by whom and until when.

use jiff::civil::Date;
use kernel::db::{Row, Tx};
use kernel::{Actor, Id, Result, params};

use super::{Filters, topics, unknown};
use crate::model::{Item, Topic};
use crate::workflow::words::Progress;

const COLUMNS: &str = "i.id, i.topic, i.session, i.round, i.body, i.unit, i.owner, i.method, i.due, i.progress, i.report, i.reported_by, i.reported_at, i.scope";

pub fn insert(tx: &mut Tx, i: &Item) -> Result<()> {
    tx.execute(
        "INSERT INTO agreed_item (id, topic, session, round, body, unit, owner, method, due, progress, scope)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![i.id, i.topic, i.session, i.round, i.body, i.unit, i.owner, i.method, i.due, i.progress.name(), i.scope],
    )?;
    Ok(())
}

/// In the order in which they were agreed.
pub fn of(tx: &mut Tx, topic: Id) -> Result<Vec<Item>> {
    tx.query(&format!("SELECT {COLUMNS} FROM agreed_item i WHERE i.topic = $1 ORDER BY i.id"), params![topic], item)
}

pub fn get(tx: &mut Tx, topic: Id, id: Id) -> Result<Item> {
    tx.query_one(&format!("SELECT {COLUMNS} FROM agreed_item i WHERE i.topic = $1 AND i.id = $2"), params![topic, id], item)
}

pub fn save(tx: &mut Tx, i: &Item) -> Result<()> {
    tx.execute(
        "UPDATE agreed_item SET session = $2, progress = $3, report = $4, reported_by = $5, reported_at = $6, due = $7 WHERE id = $1",
        params![i.id, i.session, i.progress.name(), i.report, i.reported_by, i.reported_at, i.due],
    )?;
    Ok(())
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub assembly: Option<Id>,
    pub room: Option<Id>,
    pub unit: Option<Id>,
    pub progress: Option<Progress>,
    /// Open, and due before this day.
    pub overdue: Option<Date>,
    pub before: Option<Id>,
}

/// Items of the topics that this person sees, newest first; one more than `size` tells that there is a next page.
pub fn page(tx: &mut Tx, who: &Actor, filter: &Filter, size: usize) -> Result<Vec<(Item, Topic)>> {
    let mut filters = build(who, filter);
    if let Some(before) = filter.before {
        filters.and("i.id < ?", &before);
    }
    let limit = filters.place(&(size + 1));
    let sql = format!(
        "SELECT {COLUMNS} FROM agreed_item i JOIN topic t ON t.id = i.topic WHERE {} ORDER BY i.id DESC LIMIT {limit}",
        filters.sql()
    );
    let found = tx.query(&sql, &filters.params, item)?;
    found.into_iter().map(|i| topics::any(tx, i.topic).map(|t| (i, t))).collect()
}

pub fn count(tx: &mut Tx, who: &Actor, filter: &Filter) -> Result<i64> {
    let filters = build(who, filter);
    let sql = format!("SELECT COUNT(*) FROM agreed_item i JOIN topic t ON t.id = i.topic WHERE {}", filters.sql());
    tx.scalar(&sql, &filters.params)
}

fn build(who: &Actor, filter: &Filter) -> Filters {
    let mut filters = Filters::default();
    topics::visible(who, &mut filters);
    if let Some(assembly) = filter.assembly {
        filters.and("t.assembly = ?", &assembly);
    }
    if let Some(room) = filter.room {
        filters.and("t.room = ?", &room);
    }
    if let Some(unit) = filter.unit {
        filters.and("i.unit = ?", &unit);
    }
    if let Some(progress) = filter.progress {
        filters.and("i.progress = ?", &progress.name());
    }
    if let Some(day) = filter.overdue {
        filters.conditions.push("i.progress = 'open'".into());
        filters.and("i.due < ?", &day);
    }
    filters
}

/// The items of a topic that have no session yet belong to the one that found the outcome.
pub fn settle(tx: &mut Tx, topic: Id, session: Id) -> Result<()> {
    tx.execute("UPDATE agreed_item SET session = $2 WHERE topic = $1 AND session IS NULL", params![topic, session])?;
    Ok(())
}

fn item(row: &Row) -> Result<Item> {
    Ok(Item {
        id: row.get(0)?,
        topic: row.get(1)?,
        session: row.get(2)?,
        round: row.get(3)?,
        body: row.get(4)?,
        unit: row.get(5)?,
        owner: row.get(6)?,
        method: row.get(7)?,
        due: row.get(8)?,
        progress: Progress::parse(&row.get::<String>(9)?).ok_or_else(|| unknown("progress"))?,
        report: row.get(10)?,
        reported_by: row.get(11)?,
        reported_at: row.get(12)?,
        scope: row.get(13)?,
    })
}
