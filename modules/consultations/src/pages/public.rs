//! 公开: what is talked over in each room, what was agreed, what became of it. Never a contact, never a code.

use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use web::ui::{ActLink, ActTone, Cell, Column, DetailView, Empty, Fact, Field, Html, Link, ListView, Row, Section, prose, table};
use web::{Ask, Paging, Reply};

use super::{clues, detail, labels, pictures, receptions};
use crate::acts::{case_of, rules_now};
use crate::model::{Room, Topic};
use crate::store;
use crate::workflow::{PUBLIC, State, room as process};

/// Topics of one kind that the page of a room shows.
const MOST: usize = 100;

/// `GET /public/rooms`
pub fn rooms(tx: &mut Tx, _: &Actor, ask: &Ask) -> Result<Reply> {
    let paging = Paging::of(ask)?;
    let text = ask.get("q");
    let mut rooms = store::rooms::open_rooms(tx, text, paging.after, paging.size)?;
    let next = (rooms.len() > paging.size).then(|| {
        rooms.truncate(paging.size);
        rooms[paging.size - 1].id
    });
    let filter = store::rooms::Filter { state: Some(process::State::Open), text: text.map(str::to_owned), ..Default::default() };
    let total = store::rooms::count(tx, &filter)?;
    let mut rows = Vec::new();
    for r in &rooms {
        let open = store::topics::public_count(tx, r.id, &shown_states())?;
        let cells = vec![
            Cell::strong(r.name.as_str()),
            Cell::text(r.place.as_str()),
            Cell::text(labels::word(ask, "word.venue", r.kind)),
            Cell::Number(open.to_string()),
        ];
        rows.push(Row::new(r.id, cells).href(format!("/public/rooms/{}", r.id)));
    }
    let search = Field::text("q", ask.t("rooms.filter.text"));
    let view = ListView {
        title: ask.t("rooms.public").to_owned(),
        lead: ask.locale.count("rooms.public.total", total),
        filters: vec![match text {
            Some(text) => search.value(text),
            None => search,
        }],
        clear: text.map(|_| "/public/rooms".to_owned()),
        columns: vec![
            Column::new(ask.t("rooms.column.name")),
            Column::new(ask.t("rooms.column.place")),
            Column::new(ask.t("rooms.column.kind")).hide_on_phone(),
            Column::new(ask.t("rooms.public.topics")).numeric(),
        ],
        rows,
        actions: vec![Link::new(ask.t("topics.follow"), "/public/follow")],
        pager: labels::pager("/public/rooms", ask, rooms.len(), total, next),
        empty: Empty { text: ask.t("rooms.public.empty").to_owned(), first_step: None },
        ..ListView::default()
    };
    Reply::page(ask.t("rooms.public"), view.introduced(&ask.locale, ask.t("rooms.public.intro")))
}

/// Everything that the page of a room shows.
fn shown_states() -> Vec<State> {
    PUBLIC.iter().copied().chain([State::ReferredUp]).collect()
}

/// A room that was opened, also while it is suspended.
fn shown(tx: &mut Tx, id: Id) -> Result<Room> {
    let r = store::rooms::any(tx, id)?;
    if matches!(r.state.get(), process::State::Open | process::State::Suspended) { Ok(r) } else { Err(Error::NotFound) }
}

/// `GET /public/rooms/{id}`: raise a matter; what is posted, talked over, done.
pub fn room(tx: &mut Tx, _: &Actor, ask: &Ask) -> Result<Reply> {
    let r = shown(tx, ask.id)?;
    let (_, rules) = rules_now(tx, r.assembly)?;
    let now = [State::Listed, State::Chosen, State::Prepared];
    let agreed = [State::Agreed, State::Partly, State::NoAgreement, State::Handling];
    let done = [State::ResultPosted, State::Rated, State::Closed];
    let mut sections = Vec::new();
    for (id, states) in [("now", &now[..]), ("agreed", &agreed[..]), ("done", &done[..])] {
        let all = store::topics::public_of(tx, r.id, states, MOST)?;
        let title = ask.t(&format!("rooms.public.section.{id}")).to_owned();
        let body = if all.is_empty() { prose(ask.t("rooms.public.nothing")) } else { topics(ask, &all) };
        sections.push(Section::new(id, title, body));
    }
    let up = store::topics::public_of(tx, r.id, &[State::ReferredUp], MOST)?;
    if !up.is_empty() {
        let at = sections.len() - 1;
        sections.insert(at, Section::new("up", ask.t("rooms.public.section.up"), sent_up(tx, ask, &up)?));
    }
    if r.state == process::State::Open {
        sections.extend(receptions::to_come(tx, ask, r.id)?);
    }
    let sessions = store::sessions::public_of(tx, r.id, 10)?;
    if !sessions.is_empty() {
        let heads =
            ["consultations.column.day", "consultations.column.title", "consultations.field.venue"].map(|key| Column::new(ask.t(key)));
        let rows: Vec<Row> = sessions
            .iter()
            .map(|s| {
                let day = format!("{} {}", ask.locale.short_day(s.on_day, ask.today), s.at_time);
                Row::new(s.id, vec![Cell::Day(day), Cell::strong(s.title.as_str()), Cell::text(s.venue.as_str())])
            })
            .collect();
        sections.push(Section::new("sessions", ask.t("consultations.list"), table(&heads, &rows)));
    }
    let mut facts = vec![Fact::new(ask.t("rooms.column.place"), r.place.as_str())];
    for (key, value) in [("rooms.field.address", &r.address), ("rooms.field.telephone", &r.telephone)] {
        if !value.is_empty() {
            facts.push(Fact::new(ask.t(key), value.as_str()));
        }
    }
    if let Some(convener) = r.convener {
        facts.push(Fact::new(ask.t("rooms.field.convener"), directory::names::person(tx, convener)?));
    }
    let raise = ActLink::new(ask.t("topics.raise_by_phone"), format!("/public/rooms/{}/raise", r.id), ActTone::Primary);
    let follow = ActLink::new(ask.t("topics.follow"), "/public/follow", ActTone::Plain);
    let open = r.state == process::State::Open;
    let view = DetailView {
        eyebrow: Some(labels::in_language(ask, &rules.brand, &rules.brand_en)).filter(|b| b != ask.t("rooms.public")).unwrap_or_default(),
        title: r.name.clone(),
        chip: labels::room_state(ask, r.state.get()),
        acts: if open { vec![raise, follow] } else { vec![follow] },
        facts,
        sections,
        ..DetailView::default()
    };
    let crumbs = vec![Link::new(ask.t("rooms.public"), "/public/rooms")];
    Ok(Reply::page(r.name.as_str(), view.render(&ask.locale))?.crumbs(crumbs))
}

