//! 提案工作参数的页面: the version in force, every version there was, and what each changed.

use kernel::db::Tx;
use kernel::policy::{self, Policy};
use kernel::{Actor, Error, Result};
use serde_json::{Map, Value, json};
use web::ui::{self, Cell, Chip, Column, DetailView, Fact, Html, Link, Row, Section, Tone};
use web::{Ask, Reply};

use crate::acts::setup::policy::{GROUPS, Shape, object, written};
use crate::rules::Rules;

/// `GET /policies/proposals`
pub fn list(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let (version, rules) = policy::current::<Rules>(tx, who.assembly, i64::from(ask.today.year()))?;
    let mut sections = vec![Section::new("versions", ask.t("proposals.policy.versions"), versions(tx, who, ask, version)?)];
    sections.extend(groups(ask, &object(&rules)?));
    let beside = [("proposals.phrases", "/phrases"), ("proposals.categories", "/categories"), ("proposals.calendar", "/calendar")];
    let links = beside
        .iter()
        .map(|(key, href)| Cell::link(ask.t(key), *href))
        .zip(beside)
        .map(|(cell, (key, _))| Fact::new(ask.t(&format!("{key}.about")), cell));
    let view = DetailView {
        eyebrow: ask.locale.f("proposals.policy.no", &[("no", version.to_string())]),
        title: ask.t("proposals.policy").to_owned(),
        chip: Chip::new(Tone::Good, ask.t("proposals.policy.in-force")),
        acts: vec![ui::ActLink::new(ask.t("policies.save"), "/policies/proposals/edit", ui::ActTone::Primary)],
        facts: links.collect(),
        sections,
        ..DetailView::default()
    };
    Reply::page(ask.t("proposals.policy"), view.render(&ask.locale))
}

/// `GET /policies/proposals/version?no=3`
pub fn one(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let no = number(ask)?;
    let (body, before) = (body(tx, who, no)?, no.checked_sub(1).filter(|n| *n >= 0));
    let saved = policy::versions(tx, who.assembly, Rules::KIND)?.into_iter().find(|v| v.version == no);
    let mut facts = Vec::new();
    if let Some(v) = &saved {
        facts.push(Fact::new(ask.t("proposals.policy.year"), v.year.to_string()));
        facts.push(Fact::new(ask.t("proposals.policy.saved-by"), directory::names::person(tx, v.saved_by)?));
        facts.push(Fact::new(ask.t("proposals.policy.saved-at"), ask.locale.moment(v.at.0, ask.today)));
        facts.push(Fact::new(ask.t("proposals.policy.reason"), v.reason.as_str()));
    }
    let mut sections = Vec::new();
    if let Some(before) = before {
        let earlier = self::body(tx, who, before)?;
        sections.push(Section::new(
            "difference",
            ask.locale.f("proposals.policy.difference", &[("no", before.to_string())]),
            difference(ask, &earlier, &body),
        ));
    }
    sections.extend(groups(ask, &body));
    let title = ask.locale.f("proposals.policy.no", &[("no", no.to_string())]);
    let view = DetailView { eyebrow: ask.t("proposals.policy").to_owned(), title: title.clone(), facts, sections, ..DetailView::default() };
    let crumbs = vec![Link::new(ask.t("proposals.policy"), "/policies/proposals")];
    Ok(Reply::page(title, view.render(&ask.locale))?.crumbs(crumbs))
}

/// `GET /api/v1/policies/proposals`
pub fn list_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let (version, rules) = policy::current::<Rules>(tx, who.assembly, i64::from(ask.today.year()))?;
    let versions = policy::versions(tx, who.assembly, Rules::KIND)?;
    let items: Vec<Value> = versions
        .iter()
        .map(|v| json!({ "version": v.version, "year": v.year, "reason": v.reason, "saved_by": v.saved_by, "at": v.at.rfc3339() }))
        .collect();
    Ok(json!({ "version": version, "body": *rules, "items": items, "total": items.len(), "next_cursor": null }))
}

/// `GET /api/v1/policies/proposals/version?no=3`
pub fn one_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let no = number(ask)?;
    Ok(json!({ "version": no, "body": body(tx, who, no)? }))
}

