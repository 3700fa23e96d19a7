//! 成果转化台账: every suggestion with its owner, its day and the answer; the rate of adoption opens its records.

use documents::{Csv, Table, write_csv};
use kernel::db::Tx;
use kernel::workflow::Word;
use kernel::{Actor, Error, Id, Result};
use serde_json::{Value, json};
use web::ui::{Cell, Choice, Column, Empty, Field, Link, ListView, Row, Tab};
use web::{Ask, Download, Paging, Reply};

use super::super::labels;
use crate::acts::form;
use crate::model::Outcome;
use crate::policy::REVIEW_READERS;
use crate::store::outcomes::{self, Filter};
use crate::workflow::outcome::{Class, RUNNING, State};
use crate::{clocks, json as shape};

/// Rows of an export.
const MOST: usize = 50_000;

fn parsed<W: Word>(ask: &Ask, name: &str) -> Result<Option<W>> {
    ask.get(name).map(|v| W::parse(v).ok_or_else(|| Error::invalid(name.to_owned(), "web.invalid.shape"))).transpose()
}

fn filter(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Filter> {
    let days = ask.get("soon").map(|_| super::waiting::days(tx, who, ask)).transpose()?;
    Ok(Filter {
        state: parsed(ask, "state")?,
        class: parsed(ask, "class")?,
        unit: ask.get_id("unit"),
        deliberation: ask.get_id("deliberation"),
        overdue: ask.get("overdue").map(|_| ask.today),
        soon: days.map(|days| (days.today, days.soon)),
        before: None,
    })
}

struct Loaded {
    all: Vec<(Outcome, String)>,
    next: Option<Id>,
    total: i64,
}

fn load(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Loaded> {
    let (paging, filter) = (Paging::of(ask)?, filter(tx, who, ask)?);
    let mut all = outcomes::page(tx, who, &Filter { before: paging.after, ..filter.clone() }, paging.size)?;
    let next = (all.len() > paging.size).then(|| {
        all.truncate(paging.size);
        all[paging.size - 1].0.id
    });
    let total = outcomes::count(tx, who, &filter)?;
    Ok(Loaded { all, next, total })
}

/// `GET /api/v1/outcomes`
pub fn list_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let loaded = load(tx, who, ask)?;
    let items: Vec<Value> = loaded.all.iter().map(|(o, _)| shape::outcome(o)).collect();
    Ok(json!({ "items": items, "next_cursor": loaded.next, "total": loaded.total }))
}

/// `GET /outcomes`
pub fn list(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let loaded = load(tx, who, ask)?;
    let calendar = clocks::calendar(tx, who.assembly)?;
    let counted = outcomes::classes(tx, who, &Filter { deliberation: ask.get_id("deliberation"), ..Filter::default() })?;
    let late =
        outcomes::count(tx, who, &Filter { overdue: Some(ask.today), deliberation: ask.get_id("deliberation"), ..Filter::default() })?;
    let row = |(o, title): &(Outcome, String)| {
        let due = match o.due {
            Some(day) if RUNNING.contains(&o.state.get()) => Cell::Clock(labels::clock(ask, &calendar, day)),
            Some(day) => Cell::Day(ask.locale.short_day(day, ask.today)),
            None => Cell::text(""),
        };
        let cells = vec![
            Cell::strong(o.body.as_str()),
            Cell::text(title.as_str()),
            Cell::text(o.owner.as_str()),
            due,
            Cell::text(o.class.map(|class| super::class(ask, class)).unwrap_or_default()),
            Cell::Chip(super::state(ask, o.state.get())),
        ];
        Row::new(o.id, cells).href(format!("/outcomes/{}", o.id))
    };
    let heads = ["text", "deliberation", "owner", "due", "class", "state"];
    let narrowed = ask.query.iter().any(|(n, v)| n != "page_size" && !v.is_empty());
    let all: i64 = counted.iter().map(|(_, n)| n).sum();
    let adopted = counted.iter().find(|(class, _)| *class == Some(Class::Adopted)).map_or(0, |(_, n)| *n);
    let mut tabs = tabs(ask, &counted, all, late);
    if REVIEW_READERS.admits(who) {
        tabs.push(Tab { label: ask.t("joint_reviews.list").to_owned(), href: "/joint-reviews".to_owned(), count: None, current: false });
    }
    let total = u64::try_from(loaded.total).unwrap_or(0);
    let view = ListView {
        title: ask.t("outcomes.list").to_owned(),
        lead: super::rate(ask, adopted, all),
        tabs,
        filters: filters(tx, who, ask)?,
        clear: narrowed.then(|| "/outcomes".to_owned()),
        columns: heads.iter().map(|name| Column::new(ask.t(&format!("outcomes.column.{name}")))).collect(),
        rows: loaded.all.iter().map(row).collect(),
        exports: vec![Link::new("CSV", address("/outcomes/export", &ask.query, &[]))],
        pager: web::page::pager("/outcomes", ask, loaded.all.len(), total, loaded.next),
        empty: Empty { text: ask.t(if narrowed { "outcomes.none-found" } else { "outcomes.empty" }).to_owned(), first_step: None },
        ..ListView::default()
    };
    // Units follow their items without reading deliberations.
    let crumbs = match crate::READERS.admits(who) {
        true => vec![Link::new(ask.t("deliberations.list"), "/deliberations")],
        false => Vec::new(),
    };
    Ok(Reply::page(ask.t("outcomes.list"), view.render(&ask.locale))?.crumbs(crumbs))
}

/// The path with what narrows the list, and with `also`.
fn address(path: &str, query: &[(String, String)], also: &[(&str, &str)]) -> String {
    let kept = query.iter().filter(|(n, v)| !v.is_empty() && !["cursor", "seen", "trail", "page_size"].contains(&n.as_str()));
    let pairs = kept.map(|(n, v)| (n.as_str(), v.as_str())).chain(also.iter().copied());
    let pairs: Vec<String> = pairs.map(|(n, v)| format!("{n}={}", labels::encoded(v))).collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

/// By class of the answer, and what is late; each count opens exactly its records.
fn tabs(ask: &Ask, counted: &[(Option<Class>, i64)], all: i64, late: i64) -> Vec<Tab> {
    let current = ask.get("class");
    let within: Vec<(String, String)> = ask.query.iter().filter(|(n, _)| n == "deliberation").cloned().collect();
    let tab = |label: String, by: Option<(&str, &str)>, count: i64, current: bool| Tab {
        label,
        href: address("/outcomes", &within, by.as_slice()),
        count: u64::try_from(count).ok(),
        current,
    };
    let of = |class: Class| counted.iter().find(|(c, _)| *c == Some(class)).map_or(0, |(_, n)| *n);
    let whole = tab(ask.t("outcomes.tab.all").to_owned(), None, all, current.is_none() && ask.get("overdue").is_none());
    let classes = Class::ALL.iter().map(|c| tab(super::class(ask, *c), Some(("class", c.name())), of(*c), current == Some(c.name())));
    let late = tab(ask.t("outcomes.overdue").to_owned(), Some(("overdue", "1")), late, ask.get("overdue").is_some());
    std::iter::once(whole).chain(classes).chain([late]).collect()
}

fn filters(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Vec<Field>> {
    let chosen = |field: Field, name: &str| match ask.get(name) {
        Some(value) => field.value(value),
        None => field,
    };
    let states = State::ALL.iter().map(|s| Choice::new(s.name(), labels::word(ask, "outcome.state", *s))).collect();
    let units = directory::units::running(tx, who.assembly)?;
    let units = units.iter().map(|u| Choice::new(u.id.to_string(), form::in_language(ask, &u.name, &u.name_en))).collect();
    let overdue = vec![Choice::new("1", ask.t("outcomes.overdue"))];
    let mut fields = vec![
        chosen(Field::select("state", ask.t("outcomes.column.state"), states), "state"),
        chosen(Field::select("unit", ask.t("outcomes.column.owner"), units), "unit"),
        chosen(Field::select("overdue", ask.t("outcomes.column.due"), overdue), "overdue"),
    ];
    let kept = ["class", "deliberation", "soon"].into_iter().filter_map(|name| Some(Field::hidden(name, ask.get(name)?)));
    fields.extend(kept);
    Ok(fields)
}

/// `GET /outcomes/export`: the list as it is narrowed, as CSV.
pub fn export(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let filter = filter(tx, who, ask)?;
    let heads = ["deliberation", "number", "text", "owner", "due", "state", "class", "answer", "reason", "verdict"];
    let columns = heads.iter().map(|name| ask.t(&format!("outcomes.column.{name}")).to_owned()).collect();
    let rows: Vec<Vec<String>> = outcomes::page(tx, who, &filter, MOST)?.into_iter().map(|(o, title)| cells(ask, o, title)).collect();
    let content = write_csv(&Table::new(columns, rows), Csv::default());
    let name = format!("{}-{}.csv", ask.t("outcomes.list"), ask.today);
    Ok(Reply::File(Download { name, media_type: "text/csv; charset=utf-8", content }))
}

fn cells(ask: &Ask, o: Outcome, title: String) -> Vec<String> {
    vec![
        title,
        o.number.to_string(),
        o.body,
        o.owner,
        o.due.map(|day| day.to_string()).unwrap_or_default(),
        labels::word(ask, "outcome.state", o.state.get()),
        o.class.map(|class| super::class(ask, class)).unwrap_or_default(),
        o.answer.unwrap_or_default(),
        o.reason.unwrap_or_default(),
        o.verdict.map(|verdict| super::verdict(ask, verdict)).unwrap_or_default(),
    ]
}
