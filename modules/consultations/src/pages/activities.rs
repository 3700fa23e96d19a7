//! 联动履职: list and page.

use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use serde_json::{Value, json};
use web::ui::{ActLink, ActTone, Cell, Chip, Column, DetailView, Empty, Fact, Field, Link, ListView, Row, Section, Tone, prose};
use web::{Ask, Paging, Reply};

use super::{export, labels, sheets};
use crate::acts::rooms::KEPT;
use crate::acts::{activities, form, rules_now};
use crate::model::JointActivity;
use crate::rules::Rules;
use crate::store;
use crate::store::activities::Filter;

fn filter(ask: &Ask) -> Result<Filter> {
    let reported = match ask.get("outcome") {
        None => None,
        Some("entered") => Some(true),
        Some("open") => Some(false),
        Some(_) => return Err(Error::invalid("outcome", "web.invalid.shape")),
    };
    Ok(Filter {
        text: ask.get("q").map(text::fold).filter(|t| !t.is_empty()),
        kind: ask.get("kind").map(str::to_owned),
        assembly: ask.get_id("assembly"),
        year: ask.get("year").and_then(|y| y.parse().ok()),
        reported,
        before: None,
    })
}

fn load(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<(Vec<JointActivity>, Option<Id>, i64)> {
    let paging = Paging::of(ask)?;
    let filter = filter(ask)?;
    let mut all = store::activities::page(tx, who, &Filter { before: paging.after, ..filter.clone() }, paging.size)?;
    let next = (all.len() > paging.size).then(|| {
        all.truncate(paging.size);
        all[paging.size - 1].id
    });
    let total = store::activities::count(tx, who, &filter)?;
    Ok((all, next, total))
}

/// `GET /api/v1/joint-activities`
pub fn list_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let (all, next, total) = load(tx, who, ask)?;
    let items = all.iter().map(|a| activities::view(tx, a)).collect::<Result<Vec<Value>>>()?;
    Ok(json!({ "items": items, "next_cursor": next, "total": total }))
}

fn outcome(ask: &Ask, a: &JointActivity) -> Chip {
    match a.outcome {
        Some(_) => Chip::new(Tone::Good, ask.t("activities.outcome.entered")),
        None if a.on_day > ask.today => Chip::new(Tone::Active, ask.t("activities.outcome.to-come")),
        None => Chip::new(Tone::Warn, ask.t("activities.outcome.open")),
    }
}

fn kind(ask: &Ask, rules: &Rules, code: &str) -> String {
    let found = rules.activity_kinds.iter().find(|k| k.code == code);
    found.map_or_else(|| code.to_owned(), |k| labels::in_language(ask, &k.label, &k.label_en))
}

/// The one that called it first, then those that took part.
fn orgs(tx: &mut Tx, ask: &Ask, a: &JointActivity) -> Result<Vec<String>> {
    let called = sheets::assembly_name(tx, ask, a.assembly)?;
    let with = store::activities::orgs(tx, a.id)?.into_iter().map(|(_, name, en)| labels::in_language(ask, &name, &en));
    Ok(std::iter::once(called).chain(with).collect())
}

fn days(ask: &Ask, a: &JointActivity) -> String {
    let first = ask.locale.short_day(a.on_day, ask.today);
    match a.until_day {
        Some(until) => format!("{first} – {}", ask.locale.short_day(until, ask.today)),
        None => first,
    }
}

/// `GET /joint-activities`
pub fn list(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let (all, next, total) = load(tx, who, ask)?;
    let (_, rules) = rules_now(tx, who.assembly)?;
    let mut rows = Vec::new();
    for a in &all {
        let cells = vec![
            Cell::strong(a.title.as_str()),
            Cell::text(kind(ask, &rules, &a.kind)),
            Cell::Day(days(ask, a)),
            Cell::Lines(orgs(tx, ask, a)?),
            a.attended.map_or_else(|| Cell::text(""), |n| Cell::Number(n.to_string())),
            Cell::Chip(outcome(ask, a)),
        ];
        rows.push(Row::new(a.id, cells).href(format!("/joint-activities/{}", a.id)));
    }
    let heads = [
        "activities.field.title",
        "activities.field.kind",
        "activities.field.on",
        "activities.column.orgs",
        "activities.field.attended",
        "activities.column.outcome",
    ];
    let mut columns = heads.map(|key| Column::new(ask.t(key))).to_vec();
    columns[4].numeric = true;
    columns[4].hide_on_phone = true;
    let mut filters = vec![
        sheets::chosen(ask, Field::text("q", ask.t("activities.field.title")), "q"),
        sheets::chosen(ask, Field::select("kind", ask.t("activities.field.kind"), form::coded(ask, &rules.activity_kinds)), "kind"),
        sheets::chosen(ask, Field::number("year", ask.t("rooms.statistics.year")), "year"),
    ];
    filters.extend(sheets::level_field(tx, who, ask)?);
    let answers = [("entered", "activities.outcome.entered"), ("open", "activities.outcome.open")];
    filters.push(sheets::either(ask, "outcome", "activities.column.outcome", answers));
    let create = Link::new(ask.t("activities.enter"), "/joint-activities/new");
    let keeps = KEPT.check(who).is_ok();
    let narrowed = sheets::narrowed(ask);
    let view = ListView {
        title: ask.t("activities.list").to_owned(),
        lead: ask.locale.count("activities.total", total),
        filters,
        clear: narrowed.then(|| "/joint-activities".to_owned()),
        columns,
        rows,
        actions: if keeps { vec![create.clone()] } else { Vec::new() },
        exports: export::links(ask, "/joint-activities/export"),
        pager: labels::pager("/joint-activities", ask, all.len(), total, next),
        empty: Empty {
            text: ask.t(if narrowed { "registers.none-found" } else { "activities.empty" }).to_owned(),
            first_step: keeps.then_some(create).filter(|_| !narrowed),
        },
        ..ListView::default()
    };
    let crumbs = vec![Link::new(ask.t("registers.list"), "/room-registers")];
    Ok(Reply::page(ask.t("activities.list"), view.render(&ask.locale))?.crumbs(crumbs))
}

