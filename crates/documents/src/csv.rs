//! CSV (RFC 4180): read leniently where nothing is lost, written in one form.

use crate::{Limits, ReadError, Reason, Row, Table};

/// How [`write_csv`] writes.
#[derive(Clone, Copy, Debug)]
pub struct Csv {
    /// A byte-order mark first, without which spreadsheet programs take UTF-8 for GBK.
    pub bom: bool,
    /// A `'` before values that a spreadsheet would run as a formula (OWASP ASVS 1.2.10). Reading takes it away again
    /// (see [`Limits::unescape_formulas`]), so that what was exported comes in as it was.
    pub escape_formulas: bool,
}

impl Default for Csv {
    fn default() -> Self {
        Self { bom: true, escape_formulas: true }
    }
}

/// The table as CSV in UTF-8 with CRLF line ends. Reading it back gives the same table, and writing that the same bytes
/// (rows without any value excepted: reading leaves them out).
pub fn write_csv(table: &Table, how: Csv) -> Vec<u8> {
    let mut out = String::with_capacity(table.rows.len() * 64);
    if how.bom {
        out.push('\u{feff}');
    }
    for cells in std::iter::once(&table.columns).chain(table.rows.iter().map(|row| &row.cells)) {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            write_cell(&mut out, cell, how.escape_formulas);
        }
        out.push_str("\r\n");
    }
    out.into_bytes()
}

fn write_cell(out: &mut String, cell: &str, escape: bool) {
    let mark = if escape && needs_mark(cell) { "'" } else { "" };
    // Blanks at the ends are part of a value and need no quotes (RFC 4180, 2.4).
    if cell.contains(['"', ',', '\n', '\r', '\t']) || cell.starts_with('\u{feff}') {
        out.push('"');
        out.push_str(mark);
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(mark);
        out.push_str(cell);
    }
}

/// Also a value that would lose its own `'` when the mark is taken away.
fn needs_mark(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r', '\0'])
}

pub(crate) fn without_mark(mut cell: String) -> String {
    if cell.starts_with('\'') && needs_mark(&cell) {
        cell.remove(0);
    }
    cell
}

/// Reads decoded text. Comma, tab and semicolon are told apart by the first line.
pub(crate) fn read_csv(text: &str, limits: &Limits) -> Result<Table, ReadError> {
    let mut records = Records { text, at: 0, row: 0, delimiter: delimiter(text), limits };
    let header = records.next_filled()?.ok_or(ReadError::new(Reason::Empty))?;
    let columns = crate::read::header(header, limits)?;
    let mut rows = Vec::new();
    while let Some(mut row) = records.next_filled()? {
        if rows.len() == limits.rows {
            return Err(ReadError::in_row(Reason::TooManyRows(limits.rows), row.line));
        }
        crate::read::fit(&mut row, columns.len())?;
        if limits.unescape_formulas {
            row.cells = row.cells.into_iter().map(without_mark).collect();
        }
        rows.push(row);
    }
    let columns = if limits.unescape_formulas { columns.into_iter().map(without_mark).collect() } else { columns };
    Ok(Table { columns, rows })
}

pub(crate) fn delimiter(text: &str) -> u8 {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |delimiter: char| line.matches(delimiter).count();
    match (count(','), count('\t'), count(';')) {
        (0, 1.., _) => b'\t',
        (0, 0, 1..) => b';',
        _ => b',',
    }
}

pub(crate) struct Records<'a> {
    pub text: &'a str,
    pub at: usize,
    pub row: usize,
    pub delimiter: u8,
    pub limits: &'a Limits,
}

