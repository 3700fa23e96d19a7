//! 审查会议的页面: the list of meetings, one meeting, and its list on paper.

use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Result, files};
use serde_json::{Value, json};
use web::ui::{
    ActLink, ActTone, Cell, Chip, Column, DetailView, Empty, Fact, Html, Link, ListView, Pager, PrintBlock, PrintView, Row, Section, Tone,
};
use web::{Ask, Reply};

use super::sheets;
use crate::acts::review::meeting;
use crate::store;
use crate::store::meetings::{Item, Meeting};

/// `GET /meetings`
pub fn list(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let meetings = store::meetings::of(tx, who.assembly, 200)?;
    let mut rows = Vec::with_capacity(meetings.len());
    for m in &meetings {
        let items = store::meetings::items(tx, m.id)?;
        let cells = vec![
            Cell::Strong(ask.locale.day(m.held_on, ask.today)),
            Cell::text(m.place.as_str()),
            Cell::Number(items.len().to_string()),
            Cell::Chip(chip(ask, m)),
        ];
        rows.push(Row::new(m.id, cells).href(format!("/meetings/{}", m.id)));
    }
    let columns = ["held-on", "place", "items", "state"].map(|key| Column::new(ask.t(&format!("proposals.meeting.{key}"))));
    let create = Link::new(ask.t("meetings.create"), "/meetings/new");
    let prepares = who.holds(directory::roles::PROPOSAL_OFFICE);
    let count = meetings.len() as u64;
    let view = ListView {
        title: ask.t("proposals.meetings").to_owned(),
        columns: columns.to_vec(),
        rows,
        actions: prepares.then(|| create.clone()).into_iter().collect(),
        pager: Pager { total: count, shown_from: count.min(1), shown_to: count, ..Pager::default() },
        empty: Empty { text: ask.t("proposals.meeting.none").to_owned(), first_step: prepares.then_some(create) },
        ..ListView::default()
    };
    Reply::page(ask.t("proposals.meetings"), view.render(&ask.locale))
}

/// `GET /api/v1/meetings`
pub fn list_json(tx: &mut Tx, who: &Actor, _: &Ask) -> Result<Value> {
    let meetings = store::meetings::of(tx, who.assembly, 200)?;
    let items = meetings.iter().map(|m| meeting::view(tx, m)).collect::<Result<Vec<_>>>()?;
    Ok(json!({ "total": items.len(), "items": items, "next_cursor": null }))
}

/// `GET /api/v1/meetings/{id}`
pub fn detail_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let m = store::meetings::get(tx, who.assembly, ask.id)?;
    meeting::view(tx, &m)
}

/// `GET /meetings/{id}`
pub fn detail(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let m = store::meetings::get(tx, who.assembly, ask.id)?;
    let title = title(ask, &m);
    let (columns, rows) = grid(tx, ask, &m, Grid::Page)?;
    let mut sections = vec![Section::new("list", ask.t("proposals.meeting.list"), web::ui::table(&columns, &rows))];
    if !m.note.is_empty() {
        sections.insert(0, Section::new("note", ask.t("proposals.meeting.note"), web::ui::prose(&m.note)));
    }
    let scans = files::of(tx, &Ref::new("meetings", m.id))?;
    if !scans.is_empty() {
        let links =
            scans.iter().map(|f| Fact::new(ask.t("proposals.meeting.scan"), Cell::link(f.name.as_str(), format!("/files/{}", f.id))));
        sections.push(Section::new("scan", ask.t("proposals.meeting.scan"), web::ui::key_values(&links.collect::<Vec<_>>())));
    }
    let view = DetailView {
        title: title.clone(),
        chip: chip(ask, &m),
        acts: acts(who, ask, &m),
        facts: facts(tx, ask, &m)?,
        sections,
        ..DetailView::default()
    };
    let crumbs = vec![Link::new(ask.t("proposals.meetings"), "/meetings")];
    Ok(Reply::page(title, view.render(&ask.locale))?.crumbs(crumbs))
}

fn title(ask: &Ask, m: &Meeting) -> String {
    ask.locale.f("proposals.meeting.of", &[("day", ask.locale.short_day(m.held_on, ask.today))])
}

fn chip(ask: &Ask, m: &Meeting) -> Chip {
    let tone = if m.state == "decided" { Tone::Good } else { Tone::Active };
    Chip::new(tone, ask.t(&format!("proposals.meeting.state.{}", m.state)))
}

fn facts(tx: &mut Tx, ask: &Ask, m: &Meeting) -> Result<Vec<Fact>> {
    let items = store::meetings::items(tx, m.id)?.len();
    Ok(vec![
        Fact::new(ask.t("proposals.meeting.held-on"), Cell::Day(ask.locale.day(m.held_on, ask.today))),
        Fact::new(ask.t("proposals.meeting.place"), m.place.as_str()),
        Fact::new(ask.t("proposals.meeting.attendance"), m.attendance.lines().collect::<Vec<_>>().join("、")),
        Fact::new(ask.t("proposals.meeting.items"), Cell::Number(ask.locale.number(items))),
    ])
}

