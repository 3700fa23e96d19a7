//! 导入行政区划: provinces, cities, counties, townships and villages by code; one file a level, in any order. Names keep
//! every character that Unicode has.

use documents::Table;
use kernel::db::Tx;
use kernel::{Actor, Error, Result};
use web::i18n::Locale;
use web::module::{Import, ImportFile, Imported, Rejected};

use crate::store::divisions::{self, Division, LEVELS};

pub const IMPORT: Import = Import { kind: "divisions", template, run };

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
    let rows = &file.table.rows;
    let mut imported = Imported { rows: rows.len(), ..Imported::default() };
    let (Some(code), Some(name)) = (column(file, 0), column(file, 1)) else {
        imported.rejected.push(Rejected { row: 1, column: "code".into(), reason: "the columns code and name are needed".into() });
        return Ok(imported);
    };
    file.progress.begin();
    let mut places = Vec::with_capacity(rows.len());
    for row in rows {
        file.progress.step();
        match place(&row.cells[code], &row.cells[name]) {
            Ok(place) => places.push(place),
            Err((column, reason)) if imported.rejected.len() < NAMED => {
                imported.rejected.push(Rejected { row: row.line, column: column.into(), reason: reason.into() });
            }
            Err(_) => {}
        }
    }
    if !imported.rejected.is_empty() {
        return Ok(imported);
    }
    for chunk in places.chunks(CHUNK) {
        let known = divisions::names(tx, chunk)?;
        let news = chunk.iter().filter(|p| !known.contains_key(&p.code)).count();
        imported.created += news;
        imported.updated += chunk.iter().filter(|p| known.get(&p.code).is_some_and(|name| *name != p.name)).count();
        if !file.dry_run {
            divisions::upsert_all(tx, chunk)?;
        }
        chunk.iter().for_each(|_| file.progress.step());
    }
    Ok(imported)
}

fn column(file: &ImportFile, field: usize) -> Option<usize> {
    let (field, headings) = FIELDS[field];
    let named = file.map.iter().find(|(_, to)| to == field).map(|(column, _)| column.as_str());
    named.into_iter().chain(headings.iter().copied()).find_map(|heading| file.table.column(heading))
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
