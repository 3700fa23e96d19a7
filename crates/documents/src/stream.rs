//! 逐行读取: the rows of a large csv one after the other, in the memory of one block, whatever the size of the file.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;

use encoding_rs::{Decoder, DecoderResult, GB18030, UTF_8};

use crate::csv::{Records, delimiter, without_mark};
use crate::{Limits, ReadError, Reason, Row};

/// Read at once.
const BLOCK_BYTES: usize = 64 << 10;
/// A record that does not end within so much text has a quotation mark that is never closed.
const RECORD_BYTES: usize = 16 << 20;

/// Rows as [`crate::read`] gives them, without ever holding the table.
pub struct Rows {
    file: File,
    decoder: Decoder,
    block: Vec<u8>,
    text: String,
    at: usize,
    row: usize,
    rows: usize,
    ended: bool,
    delimiter: u8,
    columns: Vec<String>,
    limits: Limits,
}

impl Rows {
    /// Opens a csv in UTF-8 or GB18030 and reads its header. `Limits::file_bytes` does not count here.
    ///
    /// # Errors
    /// Those of the file, and what [`Reason`] lists as the inner one.
    pub fn open(path: &Path, limits: &Limits) -> std::io::Result<Result<Rows, ReadError>> {
        let mut file = File::open(path)?;
        let utf8 = is_utf8(&mut file)?;
        file.rewind()?;
        let decoder = if utf8 { UTF_8.new_decoder_with_bom_removal() } else { GB18030.new_decoder_without_bom_handling() };
        let mut rows = Rows {
            file,
            decoder,
            block: vec![0; BLOCK_BYTES],
            text: String::new(),
            at: 0,
            row: 0,
            rows: 0,
            ended: false,
            delimiter: b',',
            columns: Vec::new(),
            limits: limits.clone(),
        };
        Ok(rows.header().map(|()| rows))
    }

    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Where the column of this name stands, from 0.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    fn header(&mut self) -> Result<(), ReadError> {
        self.fill()?;
        self.delimiter = delimiter(&self.text);
        let header = self.filled()?.ok_or(ReadError::new(Reason::Empty))?;
        let columns = crate::read::header(header, &self.limits)?;
        self.columns = if self.limits.unescape_formulas { columns.into_iter().map(without_mark).collect() } else { columns };
        Ok(())
    }

    /// The next row with a value in it; `None` at the end.
    ///
    /// # Errors
    /// What [`Reason`] lists, with the row.
    pub fn next_row(&mut self) -> Result<Option<Row>, ReadError> {
        let Some(mut row) = self.filled()? else { return Ok(None) };
        if self.rows == self.limits.rows {
            return Err(ReadError::in_row(Reason::TooManyRows(self.limits.rows), row.line));
        }
        self.rows += 1;
        crate::read::fit(&mut row, self.columns.len())?;
        if self.limits.unescape_formulas {
            row.cells = row.cells.into_iter().map(without_mark).collect();
        }
        Ok(Some(row))
    }

    fn filled(&mut self) -> Result<Option<Row>, ReadError> {
        loop {
            if self.at >= self.text.len() {
                if self.ended {
                    return Ok(None);
                }
                self.fill()?;
                continue;
            }
            let mut records = Records { text: &self.text, at: self.at, row: self.row + 1, delimiter: self.delimiter, limits: &self.limits };
            let read = records.record();
            let end = records.at;
            // What ends with the block may go on in the next one.
            let whole = self.ended || read.as_ref().map_or_else(|e| e.reason != Reason::UnclosedQuote, |_| end < self.text.len());
            if !whole && self.text.len() - self.at < RECORD_BYTES {
                self.fill()?;
                continue;
            }
            let cells = read?;
            (self.at, self.row) = (end, self.row + 1);
            if cells.iter().any(|cell| !cell.is_empty()) {
                return Ok(Some(Row { line: self.row, cells }));
            }
        }
    }

    /// One block more, behind what was not read yet.
    fn fill(&mut self) -> Result<(), ReadError> {
        self.text.drain(..self.at);
        self.at = 0;
        let wrong = || ReadError::in_row(Reason::Encoding, self.row + 1);
        let read = self.file.read(&mut self.block).map_err(|_| ReadError::in_row(Reason::Damaged, self.row + 1))?;
        self.ended = read == 0;
        let most = self.decoder.max_utf8_buffer_length_without_replacement(read).ok_or_else(wrong)?;
        self.text.reserve(most);
        match self.decoder.decode_to_string_without_replacement(&self.block[..read], &mut self.text, self.ended) {
            (DecoderResult::InputEmpty, _) => Ok(()),
            _ => Err(ReadError::in_row(Reason::Encoding, self.row + 1)),
        }
    }
}

fn is_utf8(file: &mut File) -> std::io::Result<bool> {
    let mut decoder = UTF_8.new_decoder_with_bom_removal();
    let (mut block, mut text) = (vec![0; BLOCK_BYTES], String::new());
    loop {
        let read = file.read(&mut block)?;
        text.clear();
        text.reserve(decoder.max_utf8_buffer_length_without_replacement(read).unwrap_or(4 * BLOCK_BYTES));
        match decoder.decode_to_string_without_replacement(&block[..read], &mut text, read == 0) {
            (DecoderResult::InputEmpty, _) if read == 0 => return Ok(true),
            (DecoderResult::InputEmpty, _) => {}
            _ => return Ok(false),
        }
    }
}
