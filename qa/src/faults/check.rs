//! Whether everything that was acknowledged is there, once and whole.

use std::collections::HashMap;
use std::path::Path;

use serde_json::{Value, json};

use super::clients::{Act, Client, Told};
use super::store::Store;
use crate::program::{Outcome, command};

#[derive(Default, Clone, Debug)]
pub struct Verdict {
    pub acknowledged: usize,
    pub lost: usize,
    pub doubled: usize,
    /// A record without its journal entry, version or state.
    pub half_done: usize,
    /// There without having been acknowledged.
    pub stray: usize,
}

impl Verdict {
    pub fn is_good(&self) -> bool {
        self.lost + self.doubled + self.half_done + self.stray == 0
    }

    pub fn json(&self) -> Value {
        json!({
            "acknowledged": self.acknowledged, "lost": self.lost, "doubled": self.doubled,
            "half_done": self.half_done, "stray": self.stray,
        })
    }
}

/// Holds what the clients were told against the rows.
pub fn records(store: &Store, clients: &[Client]) -> Outcome<Verdict> {
    compare(store, clients.iter().flat_map(|client| &client.told))
}

pub fn compare<'a>(store: &Store, told: impl Iterator<Item = &'a Told>) -> Outcome<Verdict> {
    let mut verdict = Verdict::default();
    let mut by_id: HashMap<String, (String, String, bool)> = HashMap::new();
    let mut titles: HashMap<String, usize> = HashMap::new();
    for row in store
        .rows("SELECT id, title, state, CASE WHEN receipt_no IS NULL THEN 0 ELSE 1 END FROM proposal WHERE title LIKE '关于改进第c%'")?
    {
        let [id, title, state, numbered] = <[String; 4]>::try_from(row).map_err(|_| "four columns")?;
        *titles.entry(title.clone()).or_default() += 1;
        by_id.insert(id, (title, state, numbered == "1"));
    }
    let entries = counted(
        store,
        "SELECT subject || ' ' || act, COUNT(*) FROM journal WHERE act IN ('proposal.drafted', 'proposal.submitted') GROUP BY subject, act",
    )?;
    let versions = counted(store, "SELECT proposal, COUNT(*) FROM proposal_version GROUP BY proposal")?;
    let entry = |id: &str, act: &str| entries.get(&format!("{id} proposal.{act}")).copied().unwrap_or(0);
    verdict.doubled += titles.values().filter(|n| **n > 1).count();
    for (id, (_, state, numbered)) in &by_id {
        let submitted = state != "draft";
        let whole = entry(id, "drafted") == 1
            && entry(id, "submitted") == i64::from(submitted)
            && versions.get(id) == Some(&1)
            && *numbered == submitted;
        verdict.half_done += usize::from(!whole);
    }
    let files = counted(store, "SELECT subject, COUNT(*) FROM file WHERE purpose = 'paper_scan' GROUP BY subject")?;
    let mut drafted = std::collections::HashSet::new();
    for told in told {
        verdict.acknowledged += 1;
        let found = by_id.get(&told.id).filter(|(title, ..)| *title == told.title);
        let there = match told.act {
            Act::Draft => found.is_some(),
            Act::Register => found.is_some() && files.get(&told.id) == Some(&1),
            Act::Submit => found.is_some_and(|(_, state, _)| state != "draft"),
        };
        verdict.lost += usize::from(!there);
        drafted.insert(told.id.as_str());
    }
    verdict.stray = by_id.keys().filter(|id| !drafted.contains(id.as_str())).count();
    Ok(verdict)
}

fn counted(store: &Store, sql: &str) -> Outcome<HashMap<String, i64>> {
    store.rows(sql)?.into_iter().map(|mut row| Ok((std::mem::take(&mut row[0]), row[1].parse()?))).collect()
}

/// `doctor` and `audit verify` find nothing.
pub fn sound(data: &Path, more: &[&str]) -> Outcome<()> {
    command(data, &[more, &["--json", "doctor"]].concat())?;
    command(data, &[more, &["--json", "audit", "verify"]].concat())?;
    Ok(())
}

/// The same, but for one check of `doctor` that this place cannot pass.
pub fn sound_but(data: &Path, check: &str, more: &[&str]) -> Outcome<()> {
    let said = crate::program::output(data, &[more, &["--json", "doctor"]].concat())?;
    let said: Value = serde_json::from_slice(&said.stdout)?;
    let bad = said["checks"].as_array().into_iter().flatten().find(|c| c["good"] == false && c["check"] != check);
    if let Some(bad) = bad {
        return Err(format!("doctor: {bad}").into());
    }
    command(data, &[more, &["--json", "audit", "verify"]].concat()).map(drop)
}
