//! 办理经过: the timeline of a record, from the journal.

use std::collections::HashMap;

use kernel::db::Tx;
use kernel::journal::{self, Entry};
use kernel::{Id, Result};
use serde_json::Value;
use web::Ask;
use web::ui::Event;

use crate::model::Proposal;

/// Newest first.
pub fn of(tx: &mut Tx, ask: &Ask, p: &Proposal) -> Result<(Vec<Event>, Vec<String>)> {
    let entries = journal::history(tx, &crate::acts::subject(p))?;
    let people: Vec<Id> = entries.iter().flat_map(|e| [Some(e.actor), e.registrar]).flatten().collect();
    let names = directory::names::persons(tx, &people)?;
    let visited = entries.iter().filter_map(|e| e.payload.as_ref()?.get("to")?.as_str().map(str::to_owned)).collect();
    let mut events: Vec<Event> = entries.iter().map(|e| event(ask, e, &names)).collect();
    events.reverse();
    Ok((events, visited))
}

fn event(ask: &Ask, entry: &Entry, names: &HashMap<Id, String>) -> Event {
    let name = |id: Id| names.get(&id).cloned().unwrap_or_else(|| ask.t("proposals.the-program").to_owned());
    let who = match entry.registrar {
        Some(registrar) => ask.locale.f("proposals.registered-by", &[("signer", name(entry.actor)), ("registrar", name(registrar))]),
        None => name(entry.actor),
    };
    Event {
        at: ask.locale.moment(entry.at.0, ask.today),
        who,
        what: ask.t(&format!("journal.{}", entry.act)).to_owned(),
        note: entry.payload.as_ref().and_then(note),
        diff: None,
    }
}

/// What somebody wrote for others to read.
fn note(payload: &Value) -> Option<String> {
    let parts: Vec<&str> = ["unit", "units", "reason", "note", "message", "text"].iter().filter_map(|k| payload.get(k)?.as_str()).collect();
    let parts: Vec<&str> = parts.into_iter().filter(|t| !t.trim().is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join("　"))
}
