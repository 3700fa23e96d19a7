//! 议题详情: what it is, whose turn it is, what this person can do now, and everything that happened.

use directory::names;
use kernel::db::Tx;
use kernel::{Actor, Result};
use serde_json::Value;
use web::ui::{ActLink, ActTone, Cell, Column, DetailView, Fact, Html, Link, Row, Section, Turn, drawing, prose, table};
use web::{Ask, Reply};

use super::{clues, labels, links, pictures};
use crate::acts::{self, Case, subject};
use crate::model::Item;
use crate::workflow::{Act, PROCESS, State};
use crate::{clocks, policy, store, view};

/// `GET /api/v1/topics/{id}`
pub fn detail_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let t = store::topics::get(tx, who, ask.id)?;
    view::topic(tx, who, &t)
}

/// `GET /topics/{id}`
pub fn detail(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let case = acts::case(tx, who, ask.id)?;
    let t = &case.t;
    let danger = [Act::Decline, Act::Withdraw, Act::Object];
    let (acts, mut more_acts, yours) = links::FORMS.acts(ask, &PROCESS, t.state, &case.roles, t.id, &danger);
    if policy::sees_contacts(who, &case.room) && store::contacts::of(tx, t.id)?.is_some() {
        more_acts.push(ActLink::new(ask.t("topics.show_contact"), format!("/topics/{}/contact", t.id), ActTone::Plain));
    }
    let (timeline, visited) = web::record::history(tx, ask, &subject(t), "topics.somebody")?;
    let visited: Vec<&str> = visited.iter().map(String::as_str).collect();
    let (shown, files) = pictures::files_of(tx, ask, t, &subject(t))?;
    let mut sections = sections(tx, who, ask, &case)?;
    if !shown.is_empty() {
        sections.push(Section::new("photographs", ask.t("topics.section.photographs"), shown));
    }
    let prints = match policy::is_worker(who, &case.room) || policy::is_convener(who, &case.room) {
        true => vec![Link::new(ask.t("topics.print.notice"), format!("/topics/{}/print/notice", t.id))],
        false => Vec::new(),
    };
    let view = DetailView {
        eyebrow: format!("{}　{}", case.room.name, labels::number(ask, t)),
        title: t.title.clone(),
        chip: labels::state(ask, t.state.get()),
        turn: turn(tx, ask, &case, yours)?,
        acts,
        more_acts,
        facts: facts(tx, who, ask, &case)?,
        sections,
        files,
        timeline,
        drawing: Some(drawing(&ask.locale, &PROCESS, t.state.get(), &visited)),
        prints,
    };
    let crumbs = vec![Link::new(ask.t("topics.list"), "/topics")];
    Ok(Reply::page(t.title.as_str(), view.render(&ask.locale))?.crumbs(crumbs))
}

fn turn(tx: &mut Tx, ask: &Ask, case: &Case, yours: bool) -> Result<Option<Turn>> {
    let t = &case.t;
    let roles = PROCESS.turn(t.state);
    if roles.is_empty() || PROCESS.is_final(t.state.get()) {
        return Ok(None);
    }
    let calendar = clocks::calendar(tx, t.assembly)?;
    let who: Vec<String> =
        roles.iter().filter(|r| **r != crate::workflow::Role::System).map(|r| labels::word(ask, "topic.role", *r)).collect();
    let comma = if ask.locale.lang == web::i18n::Lang::En { ", " } else { "、" };
    Ok(Some(Turn {
        who: who.join(comma),
        since: ask.locale.moment(t.state_since.0, ask.today),
        until: t.due.map(|day| labels::clock(ask, &calendar, day)),
        yours,
    }))
}

