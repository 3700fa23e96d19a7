//! 联席督办: the register of meetings, one meeting, its sheet in print, and the quarters that still want one.

pub mod detail;

use directory::assemblies;
use kernel::db::Tx;
use kernel::{Actor, Result};
use serde_json::{Value, json};
use web::ui::{Cell, Chip, Column, Empty, Fact, Link, ListView, PrintBlock, PrintView, Queue, QueueItem, Row, Section, Sheet, Tone, table};
use web::{Ask, Paging, Reply};

use super::labels::{self, word};
use crate::acts::reviews::quarter;
use crate::model::{JointReview, Outcome, ReviewItem};
use crate::policy::{REVIEW_READERS, REVIEWERS};
use crate::workflow::outcome::RUNNING;
use crate::workflow::review::{Quarter, State};
use crate::{clocks, json as shape, store};

/// Quarters that the workbench looks back on.
const BACK: usize = 4;

fn chip(ask: &Ask, state: State) -> Chip {
    let tone = if state == State::Open { Tone::Active } else { Tone::Good };
    Chip::new(tone, word(ask, "joint_review.state", state))
}

/// 督办意见 in words: what was decided, and the new day.
fn decision(ask: &Ask, item: &ReviewItem) -> String {
    let due = item.new_due.map(|day| ask.locale.day(day, ask.today));
    match (item.decision, due) {
        (Some(decision), Some(day)) => {
            ask.locale.f("joint_reviews.decision.day", &[("word", word(ask, "word.decision", decision)), ("day", day)])
        }
        (Some(decision), None) => word(ask, "word.decision", decision),
        (None, _) if !RUNNING.contains(&item.state) => ask.t("joint_reviews.answered-meanwhile").to_owned(),
        (None, _) => ask.t("joint_reviews.to-decide").to_owned(),
    }
}

fn heads(ask: &Ask, names: &[&str]) -> Vec<Column> {
    names.iter().map(|name| Column::new(ask.t(&format!("joint_reviews.column.{name}")))).collect()
}

