//! 提案线索: what waits for a member, and what became of it, for the village too.

use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};
use serde_json::{Value, json};
use web::ui::{
    ActLink, ActTone, Cell, Chip, Choice, Column, DetailView, Empty, Fact, Field, Html, Link, ListView, Row, Section, Tab, Tone, Turn,
    drawing, facts, prose,
};
use web::{Access, Ask, Paging, Reply, Told};

use super::{export, labels, links, sheets};
use crate::acts::{form, rules_now};
use crate::model::{Clue, Topic};
use crate::store::clues::Filter;
use crate::workflow::clue::{Act, PROCESS, Role, State};
use crate::{policy, store, view};

pub const ACCESS: Access = Access::MemberOr(policy::CLUE_READERS);

/// Without a state, those that wait; `all` for every one.
fn filter(who: &Actor, ask: &Ask) -> Result<Filter> {
    let state = match ask.get("state").unwrap_or(State::Open.name()) {
        "all" => None,
        word => Some(State::parse(word).ok_or_else(|| Error::invalid("state", "web.invalid.shape"))?),
    };
    Ok(Filter {
        assembly: who.assembly,
        state,
        room: ask.get_id("room"),
        domain: ask.get("domain").map(str::to_owned),
        taken_by: ask.get("mine").map(|_| who.person),
        text: ask.get("q").map(text::fold).filter(|t| !t.is_empty()),
        before: None,
    })
}

fn load(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<(Vec<Clue>, Option<Id>, i64)> {
    let paging = Paging::of(ask)?;
    let filter = filter(who, ask)?;
    let mut all = store::clues::page(tx, &Filter { before: paging.after, ..filter.clone() }, paging.size)?;
    let next = (all.len() > paging.size).then(|| {
        all.truncate(paging.size);
        all[paging.size - 1].id
    });
    let total = store::clues::count(tx, &filter)?;
    Ok((all, next, total))
}

/// `GET /api/v1/clues`
pub fn list_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let (all, next, total) = load(tx, who, ask)?;
    let items: Vec<Value> = all.iter().map(view::clue).collect();
    Ok(json!({ "items": items, "next_cursor": next, "total": total }))
}

pub fn state(ask: &Ask, state: State) -> Chip {
    let tone = match state {
        State::Open => Tone::Warn,
        State::TakenUp => Tone::Active,
        State::Settled => Tone::Good,
        State::Declined | State::Withdrawn => Tone::Plain,
    };
    Chip::new(tone, labels::word(ask, "clue.state", state))
}

/// `GET /clues`
pub fn list(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let (all, next, total) = load(tx, who, ask)?;
    let (_, rules) = rules_now(tx, who.assembly)?;
    let takers: Vec<Id> = all.iter().filter_map(|c| c.taken_by).collect();
    let names = directory::names::persons(tx, &takers)?;
    let mut rows = Vec::new();
    for c in &all {
        let (topic, room) = (store::topics::any(tx, c.topic)?, store::rooms::any(tx, c.room)?);
        let made = made_of(tx, who, ask, c)?;
        let cells = vec![
            Cell::strong(c.title.as_str()),
            Cell::text(room.name),
            Cell::text(labels::domain(ask, &rules, topic.domain.as_deref())),
            Cell::Day(ask.locale.short_day(c.offered_at.day(), ask.today)),
            Cell::Chip(state(ask, c.state.get())),
            Cell::text(c.taken_by.and_then(|id| names.get(&id).cloned()).unwrap_or_default()),
            made.last().map_or_else(|| Cell::text(""), |told| Cell::Chip(told.chip.clone())),
        ];
        rows.push(Row::new(c.id, cells).href(format!("/clues/{}", c.id)));
    }
    let heads = [
        "clues.column.title",
        "topics.column.room",
        "topics.column.domain",
        "clues.column.offered",
        "topics.column.state",
        "clues.column.taker",
        "clues.column.proposal",
    ];
    let mut columns = heads.map(|key| Column::new(ask.t(key))).to_vec();
    columns[2].hide_on_phone = true;
    let narrowed = ask.query.iter().any(|(n, v)| !["page_size", "state"].contains(&n.as_str()) && !v.is_empty());
    let empty = match (narrowed, ask.get("state")) {
        (true, _) => "clues.none-found",
        (false, None | Some("open")) => "clues.empty",
        (false, _) => "clues.none",
    };
    let view = ListView {
        title: ask.t("clues.list").to_owned(),
        lead: ask.locale.count("clues.total", total),
        tabs: tabs(ask),
        filters: filters(tx, who, ask, &rules)?,
        clear: narrowed.then(|| ask.get("state").map_or("/clues".to_owned(), |s| format!("/clues?state={s}"))),
        columns,
        rows,
        pager: labels::pager("/clues", ask, all.len(), total, next),
        exports: export::links(ask, "/clues/export"),
        empty: Empty { text: ask.t(empty).to_owned(), first_step: None },
        ..ListView::default()
    };
    Reply::page(ask.t("clues.list"), view.introduced(&ask.locale, ask.t("clues.intro")))
}

