//! R43: how much of what must not be wrong the tests see: lines that they run, and small changes that they notice.
//!
//! `cargo install cargo-llvm-cov cargo-mutants`, and `llvm-cov` of the compiler's version (Debian: `llvm-22`, or rustup's
//! `llvm-tools`, named by `LLVM_COV` and `LLVM_PROFDATA`). Hours of work can be spread: `QA_STRENGTH` names the outputs of earlier
//! runs, which are then only counted. All mutants want a night; `QA_MUTANTS_SHARE=12` tries every twelfth, and the figures say
//! of how many. A second run into the same folder has the last word on what it tries again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value, json};

use crate::program::Outcome;
use crate::{Length, Run};

pub const RUNS: &[Run] = &[
    Run {
        name: "coverage",
        bars: "R43",
        about: "lines that the tests run, of workflow, policy, journal, database and the modules' rules",
        run: coverage,
    },
    Run { name: "mutants", bars: "R43", about: "small changes of the rules that the tests notice", run: mutants },
];

const LINES: f64 = 85.0;
const CAUGHT: f64 = 80.0;
/// Draws the map of a process: seen by people and by its own tests of pictures.
const NO_RULES: &str = "crates/kernel/src/workflow/svg/**";

/// What is looked at: a name, the beginnings of its files, and the packages whose tests are to see it.
const PARTS: &[(&str, &[&str], &str)] = &[
    ("workflow", &["crates/kernel/src/workflow/"], "kernel"),
    ("policy", &["crates/kernel/src/policy.rs"], "kernel"),
    ("journal", &["crates/kernel/src/journal", "crates/kernel/src/merkle/"], "kernel"),
    ("database", &["crates/kernel/src/db/"], "kernel"),
    (
        "rules of proposals",
        &["modules/proposals/src/workflow", "modules/proposals/src/policy.rs", "modules/proposals/src/rules.rs"],
        "proposals",
    ),
    (
        "rules of consultations",
        &["modules/consultations/src/workflow", "modules/consultations/src/policy.rs", "modules/consultations/src/rules.rs"],
        "consultations",
    ),
];

fn coverage(length: Length) -> Outcome<Value> {
    let packages: &[&str] = if length == Length::Long { &["kernel", "proposals", "consultations"] } else { &["kernel"] };
    let mut parts: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for package in packages {
        let file = output(&format!("coverage-{package}.json"));
        if !file.exists() {
            let arguments = ["llvm-cov", "test", "--json", "--summary-only", "--package", package, "--lib", "--tests", "--output-path"];
            done(Command::new("cargo").args(arguments).arg(&file).current_dir(root()))?;
        }
        let report: Value = serde_json::from_str(&std::fs::read_to_string(file)?)?;
        for found in report["data"][0]["files"].as_array().ok_or("no files")? {
            let name = found["filename"].as_str().unwrap_or_default();
            let part = PARTS.iter().find(|(_, starts, of)| of == package && starts.iter().any(|start| name.contains(start)));
            if let Some((part, ..)) = part {
                let lines = &found["summary"]["lines"];
                let sum = parts.entry(part).or_default();
                sum.0 += lines["covered"].as_u64().unwrap_or(0);
                sum.1 += lines["count"].as_u64().unwrap_or(0);
            }
        }
    }
    let percent = |(covered, all): &(u64, u64)| (*covered as f64 * 1_000.0 / *all as f64).round() / 10.0;
    let good = !parts.is_empty() && parts.values().all(|part| percent(part) >= LINES);
    let figures: Map<String, Value> =
        parts.iter().map(|(name, part)| ((*name).to_owned(), json!({ "lines": part.1, "percent_run": percent(part) }))).collect();
    Ok(json!({ "good": good, "parts": figures, "percent_wanted": LINES }))
}

fn mutants(length: Length) -> Outcome<Value> {
    let parts = if length == Length::Long { PARTS } else { &PARTS[..1] };
    let (mut figures, mut caught, mut missed) = (Map::new(), 0, 0);
    for (name, starts, package) in parts {
        let folder = output(&format!("mutants-{}", name.replace(' ', "-")));
        if !folder.exists() {
            let mut command = cargo_mutants(package, starts);
            command.args(["--timeout", "300", "--output"]).arg(&folder);
            if let Ok(share) = std::env::var("QA_MUTANTS_SHARE") {
                command.args(["--sharding", "round-robin", "--shard", &format!("0/{share}")]);
            }
            // Mutants that live make it end with another code than 0. One test of four minutes sees nothing that its shorter sisters do not.
            command.args(["--", "--lib", "--tests", "--", "--skip", "a_thousand_changes_are_all_found"]).status()?;
        }
        let all = String::from_utf8(cargo_mutants(package, starts).arg("--list").output()?.stdout)?.lines().count();
        let seen = Seen::in_folder(&folder)?;
        caught += seen.caught;
        missed += seen.missed.len();
        let shown = json!({ "mutants": seen.caught + seen.missed.len(), "caught": seen.caught, "not_compiling": seen.unviable, "of": all, "missed": seen.missed });
        figures.insert((*name).to_owned(), shown);
    }
    let percent = caught as f64 * 100.0 / (caught + missed).max(1) as f64;
    Ok(json!({ "good": percent >= CAUGHT, "percent_caught": percent.round(), "percent_wanted": CAUGHT, "parts": figures }))
}

/// Of these files and of what lies in folders of their names.
fn cargo_mutants(package: &str, starts: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.args(["mutants", "--package", package, "--exclude", NO_RULES]).current_dir(root());
    for start in starts {
        command.args(["--file", &format!("{start}*"), "--file", &format!("{start}*/**")]);
    }
    command
}

struct Seen {
    caught: usize,
    missed: Vec<String>,
    unviable: usize,
}

impl Seen {
    /// Of a run and of the one before it, also of one that was ended early; the newer has the last word on a mutant.
    fn in_folder(folder: &Path) -> Outcome<Seen> {
        let mut verdicts = BTreeMap::new();
        for run in ["mutants.out.old", "mutants.out"] {
            for verdict in ["caught", "timeout", "missed", "unviable"] {
                let names = std::fs::read_to_string(folder.join(run).join(format!("{verdict}.txt"))).unwrap_or_default();
                verdicts.extend(names.lines().map(|name| (name.to_owned(), verdict)));
            }
        }
        if verdicts.is_empty() {
            return Err(format!("no mutant was tried in {}", folder.display()).into());
        }
        let of = |wanted: &[&str]| {
            verdicts.iter().filter(|(_, verdict)| wanted.contains(verdict)).map(|(name, _)| name.clone()).collect::<Vec<_>>()
        };
        Ok(Seen { caught: of(&["caught", "timeout"]).len(), missed: of(&["missed"]), unviable: of(&["unviable"]).len() })
    }
}

fn done(command: &mut Command) -> Outcome<()> {
    if command.status()?.success() { Ok(()) } else { Err(format!("{command:?}").into()) }
}

fn output(name: &str) -> PathBuf {
    let folder = std::env::var_os("QA_STRENGTH").map_or_else(|| root().join("target/strength"), PathBuf::from);
    let _ = std::fs::create_dir_all(&folder);
    folder.join(name)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_owned()
}
