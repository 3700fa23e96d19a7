//! A CSV file row by row, whatever its size, and what is wrong in it by row and column.

use std::fs::File;
use std::path::Path;

use csv::{ByteRecord, Reader, ReaderBuilder};
use serde_json::json;

use crate::failure::{During, Failure, Outcome};
use crate::output::Output;

/// A file with a header. Row numbers are those of a spreadsheet: the header is row 1.
pub struct Sheet {
    pub file: String,
    pub columns: Vec<String>,
    reader: Reader<File>,
}

impl Sheet {
    /// Errors: the file cannot be read.
    pub fn open(path: &Path) -> Outcome<Sheet> {
        let file = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        let open = File::open(path).during(path.display())?;
        let mut reader = ReaderBuilder::new().flexible(true).buffer_capacity(1 << 18).from_reader(open);
        let header = reader.byte_headers().during(path.display())?;
        let columns = header.iter().map(|cell| String::from_utf8_lossy(cell).trim_start_matches('\u{feff}').trim().to_owned()).collect();
        Ok(Sheet { file, columns, reader })
    }

    pub fn column(&self, names: &[&str]) -> Option<usize> {
        self.columns.iter().position(|column| names.iter().any(|name| column.eq_ignore_ascii_case(name)))
    }

    /// Errors: there is no such column.
    pub fn needs(&self, names: &[&str]) -> Outcome<usize> {
        let missing = || Failure::failed(format!("{}: no column {:?} in row 1", self.file, names[0]));
        self.column(names).ok_or_else(missing)
    }

    /// `each(row number, cells)`; errors: the file cannot be read on.
    pub fn each(&mut self, mut each: impl FnMut(u64, &ByteRecord)) -> Outcome<()> {
        let mut record = ByteRecord::new();
        let mut row = 1;
        while self.reader.read_byte_record(&mut record).during(&self.file)? {
            row += 1;
            each(row, &record);
        }
        Ok(())
    }
}

/// The text of a cell without blanks around it; `Err` with the reason.
pub fn cell(record: &ByteRecord, column: usize) -> Result<&str, String> {
    let bytes = record.get(column).ok_or("missing")?;
    std::str::from_utf8(bytes.trim_ascii()).map_err(|_| "not UTF-8".to_owned())
}

/// As [`cell`], but there must be something in it.
pub fn filled(record: &ByteRecord, column: usize) -> Result<&str, String> {
    cell(record, column).and_then(|text| if text.is_empty() { Err("empty".to_owned()) } else { Ok(text) })
}

/// The cells that are wrong. The first thousand are kept, all are counted.
#[derive(Default)]
pub struct Bad {
    kept: Vec<(String, u64, String, String)>,
    all: u64,
}

const KEPT: usize = 1000;

impl Bad {
    /// The value, or a note of what is wrong with it.
    pub fn check<T>(&mut self, file: &str, row: u64, column: &str, value: Result<T, String>) -> Option<T> {
        let reason = match value {
            Ok(value) => return Some(value),
            Err(reason) => reason,
        };
        self.all += 1;
        if self.kept.len() < KEPT {
            self.kept.push((file.to_owned(), row, column.to_owned(), reason));
        }
        None
    }

    /// What to print instead of a map, if anything was wrong.
    pub fn output(self) -> Option<Output> {
        if self.all == 0 {
            return None;
        }
        let mut text: String =
            self.kept.iter().map(|(file, row, column, reason)| format!("{file}: row {row}, {column}: {reason}\n")).collect();
        text.push_str(&format!("{} bad: no map\n", self.all));
        let rejected =
            self.kept.iter().map(|(file, row, column, reason)| json!({ "file": file, "row": row, "column": column, "reason": reason }));
        let json = json!({ "bad": self.all, "rejected": rejected.collect::<Vec<_>>() });
        Some(Output::new(text, json).failed_if(true))
    }
}
