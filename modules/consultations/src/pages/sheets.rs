//! What the pages of the grass-roots registers have in common.

use std::collections::BTreeMap;

use documents::Table;
use kernel::db::Tx;
use kernel::{Actor, Id, Result};
use web::Ask;
use web::i18n::Lang;
use web::ui::{Cell, Chip, Choice, Column, Field, Html, Link, Row, Tone, table};

use super::labels;
use crate::rules::Coded;

/// The field with what the query chose.
pub fn chosen(ask: &Ask, field: Field, name: &str) -> Field {
    match ask.get(name) {
        Some(value) => field.value(value),
        None => field,
    }
}

/// Which assembly, for whoever reads several.
pub fn level_field(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Option<Field>> {
    let below = directory::assemblies::below(tx, who.assembly)?;
    let names = below.iter().map(|a| Choice::new(a.id.to_string(), labels::in_language(ask, &a.name, &a.name_en))).collect();
    Ok((below.len() > 1).then(|| chosen(ask, Field::select("assembly", ask.t("rooms.column.assembly"), names), "assembly")))
}

/// Two answers of a filter: (value, message key) each.
pub fn either(ask: &Ask, name: &'static str, label: &str, answers: [(&str, &str); 2]) -> Field {
    let choices = answers.map(|(value, key)| Choice::new(value, ask.t(key))).to_vec();
    chosen(ask, Field::select(name, ask.t(label), choices), name)
}

/// Is the list narrowed by more than its page?
pub fn narrowed(ask: &Ask) -> bool {
    ask.query.iter().any(|(n, v)| !["page_size", "cursor", "seen", "trail"].contains(&n.as_str()) && !v.is_empty())
}

pub fn assembly_name(tx: &mut Tx, ask: &Ask, id: Id) -> Result<String> {
    let a = directory::assemblies::get(tx, id)?;
    Ok(if ask.locale.lang == Lang::En { a.name_en } else { a.name })
}

pub fn back(ask: &Ask, list: &str, href: &str) -> Vec<Link> {
    vec![Link::new(ask.t("registers.list"), "/room-registers"), Link::new(ask.t(list), href)]
}

/// Every point with what was found.
pub fn points(ask: &Ask, list: &[Coded], found: &BTreeMap<String, bool>) -> Html {
    let heads = [Column::new(ask.t("rooms.column.check")), Column::new(ask.t("rooms.column.found"))];
    table(&heads, &point_rows(ask, list, found))
}

pub fn point_rows(ask: &Ask, list: &[Coded], found: &BTreeMap<String, bool>) -> Vec<Row> {
    let row = |c: &Coded| {
        let (tone, key) = match found.get(&c.code) {
            Some(true) => (Tone::Good, "rooms.check.good"),
            Some(false) => (Tone::Bad, "rooms.check.bad"),
            None => (Tone::Plain, "rooms.check.open"),
        };
        let label = labels::in_language(ask, &c.label, &c.label_en);
        Row::new(&c.code, vec![Cell::strong(label), Cell::Chip(Chip::new(tone, ask.t(key)))])
    };
    list.iter().map(row).collect()
}

/// 3/4, of what was looked at then.
pub fn share(found: &BTreeMap<String, bool>) -> String {
    if found.is_empty() { String::new() } else { format!("{}/{}", found.values().filter(|so| **so).count(), found.len()) }
}

/// A table that goes out: message keys for people, their last part for programs.
pub fn heads(ask: &Ask, keys: &[&str]) -> Vec<String> {
    let programs = ask.get("format") == Some("jsonl");
    keys.iter().map(|key| if programs { key.rsplit('.').next().unwrap_or(key).to_owned() } else { ask.t(key).to_owned() }).collect()
}

pub fn sheet(ask: &Ask, keys: &[&str], rows: Vec<Vec<String>>) -> Table {
    Table::new(heads(ask, keys), rows)
}

/// The day as lists and tables that go out write it.
pub fn day(day: Option<jiff::civil::Date>) -> String {
    day.map(|d| d.to_string()).unwrap_or_default()
}
