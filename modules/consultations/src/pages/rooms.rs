//! 议事室列表: those of this level and below.

use kernel::db::Tx;
use kernel::{Actor, Error, Result};
use serde_json::{Value, json};
use web::ui::{Cell, Column, Empty, Field, Link, ListView, Row};
use web::{Ask, Paging, Reply};

use super::{export, labels};
use crate::acts::{form, rooms::KEPT, rules_now};
use crate::model::Room;
use crate::policy::READING_OFFICES;
use crate::store;
use crate::store::rooms::Filter;
use crate::workflow::room::State;
use crate::workflow::words::Venue;

fn load(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<(Vec<Room>, Option<kernel::Id>, i64)> {
    let paging = Paging::of(ask)?;
    let filter = filter(tx, who, ask)?;
    let mut rooms = store::rooms::page(tx, &Filter { before: paging.after, ..filter.clone() }, paging.size)?;
    let next = (rooms.len() > paging.size).then(|| {
        rooms.truncate(paging.size);
        rooms[paging.size - 1].id
    });
    let total = store::rooms::count(tx, &filter)?;
    Ok((rooms, next, total))
}

/// What the query narrows the list to.
pub(super) fn filter(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Filter> {
    let wrong = |name: &'static str| move || Error::invalid(name, "web.invalid.shape");
    Ok(Filter {
        assemblies: store::rooms::level(tx, who)?,
        state: ask.get("state").map(|s| State::parse(s).ok_or_else(wrong("state"))).transpose()?,
        kind: ask.get("kind").map(|k| Venue::parse(k).ok_or_else(wrong("kind"))).transpose()?,
        text: ask.get("q").map(str::to_owned),
        staff: ask.get("mine").map(|_| who.person),
        plan: ask.get_id("plan"),
        rank_settled: ask.get("rank").map(|v| v == "settled"),
        queue: ask.get("queue").map(|name| (name.to_owned(), who.clone())),
        before: None,
    })
}

/// `GET /api/v1/rooms`
pub fn list_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let (rooms, next, total) = load(tx, who, ask)?;
    let items: Vec<Value> = rooms
        .iter()
        .map(|r| json!({ "id": r.id, "assembly": r.assembly, "name": r.name, "kind": r.kind, "place": r.place, "state": r.state }))
        .collect();
    Ok(json!({ "items": items, "next_cursor": next, "total": total }))
}

/// `GET /rooms`
pub fn list(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let (rooms, next, total) = load(tx, who, ask)?;
    let (_, rules) = rules_now(tx, who.assembly)?;
    let level = store::rooms::level(tx, who)?;
    let persons = store::rooms::persons_assigned(tx, &level)?;
    let mut rows = Vec::new();
    for r in &rooms {
        let people: Vec<_> = [r.convener, r.worker].into_iter().flatten().collect();
        let people = directory::names::persons(tx, &people)?;
        let name = |id: Option<kernel::Id>| id.and_then(|id| people.get(&id).cloned()).unwrap_or_default();
        let good = rules.checks.iter().filter(|c| r.checks.get(&c.code) == Some(&true)).count();
        let cells = vec![
            Cell::strong(r.name.as_str()),
            Cell::text(r.place.as_str()),
            Cell::text(labels::word(ask, "word.venue", r.kind)),
            Cell::text(name(r.convener)),
            Cell::text(name(r.worker)),
            Cell::Number(format!("{good}/{}", rules.checks.len())),
            Cell::Chip(labels::room_state(ask, r.state.get())),
        ];
        rows.push(Row::new(r.id, cells).href(format!("/rooms/{}", r.id)));
    }
    let narrowed = ask.query.iter().any(|(n, v)| n != "page_size" && !v.is_empty());
    let mut actions = Vec::new();
    if KEPT.check(who).is_ok() {
        actions.push(Link::new(ask.t("rooms.create"), "/rooms/new"));
        actions.push(Link::new(ask.t("rooms.save_policy"), "/policies/rooms/edit"));
    }
    if who.holds_any(READING_OFFICES) {
        actions.push(Link::new(ask.t("rooms.statistics"), "/rooms/statistics"));
        actions.push(Link::new(ask.t("rooms.funds"), "/rooms/funds"));
    }
    actions.push(Link::new(ask.t("registers.list"), "/room-registers"));
    let view = ListView {
        title: ask.t("rooms.list").to_owned(),
        lead: format!("{}{}", ask.locale.count("rooms.total", total), ask.locale.count("rooms.persons", persons)),
        filters: filters(ask),
        clear: narrowed.then(|| "/rooms".to_owned()),
        columns: vec![
            Column::new(ask.t("rooms.column.name")),
            Column::new(ask.t("rooms.column.place")),
            Column::new(ask.t("rooms.column.kind")).hide_on_phone(),
            Column::new(ask.t("rooms.field.convener")),
            Column::new(ask.t("rooms.field.worker")).hide_on_phone(),
            Column::new(ask.t("rooms.column.checks")).numeric(),
            Column::new(ask.t("topics.column.state")),
        ],
        rows,
        actions,
        exports: export::links(ask, "/rooms/export"),
        pager: labels::pager("/rooms", ask, rooms.len(), total, next),
        empty: Empty {
            text: ask.t(if narrowed { "rooms.none-found" } else { "rooms.empty" }).to_owned(),
            first_step: KEPT.check(who).is_ok().then(|| Link::new(ask.t("rooms.create"), "/rooms/new")),
        },
        ..ListView::default()
    };
    let intro = ask.locale.f("rooms.intro", &[("brand", labels::in_language(ask, &rules.brand, &rules.brand_en))]);
    Reply::page(ask.t("rooms.list"), view.introduced(&ask.locale, &intro))
}

fn filters(ask: &Ask) -> Vec<Field> {
    let chosen = |field: Field, name: &str| match ask.get(name) {
        Some(value) => field.value(value),
        None => field,
    };
    let ranks = [("settled", "rooms.field.rank-settled"), ("open", "rooms.field.rank-open")];
    let ranks = ranks.map(|(value, key)| web::ui::Choice::new(value, ask.t(key))).to_vec();
    vec![
        chosen(Field::text("q", ask.t("rooms.filter.text")), "q"),
        chosen(Field::select("state", ask.t("topics.column.state"), form::words::<State>(ask, "room.state")), "state"),
        chosen(Field::select("kind", ask.t("rooms.column.kind"), form::words::<Venue>(ask, "word.venue")), "kind"),
        chosen(Field::select("rank", ask.t("rooms.field.rank"), ranks), "rank"),
    ]
}
