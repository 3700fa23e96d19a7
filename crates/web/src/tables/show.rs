//! What an uploaded table would do, what is wrong with it, and the same table back with the bad cells marked.

use documents::{CellError, Mapping, Table, annotate_xlsx};
use kernel::{Error, Result};

use super::Upload;
use crate::i18n::Locale;
use crate::module::{Imported, Rejected};
use crate::page::{Download, Reply};
use crate::ui::{self, ActLink, ActTone, Cell, Chip, Column, DetailView, Fact, Html, Row, Section, Tone};

const SHOWN_FAULTS: usize = 100;
const SHOWN_ROWS: usize = 10;
const SHOWN_CHARS: usize = 60;

/// The page of an upload.
pub struct Shown<'a> {
    pub title: String,
    pub upload: &'a Upload,
    /// What the import would do now.
    pub outcome: &'a Imported,
    /// Where the upload stands; `run`, `columns` and `marked` are below it.
    pub base: String,
    /// Where another file is handed in.
    pub again: String,
    /// Where the imported records are: label and path.
    pub records: (String, String),
    /// Our fields by name, and their columns.
    pub mapping: &'a Mapping,
    pub label: &'a dyn Fn(&str) -> String,
}

/// 共 12 行：新增 10，更新 2，有误 0。
pub fn summary(l: &Locale, outcome: &Imported) -> String {
    let figures = [("rows", outcome.rows), ("created", outcome.created), ("updated", outcome.updated), ("faults", outcome.rejected.len())];
    l.f("web.import.summary", &figures.map(|(name, n)| (name, l.number(n))))
}

pub fn show(l: &Locale, shown: &Shown) -> Result<Reply> {
    let (outcome, done) = (shown.outcome, shown.upload.done);
    let good = outcome.rejected.is_empty();
    let (tone, key) = match (done, good) {
        (true, _) => (Tone::Good, "web.import.state.done"),
        (_, true) => (Tone::Active, "web.import.state.good"),
        _ => (Tone::Bad, "web.import.state.bad"),
    };
    let figure = |key: &str, n: usize| Fact::new(l.t(key), Cell::Number(l.number(n)));
    let mut facts = vec![figure("web.import.rows", outcome.rows)];
    if !done {
        facts.extend([
            figure("web.import.created", outcome.created),
            figure("web.import.updated", outcome.updated),
            figure("web.import.faults", outcome.rejected.len()),
        ]);
    }
    let mut sections = Vec::new();
    if !done && !good {
        sections.push(Section::new("faults", l.t("web.import.faults"), faults(l, &outcome.rejected)));
    }
    sections.push(Section::new("columns", l.t("web.import.columns"), mapped(l, shown)));
    sections.push(Section::new("rows", l.t("web.import.preview"), preview(&shown.upload.table)));
    let view = DetailView {
        title: shown.title.clone(),
        chip: Chip::new(tone, l.t(key)),
        acts: acts(l, shown),
        facts,
        sections,
        ..DetailView::default()
    };
    Reply::page(shown.title.clone(), view.render(l))
}

/// The first is what is most likely wanted now.
fn acts(l: &Locale, shown: &Shown) -> Vec<ActLink> {
    let below = |word: &str| format!("{}/{word}", shown.base);
    if shown.upload.done {
        return vec![ActLink::new(&shown.records.0, &shown.records.1, ActTone::Primary)];
    }
    let good = shown.outcome.rejected.is_empty();
    let headless = shown.outcome.rejected.iter().any(|bad| bad.row <= 1);
    let tone = |first: bool| if first { ActTone::Primary } else { ActTone::Plain };
    let columns = ActLink::new(l.t("web.import.columns.change"), below("columns"), tone(headless));
    let again = ActLink::new(l.t("web.import.again"), &shown.again, ActTone::Plain);
    match (good, headless) {
        (true, _) => vec![ActLink::new(l.t("web.import.run"), below("run"), ActTone::Primary), columns, again],
        (_, true) => vec![columns, again],
        _ => vec![ActLink::new(l.t("web.import.marked"), below("marked"), ActTone::Primary), columns, again],
    }
}

fn faults(l: &Locale, rejected: &[Rejected]) -> Html {
    let rows = rejected.iter().take(SHOWN_FAULTS).enumerate();
    let rows: Vec<Row> = rows
        .map(|(n, bad)| {
            Row::new(n, vec![Cell::Number(bad.row.to_string()), Cell::strong(bad.column.clone()), Cell::text(bad.reason.clone())])
        })
        .collect();
    let columns =
        [Column::new(l.t("web.import.row")).numeric(), Column::new(l.t("web.import.column")), Column::new(l.t("web.import.reason"))];
    ui::table(&columns, &rows)
}

/// Our fields that have a column, then the columns that are left out.
fn mapped(l: &Locale, shown: &Shown) -> Html {
    let columns = &shown.upload.table.columns;
    let line = |field: &str, column: &str| Row::new(format!("{field}-{column}"), vec![Cell::text(column), Cell::text(field)]);
    let named = shown.mapping.pairs().filter_map(|(key, at)| Some(line(&(shown.label)(key), columns.get(at?)?)));
    let unused = shown.mapping.unused();
    let left = unused.iter().filter_map(|at| Some(line(l.t("web.import.left-out"), columns.get(*at)?)));
    let rows: Vec<Row> = named.chain(left).collect();
    ui::table(&[Column::new(l.t("web.import.columns.file")), Column::new(l.t("web.import.columns.field"))], &rows)
}

fn preview(table: &Table) -> Html {
    let cut = |cell: &String| {
        let short: String = cell.chars().take(SHOWN_CHARS).collect();
        Cell::text(if short.len() < cell.len() { format!("{short}…") } else { short })
    };
    let columns: Vec<Column> = table.columns.iter().map(Column::new).collect();
    let rows = table.rows.iter().take(SHOWN_ROWS);
    let rows: Vec<Row> = rows.map(|row| Row::new(row.line, row.cells.iter().map(cut).collect())).collect();
    ui::table(&columns, &rows)
}

/// The table as it came with every bad cell marked, as xlsx.
pub fn marked(l: &Locale, upload: &Upload, rejected: &[Rejected]) -> Result<Reply> {
    let column = |bad: &Rejected| upload.table.column(&bad.column).map(|at| at + 1);
    let errors: Vec<CellError> =
        rejected.iter().map(|bad| CellError { row: bad.row, column: column(bad), reason: bad.reason.clone() }).collect();
    let content = annotate_xlsx(&upload.table, l.t("web.import.sheet"), l.t("web.import.reason"), &errors).map_err(Error::internal)?;
    let name = format!("{}.xlsx", l.t("web.import.marked-name"));
    Ok(Reply::File(Download { name, media_type: documents::Kind::Xlsx.media_type(), content }))
}
