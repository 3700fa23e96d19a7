//! 类别的页面.

use kernel::db::Tx;
use kernel::{Actor, Result};
use serde_json::{Value, json};
use web::ui::{Cell, Chip, Column, Empty, Link, ListView, Pager, Row, Tone};
use web::{Ask, Reply};

use crate::store;

/// `GET /categories`
pub fn list(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let categories = store::categories::all(tx, who.assembly)?;
    let rows = categories.iter().map(|c| {
        let (tone, state) = if c.ended { (Tone::Plain, "ended") } else { (Tone::Good, "running") };
        let (act, noun) = if c.ended { ("categories.resume", "resumption") } else { ("categories.end", "end") };
        let cells = vec![
            Cell::strong(c.name.as_str()),
            Cell::text(c.name_en.as_str()),
            Cell::Number(ask.locale.number(c.proposals)),
            Cell::Chip(Chip::new(tone, ask.t(&format!("proposals.category.{state}")))),
            Cell::link(ask.t(act), format!("/categories/{}/{noun}", c.id)),
        ];
        Row::new(c.id, cells).href(format!("/categories/{}/name", c.id))
    });
    let add = Link::new(ask.t("categories.add"), "/categories/new");
    let count = categories.len() as u64;
    let columns = ["name", "name-en", "proposals", "state", "acts"];
    let view = ListView {
        title: ask.t("proposals.categories").to_owned(),
        lead: ask.t("proposals.category.lead").to_owned(),
        columns: columns.iter().map(|key| Column::new(ask.t(&format!("proposals.category.{key}")))).collect(),
        rows: rows.collect(),
        actions: vec![add.clone()],
        pager: Pager { total: count, shown_from: count.min(1), shown_to: count, ..Pager::default() },
        empty: Empty { text: ask.t("proposals.category.empty").to_owned(), first_step: Some(add) },
        ..ListView::default()
    };
    Reply::page(ask.t("proposals.categories"), view.render(&ask.locale))
}

/// `GET /api/v1/categories`: those in use.
pub fn list_json(tx: &mut Tx, who: &Actor, _: &Ask) -> Result<Value> {
    let items: Vec<Value> = store::categories(tx, who.assembly)?
        .into_iter()
        .map(|(id, name, name_en)| json!({ "id": id, "name": name, "name_en": name_en }))
        .collect();
    Ok(json!({ "total": items.len(), "items": items, "next_cursor": null }))
}
