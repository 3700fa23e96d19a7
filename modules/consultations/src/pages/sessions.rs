//! 协商会列表.

use kernel::db::Tx;
use kernel::{Actor, Error, Result};
use serde_json::{Value, json};
use web::ui::{Cell, Choice, Column, Empty, Field, Link, ListView, Row};
use web::{Ask, Paging, Reply};

use super::{labels, list};
use crate::acts::{form, rules_now, sessions};
use crate::model::Session;
use crate::store;
use crate::store::sessions::Filter;
use crate::workflow::session::State;

/// What counts as held.
const HELD: &[State] = &[State::Minutes, State::Confirmed, State::Published];

fn load(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<(Vec<Session>, Option<kernel::Id>, i64)> {
    let paging = Paging::of(ask)?;
    let state = match ask.get("state") {
        None => Vec::new(),
        Some("held") => HELD.to_vec(),
        Some(name) => vec![State::parse(name).ok_or_else(|| Error::invalid("state", "web.invalid.shape"))?],
    };
    let filter = Filter {
        state,
        room: ask.get_id("room"),
        registered_after: ask.get("after").map(|v| v == "1"),
        year: ask.get("year").and_then(|y| y.parse().ok()),
        days: (list::day(ask, "held_from")?, list::day(ask, "held_until")?),
        assembly: ask.get("own").map(|_| who.assembly),
        domain: ask.get("domain").map(str::to_owned),
        queue: ask.get("queue").map(str::to_owned),
        before: None,
    };
    let mut all = store::sessions::page(tx, who, &Filter { before: paging.after, ..filter.clone() }, paging.size)?;
    let next = (all.len() > paging.size).then(|| {
        all.truncate(paging.size);
        all[paging.size - 1].id
    });
    let total = store::sessions::count(tx, who, &filter)?;
    Ok((all, next, total))
}

/// `GET /api/v1/consultations`
pub fn list_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let (all, next, total) = load(tx, who, ask)?;
    let items: Vec<Value> = all
        .iter()
        .map(|s| json!({ "id": s.id, "room": s.room, "title": s.title, "on": s.on_day, "state": s.state, "registered_after": s.registered_after }))
        .collect();
    Ok(json!({ "items": items, "next_cursor": next, "total": total }))
}

/// `GET /consultations`
pub fn list(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let (all, next, total) = load(tx, who, ask)?;
    let mut rows = Vec::new();
    for s in &all {
        let room = store::rooms::any(tx, s.room)?;
        let topics = store::sessions::topics(tx, s.id)?.len();
        let title = if s.registered_after { format!("{}（{}）", s.title, ask.t("topics.fact.after-yes")) } else { s.title.clone() };
        let cells = vec![
            Cell::Day(ask.locale.short_day(s.on_day, ask.today)),
            Cell::strong(title),
            Cell::text(room.name),
            Cell::Number(topics.to_string()),
            Cell::Chip(labels::session_state(ask, s.state.get())),
        ];
        rows.push(Row::new(s.id, cells).href(format!("/consultations/{}", s.id)));
    }
    let narrowed = ask.query.iter().any(|(n, v)| n != "page_size" && !v.is_empty());
    let plans = sessions::STAFF.check(who).is_ok() && !sessions::own_rooms(tx, who)?.is_empty();
    let view = ListView {
        title: ask.t("consultations.list").to_owned(),
        lead: ask.locale.count("consultations.total", total),
        filters: filters(tx, who, ask)?,
        clear: narrowed.then(|| "/consultations".to_owned()),
        columns: vec![
            Column::new(ask.t("consultations.column.day")),
            Column::new(ask.t("consultations.column.title")),
            Column::new(ask.t("topics.column.room")),
            Column::new(ask.t("consultations.column.topics")).numeric(),
            Column::new(ask.t("topics.column.state")),
        ],
        rows,
        actions: if plans { vec![Link::new(ask.t("consultations.plan"), "/consultations/new")] } else { Vec::new() },
        pager: labels::pager("/consultations", ask, all.len(), total, next),
        empty: Empty { text: ask.t("consultations.empty").to_owned(), first_step: None },
        ..ListView::default()
    };
    Ok(Reply::page(ask.t("consultations.list"), view.render(&ask.locale))?.crumbs(vec![Link::new(ask.t("topics.list"), "/topics")]))
}

fn filters(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Vec<Field>> {
    let chosen = |field: Field, name: &str| match ask.get(name) {
        Some(value) => field.value(value),
        None => field,
    };
    let held = Choice::new("held", ask.t("consultations.filter.held"));
    let states = std::iter::once(held).chain(form::words::<State>(ask, "consultation.state")).collect();
    let rooms = store::rooms::running(tx, who.assembly)?.into_iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect();
    let (_, rules) = rules_now(tx, who.assembly)?;
    let mut fields = vec![
        chosen(Field::select("state", ask.t("topics.column.state"), states), "state"),
        chosen(Field::select("room", ask.t("topics.column.room"), rooms), "room"),
        chosen(Field::select("domain", ask.t("topics.column.domain"), form::coded(ask, &rules.domains)), "domain"),
    ];
    // What a figure was opened with is kept.
    let kept = ["held_from", "held_until", "year", "after", "own"];
    fields.extend(kept.iter().filter_map(|name| Some(Field::hidden(*name, ask.get(name)?))));
    Ok(fields)
}
