//! 短信验证码: codes that were sent and wait for their answer, and how many were sent of late.
//!
//! A code lies here as a keyed hash, under the digest of its place: the token of whoever asked, or the session that signs in.

use kernel::db::{Row, Tx};
use kernel::{Id, Result, Timestamp, params};

pub struct NewCode<'a> {
    pub place: [u8; 32],
    pub code: [u8; 32],
    /// Shown, so that a slip of the finger is seen.
    pub masked: &'a str,
    /// Of whom nothing else is known.
    pub voice: Option<[u8; 32]>,
    /// The number of somebody who enrols it.
    pub sealed: Option<&'a str>,
    pub expires_at: Timestamp,
}

/// A code that can still be answered.
#[derive(Clone, Debug)]
pub struct Code {
    pub id: Id,
    pub code: Vec<u8>,
    pub masked: String,
    pub voice: Option<Vec<u8>>,
    pub sealed: Option<String>,
    pub attempts: usize,
}

/// The one before in the same place counts no more.
pub fn insert(tx: &mut Tx, new: &NewCode) -> Result<Id> {
    let id = tx.new_id();
    tx.execute("DELETE FROM phone_code WHERE place = $1", params![new.place])?;
    tx.execute(
        "INSERT INTO phone_code (place, id, code, masked, voice, sealed, attempts, expires_at) VALUES ($1, $2, $3, $4, $5, $6, 0, $7)",
        params![new.place, id, new.code, new.masked, new.voice, new.sealed, new.expires_at],
    )?;
    Ok(id)
}

pub fn find(tx: &mut Tx, place: &[u8; 32]) -> Result<Option<Code>> {
    let sql = "SELECT id, code, masked, voice, sealed, attempts FROM phone_code WHERE place = $1 AND expires_at > $2";
    tx.query_opt(sql, params![*place, tx.now()], code)
}

/// Counts an attempt; none when there is no such code or it was tried `most` times.
pub fn attempt(tx: &mut Tx, place: &[u8; 32], most: usize) -> Result<Option<Code>> {
    tx.query_opt(
        "UPDATE phone_code SET attempts = attempts + 1 WHERE place = $1 AND expires_at > $2 AND attempts < $3
         RETURNING id, code, masked, voice, sealed, attempts",
        params![*place, tx.now(), most],
        code,
    )
}

/// Takes the code away; `false` when somebody else has.
pub fn use_up(tx: &mut Tx, place: &[u8; 32], id: Id) -> Result<bool> {
    Ok(tx.execute("DELETE FROM phone_code WHERE place = $1 AND id = $2", params![*place, id])? > 0)
}

/// How many were counted under this key in the window that began last, this one included.
pub fn count(tx: &mut Tx, key: &[u8; 32], window_ms: i64) -> Result<usize> {
    let now = tx.now();
    tx.query_one(
        "INSERT INTO phone_code_count (key, codes, since_at) VALUES ($1, 1, $2)
         ON CONFLICT (key) DO UPDATE SET
           codes = CASE WHEN phone_code_count.since_at <= $3 THEN 1 ELSE phone_code_count.codes + 1 END,
           since_at = CASE WHEN phone_code_count.since_at <= $3 THEN $2 ELSE phone_code_count.since_at END
         RETURNING codes",
        params![*key, now, now.plus_ms(-window_ms)],
        |row| row.get::<usize>(0),
    )
}

/// Removes what can no longer be answered, and counts of more than a day.
pub fn purge(tx: &mut Tx) -> Result<u64> {
    let now = tx.now();
    let codes = tx.execute("DELETE FROM phone_code WHERE expires_at < $1", params![now])?;
    Ok(codes + tx.execute("DELETE FROM phone_code_count WHERE since_at < $1", params![now.plus_days(-1)])?)
}

fn code(row: &Row) -> Result<Code> {
    Ok(Code { id: row.get(0)?, code: row.get(1)?, masked: row.get(2)?, voice: row.get(3)?, sealed: row.get(4)?, attempts: row.get(5)? })
}

pub fn forget_all(tx: &mut Tx) -> Result<u64> {
    tx.execute("DELETE FROM phone_code", &[])
}
