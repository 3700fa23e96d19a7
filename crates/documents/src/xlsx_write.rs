//! 导出 Excel: a table as a workbook that opens ready to read.

use std::fmt;

use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use crate::Table;

/// Why a workbook cannot be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WriteError {
    /// A cell of more than 32,767 characters, which the format cannot hold. Row and column from 1.
    CellTooLong { row: usize, column: usize },
    /// More than 1,048,576 rows or 16,384 columns.
    TooManyCells,
    /// Anything else the format does not allow: a sheet's name, a list of choices.
    Format(String),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CellTooLong { row, column } => write!(f, "{}: more than 32767 characters", crate::cell_name(*row, *column)),
            Self::TooManyCells => write!(f, "more rows or columns than a sheet has"),
            Self::Format(detail) => f.write_str(detail),
        }
    }
}

impl std::error::Error for WriteError {}

impl From<XlsxError> for WriteError {
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::RowColumnLimitError => Self::TooManyCells,
            other => Self::Format(other.to_string()),
        }
    }
}

/// The table on a sheet of this name (at most 31 characters): the header bold and frozen, columns as wide as their values,
/// every value as text, so that leading zeros stay and nothing runs as a formula. The same table gives the same bytes.
///
/// # Errors
/// A value longer than the format can hold, or a name it does not allow.
pub fn write_xlsx(table: &Table, sheet: &str) -> Result<Vec<u8>, WriteError> {
    let mut book = workbook();
    let page = book.add_worksheet();
    page.set_name(sheet)?;
    write_header(page, &table.columns)?;
    let cell = body_format();
    for (at, row) in table.rows.iter().enumerate() {
        for (column, value) in row.cells.iter().enumerate() {
            write_text(page, at + 1, column, value, &cell)?;
        }
    }
    set_widths(page, table)?;
    Ok(book.save_to_buffer()?)
}

/// An empty workbook whose bytes do not depend on when it is written.
pub(crate) fn workbook() -> Workbook {
    let mut book = Workbook::new();
    if let Ok(epoch) = ExcelDateTime::from_ymd(2000, 1, 1) {
        book.set_properties(&DocProperties::new().set_creation_datetime(&epoch));
    }
    book
}

pub(crate) fn write_header(page: &mut Worksheet, columns: &[String]) -> Result<(), WriteError> {
    let format = Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0xe8_ee_f4))
        .set_border_bottom(FormatBorder::Thin)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap();
    for (column, name) in columns.iter().enumerate() {
        write_text(page, 0, column, name, &format)?;
    }
    page.set_freeze_panes(1, 0)?;
    Ok(())
}

/// Text format (`@`), so that what is typed over a value stays as typed.
pub(crate) fn body_format() -> Format {
    Format::new().set_num_format("@").set_align(FormatAlign::Top)
}

/// Row and column from 0.
pub(crate) fn write_text(page: &mut Worksheet, row: usize, column: usize, value: &str, format: &Format) -> Result<(), WriteError> {
    if value.is_empty() {
        return Ok(());
    }
    if value.encode_utf16().count() > 32_767 {
        return Err(WriteError::CellTooLong { row: row + 1, column: column + 1 });
    }
    let (Ok(row), Ok(column)) = (u32::try_from(row), u16::try_from(column)) else { return Err(WriteError::TooManyCells) };
    page.write_string_with_format(row, column, value, format)?;
    Ok(())
}

/// Widths in characters of the first hundred rows, between 8 and 48; a Chinese character takes two places.
pub(crate) fn set_widths(page: &mut Worksheet, table: &Table) -> Result<(), WriteError> {
    for (column, name) in table.columns.iter().enumerate() {
        let values = table.rows.iter().take(100).filter_map(|row| row.cells.get(column));
        let widest = values.chain([name]).map(|value| places(value)).max().unwrap_or_default();
        let Ok(column) = u16::try_from(column) else { return Err(WriteError::TooManyCells) };
        page.set_column_width(column, (widest + 2).clamp(8, 48) as f64)?;
    }
    Ok(())
}

fn places(value: &str) -> usize {
    value.lines().map(|line| line.chars().take(50).map(|c| if c.is_ascii() { 1 } else { 2 }).sum()).max().unwrap_or_default()
}
