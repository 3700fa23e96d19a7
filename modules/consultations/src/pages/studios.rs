//! 委员工作室: list and page, with the last check and those before it.

use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use serde_json::{Value, json};
use web::ui::{
    ActLink, ActTone, Cell, Chip, Column, DetailView, Empty, Fact, Field, Html, Link, ListView, Row, Section, Tone, prose, table,
};
use web::{Ask, Paging, Reply};

use super::{export, labels, sheets};
use crate::acts::rooms::KEPT;
use crate::acts::{rules_now, studios};
use crate::model::Studio;
use crate::store;
use crate::store::studios::Filter;

fn filter(ask: &Ask) -> Result<Filter> {
    let two = |name: &'static str, yes: &str, no: &str| match ask.get(name) {
        None => Ok(None),
        Some(v) if v == yes => Ok(Some(true)),
        Some(v) if v == no => Ok(Some(false)),
        Some(_) => Err(Error::invalid(name, "web.invalid.shape")),
    };
    Ok(Filter {
        text: ask.get("q").map(text::fold).filter(|t| !t.is_empty()),
        assembly: ask.get_id("assembly"),
        running: two("state", "running", "closed")?,
        checked: two("standard", "met", "open")?,
        room: ask.get_id("room"),
        before: None,
    })
}

fn load(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<(Vec<Studio>, Option<Id>, i64)> {
    let paging = Paging::of(ask)?;
    let filter = filter(ask)?;
    let mut all = store::studios::page(tx, who, &Filter { before: paging.after, ..filter.clone() }, paging.size)?;
    let next = (all.len() > paging.size).then(|| {
        all.truncate(paging.size);
        all[paging.size - 1].id
    });
    let total = store::studios::count(tx, who, &filter)?;
    Ok((all, next, total))
}

/// `GET /api/v1/studios`
pub fn list_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let (all, next, total) = load(tx, who, ask)?;
    let items = all.iter().map(|s| studios::view(tx, s)).collect::<Result<Vec<Value>>>()?;
    Ok(json!({ "items": items, "next_cursor": next, "total": total }))
}

fn state(ask: &Ask, s: &Studio) -> Chip {
    match s.closed_on {
        Some(_) => Chip::new(Tone::Plain, ask.t("studios.state.closed")),
        None => Chip::new(Tone::Good, ask.t("studios.state.running")),
    }
}

fn standard(ask: &Ask, s: &Studio) -> Chip {
    match s.checked_on {
        None => Chip::new(Tone::Plain, ask.t("rooms.check.open")),
        Some(_) if s.checks.values().all(|so| *so) => Chip::new(Tone::Good, sheets::share(&s.checks)),
        Some(_) => Chip::new(Tone::Warn, sheets::share(&s.checks)),
    }
}

/// `GET /studios`
pub fn list(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let (all, next, total) = load(tx, who, ask)?;
    let leads: Vec<Id> = all.iter().filter_map(|s| s.lead).collect();
    let names = directory::names::persons(tx, &leads)?;
    let mut rows = Vec::new();
    for s in &all {
        let cells = vec![
            Cell::strong(s.name.as_str()),
            Cell::text(s.place.as_str()),
            Cell::text(s.lead.and_then(|id| names.get(&id).cloned()).unwrap_or_default()),
            Cell::Number(store::studios::members(tx, s.id)?.len().to_string()),
            Cell::Chip(standard(ask, s)),
            s.checked_on.map_or_else(|| Cell::text(""), |day| Cell::Day(ask.locale.short_day(day, ask.today))),
            Cell::Chip(state(ask, s)),
        ];
        rows.push(Row::new(s.id, cells).href(format!("/studios/{}", s.id)));
    }
    let heads = [
        "studios.field.name",
        "rooms.field.address",
        "studios.field.lead",
        "bodies.column.members",
        "studios.column.standard",
        "studios.field.checked-on",
        "topics.column.state",
    ];
    let mut columns = heads.map(|key| Column::new(ask.t(key))).to_vec();
    columns[3].numeric = true;
    columns[1].hide_on_phone = true;
    let mut filters = vec![sheets::chosen(ask, Field::text("q", ask.t("studios.field.name")), "q")];
    filters.extend(sheets::level_field(tx, who, ask)?);
    let states = [("running", "studios.state.running"), ("closed", "studios.state.closed")];
    filters.push(sheets::either(ask, "state", "topics.column.state", states));
    let standards = [("met", "studios.standard.met"), ("open", "studios.standard.open")];
    filters.push(sheets::either(ask, "standard", "studios.column.standard", standards));
    let create = Link::new(ask.t("studios.register"), "/studios/new");
    let keeps = KEPT.check(who).is_ok();
    let narrowed = sheets::narrowed(ask);
    let view = ListView {
        title: ask.t("studios.list").to_owned(),
        lead: ask.locale.count("studios.total", total),
        filters,
        clear: narrowed.then(|| "/studios".to_owned()),
        columns,
        rows,
        actions: if keeps { vec![create.clone()] } else { Vec::new() },
        exports: export::links(ask, "/studios/export"),
        pager: labels::pager("/studios", ask, all.len(), total, next),
        empty: Empty {
            text: ask.t(if narrowed { "registers.none-found" } else { "studios.empty" }).to_owned(),
            first_step: keeps.then_some(create).filter(|_| !narrowed),
        },
        ..ListView::default()
    };
    let crumbs = vec![Link::new(ask.t("registers.list"), "/room-registers")];
    Ok(Reply::page(ask.t("studios.list"), view.render(&ask.locale))?.crumbs(crumbs))
}

