//! What is exported comes in again, and exported again is the same file.

use documents::{Csv, Limits, Table, read, write_csv, write_jsonl, write_xlsx};
use proptest::prelude::*;

/// Cells as people fill them, with everything that a table format stumbles over.
fn cell() -> impl Strategy<Value = String> {
    const AWKWARD: [&str; 24] = [
        "",
        "007",
        "0",
        "1e5",
        "=1+1",
        "'=1",
        "'",
        "''",
        "-5",
        "+86",
        "@",
        "\t",
        "甲,乙",
        "\"引\"",
        "上\n下",
        "上\r\n下",
        "\r",
        " 空 ",
        "𠮷𰻝",
        "；",
        "\u{feff}x",
        "null",
        "TRUE",
        "2024-03-05",
    ];
    prop_oneof![proptest::sample::select(&AWKWARD[..]).prop_map(str::to_owned), "[a-z0-9甲乙丙，。\"',;\n\t =+-]{0,12}", any::<String>()]
}

/// Distinct columns, and a first cell in every row, as a record's number is.
fn table() -> impl Strategy<Value = Table> {
    (1usize..5).prop_flat_map(|width| {
        let columns = (0..width).map(|at| format!("列{at}")).collect::<Vec<_>>();
        let row = (1u32..9999, proptest::collection::vec(cell(), width - 1));
        proptest::collection::vec(row, 1..8).prop_map(move |rows| {
            Table::new(columns.clone(), rows.into_iter().map(|(number, cells)| [vec![format!("{number:04}")], cells].concat()))
        })
    })
}

proptest! {
    #[test]
    fn csv(table in table(), bom: bool) {
        let how = Csv { bom, ..Csv::default() };
        let first = write_csv(&table, how);
        let again = read("表.csv", &first, &Limits::default()).expect("what was written is read");
        prop_assert_eq!(&again.columns, &table.columns);
        prop_assert!(again.rows.iter().map(|row| &row.cells).eq(table.rows.iter().map(|row| &row.cells)));
        prop_assert_eq!(write_csv(&again, how), first);
    }

    #[test]
    fn csv_as_it_stands(table in table()) {
        let how = Csv { bom: false, escape_formulas: false };
        let first = write_csv(&table, how);
        let again = read("表.csv", &first, &Limits { unescape_formulas: false, ..Limits::default() }).expect("what was written is read");
        prop_assert_eq!(write_csv(&again, how), first);
    }

    #[test]
    fn jsonl(table in table()) {
        let first = write_jsonl(&table);
        let again = read("表.jsonl", &first, &Limits::default()).expect("what was written is read");
        prop_assert_eq!(write_jsonl(&again), first);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for name in ["a.csv", "a.xlsx", "a.json", "a.jsonl", "a"] {
            let _ = read(name, &bytes, &Limits::default());
        }
        let _ = read("a.xlsx", &[b"PK\x03\x04", bytes.as_slice(), b"PK\x05\x06"].concat(), &Limits::default());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    /// A sheet cannot hold control characters, and has one kind of line end.
    #[test]
    fn xlsx(table in table()) {
        let mut table = table;
        for row in &mut table.rows {
            row.cells = row.cells.iter().map(|cell| cell.replace(['\r', '\t'], "").replace(|c: char| (c.is_control() && c != '\n') || matches!(c, '\u{fffe}' | '\u{ffff}'), "")).collect();
        }
        let first = write_xlsx(&table, "提案").expect("writable");
        let again = read("表.xlsx", &first, &Limits::default()).expect("what was written is read");
        if again.columns.len() > 1 {
            prop_assert_eq!(&again, &table);
            prop_assert_eq!(write_xlsx(&again, "提案").expect("writable"), first);
        }
    }
}
