//! 导出提案: the same columns that the import takes. What came from a table goes out as it came, where it has not changed
//! since; proposals of several tables, or born here, go out under the names of the fields.

use std::collections::HashMap;

use documents::Table;
use kernel::db::Tx;
use kernel::{Actor, Id, Result};
use web::module::Export;

use crate::import::{Names, field, native};
use crate::model::Proposal;
use crate::store::sources::{self, Source, SourceRow};

pub const EXPORT: Export = Export { kind: "proposals", run };

/// Everything of the assembly that was handed in, in the order in which it came.
pub fn run(tx: &mut Tx, who: &Actor) -> Result<Table> {
    let names = Names::load(tx, who.assembly)?;
    let sources = sources::sources(tx, who.assembly)?;
    let rows = sources::rows(tx, who.assembly)?;
    let proposals = sources::handed_in(tx, who.assembly)?;
    if let Some(columns) = one_form(&proposals, &sources, &rows) {
        let cells = proposals.iter().map(|p| as_it_came(tx, p, &sources, &rows, &names)).collect::<Result<Vec<_>>>()?;
        return Ok(Table::new(columns, cells));
    }
    mixed(tx, &proposals, &sources, &rows, &names)
}

/// The columns that all rows came under, if there is one such list and it can say where each proposal stands now.
fn one_form(proposals: &[Proposal], sources: &HashMap<Id, Source>, rows: &HashMap<Id, SourceRow>) -> Option<Vec<String>> {
    let source_of = |p: &Proposal| rows.get(&p.id).and_then(|row| sources.get(&row.source));
    let first = source_of(proposals.first()?)?;
    let fits = |p: &Proposal| {
        source_of(p).is_some_and(|s| s.columns == first.columns && (s.fields.iter().any(|(key, _)| key == "state") || has_not_moved(p)))
    };
    proposals.iter().all(fits).then(|| first.columns.clone())
}

/// Without a word about the state, a row says filed by its number, else submitted.
fn has_not_moved(p: &Proposal) -> bool {
    p.state.name() == if p.case_no.is_some() { "filed" } else { "submitted" }
}

/// Fields that may have changed since the import, as in the plan of an import.
const LIVE: &[&str] = &["number", "title", "proposer", "category", "background", "analysis", "suggestions", "state"];

fn as_it_came(
    tx: &mut Tx,
    p: &Proposal,
    sources: &HashMap<Id, Source>,
    rows: &HashMap<Id, SourceRow>,
    names: &Names,
) -> Result<Vec<String>> {
    let (Some(row), true) = (rows.get(&p.id), p.changes > 0) else {
        return Ok(rows.get(&p.id).map(|row| row.cells.clone()).unwrap_or_default());
    };
    let mut cells = row.cells.clone();
    for (key, at) in sources.get(&row.source).map(|s| s.fields.as_slice()).unwrap_or_default() {
        let Some(cell) = cells.get_mut(*at).filter(|_| LIVE.contains(&key.as_str())) else { continue };
        if !crate::import::says(key, cell, p, names) {
            *cell = field(tx, p, key, names)?;
        }
    }
    Ok(cells)
}

/// The fields under their own names, then every other column of the tables.
fn mixed(
    tx: &mut Tx,
    proposals: &[Proposal],
    sources: &HashMap<Id, Source>,
    rows: &HashMap<Id, SourceRow>,
    names: &Names,
) -> Result<Table> {
    let keys: Vec<&'static str> = native().collect();
    let mut ordered: Vec<&Source> = sources.values().collect();
    ordered.sort_by_key(|s| s.id);
    let mut more: Vec<&str> = Vec::new();
    for source in ordered {
        let content = source.fields.iter().find(|(key, _)| key == "content").map(|(_, at)| *at);
        for (at, column) in source.columns.iter().enumerate() {
            let mapped = source.fields.iter().any(|(_, own)| *own == at) && content != Some(at);
            if !mapped && !more.contains(&column.as_str()) && !keys.contains(&column.as_str()) {
                more.push(column);
            }
        }
    }
    let mut cells = Vec::with_capacity(proposals.len());
    for p in proposals {
        let mut line = keys.iter().map(|key| field(tx, p, key, names)).collect::<Result<Vec<_>>>()?;
        let row = rows.get(&p.id).and_then(|row| Some((row, sources.get(&row.source)?)));
        line.extend(more.iter().map(|column| {
            let at = row.and_then(|(_, source)| source.columns.iter().position(|own| own == column));
            at.and_then(|at| row.and_then(|(row, _)| row.cells.get(at))).cloned().unwrap_or_default()
        }));
        cells.push(line);
    }
    let columns = keys.iter().copied().chain(more.iter().copied()).map(str::to_owned).collect();
    Ok(Table::new(columns, cells))
}