/// `GET /api/v1/joint-activities/{id}`
pub fn detail_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let a = store::activities::get(tx, who, ask.id)?;
    activities::view(tx, &a)
}

/// `GET /joint-activities/{id}`
pub fn detail(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let a = store::activities::get(tx, who, ask.id)?;
    let (_, rules) = rules_now(tx, a.assembly)?;
    let mut facts = vec![
        Fact::new(ask.t("activities.field.kind"), kind(ask, &rules, &a.kind)),
        Fact::new(ask.t("activities.field.on"), Cell::Day(days(ask, &a))),
        Fact::new(ask.t("activities.column.orgs"), Cell::Lines(orgs(tx, ask, &a)?)),
    ];
    if !a.place.is_empty() {
        facts.push(Fact::new(ask.t("rooms.column.place"), a.place.as_str()));
    }
    facts.extend(a.attended.map(|n| Fact::new(ask.t("activities.field.attended"), Cell::Number(n.to_string()))));
    facts.extend(a.outcome_on.map(|day| Fact::new(ask.t("activities.fact.outcome-on"), Cell::Day(ask.locale.day(day, ask.today)))));
    let own = who.assembly == a.assembly && KEPT.check(who).is_ok();
    let mut sections = Vec::new();
    if !a.participants.is_empty() {
        sections.push(Section::new("participants", ask.t("activities.field.participants"), prose(&a.participants)));
    }
    let came = a.outcome.clone().unwrap_or_else(|| ask.t("activities.outcome.none").to_owned());
    sections.push(Section::new("outcome", ask.t("activities.field.outcome"), prose(&came)));
    let link = |key: &str, path: &str, tone| ActLink::new(ask.t(key), format!("/joint-activities/{}/{path}", a.id), tone);
    let held = a.on_day <= ask.today;
    let mut acts = Vec::new();
    if own && held {
        acts.push(link("activities.record", "outcome", if a.outcome.is_none() { ActTone::Primary } else { ActTone::Plain }));
    }
    if own {
        acts.push(link("activities.edit", "details", ActTone::Plain));
    }
    let (timeline, _) = web::record::history(tx, ask, &Ref::new("joint-activities", a.id), "topics.somebody")?;
    let view = DetailView {
        eyebrow: sheets::assembly_name(tx, ask, a.assembly)?,
        title: a.title.clone(),
        chip: outcome(ask, &a),
        acts,
        facts,
        sections,
        timeline,
        ..DetailView::default()
    };
    Ok(Reply::page(a.title.as_str(), view.render(&ask.locale))?.crumbs(sheets::back(ask, "activities.list", "/joint-activities")))
}

/// `GET /joint-activities/export?format=`
pub fn export(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    const KEYS: &[&str] = &[
        "activities.field.title",
        "activities.field.kind",
        "activities.field.on",
        "activities.field.until",
        "rooms.column.place",
        "activities.column.orgs",
        "activities.field.participants",
        "activities.field.attended",
        "activities.field.outcome",
        "activities.fact.outcome-on",
    ];
    let all = store::activities::page(tx, who, &filter(ask)?, crate::export::MOST)?;
    let (_, rules) = rules_now(tx, who.assembly)?;
    let mut rows = Vec::new();
    for a in &all {
        rows.push(vec![
            a.title.clone(),
            kind(ask, &rules, &a.kind),
            a.on_day.to_string(),
            sheets::day(a.until_day),
            a.place.clone(),
            orgs(tx, ask, a)?.join("、"),
            a.participants.clone(),
            a.attended.map(|n| n.to_string()).unwrap_or_default(),
            a.outcome.clone().unwrap_or_default(),
            sheets::day(a.outcome_on),
        ]);
    }
    export::file(ask, &sheets::sheet(ask, KEYS, rows), "activities.list")
}
