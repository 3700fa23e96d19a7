//! R33: files that mean harm, sent as an import: refused within a second, without eating memory, and nothing is left on disk.

use std::io::{Cursor, Read, Write};
use std::time::Instant;

use serde_json::{Map, Value, json};
use zip::write::SimpleFileOptions;

use crate::Length;
use crate::load::Connection;
use crate::program::{Outcome, Program};

const BAR_MS: f64 = 1_000.0;
const BAR_MB: f64 = 64.0;

pub fn run(length: Length) -> Outcome<Value> {
    let program = Program::start(tempfile::tempdir()?)?;
    let token = program.token("tangchuan", "proposal_office")?;
    let megabytes = match length {
        Length::Long => 10_240,
        Length::Short => 300,
        Length::Check => 32,
    };
    let files: Vec<(&str, &str, Vec<u8>)> = vec![
        ("bomb", "a.xlsx", sheet_with("xl/worksheets/sheet1.xml", megabytes << 20)?),
        ("bomb of strings", "a.xlsx", sheet_with("xl/sharedStrings.xml", megabytes.min(100) << 20)?),
        ("many members", "a.xlsx", members(100_000)?),
        ("path outside", "a.xlsx", archive(&[("[Content_Types].xml", b"x"), ("xl/workbook.xml", b"x"), ("../../../x", b"x")])?),
        ("symbolic link", "a.xlsx", link()?),
        ("entities", "a.xlsx", archive(&[("[Content_Types].xml", ENTITIES), ("xl/workbook.xml", ENTITIES)])?),
        ("entities in a document", "a.docx", archive(&[("[Content_Types].xml", b"x"), ("word/document.xml", ENTITIES)])?),
        ("macros", "a.docx", archive(&[("[Content_Types].xml", b"x"), ("word/document.xml", b"x"), ("word/vbaProject.bin", b"x")])?),
        ("page as picture", "a.png", [PNG, b"<html><script>alert(1)</script>"].concat()),
        ("page as pdf", "a.pdf", b"%PDF-1.7\n<script>alert(1)</script>\n%%EOF".to_vec()),
        ("pixels", "a.png", PNG.to_vec()),
        ("virus", "a.txt", ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!$H+H*"].concat().into_bytes()),
        ("program", "a.csv", b"MZ\x90\0\x03\0\0\0".to_vec()),
        ("other name", "a.xlsx", b"%PDF-1.7\n1 0 obj\n%%EOF".to_vec()),
    ];
    let kept = || count(&program.folder.path().join("files"));
    let (mut figures, mut good) = (Map::new(), true);
    // The first request of its kind pays for what is loaded once.
    let mut connection = Connection::open(program.port, &token)?;
    connection.upload("/api/v1/proposals/import", "warm", &json!({}), ("file", "a.txt", b"a"))?;
    let idle_mb = program.rss_mb()?;
    let before = kept();
    for (what, name, content) in files {
        let mut connection = Connection::open(program.port, &token)?;
        let started = Instant::now();
        let answer = connection.upload("/api/v1/proposals/import", what, &json!({}), ("file", name, &content))?;
        let took_ms = started.elapsed().as_secs_f64() * 1e3;
        good &= answer.status == 422 && length.bar(took_ms <= BAR_MS);
        figures.insert(what.into(), json!({ "status": answer.status, "ms": took_ms.round() }));
    }
    let grown_mb = (program.rss_mb()? - idle_mb).max(0.0);
    let left = kept().saturating_sub(before);
    Ok(
        json!({ "good": good && left == 0 && length.bar(grown_mb <= BAR_MB), "files": figures, "grown_mb": grown_mb.round(), "left_on_disk": left, "bar_ms": BAR_MS, "bar_mb": BAR_MB }),
    )
}

/// 50,000 by 50,000 pixels in its header.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xc3\x50\0\0\xc3\x50\x08\x06\0\0\0";
const ENTITIES: &[u8] =
    b"<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\"><!ENTITY c \"&b;&b;&b;\">]><a>&c;</a>";

fn archive(members: &[(&str, &[u8])]) -> Outcome<Vec<u8>> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        out.start_file(*name, SimpleFileOptions::default())?;
        out.write_all(content)?;
    }
    Ok(out.finish()?.into_inner())
}

/// A workbook whose member unpacks to so many zeros.
fn sheet_with(member: &str, bytes: u64) -> Outcome<Vec<u8>> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["[Content_Types].xml", "xl/workbook.xml"] {
        out.start_file(name, SimpleFileOptions::default())?;
        out.write_all(b"<a/>")?;
    }
    out.start_file(member, SimpleFileOptions::default().large_file(true))?;
    std::io::copy(&mut std::io::repeat(b'0').take(bytes), &mut out)?;
    Ok(out.finish()?.into_inner())
}

fn members(count: usize) -> Outcome<Vec<u8>> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["[Content_Types].xml".to_owned(), "xl/workbook.xml".to_owned()].into_iter().chain((0..count).map(|n| format!("xl/{n}"))) {
        out.start_file(name, SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored))?;
    }
    Ok(out.finish()?.into_inner())
}

fn link() -> Outcome<Vec<u8>> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["[Content_Types].xml", "xl/workbook.xml"] {
        out.start_file(name, SimpleFileOptions::default())?;
    }
    out.add_symlink("xl/worksheets/sheet1.xml", "/etc/passwd", SimpleFileOptions::default())?;
    Ok(out.finish()?.into_inner())
}

fn count(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|e| if e.path().is_dir() { count(&e.path()) } else { 1 }).sum()
}
