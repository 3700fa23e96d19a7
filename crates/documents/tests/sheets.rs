//! Sheets as spreadsheet programs save them.

use documents::{Limits, Reason, Table, read, write_xlsx};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

fn book(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet().set_hidden(true).write_string(0, 0, "隐藏").expect("writable");
    let page = book.add_worksheet();
    page.set_active(true);
    fill(page);
    book.save_to_buffer().expect("writable")
}

fn cells(fill: impl FnOnce(&mut Worksheet)) -> Vec<String> {
    let bytes = book(|page| {
        page.write_string(0, 0, "甲").expect("writable");
        page.write_string(0, 1, "乙").expect("writable");
        fill(page);
    });
    read("表.xlsx", &bytes, &Limits::default()).expect("a table").rows.remove(0).cells
}

#[test]
fn numbers_and_texts() {
    assert_eq!(
        cells(|page| {
            page.write(1, 0, 2024).and_then(|page| page.write(1, 1, 1.5)).expect("writable");
        }),
        ["2024", "1.5"]
    );
    assert_eq!(
        cells(|page| {
            page.write(1, 0, "0012").and_then(|page| page.write(1, 1, true)).expect("writable");
        }),
        ["0012", "TRUE"]
    );
    assert_eq!(
        cells(|page| {
            page.write(1, 0, "=1+1").and_then(|page| page.write(1, 1, -0.0)).expect("writable");
        }),
        ["=1+1", "0"]
    );
}

#[test]
fn dates_are_iso() {
    let day = ExcelDateTime::from_ymd(2024, 3, 5).expect("a date");
    let noon = ExcelDateTime::from_ymd(2022, 1, 18).and_then(|date| date.and_hms(16, 12, 23)).expect("a time");
    let clock = ExcelDateTime::from_hms(9, 30, 0).expect("a time");
    let (date, time) = (Format::new().set_num_format("yyyy/m/d"), Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"));
    let write = |page: &mut Worksheet| {
        page.write_with_format(1, 0, &day, &date).and_then(|page| page.write_with_format(1, 1, &noon, &time)).expect("writable");
    };
    assert_eq!(cells(write), ["2024-03-05", "2022-01-18 16:12:23"]);
    let write = |page: &mut Worksheet| {
        page.write_with_format(1, 0, &clock, &Format::new().set_num_format("hh:mm")).expect("writable");
    };
    assert_eq!(cells(write)[0], "09:30:00");
}

#[test]
fn titles_over_the_header_are_passed_over() {
    let bytes = book(|page| {
        page.merge_range(0, 0, 0, 2, "二〇二四年提案汇总表", &Format::new()).expect("writable");
        page.write_row(2, 0, ["案号", "案由", "提案人"]).expect("writable");
        page.write_row(4, 0, ["0001", "加装电梯", "甲"]).expect("writable");
    });
    let table = read("汇总", &bytes, &Limits::default()).expect("a table");
    assert_eq!(table.columns, ["案号", "案由", "提案人"]);
    assert_eq!((table.rows.len(), table.rows[0].line), (1, 5));
}

#[test]
fn errors_name_the_cell() {
    let refused = |limits: Limits, fill: fn(&mut Worksheet)| {
        let bytes = book(|page| {
            page.write_row(0, 0, ["甲", "乙"]).expect("writable");
            fill(page);
        });
        let error = read("表.xlsx", &bytes, &limits).expect_err("refused");
        (error.cell(), error.reason)
    };
    let few = Limits { rows: 1, columns: 3, cell_chars: 4, ..Limits::default() };
    assert_eq!(
        refused(few.clone(), |page| {
            page.write(6, 2, "多").expect("writable");
        }),
        (Some("C7".into()), Reason::ExtraCell)
    );
    assert_eq!(
        refused(few.clone(), |page| {
            page.write(1, 1, "一二三四五").expect("writable");
        }),
        (Some("B2".into()), Reason::CellTooLong(4))
    );
    assert_eq!(
        refused(few.clone(), |page| {
            page.write(1, 16_383, "远").expect("writable");
        }),
        (Some("XFD2".into()), Reason::TooManyColumns(3))
    );
    assert_eq!(
        refused(few, |page| {
            page.write_column(1, 0, [1, 2]).expect("writable");
        }),
        (None, Reason::TooManyRows(1))
    );
    assert_eq!(
        refused(Limits::default(), |page| {
            page.write(1, 1, 110_101_199_001_011_234_f64).expect("writable");
        }),
        (Some("B2".into()), Reason::LostDigits)
    );
}

#[test]
fn a_cell_in_the_last_corner_costs_nothing() {
    let bytes = book(|page| {
        page.write_row(0, 0, ["甲", "乙"]).expect("writable");
        page.write(1_048_575, 1, "末").expect("writable");
    });
    let table = read("表.xlsx", &bytes, &Limits::default()).expect("a table");
    assert_eq!((table.rows.len(), table.rows[0].line), (1, 1_048_576));
}

#[test]
fn the_same_table_gives_the_same_bytes() {
    let table = Table::new(vec!["案号".into()], [vec!["0001".into()]]);
    let first = write_xlsx(&table, "提案").expect("writable");
    std::thread::sleep(std::time::Duration::from_millis(1100));
    assert_eq!(write_xlsx(&table, "提案").expect("writable"), first);
}

#[test]
fn a_text_too_long_for_a_sheet_is_named() {
    let table = Table::new(vec!["案由".into()], [vec!["长".repeat(32_768)]]);
    assert_eq!(write_xlsx(&table, "提案").expect_err("refused").to_string(), "A2: more than 32767 characters");
}
