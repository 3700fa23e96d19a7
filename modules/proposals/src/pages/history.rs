//! 办理经过: the timeline of a record, from the journal.

use std::collections::HashMap;

use kernel::db::Tx;
use kernel::journal::{self, Entry};
use kernel::{Actor, Id, Result};
use serde_json::Value;
use web::Ask;
use web::ui::Event;

use crate::model::Proposal;
use crate::policy::READING_OFFICES;

/// Newest first.
pub fn of(tx: &mut Tx, who: &Actor, ask: &Ask, p: &Proposal) -> Result<(Vec<Event>, Vec<String>)> {
    let entries = journal::history(tx, &crate::acts::subject(p))?;
    let people: Vec<Id> = entries.iter().flat_map(|e| [Some(e.actor), e.registrar]).flatten().collect();
    let names = directory::names::persons(tx, &people)?;
    // The states of a unit's part have names of their own process.
    let others = ["assignment.", "extension.", "reply.", "rating."];
    let own = entries.iter().filter(|e| others.iter().all(|process| !e.act.starts_with(process)));
    let visited = own.filter_map(|e| e.payload.as_ref()?.get("to")?.as_str().map(str::to_owned)).collect();
    let inside = !who.units().is_empty() || who.holds_any(READING_OFFICES);
    let mut events: Vec<Event> = entries.iter().map(|e| event(ask, e, &names, inside)).collect();
    events.reverse();
    Ok((events, visited))
}

/// What units and offices write to each other is read by them alone.
fn event(ask: &Ask, entry: &Entry, names: &HashMap<Id, String>, inside: bool) -> Event {
    let name = |id: Id| names.get(&id).cloned().unwrap_or_else(|| ask.t("proposals.the-program").to_owned());
    let who = match entry.registrar {
        Some(registrar) => ask.locale.f("proposals.registered-by", &[("signer", name(entry.actor)), ("registrar", name(registrar))]),
        None => name(entry.actor),
    };
    Event {
        at: ask.locale.moment(entry.at.0, ask.today),
        who,
        what: ask.t(&format!("journal.{}", entry.act)).to_owned(),
        note: entry.payload.as_ref().and_then(|payload| note(payload, inside || !between_offices(&entry.act))),
        diff: None,
    }
}

fn between_offices(act: &str) -> bool {
    act.starts_with("assignment.") || act.starts_with("extension.")
}

/// Which units, and what somebody wrote for others to read.
fn note(payload: &Value, words: bool) -> Option<String> {
    let mut parts: Vec<&str> = payload.get("unit").and_then(Value::as_str).into_iter().collect();
    for unit in payload.get("units").and_then(Value::as_array).into_iter().flatten() {
        parts.extend(unit.as_str().or_else(|| unit.get("unit")?.as_str()));
    }
    let written = ["units", "reason", "note", "message", "text"].iter().filter_map(|k| payload.get(k)?.as_str());
    parts.extend(written.filter(|_| words));
    parts.retain(|t| !t.trim().is_empty());
    (!parts.is_empty()).then(|| parts.join("　"))
}
