//! A list of proposals, full and empty.

use jiff::civil::date;

use super::{PROPOSAL, TODAY, chip, text};
use crate::i18n::Locale;
use crate::ui::*;

pub(in crate::ui::gallery) fn columns(l: &Locale) -> Vec<Column> {
    let head = |key: &str| Column::new(text(l, &format!("column-{key}")));
    vec![
        head("number").sorted("?sort=number", Some(Direction::Ascending)),
        head("title"),
        head("proposer"),
        head("unit").hide_on_phone(),
        head("state"),
        head("signers").numeric().hide_on_phone(),
        head("clock").sorted("?sort=due", None),
    ]
}

pub(in crate::ui::gallery) fn rows(l: &Locale) -> Vec<Row> {
    let days = [(16, 3), (13, 0), (8, -3), (30, 13), (28, 11)];
    let units = ["transport", "housing", "education", "water", "health"];
    let people = ["zhou", "shen", "lu", "he", "qiao"];
    Tone::ALL.into_iter().enumerate().map(|(n, tone)| row(l, n, tone, people[n], units[n], days[n])).collect()
}

fn row(l: &Locale, n: usize, tone: Tone, person: &str, unit: &str, (day, left): (i8, i32)) -> Row {
    let clock = if tone == Tone::Good { Cell::text("") } else { Cell::Clock(l.clock(date(2026, 4, day), TODAY, left)) };
    let cells = vec![
        Cell::Number(format!("{:03}", n * 37 + 12)),
        Cell::strong(text(l, &format!("title-{}", n + 1))),
        Cell::text(text(l, &format!("person.{person}"))),
        Cell::text(text(l, &format!("unit.{unit}"))),
        Cell::Chip(chip(l, tone)),
        Cell::Number(l.number((n * 7) % 5 + 1)),
        clock,
    ];
    Row::new(n + 1, cells).href(PROPOSAL)
}

pub(in crate::ui::gallery) fn list(l: &Locale) -> ListView {
    let tab =
        |key: &str, count, current| Tab { label: text(l, &format!("tab-{key}")), href: format!("?tab={key}"), count: Some(count), current };
    let batch = |key: &str| Batch { label: text(l, &format!("batch-{key}")), action: format!("/proposals/{key}") };
    ListView {
        title: text(l, "list-title"),
        lead: text(l, "list-lead"),
        tabs: vec![tab("all", 240, true), tab("review", 31, false), tab("handling", 152, false), tab("late", 4, false)],
        filters: filters(l),
        clear: Some("?".to_owned()),
        columns: columns(l),
        rows: rows(l),
        batch: vec![batch("assign"), batch("urge"), batch("number")],
        key: "sample-list".to_owned(),
        actions: vec![Link::new(text(l, "list-new"), "/proposals/new"), Link::new(text(l, "list-import"), "/import")],
        exports: vec![Link::new("XLSX", "?as=xlsx"), Link::new("CSV", "?as=csv"), Link::new("JSON", "?as=json")],
        pager: Pager { total: 240, shown_from: 51, shown_to: 55, previous: Some("?page=1".into()), next: Some("?page=3".into()) },
        empty: Empty::default(),
    }
}

fn filters(l: &Locale) -> Vec<Field> {
    let choice = |key: &str| Choice::new(key, text(l, key));
    let any = Choice::new("", text(l, "filter-any"));
    vec![
        Field::hidden("tab", "all"),
        Field::text("q", text(l, "filter-words")),
        Field::select("unit", text(l, "column-unit"), vec![any.clone(), choice("unit.transport"), choice("unit.housing")]),
        Field::select("state", text(l, "column-state"), vec![any, choice("state-active"), choice("state-good")]),
        Field::date("from", text(l, "filter-from")).value("2026-01-10"),
    ]
}

pub(in crate::ui::gallery) fn empty_list(l: &Locale) -> ListView {
    ListView {
        title: text(l, "empty-title"),
        lead: text(l, "empty-lead"),
        empty: Empty { text: text(l, "empty-text"), first_step: Some(Link::new(text(l, "list-new"), "/proposals/new")) },
        ..ListView::default()
    }
}
