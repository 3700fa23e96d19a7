//! 导入提案: a table as an office keeps it becomes records, all rows or none.
//!
//! Rows are read without the database ([`incoming`]), compared with what is there ([`plan`]) and only then written
//! ([`apply`]). Each row is kept cell by cell, so that the export gives back the same table (interface, `import`).

mod apply;
mod columns;
mod incoming;
mod plan;
mod render;
mod sessions;
mod words;

pub use columns::{FIELDS, native};
pub use render::{Names, field, says};

use kernel::db::Tx;
use kernel::{Actor, Result};
use web::module::{Import, ImportFile, Imported};

use apply::Writer;
use incoming::{Incoming, Reader};
use plan::{Context, Step};

pub const IMPORT: Import = Import { kind: "proposals", template: columns::template, run };

/// `created` and `updated` count what was written, or in a dry run what would be. With rejected rows nothing is.
pub fn run(tx: &mut Tx, who: &Actor, file: &ImportFile) -> Result<Imported> {
    let table = &file.table;
    let mut imported = Imported { rows: table.rows.len(), ..Imported::default() };
    let mapping = match columns::mapping(table, &file.map) {
        Ok(mapping) => mapping,
        Err(rejected) => return Ok(Imported { rejected, ..imported }),
    };
    let mut reader = Reader { table, mapping: &mapping, session: file.session, rejected: Vec::new() };
    file.progress.begin();
    let mut read = |(at, row)| {
        file.progress.step();
        reader.row(at, row)
    };
    let rows: Vec<Incoming> = table.rows.iter().enumerate().filter_map(&mut read).collect();
    let context = Context::load(tx, who.assembly)?;
    let steps = plan::plan(tx, &context, &mut reader, rows)?;
    imported.rejected = reader.rejected;
    imported.rejected.sort_by_key(|r| r.row);
    if !imported.rejected.is_empty() {
        return Ok(imported);
    }
    imported.created = steps.iter().filter(|s| matches!(s, Step::Create(_))).count();
    imported.updated = steps.iter().filter(|s| matches!(s, Step::Update(..))).count();
    if !file.dry_run && imported.created + imported.updated > 0 {
        (imported.created, imported.updated) = Writer::new(tx, context, who, table, &mapping)?.write(tx, steps, &file.progress)?;
    }
    Ok(imported)
}
