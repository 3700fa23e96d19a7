//! 经过: what happened to a record, told from its journal.

use std::collections::HashMap;

use kernel::db::Tx;
use kernel::journal::{self, Entry, Ref};
use kernel::{Id, Result};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::page::Ask;
use crate::ui::Event;

/// The entries of one record, oldest first, with what a timeline tells of them.
pub struct Past(Vec<Entry<Said>>);

/// How a past is told: entries by `journal.{act}`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Telling<'a> {
    /// The message for whoever has no name.
    pub somebody: &'a str,
    /// Beginnings of acts that have states of a process of their own.
    pub apart: &'a [&'a str],
    /// Beginnings of acts whose words are not for this reader.
    pub wordless: &'a [&'a str],
}

/// What is told of a payload; the rest is passed over unread. A field of another shape says nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Said {
    from: Word,
    to: Word,
    unit: Word,
    units: Units,
    reason: Word,
    note: Word,
    message: Word,
    text: Word,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Word {
    Said(String),
    Other(IgnoredAny),
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Units {
    Words(String),
    Each(Vec<Unit>),
    Other(IgnoredAny),
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Unit {
    Name(String),
    Part { unit: Word },
    Other(IgnoredAny),
}

impl Past {
    pub fn of(tx: &mut Tx, subject: &Ref) -> Result<Past> {
        Ok(Past(journal::history_of(tx, subject)?))
    }

    /// Everybody who acted or registered, some of them several times.
    pub fn people(&self) -> impl Iterator<Item = Id> {
        self.0.iter().flat_map(|e| [Some(e.actor), e.registrar]).flatten()
    }

    /// Newest first.
    pub fn events(&self, ask: &Ask, names: &HashMap<Id, String>, telling: &Telling) -> Vec<Event> {
        self.0.iter().rev().map(|e| event(ask, e, names, telling)).collect()
    }

    /// The states that the record went through, in order.
    pub fn visited(&self, telling: &Telling) -> Vec<&str> {
        let mut way = Vec::new();
        for said in self.0.iter().filter(|e| !begins(&e.act, telling.apart)).filter_map(|e| e.payload.as_ref()) {
            way.extend(said.from.text().filter(|from| way.last() != Some(from)));
            way.extend(said.to.text());
        }
        way
    }
}

fn event(ask: &Ask, entry: &Entry<Said>, names: &HashMap<Id, String>, telling: &Telling) -> Event {
    let name = |id: Id| names.get(&id).map_or_else(|| ask.t(telling.somebody), String::as_str);
    let who = match entry.registrar {
        Some(registrar) => ask.locale.f("web.registered-by", &[("signer", name(entry.actor)), ("registrar", name(registrar))]),
        None => name(entry.actor).to_owned(),
    };
    Event {
        at: ask.locale.moment(entry.at.0, ask.today),
        who,
        what: ask.t(&format!("journal.{}", entry.act)).to_owned(),
        note: entry.payload.as_ref().and_then(|said| said.note(!begins(&entry.act, telling.wordless))),
        diff: None,
    }
}

fn begins(act: &str, beginnings: &[&str]) -> bool {
    beginnings.iter().any(|beginning| act.starts_with(beginning))
}

impl Said {
    /// Which units, and what somebody wrote for others to read.
    fn note(&self, words: bool) -> Option<String> {
        let (mut parts, mut written) = (vec![self.unit.text()], None);
        match &self.units {
            Units::Words(text) => written = Some(text.as_str()),
            Units::Each(units) => parts.extend(units.iter().map(Unit::name)),
            Units::Other(_) => {}
        }
        if words {
            parts.push(written);
            parts.extend([&self.reason, &self.note, &self.message, &self.text].map(Word::text));
        }
        let parts: Vec<&str> = parts.into_iter().flatten().filter(|text| !text.trim().is_empty()).collect();
        (!parts.is_empty()).then(|| parts.join("　"))
    }
}

impl Word {
    fn text(&self) -> Option<&str> {
        match self {
            Word::Said(text) => Some(text),
            Word::Other(_) => None,
        }
    }
}

impl Unit {
    fn name(&self) -> Option<&str> {
        match self {
            Unit::Name(name) => Some(name),
            Unit::Part { unit } => unit.text(),
            Unit::Other(_) => None,
        }
    }
}

impl Default for Word {
    fn default() -> Word {
        Word::Other(IgnoredAny)
    }
}

impl Default for Units {
    fn default() -> Units {
        Units::Other(IgnoredAny)
    }
}

#[cfg(test)]
mod tests {
    use kernel::Timestamp;
    use serde_json::json;

    use super::*;

    fn past(entries: &[(&str, serde_json::Value)]) -> Past {
        let entry = |(act, payload): &(&str, serde_json::Value)| Entry {
            id: Id(1),
            seq: None,
            at: Timestamp(0),
            assembly: Id(1),
            actor: Id(7),
            registrar: None,
            act: (*act).into(),
            subject: Ref::new("proposals", Id(2)),
            payload: Some(serde_json::from_value(payload.clone()).expect("every object can be told")),
        };
        Past(entries.iter().map(entry).collect())
    }

    fn note(payload: serde_json::Value, words: bool) -> Option<String> {
        past(&[("a", payload)]).0[0].payload.as_ref().and_then(|said| said.note(words))
    }

    #[test]
    fn units_are_told_to_all_and_words_to_whom_they_are_for() {
        let entry = json!({ "units": ["住建局", { "unit": "水务局", "part": "lead" }, 7], "note": "请于月底前答复", "text": " ", "body": { "long": [1] } });
        assert_eq!(note(entry.clone(), true).as_deref(), Some("住建局　水务局　请于月底前答复"));
        assert_eq!(note(entry, false).as_deref(), Some("住建局　水务局"));
        assert_eq!(note(json!({ "units": "住建局、水务局", "unit": "教育局" }), true).as_deref(), Some("教育局　住建局、水务局"));
        assert_eq!(note(json!({ "units": "住建局" }), false), None);
    }

    #[test]
    fn a_field_of_another_shape_says_nothing() {
        assert_eq!(note(json!({ "note": { "a": 1 }, "reason": 3, "text": null, "unit": ["x"], "units": 4 }), true), None);
        assert_eq!(note(json!({}), true), None);
    }

    #[test]
    fn the_way_leaves_out_other_processes_and_names_each_stay_once() {
        let past = past(&[
            ("proposal.drafted", json!({ "to": "draft" })),
            ("proposal.submitted", json!({ "from": "draft", "to": "submitted" })),
            ("assignment.accepted", json!({ "from": "assigned", "to": "accepted" })),
            ("proposal.filed", json!({ "from": "pre_review", "to": "filed" })),
        ]);
        let telling = Telling { apart: &["assignment."], ..Telling::default() };
        assert_eq!(past.visited(&telling), ["draft", "submitted", "pre_review", "filed"]);
    }
}
