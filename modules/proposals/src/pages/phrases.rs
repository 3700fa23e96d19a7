//! 常用语库的页面.

use kernel::db::Tx;
use kernel::{Actor, Id, Result};
use serde_json::{Value, json};
use web::ui::{Cell, Column, Empty, Link, ListView, Pager, Row, Tab};
use web::{Ask, Reply};

use crate::phrases::Purpose;
use crate::store;

/// `GET /phrases`
pub fn list(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let chosen = ask.get("purpose").and_then(Purpose::parse).unwrap_or(Purpose::Return);
    let phrases = store::phrases::of(tx, who.assembly, chosen.name())?;
    let names = directory::names::persons(tx, &phrases.iter().map(|p| p.saved_by).collect::<Vec<Id>>())?;
    let rows = phrases.iter().map(|p| {
        let cells = vec![
            Cell::strong(p.text.as_str()),
            Cell::text(names.get(&p.saved_by).cloned().unwrap_or_default()),
            Cell::link(ask.t("phrases.retire"), format!("/phrases/{}/retirement", p.id)),
        ];
        Row::new(p.id, cells).href(format!("/phrases/{}/text", p.id))
    });
    let add = Link::new(ask.t("phrases.add"), format!("/phrases/new?purpose={}", chosen.name()));
    let count = phrases.len() as u64;
    let view = ListView {
        title: ask.t("proposals.phrases").to_owned(),
        lead: ask.t("proposals.phrases.lead").to_owned(),
        tabs: Purpose::ALL.iter().map(|p| tab(ask, *p, chosen)).collect(),
        columns: ["text", "saved-by", "acts"].iter().map(|key| Column::new(ask.t(&format!("proposals.phrases.{key}")))).collect(),
        rows: rows.collect(),
        actions: vec![add.clone()],
        pager: Pager { total: count, shown_from: count.min(1), shown_to: count, ..Pager::default() },
        empty: Empty { text: ask.t("proposals.phrases.none").to_owned(), first_step: Some(add) },
        ..ListView::default()
    };
    Reply::page(ask.t("proposals.phrases"), view.render(&ask.locale))
}

fn tab(ask: &Ask, purpose: Purpose, chosen: Purpose) -> Tab {
    let label = ask.t(&format!("proposals.phrases.purpose.{}", purpose.name())).to_owned();
    Tab { label, href: format!("/phrases?purpose={}", purpose.name()), count: None, current: purpose == chosen }
}

/// `GET /api/v1/phrases`
pub fn list_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let mut items = Vec::new();
    for purpose in Purpose::ALL.iter().filter(|p| ask.get("purpose").is_none_or(|asked| asked == p.name())) {
        for phrase in store::phrases::of(tx, who.assembly, purpose.name())? {
            items.push(json!({ "id": phrase.id, "purpose": phrase.purpose, "text": phrase.text }));
        }
    }
    Ok(json!({ "total": items.len(), "items": items, "next_cursor": null }))
}
