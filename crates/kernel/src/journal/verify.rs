//! 验证: recomputes the whole tree from the rows and holds it against what was signed.
//!
//! A log that was cut off or rewritten together with its head, by somebody who has the key, is consistent in itself:
//! only a checkpoint that was kept elsewhere shows it.

use std::collections::HashMap;

use serde::Serialize;

use super::leaf::{Leaf, NOBODY};
use super::{FORGOTTEN, payload_digest, sequencer};
use crate::db::{Row, Tx};
use crate::error::Result;
use crate::id::Id;
use crate::merkle::{Checkpoint, Frontier, Hash, NoteKey, parse_and_verify};
use crate::params;

const PAGE: usize = 5_000;
/// More than this are counted, not listed.
const LISTED: usize = 1_000;

/// What is wrong, in one word for machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The fields are not those that were hashed.
    Edited,
    /// The payload is not the one that was hashed, or only half of payload and salt is there.
    Payload,
    /// The person is not the one whose alias was hashed.
    Person,
    /// Entries are missing before this number.
    Gap,
    /// A number that the head of the tree does not cover.
    BeyondHead,
    /// Entries that the head covers are missing at the end.
    Missing,
    /// There are numbered entries and no readable head.
    NoHead,
    /// The stored edge of the tree does not follow from the entries.
    Edge,
    /// The signature of the head is false or by another key.
    Signature,
    /// The signed root does not follow from the entries.
    Root,
    /// The outside checkpoint is of another log, or not signed by the key.
    ForeignCheckpoint,
    /// The log is shorter than the outside checkpoint says: it was cut off.
    Truncated,
    /// The log had other entries when the outside checkpoint was signed: it was rewritten.
    Forked,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The number of the entry, or of the last entry concerned; `None` where no single one is.
    pub seq: Option<i64>,
    pub id: Option<Id>,
    pub kind: Kind,
}

/// The outcome of a verification.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    pub entries: i64,
    /// Entries whose payload or person has been erased, as the law may ask.
    pub redacted: i64,
    /// Entries that have no number yet.
    pub pending: i64,
    /// Entries under the newest signature.
    pub signed: u64,
    /// Whether an outside checkpoint was compared; without one, truncation and forks cannot be seen.
    pub compared: bool,
    /// At most a thousand; `problem_count` counts all.
    pub problems: Vec<Problem>,
    pub problem_count: i64,
}

impl Report {
    pub fn is_sound(&self) -> bool {
        self.problem_count == 0
    }

    fn add(&mut self, kind: Kind, seq: Option<i64>, id: Option<Id>) {
        self.problem_count += 1;
        if self.problems.len() < LISTED {
            self.problems.push(Problem { seq, id, kind });
        }
    }
}

/// Verifies the whole log in bounded memory, on the snapshot of `tx`; `outside` is the signed note of a checkpoint that
/// was kept elsewhere.
pub fn verify(tx: &mut Tx, key: &NoteKey, outside: Option<&str>) -> Result<Report> {
    let mut report = Report { pending: sequencer::pending(tx)?, ..Report::default() };
    let head = sequencer::head(tx)?;
    let frontier = head.as_ref().and_then(|head| Frontier::from_bytes(&head.frontier).ok());
    let signed = match &head {
        Some(head) if !head.note.is_empty() => trusted(&head.note, key),
        _ => Ok(None),
    };
    let outside = outside.map(|note| trusted(note, key).and_then(|checkpoint| checkpoint.ok_or(())));
    report.compared = matches!(outside, Some(Ok(_)));
    let of_interest = [signed.as_ref().ok().and_then(|c| c.as_ref()), outside.as_ref().and_then(|c| c.as_ref().ok())];
    let mut walk = Walk::new(tx, of_interest.into_iter().flatten().map(|checkpoint| checkpoint.size).collect(), frontier.as_ref())?;
    walk.run(tx, &mut report)?;

    match (&head, &frontier) {
        (None, _) if report.entries == 0 => {}
        (_, None) => report.add(Kind::NoHead, None, None),
        (_, Some(frontier)) if walk.tree.size() < frontier.size() => report.add(Kind::Missing, Some(frontier.size() as i64), None),
        (_, Some(frontier)) if walk.tree != *frontier => report.add(Kind::Edge, Some(frontier.size() as i64), None),
        _ => {}
    }
    match &signed {
        Err(()) => report.add(Kind::Signature, None, None),
        Ok(Some(checkpoint)) => {
            report.signed = checkpoint.size;
            if walk.root_at(checkpoint.size) != Some(checkpoint.root) {
                report.add(Kind::Root, Some(checkpoint.size as i64), None);
            }
        }
        Ok(None) => {}
    }
    match &outside {
        None => {}
        Some(Err(())) => report.add(Kind::ForeignCheckpoint, None, None),
        Some(Ok(checkpoint)) => match walk.root_at(checkpoint.size) {
            None => report.add(Kind::Truncated, Some(checkpoint.size as i64), None),
            Some(root) if root != checkpoint.root => report.add(Kind::Forked, Some(checkpoint.size as i64), None),
            Some(_) => {}
        },
    }
    Ok(report)
}

fn trusted(note: &str, key: &NoteKey) -> Result<Option<Checkpoint>, ()> {
    let checkpoint = parse_and_verify(note, key).map_err(|_| ())?;
    if checkpoint.origin == key.name() { Ok(Some(checkpoint)) } else { Err(()) }
}