/// `GET /api/v1/joint-reviews`
pub fn list_json(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Value> {
    let paging = Paging::of(ask)?;
    let mut all = store::reviews::page(tx, who.assembly, paging.after, paging.size)?;
    let next = (all.len() > paging.size).then(|| {
        all.truncate(paging.size);
        all[paging.size - 1].0.id
    });
    let items = all.iter().map(|(r, ..)| shape::joint_review(tx, r)).collect::<Result<Vec<Value>>>()?;
    Ok(json!({ "items": items, "next_cursor": next, "total": store::reviews::count(tx, who.assembly)? }))
}

/// `GET /joint-reviews`
pub fn list(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let paging = Paging::of(ask)?;
    let mut all = store::reviews::page(tx, who.assembly, paging.after, paging.size)?;
    let next = (all.len() > paging.size).then(|| {
        all.truncate(paging.size);
        all[paging.size - 1].0.id
    });
    let total = store::reviews::count(tx, who.assembly)?;
    let row = |(r, taken, decided): &(JointReview, i64, i64)| {
        let cells = vec![
            Cell::strong(quarter(ask, r.quarter)),
            Cell::Day(ask.locale.day(r.held_on, ask.today)),
            Cell::text(r.office.as_str()),
            Cell::Number(taken.to_string()),
            Cell::Number(decided.to_string()),
            Cell::Chip(chip(ask, r.state.get())),
        ];
        Row::new(r.id, cells).href(format!("/joint-reviews/{}", r.id))
    };
    let mut columns = heads(ask, &["quarter", "held-on", "office", "taken", "decided", "state"]);
    columns[3].numeric = true;
    columns[4].numeric = true;
    let prepare = who.holds_any(REVIEWERS).then(|| Link::new(ask.t("joint_reviews.prepare"), "/joint-reviews/new"));
    let view = ListView {
        title: ask.t("joint_reviews.list").to_owned(),
        lead: ask.locale.count("joint_reviews.total", total),
        columns,
        rows: all.iter().map(row).collect(),
        actions: prepare.clone().into_iter().collect(),
        pager: web::page::pager("/joint-reviews", ask, all.len(), u64::try_from(total).unwrap_or(0), next),
        empty: Empty { text: ask.t("joint_reviews.empty").to_owned(), first_step: prepare },
        ..ListView::default()
    };
    let crumbs = vec![Link::new(ask.t("outcomes.list"), "/outcomes")];
    Ok(Reply::page(ask.t("joint_reviews.list"), view.render(&ask.locale))?.crumbs(crumbs))
}

/// `GET /joint-reviews/{id}/print`: the sheet for the table, with room for what is decided there.
pub fn print(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let r = store::reviews::get(tx, who, ask.id)?;
    let assembly = assemblies::get(tx, r.assembly)?;
    let rows = (1..).zip(store::reviews::items(tx, r.id)?).map(|(n, item): (i64, ReviewItem)| {
        let told: Vec<String> = if item.is_open() {
            // To be crossed and written at the table.
            ask.t("joint_reviews.print.blank").lines().map(str::to_owned).collect()
        } else {
            [Some(decision(ask, &item)), item.words.clone()].into_iter().flatten().collect()
        };
        let cells = vec![
            Cell::Number(n.to_string()),
            Cell::Lines(vec![item.body.clone(), item.deliberation.clone()]),
            Cell::text(item.owner.as_str()),
            Cell::Day(ask.locale.day(item.missed, ask.today)),
            Cell::Lines(told),
        ];
        Row::new(item.outcome, cells)
    });
    let rows: Vec<Row> = rows.collect();
    let people = |text: &str| Cell::Lines(text.lines().map(str::to_owned).collect());
    let sheet = Sheet {
        head: labels::in_language(ask, &assembly.name, &assembly.name_en),
        title: ask.t("joint_reviews.print.title").to_owned(),
        number: quarter(ask, r.quarter),
        qr: None,
        blocks: vec![
            PrintBlock::Facts(vec![
                Fact::new(ask.t("joint_reviews.field.held-on"), ask.locale.day(r.held_on, ask.today)),
                Fact::new(ask.t("joint_reviews.field.office"), r.office.as_str()),
                Fact::new(ask.t("joint_reviews.print.from-ours"), people(&r.ours)),
                Fact::new(ask.t("joint_reviews.print.from-theirs"), people(&r.theirs)),
            ]),
            PrintBlock::Table { columns: heads(ask, &["number", "text", "owner", "missed", "decision"]), rows },
            PrintBlock::Box { title: ask.t("joint_reviews.field.words").to_owned(), text: r.words.clone(), min_lines: 4 },
            PrintBlock::Signatures(vec![ask.t("joint_reviews.print.ours").to_owned(), ask.t("joint_reviews.print.theirs").to_owned()]),
        ],
        foot: ask.locale.day(ask.today, ask.today),
    };
    let title = ask.t("joint_reviews.print.title").to_owned();
    Ok(Reply::Print(PrintView { locale: ask.locale.clone(), title, sheets: vec![sheet], landscape: true, ..PrintView::default() }.render()))
}

/// On the page of a suggestion: the meetings that took it up. Its owner reads what was decided, not the record of the meeting.
pub fn of_outcome(tx: &mut Tx, who: &Actor, ask: &Ask, o: &Outcome) -> Result<Option<Section>> {
    let reads = REVIEW_READERS.admits(who);
    let row = |(r, item): &(JointReview, ReviewItem)| {
        let cells = vec![
            Cell::strong(quarter(ask, r.quarter)),
            Cell::Day(ask.locale.day(r.held_on, ask.today)),
            Cell::text(decision(ask, item)),
            Cell::text(item.words.clone().unwrap_or_default()),
        ];
        let row = Row::new(r.id, cells);
        if reads { row.href(format!("/joint-reviews/{}", r.id)) } else { row }
    };
    let rows: Vec<Row> = store::reviews::of_outcome(tx, o.id)?.iter().map(row).collect();
    let columns = heads(ask, &["quarter", "held-on", "decision", "words"]);
    Ok((!rows.is_empty()).then(|| Section::new("reviews", ask.t("joint_reviews.list"), table(&columns, &rows))))
}

/// 工作台: quarters without a meeting while suggestions are late, and meetings whose decisions are not all registered.
pub fn waiting(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Vec<Queue>> {
    if !who.holds_any(REVIEWERS) {
        return Ok(Vec::new());
    }
    let queue = |name: &str, href: &str, items: Vec<QueueItem>| {
        let title = ask.t(&format!("joint_reviews.queue.{name}")).to_owned();
        (!items.is_empty()).then(|| Queue { title, count: items.len() as u64, href: href.to_owned(), oldest: None, items })
    };
    let open = store::reviews::open(tx, who.assembly)?;
    let open = open.iter().map(|r| QueueItem {
        href: format!("/joint-reviews/{}", r.id),
        title: quarter(ask, r.quarter),
        chip: chip(ask, r.state.get()),
        since: ask.locale.short_day(r.held_on, ask.today),
        clock: None,
    });
    let open = queue("open", "/joint-reviews", open.collect());
    let missing = queue("missing", "/joint-reviews", missing(tx, who, ask)?);
    Ok([missing, open].into_iter().flatten().collect())
}

fn missing(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Vec<QueueItem>> {
    let late = store::reviews::late(tx, who.assembly, ask.today)?;
    if late.is_empty() {
        return Ok(Vec::new());
    }
    let (held, calendar) = (store::reviews::quarters(tx, who.assembly)?, clocks::calendar(tx, who.assembly)?);
    let mut items = Vec::new();
    for q in Quarter::of(ask.today).back(BACK) {
        let then = late.iter().filter(|(.., due)| *due < q.last_day()).count();
        if then == 0 || held.contains(&(i64::from(q.year), i64::from(q.quarter))) {
            continue;
        }
        items.push(QueueItem {
            href: format!("/joint-reviews/new?quarter={q}"),
            title: ask.locale.f("joint_reviews.of-quarter", &[("quarter", quarter(ask, q))]),
            chip: Chip::default(),
            since: ask.locale.count("joint_reviews.late", then as i64),
            clock: Some(labels::clock(ask, &calendar, q.last_day())),
        });
    }
    items.reverse();
    Ok(items)
}
