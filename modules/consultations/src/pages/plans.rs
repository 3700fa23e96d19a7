//! 建设计划: how far the rooms of a plan are, every number with the rooms behind it.

use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Result};
use serde_json::{Value, json};
use web::ui::{ActLink, ActTone, Cell, Chip, Column, DetailView, Empty, Fact, Link, ListView, Pager, Row, Section, Tone, table};
use web::{Ask, Reply};

use super::labels;
use crate::acts::plans::view;
use crate::acts::rooms::KEPT;
use crate::model::{Milestone, Plan};
use crate::workflow::room::State;
use crate::{clocks, store};

/// Rooms that are open, of the target.
fn open(tx: &mut Tx, p: &Plan) -> Result<i64> {
    Ok(store::plans::progress(tx, p.id)?.into_iter().filter(|(state, _)| *state == State::Open).map(|(_, n)| n).sum())
}

/// `GET /api/v1/build-plans`
pub fn list_json(tx: &mut Tx, who: &Actor, _: &Ask) -> Result<Value> {
    let level = store::rooms::level(tx, who)?;
    let items = store::plans::of(tx, &level)?.iter().map(|p| view(tx, p)).collect::<Result<Vec<Value>>>()?;
    Ok(json!({ "items": items }))
}

/// `GET /build-plans`
pub fn list(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let level = store::rooms::level(tx, who)?;
    let all = store::plans::of(tx, &level)?;
    let mut rows = Vec::new();
    for p in &all {
        let cells = vec![
            Cell::strong(p.title.as_str()),
            Cell::text(directory::assemblies::get(tx, p.assembly)?.name),
            Cell::Day(ask.locale.day(p.until_day, ask.today)),
            Cell::Number(format!("{}/{}", open(tx, p)?, p.target)),
        ];
        rows.push(Row::new(p.id, cells).href(format!("/build-plans/{}", p.id)));
    }
    let total = rows.len() as u64;
    let create = Link::new(ask.t("plans.create"), "/build-plans/new");
    let keeps = KEPT.check(who).is_ok();
    let view = ListView {
        title: ask.t("plans.list").to_owned(),
        lead: ask.locale.count("plans.total", total),
        columns: vec![
            Column::new(ask.t("plans.field.title")),
            Column::new(ask.t("rooms.column.assembly")),
            Column::new(ask.t("plans.field.until")),
            Column::new(ask.t("plans.column.open")).numeric(),
        ],
        rows,
        actions: if keeps { vec![create.clone()] } else { Vec::new() },
        pager: Pager { total, shown_from: total.min(1), shown_to: total, previous: None, next: None },
        empty: Empty { text: ask.t("plans.empty").to_owned(), first_step: keeps.then_some(create) },
        ..ListView::default()
    };
    let crumbs = vec![Link::new(ask.t("rooms.list"), "/rooms")];
    Ok(Reply::page(ask.t("plans.list"), view.introduced(&ask.locale, ask.t("plans.intro")))?.crumbs(crumbs))
}

/// `GET /api/v1/build-plans/{id}`
pub fn detail_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let p = store::plans::get(tx, who, ask.id)?;
    view(tx, &p)
}

/// `GET /build-plans/{id}`
pub fn detail(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let p = store::plans::get(tx, who, ask.id)?;
    let milestones = store::plans::milestones(tx, p.id)?;
    let open = open(tx, &p)?;
    let mut acts = Vec::new();
    if KEPT.check(who).is_ok() && who.assembly == p.assembly {
        let act = |key: &str, path: &str, tone| ActLink::new(ask.t(key), format!("/build-plans/{}/{path}", p.id), tone);
        if milestones.iter().any(|m| m.done_on.is_none()) {
            acts.push(act("plans.finish_milestone", "milestones/done", ActTone::Primary));
        }
        acts.push(act("plans.add_milestone", "milestones", ActTone::Plain));
        acts.push(act("plans.put_rooms", "rooms", ActTone::Plain));
    }
    let mut facts = vec![
        Fact::new(ask.t("plans.field.target"), Cell::Number(p.target.to_string())),
        Fact::new(ask.t("plans.field.until"), Cell::Day(ask.locale.day(p.until_day, ask.today))),
    ];
    if !p.basis.is_empty() {
        facts.push(Fact::new(ask.t("plans.field.basis"), p.basis.as_str()));
    }
    let mut sections = vec![Section::new("progress", ask.t("plans.section.progress"), progress(tx, ask, &p)?)];
    if !milestones.is_empty() {
        sections.push(Section::new("milestones", ask.t("plans.section.milestones"), steps(tx, ask, &p, &milestones)?));
    }
    let (timeline, _) = web::record::history(tx, ask, &Ref::new("build-plans", p.id), "topics.somebody")?;
    let tone = if open >= p.target { Tone::Good } else { Tone::Active };
    let view = DetailView {
        eyebrow: directory::assemblies::get(tx, p.assembly)?.name,
        title: p.title.clone(),
        chip: Chip::new(tone, ask.locale.f("plans.open-of", &[("open", open.to_string()), ("target", p.target.to_string())])),
        acts,
        facts,
        sections,
        timeline,
        ..DetailView::default()
    };
    let crumbs = vec![Link::new(ask.t("rooms.list"), "/rooms"), Link::new(ask.t("plans.list"), "/build-plans")];
    Ok(Reply::page(p.title.as_str(), view.render(&ask.locale))?.crumbs(crumbs))
}

/// From the plan to the opening: how many rooms stand at each step.
fn progress(tx: &mut Tx, ask: &Ask, p: &Plan) -> Result<web::ui::Html> {
    let counts = store::plans::progress(tx, p.id)?;
    let rows: Vec<Row> = State::ALL
        .iter()
        .map(|state| {
            let n = counts.iter().find(|(own, _)| own == state).map_or(0, |(_, n)| *n);
            let href = format!("/rooms?plan={}&state={}", p.id, state.name());
            let number = if n > 0 { Cell::link(n.to_string(), href) } else { Cell::Number("0".into()) };
            Row::new(state.name(), vec![Cell::Chip(labels::room_state(ask, *state)), number])
        })
        .collect();
    Ok(table(&[Column::new(ask.t("topics.column.state")), Column::new(ask.t("plans.column.rooms")).numeric()], &rows))
}

fn steps(tx: &mut Tx, ask: &Ask, p: &Plan, all: &[Milestone]) -> Result<web::ui::Html> {
    let calendar = clocks::calendar(tx, p.assembly)?;
    let rows: Vec<Row> = all
        .iter()
        .map(|m| {
            let done = match m.done_on {
                Some(day) => Cell::Chip(Chip::new(Tone::Good, ask.locale.f("plans.done-on", &[("day", ask.locale.day(day, ask.today))]))),
                None => Cell::Clock(labels::clock(ask, &calendar, m.due)),
            };
            Row::new(m.id, vec![Cell::strong(m.body.as_str()), done, Cell::text(m.words.as_str())])
        })
        .collect();
    let heads = ["plans.field.milestone", "topics.column.state", "topics.field.note"].map(|key| Column::new(ask.t(key)));
    Ok(table(&heads, &rows))
}
