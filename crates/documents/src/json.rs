//! JSON and JSON Lines: an object is a row, its keys are columns.

use serde_json::{Map, Value};

use crate::{Limits, ReadError, Reason, Row, Table};

/// Reads an array of objects. `Row::line` is the place in the array, from 1.
pub(crate) fn read_json(text: &str, limits: &Limits) -> Result<Table, ReadError> {
    let objects: Vec<Value> = serde_json::from_str(text).map_err(|error| wrong(&error, error.line()))?;
    collect(objects.into_iter().enumerate().map(|(at, value)| Ok((at + 1, value))), limits)
}

/// Reads one object a line. `Row::line` is the line, from 1.
pub(crate) fn read_jsonl(text: &str, limits: &Limits) -> Result<Table, ReadError> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    collect(
        lines.map(|(at, line)| match serde_json::from_str(line) {
            Ok(value) => Ok((at + 1, value)),
            Err(error) => Err(wrong(&error, at + 1)),
        }),
        limits,
    )
}

fn wrong(error: &serde_json::Error, line: usize) -> ReadError {
    ReadError::in_row(Reason::Json(error.to_string()), line)
}

fn collect(values: impl Iterator<Item = Result<(usize, Value), ReadError>>, limits: &Limits) -> Result<Table, ReadError> {
    let mut table = Table::default();
    for value in values {
        let (line, value) = value?;
        let Value::Object(object) = value else {
            return Err(ReadError::in_row(Reason::Json("an object is expected".to_owned()), line));
        };
        if table.rows.len() == limits.rows {
            return Err(ReadError::in_row(Reason::TooManyRows(limits.rows), line));
        }
        let cells = cells(object, line, &mut table.columns, limits)?;
        table.rows.push(Row { line, cells });
    }
    if table.columns.is_empty() {
        return Err(ReadError::new(Reason::Empty));
    }
    let width = table.columns.len();
    table.rows.iter_mut().for_each(|row| row.cells.resize(width, String::new()));
    Ok(table)
}

fn cells(object: Map<String, Value>, line: usize, columns: &mut Vec<String>, limits: &Limits) -> Result<Vec<String>, ReadError> {
    let mut cells = vec![String::new(); columns.len()];
    for (key, value) in object {
        let at = columns.iter().position(|column| *column == key).unwrap_or_else(|| {
            columns.push(key);
            columns.len() - 1
        });
        if at >= limits.columns {
            return Err(ReadError::at(Reason::TooManyColumns(limits.columns), line, at + 1));
        }
        cells.resize(columns.len(), String::new());
        cells[at] = match value {
            Value::Null => String::new(),
            Value::String(text) => text,
            other => other.to_string(),
        };
        if cells[at].chars().count() > limits.cell_chars {
            return Err(ReadError::at(Reason::CellTooLong(limits.cell_chars), line, at + 1));
        }
    }
    Ok(cells)
}

/// The table as JSON Lines, every value a string, every row with every column.
pub fn write_jsonl(table: &Table) -> Vec<u8> {
    let mut out = String::new();
    for row in &table.rows {
        let pairs = table.columns.iter().cloned().zip(row.cells.iter().cloned().map(Value::String));
        out.push_str(&Value::Object(pairs.collect::<Map<_, _>>()).to_string());
        out.push('\n');
    }
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::{read_json, read_jsonl, write_jsonl};
    use crate::{Limits, Reason};

    #[test]
    fn columns_are_collected_in_order() {
        let table = read_json(r#"[{"b":"x","a":1},{"c":null,"b":true,"d":{"e":[1]}}]"#, &Limits::default()).expect("a table");
        assert_eq!(table.columns, ["b", "a", "c", "d"]);
        assert_eq!(table.rows[0].cells, ["x", "1", "", ""]);
        assert_eq!(table.rows[1].cells, ["true", "", "", r#"{"e":[1]}"#]);
    }

    #[test]
    fn errors_name_the_line() {
        let error = read_jsonl("{\"a\":1}\n\n{\"a\":\n", &Limits::default()).expect_err("refused");
        assert_eq!(error.row, Some(3));
        assert!(matches!(read_json("[1]", &Limits::default()).expect_err("refused").reason, Reason::Json(_)));
        assert_eq!(read_json("[]", &Limits::default()).expect_err("refused").reason, Reason::Empty);
    }

    #[test]
    fn what_was_written_is_read() {
        let text = "{\"案由\":\"上\\n下\",\"号\":\"0001\"}\n{\"案由\":\"\",\"号\":\"=1\"}\n";
        let table = read_jsonl(text, &Limits::default()).expect("a table");
        assert_eq!(write_jsonl(&table), text.as_bytes());
    }
}
