//! 写回: a field of a record as a cell, in the words that the import reads.

use std::collections::HashMap;

use directory::sessions::Session;
use kernel::db::Tx;
use kernel::{Id, Result};

use crate::model::Proposal;
use crate::store;

/// Names that every row needs.
pub struct Names {
    categories: HashMap<Id, String>,
    sessions: HashMap<Id, Session>,
}

impl Names {
    pub fn load(tx: &mut Tx, assembly: Id) -> Result<Names> {
        let categories = store::sources::categories_by_name(tx, assembly)?.into_iter().map(|(name, id)| (id, name)).collect();
        let sessions = directory::sessions::of(tx, assembly)?.into_iter().map(|s| (s.id, s)).collect();
        Ok(Names { categories, sessions })
    }
}

/// The cell of a field; empty for `content`, which only foreign tables have, unless the record came with one.
pub fn field(tx: &mut Tx, p: &Proposal, key: &str, names: &Names) -> Result<String> {
    let session = names.sessions.get(&p.session);
    Ok(match key {
        "number" => p.case_no.clone().unwrap_or_default(),
        "receipt_no" => p.receipt_no.map(|n| n.to_string()).unwrap_or_default(),
        "session" => session.map(|s| format!("{}-{}", s.term_ordinal, s.ordinal)).unwrap_or_default(),
        "year" => session.map(|s| s.year.to_string()).unwrap_or_default(),
        "period" => p.period.name().to_owned(),
        "kind" => p.kind.name().to_owned(),
        "title" => p.title.clone(),
        "proposer" => p.proposer.clone(),
        "co_signers" => co_signers(tx, p)?,
        "category" => p.category.and_then(|c| names.categories.get(&c).cloned()).unwrap_or_default(),
        "background" => p.background.clone(),
        "analysis" => p.analysis.clone(),
        "suggestions" => numbered(&p.suggestions),
        "content" => p.source_text.clone().unwrap_or_default(),
        "state" => p.state.get().name().to_owned(),
        "submitted_at" => p.submitted_at.map(written).unwrap_or_default(),
        "closed_at" => p.closed_at.map(written).unwrap_or_default(),
        "unit" => units(tx, p)?,
        "result_class" => result_class(tx, p)?,
        _ => String::new(),
    })
}

/// Does the cell as it came still say what the record holds?
pub fn says(key: &str, cell: &str, p: &Proposal, names: &Names) -> bool {
    let plain = text::clean(cell);
    let plain = plain.trim();
    match key {
        "number" => p.case_no.as_deref().unwrap_or_default() == plain,
        "title" => p.title == plain.split_whitespace().collect::<Vec<_>>().join(" "),
        "proposer" => p.proposer == plain,
        "category" => p.category.and_then(|c| names.categories.get(&c)).map_or("", String::as_str) == plain,
        "background" => p.background == plain,
        "analysis" => p.analysis == plain,
        "suggestions" => p.suggestions == text::split_suggestions(plain),
        "state" => super::words::state(plain) == Some(p.state.get()),
        _ => true,
    }
}

fn numbered(suggestions: &[String]) -> String {
    let lines: Vec<String> = suggestions.iter().enumerate().map(|(at, text)| format!("{}．{text}", at + 1)).collect();
    lines.join("\n")
}

fn written(at: kernel::Timestamp) -> String {
    at.rfc3339().chars().take(19).map(|c| if c == 'T' { ' ' } else { c }).collect()
}

fn co_signers(tx: &mut Tx, p: &Proposal) -> Result<String> {
    let signers = store::invitations::accepted(tx, p.id)?;
    let names = directory::names::persons(tx, &signers)?;
    Ok(signers.iter().filter_map(|s| names.get(s).map(String::as_str)).collect::<Vec<_>>().join("、"))
}

fn units(tx: &mut Tx, p: &Proposal) -> Result<String> {
    let units: Vec<Id> = store::assignments::of(tx, p.id)?.iter().filter(|a| a.runs()).map(|a| a.unit).collect();
    let names = directory::names::units(tx, &units)?;
    Ok(units.iter().filter_map(|u| names.get(u).map(String::as_str)).collect::<Vec<_>>().join("、"))
}

/// Of the latest reply that was sent.
fn result_class(tx: &mut Tx, p: &Proposal) -> Result<String> {
    let replies = store::replies::of(tx, p.id)?;
    Ok(replies.into_iter().rev().find(|r| r.sent_at.is_some() && r.revoked_at.is_none()).and_then(|r| r.result_class).unwrap_or_default())
}
