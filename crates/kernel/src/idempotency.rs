//! The same key twice is one act: the answer is stored in the transaction of the act.

use serde_json::Value;

use crate::clock::Timestamp;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::params;
use crate::seal::Seal;

/// Keys are kept this long.
pub const KEPT_DAYS: i64 = 7;
/// Rows of one transaction while all are gone through.
const BATCH: usize = 500;

/// The earlier answer for this key; `Conflict` when the key was used for another body.
pub fn replayed(tx: &mut Tx, person: Id, key: &str, print: &[u8; 32]) -> Result<Option<Value>> {
    let earlier = tx.query_opt("SELECT print, answer FROM idempotency WHERE person = $1 AND key = $2", params![person, key], |row| {
        Ok((row.get::<Vec<u8>>(0)?, row.get::<String>(1)?))
    })?;
    let Some((seen, stored)) = earlier else { return Ok(None) };
    let (seen, answer) = match Seal::is_sealed(&stored) {
        true => opened(&tx.seal()?, person, key, &stored)?,
        false => (seen, stored.into_bytes()),
    };
    if seen == print { Ok(Some(serde_json::from_slice(&answer)?)) } else { Err(Error::conflict("kernel.key-reused")) }
}

/// Print and answer lie sealed: an answer may hold a number, and a print of a body gives away what little of it is not known.
pub fn remember(tx: &mut Tx, person: Id, key: &str, print: &[u8; 32], answer: &Value) -> Result<()> {
    let sealed = sealed(&tx.seal()?, person, key, print, answer.to_string().as_bytes())?;
    tx.execute(
        "INSERT INTO idempotency (person, key, print, answer, at) VALUES ($1, $2, $3, $4, $5)",
        params![person, key, Vec::<u8>::new(), sealed, tx.now()],
    )?;
    Ok(())
}

fn place(person: Id, key: &str) -> String {
    format!("idempotency/{person}/{key}")
}

fn sealed(seal: &Seal, person: Id, key: &str, print: &[u8], answer: &[u8]) -> Result<String> {
    seal.seal(&place(person, key), &[print, answer].concat())
}

/// Print and answer. Errors: `Conflict` where no key opens them.
fn opened(seal: &Seal, person: Id, key: &str, stored: &str) -> Result<(Vec<u8>, Vec<u8>)> {
    let both = seal.open(&place(person, key), stored).ok();
    let (print, answer) = both.as_ref().and_then(|both| both.split_at_checked(32)).ok_or_else(|| Error::conflict("kernel.sealed.shut"))?;
    Ok((print.to_vec(), answer.to_vec()))
}

/// Brings all under the present key, in batches that are durable one by one, also what versions before left readable. How many.
pub fn bring_all(db: &Db) -> Result<usize> {
    let (mut all, mut after) = (0, Some((Id(0), String::new())));
    while let Some(from) = after {
        let (next, count) = db.write_blocking(move |tx| batch(tx, &from))?;
        all += count;
        after = next;
    }
    Ok(all)
}

/// The last row looked at, if there may be more behind it, and how many were sealed.
fn batch(tx: &mut Tx, (person, key): &(Id, String)) -> Result<(Option<(Id, String)>, usize)> {
    let seal = tx.seal()?;
    let sql = format!(
        "SELECT person, key, print, answer FROM idempotency WHERE (person > $1 OR person = $1 AND key > $2) AND answer NOT LIKE '{}%'
         ORDER BY person, key LIMIT {BATCH}",
        seal.head()
    );
    let rows: Vec<(Id, String, Vec<u8>, String)> =
        tx.query(&sql, params![person, key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let mut count = 0;
    for (person, key, print, stored) in &rows {
        let both = match Seal::is_sealed(stored) {
            true => opened(&seal, *person, key, stored),
            false => Ok((print.clone(), stored.clone().into_bytes())),
        };
        // What nothing opens is forgotten within the week.
        let Ok((print, answer)) = both else { continue };
        tx.execute(
            "UPDATE idempotency SET print = $3, answer = $4 WHERE person = $1 AND key = $2",
            params![person, key, Vec::<u8>::new(), sealed(&seal, *person, key, &print, &answer)?],
        )?;
        count += 1;
    }
    if count > 0 {
        tx.empty_log();
    }
    Ok((rows.into_iter().last().map(|(person, key, ..)| (person, key)), count))
}

/// Deletes what is older than [`KEPT_DAYS`]; returns how many.
pub fn purge(tx: &mut Tx) -> Result<u64> {
    let before = Timestamp(tx.now().0).plus_days(-KEPT_DAYS);
    tx.execute("DELETE FROM idempotency WHERE at < $1", params![before])
}
