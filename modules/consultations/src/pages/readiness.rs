//! 工作格局检查: townships of a year, and the points of one.

use std::collections::BTreeMap;

use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use serde_json::{Value, json};
use web::ui::{ActLink, ActTone, Cell, Chip, Column, DetailView, Empty, Fact, Field, Link, ListView, Row, Section, Tone, prose, table};
use web::{Ask, Paging, Reply};

use super::{export, labels, sheets};
use crate::acts::readiness::view;
use crate::acts::{rooms::KEPT, rules_now};
use crate::model::ReadinessCheck;
use crate::rules::ASPECTS;
use crate::store;
use crate::store::capacity::Filter;

fn filter(ask: &Ask) -> Result<Filter> {
    let ready = match ask.get("ready") {
        None => None,
        Some("yes") => Some(true),
        Some("no") => Some(false),
        Some(_) => return Err(Error::invalid("ready", "web.invalid.shape")),
    };
    Ok(Filter {
        text: ask.get("q").map(text::fold).filter(|t| !t.is_empty()),
        assembly: ask.get_id("assembly"),
        year: ask.get("year").and_then(|y| y.parse().ok()),
        ready,
        before: None,
    })
}

fn load(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<(Vec<ReadinessCheck>, Option<Id>, i64)> {
    let paging = Paging::of(ask)?;
    let filter = filter(ask)?;
    let mut all = store::capacity::checks(tx, who, &Filter { before: paging.after, ..filter.clone() }, paging.size)?;
    let next = (all.len() > paging.size).then(|| {
        all.truncate(paging.size);
        all[paging.size - 1].id
    });
    let total = store::capacity::count_checks(tx, who, &filter)?;
    Ok((all, next, total))
}

/// `GET /api/v1/readiness-checks`
pub fn list_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let (all, next, total) = load(tx, who, ask)?;
    let items: Vec<Value> = all.iter().map(view).collect();
    Ok(json!({ "items": items, "next_cursor": next, "total": total }))
}

/// What was found of one aspect.
fn of(r: &ReadinessCheck, aspect: &str) -> BTreeMap<String, bool> {
    let own = |code: &String| code.split_once(':').is_some_and(|(a, _)| a == aspect);
    r.points.iter().filter(|(code, _)| own(code)).map(|(code, so)| (code.clone(), *so)).collect()
}

fn ready(ask: &Ask, r: &ReadinessCheck) -> Chip {
    match r.points.values().all(|so| *so) {
        true => Chip::new(Tone::Good, ask.t("readiness.ready.yes")),
        false => Chip::new(Tone::Warn, ask.t("readiness.ready.no")),
    }
}

/// `GET /readiness-checks`
pub fn list(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let (all, next, total) = load(tx, who, ask)?;
    let rows = all.iter().map(|r| row(ask, r)).collect();
    let mut columns = vec![Column::new(ask.t("readiness.field.township")), Column::new(ask.t("rooms.statistics.year")).numeric()];
    columns.extend(ASPECTS.iter().map(|a| Column::new(ask.t(&format!("readiness.aspect.{a}"))).numeric()));
    columns.push(Column::new(ask.t("studios.field.checked-on")));
    columns.push(Column::new(ask.t("readiness.column.ready")));
    let mut filters = vec![
        sheets::chosen(ask, Field::text("q", ask.t("readiness.field.township")), "q"),
        sheets::chosen(ask, Field::number("year", ask.t("rooms.statistics.year")), "year"),
    ];
    filters.extend(sheets::level_field(tx, who, ask)?);
    let answers = [("yes", "readiness.ready.yes"), ("no", "readiness.ready.no")];
    filters.push(sheets::either(ask, "ready", "readiness.column.ready", answers));
    let create = Link::new(ask.t("readiness.enter"), "/readiness-checks/new");
    let keeps = KEPT.check(who).is_ok();
    let narrowed = sheets::narrowed(ask);
    let view = ListView {
        title: ask.t("readiness.list").to_owned(),
        lead: ask.locale.count("readiness.total", total),
        filters,
        clear: narrowed.then(|| "/readiness-checks".to_owned()),
        columns,
        rows,
        actions: if keeps { vec![create.clone()] } else { Vec::new() },
        exports: export::links(ask, "/readiness-checks/export"),
        pager: labels::pager("/readiness-checks", ask, all.len(), total, next),
        empty: Empty {
            text: ask.t(if narrowed { "registers.none-found" } else { "readiness.empty" }).to_owned(),
            first_step: keeps.then_some(create).filter(|_| !narrowed),
        },
        ..ListView::default()
    };
    let crumbs = vec![Link::new(ask.t("registers.list"), "/room-registers")];
    Ok(Reply::page(ask.t("readiness.list"), view.introduced(&ask.locale, ask.t("readiness.intro")))?.crumbs(crumbs))
}

