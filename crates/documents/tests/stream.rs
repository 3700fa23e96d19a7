//! Row by row, a csv is read as it is read whole.

use std::io::Write;

use documents::{Limits, Rows, Table, read};
use proptest::prelude::*;

fn streamed(bytes: &[u8], limits: &Limits) -> Result<Table, String> {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(bytes).expect("written");
    let mut rows = Rows::open(file.path(), limits).expect("opened").map_err(|e| e.to_string())?;
    let mut table = Table { columns: rows.columns().to_vec(), rows: Vec::new() };
    while let Some(row) = rows.next_row().map_err(|e| e.to_string())? {
        table.rows.push(row);
    }
    Ok(table)
}

proptest! {
    #[test]
    fn row_by_row_is_the_same_as_whole(lines in proptest::collection::vec("(\"[^\"]{0,9}\"|[^\"\r\n]{0,9})(,(\"([^\"]|\"\"){0,9}\"|[^\",\r\n]{0,9})){0,3}(\r\n|\n)", 1..40)) {
        let text = format!("a,b,c,d\n{}", lines.concat());
        let whole = read("x.csv", text.as_bytes(), &Limits::default()).map_err(|e| e.to_string());
        prop_assert_eq!(streamed(text.as_bytes(), &Limits::default()), whole);
    }
}

#[test]
fn records_that_cross_a_block_are_whole() {
    let cell = "𬒈埠镇\n\"\"甲\"\"，".repeat(700);
    let row = |n: usize| format!("{n},\"{cell}\",=x\r\n");
    let text = format!("代码,名称,备注\r\n{}", (0..60).map(row).collect::<String>());
    let whole = read("x.csv", text.as_bytes(), &Limits::default()).expect("a table");
    assert_eq!(whole.rows.len(), 60);
    assert_eq!(streamed(text.as_bytes(), &Limits::default()).expect("rows"), whole);
    let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    assert_eq!(streamed(&marked, &Limits::default()).expect("rows"), whole);
    let gb = encoding(&text);
    assert_eq!(streamed(&gb, &Limits::default()).expect("rows"), whole);
}

/// As an office writes it.
fn encoding(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

#[test]
fn what_is_wrong_is_named_by_its_row() {
    let wrong = |text: &str| streamed(text.as_bytes(), &Limits::default()).expect_err("refused");
    assert!(wrong("a,b\n1,2\n\n3,\"4\n").contains("row 4"), "{}", wrong("a,b\n1,2\n\n3,\"4\n"));
    assert!(wrong("a\n1,2\n").contains("row 2"));
    assert!(wrong("").contains("empty"));
    assert!(streamed(b"a\nb\nc\n", &Limits { rows: 1, ..Limits::default() }).expect_err("refused").contains("more than 1 rows"));
}
