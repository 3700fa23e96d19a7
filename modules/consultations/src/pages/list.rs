//! 议题列表: what this person may see, narrowed and paged.

use jiff::civil::Date;
use kernel::db::Tx;
use kernel::workflow::Word;
use kernel::{Actor, Error, Result};
use serde_json::{Value, json};
use web::ui::{Batch, Cell, Choice, Column, Empty, Field, Link, ListView, Row, Tab};
use web::{Ask, Paging, Reply};

use super::{export, labels};
use crate::acts::{form, raising::RAISERS, rules_now};
use crate::model::Topic;
use crate::store::topics::Filter;
use crate::workflow::words::{Outcome, Rating, Source};
use crate::workflow::{PROCESS, State};
use crate::{clocks, store};

struct Loaded {
    filter: Filter,
    topics: Vec<Topic>,
    next: Option<kernel::Id>,
    total: i64,
}

/// The tabs: what is open, at which turn, and the rest.
const TABS: &[(&str, &[State])] = &[
    ("new", &[State::Suggested, State::Verified, State::Proposed, State::Screened]),
    ("listed", &[State::Listed, State::Chosen, State::Prepared]),
    ("agreed", &[State::Agreed, State::Partly, State::NoAgreement, State::Handling]),
    ("result", &[State::ResultPosted, State::Rated, State::Closed]),
    ("up", &[State::ReferredUp]),
    ("aside", &[State::NotTakenUp, State::Merged, State::Withdrawn]),
];

fn parsed<W: Word>(ask: &Ask, name: &str) -> Result<Option<W>> {
    ask.get(name).map(|v| W::parse(v).ok_or_else(|| Error::invalid(name.to_owned(), "web.invalid.shape"))).transpose()
}

pub(super) fn day(ask: &Ask, name: &str) -> Result<Option<Date>> {
    ask.get(name).map(|v| v.parse().map_err(|_| Error::invalid(name.to_owned(), "web.invalid.shape"))).transpose()
}

pub(super) fn filter(who: &Actor, ask: &Ask) -> Result<Filter> {
    let tab = ask.get("tab").and_then(|tab| TABS.iter().find(|(name, _)| *name == tab));
    let state = match parsed::<State>(ask, "state")? {
        Some(state) => vec![state],
        None => tab.map(|(_, states)| states.to_vec()).unwrap_or_default(),
    };
    Ok(Filter {
        state,
        room: ask.get_id("room"),
        domain: ask.get("domain").map(str::to_owned),
        source: parsed::<Source>(ask, "source")?,
        outcome: parsed::<Outcome>(ask, "outcome")?,
        verdict: parsed::<Rating>(ask, "verdict")?,
        queue: ask.get("queue").map(str::to_owned),
        raised_by: ask.get("mine").map(|_| who.person),
        registered_after: ask.get("after").map(|v| v == "1"),
        announced: ask.get("announced").is_some(),
        reopened: ask.get("reopened").is_some(),
        referred: ask.get("referred").is_some(),
        referred_to: ask.get("for_us").map(|_| who.assembly),
        assembly: ask.get("own").map(|_| who.assembly),
        due_before: ask.get("overdue").map(|_| ask.today),
        year: ask.get("year").and_then(|y| y.parse().ok()),
        raised: (day(ask, "raised_from")?, day(ask, "raised_until")?),
        solved: ask.get("solved").is_some(),
        closed: (day(ask, "closed_from")?, day(ask, "closed_until")?),
        text: ask.get("q").map(text::fold).filter(|t| !t.is_empty()),
        before: None,
    })
}

fn load(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Loaded> {
    let paging = Paging::of(ask)?;
    let filter = filter(who, ask)?;
    let mut topics = store::topics::page(tx, who, &Filter { before: paging.after, ..filter.clone() }, paging.size)?;
    let next = (topics.len() > paging.size).then(|| {
        topics.truncate(paging.size);
        topics[paging.size - 1].id
    });
    let key = format!("topics/{}/{:?}/{:?}/{filter:?}", who.assembly, who.person, who.units());
    let total = ask.counts.clone().get(&key, tx.now(), || store::topics::count(tx, who, &filter))?;
    Ok(Loaded { filter, topics, next, total })
}

/// `GET /api/v1/topics`
pub fn list_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let loaded = load(tx, who, ask)?;
    let items: Vec<Value> = loaded
        .topics
        .iter()
        .map(|t| {
            json!({
                "id": t.id, "room": t.room, "receipt_no": t.receipt_no.to_string(), "title": t.title, "domain": t.domain,
                "source": t.source, "state": t.state, "state_since": t.state_since.rfc3339(), "due": t.due, "outcome": t.outcome, "verdict": t.verdict,
                "registered_after": t.registered_after, "round": t.round,
            })
        })
        .collect();
    Ok(json!({ "items": items, "next_cursor": loaded.next, "total": loaded.total }))
}