/// `GET /clues/export?format=`
pub fn export(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    const KEYS: &[&str] = &[
        "clues.column.title",
        "topics.column.room",
        "topics.column.domain",
        "topics.field.referral-text",
        "clues.column.offered",
        "topics.column.state",
        "clues.column.taker",
        "clues.fact.taken-on",
        "clues.column.proposal",
        "clues.export.reason",
    ];
    let all = store::clues::page(tx, &filter(who, ask)?, crate::export::MOST)?;
    let (_, rules) = rules_now(tx, who.assembly)?;
    let names = directory::names::persons(tx, &all.iter().filter_map(|c| c.taken_by).collect::<Vec<_>>())?;
    let mut rows = Vec::new();
    for c in &all {
        let (topic, room) = (store::topics::any(tx, c.topic)?, store::rooms::any(tx, c.room)?);
        let made = made_of(tx, who, ask, c)?;
        rows.push(vec![
            c.title.clone(),
            room.name,
            labels::domain(ask, &rules, topic.domain.as_deref()),
            c.request.clone(),
            c.offered_at.day().to_string(),
            labels::word(ask, "clue.state", c.state.get()),
            c.taken_by.and_then(|id| names.get(&id).cloned()).unwrap_or_default(),
            c.taken_at.map(|at| at.day().to_string()).unwrap_or_default(),
            made.iter().map(|told| format!("{} {}", told.title, told.chip.word).trim().to_owned()).collect::<Vec<_>>().join("\n"),
            c.reason.clone().unwrap_or_default(),
        ]);
    }
    export::file(ask, &sheets::sheet(ask, KEYS, rows), "clues.list")
}

fn tabs(ask: &Ask) -> Vec<Tab> {
    let now = ask.get("state").unwrap_or(State::Open.name());
    let tab = |name: &str, label: &str, href: String| Tab { label: ask.t(label).to_owned(), href, count: None, current: now == name };
    let mut tabs: Vec<Tab> =
        State::ALL.iter().map(|s| tab(s.name(), &format!("clue.state.{}", s.name()), format!("/clues?state={}", s.name()))).collect();
    tabs.push(tab("all", "topics.tab.all", "/clues?state=all".to_owned()));
    tabs
}

fn filters(tx: &mut Tx, who: &Actor, ask: &Ask, rules: &crate::rules::Rules) -> Result<Vec<Field>> {
    let chosen = |field: Field, name: &str| match ask.get(name) {
        Some(value) => field.value(value),
        None => field,
    };
    let rooms = store::rooms::running(tx, who.assembly)?.into_iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect();
    let mut fields = vec![
        chosen(Field::text("q", ask.t("topics.filter.text")), "q"),
        chosen(Field::select("room", ask.t("topics.column.room"), rooms), "room"),
        chosen(Field::select("domain", ask.t("topics.column.domain"), form::coded(ask, &rules.domains)), "domain"),
    ];
    if who.membership.is_some() {
        fields.push(chosen(Field::select("mine", ask.t("clues.column.taker"), vec![Choice::new("1", ask.t("clues.filter.mine"))]), "mine"));
    }
    fields.extend(ask.get("state").map(|state| Field::hidden("state", state)));
    Ok(fields)
}

/// `GET /api/v1/clues/{id}`
pub fn detail_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    store::clues::get(tx, who, ask.id).map(|c| view::clue(&c))
}

