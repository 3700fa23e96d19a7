//! 委员接待日: the days of a room, who came and what was said; and the place that somebody took, by its code.

use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Result};
use serde_json::Value;
use web::ui::{ActLink, ActTone, Cell, Chip, Column, DetailView, Fact, Html, Link, MessageView, Panel, Row, Section, Tone, prose, table};
use web::{Ask, Reply};

use super::labels;
use crate::acts::raising::tidy_code;
use crate::acts::receptions::view;
use crate::model::{Reception, ReceptionVisit};
use crate::policy;
use crate::store;
use crate::workflow::words::Receiving;

fn chip(ask: &Ask, state: Receiving) -> Chip {
    let tone = match state {
        Receiving::Open => Tone::Active,
        Receiving::Held => Tone::Good,
        Receiving::Cancelled => Tone::Plain,
    };
    Chip::new(tone, labels::word(ask, "word.receiving", state))
}

/// The section of a room's page.
pub fn of_room(tx: &mut Tx, ask: &Ask, room: kernel::Id) -> Result<Option<Section>> {
    let all = store::receptions::of_room(tx, room, 10)?;
    let mut rows = Vec::new();
    for d in &all {
        let names: Vec<String> = store::receptions::members(tx, d.id)?.into_iter().map(|(_, name)| name).collect();
        let cells = vec![
            Cell::strong(format!("{} {}", ask.locale.short_day(d.on_day, ask.today), d.hours)),
            Cell::text(names.join("　")),
            Cell::Number(format!("{}/{}", store::receptions::taken(tx, d.id)?, d.seats)),
            Cell::Chip(chip(ask, d.state)),
        ];
        rows.push(Row::new(d.id, cells).href(format!("/reception-days/{}", d.id)));
    }
    let mut heads = ["receptions.field.on", "receptions.field.members", "receptions.column.taken", "topics.column.state"]
        .map(|key| Column::new(ask.t(key)));
    heads[2].numeric = true;
    Ok((!rows.is_empty()).then(|| Section::new("receptions", ask.t("receptions.list"), table(&heads, &rows))))
}

/// What everybody sees of it: when, with whom, and where a place is taken.
pub fn to_come(tx: &mut Tx, ask: &Ask, room: kernel::Id) -> Result<Option<Section>> {
    let all = store::receptions::to_come(tx, room, ask.today)?;
    let mut rows = Vec::new();
    for d in &all {
        let names: Vec<String> = store::receptions::members(tx, d.id)?.into_iter().map(|(_, name)| name).collect();
        let left = (d.seats - store::receptions::taken(tx, d.id)?).max(0);
        let day = format!("{} {}", ask.locale.day(d.on_day, ask.today), d.hours);
        let cells = vec![Cell::strong(day), Cell::text(names.join("　")), Cell::Number(left.to_string())];
        rows.push(Row::new(d.id, cells).href(format!("/public/reception-days/{}", d.id)));
    }
    let mut heads = ["receptions.field.on", "receptions.field.members", "receptions.field.left"].map(|key| Column::new(ask.t(key)));
    heads[2].numeric = true;
    Ok((!rows.is_empty()).then(|| Section::new("receptions", ask.t("receptions.list"), table(&heads, &rows))))
}

/// The room's own people and the offices that read it; everybody else finds the public page.
fn readable(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<(Reception, crate::model::Room)> {
    let d = store::receptions::get(tx, ask.id)?;
    let r = store::rooms::get(tx, who, d.room)?;
    let reads = who.assembly == r.assembly && who.holds_any(policy::READING_OFFICES)
        || policy::sees_contacts(who, &r)
        || store::rooms::assigned(tx, r.id)?.contains(&who.person);
    if reads { Ok((d, r)) } else { Err(Error::NotFound) }
}

/// `GET /api/v1/reception-days/{id}`
pub fn detail_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let (d, _) = readable(tx, who, ask)?;
    view(tx, &d)
}

