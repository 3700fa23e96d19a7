//! 议事室详情: people, completeness, funds, and what is talked over here.

use directory::names;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Result, files};
use serde_json::Value;
use web::ui::{ActLink, ActTone, Cell, Chip, Column, DetailView, Fact, Html, Link, Row, Section, Tone, drawing, table};
use web::{Ask, Reply};

use super::{labels, links, receptions, registers};
use crate::acts::funds::written;
use crate::acts::rules_now;
use crate::model::Room;
use crate::rules::Rules;
use crate::workflow::room::{Act, PROCESS, State};
use crate::workflow::words::Fund;
use crate::{policy, store, view};

/// Topics that the page shows; the list has all.
const SHOWN: usize = 10;

/// `GET /api/v1/rooms/{id}`
pub fn detail_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let r = store::rooms::get(tx, who, ask.id)?;
    view::room(tx, &r)
}

/// `GET /rooms/{id}`
pub fn detail(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let r = store::rooms::get(tx, who, ask.id)?;
    let (_, rules) = rules_now(tx, r.assembly)?;
    let roles = policy::room_roles(who, &r);
    let (mut acts, more_acts, _) = links::FORMS.acts(ask, &PROCESS, r.state, &roles, r.id, &[Act::Suspend, Act::Close]);
    let works_here = policy::is_worker(who, &r) || policy::is_convener(who, &r);
    if works_here && r.state == State::Open {
        let own = [
            ("topics.raise", format!("/topics/new?room={}", r.id)),
            ("consultations.plan", format!("/consultations/new?room={}", r.id)),
            ("consultations.register_past", format!("/rooms/{}/past-sessions", r.id)),
            ("receptions.plan", format!("/rooms/{}/reception-days", r.id)),
        ];
        acts.extend(own.into_iter().map(|(key, href)| ActLink::new(ask.t(key), href, ActTone::Plain)));
    }
    let (timeline, visited) = web::record::history(tx, ask, &Ref::new("rooms", r.id), "topics.somebody")?;
    let visited: Vec<&str> = visited.iter().map(String::as_str).collect();
    let keeps = keeps(who, &r);
    let files = if keeps { files::of(tx, &Ref::new("rooms", r.id))? } else { Vec::new() };
    let view = DetailView {
        eyebrow: directory::assemblies::get(tx, r.assembly)?.name,
        title: r.name.clone(),
        chip: labels::room_state(ask, r.state.get()),
        acts,
        more_acts,
        facts: facts(tx, ask, &r)?,
        sections: sections(tx, who, ask, &r, &rules, keeps)?,
        files: files.into_iter().map(|f| Link::new(f.name, format!("/files/{}", f.id))).collect(),
        timeline: if keeps { timeline } else { Vec::new() },
        drawing: Some(drawing(&ask.locale, &PROCESS, r.state.get(), &visited)),
        prints: vec![
            Link::new(ask.t("rooms.print.poster"), format!("/rooms/{}/print/poster", r.id)),
            Link::new(ask.t("rooms.print.slips"), format!("/rooms/{}/print/slips", r.id)),
            Link::new(ask.t("rooms.print.year-plan"), format!("/rooms/{}/print/year-plan", r.id)),
            Link::new(ask.t("rooms.print.ledger"), format!("/rooms/{}/print/ledger", r.id)),
        ],
        ..DetailView::default()
    };
    let crumbs = vec![Link::new(ask.t("rooms.list"), "/rooms")];
    Ok(Reply::page(r.name.as_str(), view.render(&ask.locale))?.crumbs(crumbs))
}