/// `GET /topics`
pub fn list(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let loaded = load(tx, who, ask)?;
    let calendar = clocks::calendar(tx, who.assembly)?;
    let (_, rules) = rules_now(tx, who.assembly)?;
    let columns = [
        "topics.column.title",
        "topics.column.room",
        "topics.column.domain",
        "topics.column.state",
        "topics.column.since",
        "topics.column.due",
    ];
    let mut columns: Vec<Column> = columns.iter().map(|key| Column::new(ask.t(key))).collect();
    columns[2].hide_on_phone = true;
    columns[4].hide_on_phone = true;
    let mut rows = Vec::new();
    for t in &loaded.topics {
        let room = store::rooms::any(tx, t.room)?;
        let due = match t.due {
            Some(day) if !PROCESS.is_final(t.state.get()) => Cell::Clock(labels::clock(ask, &calendar, day)),
            _ => Cell::text(""),
        };
        let cells = vec![
            Cell::strong(t.title.as_str()),
            Cell::text(room.name),
            Cell::text(labels::domain(ask, &rules, t.domain.as_deref())),
            Cell::Chip(labels::state(ask, t.state.get())),
            Cell::Day(ask.locale.short_day(t.state_since.day(), ask.today)),
            due,
        ];
        rows.push(Row::new(t.id, cells).href(format!("/topics/{}", t.id)));
    }
    let narrowed = ask.query.iter().any(|(n, v)| n != "page_size" && !v.is_empty());
    let mut actions = Vec::new();
    if RAISERS.check(who).is_ok() {
        actions.push(Link::new(ask.t("topics.raise"), "/topics/new"));
    }
    actions.push(Link::new(ask.t("consultations.list"), "/consultations"));
    actions.push(Link::new(ask.t("topics.items"), "/agreed-items"));
    let view = ListView {
        title: ask.t("topics.list").to_owned(),
        lead: ask.locale.count("topics.total", loaded.total),
        tabs: tabs(ask),
        filters: filters(tx, who, ask, &rules)?,
        clear: narrowed.then(|| "/topics".to_owned()),
        columns,
        rows,
        batch: batch(who, ask, &loaded.filter),
        actions,
        exports: export::links(ask, "/topics/export"),
        pager: labels::pager("/topics", ask, loaded.topics.len(), loaded.total, loaded.next),
        empty: Empty { text: ask.t(if narrowed { "topics.none-found" } else { "topics.empty" }).to_owned(), first_step: None },
        ..ListView::default()
    };
    Reply::page(ask.t("topics.list"), view.render(&ask.locale))
}

fn tabs(ask: &Ask) -> Vec<Tab> {
    let current = ask.get("tab");
    let all = Tab { label: ask.t("topics.tab.all").to_owned(), href: "/topics".to_owned(), count: None, current: current.is_none() };
    let others = TABS.iter().map(|(name, _)| Tab {
        label: ask.t(&format!("topics.tab.{name}")).to_owned(),
        href: format!("/topics?tab={name}"),
        count: None,
        current: current == Some(*name),
    });
    std::iter::once(all).chain(others).collect()
}

fn filters(tx: &mut Tx, who: &Actor, ask: &Ask, rules: &crate::rules::Rules) -> Result<Vec<Field>> {
    let chosen = |field: Field, name: &str| match ask.get(name) {
        Some(value) => field.value(value),
        None => field,
    };
    let rooms = store::rooms::running(tx, who.assembly)?.into_iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect();
    let mut fields = vec![
        chosen(Field::text("q", ask.t("topics.filter.text")), "q"),
        chosen(Field::select("state", ask.t("topics.column.state"), form::words::<State>(ask, "topic.state")), "state"),
        chosen(Field::select("room", ask.t("topics.column.room"), rooms), "room"),
        chosen(Field::select("domain", ask.t("topics.column.domain"), form::coded(ask, &rules.domains)), "domain"),
    ];
    // What a tab or a figure opened the list with is kept.
    let kept = ["tab", "raised_from", "raised_until", "solved", "closed_from", "closed_until", "own"];
    fields.extend(kept.iter().filter_map(|name| Some(Field::hidden(*name, ask.get(name)?))));
    Ok(fields)
}

/// What the party committee agrees to at once, and what is posted at once.
fn batch(who: &Actor, ask: &Ask, filter: &Filter) -> Vec<Batch> {
    use directory::roles;
    let names: &[&str] = match filter.state.as_slice() {
        [State::Verified] if who.holds(roles::TOWNSHIP_CONVENER) => &["topics.propose"],
        [State::Proposed] if who.holds(roles::TOWNSHIP_PARTY) => &["topics.agree_to_list"],
        [State::Screened] if who.holds(roles::ROOM_WORKER) => &["topics.announce"],
        _ => &[],
    };
    names.iter().map(|name| Batch { label: ask.t(name).into(), action: format!("/batch/{name}") }).collect()
}
