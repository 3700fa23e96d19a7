//! Archives made to hurt (quality.md R33).

use std::io::{Cursor, Write};
use std::time::Instant;

use documents::{Limits, Reason, Table, read, write_xlsx};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        zip.start_file(*name, SimpleFileOptions::default()).expect("writable");
        zip.write_all(content).expect("writable");
    }
    zip.finish().expect("writable").into_inner()
}

fn refused(bytes: &[u8]) -> Reason {
    let started = Instant::now();
    let reason = read("表.xlsx", bytes, &Limits::default()).expect_err("refused").reason;
    assert!(started.elapsed().as_secs() < 5, "took {:?}", started.elapsed());
    reason
}

/// A good workbook with one member added or replaced.
fn workbook_with(name: &str, content: &[u8]) -> Vec<u8> {
    let good = write_xlsx(&Table::new(vec!["甲".into(), "乙".into()], [vec!["1".into(), "2".into()]]), "表").expect("writable");
    let mut source = ZipArchive::new(Cursor::new(&good)).expect("an archive");
    let mut members: Vec<(String, Vec<u8>)> = Vec::new();
    for at in 0..source.len() {
        let mut member = source.by_index(at).expect("a member");
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut member, &mut bytes).expect("readable");
        let member_name = member.name().expect("a name").into_owned();
        if member_name != name {
            members.push((member_name, bytes));
        }
    }
    members.push((name.to_owned(), content.to_vec()));
    let members: Vec<(&str, &[u8])> = members.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    archive(&members)
}

#[test]
fn an_untouched_copy_is_read() {
    assert!(read("表.xlsx", &workbook_with("docProps/note.txt", b"x"), &Limits::default()).is_ok());
}

#[test]
fn a_reference_beyond_all_rows_names_no_other() {
    let sheet = |dimension: &str, cell: &str| {
        let cells = format!("<row><c r=\"A1\"><v>1</v></c><c r=\"B1\"><v>2</v></c></row><row><c r=\"{cell}\"><v>3</v></c></row>");
        format!(
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><dimension ref=\"{dimension}\"/><sheetData>{cells}</sheetData></worksheet>"
        )
    };
    let of = |dimension, cell| workbook_with("xl/worksheets/sheet1.xml", sheet(dimension, cell).as_bytes());
    assert!(read("表.xlsx", &of("A1:B2", "A2"), &Limits::default()).is_ok());
    for (dimension, cell) in [("A1:B99999999999", "A2"), ("A1:B2", "A4294967298"), ("A1:B2", "ZZZZZZZZZZ2")] {
        assert_eq!(refused(&of(dimension, cell)), Reason::Damaged, "{dimension} {cell}");
    }
}

#[test]
fn bombs_are_refused_before_they_unpack() {
    let zeros = vec![0; 80 << 20];
    assert_eq!(refused(&archive(&[("xl/worksheets/sheet1.xml", &zeros)])), Reason::UnsafeArchive);
    let many: Vec<(String, Vec<u8>)> = (0..2_049).map(|at| (format!("m{at}"), Vec::new())).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    assert_eq!(refused(&archive(&many)), Reason::UnsafeArchive);
}

#[test]
fn a_member_that_lies_about_its_size_is_counted() {
    let mut bytes = archive(&[("xl/worksheets/sheet1.xml", &vec![b' '; 66 << 20])]);
    let size = (66u32 << 20).to_le_bytes();
    let places: Vec<usize> = (0..bytes.len() - 4).filter(|at| bytes[*at..*at + 4] == size).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + 4].copy_from_slice(&100u32.to_le_bytes());
    }
    assert!(matches!(refused(&bytes), Reason::UnsafeArchive | Reason::Damaged));
}

#[test]
fn macros_and_outside_names_are_refused() {
    assert_eq!(refused(&workbook_with("xl/vbaProject.bin", b"x")), Reason::Macros);
    assert_eq!(
        refused(&workbook_with("[Content_Types].xml", b"<Types ContentType='application/vnd.ms-excel.sheet.macroEnabled.main+xml'/>")),
        Reason::Macros
    );
    assert_eq!(refused(&workbook_with("../../etc/passwd", b"x")), Reason::UnsafeArchive);
}

#[test]
fn document_types_are_refused_wherever_they_stand() {
    let bomb = b"<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><x>&a;</x>";
    assert_eq!(refused(&workbook_with("xl/sharedStrings.xml", bomb)), Reason::Dtd);
    for offset in (1 << 16) - 12..=(1 << 16) + 2 {
        let late = [vec![b' '; offset], b"<!DOCTYPE x>".to_vec()].concat();
        assert_eq!(refused(&workbook_with("xl/sharedStrings.xml", &late)), Reason::Dtd, "{offset}");
    }
    let wide: Vec<u8> = "<!DOCTYPE x>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(refused(&workbook_with("xl/sharedStrings.xml", &wide)), Reason::Damaged);
}

#[test]
fn other_files_are_told_apart() {
    assert_eq!(refused(b"PK\x03\x04 nothing"), Reason::Damaged);
    assert_eq!(refused(&archive(&[("readme.txt", b"x")])), Reason::Damaged);
    assert_eq!(refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Reason::OldFormat);
    assert_eq!(refused(b"<html><table>"), Reason::UnknownKind);
    assert_eq!(refused(b""), Reason::Empty);
}
