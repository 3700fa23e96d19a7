//! Sheets that people fill in and get back: templates and marked errors.

use std::io::{Cursor, Read};

use documents::{CellError, Limits, Row, Table, TemplateColumn, TemplateWords, annotate_xlsx, read, template_xlsx};

fn member(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut text = String::new();
    archive.by_name(name).expect("the member").read_to_string(&mut text).expect("text");
    text
}

fn table() -> Table {
    let row = |line, cells: [&str; 2]| Row { line, cells: cells.map(str::to_owned).to_vec() };
    Table { columns: vec!["案由".into(), "提案人".into()], rows: vec![row(2, ["", "甲"]), row(4, ["修路", "乙等0人"])] }
}

fn error(row: usize, column: usize, reason: &str) -> CellError {
    CellError { row, column: Some(column), reason: reason.to_owned() }
}

#[test]
fn errors_come_back_in_the_sheet() {
    let errors = [error(2, 1, "案由不能为空"), error(4, 2, "人数不对"), CellError { row: 4, column: None, reason: "与第 2 行重复".into() }];
    let bytes = annotate_xlsx(&table(), "提案", "错误", &errors).expect("writable");
    let again = read("退回.xlsx", &bytes, &Limits::default()).expect("a table");
    assert_eq!(again.columns, ["案由", "提案人", "错误"]);
    assert_eq!(again.rows[0], Row { line: 2, cells: vec!["".into(), "甲".into(), "A2 案由不能为空".into()] });
    assert_eq!(again.rows[1], Row { line: 4, cells: vec!["修路".into(), "乙等0人".into(), "B4 人数不对\n4 与第 2 行重复".into()] });
    let notes = member(&bytes, "xl/comments1.xml");
    assert!(notes.contains("ref=\"A2\"") && notes.contains("ref=\"B4\"") && notes.contains("人数不对") && !notes.contains("重复"));
    assert!(member(&bytes, "xl/styles.xml").contains("F9D7D3"));
}

#[test]
fn a_corrected_sheet_can_be_marked_again() {
    let first = annotate_xlsx(&table(), "提案", "错误", &[error(2, 1, "案由不能为空"), error(4, 2, "人数不对")]).expect("writable");
    let handed_in = read("退回.xlsx", &first, &Limits::default()).expect("a table");
    let second = annotate_xlsx(&handed_in, "提案", "错误", &[error(2, 1, "案由不能为空")]).expect("writable");
    let again = read("退回.xlsx", &second, &Limits::default()).expect("a table");
    assert_eq!(again.columns, ["案由", "提案人", "错误"]);
    assert_eq!(again.rows[1].cells[2], "");
}

#[test]
fn errors_of_the_header_and_of_json_have_a_place() {
    let header = annotate_xlsx(&table(), "提案", "错误", &[error(1, 2, "不认识这一列")]).expect("writable");
    assert!(member(&header, "xl/comments1.xml").contains("ref=\"B1\""));
    let json = Table { rows: vec![Row { line: 1, cells: vec!["修路".into(), "甲".into()] }], ..table() };
    let marked = annotate_xlsx(&json, "提案", "错误", &[error(1, 1, "太短")]).expect("writable");
    assert_eq!(read("a.xlsx", &marked, &Limits::default()).expect("a table").rows[0].cells, ["修路", "甲", "A1 太短"]);
}

#[test]
fn a_template_asks_for_what_is_needed() {
    let many: Vec<String> = (0..60).map(|at| format!("第{at}界别，某某")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let columns = [
        TemplateColumn { name: "姓名", required: true, hint: "身份证上的姓名", example: "张三", choices: &[] },
        TemplateColumn { name: "性别", choices: &["男", "女"], ..TemplateColumn::default() },
        TemplateColumn { name: "界别", hint: "本届的界别", choices: &many, ..TemplateColumn::default() },
    ];
    let words = TemplateWords {
        sheet: "导入",
        notes: "填写说明",
        choices: "选项",
        headers: ["列名", "必填", "填写要求", "示例"],
        yes: "是",
        pick: "请从下拉列表中选择。",
    };
    let bytes = template_xlsx(&columns, &words).expect("writable");
    let table = read("模板.xlsx", &bytes, &Limits::default()).expect("a table");
    assert_eq!((table.columns.join(","), table.rows.len()), ("姓名,性别,界别".to_owned(), 0));
    let form = member(&bytes, "xl/worksheets/sheet1.xml");
    assert!(form.contains("<formula1>'选项'!$A$2:$A$3</formula1>") && form.contains("<formula1>'选项'!$B$2:$B$61</formula1>"), "{form}");
    assert!(form.contains("身份证上的姓名"));
    assert!(member(&bytes, "xl/workbook.xml").contains("填写说明"));
    let texts = member(&bytes, "xl/sharedStrings.xml");
    assert!(texts.contains("张三") && texts.contains("是"));
}
