//! What was worth keeping: `qa/corpus/NAME.jsonl`, an input a line, as a text or as `{"hex": "…"}`; `qa/corpus/found/NAME-…`, as it is.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::targets::Target;
use crate::program::Outcome;
use crate::report;

/// Of one target.
const MOST_BYTES: usize = 11_000;
const MOST: usize = 40;
/// To make the kept ones smaller.
const PATIENCE: Duration = Duration::from_secs(60);

pub fn read(name: &str) -> Outcome<Vec<Vec<u8>>> {
    let text = std::fs::read_to_string(file(name)).unwrap_or_default();
    let mut inputs = text.lines().map(decoded).collect::<Outcome<Vec<_>>>()?;
    for entry in std::fs::read_dir(folder().join("found")).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(&format!("{name}-")) {
            inputs.push(std::fs::read(entry.path())?);
        }
    }
    Ok(inputs)
}

pub fn put_found(name: &str, bytes: &[u8]) -> Outcome<()> {
    let folder = folder().join("found");
    std::fs::create_dir_all(&folder)?;
    Ok(std::fs::write(folder.join(name), bytes)?)
}

/// Of `pool`, inputs of every size, each as small as its answer allows. Large ones are left out: no backup is kept, one is made for each run.
pub fn write(target: &Target, mut pool: Vec<Vec<u8>>) -> Outcome<()> {
    pool.retain(|bytes| bytes.len() <= MOST_BYTES / 2);
    pool.sort_by_key(Vec::len);
    let (until, step) = (Instant::now() + PATIENCE, (pool.len() / (MOST * 2)).max(1));
    let (mut lines, mut bytes, mut answers) = (Vec::new(), 0, HashSet::new());
    for input in pool.into_iter().step_by(step) {
        let Some(answer) = answer(target, &input) else { continue };
        let input = smaller(target, input, &answer, until);
        let line = encoded(&input).to_string();
        if lines.len() < MOST && bytes + line.len() <= MOST_BYTES && answers.insert(answer) {
            bytes += line.len();
            lines.push(line + "\n");
        }
    }
    std::fs::create_dir_all(folder())?;
    Ok(std::fs::write(file(target.name), lines.concat())?)
}

/// Takes away pieces, large ones first, as long as the answer is the same.
fn smaller(target: &Target, mut input: Vec<u8>, wanted: &str, until: Instant) -> Vec<u8> {
    let mut piece = input.len() / 2;
    while piece > 0 {
        let mut at = 0;
        while at < input.len() && Instant::now() < until {
            let without = [&input[..at], input.get(at + piece..).unwrap_or_default()].concat();
            if answer(target, &without).as_deref() == Some(wanted) { input = without } else { at += piece }
        }
        piece /= 2;
    }
    input
}

fn answer(target: &Target, bytes: &[u8]) -> Option<String> {
    catch_unwind(AssertUnwindSafe(|| (target.take)(bytes))).ok()
}

fn encoded(bytes: &[u8]) -> Value {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => json!({ "hex": bytes.iter().map(|b| format!("{b:02x}")).collect::<String>() }),
    }
}

fn decoded(line: &str) -> Outcome<Vec<u8>> {
    let value: Value = serde_json::from_str(line)?;
    if let Some(text) = value.as_str() {
        return Ok(text.as_bytes().to_vec());
    }
    let hex = value["hex"].as_str().ok_or("neither a text nor hex")?;
    let pairs = (0..hex.len() / 2).map(|n| hex.get(n * 2..n * 2 + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()));
    pairs.collect::<Option<Vec<u8>>>().ok_or_else(|| "not hex".into())
}

fn file(name: &str) -> PathBuf {
    folder().join(format!("{name}.jsonl"))
}

fn folder() -> PathBuf {
    report::place().join("corpus")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attacks::targets;

    /// Also one of which nothing was small enough to keep: it has no line, not an empty one.
    #[test]
    fn every_corpus_can_be_read() {
        for target in targets::all() {
            read(target.name).unwrap_or_else(|error| panic!("{}: {error}", target.name));
        }
    }

    #[test]
    fn a_line_is_read_back() {
        for bytes in [&b"a,\"b\"\r\n"[..], b"\xff\x00\x7f", "提案".as_bytes(), b""] {
            assert_eq!(decoded(&encoded(bytes).to_string()).expect("a line"), bytes);
        }
    }
}