fn facts(tx: &mut Tx, who: &Actor, ask: &Ask, case: &Case) -> Result<Vec<Fact>> {
    let t = &case.t;
    let mut facts = vec![
        Fact::new(ask.t("topics.column.room"), Cell::link(case.room.name.as_str(), format!("/rooms/{}", case.room.id))),
        Fact::new(ask.t("topics.column.source"), labels::word(ask, "word.source", t.source)),
        Fact::new(ask.t("topics.fact.raised-on"), Cell::Day(ask.locale.day(t.created_at.day(), ask.today))),
    ];
    let mut add = |key: &str, value: Option<String>| {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            facts.push(Fact::new(ask.t(key), value));
        }
    };
    add("topics.fact.raised-by", t.raised_by.map(|id| names::person(tx, id)).transpose()?);
    add("topics.column.domain", Some(labels::domain(ask, &case.rules, t.domain.as_deref())));
    add("topics.field.place", Some(t.place.clone()));
    add("topics.fact.announced-on", t.announced_on.map(|day| ask.locale.day(day, ask.today)));
    add("topics.fact.notice-until", t.notice_until.filter(|_| t.state == State::Listed).map(|day| ask.locale.day(day, ask.today)));
    add("topics.fact.outcome", t.outcome.map(|o| labels::word(ask, "word.outcome", o)));
    add("topics.fact.verdict", t.verdict.map(|v| labels::word(ask, "word.rating", v)));
    add("topics.fact.urgent", t.urgent.then(|| ask.t("topics.field.urgent-yes").to_owned()));
    add("topics.fact.after", t.registered_after.then(|| ask.t("topics.fact.after-yes").to_owned()));
    add("topics.fact.round", (t.round > 1).then(|| t.round.to_string()));
    let reported = t.party_reported_on.map(|day| ask.locale.day(day, ask.today));
    add("topics.fact.party", t.needs_party_report.then(|| reported.unwrap_or_else(|| ask.t("topics.fact.party-waits").to_owned())));
    // Whoever came to the door is told the code by the worker.
    if policy::is_worker(who, &case.room) {
        add("topics.field.code", Some(labels::grouped(&t.code)));
        if store::contacts::of(tx, t.id)?.is_some() {
            add("topics.fact.contact", Some(ask.t("topics.fact.contact-masked").to_owned()));
        }
    }
    Ok(facts)
}

/// What everybody who sees the topic reads; the public page shows the same parts.
pub fn sections(tx: &mut Tx, who: &Actor, ask: &Ask, case: &Case) -> Result<Vec<Section>> {
    let t = &case.t;
    let sent = match pictures::raised_may_be_seen(tx, who, t.id) {
        Ok(()) => web::ui::pictures(&pictures::of(tx, ask, t, pictures::Of::Raiser)?),
        Err(_) => Html::default(),
    };
    let mut sections = vec![Section::new("text", ask.t("topics.section.text"), Html::join([prose(&t.body), sent]))];
    sections.extend(figures(tx, ask, case)?);
    if let Some(reason) = &t.reason {
        sections.push(Section::new("reason", ask.t("topics.section.reason"), prose(reason)));
    }
    if let Some(main) = t.main_topic {
        let main = store::topics::any(tx, main)?;
        sections.push(Section::new("main", ask.t("topics.section.main"), Html::of(&Link::new(main.title, format!("/topics/{}", main.id)))));
    }
    sections.extend(visits(tx, ask, case)?);
    sections.extend(sessions(tx, ask, case)?);
    sections.extend(positions(tx, ask, case)?);
    sections.extend(items(tx, ask, case)?);
    sections.extend(clues::referral(tx, who, ask, t)?);
    if let Some(result) = &t.result {
        let day = t.result_on.map(|day| ask.locale.day(day, ask.today)).unwrap_or_default();
        let photographs = web::ui::pictures(&pictures::of(tx, ask, t, pictures::Of::Result)?);
        sections.push(Section::new("result", ask.t("topics.section.result"), Html::join([prose(result), prose(&day), photographs])));
    }
    sections.extend(ratings(tx, ask, case)?);
    sections.extend(coverage(tx, ask, case)?);
    Ok(sections)
}

fn columns(ask: &Ask, keys: &[&str]) -> Vec<Column> {
    keys.iter().map(|key| Column::new(ask.t(key))).collect()
}

/// 基本数据: the label and the number, one beside the other.
fn figures(tx: &mut Tx, ask: &Ask, case: &Case) -> Result<Option<Section>> {
    let all = store::figures::of(tx, case.t.id)?;
    let facts: Vec<Fact> = all.iter().map(|f| Fact::new(f.label.as_str(), Cell::Number(labels::figure(ask, f)))).collect();
    Ok((!facts.is_empty()).then(|| Section::new("figures", ask.t("topics.section.figures"), web::ui::facts(&facts))))
}

/// 报道: who reported on it and when.
fn coverage(tx: &mut Tx, ask: &Ask, case: &Case) -> Result<Option<Section>> {
    let all = store::figures::coverage(tx, case.t.id)?;
    let rows: Vec<Row> = all
        .iter()
        .map(|c| {
            let outlet =
                if c.address.is_empty() { Cell::strong(c.outlet.as_str()) } else { Cell::link(c.outlet.as_str(), c.address.as_str()) };
            Row::new(c.id, vec![Cell::Day(ask.locale.day(c.on_day, ask.today)), outlet])
        })
        .collect();
    let heads = columns(ask, &["topics.field.covered-on", "topics.field.outlet"]);
    Ok((!rows.is_empty()).then(|| Section::new("coverage", ask.t("topics.section.coverage"), table(&heads, &rows))))
}

