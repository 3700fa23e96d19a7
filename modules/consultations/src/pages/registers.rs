//! 协商议事会、委员活动小组和工作制度: lists and pages.

use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result, files};
use serde_json::{Value, json};
use web::ui::{
    ActLink, ActTone, Cell, Chip, Column, DetailView, Empty, Fact, Field, Html, Link, ListView, Pager, Row, Section, Tone, prose, table,
};
use web::{Ask, Reply};

use super::labels;
use crate::acts::form;
use crate::acts::registers::{rule_view, view};
use crate::acts::rooms::KEPT;
use crate::model::RoomBody;
use crate::store;
use crate::workflow::words::BodyKind;

/// Rows of one register.
const MOST: usize = 500;

fn all(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Vec<RoomBody>> {
    let wrong = || Error::invalid("kind", "web.invalid.shape");
    let kind = ask.get("kind").map(|k| BodyKind::parse(k).ok_or_else(wrong)).transpose()?;
    store::registers::bodies(tx, who, kind, MOST)
}

fn whole(total: usize) -> Pager {
    let total = total as u64;
    Pager { total, shown_from: total.min(1), shown_to: total, previous: None, next: None }
}

fn state(ask: &Ask, b: &RoomBody) -> Chip {
    match b.ended_on {
        Some(_) => Chip::new(Tone::Plain, ask.t("bodies.state.ended")),
        None => Chip::new(Tone::Good, ask.t("bodies.state.works")),
    }
}

/// `GET /api/v1/room-bodies`
pub fn bodies_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let items = all(tx, who, ask)?.iter().map(|b| view(tx, b)).collect::<Result<Vec<Value>>>()?;
    Ok(json!({ "total": items.len(), "items": items }))
}

/// `GET /room-bodies`
pub fn bodies(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let all = all(tx, who, ask)?;
    let leaders: Vec<Id> = all.iter().filter_map(|b| b.leader).collect();
    let names = directory::names::persons(tx, &leaders)?;
    let mut rows = Vec::new();
    for b in &all {
        let cells = vec![
            Cell::strong(b.name.as_str()),
            Cell::text(labels::word(ask, "word.body", b.kind)),
            Cell::text(b.leader.and_then(|id| names.get(&id).cloned()).unwrap_or_default()),
            Cell::Number(store::registers::body_members(tx, b.id)?.len().to_string()),
            Cell::Chip(state(ask, b)),
        ];
        rows.push(Row::new(b.id, cells).href(format!("/room-bodies/{}", b.id)));
    }
    let create = Link::new(ask.t("bodies.found"), "/room-bodies/new");
    let keeps = KEPT.check(who).is_ok();
    let kind = Field::select("kind", ask.t("bodies.field.kind"), form::words::<BodyKind>(ask, "word.body"));
    let mut columns = ["bodies.field.name", "bodies.field.kind", "bodies.field.leader", "bodies.column.members", "topics.column.state"]
        .map(|key| Column::new(ask.t(key)))
        .to_vec();
    columns[3].numeric = true;
    let view = ListView {
        title: ask.t("bodies.list").to_owned(),
        lead: ask.locale.count("bodies.total", rows.len()),
        filters: vec![match ask.get("kind") {
            Some(value) => kind.value(value),
            None => kind,
        }],
        clear: ask.get("kind").map(|_| "/room-bodies".to_owned()),
        columns,
        actions: if keeps { vec![create.clone()] } else { Vec::new() },
        pager: whole(rows.len()),
        rows,
        empty: Empty { text: ask.t("bodies.empty").to_owned(), first_step: keeps.then_some(create) },
        ..ListView::default()
    };
    Ok(Reply::page(ask.t("bodies.list"), view.render(&ask.locale))?.crumbs(vec![Link::new(ask.t("rooms.list"), "/rooms")]))
}

/// `GET /api/v1/room-bodies/{id}`
pub fn body_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let b = store::registers::body_of(tx, who, ask.id)?;
    view(tx, &b)
}

/// `GET /room-bodies/{id}`
pub fn body(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let b = store::registers::body_of(tx, who, ask.id)?;
    let mut facts = vec![Fact::new(ask.t("bodies.field.kind"), labels::word(ask, "word.body", b.kind))];
    let leader = b.leader.map(|id| directory::names::person(tx, id)).transpose()?;
    facts.extend(leader.map(|name| Fact::new(ask.t("bodies.field.leader"), name)));
    if !b.place.is_empty() {
        facts.push(Fact::new(ask.t("rooms.column.place"), b.place.as_str()));
    }
    if let Some(room) = b.room {
        facts.push(Fact::new(ask.t("rooms.column.name"), Cell::link(store::rooms::any(tx, room)?.name, format!("/rooms/{room}"))));
    }
    facts.extend(b.founded_on.map(|day| Fact::new(ask.t("bodies.field.founded-on"), Cell::Day(ask.locale.day(day, ask.today)))));
    facts.extend(b.ended_on.map(|day| Fact::new(ask.t("bodies.field.ended-on"), Cell::Day(ask.locale.day(day, ask.today)))));
    let members = store::registers::body_members(tx, b.id)?;
    let rows: Vec<Row> =
        members.iter().map(|(id, name, post)| Row::new(id, vec![Cell::strong(name.as_str()), Cell::text(post.as_str())])).collect();
    let people = match rows.is_empty() {
        true => prose(ask.t("bodies.nobody")),
        false => table(&[Column::new(ask.t("rooms.column.member")), Column::new(ask.t("rooms.column.post"))], &rows),
    };
    let works = KEPT.check(who).is_ok() && who.assembly == b.assembly && b.ended_on.is_none();
    let (timeline, _) = web::record::history(tx, ask, &Ref::new("room-bodies", b.id), "topics.somebody")?;
    let view = DetailView {
        eyebrow: directory::assemblies::get(tx, b.assembly)?.name,
        title: b.name.clone(),
        chip: state(ask, &b),
        acts: if works {
            vec![ActLink::new(ask.t("bodies.set_members"), format!("/room-bodies/{}/members", b.id), ActTone::Plain)]
        } else {
            Vec::new()
        },
        more_acts: if works {
            vec![ActLink::new(ask.t("bodies.end"), format!("/room-bodies/{}/end", b.id), ActTone::Danger)]
        } else {
            Vec::new()
        },
        facts,
        sections: vec![Section::new("members", ask.locale.count("bodies.section.members", members.len()), people)],
        timeline,
        ..DetailView::default()
    };
    let crumbs = vec![Link::new(ask.t("rooms.list"), "/rooms"), Link::new(ask.t("bodies.list"), "/room-bodies")];
    Ok(Reply::page(b.name.as_str(), view.render(&ask.locale))?.crumbs(crumbs))
}

