//! 10,000 rows in at most ten seconds; a broken file changes nothing; the same file twice creates nothing twice.

use std::time::Instant;

use serde_json::{Value, json};

use crate::Length;
use crate::list::{Names, write_rows};
use crate::program::{Outcome, Program, command};

const SECONDS: f64 = 10.0;

pub fn run(length: Length) -> Outcome<Value> {
    let folder = Program::start(tempfile::tempdir()?)?.stop()?;
    let file = folder.path().join("rows.jsonl");
    let path = file.to_str().ok_or("path")?;
    write_rows(&file, &Names::of(folder.path())?, 0, 10_000)?;
    let started = Instant::now();
    let first: Value = serde_json::from_str(&command(folder.path(), &["--json", "import", "proposals", path, "--assembly", "tangchuan"])?)?;
    let seconds = started.elapsed().as_secs_f64();
    let second: Value =
        serde_json::from_str(&command(folder.path(), &["--json", "import", "proposals", path, "--assembly", "tangchuan"])?)?;
    let text = std::fs::read_to_string(&file)?;
    // Row 7 loses its title; the numbers are new, so that anything that came in would be seen.
    let broken: Vec<String> = text
        .lines()
        .take(100)
        .enumerate()
        .map(|(n, line)| {
            line.replace("\"案号\":\"0", "\"案号\":\"9").replace(if n == 6 { "关于改进第7网格公共设施管护的建议" } else { "\u{0}" }, "")
        })
        .collect();
    std::fs::write(&file, broken.join("\n"))?;
    let refused = command(folder.path(), &["--json", "import", "proposals", path, "--assembly", "tangchuan"]);
    let refused = refused.err().map(|e| e.to_string()).unwrap_or_default();
    let good = length.bar(seconds <= SECONDS) && first["created"] == 10_000 && second["created"] == 0 && refused.contains("rejected");
    Ok(json!({
        "good": good, "seconds": seconds, "limit_seconds": SECONDS, "created": first["created"],
        "created_again": second["created"], "broken_file_refused": !refused.is_empty(),
    }))
}
