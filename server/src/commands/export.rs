//! `export KIND`

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use documents::{Csv, Table};
use serde_json::json;

use super::{Opened, shell};
use crate::failure::{During, Failure, Outcome};
use crate::output::Output;

#[derive(Args)]
pub struct Export {
    /// people, units, proposals, …
    kind: String,
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// The assembly, where there are several
    #[arg(long, value_name = "CODE")]
    assembly: Option<String>,
    /// Instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Csv,
    Xlsx,
    Jsonl,
}

pub fn run(opened: &Opened, options: &Export) -> Outcome<Output> {
    let exports = opened.modules.iter().flat_map(|m| &m.exports);
    let export = exports.clone().find(|e| e.kind == options.kind).copied();
    let known = exports.map(|e| e.kind).collect::<Vec<_>>().join(", ");
    let export = export.ok_or_else(|| Failure::usage(format!("there is no export {:?}; there are: {known}", options.kind)))?;
    let who = shell(opened.assembly(options.assembly.as_deref())?.id);
    let table: Table = opened.db.read_blocking(move |tx| (export.run)(tx, &who))?;
    let bytes = match options.format {
        // As it came in: a mark before the first byte would make the file another one.
        Format::Csv => documents::write_csv(&table, Csv { bom: false, ..Csv::default() }),
        Format::Jsonl => documents::write_jsonl(&table),
        Format::Xlsx => documents::write_xlsx(&table, &options.kind).during("xlsx")?,
    };
    match &options.out {
        Some(path) => {
            std::fs::write(path, &bytes).during(path.display())?;
            let rows = table.rows.len();
            Ok(Output::new(format!("{rows} rows written to {}\n", path.display()), json!({ "rows": rows, "file": path })))
        }
        None => {
            std::io::stdout().write_all(&bytes)?;
            Ok(Output::default())
        }
    }
}
