//! The parts of real proposals, read at run time where the file is at hand. Nothing of it is repeated here.

use std::path::PathBuf;

use text::{Proposer, proposer, split_parts};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");

#[test]
fn real_proposals_fall_into_parts() {
    let Some(rows) = real_rows() else { return };
    let content = column(&rows, "content");
    let (mut confident, mut numbered) = (0, 0);
    for row in &rows[1..] {
        let parts = split_parts(&row[content]);
        let whole = !parts.background.is_empty() && !parts.analysis.is_empty() && !parts.suggestions.is_empty();
        assert!(whole || !parts.confident, "row {}", row[0]);
        assert_eq!(lost(&row[content], &parts), 0, "row {}", row[0]);
        confident += usize::from(parts.confident);
        numbered += usize::from(parts.suggestions.len() > 1);
    }
    let all = rows.len() - 1;
    println!("{confident} of {all} fall into three parts by their headings, {numbered} have more than one suggestion");
    assert!(confident * 100 >= all * 95, "{confident} of {all}");
    assert!(numbered * 100 >= all * 90, "{numbered} of {all}");
}

#[test]
fn real_proposers_are_told_apart() {
    let Some(rows) = real_rows() else { return };
    let name = column(&rows, "personnel_name");
    for row in &rows[1..] {
        match proposer(&row[name]) {
            Proposer::Individual { name } => assert!((2..=4).contains(&name.chars().count()), "row {}", row[0]),
            Proposer::Joint { count, others, .. } => assert!(row[name].contains(&count.to_string()) && others.is_empty(), "row {}", row[0]),
            Proposer::Collective { name } => assert!(name.ends_with('委') || name.ends_with('联'), "row {}", row[0]),
        }
    }
}

/// The rows of the published proposals of a conference, or nothing and a line that says so.
fn real_rows() -> Option<Vec<Vec<String>>> {
    let folders = std::fs::read_dir(FOLDER).into_iter().flatten().flatten();
    let files: Vec<PathBuf> = folders.map(|folder| folder.path().join("proposals.csv")).filter(|file| file.exists()).collect();
    match files.first() {
        Some(file) => Some(rows(&std::fs::read_to_string(file).expect("readable"))),
        None => {
            println!("skipped: no file of real proposals is here");
            None
        }
    }
}

/// How many characters are in the text and not in its parts, headings and numbers (at most a dozen a mark) left aside.
fn lost(text: &str, parts: &text::Parts) -> usize {
    let solid = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    let kept = solid(&parts.background) + solid(&parts.analysis) + parts.suggestions.iter().map(|text| solid(text)).sum::<usize>();
    solid(text).saturating_sub(kept).saturating_sub(3 * 12 + parts.suggestions.len() * 5)
}

fn column(rows: &[Vec<String>], name: &str) -> usize {
    rows[0].iter().position(|column| column == name).expect("column")
}

/// As much of RFC 4180 as this file needs.
fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows
}