fn acts(who: &Actor, ask: &Ask, m: &Meeting) -> Vec<ActLink> {
    let link = |act: &str, noun: &str, tone| ActLink::new(ask.t(act), format!("/meetings/{}/{noun}", m.id), tone);
    let mut links = Vec::new();
    let open = m.state == "open";
    let office = open && who.holds(directory::roles::PROPOSAL_OFFICE);
    let head = open && who.holds(directory::roles::COMMITTEE_HEAD);
    if head || office {
        links.push(link("meetings.decide", "decision", if head { ActTone::Primary } else { ActTone::Plain }));
    }
    if office {
        links.push(link("meetings.record", "minutes", ActTone::Primary));
        links.push(link("meetings.amend", "list", ActTone::Plain));
    }
    links.push(link("proposals.meeting.print", "print", ActTone::Plain));
    links
}

/// What takes effect with the signature, in short: number, title, decision, dissent.
pub fn table(tx: &mut Tx, ask: &Ask, m: &Meeting) -> Result<Html> {
    let (columns, rows) = grid(tx, ask, m, Grid::Short)?;
    Ok(web::ui::table(&columns, &rows))
}

/// How much of an item a table shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Grid {
    Short,
    Paper,
    /// With what came of it, and where a note is written.
    Page,
}

fn grid(tx: &mut Tx, ask: &Ask, m: &Meeting, grid: Grid) -> Result<(Vec<Column>, Vec<Row>)> {
    let head = |key: &str| Column::new(ask.t(&format!("proposals.{key}")));
    let mut columns = vec![head("review.receipt"), head("review.title")];
    if grid != Grid::Short {
        columns.extend([head("review.proposer"), head("review.first"), head("review.recommended")]);
    }
    columns.extend([head("meeting.decision"), head("meeting.dissent")]);
    if grid == Grid::Page {
        columns.push(head("meeting.outcome"));
    }
    let mut rows = Vec::new();
    for item in store::meetings::items(tx, m.id)? {
        let p = store::get_unscoped(tx, item.proposal)?;
        let rules = store::rules_of(tx, &p)?;
        let mut cells = vec![Cell::Number(p.receipt_no.map(|n| n.to_string()).unwrap_or_default()), Cell::strong(p.title.as_str())];
        if grid != Grid::Short {
            let first = p.first_reviewer.map(|id| directory::names::person(tx, id)).transpose()?.unwrap_or_default();
            let recommended = p.recommended.map(|r| ask.t(&format!("word.recommendation.{}", r.name())).to_owned());
            cells.extend([Cell::text(p.proposer.as_str()), Cell::text(first), Cell::text(recommended.unwrap_or_default())]);
        }
        cells.extend([Cell::text(decided(ask, &rules, &item)), Cell::text(item.dissent.as_str())]);
        if grid == Grid::Page {
            cells.push(outcome(ask, m, &item));
        }
        rows.push(Row::new(item.id, cells).href(format!("/proposals/{}", p.id)));
    }
    Ok((columns, rows))
}

fn decided(ask: &Ask, rules: &crate::rules::Rules, item: &Item) -> String {
    let Some(word) = &item.decision else { return String::new() };
    let label = ask.t(&format!("proposals.{word}")).to_owned();
    let reason = item.reason_code.as_deref().and_then(|code| rules.reason(code)).map(|r| super::labels::coded(ask, r));
    let parts: Vec<String> = [Some(label), reason, Some(item.note.clone())].into_iter().flatten().filter(|t| !t.is_empty()).collect();
    parts.join("；")
}

fn outcome(ask: &Ask, m: &Meeting, item: &Item) -> Cell {
    match (item.outcome.as_deref(), &item.failure) {
        (Some("done"), _) => Cell::Chip(Chip::new(Tone::Good, ask.t("proposals.meeting.done"))),
        (Some(_), Some(key)) => Cell::Chip(Chip::new(Tone::Bad, ask.locale.f(key, &[("at", "")]))),
        _ => Cell::link(ask.t("proposals.meeting.write"), format!("/meetings/{}/minutes?proposal={}", m.id, item.proposal)),
    }
}

/// `GET /meetings/{id}/print`: 审查表, to be signed.
pub fn print(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let m = store::meetings::get(tx, who.assembly, ask.id)?;
    let facts = facts(tx, ask, &m)?;
    let (columns, rows) = grid(tx, ask, &m, Grid::Paper)?;
    let total = ask.locale.count("proposals.total", rows.len());
    let sign = ["head", "first", "second", "registrar"].map(|who| ask.t(&format!("proposals.meeting.sign.{who}")).to_owned());
    let blocks = vec![PrintBlock::Facts(facts), PrintBlock::Table { columns, rows }, PrintBlock::Signatures(sign.to_vec())];
    let name = ask.t("proposals.meeting.print").to_owned();
    let sheet = sheets::sheet(tx, who, ask, name, total, &format!("/meetings/{}", m.id), blocks)?;
    let view =
        PrintView { locale: ask.locale.clone(), title: title(ask, &m), sheets: vec![sheet], landscape: true, ..PrintView::default() };
    Ok(Reply::Print(view.render()))
}