/// `GET /clues/{id}`
pub fn detail(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let c = store::clues::get(tx, who, ask.id)?;
    let topic = store::topics::any(tx, c.topic)?;
    let room = store::rooms::any(tx, c.room)?;
    let (_, rules) = rules_now(tx, c.assembly)?;
    let roles = policy::clue_roles(who, &c);
    let made = made_of(tx, who, ask, &c)?;
    let (mut acts, more_acts, _) = links::FORMS.acts(ask, &PROCESS, c.state, &roles, c.id, &[Act::Decline]);
    if c.state == State::TakenUp && roles.contains(Role::Taker) && made.is_empty() {
        acts.insert(0, ActLink::new(ask.t("clues.draft"), format!("/proposals/new?about=clues:{}", c.id), ActTone::Primary));
    }
    let inside = store::topics::get(tx, who, topic.id).is_ok();
    let address = if inside { format!("/topics/{}", topic.id) } else { format!("/public/topics/{}", topic.id) };
    let mut known = vec![
        Fact::new(ask.t("clues.fact.topic"), Cell::link(topic.title.as_str(), address)),
        Fact::new(ask.t("topics.column.domain"), labels::domain(ask, &rules, topic.domain.as_deref())),
        Fact::new(ask.t("topics.field.place"), topic.place.as_str()),
    ];
    known.retain(|fact| !matches!(&fact.cell, Cell::Text(text) if text.is_empty()));
    known.extend(fate(tx, ask, &c)?);
    let mut sections = vec![
        Section::new("text", ask.t("topics.section.text"), prose(&topic.body)),
        Section::new("request", ask.t("topics.field.referral-text"), prose(&c.request)),
    ];
    sections.extend(proposals(ask, &made));
    let (timeline, visited) = web::record::history(tx, ask, &Ref::new("clues", c.id), "topics.somebody")?;
    let visited: Vec<&str> = visited.iter().map(String::as_str).collect();
    let turn = (!PROCESS.is_final(c.state.get()) && made.is_empty()).then(|| Turn {
        who: labels::word(ask, "clue.role", if c.state == State::Open { Role::Member } else { Role::Taker }),
        since: ask.locale.moment(c.state_since.0, ask.today),
        until: None,
        // Nobody has to take one up.
        yours: roles.contains(Role::Taker),
    });
    let view = DetailView {
        eyebrow: room.name.clone(),
        title: c.title.clone(),
        chip: state(ask, c.state.get()),
        turn,
        acts,
        more_acts,
        facts: known,
        sections,
        timeline,
        drawing: Some(drawing(&ask.locale, &PROCESS, c.state.get(), &visited)),
        ..DetailView::default()
    };
    Ok(Reply::page(c.title.as_str(), view.render(&ask.locale))?.crumbs(vec![Link::new(ask.t("clues.list"), "/clues")]))
}

/// For the module that makes a proposal of it, and for the page of that proposal.
pub fn origin(tx: &mut Tx, who: &Actor, ask: &Ask, id: Id) -> Result<Told> {
    let c = store::clues::get(tx, who, id)?;
    let topic = store::topics::any(tx, c.topic)?;
    Ok(Told {
        kind: ask.t("clues.one").to_owned(),
        title: c.title.clone(),
        chip: state(ask, c.state.get()),
        parts: vec![topic.body, c.request],
        href: ACCESS.check(who).is_ok().then(|| format!("/clues/{id}")),
        persons: c.taken_by.into_iter().collect(),
        ..Told::default()
    })
}

/// What the member who took it up made of it.
fn made_of(tx: &mut Tx, who: &Actor, ask: &Ask, c: &Clue) -> Result<Vec<Told>> {
    let Some(taker) = c.taken_by else { return Ok(Vec::new()) };
    let all = ask.became(tx, who, &Ref::new("clues", c.id))?;
    Ok(all.into_iter().filter(|told| told.persons.contains(&taker)).collect())
}

