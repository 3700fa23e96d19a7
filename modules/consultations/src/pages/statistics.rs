//! 议事室对比: one line a room, every number opens its records; what was registered afterwards is counted apart.

use documents::Table;
use kernel::db::Tx;
use kernel::{Actor, Error, Result};
use serde_json::{Value, json};
use web::ui::{Cell, Column, Empty, Field, Link, ListView, Pager, Row, Tab};
use web::{Ask, Reply};

use super::domains::{self, Cut};
use super::export;
use crate::model::Room;
use crate::store;
use crate::store::stats::Line;

/// Rooms of a county are some hundred at most.
pub(super) const MOST: usize = 500;

fn load(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<(i64, Vec<(Room, Line)>)> {
    let year = ask.get("year").and_then(|y| y.parse().ok()).unwrap_or(i64::from(ask.today.year()));
    let assemblies = store::rooms::level(tx, who)?;
    let filter = store::rooms::Filter { assemblies, ..Default::default() };
    let mut rows = Vec::new();
    for room in store::rooms::page(tx, &filter, MOST)? {
        let line = store::stats::of_room(tx, room.id, year)?;
        rows.push((room, line));
    }
    Ok((year, rows))
}

/// `GET /api/v1/rooms/statistics?by=&year=`: rooms without `by`, else `domain`, `room` or `level`
pub fn json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    if let Some(cut) = cut(ask)? {
        let asked = domains::asked(tx, who, ask, cut)?;
        let sheet = domains::sheet(tx, who, ask, &asked)?;
        return Ok(domains::as_json(&asked, &sheet));
    }
    let (year, rows) = load(tx, who, ask)?;
    let rooms: Vec<Value> = rows
        .iter()
        .map(|(r, l)| {
            json!({
                "room": r.id, "name": r.name, "raised": l.raised, "announced": l.announced, "sessions": l.sessions,
                "sessions_after": l.sessions_after, "closed": l.closed, "closed_after": l.closed_after, "reopened": l.reopened,
                "referred": l.referred, "satisfied": l.satisfied, "basically": l.basically, "dissatisfied": l.dissatisfied,
                "members": l.members,
            })
        })
        .collect();
    Ok(json!({ "year": year, "rooms": rooms }))
}

/// By what the page is cut; rooms without it.
fn cut(ask: &Ask) -> Result<Option<Cut>> {
    let Some(by) = ask.get("by") else { return Ok(None) };
    let found = domains::CUTS.iter().find(|(name, _)| *name == by);
    found.map(|(_, cut)| Some(*cut)).ok_or_else(|| Error::invalid("by", "web.invalid.shape"))
}

const KEYS: [&str; 12] = [
    "raised",
    "announced",
    "sessions",
    "sessions-after",
    "closed",
    "closed-after",
    "reopened",
    "referred",
    "satisfied",
    "basically",
    "dissatisfied",
    "members",
];

/// `GET /rooms/statistics?by=&year=`
pub fn statistics(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let by = cut(ask)?;
    let (filters, columns, rows, lead) = match by {
        Some(by) => {
            let asked = domains::asked(tx, who, ask, by)?;
            let sheet = domains::sheet(tx, who, ask, &asked)?;
            (domains::filters(tx, who, ask, &asked)?, domains::columns(ask, &sheet), domains::rows(&sheet), String::new())
        }
        None => {
            let (year, rows) = load(tx, who, ask)?;
            let mut columns = vec![Column::new(ask.t("rooms.column.name"))];
            columns.extend(KEYS.iter().map(|key| Column::new(ask.t(&format!("rooms.statistics.{key}"))).numeric()));
            let rows: Vec<Row> = rows.iter().map(|(r, l)| Row::new(r.id, cells(r, l, year, who))).collect();
            let year = Field::number("year", ask.t("rooms.statistics.year")).value(year.to_string());
            let lead = ask.locale.count("rooms.total", rows.len());
            (vec![year], columns, rows, lead)
        }
    };
    let total = rows.len() as u64;
    let view = ListView {
        title: ask.t("rooms.statistics").to_owned(),
        lead,
        tabs: tabs(tx, who, ask, by)?,
        filters,
        columns,
        rows,
        exports: export::links(ask, "/rooms/statistics/export"),
        pager: Pager { total, shown_from: total.min(1), shown_to: total, previous: None, next: None },
        empty: Empty { text: ask.t("rooms.empty").to_owned(), first_step: None },
        ..ListView::default()
    };
    let crumbs = vec![Link::new(ask.t("rooms.list"), "/rooms")];
    let intro = if by.is_some() { "domains.intro" } else { "rooms.statistics.intro" };
    Ok(Reply::page(ask.t("rooms.statistics"), view.introduced(&ask.locale, ask.t(intro)))?.crumbs(crumbs))
}