/// `GET /reception-days/{id}`
pub fn detail(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let (d, r) = readable(tx, who, ask)?;
    let visits = store::receptions::visits(tx, d.id)?;
    let mut acts = Vec::new();
    if policy::sees_contacts(who, &r) {
        let act = |key: &str, path: &str, tone| ActLink::new(ask.t(key), format!("/reception-days/{}/{path}", d.id), tone);
        if d.state != Receiving::Cancelled && d.on_day <= ask.today {
            acts.push(act("receptions.record", "visits", ActTone::Primary));
        }
        if visits.iter().any(|v| v.topic.is_none()) {
            acts.push(act("receptions.transfer", "topics", ActTone::Plain));
            acts.push(act("receptions.show_contacts", "contacts", ActTone::Plain));
        }
        if d.state == Receiving::Open {
            acts.push(act("receptions.finish", "end", ActTone::Plain));
        }
    }
    let names: Vec<String> = store::receptions::members(tx, d.id)?.into_iter().map(|(_, name)| name).collect();
    let facts = vec![
        Fact::new(ask.t("topics.column.room"), Cell::link(r.name.as_str(), format!("/rooms/{}", r.id))),
        Fact::new(ask.t("receptions.field.members"), names.join("　")),
        Fact::new(ask.t("receptions.column.taken"), Cell::Number(format!("{}/{}", visits.len(), d.seats))),
    ];
    let mut sections = Vec::new();
    if !d.words.is_empty() {
        sections.push(Section::new("words", ask.t("receptions.field.words"), prose(&d.words)));
    }
    let body = if visits.is_empty() { prose(ask.t("receptions.nobody")) } else { visitors(ask, &visits) };
    sections.push(Section::new("visits", ask.t("receptions.section.visits"), body));
    let (timeline, _) = web::record::history(tx, ask, &Ref::new("reception-days", d.id), "topics.somebody")?;
    let view = DetailView {
        eyebrow: ask.t("receptions.list").to_owned(),
        title: format!("{} {}", ask.locale.day(d.on_day, ask.today), d.hours),
        chip: chip(ask, d.state),
        acts,
        facts,
        sections,
        timeline,
        ..DetailView::default()
    };
    let crumbs = vec![Link::new(ask.t("rooms.list"), "/rooms"), Link::new(r.name.as_str(), format!("/rooms/{}", r.id))];
    Ok(Reply::page(view.title.clone(), view.render(&ask.locale))?.crumbs(crumbs))
}

fn visitors(ask: &Ask, all: &[ReceptionVisit]) -> Html {
    let row = |v: &ReceptionVisit| {
        let (tone, key) = match (v.came_at, v.booked) {
            (Some(_), _) => (Tone::Good, "receptions.came"),
            (None, true) => (Tone::Active, "receptions.booked"),
            (None, false) => (Tone::Plain, "receptions.booked"),
        };
        let topic = v.topic.map_or_else(|| Cell::text(""), |id| Cell::link(ask.t("receptions.open-topic"), format!("/topics/{id}")));
        let cells = vec![
            Cell::Number(v.place.to_string()),
            Cell::strong(v.matter.as_str()),
            Cell::Chip(Chip::new(tone, ask.t(key))),
            Cell::text(v.words.as_str()),
            topic,
        ];
        Row::new(v.id, cells)
    };
    let heads = ["receptions.field.place", "receptions.field.matter", "topics.column.state", "receptions.field.said", "topics.one"];
    let heads = heads.map(|key| Column::new(ask.t(key)));
    table(&heads, &all.iter().map(row).collect::<Vec<_>>())
}

/// `GET /public/reception?code=`: the place that somebody took
pub fn place(tx: &mut Tx, _: &Actor, ask: &Ask) -> Result<Reply> {
    let code = tidy_code(ask.get("code").unwrap_or_default());
    let v = store::receptions::by_code(tx, &code)?;
    let d = store::receptions::get(tx, v.day)?;
    let r = store::rooms::any(tx, d.room)?;
    let when = format!("{} {}", ask.locale.day(d.on_day, ask.today), d.hours);
    let text = match d.state {
        Receiving::Cancelled => ask.t("receptions.place.cancelled").to_owned(),
        _ => ask.locale.f("receptions.place.text", &[("when", when), ("where", format!("{} {}", r.name, r.address))]),
    };
    let number = ask.locale.f("receptions.place", &[("n", v.place.to_string())]);
    let view = MessageView {
        title: ask.t("receptions.place.title").to_owned(),
        text,
        panel: Some(Panel { label: v.matter.clone(), number }),
        links: vec![Link::new(r.name, format!("/public/rooms/{}", r.id))],
        ..MessageView::default()
    };
    Reply::page(ask.t("receptions.place.title"), view.render(&ask.locale))
}
