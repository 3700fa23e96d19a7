//! What reads bytes that somebody sends: each takes any bytes and answers what became of them, in few words.

mod http;
mod started;

use std::io::{Cursor, Read, Write};

use documents::{Csv, Limits, Table, read, sniff, write_csv, write_jsonl, write_xlsx};
use kernel::merkle::{Checkpoint, NoteSigner, parse_and_verify};
use serde_json::Value;
use web::input::Format;

use super::mutate::mutated;
use crate::faults::random::Random;

pub struct Target {
    pub name: &'static str,
    /// The same answer for the same bytes; a panic is a finding.
    pub take: fn(&[u8]) -> String,
    pub change: fn(&[u8], &[u8], &mut Random) -> Vec<u8>,
    /// To begin with, beside what lies in `qa/corpus/NAME.jsonl`.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

pub fn all() -> impl Iterator<Item = &'static Target> {
    INSIDE.iter().chain(STARTED)
}

const fn target(
    name: &'static str,
    take: fn(&[u8]) -> String,
    change: fn(&[u8], &[u8], &mut Random) -> Vec<u8>,
    seeds: fn() -> Vec<Vec<u8>>,
) -> Target {
    Target { name, take, change, seeds }
}

/// In this process.
pub const INSIDE: &[Target] = &[
    target("xlsx", xlsx, inside_archive, || vec![workbook()]),
    target("csv", csv, mutated, || vec![write_csv(&table(), Csv::default())]),
    target("json", jsonl, mutated, || vec![write_jsonl(&table()), br#"[{"a":1,"b":null},{"a":"x"}]"#.to_vec()]),
    target("upload", upload, mutated, uploads),
    target("docx", upload, inside_archive, || vec![document()]),
    target("text", text, mutated, || vec![PROPOSAL.as_bytes().to_vec()]),
    target("form", form, mutated, || vec![b"title=a+b&lines=%E4%B8%80&lines=2&count=3&due=2026-03-01&inner.a=1".to_vec()]),
    target("body", body, mutated, || vec![br#"{"title":"a","lines":["x","y"],"count":3,"due":"2026-03-01"}"#.to_vec()]),
    target("note", note, mutated, notes),
    target("params", params, mutated, || vec![b"191356976452073523".to_vec(), b"2026-11-18T09:53:00+08:00".to_vec()]),
    target("multipart", http::multipart, mutated, || http::bodies(&workbook())),
    target("head", http::head, mutated, http::heads),
];

/// By the binary, started for each input.
const STARTED: &[Target] = &[
    target("votes", started::votes, mutated, votes),
    target("configuration", started::configuration, mutated, || vec![CONFIGURATION.as_bytes().to_vec()]),
    target("backup", started::backup, started::before_the_hashes, started::backups),
];

const CONFIGURATION: &str = "[server]\nlisten = \"127.0.0.1:8080\"\ntrusted_proxies = [\"10.0.0.0/8\"]\n[database]\nreaders = 2\n\n\
                             [backup]\nkeep = 3\n[log]\nlevel = \"info\"\n";

const PROPOSAL: &str = "关于疏通老城区排水管网的提案\n案由：老城区管网建于三十年前。\n一、存在的问题\n（一）雨季积水，影响出行。\n（二）管段老化。\n二、建议\n1. 普查管网并公布结果。\n2. 分三年更新老旧管段。";

fn table() -> Table {
    let columns = ["案号", "标题", "提案者", "日期"].map(str::to_owned).to_vec();
    Table::new(
        columns,
        [
            vec!["1".into(), "=1+1".into(), "王静好、李思远".into(), "2026-03-01".into()],
            vec!["2".into(), "a,\"b\"\r\nc".into(), "九三学社".into(), "46082".into()],
        ],
    )
}

fn workbook() -> Vec<u8> {
    write_xlsx(&table(), "提案").unwrap_or_default()
}

/// The least that passes for a text of an office program.
fn document() -> Vec<u8> {
    let written = || -> zip::result::ZipResult<Vec<u8>> {
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in [
            (
                "[Content_Types].xml",
                "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>",
            ),
            ("_rels/.rels", "<?xml version=\"1.0\"?><Relationships/>"),
            ("word/document.xml", "<?xml version=\"1.0\"?><w:document><w:body><w:p><w:r><w:t>附件</w:t></w:r></w:p></w:body></w:document>"),
        ] {
            out.start_file(name, zip::write::SimpleFileOptions::default())?;
            out.write_all(content.as_bytes())?;
        }
        Ok(out.finish()?.into_inner())
    };
    written().unwrap_or_default()
}

fn votes() -> Vec<Vec<u8>> {
    vec![
        b"timestamp,datetime,comment-id,voter-id,vote\n1,x,0,a,1\n2,x,1,a,-1\n3,x,0,b,0\n".to_vec(),
        b"participant,group-id,n-comments,n-votes,n-agree,n-disagree,0,1\n0,0,1,2,1,1,1,-1\n1,,0,1,0,0,,0\n".to_vec(),
    ]
}

fn uploads() -> Vec<Vec<u8>> {
    vec![
        workbook(),
        b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF".to_vec(),
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0".to_vec(),
        b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xc0\0\x11\x08\0\x10\0\x10\x03".to_vec(),
        "附件：名单\r\n".as_bytes().to_vec(),
    ]
}

fn limits() -> Limits {
    Limits { file_bytes: 4 << 20, total_bytes: 16 << 20, member_bytes: 8 << 20, ..Limits::default() }
}

fn sheet(name: &str, bytes: &[u8]) -> String {
    match read(name, bytes, &limits()) {
        Ok(table) => {
            // What was read is written and read again, and is the same.
            let again = read("again.csv", &write_csv(&table, Csv::default()), &Limits { file_bytes: 64 << 20, ..limits() });
            format!("{} columns, rows {}, again {}", table.columns.len().min(9), table.rows.len().min(9), again.is_ok())
        }
        Err(error) => short(&format!("{error:?}")),
    }
}

fn xlsx(bytes: &[u8]) -> String {
    sheet("a.xlsx", bytes)
}

fn csv(bytes: &[u8]) -> String {
    sheet("a.csv", bytes)
}

fn jsonl(bytes: &[u8]) -> String {
    format!("{} {}", sheet("a.jsonl", bytes), sheet("a.json", bytes))
}

fn upload(bytes: &[u8]) -> String {
    format!("{:?}", sniff(bytes))
}

fn text(bytes: &[u8]) -> String {
    let all = String::from_utf8_lossy(bytes);
    let all: String = all.chars().take(20_000).collect();
    let parts = text::split_parts(&all);
    let items = text::split_suggestions(&all).len();
    let folded = text::fold(&all);
    assert_eq!(text::fold(&folded), folded, "folding twice changes something");
    let half: String = all.chars().rev().collect();
    let spans = if all.len() < 4_000 { text::diff(&all, &half).len() } else { 0 };
    format!(
        "{} {} {} {}",
        parts.suggestions.len().min(9),
        items.min(9),
        spans.min(9),
        short(&format!("{:?}", text::proposer(&text::excerpt(&text::clean(&all), 60))))
    )
}

/// Deep enough to meet lists, numbers, days and blanks.
#[derive(serde::Deserialize, garde::Validate, schemars::JsonSchema, Default)]
#[serde(default)]
struct Sample {
    #[garde(length(chars, min = 1, max = 40))]
    title: String,
    #[garde(inner(length(chars, max = 20)))]
    lines: Vec<String>,
    #[garde(range(max = 9))]
    count: i64,
    #[garde(skip)]
    due: Option<jiff::civil::Date>,
    #[garde(skip)]
    id: Option<kernel::Id>,
}

fn input(format: Format, bytes: &[u8]) -> String {
    match web::input::read::<Sample>(format, bytes) {
        Ok(sample) => format!(
            "ok {} {} {} {} {}",
            sample.title.len().min(3),
            sample.lines.len().min(3),
            sample.count,
            sample.due.is_some(),
            sample.id.is_some()
        ),
        Err(error) => short(&error.to_string()),
    }
}

fn form(bytes: &[u8]) -> String {
    input(Format::Form, bytes)
}

fn body(bytes: &[u8]) -> String {
    input(Format::Json, bytes)
}

fn signer() -> Option<NoteSigner> {
    NoteSigner::new("fuzz.example/journal", &[7; 32]).ok()
}

fn notes() -> Vec<Vec<u8>> {
    let head = Checkpoint { origin: "fuzz.example/journal".into(), size: 5, root: [3; 32] };
    signer().and_then(|signer| head.sign(&signer).ok()).map(String::into_bytes).into_iter().collect()
}

fn note(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let Some(signer) = signer() else { return String::new() };
    match parse_and_verify(&text, &signer.public()) {
        Ok(head) => {
            assert_eq!((head.size, head.root), (5, [3; 32]), "a forged checkpoint was believed");
            "true".into()
        }
        Err(error) => short(&format!("{error:?}")),
    }
}

fn params(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let id = text.parse::<kernel::Id>();
    if let Ok(id) = id {
        assert_eq!(id.to_string().parse::<kernel::Id>(), Ok(id), "an id reads back");
    }
    let value: Result<Value, _> = serde_json::from_str(&text);
    format!("{} {} {}", id.is_ok(), value.is_ok(), text.parse::<jiff::civil::Date>().is_ok())
}

/// Breaks what is inside an archive and closes it again; now and then the archive itself.
fn inside_archive(seed: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let whole = random.between(0, 5) == 0;
    match reopened(seed, random) {
        Some(bytes) if !whole => bytes,
        _ => mutated(seed, other, random),
    }
}

fn reopened(seed: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(seed)).ok()?;
    let broken = random.between(0, archive.len().max(1) as u64) as usize;
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for n in 0..archive.len() {
        let mut member = archive.by_index(n).ok()?;
        let name = member.name().ok()?.into_owned();
        let mut content = Vec::new();
        member.by_ref().take(1 << 20).read_to_end(&mut content).ok()?;
        if n == broken {
            content = mutated(&content, seed, random);
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).ok()?;
        out.write_all(&content).ok()?;
    }
    Some(out.finish().ok()?.into_inner())
}

/// The kind of an answer without what was typed.
fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_ascii_digit()).take(60).collect()
}
