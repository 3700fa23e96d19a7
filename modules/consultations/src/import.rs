//! 导入行政区划: provinces, cities, counties, townships and villages by code; one file a level, in any order. Names keep
//! every character that Unicode has.

use documents::{ReadError, Row, Rows, Table};
use kernel::db::Tx;
use kernel::{Actor, Error, Message, Result};
use web::i18n::Locale;
use web::module::{Import, ImportFile, Imported, Progress, Rejected, Stream, StreamFile};

use crate::store::divisions::{self, Division, LEVELS};

pub const IMPORT: Import = Import { kind: "divisions", template, run };

/// Every village of the country in the memory of a block.
pub const STREAM: Stream = Stream { kind: "divisions", run: stream };

/// Rows that one statement writes.
const CHUNK: usize = 500;
/// So many bad rows are named; the file has to be mended anyway.
const NAMED: usize = 100;

/// The headings of each field, in the files of the statistics office and in those of an office.
const FIELDS: &[(&str, &[&str])] = &[("code", &["code", "代码", "区划代码"]), ("name", &["name", "名称"])];

fn template(_: &Locale) -> Result<Vec<u8>> {
    let table = Table::new(vec!["代码".into(), "名称".into()], Vec::new());
    documents::write_xlsx(&table, "divisions").map_err(Error::internal)
}

fn run(tx: &mut Tx, _: &Actor, file: &ImportFile) -> Result<Imported> {
    let mut imported = Imported { rows: file.table.rows.len(), ..Imported::default() };
    let headings = &file.table.columns;
    let (Some(code), Some(name)) = (column(headings, &file.map, 0), column(headings, &file.map, 1)) else {
        imported.rejected.push(no_columns());
        return Ok(imported);
    };
    file.progress.begin();
    let mut places = Vec::with_capacity(file.table.rows.len());
    for row in &file.table.rows {
        file.progress.step();
        places.extend(checked(row, (code, name), &mut imported));
    }
    if imported.rejected.is_empty() {
        for chunk in places.chunks(CHUNK) {
            write(tx, chunk, file.dry_run, &file.progress, &mut imported)?;
        }
    }
    Ok(imported)
}

/// The same, row by row: once to check all, once to write.
fn stream(tx: &mut Tx, _: &Actor, file: &StreamFile) -> Result<Imported> {
    let mut imported = Imported::default();
    file.progress.begin();
    let mut rows = open(file)?;
    let (Some(code), Some(name)) = (column(rows.columns(), &file.map, 0), column(rows.columns(), &file.map, 1)) else {
        imported.rejected.push(no_columns());
        return Ok(imported);
    };
    while let Some(row) = rows.next_row().map_err(unreadable)? {
        imported.rows += 1;
        file.progress.step();
        let _ = checked(&row, (code, name), &mut imported);
    }
    if !imported.rejected.is_empty() {
        return Ok(imported);
    }
    let (mut rows, mut chunk) = (open(file)?, Vec::with_capacity(CHUNK));
    while let Some(row) = rows.next_row().map_err(unreadable)? {
        chunk.extend(checked(&row, (code, name), &mut imported));
        if chunk.len() == CHUNK {
            write(tx, &chunk, file.dry_run, &file.progress, &mut imported)?;
            chunk.clear();
        }
    }
    write(tx, &chunk, file.dry_run, &file.progress, &mut imported)?;
    Ok(imported)
}

fn open(file: &StreamFile) -> Result<Rows> {
    Rows::open(&file.path, &file.limits)?.map_err(unreadable)
}

fn unreadable(error: ReadError) -> Error {
    let place = error.cell().map(|cell| format!("{cell} ")).unwrap_or_default();
    Error::invalid("file", Message::new(error.key()).with("detail", format!("{place}{}", error.detail())))
}

fn no_columns() -> Rejected {
    Rejected { row: 1, column: "code".into(), reason: "the columns code and name are needed".into() }
}

fn column(headings: &[String], map: &[(String, String)], field: usize) -> Option<usize> {
    let (field, known) = FIELDS[field];
    let named = map.iter().find(|(_, to)| to == field).map(|(column, _)| column.as_str());
    let at = |heading: &str| headings.iter().position(|own| own == heading);
    named.into_iter().chain(known.iter().copied()).find_map(at)
}

/// The place of a row; what is wrong with it is kept.
fn checked(row: &Row, (code, name): (usize, usize), imported: &mut Imported) -> Option<Division> {
    match place(&row.cells[code], &row.cells[name]) {
        Ok(place) => Some(place),
        Err((column, reason)) => {
            if imported.rejected.len() < NAMED {
                imported.rejected.push(Rejected { row: row.line, column: column.into(), reason: reason.into() });
            }
            None
        }
    }
}

fn write(tx: &mut Tx, places: &[Division], dry_run: bool, progress: &Progress, imported: &mut Imported) -> Result<()> {
    if places.is_empty() {
        return Ok(());
    }
    let known = divisions::names(tx, places)?;
    imported.created += places.iter().filter(|p| !known.contains_key(&p.code)).count();
    imported.updated += places.iter().filter(|p| known.get(&p.code).is_some_and(|name| *name != p.name)).count();
    if !dry_run {
        divisions::upsert_all(tx, places)?;
    }
    places.iter().for_each(|_| progress.step());
    Ok(())
}

fn place(code: &str, name: &str) -> Result<Division, (&'static str, &'static str)> {
    let (code, name) = (code.trim(), name.trim());
    match () {
        () if !code.bytes().all(|b| b.is_ascii_digit()) || !LEVELS.contains(&code.len()) => {
            Err(("code", "a code has 2, 4, 6, 9 or 12 digits"))
        }
        () if name.is_empty() || name.chars().count() > 60 => Err(("name", "a name has 1 to 60 characters")),
        () => Ok(Division { code: code.to_owned(), name: name.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn a_place_has_a_code_of_its_level_and_a_name() {
        assert_eq!(place(" 110101001 ", "𬒈埠镇").unwrap().name, "𬒈埠镇");
        assert_eq!(place("11010", "甲").unwrap_err().0, "code");
        assert_eq!(place("11", " ").unwrap_err().0, "name");
    }
}
