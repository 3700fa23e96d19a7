//! 工作日历的页面: holidays and days that are made up, year by year.

use kernel::calendar::DayKind;
use kernel::db::Tx;
use kernel::{Actor, Error, Result};
use serde_json::{Value, json};
use web::ui::{Cell, Chip, Column, Empty, Field, Link, ListView, Pager, Row, Tone};
use web::{Ask, Reply};

use crate::{clocks, store};

/// `GET /calendar`
pub fn list(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let year = year(ask)?;
    let calendar = clocks::calendar(tx, who.assembly)?;
    let mut rows = Vec::new();
    for (day, kind, name) in calendar.entries(year) {
        let own = store::days::edit_of(tx, who.assembly, day)?.is_some();
        let tone = if kind == DayKind::Off { Tone::Good } else { Tone::Active };
        let cells = vec![
            Cell::Strong(ask.locale.day(day, ask.today)),
            Cell::Chip(Chip::new(tone, ask.t(&format!("proposals.calendar.{}", kind.name())))),
            Cell::text(name),
            Cell::text(ask.t(if own { "proposals.calendar.own" } else { "proposals.calendar.official" })),
        ];
        rows.push(Row::new(day, cells).href(format!("/calendar/edit?day={day}")));
    }
    let lead = if calendar.known(year) { "proposals.calendar.lead" } else { "proposals.calendar.unknown" };
    let count = rows.len() as u64;
    let other =
        |year: i16| Link::new(ask.locale.f("proposals.calendar.of", &[("year", year.to_string())]), format!("/calendar?year={year}"));
    let title = ask.locale.f("proposals.calendar.of", &[("year", year.to_string())]);
    let view = ListView {
        title: title.clone(),
        lead: ask.t(lead).to_owned(),
        filters: vec![Field::number("year", ask.t("proposals.calendar.year")).value(year.to_string())],
        columns: ["day", "kind", "name", "source"].iter().map(|key| Column::new(ask.t(&format!("proposals.calendar.{key}")))).collect(),
        rows,
        actions: vec![Link::new(ask.t("calendar.edit"), "/calendar/edit"), other(year - 1), other(year + 1)],
        pager: Pager { total: count, shown_from: count.min(1), shown_to: count, ..Pager::default() },
        empty: Empty {
            text: ask.t("proposals.calendar.unknown").to_owned(),
            first_step: Some(Link::new(ask.t("calendar.edit"), "/calendar/edit")),
        },
        ..ListView::default()
    };
    Reply::page(title, view.render(&ask.locale))
}

/// `GET /api/v1/calendar`
pub fn list_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let year = year(ask)?;
    let calendar = clocks::calendar(tx, who.assembly)?;
    let day = |(day, kind, name): (jiff::civil::Date, DayKind, &str)| json!({ "day": day.to_string(), "kind": kind.name(), "name": name });
    let items: Vec<Value> = calendar.entries(year).map(day).collect();
    Ok(json!({ "year": year, "known": calendar.known(year), "total": items.len(), "items": items, "next_cursor": null }))
}

fn year(ask: &Ask) -> Result<i16> {
    match ask.get("year") {
        None => Ok(ask.today.year()),
        Some(text) => text.parse().ok().filter(|y| (1949..=2999).contains(y)).ok_or_else(|| Error::invalid("year", "web.invalid.shape")),
    }
}
