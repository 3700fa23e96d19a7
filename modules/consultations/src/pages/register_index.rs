//! 台账和登记: every register of the grass-roots layer, each with what it is for.

use kernel::db::Tx;
use kernel::{Actor, Result};
use web::ui::{Cell, Column, Empty, Link, ListView, Pager, Row};
use web::{Ask, Reply};

/// (message key of its name, address)
const REGISTERS: &[(&str, &str)] = &[
    ("plans.list", "/build-plans"),
    ("bodies.list", "/room-bodies"),
    ("working_rules.list", "/working-rules"),
    ("studios.list", "/studios"),
    ("activities.list", "/joint-activities"),
    ("capacity.list", "/capacity-sheets"),
    ("readiness.list", "/readiness-checks"),
];

/// `GET /room-registers`
pub fn list(_: &mut Tx, _: &Actor, ask: &Ask) -> Result<Reply> {
    let row = |(key, href): &(&str, &str)| {
        let what = format!("registers.what.{}", href.trim_start_matches('/'));
        Row::new(href, vec![Cell::strong(ask.t(key)), Cell::text(ask.t(&what))]).href(*href)
    };
    let rows: Vec<Row> = REGISTERS.iter().map(row).collect();
    let total = rows.len() as u64;
    let view = ListView {
        title: ask.t("registers.list").to_owned(),
        columns: vec![Column::new(ask.t("registers.column.register")), Column::new(ask.t("registers.column.what"))],
        rows,
        pager: Pager { total, shown_from: 1, shown_to: total, previous: None, next: None },
        empty: Empty::default(),
        ..ListView::default()
    };
    Ok(Reply::page(ask.t("registers.list"), view.render(&ask.locale))?.crumbs(vec![Link::new(ask.t("rooms.list"), "/rooms")]))
}
