//! 联席督办: the meetings of both sides, and what each decided on which suggestion.

use std::collections::HashSet;

use jiff::civil::Date;
use kernel::db::{Row, Tx};
use kernel::workflow::At;
use kernel::{Actor, Error, Id, Result, params};

use super::deliberations::word;
use super::outcomes::{maybe, names};
use super::unknown;
use crate::model::{JointReview, ReviewItem};
use crate::workflow::outcome::RUNNING;
use crate::workflow::review::{Decision, Quarter};

const COLUMNS: &str =
    "r.id, r.assembly, r.state, r.state_since, r.year, r.quarter, r.held_on, r.office, r.ours, r.theirs, r.words, r.created_by, r.changes,
 r.created_at";

const ITEM: &str = "i.review, i.outcome, i.missed, i.decision, i.new_due, i.words, o.number, o.body, o.owner, o.state, d.title";

const ITEMS: &str = "joint_review_item i JOIN outcome o ON o.id = i.outcome JOIN deliberation d ON d.id = o.deliberation";

/// `NotFound` outside the assembly.
pub fn get(tx: &mut Tx, who: &Actor, id: Id) -> Result<JointReview> {
    tx.query_one(&format!("SELECT {COLUMNS} FROM joint_review r WHERE r.id = $1 AND r.assembly = $2"), params![id, who.assembly], review)
}

/// With how many suggestions it took up and decided on; the latest first, one more than `size` where there are more.
pub fn page(tx: &mut Tx, assembly: Id, before: Option<Id>, size: usize) -> Result<Vec<(JointReview, i64, i64)>> {
    let sql = format!(
        "SELECT {COLUMNS}, (SELECT COUNT(*) FROM joint_review_item i WHERE i.review = r.id),
         (SELECT COUNT(*) FROM joint_review_item i WHERE i.review = r.id AND i.decision IS NOT NULL)
         FROM joint_review r WHERE r.assembly = $1 AND r.id < $2 ORDER BY r.id DESC LIMIT $3"
    );
    let before = before.unwrap_or(Id(i64::MAX));
    tx.query(&sql, params![assembly, before, size + 1], |row| Ok((review(row)?, row.get(14)?, row.get(15)?)))
}

pub fn count(tx: &mut Tx, assembly: Id) -> Result<i64> {
    tx.scalar("SELECT COUNT(*) FROM joint_review WHERE assembly = $1", params![assembly])
}

/// Those that are not concluded, the oldest first.
pub fn open(tx: &mut Tx, assembly: Id) -> Result<Vec<JointReview>> {
    tx.query(
        &format!("SELECT {COLUMNS} FROM joint_review r WHERE r.assembly = $1 AND r.state = 'open' ORDER BY r.id"),
        params![assembly],
        review,
    )
}

