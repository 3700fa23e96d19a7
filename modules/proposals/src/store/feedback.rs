//! Ratings, requests for changes, and urgings.

use kernel::db::{Row, Tx};
use kernel::workflow::At;
use kernel::{Error, Id, Result, Timestamp, params};

use super::unknown;
use crate::model::{ChangeRequest, Proposal, Rating};
use crate::workflow::words::Change;

const RATING: &str =
    "SELECT id, assembly, proposal, round, person, first_signer, state, due, work, result, comment, first_work, first_result,
 channel, entered_by, caller, called_at, given_at FROM rating";

/// Ratings of one round, the first signer's first.
pub fn ratings(tx: &mut Tx, proposal: Id, round: i64) -> Result<Vec<Rating>> {
    tx.query(
        &format!("{RATING} WHERE proposal = $1 AND round = $2 AND voided_at IS NULL ORDER BY first_signer DESC, id"),
        params![proposal, round],
        rating,
    )
}

pub fn rating_of(tx: &mut Tx, proposal: Id, round: i64, person: Id) -> Result<Rating> {
    let sql = format!("{RATING} WHERE proposal = $1 AND round = $2 AND person = $3 AND voided_at IS NULL");
    tx.query_one(&sql, params![proposal, round, person], rating)
}

/// Asked of this person and not given, the earliest due first.
pub fn ratings_asked(tx: &mut Tx, person: Id, most: usize) -> Result<Vec<Rating>> {
    tx.query(
        &format!("{RATING} WHERE person = $1 AND state = 'asked' AND voided_at IS NULL ORDER BY due, id LIMIT $2"),
        params![person, most],
        rating,
    )
}

/// Asked and past their day: for the job.
pub fn ratings_lapsed(tx: &mut Tx, assembly: Id, today: jiff::civil::Date, most: usize) -> Result<Vec<Rating>> {
    let sql = format!("{RATING} WHERE assembly = $1 AND state = 'asked' AND due < $2 AND voided_at IS NULL ORDER BY due, id LIMIT $3");
    tx.query(&sql, params![assembly, today, most], rating)
}

/// The first signer's rating of the result in the present round.
pub fn first_signers_result(tx: &mut Tx, p: &Proposal) -> Result<Option<String>> {
    let sql = "SELECT result FROM rating WHERE proposal = $1 AND round = $2 AND first_signer = 1 AND state = 'given' AND voided_at IS NULL";
    Ok(tx.query_opt(sql, params![p.id, p.round], |row| row.get::<Option<String>>(0))?.flatten())
}

pub fn insert_rating(tx: &mut Tx, r: &Rating) -> Result<()> {
    tx.execute(
        "INSERT INTO rating (id, assembly, proposal, round, person, first_signer, state, due) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![r.id, r.assembly, r.proposal, r.round, r.person, r.first_signer, r.state.name(), r.due],
    )?;
    Ok(())
}

