//! 远程协商列表: narrowed, paged, as CSV.

use std::collections::HashMap;

use documents::{Csv, Table, write_csv};
use jiff::civil::Date;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use serde_json::{Value, json};
use web::ui::{Cell, Choice, Empty, Field, Link, ListView, Row};
use web::{Ask, Download, Paging, Reply};

use super::super::labels;
use crate::acts::remotes::arranging::ARRANGERS;
use crate::json::remote as shape;
use crate::model::remote::Remote;
use crate::store::remotes::{self, Filter};
use crate::workflow::remote::State;

pub const FILTERS: &[&str] = &["state", "q", "from", "until", "about", "page_size", "cursor"];

/// Rows of an export.
const MOST: usize = 50_000;

fn filter(ask: &Ask) -> Result<Filter> {
    let wrong = |name: &str| Error::invalid(name.to_owned(), "web.invalid.shape");
    let state = ask.get("state").map(|v| State::parse(v).ok_or_else(|| wrong("state"))).transpose()?;
    let day = |name: &str| ask.get(name).map(|v| v.parse::<Date>().map_err(|_| wrong(name))).transpose();
    Ok(Filter {
        state,
        deliberation: ask.get("about").and_then(|about| about.strip_prefix("deliberations:")).and_then(|id| id.parse().ok()),
        text: ask.get("q").map(text::fold).filter(|t| !t.is_empty()),
        from: day("from")?,
        until: day("until")?,
        before: None,
    })
}

struct Loaded {
    all: Vec<Remote>,
    next: Option<Id>,
    total: i64,
}

fn load(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Loaded> {
    let (paging, filter) = (Paging::of(ask)?, filter(ask)?);
    let mut all = remotes::page(tx, who, &Filter { before: paging.after, ..filter.clone() }, paging.size)?;
    let next = (all.len() > paging.size).then(|| {
        all.truncate(paging.size);
        all[paging.size - 1].id
    });
    let total = remotes::count(tx, who, &filter)?;
    Ok(Loaded { all, next, total })
}

/// `GET /api/v1/remotes`
pub fn list_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let loaded = load(tx, who, ask)?;
    let items: Vec<Value> = loaded.all.iter().map(shape::brief).collect();
    Ok(json!({ "items": items, "next_cursor": loaded.next, "total": loaded.total }))
}

/// `GET /remotes`
pub fn list(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let loaded = load(tx, who, ask)?;
    let counts = counts(tx, &loaded.all)?;
    let rows = loaded.all.iter().map(|r| {
        let (sites, came) = counts.get(&r.id).copied().unwrap_or_default();
        let cells = vec![
            Cell::Day(format!("{} {}", ask.locale.short_day(r.on_day, ask.today), r.at_time)),
            Cell::strong(r.title.as_str()),
            Cell::Number(sites.to_string()),
            Cell::Number(came.to_string()),
            Cell::Chip(super::state(ask, r.state.get())),
        ];
        Row::new(r.id, cells).href(format!("/remotes/{}", r.id))
    });
    let mut columns = super::heads(ask, &["day", "title", "sites", "came", "state"]);
    columns[2].numeric = true;
    columns[3].numeric = true;
    let narrowed = ask.query.iter().any(|(n, v)| n != "page_size" && !v.is_empty());
    let actions = if ARRANGERS.admits(who) { vec![Link::new(ask.t("remotes.arrange"), "/remotes/new")] } else { Vec::new() };
    let first_step = if narrowed { None } else { actions.first().cloned() };
    let total = u64::try_from(loaded.total).unwrap_or(0);
    let view = ListView {
        title: ask.t("remotes.list").to_owned(),
        lead: ask.locale.count("remotes.total", loaded.total),
        filters: filters(ask),
        clear: narrowed.then(|| "/remotes".to_owned()),
        columns,
        rows: rows.collect(),
        actions,
        exports: vec![Link::new("CSV", address("/remotes/export", ask))],
        pager: web::page::pager("/remotes", ask, loaded.all.len(), total, loaded.next),
        empty: Empty { text: ask.t(if narrowed { "remotes.none-found" } else { "remotes.empty" }).to_owned(), first_step },
        ..ListView::default()
    };
    Reply::page(ask.t("remotes.list"), view.render(&ask.locale))
}

fn counts(tx: &mut Tx, all: &[Remote]) -> Result<HashMap<Id, (i64, i64)>> {
    remotes::sites::counts(tx, &all.iter().map(|r| r.id).collect::<Vec<_>>())
}

/// The path with what narrows the list.
fn address(path: &str, ask: &Ask) -> String {
    let kept = ask.query.iter().filter(|(n, v)| !v.is_empty() && ["state", "q", "from", "until", "about"].contains(&n.as_str()));
    let pairs: Vec<String> = kept.map(|(n, v)| format!("{n}={}", labels::encoded(v))).collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

fn filters(ask: &Ask) -> Vec<Field> {
    let chosen = |field: Field, name: &str| match ask.get(name) {
        Some(value) => field.value(value),
        None => field,
    };
    let states = State::ALL.iter().map(|s| Choice::new(s.name(), labels::word(ask, "remote.state", *s))).collect();
    let mut fields = vec![
        chosen(Field::text("q", ask.t("remotes.filter.text")), "q"),
        chosen(Field::select("state", ask.t("remotes.column.state"), states), "state"),
        chosen(Field::date("from", ask.t("remotes.filter.from")), "from"),
        chosen(Field::date("until", ask.t("remotes.filter.until")), "until"),
    ];
    fields.extend(ask.get("about").map(|about| Field::hidden("about", about)));
    fields
}

/// `GET /remotes/export`: the list as it is narrowed, as CSV.
pub fn export(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let all = remotes::page(tx, who, &filter(ask)?, MOST)?;
    let counts = counts(tx, &all)?;
    let heads = ["day", "time", "title", "state", "sites", "came", "speeches-limit", "started", "ended"];
    let columns = heads.iter().map(|name| ask.t(&format!("remotes.column.{name}")).to_owned()).collect();
    let moment = |at: Option<kernel::Timestamp>| at.map(|at| at.rfc3339()).unwrap_or_default();
    let rows = all.into_iter().map(|r| {
        let (sites, came) = counts.get(&r.id).copied().unwrap_or_default();
        vec![
            r.on_day.to_string(),
            r.at_time,
            r.title,
            labels::word(ask, "remote.state", r.state.get()),
            sites.to_string(),
            came.to_string(),
            r.speech_minutes.to_string(),
            moment(r.started_at),
            moment(r.ended_at),
        ]
    });
    let content = write_csv(&Table::new(columns, rows.collect::<Vec<_>>()), Csv::default());
    let name = format!("{}-{}.csv", ask.t("remotes.list"), ask.today);
    Ok(Reply::File(Download { name, media_type: "text/csv; charset=utf-8", content }))
}
