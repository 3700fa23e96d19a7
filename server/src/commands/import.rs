//! `import KIND FILE`

use std::path::{Path, PathBuf};

use clap::Args;
use documents::{CellError, Limits, Table};
use kernel::Id;
use kernel::journal::{self, Ref};
use serde_json::json;
use web::module::{ImportFile, Imported, Stream, StreamFile};

use super::admin::first_assembly;
use super::{Opened, shell, try_out};
use crate::failure::{During, Failure, Outcome};
use crate::output::{Output, progress};

/// Whoever holds the shell may bring in every village of the country.
const MOST_ROWS: usize = 1_000_000;

#[derive(Args)]
pub struct Import {
    /// people, units, proposals, …
    kind: String,
    /// csv (UTF-8 or GB18030), xlsx, json or jsonl
    file: PathBuf,
    /// The assembly, where there are several
    #[arg(long, value_name = "CODE")]
    assembly: Option<String>,
    /// The plenary session by its number in the term
    #[arg(long, value_name = "N")]
    session: Option<i64>,
    /// Says what would happen and changes nothing
    #[arg(long)]
    dry_run: bool,
    /// Which column of the file is which field, where the header does not say
    #[arg(long, value_name = "COLUMN=FIELD", value_parser = pair)]
    map: Vec<(String, String)>,
    /// Writes the table with the bad cells marked, as xlsx
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (column, field) = text.split_once('=').ok_or("not COLUMN=FIELD")?;
    Ok((column.to_owned(), field.to_owned()))
}

pub fn run(opened: &Opened, options: &Import) -> Outcome<Output> {
    let imports = opened.modules.iter().flat_map(|m| &m.imports);
    let import = imports.clone().find(|i| i.kind == options.kind).copied();
    let known = imports.map(|i| i.kind).collect::<Vec<_>>().join(", ");
    let import = import.ok_or_else(|| Failure::usage(format!("there is no import {:?}; there are: {known}", options.kind)))?;
    let stream = opened.modules.iter().flat_map(|m| &m.streams).find(|s| s.kind == options.kind);
    if let Some(stream) = stream.filter(|_| options.errors.is_none() && is_csv(&options.file)) {
        return streamed(opened, options, *stream);
    }
    let table = read(&options.kind, &options.file)?;
    // Each row is checked and then written.
    let steps = table.rows.len() * if options.dry_run { 1 } else { 2 };
    let (progress, bar) = progress(&format!("importing {} rows", table.rows.len()), steps);
    let file = ImportFile { table: table.clone(), map: options.map.clone(), session: options.session, dry_run: options.dry_run, progress };
    let imported = run_in(opened, options, move |tx, who| (import.run)(tx, who, &file))?;
    bar.finish_and_clear();
    if let Some(path) = &options.errors {
        write_errors(path, &table, &imported)?;
    }
    told(&imported, options.dry_run)
}

fn told(imported: &Imported, dry_run: bool) -> Outcome<Output> {
    let failed = !imported.rejected.is_empty();
    Ok(Output::new(text(imported, dry_run), serde_json::to_value(imported)?).failed_if(failed))
}

/// All or nothing, with its entry in the journal.
fn run_in<F>(opened: &Opened, options: &Import, run: F) -> Outcome<Imported>
where
    F: Fn(&mut kernel::db::Tx, &kernel::Actor) -> kernel::Result<Imported> + Send + 'static,
{
    let assembly = assembly_for(opened, options)?;
    let (dry_run, kind) = (options.dry_run, options.kind.clone());
    try_out(
        &opened.db,
        move |imported: &Imported| imported.rejected.is_empty() && !dry_run,
        move |tx| {
            let assembly = match assembly {
                Some(id) => id,
                None => first_assembly(tx)?,
            };
            let who = shell(assembly);
            let imported = run(tx, &who)?;
            let counts = json!({ "rows": imported.rows, "created": imported.created, "updated": imported.updated });
            journal::write(tx, &who, &format!("{kind}.imported"), &Ref::new("directory", assembly), &counts)?;
            Ok(imported)
        },
    )
}

fn is_csv(path: &Path) -> bool {
    path.extension().and_then(|e| e.to_str()).is_some_and(|ending| ["csv", "tsv", "txt"].contains(&ending.to_ascii_lowercase().as_str()))
}

/// A csv of any size, row by row.
fn streamed(opened: &Opened, options: &Import, stream: Stream) -> Outcome<Output> {
    let lines = lines(&options.file).during(options.file.display())?;
    let (progress, bar) = progress(&format!("importing about {lines} rows"), lines * if options.dry_run { 1 } else { 2 });
    let limits = Limits { rows: MOST_ROWS, ..Limits::default() };
    let file = StreamFile { path: options.file.clone(), map: options.map.clone(), limits, dry_run: options.dry_run, progress };
    let imported = run_in(opened, options, move |tx, who| (stream.run)(tx, who, &file))?;
    bar.finish_and_clear();
    told(&imported, options.dry_run)
}

fn lines(path: &Path) -> std::io::Result<usize> {
    let mut file = std::io::BufReader::new(std::fs::File::open(path)?);
    let mut count = 0;
    loop {
        let block = std::io::BufRead::fill_buf(&mut file)?;
        if block.is_empty() {
            return Ok(count);
        }
        count += block.iter().filter(|byte| **byte == b'\n').count();
        let read = block.len();
        std::io::BufRead::consume(&mut file, read);
    }
}

fn read(kind: &str, path: &Path) -> Outcome<Table> {
    let bytes = std::fs::read(path).during(path.display())?;
    let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    let rows = if kind == "divisions" { MOST_ROWS } else { Limits::default().rows };
    documents::read(name, &bytes, &Limits { rows, ..Limits::default() }).during(path.display())
}

/// `None`: an empty database, which gets an assembly together with the rows, so that a file can be tried with one command.
fn assembly_for(opened: &Opened, options: &Import) -> Outcome<Option<Id>> {
    let none = opened.db.read_blocking(directory::assemblies::all)?.is_empty();
    match none && options.assembly.is_none() {
        true => Ok(None),
        false => Ok(Some(opened.assembly(options.assembly.as_deref())?.id)),
    }
}

fn write_errors(path: &Path, table: &Table, imported: &Imported) -> Outcome<()> {
    let errors: Vec<CellError> = imported
        .rejected
        .iter()
        .map(|r| CellError { row: r.row, column: table.column(&r.column).map(|at| at + 1), reason: r.reason.clone() })
        .collect();
    let bytes = documents::annotate_xlsx(table, "import", "错误 Errors", &errors).during("xlsx")?;
    std::fs::write(path, bytes).during(path.display())
}

fn text(imported: &Imported, dry_run: bool) -> String {
    let mut text = String::new();
    for rejected in &imported.rejected {
        text.push_str(&format!("row {}, {}: {}\n", rejected.row, rejected.column, rejected.reason));
    }
    let verb = match (imported.rejected.is_empty(), dry_run) {
        (false, _) => "nothing was imported",
        (true, true) => "would be imported",
        (true, false) => "imported",
    };
    text.push_str(&format!("{} rows, {} new, {} changed: {verb}\n", imported.rows, imported.created, imported.updated));
    text
}
