//! 定序: gives committed entries their order, grows the tree and signs its head.
//!
//! A number from a sequence is not the order of commits, so entries are numbered only here, after their commit, by the
//! one process that holds the lease.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use super::leaf::{Alias, Leaf, NOBODY};
use crate::clock::Timestamp;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::jobs;
use crate::merkle::{Checkpoint, Frontier, NoteSigner};
use crate::params;

/// Entries that one transaction numbers.
pub const BATCH: usize = 2_000;
const POLL_MS: u64 = 250;
const SIGN_EVERY_MS: i64 = 1_000;
const LEASE: &str = "journal.sequencer";
const LEASE_MS: i64 = 10_000;

/// The head of the tree as it is stored. The note may be a second older than the edge.
pub(super) struct Head {
    pub frontier: Vec<u8>,
    pub note: String,
    pub signed_at: Timestamp,
}

pub(super) fn head(tx: &mut Tx) -> Result<Option<Head>> {
    tx.query_opt("SELECT frontier, note, at FROM tree_head WHERE id = 1", &[], |row| {
        Ok(Head { frontier: row.get(0)?, note: row.get(1)?, signed_at: row.get(2)? })
    })
}

/// The newest signed checkpoint, as text to be kept elsewhere; `None` before the first entry.
pub fn checkpoint(tx: &mut Tx) -> Result<Option<String>> {
    Ok(head(tx)?.map(|head| head.note).filter(|note| !note.is_empty()))
}

/// Entries that wait for their number.
pub fn pending(tx: &mut Tx) -> Result<i64> {
    tx.scalar("SELECT COUNT(*) FROM journal WHERE seq IS NULL", &[])
}

/// Numbers what is committed and not yet numbered, at most [`BATCH`] entries in the order of their ids, and signs the
/// head if the last signature is a second old. Returns how many entries got a number.
pub fn sequence(tx: &mut Tx, signer: &NoteSigner) -> Result<usize> {
    let head = head(tx)?;
    let (mut frontier, mut note, mut signed_at) = match head {
        Some(head) => (Frontier::from_bytes(&head.frontier).map_err(Error::internal)?, head.note, head.signed_at),
        None => (Frontier::new(), String::new(), Timestamp(0)),
    };
    let entries = waiting(tx)?;
    let mut aliases = HashMap::new();
    for entry in &entries {
        let actor = alias(tx, &mut aliases, entry.actor)?;
        let registrar = entry.registrar.map(|person| alias(tx, &mut aliases, person)).transpose()?;
        let leaf = entry.leaf(&actor, registrar.as_ref());
        frontier.push(leaf);
        tx.execute(
            "UPDATE journal SET seq = $2, leaf = $3, actor_alias = $4, registrar_alias = $5 WHERE id = $1",
            params![entry.id, frontier.size() as i64, leaf, actor, registrar],
        )?;
    }
    let now = tx.now();
    if signed_size(&note) < frontier.size() && may_sign(now, signed_at) {
        let checkpoint = Checkpoint { origin: signer.name().to_owned(), size: frontier.size(), root: frontier.root() };
        note = checkpoint.sign(signer).map_err(Error::internal)?;
        signed_at = now;
    } else if entries.is_empty() {
        return Ok(0);
    }
    tx.execute(
        "INSERT INTO tree_head (id, size, frontier, note, at) VALUES (1, $1, $2, $3, $4)
         ON CONFLICT (id) DO UPDATE SET size = excluded.size, frontier = excluded.frontier, note = excluded.note, at = excluded.at",
        params![frontier.size() as i64, frontier.to_bytes(), note, signed_at],
    )?;
    Ok(entries.len())
}

struct Waiting {
    id: Id,
    at: Timestamp,
    assembly: Id,
    actor: Id,
    registrar: Option<Id>,
    act: String,
    module: String,
    subject: Id,
    digest: Vec<u8>,
}

impl Waiting {
    fn leaf(&self, actor: &Alias, registrar: Option<&Alias>) -> crate::merkle::Hash {
        let leaf = Leaf {
            id: self.id.0,
            at: self.at.0,
            assembly: self.assembly.0,
            actor,
            registrar: registrar.map(|alias| alias.as_slice()),
            act: &self.act,
            module: &self.module,
            subject: self.subject.0,
            digest: &self.digest,
        };
        leaf.hash()
    }
}