fn tabs(tx: &mut Tx, who: &Actor, ask: &Ask, by: Option<Cut>) -> Result<Vec<Tab>> {
    let levels = store::rooms::level(tx, who)?.len();
    let tab = |name: &str, key: &str, cut: Option<Cut>| Tab {
        label: ask.t(key).to_owned(),
        href: if name.is_empty() { "/rooms/statistics".to_owned() } else { format!("/rooms/statistics?by={name}") },
        count: None,
        current: by == cut,
    };
    let mut tabs = vec![
        tab("", "rooms.statistics.by-room", None),
        tab("domain", "domains.by-domain", Some(Cut::Domain)),
        tab("room", "domains.by-room", Some(Cut::Room)),
    ];
    if levels > 1 {
        tabs.push(tab("level", "domains.by-level", Some(Cut::Level)));
    }
    Ok(tabs)
}

/// `GET /rooms/statistics/export?by=&format=`: the table that the page shows
pub fn table(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Table> {
    if let Some(by) = cut(ask)? {
        let asked = domains::asked(tx, who, ask, by)?;
        let sheet = domains::sheet(tx, who, ask, &asked)?;
        return Ok(domains::table(ask, &sheet));
    }
    let (_, rows) = load(tx, who, ask)?;
    let heads = KEYS.iter().map(|key| ask.t(&format!("rooms.statistics.{key}")).to_owned());
    let heads = std::iter::once(ask.t("rooms.column.name").to_owned()).chain(heads).collect();
    let row = |(r, l): &(Room, Line)| {
        let figures = [
            l.raised,
            l.announced,
            l.sessions,
            l.sessions_after,
            l.closed,
            l.closed_after,
            l.reopened,
            l.referred,
            l.satisfied,
            l.basically,
            l.dissatisfied,
            l.members,
        ];
        std::iter::once(r.name.clone()).chain(figures.iter().map(i64::to_string)).collect::<Vec<String>>()
    };
    Ok(Table::new(heads, rows.iter().map(row).collect::<Vec<_>>()))
}

/// The city reads the figures of its counties; their records are the counties' own.
fn cells(r: &Room, l: &Line, year: i64, who: &Actor) -> Vec<Cell> {
    let own = who.assembly == r.assembly;
    let count = |n: i64, href: String| if own && n > 0 { Cell::link(n.to_string(), href) } else { Cell::Number(n.to_string()) };
    let topics = |n: i64, also: &str| count(n, format!("/topics?room={}&year={year}{also}", r.id));
    let sessions = |n: i64, after: u8| count(n, format!("/consultations?room={}&year={year}&state=held&after={after}", r.id));
    vec![
        Cell::link(r.name.as_str(), format!("/rooms/{}", r.id)),
        topics(l.raised, ""),
        topics(l.announced, "&announced=1"),
        sessions(l.sessions, 0),
        sessions(l.sessions_after, 1),
        topics(l.closed, "&state=closed&after=0"),
        topics(l.closed_after, "&state=closed&after=1"),
        topics(l.reopened, "&reopened=1"),
        topics(l.referred, "&referred=1"),
        topics(l.satisfied, "&verdict=satisfied"),
        topics(l.basically, "&verdict=basically"),
        topics(l.dissatisfied, "&verdict=dissatisfied"),
        if l.members > 0 { Cell::link(l.members.to_string(), format!("/rooms/{}#members", r.id)) } else { Cell::Number("0".into()) },
    ]
}
