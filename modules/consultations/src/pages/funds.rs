//! 经费台账: what was granted and spent in every room of the assembly.

use kernel::db::Tx;
use kernel::{Actor, Error, Result};
use serde_json::{Value, json};
use web::ui::{Cell, Choice, Column, Empty, Field, Link, ListView, Row};
use web::{Access, Ask, Paging, Reply};

use super::{export, labels};
use crate::acts::form;
use crate::acts::funds::written;
use crate::policy::READING_OFFICES;
use crate::store;
use crate::store::funds::Filter;
use crate::workflow::words::Fund;

/// Who keeps or reads the money of the rooms.
pub const ACCESS: Access = Access::Roles(READING_OFFICES);

pub(super) fn filter(who: &Actor, ask: &Ask) -> Result<Filter> {
    let wrong = || Error::invalid("fund", "web.invalid.shape");
    Ok(Filter {
        assembly: who.assembly,
        room: ask.get_id("room"),
        fund: ask.get("fund").map(|f| Fund::parse(f).ok_or_else(wrong)).transpose()?,
        year: ask.get("year").and_then(|y| y.parse().ok()),
        before: None,
    })
}

/// `GET /api/v1/rooms/funds`
pub fn list_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let (paging, filter) = (Paging::of(ask)?, filter(who, ask)?);
    let mut all = store::funds::page(tx, &Filter { before: paging.after, ..filter.clone() }, paging.size)?;
    let more = all.len() > paging.size;
    all.truncate(paging.size);
    let next = all.last().filter(|_| more).map(|e| e.id);
    let (total, balance_fen) = store::funds::sum(tx, &filter)?;
    let items: Vec<Value> = all
        .iter()
        .map(|e| json!({ "id": e.id, "room": e.room, "fund": e.fund, "year": e.year, "fen": e.amount_fen, "purpose": e.purpose, "on": e.on_day }))
        .collect();
    Ok(json!({ "items": items, "next_cursor": next, "total": total, "balance_fen": balance_fen }))
}

/// `GET /rooms/funds`
pub fn list(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let (paging, filter) = (Paging::of(ask)?, filter(who, ask)?);
    let mut all = store::funds::page(tx, &Filter { before: paging.after, ..filter.clone() }, paging.size)?;
    let more = all.len() > paging.size;
    all.truncate(paging.size);
    let next = all.last().filter(|_| more).map(|e| e.id);
    let (total, balance) = store::funds::sum(tx, &filter)?;
    let mut rows = Vec::new();
    for e in &all {
        let receipts = super::room::receipts(tx, ask, e.id)?;
        let cells = vec![
            Cell::Day(ask.locale.short_day(e.on_day, ask.today)),
            Cell::text(store::rooms::any(tx, e.room)?.name),
            Cell::text(labels::word(ask, "word.fund", e.fund)),
            Cell::strong(e.purpose.as_str()),
            Cell::Number(written(e.amount_fen)),
            receipts,
        ];
        rows.push(Row::new(e.id, cells).href(format!("/rooms/{}#funds", e.room)));
    }
    let heads = ["rooms.fund.on", "rooms.column.name", "rooms.fund.kind", "rooms.fund.purpose", "rooms.fund.yuan", "rooms.fund.receipt"];
    let mut columns: Vec<Column> = heads.iter().map(|key| Column::new(ask.t(key))).collect();
    columns[4].numeric = true;
    let narrowed = ask.query.iter().any(|(n, v)| n != "page_size" && !v.is_empty());
    let count = ask.locale.count("rooms.funds.total", total);
    let view = ListView {
        title: ask.t("rooms.funds").to_owned(),
        lead: format!("{count}{}", ask.locale.f("rooms.funds.balance", &[("yuan", written(balance))])),
        filters: filters(tx, who, ask)?,
        clear: narrowed.then(|| "/rooms/funds".to_owned()),
        columns,
        exports: export::links(ask, "/rooms/funds/export"),
        pager: labels::pager("/rooms/funds", ask, rows.len(), total, next),
        rows,
        empty: Empty { text: ask.t("rooms.funds.empty").to_owned(), first_step: None },
        ..ListView::default()
    };
    let crumbs = vec![Link::new(ask.t("rooms.list"), "/rooms")];
    Ok(Reply::page(ask.t("rooms.funds"), view.introduced(&ask.locale, ask.t("rooms.funds.intro")))?.crumbs(crumbs))
}

fn filters(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Vec<Field>> {
    let chosen = |field: Field, name: &str| match ask.get(name) {
        Some(value) => field.value(value),
        None => field,
    };
    let rooms = store::rooms::running(tx, who.assembly)?.into_iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect();
    Ok(vec![
        chosen(Field::select("room", ask.t("rooms.column.name"), rooms), "room"),
        chosen(Field::select("fund", ask.t("rooms.fund.kind"), form::words::<Fund>(ask, "word.fund")), "fund"),
        chosen(Field::number("year", ask.t("rooms.statistics.year")), "year"),
    ])
}