fn facts(tx: &mut Tx, ask: &Ask, r: &Room) -> Result<Vec<Fact>> {
    let people: Vec<_> = [r.convener, r.worker, r.approver].into_iter().flatten().collect();
    let people = names::persons(tx, &people)?;
    let name = |id: Option<kernel::Id>| id.and_then(|id| people.get(&id).cloned());
    let functions: Vec<String> = r.functions.iter().map(|f| labels::word(ask, "word.function", *f)).collect();
    let comma = if ask.locale.lang == web::i18n::Lang::En { ", " } else { "、" };
    let mut all = vec![
        Fact::new(ask.t("rooms.column.place"), r.place.as_str()),
        Fact::new(ask.t("rooms.column.kind"), labels::word(ask, "word.venue", r.kind)),
    ];
    let mut add = |key: &str, value: Option<String>| {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            all.push(Fact::new(ask.t(key), value));
        }
    };
    add("rooms.field.division", r.division.clone());
    add("rooms.field.address", Some(r.address.clone()));
    add("rooms.field.telephone", Some(r.telephone.clone()));
    add("rooms.field.functions", Some(functions.join(comma)));
    add("rooms.field.convener", name(r.convener));
    add("rooms.field.rank", r.convener_rank_settled.then(|| ask.t("rooms.field.rank-settled").to_owned()));
    add("rooms.field.worker", name(r.worker));
    add("rooms.field.approver", name(r.approver));
    if r.convener.is_some() || r.opened_on.is_some() {
        all.push(Fact::new(ask.t("rooms.posts"), Cell::link(ask.t("rooms.posts.open"), format!("/rooms/{}/posts", r.id))));
    }
    let mut add = |key: &str, value: Option<String>| {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            all.push(Fact::new(ask.t(key), value));
        }
    };
    add("rooms.field.planned-for", r.planned_for.filter(|_| r.opened_on.is_none()).map(|d| ask.locale.day(d, ask.today)));
    add("rooms.fact.opened", r.opened_on.map(|d| ask.locale.day(d, ask.today)));
    Ok(all)
}

fn sections(tx: &mut Tx, who: &Actor, ask: &Ask, r: &Room, rules: &Rules, keeps: bool) -> Result<Vec<Section>> {
    let mut all = Vec::new();
    let filter = store::topics::Filter { room: Some(r.id), ..Default::default() };
    let mut topics = store::topics::page(tx, who, &filter, SHOWN)?;
    topics.truncate(SHOWN);
    let rows: Vec<Row> = topics
        .iter()
        .map(|t| {
            let cells = vec![Cell::strong(t.title.as_str()), Cell::Chip(labels::state(ask, t.state.get()))];
            Row::new(t.id, cells).href(format!("/topics/{}", t.id))
        })
        .collect();
    if !rows.is_empty() {
        let heads = [Column::new(ask.t("topics.column.title")), Column::new(ask.t("topics.column.state"))];
        let whole = [Link::new(ask.t("rooms.all-topics"), format!("/topics?room={}", r.id))];
        all.push(Section::new("topics", ask.t("topics.list"), Html::join([table(&heads, &rows), web::ui::links(&whole)])));
    }
    let members = store::rooms::assigned_members(tx, r.id)?;
    if !members.is_empty() {
        let heads = ["rooms.column.member", "rooms.column.post", "rooms.column.assembly"].map(|key| Column::new(ask.t(key)));
        let rows: Vec<Row> = members
            .iter()
            .map(|m| Row::new(m.person, vec![Cell::strong(m.name.as_str()), Cell::text(m.post.as_str()), Cell::text(m.assembly.as_str())]))
            .collect();
        all.push(Section::new("members", ask.locale.count("rooms.section.members", members.len() as i64), table(&heads, &rows)));
    }
    all.extend(
        receptions::of_room(tx, ask, r.id)?
            .filter(|_| keeps || store::rooms::assigned(tx, r.id).is_ok_and(|all| all.contains(&who.person))),
    );
    all.extend(registers::in_force(tx, ask, r.assembly, r.id)?);
    all.push(Section::new("checks", ask.t("rooms.section.checks"), checks(ask, r, rules)));
    if keeps {
        all.extend(funds(tx, ask, r, rules)?);
    }
    Ok(all)
}

