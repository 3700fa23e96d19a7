//! 倒计时与通报: by unit, how much was assigned, is due in 7 and 15 days, is overdue; one page.

use kernel::db::Tx;
use kernel::{Actor, Id, Result};
use serde_json::{Value, json};
use web::ui::{Cell, Choice, Column, Empty, Field, Link, ListView, Pager, PrintBlock, Row};
use web::{Access, Ask, Reply};

use super::{list, sheets};
use crate::policy::READING_OFFICES;
use crate::store::handling::{self, Sums};

pub const READERS: Access = Access::Roles(READING_OFFICES);

fn load(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Vec<Sums>> {
    handling::sums(tx, who.assembly, ask.get_id("session").unwrap_or(Id(0)), ask.today)
}

/// `GET /api/v1/countdown`
pub fn countdown_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let units = load(tx, who, ask)?;
    Ok(json!({ "as_of": ask.today, "units": units, "total": total(&units) }))
}

/// `GET /countdown`
pub fn countdown(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let units = load(tx, who, ask)?;
    let sessions = directory::sessions::of(tx, who.assembly)?;
    let sessions = sessions.into_iter().map(|s| Choice::new(s.id.to_string(), list::session_name(ask, &s))).collect();
    let total = total(&units);
    let view = ListView {
        title: ask.t("handling.countdown").to_owned(),
        lead: summary(ask, &total),
        filters: vec![Field::select("session", ask.t("proposals.filter.session"), sessions).values(ask.get("session").map(str::to_owned))],
        clear: ask.get("session").map(|_| "/countdown".into()),
        columns: columns(ask),
        rows: units.iter().map(|u| linked(who, row(ask, u), u)).collect(),
        actions: vec![Link::new(ask.t("handling.countdown.print"), with_session(ask, "/countdown/print"))],
        pager: Pager { total: units.len() as u64, shown_from: 1.min(units.len() as u64), shown_to: units.len() as u64, ..Pager::default() },
        empty: Empty { text: ask.t("handling.countdown.empty").to_owned(), first_step: None },
        ..ListView::default()
    };
    Reply::page(ask.t("handling.countdown"), view.render(&ask.locale))
}

/// `GET /countdown/print`: 通报.
pub fn notice(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let units = load(tx, who, ask)?;
    let total = total(&units);
    let mut rows: Vec<Row> = units.iter().map(|u| row(ask, u)).collect();
    rows.push(row(ask, &Sums { name: ask.t("handling.countdown.total").to_owned(), ..total.clone() }));
    let blocks = vec![PrintBlock::Text(summary(ask, &total)), PrintBlock::Table { columns: columns(ask), rows }];
    let day = ask.locale.day(ask.today, ask.today);
    let sheet = sheets::sheet(tx, who, ask, ask.t("handling.countdown.notice").to_owned(), day, "/countdown", blocks)?;
    sheets::print(ask, "handling.countdown.notice", vec![sheet])
}

fn with_session(ask: &Ask, path: &str) -> String {
    ask.get_id("session").map_or(path.to_owned(), |session| format!("{path}?session={session}"))
}

fn summary(ask: &Ask, t: &Sums) -> String {
    let number = |n: i64| ask.locale.number(n);
    let args = [
        ("assigned", number(t.assigned)),
        ("answered", number(t.answered)),
        ("in7", number(t.in_7_days)),
        ("in15", number(t.in_15_days)),
        ("overdue", number(t.overdue)),
    ];
    ask.locale.f("handling.countdown.summary", &args)
}

fn columns(ask: &Ask) -> Vec<Column> {
    let numbers = ["assigned", "accepted", "answered", "in-7-days", "in-15-days", "overdue"];
    let numbers = numbers.iter().map(|name| Column::new(ask.t(&format!("handling.countdown.{name}"))).numeric());
    std::iter::once(Column::new(ask.t("handling.field.unit"))).chain(numbers).collect()
}

/// To the unit's parts, for those who look after them.
fn linked(who: &Actor, row: Row, u: &Sums) -> Row {
    if super::assignments::READERS.admits(who) { row.href(format!("/assignments?tab=open&unit={}", u.unit)) } else { row }
}

fn row(ask: &Ask, u: &Sums) -> Row {
    let numbers = [u.assigned, u.accepted, u.answered, u.in_7_days, u.in_15_days, u.overdue];
    let numbers = numbers.map(|n| Cell::Number(ask.locale.number(n)));
    Row::new(u.unit, std::iter::once(Cell::strong(u.name.as_str())).chain(numbers).collect())
}

fn total(units: &[Sums]) -> Sums {
    units.iter().fold(Sums::default(), |sum, u| Sums {
        assigned: sum.assigned + u.assigned,
        accepted: sum.accepted + u.accepted,
        answered: sum.answered + u.answered,
        in_7_days: sum.in_7_days + u.in_7_days,
        in_15_days: sum.in_15_days + u.in_15_days,
        overdue: sum.overdue + u.overdue,
        ..sum
    })
}
