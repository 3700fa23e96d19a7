//! 网络议政列表: what this person works with, narrowed and paged.

use kernel::db::Tx;
use kernel::workflow::Word;
use kernel::{Actor, Error, Id, Result};
use serde_json::{Value, json};
use web::ui::{Cell, Choice, Column, Empty, Field, Link, ListView, Row, Tab};
use web::{Ask, Paging, Reply};

use super::labels;
use crate::acts::{form, organising::PROPOSERS};
use crate::clocks;
use crate::model::Deliberation;
use crate::store::deliberations::{self, Filter};
use crate::workflow::words::Audience;
use crate::workflow::{PROCESS, State};

pub(super) struct Loaded {
    pub all: Vec<Deliberation>,
    pub next: Option<Id>,
    pub total: i64,
}

const TABS: &[(&str, &[State])] = &[
    ("coming", &[State::Proposed, State::Approved, State::Announced]),
    ("running", &[State::Open, State::Moderated]),
    ("closed", &[State::Closed, State::Summarised, State::Reported]),
    ("done", &[State::ResultPosted]),
    ("aside", &[State::Declined, State::Cancelled]),
];

fn parsed<W: Word>(ask: &Ask, name: &str) -> Result<Option<W>> {
    ask.get(name).map(|v| W::parse(v).ok_or_else(|| Error::invalid(name.to_owned(), "web.invalid.shape"))).transpose()
}

pub(super) fn filter(ask: &Ask) -> Result<Filter> {
    let tab = ask.get("tab").and_then(|tab| TABS.iter().find(|(name, _)| *name == tab));
    let states = match parsed::<State>(ask, "state")? {
        Some(state) => vec![state],
        None => tab.map(|(_, states)| states.to_vec()).unwrap_or_default(),
    };
    let about = ask.get("about").and_then(|about| about.split_once(':')).and_then(|(kind, id)| Some((kind.to_owned(), id.parse().ok()?)));
    Ok(Filter {
        states,
        audience: parsed::<Audience>(ask, "audience")?,
        about,
        text: ask.get("q").map(text::fold).filter(|t| !t.is_empty()),
        before: None,
    })
}

pub(super) fn load(tx: &mut Tx, who: &Actor, ask: &Ask, filter: &Filter) -> Result<Loaded> {
    let paging = Paging::of(ask)?;
    let mut all = deliberations::page(tx, who, &Filter { before: paging.after, ..filter.clone() }, paging.size)?;
    let next = (all.len() > paging.size).then(|| {
        all.truncate(paging.size);
        all[paging.size - 1].id
    });
    let key = format!("deliberations/{}/{:?}/{}/{filter:?}", who.assembly, who.membership, who.holds_any(crate::policy::READING_OFFICES));
    let total = ask.counts.clone().get(&key, tx.now(), || deliberations::count(tx, who, filter))?;
    Ok(Loaded { all, next, total })
}

/// `GET /api/v1/deliberations`
pub fn list_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let loaded = load(tx, who, ask, &filter(ask)?)?;
    let items: Vec<Value> = loaded
        .all
        .iter()
        .map(|d| {
            json!({
                "id": d.id, "title": d.title, "question": d.question, "state": d.state, "state_since": d.state_since.rfc3339(),
                "due": d.due, "audience": d.audience, "place": d.place, "level": d.level, "secret": d.secret, "opens_on": d.opens_on,
                "closes_on": d.closes_on,
            })
        })
        .collect();
    Ok(json!({ "items": items, "next_cursor": loaded.next, "total": loaded.total }))
}

/// `GET /deliberations`
pub fn list(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let loaded = load(tx, who, ask, &filter(ask)?)?;
    let calendar = clocks::calendar(tx, who.assembly)?;
    let heads = ["title", "audience", "period", "state", "due"].map(|name| Column::new(ask.t(&format!("deliberations.column.{name}"))));
    let mut heads = heads.to_vec();
    heads[1].hide_on_phone = true;
    let rows = loaded
        .all
        .iter()
        .map(|d| {
            let due = match d.due {
                Some(day) if !PROCESS.is_final(d.state.get()) => Cell::Clock(labels::clock(ask, &calendar, day)),
                _ => Cell::text(""),
            };
            let cells = vec![
                Cell::strong(d.title.as_str()),
                Cell::text(audience(ask, d)),
                Cell::text(short_period(ask, d)),
                Cell::Chip(labels::state(ask, d.state.get())),
                due,
            ];
            Row::new(d.id, cells).href(format!("/deliberations/{}", d.id))
        })
        .collect();
    let narrowed = ask.query.iter().any(|(n, v)| n != "page_size" && !v.is_empty());
    let actions = if PROPOSERS.admits(who) { vec![Link::new(ask.t("deliberations.propose"), "/deliberations/new")] } else { Vec::new() };
    let first_step = if narrowed { None } else { actions.first().cloned() };
    let view = ListView {
        title: ask.t("deliberations.list").to_owned(),
        lead: ask.locale.count("deliberations.total", loaded.total),
        tabs: tabs(ask),
        filters: filters(ask),
        clear: narrowed.then(|| "/deliberations".to_owned()),
        columns: heads,
        rows,
        actions,
        pager: pager("/deliberations", ask, &loaded),
        empty: Empty { text: ask.t(if narrowed { "deliberations.none-found" } else { "deliberations.empty" }).to_owned(), first_step },
        ..ListView::default()
    };
    Reply::page(ask.t("deliberations.list"), view.render(&ask.locale))
}

/// 本地群众（荷塘村）
pub(super) fn audience(ask: &Ask, d: &Deliberation) -> String {
    let word = labels::word(ask, "word.audience", d.audience);
    match d.place.as_str() {
        "" => word,
        place => ask.locale.f("deliberations.audience-of", &[("audience", word.as_str()), ("place", place)]),
    }
}

fn short_period(ask: &Ask, d: &Deliberation) -> String {
    format!("{} – {}", ask.locale.short_day(d.opens_on, ask.today), ask.locale.short_day(d.closes_on, ask.today))
}

pub(super) fn pager(path: &str, ask: &Ask, loaded: &Loaded) -> web::ui::Pager {
    web::page::pager(path, ask, loaded.all.len(), u64::try_from(loaded.total).unwrap_or(0), loaded.next)
}

fn tabs(ask: &Ask) -> Vec<Tab> {
    let current = ask.get("tab");
    let tab = |name: Option<&str>| Tab {
        label: ask.t(&format!("deliberations.tab.{}", name.unwrap_or("all"))).to_owned(),
        href: name.map_or("/deliberations".to_owned(), |name| format!("/deliberations?tab={name}")),
        count: None,
        current: current == name,
    };
    std::iter::once(tab(None)).chain(TABS.iter().map(|(name, _)| tab(Some(name)))).collect()
}

fn filters(ask: &Ask) -> Vec<Field> {
    let chosen = |field: Field, name: &str| match ask.get(name) {
        Some(value) => field.value(value),
        None => field,
    };
    let states = State::ALL.iter().map(|s| Choice::new(s.name(), labels::word(ask, "deliberation.state", *s))).collect();
    let mut fields = vec![
        chosen(Field::text("q", ask.t("deliberations.filter.text")), "q"),
        chosen(Field::select("state", ask.t("deliberations.column.state"), states), "state"),
        chosen(
            Field::select("audience", ask.t("deliberations.column.audience"), form::words::<Audience>(ask, "word.audience")),
            "audience",
        ),
    ];
    fields.extend(ask.get("tab").map(|tab| Field::hidden("tab", tab)));
    fields
}