/// Quarters that have a review.
pub fn quarters(tx: &mut Tx, assembly: Id) -> Result<HashSet<(i64, i64)>> {
    let sql = "SELECT DISTINCT year, quarter FROM joint_review WHERE assembly = $1";
    Ok(tx.query(sql, params![assembly], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect())
}

pub fn insert(tx: &mut Tx, r: &JointReview) -> Result<()> {
    let (year, quarter) = (i64::from(r.quarter.year), i64::from(r.quarter.quarter));
    tx.execute(
        "INSERT INTO joint_review (id, assembly, state, state_since, year, quarter, held_on, office, ours, theirs, words, created_by,
         changes, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        params![
            r.id,
            r.assembly,
            r.state.get().name(),
            r.state_since,
            year,
            quarter,
            r.held_on,
            r.office,
            r.ours,
            r.theirs,
            r.words,
            r.created_by,
            r.changes,
            r.created_at
        ],
    )?;
    Ok(())
}

/// `Conflict` when somebody was faster.
pub fn save(tx: &mut Tx, r: &mut JointReview) -> Result<()> {
    let (year, quarter) = (i64::from(r.quarter.year), i64::from(r.quarter.quarter));
    let changed = tx.execute(
        "UPDATE joint_review SET changes = changes + 1, state = $3, state_since = $4, year = $5, quarter = $6, held_on = $7, office = $8,
         ours = $9, theirs = $10, words = $11 WHERE id = $1 AND changes = $2",
        params![r.id, r.changes, r.state.get().name(), r.state_since, year, quarter, r.held_on, r.office, r.ours, r.theirs, r.words],
    )?;
    r.changes += 1;
    if changed == 1 { Ok(()) } else { Err(Error::conflict("deliberations.changed-meanwhile")) }
}

/// What it took up, by the day that was missed.
pub fn items(tx: &mut Tx, review: Id) -> Result<Vec<ReviewItem>> {
    tx.query(&format!("SELECT {ITEM} FROM {ITEMS} WHERE i.review = $1 ORDER BY i.missed, i.outcome"), params![review], item)
}

/// Every review that took up this suggestion, the latest first.
pub fn of_outcome(tx: &mut Tx, outcome: Id) -> Result<Vec<(JointReview, ReviewItem)>> {
    let sql = format!(
        "SELECT {ITEM}, {COLUMNS} FROM {ITEMS} JOIN joint_review r ON r.id = i.review WHERE i.outcome = $1 ORDER BY r.held_on DESC, r.id DESC"
    );
    tx.query(&sql, params![outcome], |row| Ok((review_at(row, 11)?, item(row)?)))
}

/// What the meeting decided to end it, where it did.
pub fn ended(tx: &mut Tx, outcome: Id) -> Result<Option<String>> {
    let sql = "SELECT words FROM joint_review_item WHERE outcome = $1 AND decision = 'ended'";
    Ok(tx.query(sql, params![outcome], |row| row.get(0))?.into_iter().next().flatten())
}

/// Without an answer on that day: (id, suggestion, owner, day).
pub fn late(tx: &mut Tx, assembly: Id, on: Date) -> Result<Vec<(Id, String, String, Date)>> {
    let sql = format!(
        "SELECT o.id, o.body, o.owner, o.due FROM outcome o WHERE o.assembly = $1 AND o.due < $2 AND o.state IN ({}) ORDER BY o.due, o.id",
        names(RUNNING)
    );
    tx.query(&sql, params![assembly, on], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
}

pub fn take_up(tx: &mut Tx, review: Id, outcome: Id, missed: Date) -> Result<()> {
    tx.execute("INSERT INTO joint_review_item (review, outcome, missed) VALUES ($1, $2, $3)", params![review, outcome, missed])?;
    Ok(())
}

/// Only what nothing was decided on.
pub fn leave_out(tx: &mut Tx, review: Id, outcome: Id) -> Result<()> {
    tx.execute("DELETE FROM joint_review_item WHERE review = $1 AND outcome = $2 AND decision IS NULL", params![review, outcome])?;
    Ok(())
}

/// 0 where something was decided already.
pub fn decide(tx: &mut Tx, (review, outcome): (Id, Id), decision: Decision, new_due: Option<Date>, words: &str) -> Result<u64> {
    tx.execute(
        "UPDATE joint_review_item SET decision = $3, new_due = $4, words = $5 WHERE review = $1 AND outcome = $2 AND decision IS NULL",
        params![review, outcome, decision.name(), new_due, words],
    )
}

fn item(row: &Row) -> Result<ReviewItem> {
    Ok(ReviewItem {
        review: row.get(0)?,
        outcome: row.get(1)?,
        missed: row.get(2)?,
        decision: maybe(row, 3)?,
        new_due: row.get(4)?,
        words: row.get(5)?,
        number: row.get(6)?,
        body: row.get(7)?,
        owner: row.get(8)?,
        state: word(row, 9)?,
        deliberation: row.get(10)?,
    })
}

fn review(row: &Row) -> Result<JointReview> {
    review_at(row, 0)
}

fn review_at(row: &Row, at: usize) -> Result<JointReview> {
    let small = |n: i64| i16::try_from(n).map_err(|_| unknown("quarter"));
    Ok(JointReview {
        id: row.get(at)?,
        assembly: row.get(at + 1)?,
        state: At::decode(&row.get::<String>(at + 2)?).ok_or_else(|| unknown("state"))?,
        state_since: row.get(at + 3)?,
        quarter: Quarter {
            year: small(row.get(at + 4)?)?,
            quarter: i8::try_from(row.get::<i64>(at + 5)?).map_err(|_| unknown("quarter"))?,
        },
        held_on: row.get(at + 6)?,
        office: row.get(at + 7)?,
        ours: row.get(at + 8)?,
        theirs: row.get(at + 9)?,
        words: row.get(at + 10)?,
        created_by: row.get(at + 11)?,
        changes: row.get(at + 12)?,
        created_at: row.get(at + 13)?,
    })
}
