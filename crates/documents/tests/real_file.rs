//! A real table, read at run time where it is at hand. Nothing of it is repeated here.

use documents::{Csv, Limits, Table, read, write_csv, write_jsonl, write_xlsx};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");

#[test]
fn a_real_table_comes_back_equal_in_every_format() {
    let folders = std::fs::read_dir(FOLDER).into_iter().flatten().flatten();
    let Some(file) = folders.map(|folder| folder.path().join("proposals.csv")).find(|file| file.exists()) else {
        println!("skipped: no real table is here");
        return;
    };
    let table = read("proposals.csv", &std::fs::read(file).expect("readable"), &Limits::default()).expect("a table");
    println!("{} rows of {} columns", table.rows.len(), table.columns.len());
    let again = |name: &str, bytes: Vec<u8>| read(name, &bytes, &Limits::default()).expect("what was written is read");
    assert_eq!(again("a.csv", write_csv(&table, Csv::default())), table);
    assert_eq!(again("a.xlsx", write_xlsx(&table, "提案").expect("writable")), table);
    let cells = |table: Table| table.rows.into_iter().map(|row| row.cells).collect::<Vec<_>>();
    assert_eq!(cells(again("a.jsonl", write_jsonl(&table))), cells(table));
}
