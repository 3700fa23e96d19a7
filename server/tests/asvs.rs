//! security/asvs.csv: every requirement of OWASP ASVS 5.0 at level 1 and 2, and those of level 3 that this program takes
//! upon itself, with the test that holds it, the page that says it, or the reason why not.

use std::path::{Path, PathBuf};

const HELD: &str = "held";
const DOCUMENTED: &str = "documented";
const NOT_APPLICABLE: &str = "not-applicable";
const OPEN: &str = "open";

struct Row {
    id: String,
    level: u8,
    words: String,
    status: String,
    proof: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn rows() -> Vec<Row> {
    let bytes = std::fs::read(root().join("security/asvs.csv")).unwrap();
    let table = documents::read("asvs.csv", &bytes, &documents::Limits::default()).unwrap();
    assert_eq!(table.columns, ["id", "level", "requirement", "status", "proof"]);
    let rows = table.rows.iter().map(|row| &row.cells).map(|row| Row {
        id: row[0].clone(),
        level: row[1].parse().unwrap_or_else(|_| panic!("{}: level {:?}", row[0], row[1])),
        words: row[2].clone(),
        status: row[3].clone(),
        proof: row[4].clone(),
    });
    rows.collect()
}

#[test]
fn every_requirement_has_its_row() {
    let rows = rows();
    let count = |level: u8| rows.iter().filter(|row| row.level == level).count();
    assert_eq!((count(1), count(2)), (70, 183), "as many as the standard has");
    let mut ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), rows.len(), "each once");
    for row in &rows {
        let empty = [&row.id, &row.words, &row.status, &row.proof].iter().any(|cell| cell.trim().is_empty());
        assert!(!empty, "{} has an empty cell", row.id);
        assert!([HELD, DOCUMENTED, NOT_APPLICABLE, OPEN].contains(&row.status.as_str()), "{}: {}", row.id, row.status);
    }
}

/// `path::name`: the file is there and has that test; several are parted by `; `.
#[test]
fn every_test_that_is_named_is_there() {
    let mut missing = Vec::new();
    for row in rows().iter().filter(|row| row.status == HELD) {
        for proof in row.proof.split("; ") {
            let Some((path, name)) = proof.split_once("::") else { panic!("{}: {proof} is no path::name", row.id) };
            let text = std::fs::read_to_string(root().join(path)).unwrap_or_default();
            let found =
                if path.ends_with(".rs") { text.contains(&format!("fn {name}(")) } else { text.contains(&format!("test(\"{name}")) };
            if !found {
                missing.push(format!("{}: {proof}", row.id));
            }
        }
    }
    assert!(missing.is_empty(), "not in the tree:\n{}", missing.join("\n"));
}

#[test]
fn every_page_that_is_named_is_there() {
    for row in rows().iter().filter(|row| row.status == DOCUMENTED) {
        assert!(root().join(&row.proof).exists(), "{}: {}", row.id, row.proof);
    }
}

/// What is open is said where people look first.
#[test]
fn what_is_open_is_told() {
    let told = std::fs::read_to_string(root().join("SECURITY.md")).unwrap();
    let silent: Vec<String> =
        rows().iter().filter(|r| r.status == OPEN && !told.contains(&format!("({})", r.id))).map(|r| r.id.clone()).collect();
    assert!(silent.is_empty(), "SECURITY.md says nothing of {}", silent.join(", "));
}
