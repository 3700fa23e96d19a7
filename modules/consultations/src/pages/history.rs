//! 经过: what happened to a record, the newest first, and the states that it visited.

use kernel::db::Tx;
use kernel::journal::{self, Ref};
use kernel::{Id, Result};
use web::Ask;
use web::ui::Event;

/// Of one record; entries are told by `journal.{act}`.
pub fn of(tx: &mut Tx, ask: &Ask, subject: &Ref) -> Result<(Vec<Event>, Vec<String>)> {
    let entries = journal::history(tx, subject)?;
    let people: Vec<Id> = entries.iter().map(|e| e.actor).collect();
    let names = directory::names::persons(tx, &people)?;
    let state = |e: &journal::Entry, key: &str| e.payload.as_ref()?.get(key)?.as_str().map(str::to_owned);
    let visited = entries.iter().flat_map(|e| [state(e, "from"), state(e, "to")]).flatten().collect();
    let mut events: Vec<Event> = entries
        .iter()
        .map(|e| Event {
            at: ask.locale.moment(e.at.0, ask.today),
            who: names.get(&e.actor).cloned().unwrap_or_else(|| ask.t("topics.somebody").to_owned()),
            what: ask.t(&format!("journal.{}", e.act)).to_owned(),
            note: note(e),
            diff: None,
        })
        .collect();
    events.reverse();
    Ok((events, visited))
}

/// What somebody wrote for others to read.
fn note(entry: &journal::Entry) -> Option<String> {
    let payload = entry.payload.as_ref()?;
    let parts: Vec<&str> = ["unit", "reason", "note", "text"]
        .iter()
        .filter_map(|key| payload.get(key)?.as_str())
        .filter(|text| !text.trim().is_empty())
        .collect();
    (!parts.is_empty()).then(|| parts.join("　"))
}
