//! 导入表格: a sheet on its way in. It is read once and kept; every look checks it anew; one act imports it, all or nothing.
//!
//! A module declares its acts and pages and says how its kind is checked ([`crate::module::Import`]); what is the same for all
//! kinds is here.

mod columns;
mod show;

pub use columns::{Chosen, columns_form};
pub use show::{Shown, marked, show, summary};

use documents::{Limits, Row, Table};
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Message, Result};
use serde_json::{Value, json};

use crate::App;
use crate::module::{ImportFile, Progress};

/// A kept table, and which of its columns is which field where the header does not say.
#[derive(Clone, Debug)]
pub struct Upload {
    pub id: Id,
    pub kind: String,
    pub table: Table,
    /// COLUMN=FIELD; an empty field leaves the column out.
    pub map: Vec<(String, String)>,
    pub done: bool,
}

impl Upload {
    pub fn file(&self, dry_run: bool) -> ImportFile {
        ImportFile { table: self.table.clone(), map: self.map.clone(), session: None, dry_run, progress: Progress::default() }
    }
}

/// Reads an uploaded file. Parsing is slow work: it happens before the transaction.
///
/// # Errors
/// `Invalid` on `file` with the place that could not be read, or for a file that belongs to a record: only what was uploaded
/// with this request is read.
pub async fn read(app: &App, file: Id) -> Result<Table> {
    if app.db.read(move |tx| kernel::files::get(tx, file)).await.is_ok() {
        return Err(Error::invalid("file", "web.invalid.required"));
    }
    let path = app.shelf.path(file);
    let table = tokio::task::spawn_blocking(move || {
        let bytes = std::fs::read(path).map_err(|_| Error::invalid("file", "web.invalid.required"))?;
        documents::read("", &bytes, &Limits::default()).map_err(|error| {
            let place = error.cell().map(|cell| format!("{cell} ")).unwrap_or_default();
            Error::invalid("file", Message::new(error.key()).with("detail", format!("{place}{}", error.detail())))
        })
    });
    table.await.map_err(Error::internal)?
}

pub fn keep(tx: &mut Tx, who: &Actor, kind: &str, table: &Table) -> Result<Id> {
    let rows: Vec<Value> = table.rows.iter().map(|row| json!([row.line, row.cells])).collect();
    directory::uploads::insert(tx, who, kind, json!({ "columns": table.columns, "rows": rows }))
}

/// A table that this person uploaded; `NotFound` otherwise, or for another kind.
pub fn own(tx: &mut Tx, who: &Actor, id: Id, kinds: &[&str]) -> Result<Upload> {
    let kept = directory::uploads::get(tx, id)?;
    if kept.assembly != who.assembly || kept.uploaded_by != who.person || !kinds.contains(&kept.kind.as_str()) {
        return Err(Error::NotFound);
    }
    let pair = |pair: &Value| (text(&pair[0]), text(&pair[1]));
    let map = kept.map.as_array().into_iter().flatten().map(pair).collect();
    Ok(Upload { id, kind: kept.kind, table: table(&kept.table), map, done: kept.done_at.is_some() })
}

/// Sets which column is which field; a table that was imported stays as it was.
pub fn choose(tx: &mut Tx, upload: &Upload, map: &[(String, String)]) -> Result<()> {
    open(upload)?;
    directory::uploads::map(tx, upload.id, json!(map))
}

/// Refuses a table that was imported already.
pub fn open(upload: &Upload) -> Result<()> {
    if upload.done { Err(Error::conflict("web.import.done-already")) } else { Ok(()) }
}

pub use directory::uploads::finish;

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn table(value: &Value) -> Table {
    let texts = |value: &Value| value.as_array().into_iter().flatten().map(text).collect();
    let row = |row: &Value| Row { line: usize::try_from(row[0].as_u64().unwrap_or(0)).unwrap_or(0), cells: texts(&row[1]) };
    Table { columns: texts(&value["columns"]), rows: value["rows"].as_array().into_iter().flatten().map(row).collect() }
}
