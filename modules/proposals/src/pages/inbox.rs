//! 承办收件箱: a unit's parts, the earliest due first; and the list that it signs for.

use directory::roles::{PROPOSAL_OFFICE, SUPERVISING_OFFICE, UNIT_HANDLER, UNIT_LEADER, UNIT_LIAISON};
use kernel::calendar::Calendar;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use serde_json::{Value, json};
use web::ui::{Batch, Cell, Chip, Choice, Column, Empty, Field, Link, ListView, Pager, Row, Tab};
use web::{Access, Ask, Paging, Reply};

use super::labels;
use super::sheets;
use crate::acts::handling::queues::tone;
use crate::acts::handling::urge::OPEN;
use crate::clocks;
use crate::store::handling::{self, Filter, Item};
use crate::workflow::assignment::State;
use crate::workflow::words::Part;

pub const READERS: Access = Access::Roles(&[UNIT_LIAISON, UNIT_HANDLER, UNIT_LEADER]);
pub const SIGN_OFF_READERS: Access = Access::Roles(&[UNIT_LIAISON, UNIT_HANDLER, UNIT_LEADER, PROPOSAL_OFFICE, SUPERVISING_OFFICE]);

/// Tabs in the order of the process.
const TABS: &[&str] = &["open", "listed", "accept", "work", "opinion", "draft", "checking", "sign", "soon", "done"];
const SOON_DAYS: i64 = 7;

/// One page of a list of parts.
pub struct Listed {
    pub items: Vec<Item>,
    pub total: u64,
    pub skip: i64,
}

/// Where a list of parts goes on is a number of rows, because it is ordered by day.
pub fn page_of(tx: &mut Tx, ask: &Ask, filter: &Filter) -> Result<Listed> {
    let paging = Paging::of(ask)?;
    let skip = paging.after.map_or(0, |id| id.0);
    let items = handling::items(tx, filter, skip, i64::try_from(paging.size).unwrap_or(25))?;
    Ok(Listed { items, total: handling::count(tx, filter)?, skip })
}

impl Listed {
    fn next(&self) -> Option<i64> {
        let end = self.skip + self.items.len() as i64;
        (end.unsigned_abs() < self.total).then_some(end)
    }

    /// `{items, next_cursor, total}`
    pub fn json(&self) -> Value {
        let items: Vec<Value> = self.items.iter().map(item_json).collect();
        json!({ "items": items, "next_cursor": self.next().map(|n| n.to_string()), "total": self.total })
    }

    pub fn pager(&self, ask: &Ask, path: &str) -> Pager {
        let others: Vec<String> = ask
            .query
            .iter()
            .filter(|(n, v)| n != "cursor" && !v.is_empty())
            .map(|(n, v)| format!("{n}={}", super::list::encoded(v)))
            .collect();
        let address = |cursor: Option<i64>| {
            let query: Vec<String> = others.iter().cloned().chain(cursor.map(|c| format!("cursor={c}"))).collect();
            if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
        };
        let shown = self.items.len() as u64;
        Pager {
            total: self.total,
            shown_from: if shown == 0 { 0 } else { self.skip.unsigned_abs() + 1 },
            shown_to: self.skip.unsigned_abs() + shown,
            previous: (self.skip > 0).then(|| address(None)),
            next: self.next().map(|n| address(Some(n))),
        }
    }
}

fn item_json(i: &Item) -> Value {
    let day = |d: Option<jiff::civil::Date>| d.map(|d| d.to_string());
    json!({
        "assignment": i.assignment, "proposal": i.proposal, "number": i.number, "title": i.title, "proposer": i.proposer,
        "unit": i.unit, "part": i.part.name(), "state": i.state.name(), "state_since": i.state_since.rfc3339(),
        "due": day(i.due), "reply_due": day(i.reply_due), "opinion_due": day(i.opinion_due), "return_until": day(i.return_until),
        "handler": i.handler, "section": i.section, "urged": i.urged,
    })
}

/// The cells that every list of parts has, from the number to the clocks.
pub fn row(ask: &Ask, calendar: &Calendar, i: &Item, who_works: Cell) -> Row {
    let ended = matches!(i.state, State::Replied | State::Opined | State::Reassigned | State::Revoked);
    let clock = |day: Option<jiff::civil::Date>| match day {
        Some(day) if !ended => Cell::Clock(labels::clock(ask, calendar, day)),
        Some(day) => Cell::Day(ask.locale.short_day(day, ask.today)),
        None => Cell::text(""),
    };
    let number = labels::number(ask, i.number.as_deref(), None);
    Row::new(
        i.proposal,
        vec![
            Cell::Number(number),
            Cell::strong(i.title.as_str()),
            who_works,
            Cell::text(labels::word(ask, "word.part", i.part)),
            Cell::Chip(Chip::new(tone(i.state), ask.t(&format!("assignment.state.{}", i.state)))),
            clock(i.due),
            clock(i.reply_due.or(i.opinion_due)),
        ],
    )
    .href(format!("/proposals/{}", i.proposal))
}

/// Heads of [`row`].
pub fn columns(ask: &Ask, who_works: &str) -> Vec<Column> {
    let column = |key: &str| Column::new(ask.t(key));
    vec![
        column("proposals.column.number"),
        column("proposals.column.title"),
        column(who_works),
        column("handling.column.part").hide_on_phone(),
        column("proposals.column.state"),
        column("handling.column.step-due"),
        column("handling.column.reply-due"),
    ]
}

fn own_unit(who: &Actor) -> Result<Id> {
    who.units().first().copied().ok_or(Error::refused("proposals.not-in-a-unit"))
}

