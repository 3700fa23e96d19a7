//! 台账打印件 of a room: the plan of a year's sessions, the book of what was collected, and the sign-in sheet of a session.

use jiff::civil::Date;
use kernel::db::Tx;
use kernel::{Actor, Result};
use web::ui::{Cell, Column, Fact, PrintBlock, Row, Sheet};
use web::{Ask, Reply};

use super::{labels, prints};
use crate::acts::rules_now;
use crate::model::Room;
use crate::store;

/// Rows of one printed document.
const MOST: usize = 1_000;

fn year(ask: &Ask) -> i64 {
    ask.get("year").and_then(|y| y.parse().ok()).unwrap_or(i64::from(ask.today.year()))
}

fn columns(ask: &Ask, keys: &[&str]) -> Vec<Column> {
    keys.iter().map(|key| Column::new(ask.t(key))).collect()
}

fn sheet(tx: &mut Tx, ask: &Ask, r: &Room, title: &str, blocks: Vec<PrintBlock>) -> Result<Sheet> {
    let (_, rules) = rules_now(tx, r.assembly)?;
    Ok(Sheet {
        head: labels::in_language(ask, &rules.brand, &rules.brand_en),
        title: ask.t(title).to_owned(),
        number: format!("{}　{}", r.name, ask.locale.f("rooms.print.of-year", &[("year", year(ask).to_string())])),
        qr: None,
        blocks,
        foot: prints::foot(ask, r),
    })
}

fn day(ask: &Ask, day: Date) -> Cell {
    Cell::Day(ask.locale.short_day(day, ask.today))
}

/// `GET /rooms/{id}/print/year-plan`: 全年协商活动计划表, with what became of each session
pub fn year_plan(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let r = store::rooms::get(tx, who, ask.id)?;
    let filter = store::sessions::Filter { room: Some(r.id), year: Some(year(ask)), ..Default::default() };
    let mut all = store::sessions::page(tx, who, &filter, MOST)?;
    all.sort_by_key(|s| (s.on_day, s.id));
    let mut rows = Vec::new();
    for s in &all {
        let topics: Vec<String> = store::sessions::topics(tx, s.id)?.into_iter().map(|(_, title, _)| title).collect();
        let state = labels::word(ask, "consultation.state", s.state.get());
        let state = if s.registered_after { format!("{state}（{}）", ask.t("topics.fact.after-yes")) } else { state };
        rows.push(Row::new(
            s.id,
            vec![day(ask, s.on_day), Cell::strong(s.title.as_str()), Cell::Lines(topics), Cell::text(s.venue.as_str()), Cell::text(state)],
        ));
    }
    let heads = [
        "consultations.column.day",
        "consultations.column.title",
        "consultations.section.topics",
        "consultations.field.venue",
        "topics.column.state",
    ];
    let blocks = vec![
        PrintBlock::Table { columns: columns(ask, &heads), rows },
        PrintBlock::Signatures(["rooms.field.convener", "rooms.field.worker"].map(|key| ask.t(key).to_owned()).to_vec()),
    ];
    let sheet = sheet(tx, ask, &r, "rooms.print.year-plan", blocks)?;
    prints::printed(ask, ask.t("rooms.print.year-plan"), vec![sheet])
}

/// `GET /rooms/{id}/print/ledger`: 社情民意信息收集记录簿, every matter that was raised; never who raised it
pub fn ledger(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let r = store::rooms::get(tx, who, ask.id)?;
    let filter = store::topics::Filter { room: Some(r.id), year: Some(year(ask)), ..Default::default() };
    let mut all = store::topics::page(tx, who, &filter, MOST)?;
    all.reverse();
    let row = |t: &crate::model::Topic| {
        let became = t.result.clone().or_else(|| t.reason.clone()).unwrap_or_default();
        let cells = vec![
            Cell::Number(t.receipt_no.to_string()),
            day(ask, t.created_at.day()),
            Cell::text(labels::word(ask, "word.source", t.source)),
            Cell::strong(t.title.as_str()),
            Cell::text(labels::word(ask, "topic.state", t.state.get())),
            Cell::text(became),
        ];
        Row::new(t.id, cells)
    };
    let heads = [
        "topics.column.number",
        "topics.fact.raised-on",
        "topics.column.source",
        "topics.column.title",
        "topics.column.state",
        "topics.section.result",
    ];
    let rows = all.iter().map(row).collect();
    let blocks = vec![PrintBlock::Table { columns: columns(ask, &heads), rows }];
    let sheet = sheet(tx, ask, &r, "rooms.print.ledger", blocks)?;
    prints::printed(ask, ask.t("rooms.print.ledger"), vec![sheet])
}