impl Records<'_> {
    /// The next record that has a value in it. Rows without one are counted, as a spreadsheet counts them.
    fn next_filled(&mut self) -> Result<Option<Row>, ReadError> {
        while self.at < self.text.len() {
            self.row += 1;
            let cells = self.record()?;
            if cells.iter().any(|cell| !cell.is_empty()) {
                return Ok(Some(Row { line: self.row, cells }));
            }
        }
        Ok(None)
    }

    pub fn record(&mut self) -> Result<Vec<String>, ReadError> {
        let bytes = self.text.as_bytes();
        let mut cells = Vec::new();
        loop {
            // Empty cells at the end do not count, so that this bound is only against endless rows.
            if cells.len() > self.limits.columns * 4 {
                return Err(ReadError::in_row(Reason::TooManyColumns(self.limits.columns), self.row));
            }
            let column = cells.len() + 1;
            let cell = if bytes.get(self.at) == Some(&b'"') { self.quoted(column)? } else { self.plain() };
            if cell.len() > self.limits.cell_chars && cell.chars().count() > self.limits.cell_chars {
                return Err(ReadError::at(Reason::CellTooLong(self.limits.cell_chars), self.row, column));
            }
            cells.push(cell);
            match bytes.get(self.at) {
                Some(b'\r') if bytes.get(self.at + 1) == Some(&b'\n') => self.at += 2,
                Some(b'\r' | b'\n') => self.at += 1,
                Some(_) => {
                    self.at += 1;
                    continue;
                }
                None => {}
            }
            return Ok(cells);
        }
    }

    fn plain(&mut self) -> String {
        let rest = &self.text[self.at..];
        let ends = |byte: &u8| *byte == self.delimiter || *byte == b'\n' || *byte == b'\r';
        let length = rest.bytes().position(|byte| ends(&byte)).unwrap_or(rest.len());
        self.at += length;
        rest[..length].to_owned()
    }

    fn quoted(&mut self, column: usize) -> Result<String, ReadError> {
        let mut cell = String::new();
        let mut at = self.at + 1;
        loop {
            let rest = &self.text[at..];
            let length = rest.find('"').ok_or(ReadError::at(Reason::UnclosedQuote, self.row, column))?;
            cell.push_str(&rest[..length]);
            at += length + 1;
            match self.text.as_bytes().get(at) {
                Some(b'"') => {
                    cell.push('"');
                    at += 1;
                }
                Some(byte) if *byte != self.delimiter && *byte != b'\n' && *byte != b'\r' => {
                    return Err(ReadError::at(Reason::TextAfterQuote, self.row, column));
                }
                _ => {
                    self.at = at;
                    return Ok(cell);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Csv, read_csv, write_csv};
    use crate::{Limits, Reason, Table};

    fn read(text: &str) -> Table {
        read_csv(text, &Limits::default()).expect("a table")
    }

    fn refused(text: &str) -> (Reason, Option<String>) {
        let error = read_csv(text, &Limits { rows: 2, columns: 3, cell_chars: 9, ..Limits::default() }).expect_err("refused");
        (error.reason.clone(), error.cell())
    }

    #[test]
    fn quotes_and_line_ends_within_cells() {
        let table = read("甲,乙\r\n\"1,\"\"2\"\"\",\"上\r\n下\"\r\n007,\n");
        assert_eq!(table.rows[0].cells, ["1,\"2\"", "上\r\n下"]);
        assert_eq!(table.rows[1].cells, ["007", ""]);
        assert_eq!(table.rows[1].line, 3);
    }

    #[test]
    fn blank_rows_are_counted_and_left_out() {
        let table = read("\n甲,乙,,\n\n,,\n1,2,,\n3\n");
        assert_eq!(table.columns, ["甲", "乙"]);
        assert_eq!(table.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [5, 6]);
        assert_eq!(table.rows[1].cells, ["3", ""]);
    }

    #[test]
    fn other_delimiters() {
        assert_eq!(read("甲\t乙\n1,5\t2\n").rows[0].cells, ["1,5", "2"]);
        assert_eq!(read("甲;乙\n1;2\n").rows[0].cells, ["1", "2"]);
    }

    #[test]
    fn errors_name_the_cell() {
        assert_eq!(refused("甲,乙\n1,\"2"), (Reason::UnclosedQuote, Some("B2".into())));
        assert_eq!(refused("甲,乙\n\"1\"x,2"), (Reason::TextAfterQuote, Some("A2".into())));
        assert_eq!(refused("甲,乙\n1,2,3"), (Reason::ExtraCell, Some("C2".into())));
        assert_eq!(refused("甲,乙\n1,一二三四五六七八九十"), (Reason::CellTooLong(9), Some("B2".into())));
        assert_eq!(refused("甲,乙,甲\n"), (Reason::DuplicateColumn("甲".into()), Some("C1".into())));
        assert_eq!(refused("甲\n1\n2\n3\n"), (Reason::TooManyRows(2), None));
        assert_eq!(refused("甲,乙,丙,丁\n"), (Reason::TooManyColumns(3), Some("D1".into())));
        assert_eq!(refused("\n\n"), (Reason::Empty, None));
    }

    #[test]
    fn formulas_are_written_as_text_and_read_as_they_were() {
        let cells = ["=1+1", "+86", "-5", "@x", "\tx", "'=1", "''x", "'x", "\0"];
        let table = Table::new((1..=9).map(|n| format!("c{n}")).collect(), [cells.map(str::to_owned).to_vec()]);
        let text = String::from_utf8(write_csv(&table, Csv { bom: false, ..Csv::default() })).expect("UTF-8");
        assert!(text.ends_with("\r\n'=1+1,'+86,'-5,'@x,\"'\tx\",''=1,''x,'x,'\0\r\n"), "{text:?}");
        assert_eq!(read(&text), table);
        let plain = write_csv(&table, Csv { bom: false, escape_formulas: false });
        assert!(String::from_utf8(plain).expect("UTF-8").contains("\r\n=1+1,"));
    }
}
