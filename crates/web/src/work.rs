//! Work beside requests: jobs of the modules, their repetition, and the journal's readers. The server runs it on a
//! thread, tests by hand.

use kernel::jobs::{self, Job};
use kernel::journal;
use kernel::{Actor, Db, Error, Id, Result, Tx, params};
use serde_json::json;

use crate::module::{JobKind, Module, Reader};

/// Entries that a reader works through in one transaction.
const PAGE: usize = 100;

/// What one round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    pub done: usize,
    pub failed: usize,
    pub read: usize,
}

/// Puts a row for every repeating job of every assembly that has none waiting.
pub fn schedule(db: &Db, modules: &[Module]) -> Result<()> {
    let kinds: Vec<&'static str> = kinds(modules).filter(|k| k.every_minutes.is_some()).map(|k| k.kind).collect();
    db.write_blocking(move |tx| {
        let assemblies: Vec<Id> = directory::assemblies::all(tx)?.into_iter().map(|a| a.id).collect();
        for kind in &kinds {
            for assembly in &assemblies {
                let waits = tx.exists(
                    "SELECT 1 FROM job WHERE kind = $1 AND assembly = $2 AND done_at IS NULL AND failed_at IS NULL LIMIT 1",
                    params![kind, assembly],
                )?;
                if !waits {
                    jobs::add(tx, kind, *assembly, &json!({}), tx.now())?;
                }
            }
        }
        Ok(())
    })
}

/// Runs what is due, at most `most` jobs, then lets every reader catch up by a page.
pub fn round(db: &Db, modules: &[Module], most: usize) -> Result<Round> {
    let mut round = Round::default();
    while round.done + round.failed < most {
        // Asked on a reader first, so that an idle program writes nothing.
        if !db.read_blocking(is_due)? {
            break;
        }
        let Some(job) = db.write_blocking(jobs::lease)? else { break };
        match run(db, modules, &job) {
            Ok(()) => round.done += 1,
            Err(error) => {
                tracing::error!(kind = %job.kind, job = %job.id, %error, "a job failed");
                let cause = error.to_string();
                db.write_blocking(move |tx| jobs::fail(tx, &job, &cause))?;
                round.failed += 1;
            }
        }
    }
    for reader in modules.iter().flat_map(|m| &m.readers) {
        match read_on(db, *reader) {
            Ok(read) => round.read += read,
            Err(error) => tracing::error!(reader = reader.name, %error, "a journal reader stands still"),
        }
    }
    Ok(round)
}

fn is_due(tx: &mut Tx) -> Result<bool> {
    let now = tx.now();
    tx.exists(
        "SELECT 1 FROM job WHERE done_at IS NULL AND failed_at IS NULL AND run_at <= $1 AND kind NOT LIKE 'out.%'
         AND (leased_until IS NULL OR leased_until < $1) LIMIT 1",
        params![now],
    )
}

/// One transaction: the work, its journal entries, the end of the row, and the next row of a repeating job.
fn run(db: &Db, modules: &[Module], job: &Job) -> Result<()> {
    let kind = kinds(modules).find(|k| k.kind == job.kind).ok_or_else(|| Error::Internal(format!("no module runs {}", job.kind)))?;
    let job = job.clone();
    db.write_blocking(move |tx| {
        let who = Actor::system(job.assembly);
        for (act, subject, payload) in (kind.run)(tx, &job)? {
            journal::write(tx, &who, act, &subject, &payload)?;
        }
        if let Some(minutes) = kind.every_minutes {
            jobs::add(tx, kind.kind, job.assembly, &job.payload, tx.now().plus_ms(minutes * 60_000))?;
        }
        jobs::finish(tx, job.id)
    })
}

/// The reader's next page; its cursor moves in the same transaction as what it writes.
fn read_on(db: &Db, reader: Reader) -> Result<usize> {
    let behind = db.read_blocking(move |tx| {
        let at = journal::cursor(tx, reader.name)?;
        tx.exists("SELECT 1 FROM journal WHERE seq > $1 LIMIT 1", params![at])
    })?;
    if !behind {
        return Ok(0);
    }
    db.write_blocking(move |tx| {
        let at = journal::cursor(tx, reader.name)?;
        let entries = journal::after(tx, at, PAGE)?;
        for entry in &entries {
            (reader.read)(tx, entry)?;
        }
        if let Some(last) = entries.last().and_then(|e| e.seq) {
            journal::set_cursor(tx, reader.name, last)?;
        }
        Ok(entries.len())
    })
}

fn kinds(modules: &[Module]) -> impl Iterator<Item = JobKind> {
    modules.iter().flat_map(|m| m.jobs.iter().copied())
}
