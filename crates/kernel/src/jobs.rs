//! Work for later: rows written in the transaction that asks for it, leased, retried with back-off.

use serde_json::Value;

use crate::clock::Timestamp;
use crate::db::{Row, Tx};
use crate::error::Result;
use crate::id::Id;
use crate::params;

/// Kinds that begin so reach out of the program. They are done outside of any transaction, by a thread of their own: nothing
/// here waits for another machine.
pub const OUTWARD: &str = "out.";

const TRIES: i64 = 10;
const LEASE_MS: i64 = 60_000;
/// A lease that ends later than one taken now would, by more than clocks of two machines differ, was taken before the
/// clock was set back; without this its holder's death would stop the work until the old time comes again.
const SKEW_MS: i64 = 60_000;

#[derive(Clone, Debug)]
pub struct Job {
    pub id: Id,
    pub kind: String,
    pub assembly: Id,
    pub payload: Value,
    pub attempts: i64,
}

/// Runs at `run_at` or soon after, at least once.
pub fn add(tx: &mut Tx, kind: &str, assembly: Id, payload: &Value, run_at: Timestamp) -> Result<Id> {
    let id = tx.new_id();
    tx.execute(
        "INSERT INTO job (id, kind, assembly, payload, run_at, attempts) VALUES ($1, $2, $3, $4, $5, 0)",
        params![id, kind, assembly, payload, run_at],
    )?;
    Ok(id)
}

/// Takes the next due job for a minute; nobody else gets it meanwhile. None that reaches out.
pub fn lease(tx: &mut Tx) -> Result<Option<Job>> {
    take(
        tx,
        "SELECT id, kind, assembly, payload, attempts FROM job
         WHERE done_at IS NULL AND failed_at IS NULL AND run_at <= $1 AND kind NOT LIKE 'out.%'
         AND (leased_until IS NULL OR leased_until < $1 OR leased_until > $2)
         ORDER BY run_at, id LIMIT 1",
    )
}

/// As [`lease`], of those alone that reach out.
pub fn lease_outward(tx: &mut Tx) -> Result<Option<Job>> {
    take(
        tx,
        "SELECT id, kind, assembly, payload, attempts FROM job
         WHERE done_at IS NULL AND failed_at IS NULL AND run_at <= $1 AND kind LIKE 'out.%'
         AND (leased_until IS NULL OR leased_until < $1 OR leased_until > $2)
         ORDER BY run_at, id LIMIT 1",
    )
}

fn take(tx: &mut Tx, due: &str) -> Result<Option<Job>> {
    let now = tx.now();
    let job = tx.query_opt(due, params![now, now.plus_ms(LEASE_MS + SKEW_MS)], job)?;
    if let Some(job) = &job {
        tx.execute("UPDATE job SET leased_until = $2, attempts = attempts + 1 WHERE id = $1", params![job.id, now.plus_ms(LEASE_MS)])?;
    }
    Ok(job)
}

pub fn finish(tx: &mut Tx, id: Id) -> Result<()> {
    tx.execute("UPDATE job SET done_at = $2, leased_until = NULL WHERE id = $1", params![id, tx.now()])?;
    Ok(())
}

/// Again after 2, 4, 8 … minutes; after ten tries it is set aside for `doctor` to show.
pub fn fail(tx: &mut Tx, job: &Job, cause: &str) -> Result<()> {
    let tries = job.attempts + 1;
    let next = tx.now().plus_ms(60_000 << tries.min(10));
    let failed_at = (tries >= TRIES).then(|| tx.now());
    tx.execute(
        "UPDATE job SET leased_until = NULL, run_at = $2, last_error = $3, failed_at = $4 WHERE id = $1",
        params![job.id, next, cause, failed_at],
    )?;
    Ok(())
}

/// The try failed; again at `run_at`.
pub fn again(tx: &mut Tx, id: Id, cause: &str, run_at: Timestamp) -> Result<()> {
    tx.execute("UPDATE job SET leased_until = NULL, run_at = $2, last_error = $3 WHERE id = $1", params![id, run_at, cause])?;
    Ok(())
}

/// It failed for good: set aside for `doctor` to show.
pub fn give_up(tx: &mut Tx, id: Id, cause: &str) -> Result<()> {
    tx.execute("UPDATE job SET leased_until = NULL, failed_at = $2, last_error = $3 WHERE id = $1", params![id, tx.now(), cause])?;
    Ok(())
}

/// What is kept of a job that is over.
pub fn restate(tx: &mut Tx, id: Id, payload: &Value) -> Result<()> {
    tx.execute("UPDATE job SET payload = $2 WHERE id = $1", params![id, payload])?;
    Ok(())
}

/// Takes or keeps the lease `name` for `holder`; `false` while somebody else has it.
pub fn lead(tx: &mut Tx, name: &str, holder: Id, ms: i64) -> Result<bool> {
    let now = tx.now();
    let changed = tx.execute(
        "INSERT INTO lease (name, holder, until_at) VALUES ($1, $2, $3)
         ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until_at = excluded.until_at
         WHERE lease.holder = excluded.holder OR lease.until_at < $4 OR lease.until_at > $5",
        params![name, holder, now.plus_ms(ms), now, now.plus_ms(ms + SKEW_MS)],
    )?;
    Ok(changed > 0)
}

fn job(row: &Row) -> Result<Job> {
    Ok(Job { id: row.get(0)?, kind: row.get(1)?, assembly: row.get(2)?, payload: row.get(3)?, attempts: row.get(4)? })
}
