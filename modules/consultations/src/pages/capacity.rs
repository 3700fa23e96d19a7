//! 能力建设表: counties side by side in a year, and one county over the years.

use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Result};
use serde_json::{Value, json};
use web::ui::{ActLink, ActTone, Cell, Column, DetailView, Empty, Field, Link, ListView, Pager, Row, Section, prose, table};
use web::{Ask, Reply};

use super::{export, labels, sheets};
use crate::acts::capacity::{asked_for, view};
use crate::acts::rooms::KEPT;
use crate::model::CapacitySheet;
use crate::rules::Coded;
use crate::store;

/// One line of the comparison: an assembly with its sheets of this year and of the one before.
struct Line {
    assembly: directory::assemblies::Assembly,
    now: Option<CapacitySheet>,
    before: Option<CapacitySheet>,
}

fn year(ask: &Ask) -> Result<i64> {
    match ask.get("year") {
        None => Ok(i64::from(ask.today.year())),
        Some(text) => text.parse().ok().filter(|y| (1949..=2999).contains(y)).ok_or_else(|| Error::invalid("year", "web.invalid.shape")),
    }
}

fn load(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<(i64, Vec<Coded>, Vec<Line>)> {
    let year = year(ask)?;
    let figures = asked_for(tx, who.assembly)?;
    let (now, before) = (store::capacity::sheets(tx, who, year)?, store::capacity::sheets(tx, who, year - 1)?);
    let of = |all: &[CapacitySheet], id| all.iter().find(|c| c.assembly == id).cloned();
    let level = directory::assemblies::below(tx, who.assembly)?;
    let lines = level.into_iter().map(|a| Line { now: of(&now, a.id), before: of(&before, a.id), assembly: a }).collect();
    Ok((year, figures, lines))
}

/// `GET /api/v1/capacity-sheets?year=`
pub fn list_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let (year, figures, lines) = load(tx, who, ask)?;
    let items: Vec<Value> = lines.iter().filter_map(|l| l.now.as_ref()).map(view).collect();
    Ok(json!({ "year": year, "figures": figures, "total": items.len(), "items": items }))
}

/// The figure, and that of the year before below it.
fn figure(ask: &Ask, code: &str, line: &Line) -> Cell {
    let of = |sheet: &Option<CapacitySheet>| sheet.as_ref().and_then(|c| c.figures.get(code).cloned());
    match (of(&line.now), of(&line.before)) {
        (None, None) => Cell::text(""),
        (Some(now), None) => Cell::Number(now),
        (now, Some(before)) => {
            let before = ask.locale.f("capacity.year-before", &[("n", before)]);
            Cell::Lines(vec![now.unwrap_or_else(|| "—".to_owned()), before])
        }
    }
}

/// `GET /capacity-sheets?year=`
pub fn list(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let (year, figures, lines) = load(tx, who, ask)?;
    let mut columns = vec![Column::new(ask.t("capacity.field.assembly"))];
    columns.extend(figures.iter().map(|f| Column::new(labels::in_language(ask, &f.label, &f.label_en)).numeric()));
    let entered = lines.iter().filter(|l| l.now.is_some()).count();
    let rows: Vec<Row> = lines
        .iter()
        .filter(|l| l.now.is_some() || l.before.is_some())
        .map(|l| {
            let name = labels::in_language(ask, &l.assembly.name, &l.assembly.name_en);
            let cells = std::iter::once(Cell::strong(name)).chain(figures.iter().map(|f| figure(ask, &f.code, l))).collect();
            let sheet = l.now.as_ref().or(l.before.as_ref()).map(|c| c.id).unwrap_or_default();
            Row::new(l.assembly.id, cells).href(format!("/capacity-sheets/{sheet}"))
        })
        .collect();
    let keeps = KEPT.check(who).is_ok();
    let create = Link::new(ask.t("capacity.enter"), format!("/capacity-sheets/new?year={year}"));
    let total = rows.len() as u64;
    let empty = if figures.is_empty() { "capacity.no-figures" } else { "capacity.empty" };
    let first = match figures.is_empty() {
        true => Link::new(ask.t("rooms.save_policy"), "/policies/rooms/edit"),
        false => create.clone(),
    };
    let view = ListView {
        title: ask.t("capacity.list").to_owned(),
        lead: ask.locale.count("capacity.total", entered),
        filters: vec![Field::number("year", ask.t("rooms.statistics.year")).value(year.to_string())],
        columns,
        rows,
        actions: if keeps && !figures.is_empty() { vec![create] } else { Vec::new() },
        exports: export::links(ask, "/capacity-sheets/export"),
        pager: Pager { total, shown_from: total.min(1), shown_to: total, previous: None, next: None },
        empty: Empty { text: ask.t(empty).to_owned(), first_step: keeps.then_some(first) },
        ..ListView::default()
    };
    let crumbs = vec![Link::new(ask.t("registers.list"), "/room-registers")];
    Ok(Reply::page(ask.t("capacity.list"), view.introduced(&ask.locale, ask.t("capacity.intro")))?.crumbs(crumbs))
}

