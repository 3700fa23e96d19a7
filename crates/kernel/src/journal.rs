//! The journal: one append-only stream of what was done, in the business transaction, sequenced after commit and
//! integrated into a Merkle tree.

use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::actor::Actor;
use crate::clock::Timestamp;
use crate::db::{Param, Row, Tx};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::params;

mod leaf;
pub mod sequencer;
pub mod verify;

/// A record of any module: `("proposals", 7)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ref {
    pub module: std::borrow::Cow<'static, str>,
    pub id: Id,
}

impl Ref {
    pub fn new(module: &'static str, id: Id) -> Ref {
        Ref { module: module.into(), id }
    }
}

/// One entry as readers and timelines see it; `payload` is `None` after an erasure. `P` is what of it is read.
#[derive(Clone, Debug)]
pub struct Entry<P = Value> {
    pub id: Id,
    pub seq: Option<i64>,
    pub at: Timestamp,
    pub assembly: Id,
    pub actor: Id,
    pub registrar: Option<Id>,
    pub act: String,
    pub subject: Ref,
    pub payload: Option<P>,
}

const COLUMNS: &str = "id, seq, at, assembly, actor, registrar, act, module, subject, payload";

/// Writes one entry. Called by the shell that runs an act, not by the act.
pub fn write(tx: &mut Tx, who: &Actor, act: &str, subject: &Ref, payload: &Value) -> Result<Id> {
    let (id, row) = row(tx, who, act, subject, payload)?;
    tx.insert_all(INSERT, &[row])?;
    Ok(id)
}

/// The same act on many records at once: for imports.
pub fn write_all(tx: &mut Tx, who: &Actor, act: &str, entries: &[(Ref, Value)]) -> Result<()> {
    let rows = entries.iter().map(|(subject, payload)| Ok(row(tx, who, act, subject, payload)?.1)).collect::<Result<Vec<_>>>()?;
    tx.insert_all(INSERT, &rows)?;
    Ok(())
}

const INSERT: &str = "journal (id, at, assembly, actor, registrar, act, module, subject, payload, salt, digest)";

fn row(tx: &mut Tx, who: &Actor, act: &str, subject: &Ref, payload: &Value) -> Result<(Id, Vec<Param<'static>>)> {
    let id = tx.new_id();
    let salt: [u8; 16] = tx.random()?;
    let text = payload.to_string().replace('\0', "");
    let digest = payload_digest(&salt, &text);
    let values = params![
        id,
        tx.now(),
        who.assembly,
        who.person,
        who.paper.as_ref().map(|p| p.registrar),
        act,
        subject.module.as_ref(),
        subject.id,
        text,
        salt,
        digest
    ]
    .iter()
    .cloned()
    .map(Param::into_owned)
    .collect();
    Ok((id, values))
}

/// What happened to one record, oldest first; of more than 500 entries the newest.
pub fn history(tx: &mut Tx, subject: &Ref) -> Result<Vec<Entry>> {
    history_of(tx, subject)
}

/// The same with what `P` takes of each payload: some keep whole texts.
pub fn history_of<P: DeserializeOwned>(tx: &mut Tx, subject: &Ref) -> Result<Vec<Entry<P>>> {
    let sql = format!("SELECT {COLUMNS} FROM journal WHERE module = $1 AND subject = $2 ORDER BY id DESC LIMIT 500");
    let mut entries = tx.query(&sql, params![subject.module.as_ref(), subject.id], entry)?;
    entries.reverse();
    Ok(entries)
}

/// Sequenced entries after `seq`, at most `most`: what a reader works through.
pub fn after(tx: &mut Tx, seq: i64, most: usize) -> Result<Vec<Entry>> {
    let sql = format!("SELECT {COLUMNS} FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2");
    tx.query(&sql, params![seq, most], entry)
}

/// Newest first, for the auditor's page: entries of one assembly below `before`.
pub fn recent(tx: &mut Tx, assembly: Id, prefix: &str, before: Option<Id>, most: usize) -> Result<Vec<Entry>> {
    let sql = format!("SELECT {COLUMNS} FROM journal WHERE assembly = $1 AND id < $2 AND act LIKE $3 ESCAPE '!' ORDER BY id DESC LIMIT $4");
    let pattern = format!("{}%", prefix.replace('!', "!!").replace('%', "!%").replace('_', "!_"));
    tx.query(&sql, params![assembly, before.map_or(i64::MAX, |b| b.0), pattern, most], entry)
}

/// Where a reader stands; 0 before its first entry.
pub fn cursor(tx: &mut Tx, reader: &str) -> Result<i64> {
    tx.scalar("SELECT seq FROM journal_cursor WHERE reader = $1", params![reader])
}

pub fn set_cursor(tx: &mut Tx, reader: &str, seq: i64) -> Result<()> {
    tx.execute(
        "INSERT INTO journal_cursor (reader, seq) VALUES ($1, $2) ON CONFLICT (reader) DO UPDATE SET seq = excluded.seq",
        params![reader, seq],
    )?;
    Ok(())
}

/// Erases payload and salt of an entry, as the law may ask; the tree still verifies and reports a redaction.
pub fn erase(tx: &mut Tx, id: Id) -> Result<()> {
    tx.execute("UPDATE journal SET payload = NULL, salt = NULL WHERE id = $1", params![id])?;
    Ok(())
}

/// Stands for a person whose name has been taken out of the journal.
pub const FORGOTTEN: Id = Id(-1);

/// Takes a person out of the journal for good: the entries stay, under an alias that leads to nobody. Returns how many
/// entries; `Conflict` while some of them have no number yet.
pub fn forget(tx: &mut Tx, person: Id) -> Result<u64> {
    if tx.exists("SELECT 1 FROM journal WHERE seq IS NULL AND (actor = $1 OR registrar = $1) LIMIT 1", params![person])? {
        return Err(Error::conflict("kernel.journal.pending"));
    }
    let acted = tx.execute("UPDATE journal SET actor = $2 WHERE actor = $1", params![person, FORGOTTEN])?;
    let registered = tx.execute("UPDATE journal SET registrar = $2 WHERE registrar = $1", params![person, FORGOTTEN])?;
    tx.execute("DELETE FROM journal_alias WHERE person = $1", params![person])?;
    Ok(acted + registered)
}

pub(crate) fn payload_digest(salt: &[u8], text: &str) -> [u8; 32] {
    Sha256::new().chain_update(salt).chain_update(text.as_bytes()).finalize().into()
}

fn entry<P: DeserializeOwned>(row: &Row) -> Result<Entry<P>> {
    let module: String = row.get(7)?;
    Ok(Entry {
        id: row.get(0)?,
        seq: row.get(1)?,
        at: row.get(2)?,
        assembly: row.get(3)?,
        actor: row.get(4)?,
        registrar: row.get(5)?,
        act: row.get(6)?,
        subject: Ref { module: module.into(), id: row.get(8)? },
        payload: row.get::<Option<String>>(9)?.map(|text| serde_json::from_str(&text)).transpose()?,
    })
}
