//! 结果: what everybody shares comes first, then what divides, then the groups; who took part and who was missing.

use std::collections::BTreeMap;

use kernel::db::Tx;
use kernel::{Actor, Error, Result};
use serde_json::{Value, json};
use web::ui::{
    ActLink, ActTone, Cell, Column, DetailView, Fact, GroupCard, Html, Legend, Link, LiveMap, Row, Section, facts, folded, group_cards,
    prose, shares, table,
};
use web::{Ask, Reply};

use super::labels::{self, in_language};
use super::{list, outcomes};
use crate::acts::{Case, case};
use crate::maps::Maps;
use crate::model::Statement;
use crate::picture::{letter, svg};
use crate::view::{GroupView, Picture, View};
use crate::workflow::{RUNNING, SHOWN, statement};
use crate::{policy, store};

/// Statements that a list of shared or dividing ones shows.
const MOST: usize = 10;

/// `GET /public/deliberations/{id}/results`
pub fn page(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let case = shown(tx, who, ask)?;
    let d = &case.d;
    let statements = statements(tx, &case)?;
    let view = ask.memory.of::<Maps>().view(d.id).unwrap_or_default();
    let mut sections = vec![Section::new("question", ask.t("deliberations.field.question"), prose(&d.question))];
    for (name, text) in [("result", &d.result), ("summary", &d.summary), ("report", &d.report)] {
        if let Some(text) = text {
            sections.push(Section::new(name, ask.t(&format!("deliberations.field.{name}")), prose(text)));
        }
    }
    sections.extend(outcomes::sections::outside(tx, ask, d)?);
    match view.map.as_ref().filter(|_| view.people >= case.rules.map_people) {
        Some(picture) => {
            sections.push(shared(ask, &case, &view, picture, &statements));
            sections.push(divided(ask, &case, &view, picture, &statements));
            sections.push(Section::new("map", ask.t("deliberations.section.map"), map(ask, &case, None)));
            sections.push(groups(ask, picture, &statements));
        }
        None => {
            sections.push(Section::new("map", ask.t("deliberations.section.map"), map(ask, &case, None)));
            sections.push(by_agreement(ask, &case, &view, &statements));
        }
    }
    sections.push(Section::new("participation", ask.t("deliberations.section.participation"), participation(tx, ask, &case)?));
    sections.push(Section::new("all", ask.t("deliberations.section.all"), every(ask, &case, &view, &statements)));
    let mut acts = Vec::new();
    if RUNNING.contains(&d.state.get()) {
        acts.push(ActLink::new(ask.t("deliberations.link.take-part"), format!("/public/deliberations/{}", d.id), ActTone::Primary));
    }
    let mut links = vec![Link::new(ask.t("deliberations.link.method"), format!("/public/deliberations/{}/method", d.id))];
    if d.closed_at.is_some() {
        for what in ["votes", "statements", "receipts"] {
            links.push(Link::new(ask.t(&format!("deliberations.export.{what}")), format!("/deliberations/{}/export?what={what}", d.id)));
        }
    }
    sections.push(Section::new("data", ask.t("deliberations.section.data"), web::ui::links(&links)));
    let view = DetailView {
        eyebrow: list::audience(ask, d),
        title: d.title.clone(),
        chip: labels::state(ask, d.state.get()),
        acts,
        facts: vec![Fact::new(ask.t("deliberations.column.period"), labels::period(ask, d))],
        sections,
        ..DetailView::default()
    };
    let crumbs = vec![
        Link::new(ask.t("deliberations.public"), "/public/deliberations"),
        Link::new(d.title.as_str(), format!("/public/deliberations/{}", d.id)),
    ];
    Ok(Reply::page(ask.locale.f("deliberations.results.of", &[("title", d.title.as_str())]), view.render(&ask.locale))?.crumbs(crumbs))
}