/// 规范化检查: item by item, and when.
fn checks(ask: &Ask, r: &Room, rules: &Rules) -> Html {
    let heads = [Column::new(ask.t("rooms.column.check")), Column::new(ask.t("rooms.column.found"))];
    let rows: Vec<Row> = rules
        .checks
        .iter()
        .map(|c| {
            let (tone, key) = match r.checks.get(&c.code) {
                Some(true) => (Tone::Good, "rooms.check.good"),
                Some(false) => (Tone::Bad, "rooms.check.bad"),
                None => (Tone::Plain, "rooms.check.open"),
            };
            let label = labels::in_language(ask, &c.label, &c.label_en);
            Row::new(&c.code, vec![Cell::strong(label), Cell::Chip(Chip::new(tone, ask.t(key)))])
        })
        .collect();
    let mut facts: Vec<Fact> = Vec::new();
    facts.extend(r.checked_on.map(|d| Fact::new(ask.t("rooms.fact.checked-on"), Cell::Day(ask.locale.day(d, ask.today)))));
    facts.extend(r.check_due.map(|d| Fact::new(ask.t("rooms.fact.check-due"), Cell::Day(ask.locale.day(d, ask.today)))));
    Html::join([table(&heads, &rows), web::ui::facts(&facts)])
}

/// 凭证 of an entry: what can be opened.
pub fn receipts(tx: &mut Tx, ask: &Ask, entry: kernel::Id) -> Result<Cell> {
    let all = files::of(tx, &Ref::new("room_funds", entry))?;
    let name = |n: usize| {
        if all.len() > 1 { format!("{} {}", ask.t("rooms.fund.receipt"), n + 1) } else { ask.t("rooms.fund.receipt").to_owned() }
    };
    let links = all.iter().enumerate().map(|(n, f)| Html::of(&Link::new(name(n), format!("/files/{}", f.id))));
    Ok(Cell::Html(Html::join(links)))
}

/// The offices that read the money, and who works in the room.
pub fn receipt_may_be_read(tx: &mut Tx, who: &Actor, id: kernel::Id) -> Result<()> {
    let r = store::funds::get(tx, id)?.room;
    let r = store::rooms::get(tx, who, r)?;
    if keeps(who, &r) { Ok(()) } else { Err(kernel::Error::NotFound) }
}

fn keeps(who: &Actor, r: &Room) -> bool {
    let works_here = policy::is_worker(who, r) || policy::is_convener(who, r);
    who.assembly == r.assembly && (who.holds_any(policy::READING_OFFICES) || works_here)
}

/// 经费台账: entries, balances, and the range check of a year's budget (A-GR-08).
fn funds(tx: &mut Tx, ask: &Ask, r: &Room, rules: &Rules) -> Result<Option<Section>> {
    let entries = store::funds::of(tx, r.id)?;
    if entries.is_empty() {
        return Ok(None);
    }
    let rows: Vec<Row> = entries
        .iter()
        .map(|e| {
            let cells = vec![
                Cell::Day(ask.locale.short_day(e.on_day, ask.today)),
                Cell::text(labels::word(ask, "word.fund", e.fund)),
                Cell::strong(e.purpose.as_str()),
                Cell::Number(written(e.amount_fen)),
                receipts(tx, ask, e.id)?,
            ];
            Ok(Row::new(e.id, cells))
        })
        .collect::<Result<_>>()?;
    let mut heads = ["rooms.fund.on", "rooms.fund.kind", "rooms.fund.purpose", "rooms.fund.yuan", "rooms.fund.receipt"]
        .map(|key| Column::new(ask.t(key)));
    heads[3].numeric = true;
    let year = i64::from(ask.today.year());
    let granted = store::funds::granted(tx, r.id, year)?;
    let range = rules.annual_min_yuan * 100..=rules.annual_max_yuan * 100;
    let left = |fund: Fund, tx: &mut Tx| store::funds::balance(tx, r.id, fund, year).map(written);
    let facts = [
        Fact::new(ask.t("rooms.fund.left-construction"), Cell::Number(left(Fund::Construction, tx)?)),
        Fact::new(ask.locale.f("rooms.fund.left-annual", &[("year", year.to_string())]), Cell::Number(left(Fund::Annual, tx)?)),
    ];
    let odd = (!range.contains(&granted)).then(|| {
        let figures = [("yuan", written(granted)), ("min", rules.annual_min_yuan.to_string()), ("max", rules.annual_max_yuan.to_string())];
        web::ui::prose(&ask.locale.f("rooms.fund.out-of-range", &figures))
    });
    let body = Html::join([web::ui::facts(&facts)].into_iter().chain(odd).chain([table(&heads, &rows)]));
    Ok(Some(Section::new("funds", ask.t("rooms.section.funds"), body)))
}
