//! Runs against the real program: `cargo run --release -p qa -- NAME [--long]`. Each starts it, drives it over HTTP on
//! loopback, injects its fault, checks, prints one JSON line with its figures and exits with 1 when a bar is missed.
//! The last figures of each run are kept in `qa/figures`; `report` makes docs/generated/proof.md of them; `check` does those
//! that every change must pass, on the development build.

mod attacks;
mod check;
mod cost;
mod faults;
mod first;
mod import;
mod list;
mod load;
mod maps;
mod pressure;
mod program;
mod report;
mod rest;
mod strength;

use std::process::ExitCode;

use mimalloc::MiMalloc;
use program::Outcome;
use serde_json::Value;

/// As the program has it, so that `cost` compares like with like.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// One run: its name on the command line, the bars it shows (quality.md), and what it does in a line.
pub struct Run {
    pub name: &'static str,
    pub bars: &'static str,
    pub about: &'static str,
    /// The figures, with `good` as the verdict.
    pub run: fn(Length) -> Outcome<Value>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// For every change, on the development build: what is right or wrong, not how fast or how large.
    Check,
    /// A look at all bars, in a minute.
    Short,
    /// For a release.
    Long,
}

impl Length {
    /// A bar of speed or size: not held against a development build on a busy machine.
    pub fn bar(self, is_met: bool) -> bool {
        is_met || self == Length::Check
    }
}

const RUNS: &[Run] = &[
    Run {
        name: "list",
        bars: "U8",
        about: "cost of the list page at 1,000 and 100,000 proposals by filter; p99 at 32 connections",
        run: list::run,
    },
    Run {
        name: "cost",
        bars: "cost",
        about: "CPU of list, detail, search and create at 2,000 and 100,000 proposals, beside a bare server, the page without a database, and its statements",
        run: cost::run,
    },
    Run {
        name: "first",
        bars: "O1",
        about: "from an empty folder to an administrator who is signed in with a second factor",
        run: first::run,
    },
    Run {
        name: "import",
        bars: "U11",
        about: "10,000 rows; a broken file changes nothing; the same file twice creates nothing twice",
        run: import::run,
    },
    Run {
        name: "map",
        bars: "opinion map",
        about: "the opinion map of 225,000, 1,000,000 and 10,000,000 votes: time, memory, planted groups; one more vote",
        run: maps::run,
    },
];

/// All runs, in the order of the proof.
pub fn runs() -> impl Iterator<Item = &'static Run> {
    RUNS.iter().chain(faults::RUNS).chain(attacks::RUNS).chain(rest::RUNS).chain(pressure::RUNS).chain(strength::RUNS)
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let length = match arguments.iter().find_map(|a| a.strip_prefix("--")) {
        Some("long") => Length::Long,
        Some("check") => Length::Check,
        _ => Length::Short,
    };
    let name = arguments.iter().find(|a| !a.starts_with("--")).map(String::as_str).unwrap_or_default();
    if name == "report" {
        return report::write().map_or_else(|cause| failed(name, &*cause), |()| ExitCode::SUCCESS);
    }
    if name == "check" {
        return check::all().map_or_else(|cause| failed(name, &*cause), |good| if good { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    // A process that `cost` measures.
    if name == "cost-limits" {
        return cost::serve_limits(&arguments).map_or_else(|cause| failed(name, &*cause), |()| ExitCode::SUCCESS);
    }
    let Some(run) = runs().find(|run| run.name == name) else {
        eprintln!("qa NAME [--check|--long]\n");
        for run in runs() {
            eprintln!("  {:<12} {} ({})", run.name, run.about, run.bars);
        }
        eprintln!("  {:<12} those that every change must pass, on the build that QA_BIN names, two at a time", "check");
        eprintln!("  {:<12} writes docs/generated/proof.md from the last figures of each", "report");
        return ExitCode::from(2);
    };
    match (run.run)(length).and_then(|figures| report::keep(run.name, length, figures)) {
        Ok(figures) => {
            println!("{figures}");
            if figures["good"] == true { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(cause) => failed(name, &*cause),
    }
}

fn failed(name: &str, cause: &dyn std::error::Error) -> ExitCode {
    eprintln!("qa {name}: {cause}");
    ExitCode::FAILURE
}
