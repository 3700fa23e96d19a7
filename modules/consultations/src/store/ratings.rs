//! 评价 of a topic, round by round.

use jiff::civil::Date;
use kernel::db::Tx;
use kernel::{Id, Result, params};

use super::unknown;
use crate::model::TopicRating;
use crate::workflow::words::Rating;

pub fn insert(tx: &mut Tx, r: &TopicRating) -> Result<()> {
    tx.execute(
        "INSERT INTO topic_rating (id, topic, round, rater, value, words, via, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![r.id, r.topic, r.round, r.rater, r.value.name(), r.words, r.via, r.at],
    )?;
    Ok(())
}

pub fn has_rated(tx: &mut Tx, topic: Id, round: i64, rater: &str) -> Result<bool> {
    tx.exists("SELECT 1 FROM topic_rating WHERE topic = $1 AND round = $2 AND rater = $3", params![topic, round, rater])
}

/// All rounds, oldest first.
pub fn of(tx: &mut Tx, topic: Id) -> Result<Vec<TopicRating>> {
    tx.query(
        "SELECT id, topic, round, rater, value, words, via, at FROM topic_rating WHERE topic = $1 ORDER BY id",
        params![topic],
        |row| {
            Ok(TopicRating {
                id: row.get(0)?,
                topic: row.get(1)?,
                round: row.get(2)?,
                rater: row.get(3)?,
                value: Rating::parse(&row.get::<String>(4)?).ok_or_else(|| unknown("rating"))?,
                words: row.get(5)?,
                via: row.get(6)?,
                at: row.get(7)?,
            })
        },
    )
}

/// Topics whose rating window has ended, for the job.
pub fn over(tx: &mut Tx, assembly: Id, today: Date, most: usize) -> Result<Vec<Id>> {
    tx.query(
        "SELECT id FROM topic WHERE assembly = $1 AND state = 'result_posted' AND due < $2 ORDER BY id LIMIT $3",
        params![assembly, today, most],
        |row| row.get(0),
    )
}
