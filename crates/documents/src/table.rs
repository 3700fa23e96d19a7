//! 表格: named columns and rows of text.

/// A table as it came from a file. Every row has as many cells as there are columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<Row>,
}

/// A row and where it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The row of the sheet as a spreadsheet program numbers it (the header is usually 1); in jsonl the line, in json the place in the array.
    pub line: usize,
    pub cells: Vec<String>,
}

impl Table {
    /// A table of these rows, numbered from 2 as under a header. Short rows are filled, long ones cut.
    pub fn new(columns: Vec<String>, rows: impl IntoIterator<Item = Vec<String>>) -> Self {
        let width = columns.len();
        let filled = |(at, mut cells): (usize, Vec<String>)| {
            cells.resize(width, String::new());
            Row { line: at + 2, cells }
        };
        Self { columns, rows: rows.into_iter().enumerate().map(filled).collect() }
    }

    /// Where the column of this name stands, from 0.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }
}

/// The name of a cell as spreadsheet programs write it, row and column from 1: `cell_name(7, 3) == "C7"`.
pub fn cell_name(row: usize, column: usize) -> String {
    format!("{}{row}", column_letters(column))
}

/// The letters of a column from 1: A, …, Z, AA, …
pub fn column_letters(column: usize) -> String {
    let mut left = column;
    let mut letters = Vec::new();
    while left > 0 {
        left -= 1;
        letters.push(char::from(b'A' + (left % 26) as u8));
        left /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::{Table, cell_name, column_letters};

    #[test]
    fn cells_are_named_as_in_a_spreadsheet() {
        assert_eq!(cell_name(7, 3), "C7");
        assert_eq!(["A", "Z", "AA", "AZ", "XFD"], [1, 26, 27, 52, 16_384].map(column_letters).each_ref().map(String::as_str));
    }

    #[test]
    fn rows_are_as_wide_as_the_header() {
        let table = Table::new(vec!["甲".into(), "乙".into()], [vec!["1".into()], vec!["1".into(), "2".into(), "3".into()]]);
        assert_eq!(table.rows[0].cells, ["1", ""]);
        assert_eq!((table.rows[1].cells.len(), table.rows[1].line), (2, 3));
        assert_eq!(table.column("乙"), Some(1));
    }
}
