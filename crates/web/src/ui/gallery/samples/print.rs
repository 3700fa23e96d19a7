//! Two printed sheets.

use super::{facts, rows, suggestions, text};
use crate::i18n::Locale;
use crate::ui::{Column, Html, PrintBlock, PrintView, Row, Sheet};

pub(in crate::ui::gallery) fn print(l: &Locale) -> PrintView {
    let columns = vec![Column::new(text(l, "column-number")), Column::new(text(l, "column-title")), Column::new(text(l, "column-unit"))];
    let rows = rows(l)
        .into_iter()
        .map(|row| Row::new(row.id, row.cells.into_iter().take(4).enumerate().filter(|(n, _)| *n != 2).map(|(_, cell)| cell).collect()));
    let sheet = |title: &str, blocks| Sheet {
        head: text(l, "sheet-head"),
        title: text(l, title),
        number: text(l, "eyebrow"),
        qr: Some((Html::of(&Square), text(l, "qr-words"))),
        blocks,
        foot: text(l, "sheet-foot"),
    };
    let filing = vec![
        PrintBlock::Facts(facts(l)),
        PrintBlock::Box { title: text(l, "section-background"), text: text(l, "background"), min_lines: 4 },
        PrintBlock::Numbered { title: text(l, "section-suggestions"), items: suggestions(l) },
        PrintBlock::Box { title: text(l, "opinion-1"), text: String::new(), min_lines: 4 },
        PrintBlock::Signatures(vec![text(l, "reviewer-1"), text(l, "reviewer-2")]),
    ];
    let listing = vec![PrintBlock::Table { columns, rows: rows.collect() }, PrintBlock::Signatures(vec![text(l, "received-by")])];
    PrintView {
        locale: l.clone(),
        title: text(l, "sheet-title"),
        sheets: vec![sheet("sheet-title", filing), sheet("sheet-list", listing)],
        ..PrintView::default()
    }
}

#[derive(askama::Template)]
#[template(path = "ui/sample-square.html")]
struct Square;
