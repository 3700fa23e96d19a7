//! Printed forms (打印件): A4, no frame, a QR code back to the record, places to sign.

use askama::Template;

use super::{Column, Fact, Html, Row, asset_hash};
use crate::i18n::Locale;

/// A document of one or more sheets; each begins on a page of its own.
#[derive(Clone, Debug, Default)]
pub struct PrintView {
    pub locale: Locale,
    pub title: String,
    pub sheets: Vec<Sheet>,
    /// Wide tables turn the paper.
    pub landscape: bool,
    /// Of the content security policy.
    pub nonce: String,
}

#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// The body that issues the form, in the red head: 政协青岚市委员会.
    pub head: String,
    pub title: String,
    /// Number, year, copy: a small line below the title.
    pub number: String,
    /// A QR code as SVG, with the words below it.
    pub qr: Option<(Html, String)>,
    pub blocks: Vec<PrintBlock>,
    /// Who printed it, when, from where.
    pub foot: String,
}

#[derive(Clone, Debug)]
pub enum PrintBlock {
    /// A grid of labelled values, two in a row.
    Facts(Vec<Fact>),
    /// A labelled box with text; `min_lines` of room are kept for writing by hand.
    Box {
        title: String,
        text: String,
        min_lines: u8,
    },
    Numbered {
        title: String,
        items: Vec<String>,
    },
    Table {
        columns: Vec<Column>,
        rows: Vec<Row>,
    },
    /// Boxes to sign in, each with its name and a line for the date.
    Signatures(Vec<String>),
    Text(String),
    Html(Html),
}

impl PrintView {
    /// The whole document.
    pub fn render(&self) -> String {
        Html::of(&PrintPage { v: self, l: &self.locale, hash: asset_hash() }).into_string()
    }
}

#[derive(Template)]
#[template(path = "ui/print.html")]
struct PrintPage<'a> {
    v: &'a PrintView,
    l: &'a Locale,
    hash: &'static str,
}

impl PrintPage<'_> {
    fn facts(&self, facts: &[Fact]) -> Html {
        super::facts(facts)
    }

    fn table(&self, columns: &[Column], rows: &[Row]) -> Html {
        super::table(columns, rows)
    }
}
