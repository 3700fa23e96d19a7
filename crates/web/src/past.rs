//! 经过: what happened to a record, told from its journal.

use std::collections::HashMap;

use kernel::Id;
use kernel::db::Tx;
use kernel::journal::{self, Entry, Ref};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

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
    #[serde(deserialize_with = "word")]
    from: Option<String>,
    #[serde(deserialize_with = "word")]
    to: Option<String>,
    #[serde(deserialize_with = "word")]
    unit: Option<String>,
    units: Units,
    #[serde(deserialize_with = "word")]
    reason: Option<String>,
    #[serde(deserialize_with = "word")]
    note: Option<String>,
    #[serde(deserialize_with = "word")]
    message: Option<String>,
    #[serde(deserialize_with = "word")]
    text: Option<String>,
}

/// Names of units, or what somebody wrote of them.
#[derive(Debug, Default)]
struct Units {
    names: Vec<String>,
    words: Option<String>,
}

/// One of several.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Part {
    #[serde(deserialize_with = "word")]
    unit: Option<String>,
}

/// Read from the text itself: serde's untagged enums would copy whatever it is first.
fn word<'de, D: Deserializer<'de>>(source: D) -> Result<Option<String>, D::Error> {
    Ok(if_it_is(<&RawValue>::deserialize(source)?))
}

fn if_it_is<'a, T: Deserialize<'a>>(text: &'a RawValue) -> Option<T> {
    serde_json::from_str(text.get()).ok()
}

impl<'de> Deserialize<'de> for Units {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Units, D::Error> {
        let text = <&RawValue>::deserialize(source)?;
        let each: Vec<&RawValue> = if_it_is(text).unwrap_or_default();
        let name = |one| if_it_is(one).or_else(|| if_it_is::<Part>(one)?.unit);
        Ok(Units { names: each.into_iter().filter_map(name).collect(), words: if_it_is(text) })
    }
}

impl Past {
    pub fn of(tx: &mut Tx, subject: &Ref) -> kernel::Result<Past> {
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
            way.extend(said.from.as_deref().filter(|from| way.last() != Some(from)));
            way.extend(said.to.as_deref());
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
        let written = [&self.units.words, &self.reason, &self.note, &self.message, &self.text];
        let units = self.unit.iter().chain(&self.units.names);
        let parts = units.chain(written.into_iter().flatten().filter(|_| words)).map(String::as_str);
        let parts: Vec<&str> = parts.filter(|text| !text.trim().is_empty()).collect();
        (!parts.is_empty()).then(|| parts.join("　"))
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
            payload: Some(serde_json::from_str(&payload.to_string()).expect("every object can be told")),
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
