//! 承办单位列表.

use directory::units::SIDES;
use kernel::db::Tx;
use kernel::{Actor, Result};
use serde_json::{Value, json};
use web::page::{Ask, Reply};
use web::respond::random_token;
use web::ui::{Batch, Cell, Chip, Choice, Column, Empty, Field, Link, ListView, Row, Tab, Tone};

use crate::listing::Part;
use crate::organisation::KEEPERS;
use crate::scope::{self, in_language};
use crate::store::units;

const STATES: &[&str] = &["running", "unconfirmed", "ended"];

pub fn list_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let part = Part::of(ask)?;
    let assembly = scope::chosen(tx, who, ask)?;
    let (found, total) = units::list(tx, assembly, state(ask), side(ask), ask.get("q"), part)?;
    let items = found.iter().map(|u| {
        json!({ "id": u.id, "code": u.code, "name": u.name, "name_en": u.name_en, "side": u.side, "telephone": u.telephone, "confirmed_on": u.confirmed_on, "ended": u.ended })
    });
    Ok(part.json(items.collect(), total))
}

pub fn list(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let l = &ask.locale;
    let part = Part::of(ask)?;
    let assembly = scope::chosen(tx, who, ask)?;
    let keeper = KEEPERS.admits(who);
    let (found, total) = units::list(tx, assembly, state(ask), side(ask), ask.get("q"), part)?;
    let sides = std::iter::once(Choice::new("", l.t("identity.all")))
        .chain(SIDES.iter().map(|s| Choice::new(*s, l.t(&format!("identity.side.{s}")))));
    let mut filters = vec![
        Field::text("q", l.t("identity.unit.find")).value(ask.get("q").unwrap_or_default()),
        Field::select("side", l.t("identity.side"), sides.collect()).value(ask.get("side").unwrap_or_default()),
    ];
    filters.extend(scope::field(tx, who, ask)?);
    filters.push(Field::hidden("state", state(ask)));
    let rows = found.iter().map(|u| row(ask, u)).collect();
    let view = ListView {
        title: l.t("identity.units").to_owned(),
        lead: l.count("identity.units.lead", total),
        tabs: STATES
            .iter()
            .map(|s| Tab {
                label: l.t(&format!("identity.units.{s}")).to_owned(),
                href: format!("/units?state={s}"),
                count: None,
                current: state(ask) == *s,
            })
            .collect(),
        filters,
        clear: ask.get("q").or(ask.get("side")).map(|_| "/units".to_owned()),
        columns: ["code-field", "unit", "side", "telephone", "confirmed"].map(|key| Column::new(l.t(&format!("identity.{key}")))).to_vec(),
        rows,
        batch: if keeper && state(ask) == "unconfirmed" {
            vec![Batch { label: l.t("units.confirm").to_owned(), action: "/batch/units.confirm".into() }]
        } else {
            Vec::new()
        },
        key: random_token(16),
        actions: if keeper {
            vec![Link::new(l.t("units.create"), "/units/new"), Link::new(l.t("identity.import.units"), "/imports/new?kind=units")]
        } else {
            Vec::new()
        },
        exports: if keeper { vec![Link::new("xlsx", "/exports/units.xlsx"), Link::new("csv", "/exports/units.csv")] } else { Vec::new() },
        pager: part.pager(ask, found.len(), total),
        empty: Empty { text: l.t("identity.units.empty").to_owned(), first_step: None },
        ..ListView::default()
    };
    Reply::page(l.t("identity.units"), view.render(l))
}

fn row(ask: &Ask, unit: &units::Line) -> Row {
    let l = &ask.locale;
    let confirmed = match unit.confirmed_on {
        Some(day) => Cell::Day(l.short_day(day, ask.today)),
        None => Cell::Chip(Chip::new(Tone::Warn, l.t("identity.unconfirmed"))),
    };
    let cells = vec![
        Cell::text(unit.code.clone()),
        Cell::strong(in_language(ask, &unit.name, &unit.name_en)),
        Cell::text(l.t(&format!("identity.side.{}", unit.side))),
        Cell::text(unit.telephone.clone()),
        if unit.ended { Cell::Chip(Chip::new(Tone::Plain, l.t("identity.units.ended"))) } else { confirmed },
    ];
    Row::new(unit.id, cells).href(format!("/units/{}", unit.id))
}

fn state(ask: &Ask) -> &str {
    ask.get("state").filter(|state| STATES.contains(state)).unwrap_or("running")
}

fn side(ask: &Ask) -> Option<&str> {
    ask.get("side").filter(|side| SIDES.contains(side))
}