fn waiting(tx: &mut Tx) -> Result<Vec<Waiting>> {
    tx.query(
        "SELECT id, at, assembly, actor, registrar, act, module, subject, digest FROM journal WHERE seq IS NULL ORDER BY id LIMIT $1",
        params![BATCH],
        |row| {
            Ok(Waiting {
                id: row.get(0)?,
                at: row.get(1)?,
                assembly: row.get(2)?,
                actor: row.get(3)?,
                registrar: row.get(4)?,
                act: row.get(5)?,
                module: row.get(6)?,
                subject: row.get(7)?,
                digest: row.get(8)?,
            })
        },
    )
}

/// The alias of a person, made at the first entry.
fn alias(tx: &mut Tx, known: &mut HashMap<Id, Alias>, person: Id) -> Result<Alias> {
    if person == Id(0) {
        return Ok(NOBODY);
    }
    if let Some(alias) = known.get(&person) {
        return Ok(*alias);
    }
    let stored: Option<Vec<u8>> = tx.query_opt("SELECT alias FROM journal_alias WHERE person = $1", params![person], |row| row.get(0))?;
    let alias = match stored {
        Some(bytes) => bytes.try_into().map_err(|_| Error::internal("an alias that is not sixteen bytes"))?,
        None => {
            let fresh: Alias = tx.random()?;
            tx.execute("INSERT INTO journal_alias (person, alias) VALUES ($1, $2)", params![person, fresh])?;
            fresh
        }
    };
    known.insert(person, alias);
    Ok(alias)
}

/// The size in a note of our own making; whether the signature holds is the verifier's to say.
fn signed_size(note: &str) -> u64 {
    note.lines().nth(1).and_then(|size| size.parse().ok()).unwrap_or(0)
}

/// A signature from the future was made before the clock was set back, and keeps nobody waiting.
fn may_sign(now: Timestamp, signed_at: Timestamp) -> bool {
    !(0..SIGN_EVERY_MS).contains(&(now.0 - signed_at.0))
}

/// Whether there is anything to number or to sign: asked on a reader, so that an idle program writes nothing.
fn is_due(tx: &mut Tx) -> Result<bool> {
    if tx.exists("SELECT 1 FROM journal WHERE seq IS NULL LIMIT 1", &[])? {
        return Ok(true);
    }
    let now = tx.now();
    let size = tx.scalar("SELECT size FROM tree_head WHERE id = 1", &[])?;
    Ok(head(tx)?.is_some_and(|head| signed_size(&head.note) < size as u64 && may_sign(now, head.signed_at)))
}

/// Starts the thread that numbers and signs four times a second while this process holds the lease; it ends soon after
/// `stop` is set, and hands the lease back.
pub fn spawn(db: Db, signer: NoteSigner, stop: Arc<AtomicBool>) -> Result<JoinHandle<()>> {
    let mut holder = [0u8; 8];
    getrandom::fill(&mut holder).map_err(Error::internal)?;
    let holder = Id(i64::from_le_bytes(holder) & i64::MAX);
    let ticker = Ticker { db, signer: Arc::new(signer), holder };
    std::thread::Builder::new().name("sequencer".into()).spawn(move || ticker.run(&stop)).map_err(Error::internal)
}

struct Ticker {
    db: Db,
    signer: Arc<NoteSigner>,
    holder: Id,
}

impl Ticker {
    fn run(&self, stop: &AtomicBool) {
        while !stop.load(Ordering::Relaxed) {
            let full = self.tick().unwrap_or_else(|error| {
                tracing::warn!(%error, "the journal could not be numbered");
                0
            }) == BATCH;
            if !full {
                std::thread::sleep(Duration::from_millis(POLL_MS));
            }
        }
        let _ = self.tick();
        let holder = self.holder;
        let _ = self
            .db
            .write_blocking(move |tx| tx.execute("UPDATE lease SET until_at = 0 WHERE name = $1 AND holder = $2", params![LEASE, holder]));
    }

    fn tick(&self) -> Result<usize> {
        if !self.db.read_blocking(is_due)? {
            return Ok(0);
        }
        let (signer, holder) = (Arc::clone(&self.signer), self.holder);
        self.db.write_blocking(move |tx| match jobs::lead(tx, LEASE, holder, LEASE_MS)? {
            true => sequence(tx, &signer),
            false => Ok(0),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_a_second_unless_the_clock_was_set_back() {
        let at = Timestamp(1_000_000);
        assert!(!may_sign(at.plus_ms(999), at) && may_sign(at.plus_ms(1_000), at) && may_sign(at.plus_days(-1), at));
    }
}
