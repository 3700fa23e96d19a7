//! 退回修改: the sheet as it came, with the bad cells marked, to be corrected and handed in again.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Color, Format, FormatAlign, Note, Worksheet};

use crate::xlsx_write::{body_format, set_widths, workbook, write_header, write_text};
use crate::{Table, WriteError, cell_name};

/// What is wrong with a cell, or with a row where `column` is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellError {
    /// As [`crate::Row::line`], so that it is the row which the person sees in the spreadsheet; 1 is the header.
    pub row: usize,
    /// From 1.
    pub column: Option<usize>,
    /// In the words of the person who will correct it.
    pub reason: String,
}

impl CellError {
    /// `C7`, or `7` for a whole row.
    pub fn place(&self) -> String {
        self.column.map_or_else(|| self.row.to_string(), |column| cell_name(self.row, column))
    }
}

/// The table with every bad cell coloured and its reasons in a note, and all reasons of a row in a last column called `label`
/// (a column of that name from an earlier round is replaced). Rows stand where they stood, so that `C7` is still C7.
///
/// # Errors
/// As [`crate::write_xlsx`].
pub fn annotate_xlsx(table: &Table, sheet: &str, label: &str, errors: &[CellError]) -> Result<Vec<u8>, WriteError> {
    let mut shown = table.clone();
    let stale = (shown.columns.last().is_some_and(|name| name == label)).then(|| shown.columns.len() - 1);
    shown.columns.truncate(stale.unwrap_or(shown.columns.len()));
    let last = shown.columns.len();
    shown.columns.push(label.to_owned());
    let mut by_row: BTreeMap<usize, Vec<&CellError>> = BTreeMap::new();
    errors.iter().for_each(|error| by_row.entry(error.row).or_default().push(error));

    let mut book = workbook();
    let page = book.add_worksheet();
    page.set_name(sheet)?;
    write_header(page, &shown.columns)?;
    // Rows of json count from 1, where the header of a sheet is.
    let below_header = usize::from(table.rows.first().is_some_and(|row| row.line < 2));
    for row in &mut shown.rows {
        let errors = by_row.remove(&row.line).unwrap_or_default();
        row.cells.truncate(last);
        write_row(page, row.line + below_header - 1, &row.cells, &errors)?;
        row.cells.push(write_reasons(page, row.line + below_header - 1, last, &errors)?);
    }
    for (line, errors) in by_row {
        let at = line.max(1) + below_header - 1;
        if line <= 1 && below_header == 0 {
            for column in errors.iter().filter_map(|error| error.column).filter(|column| *column <= last) {
                note(page, 0, column - 1, &errors)?;
            }
        }
        if at > 0 {
            write_reasons(page, at, last, &errors)?;
        }
    }
    set_widths(page, &shown)?;
    Ok(book.save_to_buffer()?)
}

fn write_row(page: &mut Worksheet, at: usize, cells: &[String], errors: &[&CellError]) -> Result<(), WriteError> {
    let (good, bad) = (body_format(), body_format().set_background_color(Color::RGB(0xf9_d7_d3)).set_bold());
    for (column, value) in cells.iter().enumerate() {
        let wrong = errors.iter().any(|error| error.column == Some(column + 1));
        if wrong && value.is_empty() {
            let (Ok(row), Ok(column)) = (u32::try_from(at), u16::try_from(column)) else { return Err(WriteError::TooManyCells) };
            page.write_blank(row, column, &bad)?;
        } else {
            write_text(page, at, column, value, if wrong { &bad } else { &good })?;
        }
        if wrong {
            note(page, at, column, errors)?;
        }
    }
    Ok(())
}

fn note(page: &mut Worksheet, at: usize, column: usize, errors: &[&CellError]) -> Result<(), WriteError> {
    let reasons: Vec<&str> = errors.iter().filter(|error| error.column == Some(column + 1)).map(|error| error.reason.as_str()).collect();
    let (Ok(row), Ok(column)) = (u32::try_from(at), u16::try_from(column)) else { return Err(WriteError::TooManyCells) };
    let text: String = reasons.join("\n").chars().take(2_000).collect();
    page.insert_note(row, column, &Note::new(text).add_author_prefix(false))?;
    Ok(())
}

/// The reasons of a row, each with its cell, in the last column.
fn write_reasons(page: &mut Worksheet, at: usize, column: usize, errors: &[&CellError]) -> Result<String, WriteError> {
    let format = Format::new().set_font_color(Color::RGB(0xa6_1b_1b)).set_align(FormatAlign::Top).set_text_wrap();
    let reasons: Vec<String> = errors.iter().map(|error| format!("{} {}", error.place(), error.reason)).collect();
    let text: String = reasons.join("\n").chars().take(16_000).collect();
    write_text(page, at, column, &text, &format)?;
    Ok(text)
}