/// `GET /api/v1/capacity-sheets/{id}`
pub fn detail_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    store::capacity::sheet_get(tx, who, ask.id).map(|c| view(&c))
}

/// `GET /capacity-sheets/{id}`
pub fn detail(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let c = store::capacity::sheet_get(tx, who, ask.id)?;
    let figures = asked_for(tx, c.assembly)?;
    let years = store::capacity::sheets_of(tx, c.assembly)?;
    let mut columns = vec![Column::new(ask.t("capacity.column.figure"))];
    columns.extend(years.iter().map(|y| Column::new(y.year.to_string()).numeric()));
    let number = |y: &CapacitySheet, code: &str| Cell::Number(y.figures.get(code).cloned().unwrap_or_default());
    let row = |f: &Coded| {
        let label = Cell::strong(labels::in_language(ask, &f.label, &f.label_en));
        Row::new(&f.code, std::iter::once(label).chain(years.iter().map(|y| number(y, &f.code))).collect())
    };
    let rows: Vec<Row> = figures.iter().map(row).collect();
    let mut sections = vec![Section::new("figures", ask.t("capacity.section.figures"), table(&columns, &rows))];
    if !c.note.is_empty() {
        sections.push(Section::new("note", ask.t("capacity.field.note"), prose(&c.note)));
    }
    let name = sheets::assembly_name(tx, ask, c.assembly)?;
    let title = ask.locale.f("capacity.title", &[("name", name), ("year", c.year.to_string())]);
    let may = KEPT.check(who).is_ok() && store::rooms::level(tx, who)?.contains(&c.assembly);
    let edit = format!("/capacity-sheets/new?assembly={}&year={}", c.assembly, c.year);
    let (timeline, _) = web::record::history(tx, ask, &Ref::new("capacity-sheets", c.id), "topics.somebody")?;
    let view = DetailView {
        title: title.clone(),
        acts: if may { vec![ActLink::new(ask.t("capacity.edit"), edit, ActTone::Plain)] } else { Vec::new() },
        sections,
        timeline,
        ..DetailView::default()
    };
    Ok(Reply::page(title, view.render(&ask.locale))?.crumbs(sheets::back(ask, "capacity.list", "/capacity-sheets")))
}

/// `GET /capacity-sheets/export?year=&format=`
pub fn export(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let (year, figures, lines) = load(tx, who, ask)?;
    let programs = ask.get("format") == Some("jsonl");
    let mut heads = sheets::heads(ask, &["capacity.field.assembly", "rooms.statistics.year"]);
    let head = |f: &Coded| if programs { f.code.clone() } else { labels::in_language(ask, &f.label, &f.label_en) };
    heads.extend(figures.iter().map(head));
    heads.extend(sheets::heads(ask, &["capacity.field.note"]));
    let mut rows = Vec::new();
    for l in &lines {
        let Some(c) = &l.now else { continue };
        let mut row = vec![labels::in_language(ask, &l.assembly.name, &l.assembly.name_en), year.to_string()];
        row.extend(figures.iter().map(|f| c.figures.get(&f.code).cloned().unwrap_or_default()));
        row.push(c.note.clone());
        rows.push(row);
    }
    export::file(ask, &documents::Table::new(heads, rows), "capacity.list")
}
