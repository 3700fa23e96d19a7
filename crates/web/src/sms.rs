//! 短信: text messages as jobs that are written in the transaction of the act and leave by the adapter of the installation.
//!
//! Until it has left, number and text lie sealed in the row of the job; afterwards only the masked number is kept there.

use kernel::jobs::{self, Job};
use kernel::{Db, Error, Id, Result, Seal, Timestamp, Tx, params};
use serde_json::{Value, json};

use crate::phone::Mobile;

const JOB: &str = "out.sms";
const PLACE: &str = "job/sms";

/// The second try comes after so long, each further one after twice as long as the one before.
const FIRST_PAUSE_MS: i64 = 5_000;

/// The way out of the program that an installation has chosen.
pub trait Adapter: Send + Sync {
    /// Answers when the message was taken over. `id` is the same when it is tried again. Errors: a cause for the operator,
    /// without number and text.
    fn send(&self, id: &str, to: &str, text: &str) -> Result<(), String>;
}

/// Sends `text` as soon as this transaction is durable; no more after `until`.
pub fn send(tx: &mut Tx, seal: &Seal, assembly: Id, to: &Mobile, text: &str, until: Timestamp) -> Result<Id> {
    let sealed = seal.seal(PLACE, json!([to.digits(), text]).to_string().as_bytes())?;
    let payload = json!({ "to": to.masked(), "until": until, "sealed": sealed });
    jobs::add(tx, JOB, assembly, &payload, tx.now())
}

/// Tries the next message that is due, without a transaction held meanwhile; `false` when there is none.
pub fn round(db: &Db, seal: &Seal, adapter: Option<&dyn Adapter>) -> Result<bool> {
    // Asked on a reader first, so that an idle program writes nothing.
    if !db.read_blocking(is_due)? {
        return Ok(false);
    }
    let Some(job) = db.write_blocking(jobs::lease_outward)? else { return Ok(false) };
    let now = db.clock().now();
    let outcome = match until(&job) {
        until if until <= now => Err("too late".to_owned()),
        _ => attempt(&job, seal, adapter),
    };
    let word = if outcome.is_ok() { "sent" } else { "failed" };
    metrics::counter!("sms_total", "outcome" => word).increment(1);
    if let Err(cause) = &outcome {
        tracing::warn!(job = %job.id, cause, "a text message was not sent");
    }
    db.write_blocking(move |tx| settle(tx, &job, &outcome))?;
    Ok(true)
}

/// Those that wait are not sent any more: their key goes, and the codes in them with it. How many.
pub fn forget(tx: &mut Tx) -> Result<u64> {
    tx.execute("DELETE FROM job WHERE kind = $1 AND done_at IS NULL AND failed_at IS NULL", params![JOB])
}

fn is_due(tx: &mut Tx) -> Result<bool> {
    let now = tx.now();
    tx.exists(
        "SELECT 1 FROM job WHERE done_at IS NULL AND failed_at IS NULL AND run_at <= $1 AND kind LIKE 'out.%'
         AND (leased_until IS NULL OR leased_until < $1) LIMIT 1",
        params![now],
    )
}

fn attempt(job: &Job, seal: &Seal, adapter: Option<&dyn Adapter>) -> Result<(), String> {
    let adapter = adapter.ok_or("no adapter is configured")?;
    let (to, text) = opened(job, seal).map_err(|error| error.to_string())?;
    adapter.send(&job.id.to_string(), &to, &text)
}

fn opened(job: &Job, seal: &Seal) -> Result<(String, String)> {
    let sealed = job.payload["sealed"].as_str().ok_or_else(|| Error::internal("nothing to send"))?;
    Ok(serde_json::from_slice(&seal.open(PLACE, sealed)?)?)
}

fn settle(tx: &mut Tx, job: &Job, outcome: &Result<(), String>) -> Result<()> {
    let Err(cause) = outcome else {
        jobs::restate(tx, job.id, &what_stays(job))?;
        return jobs::finish(tx, job.id);
    };
    let next = tx.now().plus_ms(FIRST_PAUSE_MS << job.attempts.clamp(0, 20));
    if next < until(job) {
        return jobs::again(tx, job.id, cause, next);
    }
    jobs::restate(tx, job.id, &what_stays(job))?;
    jobs::give_up(tx, job.id, cause)
}

fn what_stays(job: &Job) -> Value {
    json!({ "to": job.payload["to"] })
}

fn until(job: &Job) -> Timestamp {
    Timestamp(job.payload["until"].as_i64().unwrap_or(0))
}