fn number(ask: &Ask) -> Result<i64> {
    ask.get("no").and_then(|n| n.parse().ok()).filter(|n| *n >= 0).ok_or(Error::NotFound)
}

fn body(tx: &mut Tx, who: &Actor, no: i64) -> Result<Map<String, Value>> {
    object(&*policy::version::<Rules>(tx, who.assembly, no)?)
}

fn versions(tx: &mut Tx, who: &Actor, ask: &Ask, current: i64) -> Result<Html> {
    let versions = policy::versions(tx, who.assembly, Rules::KIND)?;
    let columns: Vec<Column> = ["version", "year", "saved-by", "saved-at", "reason"]
        .iter()
        .map(|key| Column::new(ask.t(&format!("proposals.policy.{key}"))))
        .collect();
    let name = |no: i64| {
        let name = ask.locale.f("proposals.policy.no", &[("no", no.to_string())]);
        if no == current { format!("{name}（{}）", ask.t("proposals.policy.in-force")) } else { name }
    };
    let mut rows = Vec::new();
    for v in &versions {
        let cells = vec![
            Cell::strong(name(v.version)),
            Cell::Number(v.year.to_string()),
            Cell::text(directory::names::person(tx, v.saved_by)?),
            Cell::Day(ask.locale.moment(v.at.0, ask.today)),
            Cell::text(v.reason.as_str()),
        ];
        rows.push(Row::new(v.version, cells).href(format!("/policies/proposals/version?no={}", v.version)));
    }
    let shipped =
        vec![Cell::strong(name(0)), Cell::text(""), Cell::text(""), Cell::text(""), Cell::text(ask.t("proposals.policy.shipped"))];
    rows.push(Row::new(0, shipped).href("/policies/proposals/version?no=0"));
    Ok(ui::table(&columns, &rows))
}

/// What a version changed against the one before it.
fn difference(ask: &Ask, before: &Map<String, Value>, after: &Map<String, Value>) -> Html {
    let columns: Vec<Column> =
        ["field", "before", "after"].iter().map(|key| Column::new(ask.t(&format!("proposals.policy.{key}")))).collect();
    let fields = GROUPS.iter().flat_map(|(_, fields)| fields.iter());
    let rows: Vec<Row> = fields
        .filter(|(name, _)| before.get(*name) != after.get(*name))
        .map(|(name, shape)| {
            let label = ask.t(&format!("proposals.policy.{name}")).to_owned();
            Row::new(name, vec![Cell::strong(label), shown(ask, *shape, &before[*name]), shown(ask, *shape, &after[*name])])
        })
        .collect();
    ui::table(&columns, &rows)
}

/// All values, group by group.
fn groups(ask: &Ask, body: &Map<String, Value>) -> Vec<Section> {
    let section = |(group, fields): &(&str, &[(&str, Shape)])| {
        let facts: Vec<Fact> = fields
            .iter()
            .map(|(name, shape)| Fact::new(ask.t(&format!("proposals.policy.{name}")), shown(ask, *shape, &body[*name])))
            .collect();
        Section::new(*group, ask.t(&format!("proposals.policy.group.{group}")), ui::key_values(&facts))
    };
    GROUPS.iter().map(section).collect()
}

/// A value in words: 5 个工作日, the labels of a scheme.
fn shown(ask: &Ask, shape: Shape, value: &Value) -> Cell {
    match (shape, value) {
        (Shape::Term, Value::String(text)) => {
            let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
            let unit = &text[digits.len()..];
            Cell::text(ask.locale.count(&format!("proposals.policy.term.{unit}"), digits.parse::<i64>().unwrap_or(0)))
        }
        (Shape::Scope, Value::String(scope)) => Cell::text(ask.t(&format!("proposals.policy.scope.{scope}"))),
        (Shape::Coded, value) => Cell::text(label(ask, value)),
        (Shape::List, Value::Array(items)) => Cell::Lines(items.iter().map(|item| label(ask, item)).collect()),
        (_, value) => Cell::text(written(value)),
    }
}

fn label(ask: &Ask, value: &Value) -> String {
    let part = |name: &str| value[name].as_str().unwrap_or_default();
    super::labels::in_language(ask, part("label"), part("label_en"))
}
