//! 协商事项台账: every agreed item with its owner, its day and how far it is.

use kernel::db::Tx;
use kernel::{Actor, Error, Result};
use serde_json::{Value, json};
use web::ui::{Cell, Choice, Column, Empty, Field, Link, ListView, Row};
use web::{Ask, Paging, Reply};

use super::{export, labels};
use crate::acts::form;
use crate::model::{Item, Topic};
use crate::store::items::Filter;
use crate::workflow::words::Progress;
use crate::{clocks, store};

pub(super) fn filter(ask: &Ask) -> Result<Filter> {
    let wrong = || Error::invalid("progress", "web.invalid.shape");
    Ok(Filter {
        assembly: None,
        room: ask.get_id("room"),
        unit: ask.get_id("unit"),
        progress: ask.get("progress").map(|p| Progress::parse(p).ok_or_else(wrong)).transpose()?,
        overdue: ask.get("overdue").map(|_| ask.today),
        before: None,
    })
}

struct Loaded {
    all: Vec<(Item, Topic)>,
    next: Option<kernel::Id>,
    total: i64,
}

fn load(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Loaded> {
    let (paging, filter) = (Paging::of(ask)?, filter(ask)?);
    let mut all = store::items::page(tx, who, &Filter { before: paging.after, ..filter.clone() }, paging.size)?;
    let next = (all.len() > paging.size).then(|| {
        all.truncate(paging.size);
        all[paging.size - 1].0.id
    });
    let total = store::items::count(tx, who, &filter)?;
    Ok(Loaded { all, next, total })
}

/// `GET /api/v1/agreed-items`
pub fn list_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let loaded = load(tx, who, ask)?;
    let items: Vec<Value> = loaded
        .all
        .iter()
        .map(|(i, t)| {
            json!({
                "id": i.id, "topic": t.id, "room": t.room, "title": t.title, "text": i.body, "unit": i.unit, "owner": i.owner,
                "method": i.method, "scope": i.scope, "due": i.due, "progress": i.progress, "report": i.report,
            })
        })
        .collect();
    Ok(json!({ "items": items, "next_cursor": loaded.next, "total": loaded.total }))
}

/// `GET /agreed-items`
pub fn list(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let loaded = load(tx, who, ask)?;
    let calendar = clocks::calendar(tx, who.assembly)?;
    let row = |(i, t): &(Item, Topic)| {
        let due = match i.progress {
            Progress::Open => Cell::Clock(labels::clock(ask, &calendar, i.due)),
            _ => Cell::Day(ask.locale.short_day(i.due, ask.today)),
        };
        let cells = vec![
            Cell::strong(i.body.as_str()),
            Cell::text(t.title.as_str()),
            Cell::text(i.owner.as_str()),
            due,
            Cell::Chip(labels::progress(ask, i.progress)),
        ];
        Row::new(i.id, cells).href(format!("/topics/{}#items", t.id))
    };
    let narrowed = ask.query.iter().any(|(n, v)| n != "page_size" && !v.is_empty());
    let view = ListView {
        title: ask.t("topics.items").to_owned(),
        lead: ask.locale.count("topics.items.total", loaded.total),
        filters: filters(tx, who, ask)?,
        clear: narrowed.then(|| "/agreed-items".to_owned()),
        columns: ["topics.item.text", "topics.column.title", "topics.item.owner", "topics.item.due", "topics.item.progress"]
            .iter()
            .map(|key| Column::new(ask.t(key)))
            .collect(),
        rows: loaded.all.iter().map(row).collect(),
        exports: export::links(ask, "/agreed-items/export"),
        pager: labels::pager("/agreed-items", ask, loaded.all.len(), loaded.total, loaded.next),
        empty: Empty { text: ask.t("topics.items.empty").to_owned(), first_step: None },
        ..ListView::default()
    };
    let crumbs = vec![Link::new(ask.t("topics.list"), "/topics")];
    Ok(Reply::page(ask.t("topics.items"), view.introduced(&ask.locale, ask.t("topics.items.intro")))?.crumbs(crumbs))
}

fn filters(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Vec<Field>> {
    let chosen = |field: Field, name: &str| match ask.get(name) {
        Some(value) => field.value(value),
        None => field,
    };
    let rooms = store::rooms::running(tx, who.assembly)?.into_iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect();
    let overdue = vec![Choice::new("1", ask.t("topics.items.overdue"))];
    Ok(vec![
        chosen(Field::select("progress", ask.t("topics.item.progress"), form::words::<Progress>(ask, "word.progress")), "progress"),
        chosen(Field::select("room", ask.t("topics.column.room"), rooms), "room"),
        chosen(Field::select("overdue", ask.t("topics.item.due"), overdue), "overdue"),
    ])
}