/// What a tab shows.
fn tab_filter(tab: &str, unit: Id, ask: &Ask) -> Filter {
    let at = |states: &[State]| Filter { unit: Some(unit), states: states.to_vec(), ..Filter::default() };
    match tab {
        "listed" => at(&[State::Proposed]),
        "accept" => at(&[State::Assigned, State::ReturnRequested]),
        "work" => Filter { answering: true, ..at(&[State::Accepted, State::Planned]) },
        "opinion" => Filter { part: Some(Part::Co), ..at(&[State::Accepted]) },
        "draft" => at(&[State::Drafting]),
        "checking" => at(&[State::Checking]),
        "sign" => at(&[State::ToSign]),
        "soon" => Filter { due_until: Some(ask.today.saturating_add(jiff::Span::new().days(SOON_DAYS))), ..at(OPEN) },
        "done" => at(&[State::Replied, State::Opined]),
        _ => at(&[OPEN, &[State::ReturnRequested]].concat()),
    }
}

fn wanted(who: &Actor, ask: &Ask) -> Result<(&'static str, Filter)> {
    let tab = TABS.iter().find(|t| ask.get("tab") == Some(**t)).copied().unwrap_or("open");
    let filter = tab_filter(tab, own_unit(who)?, ask);
    Ok((tab, Filter { handler: ask.get_id("handler"), q: ask.get("q").map(str::to_owned), ..filter }))
}

/// `GET /api/v1/inbox`
pub fn inbox_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let (_, filter) = wanted(who, ask)?;
    Ok(page_of(tx, ask, &filter)?.json())
}

/// `GET /inbox`
pub fn inbox(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let unit = own_unit(who)?;
    let (tab, filter) = wanted(who, ask)?;
    let listed = page_of(tx, ask, &filter)?;
    let calendar = clocks::calendar(tx, who.assembly)?;
    // One short word stays whole in its column; the section stands for a part that nobody was given yet.
    let handled = |i: &Item| Cell::text(i.handler_name.clone().or(i.section.clone()).unwrap_or_default());
    let manages = who.holds_any(&[UNIT_LIAISON, UNIT_LEADER]);
    let mut actions = vec![Link::new(ask.t("handling.sign-off"), "/inbox/sign-off")];
    if manages {
        actions.push(Link::new(ask.t("assignments.hand_over"), "/handover"));
    }
    let view = ListView {
        title: ask.t("handling.inbox").to_owned(),
        lead: ask.locale.count("proposals.total", listed.total),
        tabs: tabs(tx, ask, unit, tab)?,
        filters: filters(tx, ask, unit, tab)?,
        clear: (ask.get("q").is_some() || ask.get("handler").is_some()).then(|| format!("/inbox?tab={tab}")),
        columns: columns(ask, "handling.column.handler"),
        rows: listed.items.iter().map(|i| row(ask, &calendar, i, handled(i))).collect(),
        batch: batch(ask, tab, manages),
        key: String::new(),
        actions,
        exports: Vec::new(),
        pager: listed.pager(ask, "/inbox"),
        empty: Empty { text: ask.t("handling.inbox.empty").to_owned(), first_step: None },
    };
    Reply::page(ask.t("handling.inbox"), view.render(&ask.locale))
}

/// Only those that hold something, besides the first and the last.
fn tabs(tx: &mut Tx, ask: &Ask, unit: Id, current: &str) -> Result<Vec<Tab>> {
    let mut tabs = Vec::new();
    for name in TABS {
        let count = handling::count(tx, &tab_filter(name, unit, ask))?;
        if count > 0 || *name == current || matches!(*name, "open" | "done") {
            let label = ask.t(&format!("handling.tab.{name}")).to_owned();
            tabs.push(Tab { label, href: format!("/inbox?tab={name}"), count: Some(count), current: *name == current });
        }
    }
    Ok(tabs)
}

fn filters(tx: &mut Tx, ask: &Ask, unit: Id, tab: &str) -> Result<Vec<Field>> {
    let handlers = handling::handlers(tx, unit)?;
    let handlers = handlers.into_iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect();
    let chosen = |field: Field, name: &str| field.values(ask.get(name).map(str::to_owned));
    Ok(vec![
        chosen(Field::text("q", ask.t("proposals.filter.text")), "q"),
        chosen(Field::select("handler", ask.t("handling.column.handler"), handlers), "handler"),
        Field::hidden("tab", tab),
    ])
}

fn batch(ask: &Ask, tab: &str, manages: bool) -> Vec<Batch> {
    let names: &[&str] = match tab {
        _ if !manages => &[],
        "accept" => &["assignments.accept"],
        "open" | "work" | "opinion" | "draft" | "soon" => &["assignments.sub_assign"],
        _ => &[],
    };
    names.iter().map(|name| Batch { label: ask.t(name).into(), action: format!("/batch/{name}") }).collect()
}

/// `GET /inbox/sign-off`: 签收单, everything that the unit was handed and still has, to be signed at once.
pub fn sign_off(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let unit = match own_unit(who) {
        Ok(unit) => unit,
        Err(_) => directory::units::get(tx, who.assembly, ask.get_id("unit").ok_or(Error::NotFound)?)?.id,
    };
    let filter = Filter { unit: Some(unit), states: OPEN.to_vec(), ..Filter::default() };
    let items = handling::by_unit(tx, &filter, sheets::MOST)?;
    let sheet = sheets::for_unit(tx, who, ask, unit, &items, "handling.sign-off")?;
    sheets::print(ask, "handling.sign-off", vec![sheet])
}
