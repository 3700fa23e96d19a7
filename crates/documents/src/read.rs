//! 导入文件: one entrance for every kind of table.

use crate::{Limits, ReadError, Reason, Row, Table, csv, encoding, json, xlsx_read};

/// Reads a table. The kind follows from the content where it can be told and from the ending of `name` (csv, tsv, txt, xlsx, json,
/// jsonl, ndjson) otherwise. Rows without any value are left out.
///
/// # Errors
/// What [`Reason`] lists, with row and column wherever one is to blame.
pub fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Table, ReadError> {
    if bytes.len() > limits.file_bytes {
        return Err(ReadError::new(Reason::TooLarge(limits.file_bytes)));
    }
    if bytes.starts_with(b"PK") {
        return xlsx_read::read_xlsx(bytes, limits);
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(ReadError::new(Reason::OldFormat));
    }
    let text = encoding::decode(bytes)?;
    let start = text.trim_start();
    if start.is_empty() {
        return Err(ReadError::new(Reason::Empty));
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "json" => json::read_json(&text, limits),
        "jsonl" | "ndjson" => json::read_jsonl(&text, limits),
        "csv" | "tsv" | "txt" => csv::read_csv(&text, limits),
        _ if start.starts_with('[') => json::read_json(&text, limits),
        _ if start.starts_with('{') => json::read_jsonl(&text, limits),
        "" => csv::read_csv(&text, limits),
        _ => Err(ReadError::new(Reason::UnknownKind)),
    }
}

/// The names of the columns: trimmed, without empty ones at the end, each once.
pub(crate) fn header(row: Row, limits: &Limits) -> Result<Vec<String>, ReadError> {
    let mut columns: Vec<String> = row.cells.into_iter().map(|name| name.trim().to_owned()).collect();
    while columns.last().is_some_and(String::is_empty) {
        columns.pop();
    }
    if columns.is_empty() {
        return Err(ReadError::in_row(Reason::Empty, row.line));
    }
    if columns.len() > limits.columns {
        return Err(ReadError::at(Reason::TooManyColumns(limits.columns), row.line, limits.columns + 1));
    }
    for (at, name) in columns.iter().enumerate() {
        if !name.is_empty() && columns[..at].contains(name) {
            return Err(ReadError::at(Reason::DuplicateColumn(name.clone()), row.line, at + 1));
        }
    }
    Ok(columns)
}

/// Makes a row as wide as the header; a value beyond it is an error, not lost.
pub(crate) fn fit(row: &mut Row, width: usize) -> Result<(), ReadError> {
    if let Some(at) = row.cells.iter().skip(width).position(|cell| !cell.trim().is_empty()) {
        return Err(ReadError::at(Reason::ExtraCell, row.line, width + at + 1));
    }
    row.cells.resize(width, String::new());
    Ok(())
}
