//! What an upload would do, what is wrong with it, and the template to begin with.

use documents::{CellError, annotate_xlsx};
use kernel::db::Tx;
use kernel::{Actor, Error, Result};
use web::page::{Ask, Download, Page, Reply, page};
use web::respond::text;
use web::ui::{self, ActLink, ActTone, Cell, Chip, Column, DetailView, Fact, Html, Row, Section, Tone};

use super::columns::template;
use super::run::get;
use super::upload::IMPORTERS;
use super::{Kind, Outcome, work};
use crate::store::imports::Upload;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const SHOWN_FAULTS: usize = 100;
const SHOWN_ROWS: usize = 10;

pub fn pages() -> Vec<Page> {
    vec![
        page("imports.show", "/imports/{id}", show).access(IMPORTERS),
        page("imports.marked", "/imports/{id}/marked", marked).access(IMPORTERS),
        page("imports.template-people", "/imports/people.xlsx", |_, _, ask| blank(Kind::People, ask)).access(IMPORTERS),
        page("imports.template-units", "/imports/units.xlsx", |_, _, ask| blank(Kind::Units, ask)).access(IMPORTERS),
    ]
}

/// 共 12 行：新增 10，更新 2，有误 0。
pub fn summary(ask: &Ask, outcome: &Outcome) -> String {
    let figures = [("rows", outcome.rows), ("created", outcome.created), ("updated", outcome.updated), ("faults", outcome.faults.len())];
    ask.locale.f("identity.import.summary", &figures.map(|(name, n)| (name, ask.locale.number(n))))
}

fn show(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let l = &ask.locale;
    let (upload, kind) = get(tx, who, ask.id)?;
    let outcome = work(kind, tx, who, &upload.table, &[], false)?;
    let (done, good) = (upload.done_at.is_some(), outcome.faults.is_empty());
    let (tone, key) = match (done, good) {
        (true, _) => (Tone::Good, "identity.import.state.done"),
        (_, true) => (Tone::Active, "identity.import.state.good"),
        _ => (Tone::Bad, "identity.import.state.bad"),
    };
    let again = ActLink::new(l.t("identity.import.again"), format!("/imports/new?kind={}", kind.word()), ActTone::Plain);
    let acts = match (done, good) {
        (true, _) => vec![ActLink::new(l.t(&format!("identity.{}", kind.word())), format!("/{}", kind.word()), ActTone::Primary)],
        (_, true) => vec![ActLink::new(l.t("identity.import-run"), format!("/imports/{}/run", upload.id), ActTone::Primary), again],
        _ => vec![ActLink::new(l.t("identity.import.marked"), format!("/imports/{}/marked", upload.id), ActTone::Primary), again],
    };
    let figure = |key: &str, n: usize| Fact::new(l.t(key), Cell::Number(l.number(n)));
    let mut facts = vec![figure("identity.import.rows", outcome.rows)];
    if !done {
        facts.extend([
            figure("identity.import.created", outcome.created),
            figure("identity.import.updated", outcome.updated),
            figure("identity.import.faults", outcome.faults.len()),
        ]);
    }
    let mut sections = Vec::new();
    if !done && !good {
        sections.push(Section::new("faults", l.t("identity.import.faults"), faults(ask, &outcome)));
    }
    sections.push(Section::new("rows", l.t("identity.import.preview"), preview(&upload)));
    let title = l.t(&format!("identity.import.{}", kind.word())).to_owned();
    let view = DetailView { title: title.clone(), chip: Chip::new(tone, l.t(key)), acts, facts, sections, ..DetailView::default() };
    Reply::page(title, view.render(l))
}

fn faults(ask: &Ask, outcome: &Outcome) -> Html {
    let l = &ask.locale;
    let rows = outcome.faults.iter().take(SHOWN_FAULTS).enumerate();
    let rows: Vec<Row> = rows
        .map(|(n, f)| Row::new(n, vec![Cell::Number(f.line.to_string()), Cell::strong(f.column.clone()), Cell::text(text(l, &f.message))]))
        .collect();
    let columns = [
        Column::new(l.t("identity.import.row")).numeric(),
        Column::new(l.t("identity.import.column")),
        Column::new(l.t("identity.import.reason")),
    ];
    ui::table(&columns, &rows)
}

fn preview(upload: &Upload) -> Html {
    let columns: Vec<Column> = upload.table.columns.iter().map(Column::new).collect();
    let rows = upload.table.rows.iter().take(SHOWN_ROWS);
    let rows: Vec<Row> = rows.map(|row| Row::new(row.line, row.cells.iter().map(|cell| Cell::text(cell.clone())).collect())).collect();
    ui::table(&columns, &rows)
}

fn marked(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Reply> {
    let l = &ask.locale;
    let (upload, kind) = get(tx, who, ask.id)?;
    let outcome = work(kind, tx, who, &upload.table, &[], false)?;
    let errors: Vec<CellError> = outcome
        .faults
        .iter()
        .map(|f| CellError { row: f.line, column: upload.table.column(&f.column).map(|at| at + 1), reason: text(l, &f.message) })
        .collect();
    let content =
        annotate_xlsx(&upload.table, l.t("identity.template.sheet"), l.t("identity.import.reason"), &errors).map_err(Error::internal)?;
    Ok(Reply::File(Download { name: format!("{}.xlsx", l.t("identity.import.marked-name")), media_type: XLSX, content }))
}

fn blank(kind: Kind, ask: &Ask) -> Result<Reply> {
    let name = format!("{}.xlsx", ask.t(&format!("identity.import.{}", kind.word())));
    Ok(Reply::File(Download { name, media_type: XLSX, content: template(kind, &ask.locale)? }))
}