/// Who took it up and when, or why nobody did.
fn fate(tx: &mut Tx, ask: &Ask, c: &Clue) -> Result<Vec<Fact>> {
    let day = |at: kernel::Timestamp| Cell::Day(ask.locale.day(at.day(), ask.today));
    let mut known = vec![Fact::new(ask.t("clues.column.offered"), day(c.offered_at))];
    if let Some(taker) = c.taken_by {
        known.push(Fact::new(ask.t("clues.column.taker"), directory::names::person(tx, taker)?));
    }
    known.extend(c.taken_at.map(|at| Fact::new(ask.t("clues.fact.taken-on"), day(at))));
    let why = if c.state == State::Withdrawn { "clues.fact.withdrawn" } else { "clues.fact.declined" };
    known.extend(c.reason.as_ref().map(|reason| Fact::new(ask.t(why), reason.as_str())));
    Ok(known)
}

/// Each proposal with its state, its days, and its answers where it is published.
fn proposals(ask: &Ask, made: &[Told]) -> Option<Section> {
    let one = |told: &Told| {
        let mut known = Vec::new();
        if !told.title.is_empty() {
            known.push(Fact::new(told.kind.as_str(), told.cell()));
        }
        known.push(Fact::new(ask.t("topics.column.state"), Cell::Chip(told.chip.clone())));
        known.extend(told.facts.iter().cloned());
        Html::join(std::iter::once(facts(&known)).chain(told.parts.iter().map(|text| prose(text))))
    };
    (!made.is_empty()).then(|| Section::new("proposals", ask.t("clues.section.proposals"), Html::join(made.iter().map(one))))
}

/// 上报 on the page of a topic: where it went, and its fate as far as the program knows it.
pub fn referral(tx: &mut Tx, who: &Actor, ask: &Ask, t: &Topic) -> Result<Vec<Section>> {
    let Some(text) = &t.referral_text else { return Ok(Vec::new()) };
    let to = t.referred.map(|r| labels::word(ask, "word.referral", r)).unwrap_or_default();
    let whom = t.referred_to.map(|id| directory::assemblies::get(tx, id)).transpose()?.map(|a| a.name).unwrap_or_default();
    let mut known = vec![Fact::new(ask.t("topics.field.referral"), format!("{to}　{whom}").trim())];
    let mut sections = Vec::new();
    match store::clues::of_topic(tx, t.id)? {
        Some(c) => {
            known.push(Fact::new(ask.t("topics.column.state"), Cell::Chip(state(ask, c.state.get()))));
            known.extend(fate(tx, ask, &c)?);
            sections.extend(proposals(ask, &made_of(tx, who, ask, &c)?));
        }
        None => {
            let day = t.referred_at.map(|at| Cell::Day(ask.locale.day(at.day(), ask.today)));
            known.extend(day.map(|day| Fact::new(ask.t("clues.column.offered"), day)));
        }
    }
    sections.insert(0, Section::new("referral", ask.t("topics.section.referral"), Html::join([facts(&known), prose(text)])));
    Ok(sections)
}

/// Where a topic that was sent up stands, in few words: for the page of its room.
pub fn standing(tx: &mut Tx, ask: &Ask, t: &Topic) -> Result<Vec<String>> {
    let to = t.referred.map(|r| labels::word(ask, "word.referral", r)).unwrap_or_default();
    let Some(c) = store::clues::of_topic(tx, t.id)? else { return Ok(vec![to]) };
    let mut lines = vec![format!("{to} · {}", labels::word(ask, "clue.state", c.state.get()))];
    if let (Some(taker), Some(at)) = (c.taken_by, c.taken_at) {
        let (name, day) = (directory::names::person(tx, taker)?, ask.locale.short_day(at.day(), ask.today));
        lines.push(ask.locale.f("clues.standing.taken", &[("name", name), ("day", day)]));
    }
    let made = made_of(tx, &Actor::default(), ask, &c)?;
    lines.extend(made.last().map(|told| format!("{} · {}", told.kind, told.chip.word)));
    lines.extend(c.reason);
    Ok(lines)
}

/// What is known of its proposals, as the worker may tell it on; empty where nothing is.
pub fn in_words(tx: &mut Tx, ask: &Ask, topic: Id) -> Result<String> {
    let Some(c) = store::clues::of_topic(tx, topic)? else { return Ok(String::new()) };
    let mut lines: Vec<String> = c.reason.iter().cloned().collect();
    for told in made_of(tx, &Actor::default(), ask, &c)? {
        lines.push(format!("{}　{}　{}", told.kind, told.title, told.chip.word));
        lines.extend(told.parts);
    }
    Ok(lines.join("\n"))
}