/// What was announced, for whoever belongs to its audience.
pub fn shown(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Case> {
    let case = case(tx, who, ask.id)?;
    let is_shown = SHOWN.contains(&case.d.state.get()) && policy::may_read(who, &case.d);
    if is_shown { Ok(case) } else { Err(Error::NotFound) }
}

type ByNumber = BTreeMap<i64, Statement>;

fn statements(tx: &mut Tx, case: &Case) -> Result<ByNumber> {
    Ok(store::statements::of(tx, case.d.id, statement::VOTED)?.into_iter().map(|s| (s.number, s)).collect())
}

fn heads(ask: &Ask, names: &[&str]) -> Vec<Column> {
    names.iter().map(|name| Column::new(ask.t(&format!("statements.column.{name}")))).collect()
}

/// 最大公约数: what every group agrees with.
fn shared(ask: &Ask, case: &Case, view: &View, picture: &Picture, all: &ByNumber) -> Section {
    let agreed = picture.shared.iter().filter(|(n, _)| every_group(picture, *n));
    let found: Vec<(&Statement, f64)> =
        agreed.filter_map(|(n, value)| all.get(n).map(|s| (s, *value))).filter(|(s, _)| !s.is_meta).take(MOST).collect();
    let rows: Vec<Row> = found
        .iter()
        .map(|(s, value)| {
            let mut cells = told(ask, case, view, picture, s);
            cells.push(Cell::Number(format!("{value:.2}")));
            Row::new(s.id, cells)
        })
        .collect();
    let mut heads = heads(ask, &["text", "by-group", "shared"]);
    heads[2].numeric = true;
    let content = match rows.is_empty() {
        true => prose(ask.t("deliberations.shared.none")),
        false => Html::join([prose(ask.t("deliberations.shared.lead")), table(&heads, &rows)]),
    };
    Section::new("shared", ask.t("deliberations.section.shared"), content)
}

/// Most of every group agree with it.
fn every_group(picture: &Picture, number: i64) -> bool {
    picture.groups.iter().all(|g| g.tallies.get(&number).is_some_and(|t| labels::agreement(*t) > 0.5))
}

/// The statement with the votes of all, and the agreement of each group.
fn told(ask: &Ask, case: &Case, view: &View, picture: &Picture, s: &Statement) -> Vec<Cell> {
    let fewest = case.rules.fewest;
    let in_groups = picture.groups.iter().enumerate().map(|(place, g)| {
        let tally = g.tallies.get(&s.number).filter(|t| t.iter().sum::<u32>() as usize >= fewest);
        (letter(place).to_string(), tally.map_or("–".to_owned(), |t| labels::percent(labels::agreement(*t))))
    });
    vec![said(ask, case, view, s), Cell::Html(shares(&in_groups.collect::<Vec<_>>()))]
}

/// Number and words of a statement, what was said about it, and below them the votes of all.
fn said(ask: &Ask, case: &Case, view: &View, s: &Statement) -> Cell {
    let about = [
        s.signed_name.as_ref().map(|name| ask.locale.f("statements.signed", &[("name", name.as_str())])),
        s.answer.as_ref().map(|text| format!("{} {text}", ask.t("statements.field.answer"))),
    ];
    labels::said(ask, s, about.into_iter().flatten().collect(), view.tallies.get(&s.number).copied(), case.rules.fewest)
}

fn divided(ask: &Ask, case: &Case, view: &View, picture: &Picture, all: &ByNumber) -> Section {
    let apart = picture.divided.iter().filter(|(n, by)| *by >= 0.3 && !every_group(picture, *n));
    let found = apart.filter_map(|(n, _)| all.get(n)).filter(|s| !s.is_meta).take(MOST);
    let rows: Vec<Row> = found.map(|s| Row::new(s.id, told(ask, case, view, picture, s))).collect();
    let content = match rows.is_empty() {
        true => prose(ask.t("deliberations.divided.none")),
        false => Html::join([prose(ask.t("deliberations.divided.lead")), table(&heads(ask, &["text", "by-group"]), &rows)]),
    };
    Section::new("divided", ask.t("deliberations.section.divided"), content)
}

fn group_name(ask: &Ask, place: usize) -> String {
    ask.locale.f("deliberations.group", &[("letter", letter(place).to_string())])
}

/// What represents each group: said in words, the same that the drawing shows.
fn groups(ask: &Ask, picture: &Picture, all: &ByNumber) -> Section {
    let card = |(place, group): (usize, &GroupView)| {
        let held = group.represented.iter().filter_map(|(number, agrees, share)| {
            let s = all.get(number)?;
            let key = if *agrees { "deliberations.group.agrees" } else { "deliberations.group.disagrees" };
            let share = labels::percent(*share);
            Some(ask.locale.f(key, &[("share", share.as_str()), ("n", &number.to_string()), ("text", s.body.as_str())]))
        });
        let held: Vec<String> = held.collect();
        let share = labels::percent(group.size as f64 / picture.in_conversation.max(1) as f64);
        GroupCard {
            letter: letter(place).to_string(),
            name: group_name(ask, place),
            size: ask.locale.f("deliberations.group.size", &[("n", group.size.to_string()), ("share", share)]),
            more: ask.locale.count("deliberations.group.more", held.len().saturating_sub(GroupCard::OPEN) as i64),
            held,
        }
    };
    let cards: Vec<GroupCard> = picture.groups.iter().enumerate().map(card).collect();
    Section::new("groups", ask.t("deliberations.section.groups"), group_cards(&cards))
}

/// Too few people for a map: what most agree with comes first.
fn by_agreement(ask: &Ask, case: &Case, view: &View, all: &ByNumber) -> Section {
    let mut found: Vec<&Statement> = all.values().filter(|s| !s.is_meta).collect();
    let enough = |s: &Statement| view.tallies.get(&s.number).filter(|t| t.iter().sum::<u32>() as usize >= case.rules.fewest);
    let share = |s: &&Statement| enough(s).map_or(-1.0, |t| labels::agreement(*t));
    found.sort_by(|a, b| share(b).total_cmp(&share(a)).then(a.number.cmp(&b.number)));
    let rows: Vec<Row> = found.into_iter().map(|s| Row::new(s.id, vec![said(ask, case, view, s)])).collect();
    let content = match rows.is_empty() {
        true => prose(ask.t("deliberations.statements.none")),
        false => table(&heads(ask, &["text"]), &rows),
    };
    Section::new("agreement", ask.t("deliberations.section.agreement"), content)
}

/// Every statement that was shown, also what was merged: its votes stay its own.
fn every(ask: &Ask, case: &Case, view: &View, all: &ByNumber) -> Html {
    let rows: Vec<Row> = all
        .values()
        .map(|s| {
            let mut source = labels::word(ask, "word.source-of", s.source);
            if let Some(into) = s.merged_into {
                source = ask.locale.f("statements.merged-into", &[("n", into.to_string())]);
            }
            Row::new(s.id, vec![said(ask, case, view, s), Cell::text(source)])
        })
        .collect();
    if rows.is_empty() {
        return prose(ask.t("deliberations.statements.none"));
    }
    folded(&ask.locale.count("deliberations.all.open", rows.len() as i64), table(&heads(ask, &["text", "source"]), &rows))
}

/// The drawing with its counts; `own` is where the reader stands.
pub fn map(ask: &Ask, case: &Case, own: Option<[f64; 2]>) -> Html {
    let d = &case.d;
    let view = ask.memory.of::<Maps>().view(d.id).unwrap_or_default();
    let runs = RUNNING.contains(&d.state.get());
    let legend = view.map.iter().flat_map(|picture| picture.groups.iter().enumerate()).map(|(place, group)| Legend {
        letter: letter(place).to_string(),
        label: ask.locale.count("deliberations.people", group.size as i64),
    });
    let needed = [("people", case.rules.map_people.to_string()), ("statements", case.rules.map_statements.to_string())];
    LiveMap {
        // What is the reader's own would be overwritten by what is everybody's.
        url: (runs && own.is_none()).then(|| format!("/deliberations/{}/live", d.id)),
        people: (ask.t("deliberations.count.people").to_owned(), ask.locale.number(view.people as i64)),
        votes: (ask.t("deliberations.count.votes").to_owned(), ask.locale.number(view.votes as i64)),
        map: view.map.as_ref().map(|picture| Html::drawing(svg(picture, own))),
        not_yet: ask.locale.f("deliberations.map.not-yet", &needed),
        caption: if view.map.is_some() { ask.t("deliberations.map.caption").to_owned() } else { String::new() },
        legend: legend.collect(),
    }
    .render(&ask.locale)
}

/// How many took part, at which level, and who was missing: slices of fewer than a few people are not told.
pub fn participation(tx: &mut Tx, ask: &Ask, case: &Case) -> Result<Html> {
    let d = &case.d;
    let levels = store::votes::levels(tx, d.id)?;
    let voices: i64 = levels.iter().map(|(_, n)| n).sum();
    let mut all = vec![Fact::new(ask.t("deliberations.count.voices"), ask.locale.number(voices))];
    if let Some(expected) = d.expected {
        let share = labels::percent(voices as f64 / expected.max(1) as f64);
        all.push(Fact::new(ask.t("deliberations.count.expected"), format!("{}（{share}）", ask.locale.number(expected))));
    }
    let fewest = case.rules.fewest as i64;
    for (level, n) in &levels {
        let shown = if *n >= fewest { ask.locale.number(*n) } else { few(ask, case) };
        all.push(Fact::new(ask.t(&format!("word.level.{level}")).to_owned(), shown));
    }
    let mut pieces = vec![facts(&all)];
    let told = store::votes::slices(tx, d.id)?;
    for slice in &case.rules.slices {
        let count = |code: Option<&str>| -> i64 {
            told.iter().filter(|(t, _)| t.get(&slice.code).map(String::as_str) == code).map(|(_, n)| n).sum()
        };
        let rows: Vec<Row> = slice
            .answers
            .iter()
            .map(|a| (in_language(ask, &a.label, &a.label_en), count(Some(&a.code))))
            .chain([(ask.t("deliberations.slice.untold").to_owned(), count(None))])
            .map(|(label, n)| {
                // Nobody is no secret: it says who was missing.
                let shown = if n == 0 || n >= fewest { ask.locale.number(n) } else { few(ask, case) };
                Row::new(label.clone(), vec![Cell::text(label), Cell::Number(shown)])
            })
            .collect();
        let heads =
            [Column::new(in_language(ask, &slice.label, &slice.label_en)), Column::new(ask.t("deliberations.count.voices")).numeric()];
        pieces.push(table(&heads, &rows));
    }
    Ok(Html::join(pieces))
}

fn few(ask: &Ask, case: &Case) -> String {
    ask.locale.f("deliberations.few", &[("n", case.rules.fewest.to_string())])
}

/// `GET /api/v1/deliberations/{id}/map`
pub fn map_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let case = shown(tx, who, ask)?;
    let report = ask.memory.of::<Maps>().report(case.d.id).ok_or_else(|| Error::Unavailable("web.live.not-yet".into()))?;
    let mut map: Value = serde_json::from_str(&report)?;
    let few = map["participants"].as_u64().unwrap_or(0) < case.rules.fewest as u64;
    if few {
        // Fewer people are not told apart, and neither is what they said.
        map = json!({ "participants": map["participants"], "statements": map["statements"], "votes": map["votes"] });
    }
    Ok(map)
}

/// `GET /deliberations/{id}/board`: for the wall of a room, with the code to scan.
pub fn board(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let case = shown(tx, who, ask)?;
    let d = &case.d;
    let address = format!("{}/public/deliberations/{}", ask.public_url, d.id);
    let code = documents::qr_svg(&address).map(Html::drawing).unwrap_or_default();
    // What is read from afar stands on one screen.
    let scan = web::ui::stack([Html::of(&Cell::strong(ask.t("deliberations.board.scan"))), code, Html::of(&Cell::text(address))]);
    let sections = vec![Section::new("map", ask.t("deliberations.section.map"), web::ui::beside(map(ask, &case, None), scan))];
    let view = DetailView {
        eyebrow: list::audience(ask, d),
        title: d.question.clone(),
        chip: labels::state(ask, d.state.get()),
        sections,
        ..DetailView::default()
    };
    Reply::page(d.title.as_str(), view.render(&ask.locale))
}
