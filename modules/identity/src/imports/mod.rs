//! 导入导出: people and units from a sheet, all or nothing, and out again in the same columns.

mod choose;
mod columns;
mod export;
mod page;
mod people;
mod run;
mod units;
mod upload;

use documents::Table;
use kernel::db::Tx;
use kernel::{Actor, Message, Result};
use web::Bound;
use web::i18n::Locale;
use web::module::{Export, Import, ImportFile, Imported, Progress, Rejected};
use web::page::Page;

pub use columns::Kind;

pub fn acts() -> Vec<Bound> {
    vec![upload::bound(), choose::bound(), run::bound()]
}

pub fn pages() -> Vec<Page> {
    [page::pages(), export::pages()].concat()
}

/// For the command line.
pub fn imports() -> Vec<Import> {
    vec![
        Import {
            kind: "people",
            template: |l| columns::template(Kind::People, l),
            run: |tx, who, file| run_file(Kind::People, tx, who, file),
        },
        Import {
            kind: "units",
            template: |l| columns::template(Kind::Units, l),
            run: |tx, who, file| run_file(Kind::Units, tx, who, file),
        },
    ]
}

/// For the command line.
pub fn exports() -> Vec<Export> {
    vec![
        Export { kind: "people", run: |tx, who| export::people(tx, who.assembly) },
        Export { kind: "units", run: |tx, who| export::units(tx, who.assembly) },
    ]
}

/// What is wrong with a cell, or with the header where `line` is 1.
#[derive(Clone, Debug)]
pub struct Fault {
    pub line: usize,
    /// The header of the column as it stands in the file.
    pub column: String,
    pub message: Message,
}

/// What an import did, or would do.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    pub rows: usize,
    pub created: usize,
    pub updated: usize,
    pub faults: Vec<Fault>,
}

/// Checks every row, and applies them all if `apply` and none is bad.
pub fn work(kind: Kind, tx: &mut Tx, who: &Actor, table: &Table, map: &[(String, String)], apply: bool) -> Result<Outcome> {
    told(kind, tx, who, (table, map), apply, &Progress::default())
}

fn told(
    kind: Kind,
    tx: &mut Tx,
    who: &Actor,
    (table, map): (&Table, &[(String, String)]),
    apply: bool,
    progress: &Progress,
) -> Result<Outcome> {
    progress.begin();
    let sheet = match columns::Sheet::read(kind, table, map) {
        Ok(sheet) => sheet,
        Err(faults) => return Ok(Outcome { rows: table.rows.len(), faults, ..Outcome::default() }),
    };
    match kind {
        Kind::People => people::work(tx, who, &sheet, apply, progress),
        Kind::Units => units::work(tx, who, &sheet, apply, progress),
    }
}

fn run_file(kind: Kind, tx: &mut Tx, who: &Actor, file: &ImportFile) -> Result<Imported> {
    let outcome = told(kind, tx, who, (&file.table, &file.map), !file.dry_run, &file.progress)?;
    Ok(said(&columns::locales()[0], outcome))
}

/// The faults in words.
fn said(l: &Locale, outcome: Outcome) -> Imported {
    let faults = outcome.faults.iter();
    let rejected = faults.map(|f| Rejected { row: f.line, column: f.column.clone(), reason: web::respond::text(l, &f.message) }).collect();
    Imported { rows: outcome.rows, created: outcome.created, updated: outcome.updated, rejected }
}