/// `GET /api/v1/working-rules`
pub fn rules_json(tx: &mut Tx, who: &Actor, _: &Ask) -> Result<Value> {
    let items: Vec<Value> = store::registers::rules(tx, who, MOST)?.iter().map(rule_view).collect();
    Ok(json!({ "total": items.len(), "items": items }))
}

/// `GET /working-rules`
pub fn rules(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let all = store::registers::rules(tx, who, MOST)?;
    let mut rows = Vec::new();
    for w in &all {
        let room = w.room.map(|id| store::rooms::any(tx, id)).transpose()?.map(|r| r.name);
        let cells = vec![
            Cell::strong(w.title.as_str()),
            Cell::Number(w.version.to_string()),
            Cell::text(room.unwrap_or_else(|| ask.t("working_rules.every-room").to_owned())),
            Cell::Day(ask.locale.day(w.effective_on, ask.today)),
        ];
        rows.push(Row::new(w.id, cells).href(format!("/working-rules/{}", w.id)));
    }
    let create = Link::new(ask.t("working_rules.publish"), "/working-rules/new");
    let keeps = KEPT.check(who).is_ok();
    let heads =
        ["working_rules.field.title", "working_rules.column.version", "working_rules.field.room", "working_rules.field.effective-on"];
    let mut columns = heads.map(|key| Column::new(ask.t(key))).to_vec();
    columns[1].numeric = true;
    let view = ListView {
        title: ask.t("working_rules.list").to_owned(),
        lead: ask.locale.count("working_rules.total", rows.len()),
        columns,
        actions: if keeps { vec![create.clone()] } else { Vec::new() },
        pager: whole(rows.len()),
        rows,
        empty: Empty { text: ask.t("working_rules.empty").to_owned(), first_step: keeps.then_some(create) },
        ..ListView::default()
    };
    Ok(Reply::page(ask.t("working_rules.list"), view.render(&ask.locale))?.crumbs(vec![Link::new(ask.t("rooms.list"), "/rooms")]))
}

/// `GET /api/v1/working-rules/{id}`
pub fn rule_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    store::registers::rule_of(tx, who, ask.id).map(|w| rule_view(&w))
}

/// `GET /working-rules/{id}`
pub fn rule(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let w = store::registers::rule_of(tx, who, ask.id)?;
    let room = w.room.map(|id| store::rooms::any(tx, id)).transpose()?.map(|r| r.name);
    let facts = vec![
        Fact::new(ask.t("working_rules.column.version"), Cell::Number(w.version.to_string())),
        Fact::new(ask.t("working_rules.field.effective-on"), Cell::Day(ask.locale.day(w.effective_on, ask.today))),
        Fact::new(ask.t("working_rules.field.room"), room.unwrap_or_else(|| ask.t("working_rules.every-room").to_owned())),
    ];
    let attached = files::of(tx, &Ref::new("working-rules", w.id))?.into_iter().map(|f| Link::new(f.name, format!("/files/{}", f.id)));
    let keeps = KEPT.check(who).is_ok() && who.assembly == w.assembly;
    let again = ActLink::new(ask.t("working_rules.revise"), format!("/working-rules/new?of={}", w.id), ActTone::Plain);
    let view = DetailView {
        eyebrow: directory::assemblies::get(tx, w.assembly)?.name,
        title: w.title.clone(),
        acts: if keeps { vec![again] } else { Vec::new() },
        facts,
        sections: vec![Section::new("text", ask.t("working_rules.field.text"), prose(&w.body))],
        files: attached.collect(),
        ..DetailView::default()
    };
    let crumbs = vec![Link::new(ask.t("rooms.list"), "/rooms"), Link::new(ask.t("working_rules.list"), "/working-rules")];
    Ok(Reply::page(w.title.as_str(), view.render(&ask.locale))?.crumbs(crumbs))
}

/// What holds in a room today, for its page.
pub fn in_force(tx: &mut Tx, ask: &Ask, assembly: Id, room: Id) -> Result<Option<Section>> {
    let all = store::registers::in_force(tx, assembly, room, ask.today)?;
    let links: Vec<Link> = all
        .iter()
        .map(|w| {
            let label = ask.locale.f("working_rules.link", &[("title", w.title.clone()), ("version", w.version.to_string())]);
            Link::new(label, format!("/working-rules/{}", w.id))
        })
        .collect();
    let body = if links.is_empty() { Html::default() } else { web::ui::links(&links) };
    Ok((!links.is_empty()).then(|| Section::new("rules", ask.t("working_rules.list"), body)))
}