fn topics(ask: &Ask, all: &[Topic]) -> Html {
    let heads = ["topics.column.title", "topics.column.state", "topics.column.since"].map(|key| Column::new(ask.t(key)));
    let rows: Vec<Row> = all
        .iter()
        .map(|t| {
            let cells = vec![
                Cell::strong(t.title.as_str()),
                Cell::Chip(labels::state(ask, t.state.get())),
                Cell::Day(ask.locale.short_day(t.state_since.day(), ask.today)),
            ];
            Row::new(t.id, cells).href(format!("/public/topics/{}", t.id))
        })
        .collect();
    table(&heads, &rows)
}

/// Where each went, and who took it up.
fn sent_up(tx: &mut Tx, ask: &Ask, all: &[Topic]) -> Result<Html> {
    let heads = ["topics.column.title", "clues.column.standing", "topics.column.since"].map(|key| Column::new(ask.t(key)));
    let mut rows = Vec::new();
    for t in all {
        let cells = vec![
            Cell::strong(t.title.as_str()),
            Cell::Lines(clues::standing(tx, ask, t)?),
            Cell::Day(ask.locale.short_day(t.state_since.day(), ask.today)),
        ];
        rows.push(Row::new(t.id, cells).href(format!("/public/topics/{}", t.id)));
    }
    Ok(table(&heads, &rows))
}

/// A topic that was posted, or talked over without; what was never taken up is its raiser's own.
fn posted(tx: &mut Tx, id: Id) -> Result<Topic> {
    let t = store::topics::any(tx, id)?;
    if pictures::is_posted(&t) { Ok(t) } else { Err(Error::NotFound) }
}

/// `GET /public/topics/{id}`
pub fn topic(tx: &mut Tx, _: &Actor, ask: &Ask) -> Result<Reply> {
    let t = posted(tx, ask.id)?;
    let case = case_of(tx, &Actor::default(), t)?;
    let t = &case.t;
    let mut facts = vec![
        Fact::new(ask.t("topics.column.room"), Cell::link(case.room.name.as_str(), format!("/public/rooms/{}", case.room.id))),
        Fact::new(ask.t("topics.fact.raised-on"), Cell::Day(ask.locale.day(t.created_at.day(), ask.today))),
        Fact::new(ask.t("topics.column.source"), labels::word(ask, "word.source", t.source)),
    ];
    let mut add = |key: &str, value: Option<String>| {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            facts.push(Fact::new(ask.t(key), value));
        }
    };
    add("topics.column.domain", Some(labels::domain(ask, &case.rules, t.domain.as_deref())));
    add("topics.field.place", Some(t.place.clone()));
    add("topics.fact.notice-until", t.notice_until.filter(|_| t.state == State::Listed).map(|day| ask.locale.day(day, ask.today)));
    add("topics.fact.outcome", t.outcome.map(|o| labels::word(ask, "word.outcome", o)));
    add("topics.fact.after", t.registered_after.then(|| ask.t("topics.fact.after-yes").to_owned()));
    let view = DetailView {
        eyebrow: format!("{}　{}", case.room.name, labels::number(ask, t)),
        title: t.title.clone(),
        chip: labels::state(ask, t.state.get()),
        facts,
        sections: for_everybody(tx, ask, &case)?,
        ..DetailView::default()
    };
    let crumbs = vec![
        Link::new(ask.t("rooms.public"), "/public/rooms"),
        Link::new(case.room.name.as_str(), format!("/public/rooms/{}", case.room.id)),
    ];
    Ok(Reply::page(t.title.as_str(), view.render(&ask.locale))?.crumbs(crumbs))
}

/// The sections without what is between the office and the members: links inside, and who visited.
pub fn for_everybody(tx: &mut Tx, ask: &Ask, case: &crate::acts::Case) -> Result<Vec<Section>> {
    let inside = ["sessions", "main"];
    Ok(detail::sections(tx, &Actor::default(), ask, case)?.into_iter().filter(|s| !inside.contains(&s.id.as_str())).collect())
}

/// Photographs of a posted result are everybody's to see.
pub fn result_is_public(tx: &mut Tx, who: &Actor, id: Id) -> Result<()> {
    if store::topics::get(tx, who, id).is_ok() {
        return Ok(());
    }
    posted(tx, id).map(drop)
}
