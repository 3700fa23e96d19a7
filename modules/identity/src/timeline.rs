//! 经过 of a record of this module.

use std::collections::HashMap;

use kernel::Id;
use kernel::journal::Entry;
use web::Ask;
use web::ui::Event;

/// Newest first, at most fifty.
pub fn events(ask: &Ask, entries: &[Entry], names: &HashMap<Id, String>) -> Vec<Event> {
    let l = &ask.locale;
    let event = |e: &Entry| Event {
        at: l.moment(e.at.0, ask.today),
        who: names.get(&e.actor).cloned().unwrap_or_else(|| l.t("identity.nobody").to_owned()),
        what: l.t(&format!("journal.{}", e.act)).to_owned(),
        note: e.payload.as_ref().and_then(|p| p["reason"].as_str()).map(str::to_owned),
        diff: None,
    };
    entries.iter().rev().take(50).map(event).collect()
}
