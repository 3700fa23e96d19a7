//! Attachments by their content.

use std::io::{Cursor, Write};
use std::time::Instant;

use documents::{Kind, Refusal, Table, sniff, write_xlsx};
use proptest::prelude::*;
use zip::{ZipWriter, write::SimpleFileOptions};

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n";

fn archive(names: &[&str]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for name in names {
        zip.start_file(*name, SimpleFileOptions::default()).expect("writable");
        zip.write_all(b"<x/>").expect("writable");
    }
    zip.finish().expect("writable").into_inner()
}

fn png(width: u32, height: u32) -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &width.to_be_bytes(), &height.to_be_bytes(), b"\x08\x02\0\0\0"].concat()
}

fn jpeg(width: u16, height: u16) -> Vec<u8> {
    [
        b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xc0\0\x11\x08".as_slice(),
        &height.to_be_bytes(),
        &width.to_be_bytes(),
        b"\x03",
    ]
    .concat()
}

fn compound(streams: &[&str]) -> Vec<u8> {
    let names = streams.iter().flat_map(|name| name.encode_utf16().flat_map(u16::to_le_bytes));
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".iter().copied().chain(vec![0; 512]).chain(names).collect()
}

#[test]
fn every_kind_is_recognised() {
    let xlsx = write_xlsx(&Table::new(vec!["甲".into()], [vec!["1".into()]]), "表").expect("writable");
    for (bytes, kind) in [
        (PDF.to_vec(), Kind::Pdf),
        (png(5_000, 10_000), Kind::Png),
        (jpeg(4_000, 3_000), Kind::Jpeg),
        (xlsx, Kind::Xlsx),
        (archive(&["[Content_Types].xml", "word/document.xml"]), Kind::Docx),
        (archive(&["[Content_Types].xml", "ppt/presentation.xml"]), Kind::Pptx),
        (archive(&["OFD.xml", "Doc_0/Document.xml"]), Kind::Ofd),
        (compound(&["WordDocument"]), Kind::Doc),
        (compound(&["Workbook"]), Kind::Xls),
        ("附件：调研提纲\r\n一、问题 < 三个".as_bytes().to_vec(), Kind::Txt),
        (b"\xb8\xbd\xbc\xfe\r\n".to_vec(), Kind::Txt),
    ] {
        assert_eq!(sniff(&bytes), Ok(kind));
    }
}

#[test]
fn what_could_do_harm_is_refused() {
    for (bytes, refusal) in [
        (b"<html><body>".to_vec(), Refusal::Markup),
        (b"  <!DOCTYPE html>".to_vec(), Refusal::Markup),
        (b"<?xml version=\"1.0\"?><svg/>".to_vec(), Refusal::Markup),
        (b"hello <SCRIPT >alert(1)</SCRIPT>".to_vec(), Refusal::Markup),
        ([PDF, b"<script>alert(1)</script>\n%%EOF"].concat(), Refusal::Markup),
        ([b"%PDF-1.7\n<html>", PDF].concat(), Refusal::Markup),
        ([png(1, 1), b"<svg onload=alert(1)>".to_vec()].concat(), Refusal::Markup),
        (b"#!/bin/sh\nrm -r x".to_vec(), Refusal::Program),
        (b"MZ\x90\0\x03\0\0\0".to_vec(), Refusal::Program),
        (b"\x7fELF\x02\x01\x01".to_vec(), Refusal::Program),
        (["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!$H+H*"].concat().into_bytes(), Refusal::Program),
        (archive(&["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"]), Refusal::Macros),
        (compound(&["WordDocument", "_VBA_PROJECT"]), Refusal::Macros),
        (archive(&["[Content_Types].xml", "word/document.xml", "../x"]), Refusal::UnsafeArchive),
        (archive(&["a.txt"]), Refusal::Unknown),
        (png(50_000, 50_000), Refusal::TooManyPixels),
        (jpeg(60_000, 60_000), Refusal::TooManyPixels),
        (b"\xff\xd8\xff\xe0\0\x10".to_vec(), Refusal::Damaged),
        (b"%PDF-1.7 nothing".to_vec(), Refusal::Damaged),
        (Vec::new(), Refusal::Unknown),
        (b"a\0b".to_vec(), Refusal::Unknown),
        (b"GIF89a\x01\0\x01\0".to_vec(), Refusal::Unknown),
    ] {
        assert_eq!(sniff(&bytes), Err(refusal), "{:?}", String::from_utf8_lossy(&bytes[..bytes.len().min(60)]));
    }
}

#[test]
fn names_fit_kinds() {
    assert!(Kind::Jpeg.fits("照片.JPEG") && Kind::Txt.fits("名单.csv") && Kind::Pdf.fits("无后缀"));
    assert!(!Kind::Pdf.fits("通知.docx") && !Kind::Txt.fits("通知.txt.html"));
    assert_eq!((Kind::Jpeg.extension(), Kind::Ofd.media_type()), ("jpg", "application/ofd"));
}

#[test]
fn a_large_file_is_looked_through_quickly() {
    let large = [PDF, &vec![b'<'; 10 << 20], b"%%EOF"].concat();
    let started = Instant::now();
    assert_eq!(sniff(&large), Ok(Kind::Pdf));
    println!("10 MB: {:?}", started.elapsed());
}

const STARTS: [&[u8]; 5] = [b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"PK\x05\x06", b"%PDF-"];

proptest! {
    #[test]
    fn any_bytes_are_taken(start in proptest::sample::select(&STARTS[..]), rest in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = sniff(&[start, &rest].concat());
    }
}
