//! 行政区划: from the provinces down to the villages, or by typing the beginning of a name or a code; what is chosen goes into
//! the form of a room.

use kernel::db::Tx;
use kernel::{Actor, Result};
use serde_json::{Value, json};
use web::ui::{Cell, Column, Empty, Field, Link, ListView, Pager, Row};
use web::{Ask, Reply};

use super::labels;
use crate::acts::rooms::KEPT;
use crate::store::divisions::{self, Division};

/// Places on one page.
const SIZE: usize = 25;

/// (code, name, where it lies) of a page, and whether there are more: what begins so, or what lies in the place that was
/// opened, from the provinces down.
fn load(tx: &mut Tx, ask: &Ask) -> Result<(Vec<(Division, String)>, bool)> {
    let text = ask.get("q").unwrap_or_default().trim().to_owned();
    let within = within(ask);
    let after = ask.get("after").and_then(|after| after.split_once('~')).map(|(code, name)| (name, code));
    let mut found = match text.is_empty() {
        true => divisions::children(tx, &within, after.map_or("", |(_, code)| code), SIZE)?,
        false => divisions::beginning(tx, &text, &within, after, SIZE)?,
    };
    let more = found.len() > SIZE;
    found.truncate(SIZE);
    let mut places = Vec::new();
    for place in found {
        let path = divisions::path(tx, divisions::parent(&place.code))?;
        places.push((place, path));
    }
    Ok((places, more))
}

fn within(ask: &Ask) -> String {
    ask.get("within").unwrap_or_default().chars().filter(char::is_ascii_digit).take(12).collect()
}

/// Townships and villages are where a room opens.
fn is_a_place_for_rooms(d: &Division) -> bool {
    d.code.len() >= 9
}

/// `GET /api/v1/divisions?q=`
pub fn search_json(tx: &mut Tx, _: &Actor, ask: &Ask) -> Result<Value> {
    let (places, more) = load(tx, ask)?;
    let items: Vec<Value> = places.iter().map(|(d, path)| json!({ "code": d.code, "name": d.name, "within": path })).collect();
    Ok(json!({ "items": items, "more": more }))
}

/// `GET /divisions?q=`
pub fn search(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let (places, more) = load(tx, ask)?;
    let opens = KEPT.check(who).is_ok();
    // For a room that is there, or for one to be registered.
    let form = ask.get_id("room").map_or_else(|| "/rooms/new".to_owned(), |id| format!("/rooms/{id}/details"));
    let rows: Vec<Row> = places
        .iter()
        .map(|(d, path)| {
            let choose = match opens && is_a_place_for_rooms(d) {
                true => Cell::link(ask.t("rooms.divisions.choose"), format!("{form}?division={}", d.code)),
                false => Cell::text(""),
            };
            let row =
                Row::new(&d.code, vec![Cell::strong(d.name.as_str()), Cell::text(path.as_str()), Cell::Number(d.code.clone()), choose]);
            let inside = labels::address("/divisions", ask, &[("within", d.code.clone()), ("q", String::new()), ("after", String::new())]);
            if d.code.len() < 12 { row.href(inside) } else { row }
        })
        .collect();
    let next = places.last().filter(|_| more).map(|(d, _)| {
        let after = format!("{}~{}", d.code, d.name);
        labels::address("/divisions", ask, &[("after", after)])
    });
    let shown = places.len() as u64;
    let mut filters = vec![Field::text("q", ask.t("rooms.divisions.search")).value(ask.get("q").unwrap_or_default())];
    // The search goes on where one stands.
    filters.extend(["within", "room"].iter().filter_map(|name| Some(Field::hidden(*name, ask.get(name)?))));
    let total = divisions::count(tx)?;
    let view = ListView {
        title: ask.t("rooms.divisions").to_owned(),
        lead: ask.locale.count("rooms.divisions.total", total),
        filters,
        columns: vec![
            Column::new(ask.t("rooms.column.place")),
            Column::new(ask.t("rooms.column.within")),
            Column::new(ask.t("rooms.field.division")).numeric(),
            Column::new(""),
        ],
        rows,
        pager: Pager { total: shown, shown_from: shown.min(1), shown_to: shown, previous: None, next },
        empty: Empty { text: ask.t("rooms.divisions.empty").to_owned(), first_step: None },
        ..ListView::default()
    };
    let mut crumbs = vec![Link::new(ask.t("rooms.list"), "/rooms")];
    let own = within(ask);
    if !own.is_empty() {
        crumbs.push(Link::new(
            ask.t("rooms.divisions"),
            labels::address("/divisions", ask, &[("within", String::new()), ("after", String::new())]),
        ));
    }
    for digits in divisions::LEVELS.iter().filter(|digits| **digits <= own.len()) {
        let code = &own[..*digits];
        let name = divisions::get(tx, code)?.map_or_else(|| code.to_owned(), |d| d.name);
        crumbs.push(Link::new(name, labels::address("/divisions", ask, &[("within", code.to_owned()), ("after", String::new())])));
    }
    Ok(Reply::page(ask.t("rooms.divisions"), view.introduced(&ask.locale, ask.t("rooms.divisions.intro")))?.crumbs(crumbs))
}
