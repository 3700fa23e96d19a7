//! Excel 工作簿: the first visible sheet of an xlsx as a table of text.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx};

use crate::{Limits, ReadError, Reason, Row, Table, archive};

/// Reads the first visible worksheet. Titles over the header (rows with a single value above a row with several) are passed over.
/// Cells become text: dates `2024-03-05`, times of day with seconds after a blank, whole numbers without a decimal point.
pub(crate) fn read_xlsx(bytes: &[u8], limits: &Limits) -> Result<Table, ReadError> {
    archive::check(bytes, limits)?;
    // A reference like A4294967297 overflows in calamine, and in every build that panics (see the profiles): row 1 is not meant.
    std::panic::catch_unwind(|| cells(bytes, limits)).unwrap_or(Err(ReadError::new(Reason::Damaged)))
}

fn cells(bytes: &[u8], limits: &Limits) -> Result<Table, ReadError> {
    let damaged = |_| ReadError::new(Reason::Damaged);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let shown = |sheet: &&calamine::Sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible;
    let sheet = book.sheets_metadata().iter().find(shown).map(|sheet| sheet.name.clone()).ok_or(ReadError::new(Reason::Empty))?;
    let mut reader = book.worksheet_cells_reader(&sheet).map_err(damaged)?;
    let mut rows: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    while let Some(cell) = reader.next_cell().map_err(damaged)? {
        let (row, column) = cell.get_position();
        let (row, column) = (row as usize + 1, column as usize + 1);
        let value = value(cell.get_value()).map_err(|reason| ReadError::at(reason, row, column))?;
        if !value.is_empty() {
            put(&mut rows, row, column, value, limits)?;
        }
    }
    table(rows, limits)
}

fn put(rows: &mut BTreeMap<usize, Vec<String>>, row: usize, column: usize, value: String, limits: &Limits) -> Result<(), ReadError> {
    if column > limits.columns {
        return Err(ReadError::at(Reason::TooManyColumns(limits.columns), row, column));
    }
    if value.len() > limits.cell_chars && value.chars().count() > limits.cell_chars {
        return Err(ReadError::at(Reason::CellTooLong(limits.cell_chars), row, column));
    }
    // Room for the header and a few titles above it; the exact count is taken when the header is known.
    if rows.len() > limits.rows + 16 {
        return Err(ReadError::in_row(Reason::TooManyRows(limits.rows), row));
    }
    let cells = rows.entry(row).or_default();
    if cells.len() < column {
        cells.resize(column, String::new());
    }
    cells[column - 1] = value;
    Ok(())
}

fn table(rows: BTreeMap<usize, Vec<String>>, limits: &Limits) -> Result<Table, ReadError> {
    let mut rows: Vec<Row> = rows.into_iter().map(|(line, cells)| Row { line, cells }).collect();
    if rows.is_empty() {
        return Err(ReadError::new(Reason::Empty));
    }
    let filled = |row: &Row| row.cells.iter().filter(|cell| !cell.trim().is_empty()).count();
    let titles = rows.iter().take(8).take_while(|row| filled(row) < 2).count();
    let titles = if rows.get(titles).is_some_and(|row| filled(row) > 1) { titles } else { 0 };
    let mut body = rows.split_off(titles).into_iter();
    let columns = crate::read::header(body.next().ok_or(ReadError::new(Reason::Empty))?, limits)?;
    let mut rows: Vec<Row> = body.collect();
    if let Some(row) = rows.get(limits.rows) {
        return Err(ReadError::in_row(Reason::TooManyRows(limits.rows), row.line));
    }
    for row in &mut rows {
        crate::read::fit(row, columns.len())?;
    }
    Ok(Table { columns, rows })
}

fn value(cell: &DataRef<'_>) -> Result<String, Reason> {
    Ok(match cell {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => return decimal(*number),
        DataRef::DateTime(at) => time(at),
        DataRef::Error(error) => return Err(Reason::FormulaError(error.to_string())),
    })
}

/// Numbers of a sheet keep 15 digits; an identity number that was typed as a number has lost its last ones.
fn decimal(number: f64) -> Result<String, Reason> {
    if number.abs() >= 1e15 {
        return Err(Reason::LostDigits);
    }
    Ok(format!("{}", if number == 0.0 { 0.0 } else { number }))
}

/// Whole seconds; a value a hair below the second (sheets count in fractions of a day) is taken up to it.
fn time(at: &ExcelDateTime) -> String {
    let seconds = (at.as_f64() * 86_400.0).round().clamp(0.0, 3e11) as u64;
    let clock = |hours: u64| format!("{hours:02}:{:02}:{:02}", seconds / 60 % 60, seconds % 60);
    if at.is_duration() || seconds < 86_400 {
        return clock(seconds / 3_600);
    }
    let (year, month, day, ..) = at.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if seconds.is_multiple_of(86_400) { date } else { format!("{date} {}", clock(seconds / 3_600 % 24)) }
}