/// `GET /consultations/{id}/print/sign-in`: 签到表, to be signed by hand
pub fn sign_in(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let s = store::sessions::get(tx, who, ask.id)?;
    let r = store::rooms::any(tx, s.room)?;
    let people = store::sessions::participants(tx, s.id)?;
    let row = |p: &crate::model::Participant| {
        let cells = vec![
            Cell::strong(p.name.as_str()),
            Cell::text(labels::word(ask, "word.part", p.role)),
            Cell::text(p.organisation.as_str()),
            Cell::text(""),
            Cell::text(""),
        ];
        Row::new(p.id, cells)
    };
    let heads = [
        "consultations.column.name",
        "consultations.field.role",
        "consultations.column.organisation",
        "consultations.print.signature",
        "topics.field.telephone",
    ];
    let mut rows: Vec<Row> = people.iter().map(row).collect();
    // Room for those who come uninvited.
    rows.extend((0..6).map(|n| Row::new(format!("empty-{n}"), vec![Cell::text("　"); 5])));
    let topics = store::sessions::topics(tx, s.id)?.into_iter().map(|(_, title, _)| title).collect();
    let blocks = vec![
        PrintBlock::Numbered { title: ask.t("consultations.section.topics").to_owned(), items: topics },
        PrintBlock::Table { columns: columns(ask, &heads), rows },
    ];
    let mut sheet = sheet(tx, ask, &r, "consultations.print.sign-in", blocks)?;
    sheet.number = format!("{}　{} {}", s.title, ask.locale.day(s.on_day, ask.today), s.at_time);
    prints::printed(ask, s.title.as_str(), vec![sheet])
}

/// `GET /consultations/{id}/print/minutes`: 协商纪要, with what was agreed on each topic and room to sign
pub fn minutes(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let s = store::sessions::get(tx, who, ask.id)?;
    let r = store::rooms::any(tx, s.room)?;
    let people: Vec<String> = store::sessions::participants(tx, s.id)?
        .into_iter()
        .filter(|p| p.signed_in_at.is_some())
        .map(|p| format!("{}（{}）", p.name, labels::word(ask, "word.part", p.role)))
        .collect();
    let mut blocks = vec![
        PrintBlock::Facts(vec![
            Fact::new(ask.t("topics.column.room"), r.name.as_str()),
            Fact::new(ask.t("consultations.field.venue"), s.venue.as_str()),
            Fact::new(ask.t("consultations.section.participants"), people.join("　")),
        ]),
        PrintBlock::Box {
            title: ask.t("consultations.section.minutes").to_owned(),
            text: s.minutes.clone().unwrap_or_default(),
            min_lines: 6,
        },
    ];
    let heads = ["topics.item.text", "topics.item.owner", "topics.item.method", "topics.item.due"];
    for (id, title, _) in store::sessions::topics(tx, s.id)? {
        let items = store::items::of(tx, id)?.into_iter().filter(|i| i.session.is_none_or(|own| own == s.id));
        let rows: Vec<Row> = items
            .map(|i| {
                let cells =
                    vec![Cell::strong(i.body), Cell::text(i.owner), Cell::text(i.method), Cell::Day(ask.locale.day(i.due, ask.today))];
                Row::new(i.id, cells)
            })
            .collect();
        let outcome = store::topics::any(tx, id)?.outcome.map(|o| labels::word(ask, "word.outcome", o)).unwrap_or_default();
        blocks.push(PrintBlock::Facts(vec![
            Fact::new(ask.t("topics.column.title"), title),
            Fact::new(ask.t("topics.fact.outcome"), outcome),
        ]));
        if !rows.is_empty() {
            blocks.push(PrintBlock::Table { columns: columns(ask, &heads), rows });
        }
    }
    blocks.push(PrintBlock::Signatures(
        ["rooms.field.convener", "word.part.member", "word.part.resident", "word.part.unit"].map(|key| ask.t(key).to_owned()).to_vec(),
    ));
    let mut sheet = sheet(tx, ask, &r, "consultations.print.minutes", blocks)?;
    sheet.number = format!("{}　{} {}", s.title, ask.locale.day(s.on_day, ask.today), s.at_time);
    prints::printed(ask, s.title.as_str(), vec![sheet])
}
