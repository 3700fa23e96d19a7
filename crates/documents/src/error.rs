//! 读取错误: why a file cannot be read, and where.

use std::fmt;

/// Why a file was refused, with the cell where one can be named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    pub reason: Reason,
    /// From 1, as [`crate::Row::line`].
    pub row: Option<usize>,
    /// From 1.
    pub column: Option<usize>,
}

/// The kinds of refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nothing in it, or no header.
    Empty,
    /// Neither csv, xlsx, json nor jsonl.
    UnknownKind,
    /// The binary format before 2007 (xls): to be saved as xlsx.
    OldFormat,
    /// Neither UTF-8, UTF-16 nor GB18030.
    Encoding,
    /// The file is larger than so many bytes.
    TooLarge(usize),
    TooManyRows(usize),
    TooManyColumns(usize),
    /// More characters than this in one cell.
    CellTooLong(usize),
    /// A row with more cells than the header has columns.
    ExtraCell,
    /// Two columns of this name.
    DuplicateColumn(String),
    /// A quotation mark that is never closed.
    UnclosedQuote,
    /// Text between a closing quotation mark and the next comma.
    TextAfterQuote,
    /// A formula of the sheet has no value (#REF!, #N/A).
    FormulaError(String),
    /// A number of more than 15 digits: the spreadsheet has already rounded it, the column must be text.
    LostDigits,
    /// Not valid JSON, or not an array of objects.
    Json(String),
    /// The archive would unpack to more than the limits allow, or its members have unsafe names.
    UnsafeArchive,
    /// Contains macros.
    Macros,
    /// Contains a document type definition, which may name other files.
    Dtd,
    /// Damaged or encrypted.
    Damaged,
}

impl ReadError {
    pub(crate) fn new(reason: Reason) -> Self {
        Self { reason, row: None, column: None }
    }

    pub(crate) fn in_row(reason: Reason, row: usize) -> Self {
        Self { reason, row: Some(row), column: None }
    }

    pub(crate) fn at(reason: Reason, row: usize, column: usize) -> Self {
        Self { reason, row: Some(row), column: Some(column) }
    }

    /// The place in words of the catalogue: its key and what fills `{place}`; `None` where the whole file is meant.
    pub fn place(&self) -> Option<(&'static str, String)> {
        match (self.row, self.cell()) {
            (_, Some(cell)) => Some(("documents.read.at-cell", cell)),
            (Some(row), None) => Some(("documents.read.in-row", row.to_string())),
            _ => None,
        }
    }

    /// The cell as a spreadsheet names it, `C7`.
    pub fn cell(&self) -> Option<String> {
        Some(crate::cell_name(self.row?, self.column?))
    }

    /// The message key; its one placeholder is `{detail}`, filled by [`ReadError::detail`].
    pub fn key(&self) -> &'static str {
        match self.reason {
            Reason::Empty => "documents.read.empty",
            Reason::UnknownKind => "documents.read.unknown-kind",
            Reason::OldFormat => "documents.read.old-format",
            Reason::Encoding => "documents.read.encoding",
            Reason::TooLarge(_) => "documents.read.too-large",
            Reason::TooManyRows(_) => "documents.read.too-many-rows",
            Reason::TooManyColumns(_) => "documents.read.too-many-columns",
            Reason::CellTooLong(_) => "documents.read.cell-too-long",
            Reason::ExtraCell => "documents.read.extra-cell",
            Reason::DuplicateColumn(_) => "documents.read.duplicate-column",
            Reason::UnclosedQuote => "documents.read.unclosed-quote",
            Reason::TextAfterQuote => "documents.read.text-after-quote",
            Reason::FormulaError(_) => "documents.read.formula-error",
            Reason::LostDigits => "documents.read.lost-digits",
            Reason::Json(_) => "documents.read.json",
            Reason::UnsafeArchive => "documents.read.unsafe-archive",
            Reason::Macros => "documents.read.macros",
            Reason::Dtd => "documents.read.dtd",
            Reason::Damaged => "documents.read.damaged",
        }
    }

    /// What fills the placeholder `{detail}` of the message: a limit, a column's name, what the parser said. Empty where the message has none.
    pub fn detail(&self) -> String {
        match &self.reason {
            Reason::TooLarge(limit) => format!("{} MB", limit >> 20),
            Reason::TooManyRows(limit) | Reason::TooManyColumns(limit) | Reason::CellTooLong(limit) => limit.to_string(),
            Reason::DuplicateColumn(text) | Reason::FormulaError(text) | Reason::Json(text) => text.clone(),
            _ => String::new(),
        }
    }
}

/// English, for the command line.
impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.row, self.column) {
            (Some(row), Some(column)) => write!(f, "row {row}, column {column} ({}): ", crate::cell_name(row, column))?,
            (Some(row), None) => write!(f, "row {row}: ")?,
            _ => {}
        }
        let detail = self.detail();
        match &self.reason {
            Reason::Empty => write!(f, "the file is empty"),
            Reason::UnknownKind => write!(f, "this is neither csv, xlsx, json nor jsonl"),
            Reason::OldFormat => write!(f, "this is the old xls format: save it as xlsx"),
            Reason::Encoding => write!(f, "the text is neither UTF-8 nor GB18030"),
            Reason::TooLarge(_) => write!(f, "the file is larger than {detail}"),
            Reason::TooManyRows(_) => write!(f, "more than {detail} rows"),
            Reason::TooManyColumns(_) => write!(f, "more than {detail} columns"),
            Reason::CellTooLong(_) => write!(f, "more than {detail} characters in one cell"),
            Reason::ExtraCell => write!(f, "a value beyond the last column of the header"),
            Reason::DuplicateColumn(_) => write!(f, "two columns are called {detail}"),
            Reason::UnclosedQuote => write!(f, "a quotation mark opens here and is never closed"),
            Reason::TextAfterQuote => write!(f, "text after a closing quotation mark"),
            Reason::FormulaError(_) => write!(f, "the formula has no value ({detail})"),
            Reason::LostDigits => write!(f, "a number of more than 15 digits has been rounded: format the column as text"),
            Reason::Json(_) => write!(f, "not an array of JSON objects, or not one object a line: {detail}"),
            Reason::UnsafeArchive => write!(f, "the archive is unsafe to unpack"),
            Reason::Macros => write!(f, "the file contains macros"),
            Reason::Dtd => write!(f, "the file contains a document type definition"),
            Reason::Damaged => write!(f, "the file is damaged or encrypted"),
        }
    }
}

impl std::error::Error for ReadError {}