/// `GET /api/v1/studios/{id}`
pub fn detail_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let s = store::studios::get(tx, who, ask.id)?;
    studios::view(tx, &s)
}

/// `GET /studios/{id}`
pub fn detail(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let s = store::studios::get(tx, who, ask.id)?;
    let (_, rules) = rules_now(tx, s.assembly)?;
    let day = |day: jiff::civil::Date| Cell::Day(ask.locale.day(day, ask.today));
    let mut facts = Vec::new();
    let lead = s.lead.map(|id| directory::names::person(tx, id)).transpose()?;
    facts.extend(lead.map(|name| Fact::new(ask.t("studios.field.lead"), name)));
    for (key, text) in [("rooms.field.address", &s.place), ("studios.field.duty", &s.duty)] {
        if !text.is_empty() {
            facts.push(Fact::new(ask.t(key), text.as_str()));
        }
    }
    if let Some(room) = s.room {
        facts.push(Fact::new(ask.t("studios.field.room"), Cell::link(store::rooms::any(tx, room)?.name, format!("/rooms/{room}"))));
    }
    let days =
        [("studios.field.opened-on", s.opened_on), ("studios.field.checked-on", s.checked_on), ("studios.field.closed-on", s.closed_on)];
    facts.extend(days.into_iter().filter_map(|(key, on)| Some(Fact::new(ask.t(key), day(on?)))));
    let members = store::studios::members(tx, s.id)?;
    let rows: Vec<Row> =
        members.iter().map(|(id, name, post)| Row::new(id, vec![Cell::strong(name.as_str()), Cell::text(post.as_str())])).collect();
    let people = match rows.is_empty() {
        true => prose(ask.t("bodies.nobody")),
        false => table(&[Column::new(ask.t("rooms.column.member")), Column::new(ask.t("rooms.column.post"))], &rows),
    };
    let mut sections = vec![
        Section::new("standard", ask.t("studios.section.standard"), sheets::points(ask, &rules.studio_checks, &s.checks)),
        Section::new("members", ask.locale.count("bodies.section.members", members.len()), people),
    ];
    sections.extend(checks(tx, ask, &s)?);
    let works = KEPT.check(who).is_ok() && who.assembly == s.assembly && s.closed_on.is_none();
    let link = |key: &str, path: &str, tone| ActLink::new(ask.t(key), format!("/studios/{}/{path}", s.id), tone);
    let (mut acts, mut more_acts) = (Vec::new(), Vec::new());
    if works {
        acts = vec![link("studios.check", "checks", ActTone::Primary), link("studios.edit", "details", ActTone::Plain)];
        more_acts = vec![link("studios.close", "closing", ActTone::Danger)];
    }
    let (timeline, _) = web::record::history(tx, ask, &Ref::new("studios", s.id), "topics.somebody")?;
    let view = DetailView {
        eyebrow: sheets::assembly_name(tx, ask, s.assembly)?,
        title: s.name.clone(),
        chip: state(ask, &s),
        acts,
        more_acts,
        facts,
        sections,
        timeline,
        ..DetailView::default()
    };
    Ok(Reply::page(s.name.as_str(), view.render(&ask.locale))?.crumbs(sheets::back(ask, "studios.list", "/studios")))
}

/// Every check that was recorded, the newest first.
fn checks(tx: &mut Tx, ask: &Ask, s: &Studio) -> Result<Option<Section>> {
    let all = store::studios::checks(tx, s.id)?;
    let heads = ["studios.field.checked-on", "studios.column.standard", "topics.field.note"].map(|key| Column::new(ask.t(key)));
    let rows: Vec<Row> = all
        .iter()
        .map(|c| {
            let tone = if c.checks.values().all(|so| *so) { Tone::Good } else { Tone::Warn };
            let cells = vec![
                Cell::Day(ask.locale.day(c.on_day, ask.today)),
                Cell::Chip(Chip::new(tone, sheets::share(&c.checks))),
                Cell::text(c.note.as_str()),
            ];
            Row::new(c.id, cells)
        })
        .collect();
    let body = if rows.is_empty() { Html::default() } else { table(&heads, &rows) };
    Ok((!rows.is_empty()).then(|| Section::new("checks", ask.t("studios.section.checks"), body)))
}

/// `GET /studios/export?format=`
pub fn export(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    const KEYS: &[&str] = &[
        "studios.field.name",
        "rooms.column.assembly",
        "rooms.field.address",
        "studios.field.lead",
        "bodies.field.members",
        "studios.field.duty",
        "studios.field.opened-on",
        "studios.field.closed-on",
        "studios.field.checked-on",
        "studios.column.standard",
    ];
    let all = store::studios::page(tx, who, &filter(ask)?, crate::export::MOST)?;
    let mut rows = Vec::new();
    for s in &all {
        let members: Vec<String> = store::studios::members(tx, s.id)?.into_iter().map(|(_, name, _)| name).collect();
        let lead = s.lead.map(|id| directory::names::person(tx, id)).transpose()?.unwrap_or_default();
        rows.push(vec![
            s.name.clone(),
            sheets::assembly_name(tx, ask, s.assembly)?,
            s.place.clone(),
            lead,
            members.join("、"),
            s.duty.clone(),
            sheets::day(s.opened_on),
            sheets::day(s.closed_on),
            sheets::day(s.checked_on),
            sheets::share(&s.checks),
        ]);
    }
    export::file(ask, &sheets::sheet(ask, KEYS, rows), "studios.list")
}