fn row(ask: &Ask, r: &ReadinessCheck) -> Row {
    let mut cells = vec![Cell::strong(r.township.as_str()), Cell::Number(r.year.to_string())];
    cells.extend(ASPECTS.iter().map(|aspect| Cell::Number(sheets::share(&of(r, aspect)))));
    cells.push(Cell::Day(ask.locale.short_day(r.checked_on, ask.today)));
    cells.push(Cell::Chip(ready(ask, r)));
    Row::new(r.id, cells).href(format!("/readiness-checks/{}", r.id))
}

/// `GET /api/v1/readiness-checks/{id}`
pub fn detail_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    store::capacity::check_get(tx, who, ask.id).map(|r| view(&r))
}

/// `GET /readiness-checks/{id}`
pub fn detail(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let r = store::capacity::check_get(tx, who, ask.id)?;
    let (_, rules) = rules_now(tx, r.assembly)?;
    let facts = vec![
        Fact::new(ask.t("rooms.statistics.year"), Cell::Number(r.year.to_string())),
        Fact::new(ask.t("studios.field.checked-on"), Cell::Day(ask.locale.day(r.checked_on, ask.today))),
    ];
    let heads = ["readiness.column.aspect", "rooms.column.check", "rooms.column.found"].map(|key| Column::new(ask.t(key)));
    let mut points = Vec::new();
    for aspect in ASPECTS {
        let name = ask.t(&format!("readiness.aspect.{aspect}")).to_owned();
        let row = |row: Row| Row { cells: std::iter::once(Cell::text(name.as_str())).chain(row.cells).collect(), ..row };
        points.extend(sheets::point_rows(ask, &rules.points_of(aspect), &r.points).into_iter().map(row));
    }
    let mut sections = vec![Section::new("points", ask.t("readiness.section.points"), table(&heads, &points))];
    if !r.note.is_empty() {
        sections.push(Section::new("note", ask.t("readiness.field.note"), prose(&r.note)));
    }
    sections.extend(years(tx, who, ask, &r)?);
    let own = KEPT.check(who).is_ok() && who.assembly == r.assembly;
    let edit = ActLink::new(ask.t("readiness.edit"), format!("/readiness-checks/{}/details", r.id), ActTone::Plain);
    let (timeline, _) = web::record::history(tx, ask, &Ref::new("readiness-checks", r.id), "topics.somebody")?;
    let view = DetailView {
        eyebrow: sheets::assembly_name(tx, ask, r.assembly)?,
        title: r.township.clone(),
        chip: ready(ask, &r),
        acts: if own { vec![edit] } else { Vec::new() },
        facts,
        sections,
        timeline,
        ..DetailView::default()
    };
    Ok(Reply::page(r.township.as_str(), view.render(&ask.locale))?.crumbs(sheets::back(ask, "readiness.list", "/readiness-checks")))
}

/// The same township in other years.
fn years(tx: &mut Tx, who: &Actor, ask: &Ask, r: &ReadinessCheck) -> Result<Option<Section>> {
    let filter = Filter { text: Some(text::fold(&r.township)), assembly: Some(r.assembly), ..Filter::default() };
    let all = store::capacity::checks(tx, who, &filter, 50)?;
    let others: Vec<&ReadinessCheck> = all.iter().filter(|o| o.id != r.id && o.township == r.township).collect();
    let mut columns = vec![Column::new(ask.t("rooms.statistics.year"))];
    columns.extend(ASPECTS.iter().map(|a| Column::new(ask.t(&format!("readiness.aspect.{a}"))).numeric()));
    let row = |o: &&ReadinessCheck| {
        let shares = ASPECTS.iter().map(|aspect| Cell::Number(sheets::share(&of(o, aspect))));
        let cells = std::iter::once(Cell::strong(o.year.to_string())).chain(shares).collect();
        Row::new(o.id, cells).href(format!("/readiness-checks/{}", o.id))
    };
    let rows: Vec<Row> = others.iter().map(row).collect();
    Ok((!rows.is_empty()).then(|| Section::new("years", ask.t("readiness.section.years"), table(&columns, &rows))))
}

/// `GET /readiness-checks/export?format=`
pub fn export(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    const KEYS: &[&str] = &[
        "rooms.column.assembly",
        "readiness.field.township",
        "rooms.statistics.year",
        "readiness.aspect.tasks",
        "readiness.aspect.people",
        "readiness.aspect.results",
        "studios.field.checked-on",
        "readiness.field.note",
    ];
    let all = store::capacity::checks(tx, who, &filter(ask)?, crate::export::MOST)?;
    let mut rows = Vec::new();
    for r in &all {
        let mut row = vec![sheets::assembly_name(tx, ask, r.assembly)?, r.township.clone(), r.year.to_string()];
        row.extend(ASPECTS.iter().map(|aspect| sheets::share(&of(r, aspect))));
        row.extend([r.checked_on.to_string(), r.note.clone()]);
        rows.push(row);
    }
    export::file(ask, &sheets::sheet(ask, KEYS, rows), "readiness.list")
}
