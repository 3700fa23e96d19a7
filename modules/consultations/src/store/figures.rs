//! 基本数据 and 报道 of a topic.

use kernel::db::Tx;
use kernel::{Id, Result, params};

use super::unknown;
use crate::model::{Coverage, Figure};
use crate::workflow::words::Measure;

pub fn insert(tx: &mut Tx, f: &Figure) -> Result<()> {
    tx.execute(
        "INSERT INTO topic_figure (id, topic, label, measure, number, month, unit, entered_by, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![f.id, f.topic, f.label, f.measure.name(), f.number, f.month, f.unit, f.entered_by, f.at],
    )?;
    Ok(())
}

/// In the order in which they were entered.
pub fn of(tx: &mut Tx, topic: Id) -> Result<Vec<Figure>> {
    tx.query(
        "SELECT id, topic, label, measure, number, month, unit, entered_by, at FROM topic_figure WHERE topic = $1 ORDER BY id",
        params![topic],
        |row| {
            Ok(Figure {
                id: row.get(0)?,
                topic: row.get(1)?,
                label: row.get(2)?,
                measure: Measure::parse(&row.get::<String>(3)?).ok_or_else(|| unknown("measure"))?,
                number: row.get(4)?,
                month: row.get(5)?,
                unit: row.get(6)?,
                entered_by: row.get(7)?,
                at: row.get(8)?,
            })
        },
    )
}

/// How many went: 0 when the topic has no such figure.
pub fn remove(tx: &mut Tx, topic: Id, id: Id) -> Result<u64> {
    tx.execute("DELETE FROM topic_figure WHERE topic = $1 AND id = $2", params![topic, id])
}

pub fn insert_coverage(tx: &mut Tx, c: &Coverage) -> Result<()> {
    tx.execute(
        "INSERT INTO topic_coverage (id, topic, on_day, outlet, address, entered_by, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![c.id, c.topic, c.on_day, c.outlet, c.address, c.entered_by, c.at],
    )?;
    Ok(())
}

/// By day.
pub fn coverage(tx: &mut Tx, topic: Id) -> Result<Vec<Coverage>> {
    tx.query(
        "SELECT id, topic, on_day, outlet, address, entered_by, at FROM topic_coverage WHERE topic = $1 ORDER BY on_day, id",
        params![topic],
        |row| {
            Ok(Coverage {
                id: row.get(0)?,
                topic: row.get(1)?,
                on_day: row.get(2)?,
                outlet: row.get(3)?,
                address: row.get(4)?,
                entered_by: row.get(5)?,
                at: row.get(6)?,
            })
        },
    )
}
