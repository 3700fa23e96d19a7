//! 协商事项: what was agreed on a topic, by whom and until when.

use kernel::db::{Row, Tx};
use kernel::{Id, Result, params};

use super::unknown;
use crate::model::Item;
use crate::workflow::words::Progress;

const COLUMNS: &str = "id, topic, session, round, body, unit, owner, method, due, progress, report, reported_by, reported_at";

pub fn insert(tx: &mut Tx, i: &Item) -> Result<()> {
    tx.execute(
        "INSERT INTO agreed_item (id, topic, session, round, body, unit, owner, method, due, progress) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![i.id, i.topic, i.session, i.round, i.body, i.unit, i.owner, i.method, i.due, i.progress.name()],
    )?;
    Ok(())
}

/// In the order in which they were agreed.
pub fn of(tx: &mut Tx, topic: Id) -> Result<Vec<Item>> {
    tx.query(&format!("SELECT {COLUMNS} FROM agreed_item WHERE topic = $1 ORDER BY id"), params![topic], item)
}

pub fn get(tx: &mut Tx, topic: Id, id: Id) -> Result<Item> {
    tx.query_one(&format!("SELECT {COLUMNS} FROM agreed_item WHERE topic = $1 AND id = $2"), params![topic, id], item)
}

pub fn save(tx: &mut Tx, i: &Item) -> Result<()> {
    tx.execute(
        "UPDATE agreed_item SET session = $2, progress = $3, report = $4, reported_by = $5, reported_at = $6, due = $7 WHERE id = $1",
        params![i.id, i.session, i.progress.name(), i.report, i.reported_by, i.reported_at, i.due],
    )?;
    Ok(())
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
    })
}