pub fn save_rating(tx: &mut Tx, r: &Rating) -> Result<()> {
    let changed = tx.execute(
        "UPDATE rating SET state = $2, work = $3, result = $4, comment = $5, first_work = $6, first_result = $7, channel = $8, entered_by = $9,
          caller = $10, called_at = $11, given_at = $12 WHERE id = $1",
        params![
            r.id,
            r.state.name(),
            r.work,
            r.result,
            r.comment,
            r.first_work,
            r.first_result,
            r.channel,
            r.entered_by,
            r.caller,
            r.called_at,
            r.given_at
        ],
    )?;
    if changed == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Ratings of an answer that was revoked stay, and count no more.
pub fn void_ratings(tx: &mut Tx, proposal: Id, round: i64) -> Result<u64> {
    let now = tx.now();
    tx.execute("UPDATE rating SET voided_at = $3 WHERE proposal = $1 AND round = $2 AND voided_at IS NULL", params![proposal, round, now])
}

/// Answered proposals whose present round waits for nobody: for the job that closes by rule.
pub fn all_rated(tx: &mut Tx, assembly: Id, most: usize) -> Result<Vec<Id>> {
    tx.query(
        "SELECT p.id FROM proposal p WHERE p.assembly = $1 AND p.state = 'replied'
           AND EXISTS (SELECT 1 FROM rating r WHERE r.proposal = p.id AND r.round = p.round AND r.voided_at IS NULL)
           AND NOT EXISTS (SELECT 1 FROM rating r WHERE r.proposal = p.id AND r.round = p.round AND r.voided_at IS NULL AND r.state = 'asked')
         ORDER BY p.id LIMIT $2",
        params![assembly, most],
        |row| row.get(0),
    )
}

/// The proposal that a rating is about, for those who may read its scan.
pub fn rating_by_id(tx: &mut Tx, id: Id) -> Result<Rating> {
    tx.query_one(&format!("{RATING} WHERE id = $1"), params![id], rating)
}

fn rating(row: &Row) -> Result<Rating> {
    Ok(Rating {
        id: row.get(0)?,
        assembly: row.get(1)?,
        proposal: row.get(2)?,
        round: row.get(3)?,
        person: row.get(4)?,
        first_signer: row.get(5)?,
        state: At::decode(&row.get::<String>(6)?).ok_or_else(|| unknown("rating"))?,
        due: row.get(7)?,
        work: row.get(8)?,
        result: row.get(9)?,
        comment: row.get(10)?,
        first_work: row.get(11)?,
        first_result: row.get(12)?,
        channel: row.get(13)?,
        entered_by: row.get(14)?,
        caller: row.get(15)?,
        called_at: row.get(16)?,
        given_at: row.get(17)?,
    })
}

const CHANGE: &str = "SELECT id, assembly, proposal, kind, state, reason, fields, asked_by, asked_at, decided_by FROM change_request";

/// The request that waits for its second person.
pub fn open_change(tx: &mut Tx, proposal: Id) -> Result<Option<ChangeRequest>> {
    tx.query_opt(&format!("{CHANGE} WHERE proposal = $1 AND state = 'open' ORDER BY id LIMIT 1"), params![proposal], change)
}

/// Open requests of an assembly, oldest first.
pub fn open_changes(tx: &mut Tx, assembly: Id, most: usize) -> Result<Vec<ChangeRequest>> {
    tx.query(&format!("{CHANGE} WHERE assembly = $1 AND state = 'open' ORDER BY id LIMIT $2"), params![assembly, most], change)
}

pub fn insert_change(tx: &mut Tx, c: &ChangeRequest) -> Result<()> {
    tx.execute(
        "INSERT INTO change_request (id, assembly, proposal, kind, state, reason, fields, asked_by, asked_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![c.id, c.assembly, c.proposal, c.kind.name(), c.state, c.reason, c.fields, c.asked_by, c.asked_at],
    )?;
    Ok(())
}

/// `done` or `rejected`.
pub fn decide_change(tx: &mut Tx, id: Id, state: &str, decided_by: Id) -> Result<()> {
    let now = tx.now();
    let changed = tx.execute(
        "UPDATE change_request SET state = $2, decided_by = $3, decided_at = $4 WHERE id = $1 AND state = 'open'",
        params![id, state, decided_by, now],
    )?;
    if changed == 0 { Err(Error::conflict("proposals.somebody-was-faster")) } else { Ok(()) }
}

/// What the present round asks of this person, still inside the window.
pub const TO_RATE: &str = "FROM rating r JOIN proposal p ON p.id = r.proposal
 WHERE r.person = $1 AND r.state = 'asked' AND r.voided_at IS NULL AND r.round = p.round AND r.due >= $2";

/// Ratings that the office entered for this person and that may still be corrected.
pub const ENTERED: &str = "FROM rating r JOIN proposal p ON p.id = r.proposal
 WHERE r.person = $1 AND r.state = 'given' AND r.voided_at IS NULL AND r.round = p.round AND r.due >= $2 AND r.entered_by IS NOT NULL";

/// Requests that wait for somebody else than this person.
pub const CHANGES: &str = "FROM change_request c JOIN proposal p ON p.id = c.proposal
 WHERE c.assembly = $1 AND c.state = 'open' AND c.asked_by <> $2";

/// Meetings that were called.
pub const FACE_TO_FACE: &str = "FROM proposal p WHERE p.assembly = $1 AND p.state = 'face_to_face'";

/// Closed and not yet public; what came in from past years is left out.
pub const TO_PUBLISH: &str =
    "FROM proposal p WHERE p.assembly = $1 AND p.state = 'closed' AND p.published_at IS NULL AND p.imported_at IS NULL";

/// Answered, and the first signer's rating of the result is one of `codes`, which are the policy's own.
pub fn dissatisfied(codes: &[&str], first_round: bool) -> String {
    let codes: Vec<String> = codes.iter().map(|c| format!("'{}'", c.replace('\'', "''"))).collect();
    let round = if first_round { "p.round = 1" } else { "p.round > 1" };
    format!(
        "FROM proposal p JOIN rating r ON r.proposal = p.id AND r.round = p.round AND r.first_signer = 1 AND r.voided_at IS NULL
         WHERE p.assembly = $1 AND p.state = 'replied' AND {round} AND r.state = 'given' AND r.result IN ({})",
        if codes.is_empty() { "''".to_owned() } else { codes.join(", ") }
    )
}

/// Was it reopened after the answer of the present round? Then somebody closes it by hand.
pub fn reopened_since(tx: &mut Tx, proposal: Id, at: Timestamp) -> Result<bool> {
    tx.exists(
        "SELECT 1 FROM change_request WHERE proposal = $1 AND kind = 'reopening' AND state = 'done' AND decided_at >= $2",
        params![proposal, at],
    )
}

fn change(row: &Row) -> Result<ChangeRequest> {
    Ok(ChangeRequest {
        id: row.get(0)?,
        assembly: row.get(1)?,
        proposal: row.get(2)?,
        kind: Change::parse(&row.get::<String>(3)?).ok_or_else(|| unknown("change"))?,
        state: row.get(4)?,
        reason: row.get(5)?,
        fields: row.get(6)?,
        asked_by: row.get(7)?,
        asked_at: row.get(8)?,
        decided_by: row.get(9)?,
    })
}

/// 催办: kept with its text.
pub fn insert_urging(tx: &mut Tx, assembly: Id, proposal: Id, assignment: Option<Id>, text: &str, by: Id) -> Result<()> {
    let (id, now) = (tx.new_id(), tx.now());
    tx.execute(
        "INSERT INTO urging (id, assembly, proposal, assignment, text, urged_by, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![id, assembly, proposal, assignment, text, by, now],
    )?;
    Ok(())
}

/// (when, to which part, text, by whom), newest first.
pub fn urgings(tx: &mut Tx, proposal: Id) -> Result<Vec<(Timestamp, Option<Id>, String, Id)>> {
    tx.query("SELECT at, assignment, text, urged_by FROM urging WHERE proposal = $1 ORDER BY id DESC", params![proposal], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    })
}
