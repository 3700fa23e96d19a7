//! The figures of the last run of each kind, and the page made of them.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::program::Outcome;
use crate::{Length, runs};

/// Adds what the run was to its figures and keeps them in `qa/figures/NAME.json`: a short run never replaces a long one, and
/// one on a development build is not kept.
pub fn keep(name: &str, length: Length, figures: Value) -> Outcome<Value> {
    let Value::Object(figures) = figures else { return Err("a run gives an object".into()) };
    let mut all = json!({ "run": name, "length": word(length) });
    for (key, value) in figures {
        all[key] = value;
    }
    let is_long = !kept(name, Length::Long).is_null();
    if length == Length::Long || length == Length::Short && !is_long {
        std::fs::create_dir_all(place().join("figures"))?;
        std::fs::write(file(name), format!("{}\n", serde_json::to_string_pretty(&all)?))?;
    }
    Ok(all)
}

/// The figures of the last run of that length; `null` without one.
pub fn kept(name: &str, length: Length) -> Value {
    let text = std::fs::read_to_string(file(name)).unwrap_or_default();
    let figures: Value = serde_json::from_str(&text).unwrap_or_default();
    if figures["length"] == word(length) { figures } else { Value::Null }
}

/// Where figures and corpus lie: `qa`, or `QA_FOLDER`.
pub fn place() -> PathBuf {
    std::env::var_os("QA_FOLDER").map_or_else(|| root().join("qa"), PathBuf::from)
}

/// Writes docs/generated/proof.md.
pub fn write() -> Outcome<()> {
    std::fs::write(root().join("docs/generated/proof.md"), page()?)?;
    Ok(())
}

fn page() -> Outcome<String> {
    let mut page = String::from(
        "# Proof\n\nThe figures of the last run of each kind, on two shared cores. Made by `cargo run --release -p qa -- report`; \
         each run is repeated with the command that stands over it.\n\n| run | bars | verdict | length |\n|---|---|---|---|\n",
    );
    let mut details = String::new();
    for run in runs() {
        let kept = std::fs::read_to_string(file(run.name)).ok();
        let figures: Value = kept.map(|text| serde_json::from_str(&text)).transpose()?.unwrap_or_default();
        let verdict = match figures["good"].as_bool() {
            Some(true) => "green",
            Some(false) => "red",
            None => "not run",
        };
        writeln!(page, "| [{0}](#{0}) | {1} | {verdict} | {2} |", run.name, run.bars, figures["length"].as_str().unwrap_or("–"))?;
        let flag = if figures["length"] == word(Length::Long) { " --long" } else { "" };
        writeln!(details, "\n## {0}\n\n{1}.\n\n`cargo run --release -p qa -- {0}{flag}`\n", run.name, run.about)?;
        if let Value::Object(figures) = figures {
            writeln!(details, "| figure | value |\n|---|---|")?;
            for (name, value) in figures.iter().filter(|(name, _)| !["run", "length", "good"].contains(&name.as_str())) {
                writeln!(details, "| {} | {} |", name.replace('_', " "), shown(value))?;
            }
        }
    }
    Ok(page + &details)
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.replace('|', "\\|"),
        Value::Object(fields) => fields.iter().map(|(k, v)| format!("{} {}", k.replace('_', " "), shown(v))).collect::<Vec<_>>().join("; "),
        Value::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

fn word(length: Length) -> &'static str {
    match length {
        Length::Check => "check",
        Length::Short => "short",
        Length::Long => "long",
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

fn file(name: &str) -> PathBuf {
    place().join("figures").join(format!("{name}.json"))
}
