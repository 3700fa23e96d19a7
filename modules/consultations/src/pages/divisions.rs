//! 行政区划查找: townships and villages by typing the beginning of a name or a code, page by page.

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

/// (code, name, where it lies) of a page, and whether there are more.
fn load(tx: &mut Tx, ask: &Ask) -> Result<(Vec<(Division, String)>, bool)> {
    let text = ask.get("q").unwrap_or_default().trim().to_owned();
    let within: String = ask.get("within").unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
    if text.is_empty() && within.len() < 6 {
        return Ok((Vec::new(), false));
    }
    let after = ask.get("after").and_then(|after| after.split_once('~')).map(|(code, name)| (name, code));
    let mut found = divisions::beginning(tx, &text, &within, after, SIZE)?;
    let more = found.len() > SIZE;
    found.truncate(SIZE);
    let mut places = Vec::new();
    for place in found {
        let path = divisions::path(tx, divisions::parent(&place.code))?;
        places.push((place, path));
    }
    Ok((places, more))
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
    let rows: Vec<Row> = places
        .iter()
        .map(|(d, path)| {
            let row = Row::new(&d.code, vec![Cell::strong(d.name.as_str()), Cell::text(path.as_str()), Cell::Number(d.code.clone())]);
            if opens { row.href(format!("/rooms/new?division={}", d.code)) } else { row }
        })
        .collect();
    let next = places.last().filter(|_| more).map(|(d, _)| {
        let after = format!("{}~{}", d.code, d.name);
        labels::address("/divisions", ask, &[("after", after)])
    });
    let shown = places.len() as u64;
    let search = Field::text("q", ask.t("rooms.divisions.search")).value(ask.get("q").unwrap_or_default());
    let total = divisions::count(tx)?;
    let view = ListView {
        title: ask.t("rooms.divisions").to_owned(),
        lead: ask.locale.count("rooms.divisions.total", total),
        filters: vec![search],
        columns: vec![
            Column::new(ask.t("rooms.column.place")),
            Column::new(ask.t("rooms.column.within")),
            Column::new(ask.t("rooms.field.division")).numeric(),
        ],
        rows,
        pager: Pager { total: shown, shown_from: shown.min(1), shown_to: shown, previous: None, next },
        empty: Empty { text: ask.t("rooms.divisions.empty").to_owned(), first_step: None },
        ..ListView::default()
    };
    let crumbs = vec![Link::new(ask.t("rooms.list"), "/rooms")];
    Ok(Reply::page(ask.t("rooms.divisions"), view.introduced(&ask.locale, ask.t("rooms.divisions.intro")))?.crumbs(crumbs))
}