fn visits(tx: &mut Tx, ask: &Ask, case: &Case) -> Result<Option<Section>> {
    let all = store::topics::visits(tx, case.t.id)?;
    let rows: Vec<Row> = all
        .iter()
        .map(|v| {
            let day = ask.locale.short_day(v.on_day, ask.today);
            Row::new(v.id, vec![Cell::Day(day), Cell::strong(v.visitors.as_str()), Cell::text(v.findings.as_str())])
        })
        .collect();
    let heads = columns(ask, &["topics.field.visited-on", "topics.field.visitors", "topics.field.findings"]);
    Ok((!rows.is_empty()).then(|| Section::new("visits", ask.t("topics.section.visits"), table(&heads, &rows))))
}

fn sessions(tx: &mut Tx, ask: &Ask, case: &Case) -> Result<Option<Section>> {
    let all = store::sessions::on_topic(tx, case.t.id)?;
    let mut rows = Vec::new();
    for s in &all {
        let came = store::sessions::participants(tx, s.id)?.iter().filter(|p| p.signed_in_at.is_some()).count();
        let cells = vec![
            Cell::strong(s.title.as_str()),
            Cell::Day(ask.locale.short_day(s.on_day, ask.today)),
            Cell::text(labels::word(ask, "word.venue", s.venue_kind)),
            Cell::Number(came.to_string()),
            Cell::Chip(labels::session_state(ask, s.state.get())),
        ];
        rows.push(Row::new(s.id, cells).href(format!("/consultations/{}", s.id)));
    }
    let mut heads = columns(
        ask,
        &[
            "consultations.column.title",
            "consultations.column.day",
            "consultations.field.venue-kind",
            "consultations.column.came",
            "topics.column.state",
        ],
    );
    heads[3].numeric = true;
    Ok((!rows.is_empty()).then(|| Section::new("sessions", ask.t("topics.section.sessions"), table(&heads, &rows))))
}

fn positions(tx: &mut Tx, ask: &Ask, case: &Case) -> Result<Option<Section>> {
    let all = store::sessions::positions(tx, case.t.id)?;
    let rows: Vec<Row> =
        all.iter().map(|p| Row::new(p.id, vec![Cell::strong(labels::side(ask, p)), Cell::text(p.body.as_str())])).collect();
    let heads = columns(ask, &["consultations.field.side", "consultations.field.position"]);
    Ok((!rows.is_empty()).then(|| Section::new("positions", ask.t("topics.section.positions"), table(&heads, &rows))))
}

fn items(tx: &mut Tx, ask: &Ask, case: &Case) -> Result<Option<Section>> {
    let all = store::items::of(tx, case.t.id)?;
    let rows: Vec<Row> = all
        .iter()
        .map(|i| {
            let cells = vec![
                Cell::strong(i.body.as_str()),
                Cell::text(i.owner.as_str()),
                method(ask, i),
                Cell::Day(ask.locale.short_day(i.due, ask.today)),
                Cell::Chip(labels::progress(ask, i.progress)),
                Cell::text(i.report.clone().unwrap_or_default()),
            ];
            Row::new(i.id, cells)
        })
        .collect();
    let heads = columns(
        ask,
        &["topics.item.text", "topics.item.owner", "topics.item.method", "topics.item.due", "topics.item.progress", "topics.item.report"],
    );
    Ok((!rows.is_empty()).then(|| Section::new("items", ask.t("topics.section.items"), table(&heads, &rows))))
}

/// How, and where it is done first.
fn method(ask: &Ask, i: &Item) -> Cell {
    match i.scope.as_str() {
        "" => Cell::text(i.method.as_str()),
        scope => Cell::Lines(vec![i.method.clone(), ask.locale.f("topics.item.in-scope", &[("scope", scope)])]),
    }
}

/// Who said what is not told: only how, and in which round.
fn ratings(tx: &mut Tx, ask: &Ask, case: &Case) -> Result<Option<Section>> {
    let all = store::ratings::of(tx, case.t.id)?;
    let rows: Vec<Row> = all
        .iter()
        .map(|r| {
            let whose = if r.rater == "raiser" { "topic.role.raiser" } else { "topics.rating.took-part" };
            let cells = vec![
                Cell::strong(ask.t(whose)),
                Cell::Chip(labels::rating(ask, r.value)),
                Cell::text(r.words.as_str()),
                Cell::Number(r.round.to_string()),
            ];
            Row::new(r.id, cells)
        })
        .collect();
    let mut heads = columns(ask, &["topics.rating.whose", "topics.field.value", "topics.field.words", "topics.fact.round"]);
    heads[3].numeric = true;
    Ok((!rows.is_empty()).then(|| Section::new("ratings", ask.t("topics.section.ratings"), table(&heads, &rows))))
}
