//! 议事室对比: one line a room, every number opens its records; what was registered afterwards is counted apart.

use kernel::db::Tx;
use kernel::{Actor, Result};
use serde_json::{Value, json};
use web::ui::{Cell, Column, Empty, Field, Link, ListView, Pager, Row};
use web::{Ask, Reply};

use crate::model::Room;
use crate::store;
use crate::store::stats::Line;

/// Rooms of a county are some hundred at most.
const MOST: usize = 500;

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

/// `GET /api/v1/rooms/statistics?year=`
pub fn json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
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

/// `GET /rooms/statistics?year=`
pub fn statistics(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let (year, rows) = load(tx, who, ask)?;
    let keys = [
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
    let mut columns = vec![Column::new(ask.t("rooms.column.name"))];
    columns.extend(keys.iter().map(|key| Column::new(ask.t(&format!("rooms.statistics.{key}"))).numeric()));
    let rows: Vec<Row> = rows.iter().map(|(r, l)| Row::new(r.id, cells(r, l, year, who))).collect();
    let total = rows.len() as u64;
    let view = ListView {
        title: ask.t("rooms.statistics").to_owned(),
        lead: ask.locale.count("rooms.total", total as i64),
        filters: vec![Field::number("year", ask.t("rooms.statistics.year")).value(year.to_string())],
        columns,
        rows,
        pager: Pager { total, shown_from: total.min(1), shown_to: total, previous: None, next: None },
        empty: Empty { text: ask.t("rooms.empty").to_owned(), first_step: None },
        ..ListView::default()
    };
    let crumbs = vec![Link::new(ask.t("rooms.list"), "/rooms")];
    Ok(Reply::page(ask.t("rooms.statistics"), view.introduced(&ask.locale, ask.t("rooms.statistics.intro")))?.crumbs(crumbs))
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