/// The way through the entries in their order, with the tree that they make.
struct Walk {
    tree: Frontier,
    /// Sizes at which a root was signed, with the root found there.
    roots: HashMap<u64, Option<Hash>>,
    aliases: HashMap<Id, Vec<u8>>,
    head_size: i64,
    last: i64,
}

impl Walk {
    fn new(tx: &mut Tx, sizes: Vec<u64>, head: Option<&Frontier>) -> Result<Walk> {
        let aliases = tx.query("SELECT person, alias FROM journal_alias", &[], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let tree = Frontier::new();
        let roots = sizes.into_iter().map(|size| (size, (size == 0).then(|| tree.root()))).collect();
        let head_size = head.map_or(0, |head| head.size() as i64);
        Ok(Walk { tree, roots, aliases: aliases.into_iter().collect(), head_size, last: 0 })
    }

    fn root_at(&self, size: u64) -> Option<Hash> {
        self.roots.get(&size).copied().flatten()
    }

    fn run(&mut self, tx: &mut Tx, report: &mut Report) -> Result<()> {
        let mut after = i64::MIN;
        loop {
            let mut rows = 0;
            let page_after = after;
            tx.each(
                "SELECT seq, id, at, assembly, actor, registrar, act, module, subject, payload, salt, digest, leaf, actor_alias, registrar_alias
                 FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2",
                params![page_after, PAGE],
                |row| {
                    rows += 1;
                    after = row.get(0)?;
                    match Entry::read(row) {
                        Ok(entry) => self.step(&entry, report),
                        Err(_) => self.pass_over(after, row.get(1)?, report),
                    }
                    Ok(true)
                },
            )?;
            if rows < PAGE {
                return Ok(());
            }
        }
    }

    fn step(&mut self, entry: &Entry, report: &mut Report) {
        let (seq, id) = (Some(entry.seq), Some(entry.id));
        report.entries += 1;
        if entry.seq > self.head_size || entry.seq < 1 {
            report.add(Kind::BeyondHead, seq, id);
            return;
        }
        if entry.seq != self.last + 1 {
            report.add(Kind::Gap, seq, id);
        }
        self.last = entry.seq;
        let hash = entry.hash();
        if entry.leaf.as_deref() != Some(hash.as_slice()) {
            report.add(Kind::Edited, seq, id);
        }
        let payload = entry.payload();
        let people =
            [self.person(Some(entry.actor), Some(&entry.actor_alias)), self.person(entry.registrar, entry.registrar_alias.as_ref())];
        if payload == Trust::Broken {
            report.add(Kind::Payload, seq, id);
        }
        if people.contains(&Trust::Broken) {
            report.add(Kind::Person, seq, id);
        }
        if payload == Trust::Erased || people.contains(&Trust::Erased) {
            report.redacted += 1;
        }
        self.tree.push(hash);
        if let Some(root) = self.roots.get_mut(&self.tree.size()) {
            *root = Some(self.tree.root());
        }
    }

    /// SQLite lets a column hold another type than it declares.
    fn pass_over(&mut self, seq: i64, id: Id, report: &mut Report) {
        report.entries += 1;
        self.last = seq;
        report.add(Kind::Edited, Some(seq), Some(id));
    }

    fn person(&self, person: Option<Id>, alias: Option<&Vec<u8>>) -> Trust {
        match (person, alias) {
            (None, None) => Trust::Whole,
            (Some(Id(0)), Some(alias)) if *alias == NOBODY => Trust::Whole,
            (Some(FORGOTTEN), Some(_)) => Trust::Erased,
            (Some(person), Some(alias)) if self.aliases.get(&person) == Some(alias) => Trust::Whole,
            _ => Trust::Broken,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Trust {
    Whole,
    Erased,
    Broken,
}

struct Entry {
    seq: i64,
    id: Id,
    at: i64,
    assembly: i64,
    actor: Id,
    registrar: Option<Id>,
    act: String,
    module: String,
    subject: i64,
    payload: Option<String>,
    salt: Option<Vec<u8>>,
    digest: Vec<u8>,
    leaf: Option<Vec<u8>>,
    actor_alias: Vec<u8>,
    registrar_alias: Option<Vec<u8>>,
}

impl Entry {
    fn read(row: &Row) -> Result<Entry> {
        Ok(Entry {
            seq: row.get(0)?,
            id: row.get(1)?,
            at: row.get(2)?,
            assembly: row.get(3)?,
            actor: row.get(4)?,
            registrar: row.get(5)?,
            act: row.get(6)?,
            module: row.get(7)?,
            subject: row.get(8)?,
            payload: row.get(9)?,
            salt: row.get(10)?,
            digest: row.get(11)?,
            leaf: row.get(12)?,
            actor_alias: row.get::<Option<Vec<u8>>>(13)?.unwrap_or_default(),
            registrar_alias: row.get(14)?,
        })
    }

    fn hash(&self) -> Hash {
        let leaf = Leaf {
            id: self.id.0,
            at: self.at,
            assembly: self.assembly,
            actor: &self.actor_alias,
            registrar: self.registrar_alias.as_deref(),
            act: &self.act,
            module: &self.module,
            subject: self.subject,
            digest: &self.digest,
        };
        leaf.hash()
    }

    fn payload(&self) -> Trust {
        match (&self.payload, &self.salt) {
            (Some(text), Some(salt)) if payload_digest(salt, text).as_slice() == self.digest => Trust::Whole,
            (None, None) => Trust::Erased,
            _ => Trust::Broken,
        }
    }
}
