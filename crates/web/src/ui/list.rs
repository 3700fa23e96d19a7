//! Lists: how many, filtered by what, the rows, what can be done with many at once.

use askama::Template;

use super::field::FieldPart;
use super::{Column, Field, Html, Link, Row};
use crate::i18n::Locale;

#[derive(Clone, Debug, Default)]
pub struct ListView {
    pub title: String,
    /// A sentence: how many, filtered by what.
    pub lead: String,
    pub tabs: Vec<Tab>,
    /// Inputs of the GET form; hidden fields keep what tabs and sorting chose.
    pub filters: Vec<Field>,
    /// The address of this list without filters; shown where a filter is set.
    pub clear: Option<String>,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    /// Acts on chosen rows; the chosen are posted as repeated `ids`.
    pub batch: Vec<Batch>,
    /// The idempotency key of the batch form.
    pub key: String,
    pub actions: Vec<Link>,
    pub exports: Vec<Link>,
    pub pager: Pager,
    pub empty: Empty,
}

#[derive(Clone, Debug, Default)]
pub struct Tab {
    pub label: String,
    pub href: String,
    pub count: Option<u64>,
    pub current: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Batch {
    pub label: String,
    pub action: String,
}

/// Which rows of how many are shown; rows count from 1.
#[derive(Clone, Debug, Default)]
pub struct Pager {
    pub total: u64,
    pub shown_from: u64,
    pub shown_to: u64,
    pub previous: Option<String>,
    pub next: Option<String>,
}

/// What belongs here, and how to begin.
#[derive(Clone, Debug, Default)]
pub struct Empty {
    pub text: String,
    pub first_step: Option<Link>,
}

impl ListView {
    pub fn render(&self, l: &Locale) -> Html {
        self.introduced(l, "")
    }

    /// With a sentence below the title that says what the list is.
    pub fn introduced(&self, l: &Locale, intro: &str) -> Html {
        let filters = self.filters.iter().map(|field| FieldPart::filter(field, l).html()).collect();
        Html::of_bytes((self.rows.len() << 10) + (16 << 10), &ListPage { v: self, l, filters, intro })
    }

    /// Something of the heads is of use where rows are cards: sorting, choosing.
    fn has_heads(&self) -> bool {
        !self.batch.is_empty() || self.columns.iter().any(|column| column.sort.is_some())
    }

    fn is_still(&self) -> bool {
        self.batch.is_empty() && self.rows.iter().all(Row::is_still) && self.columns.iter().all(|column| column.sort.is_none())
    }
}

#[derive(Template)]
#[template(path = "ui/list.html")]
struct ListPage<'a> {
    v: &'a ListView,
    l: &'a Locale,
    filters: Vec<Html>,
    intro: &'a str,
}
