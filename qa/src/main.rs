//! Runs against the real program: `cargo run --release -p qa -- NAME [--long]`. Each starts it, drives it over HTTP on
//! loopback, injects its fault, checks, prints one JSON line with its figures and exits with 1 when a bar is missed.
//! The last figures of each run are kept in `qa/figures`; `report` makes docs/generated/proof.md of them.

mod attacks;
mod faults;
mod first;
mod import;
mod list;
mod load;
mod maps;
mod pressure;
mod program;
mod report;

use std::process::ExitCode;

use program::Outcome;
use serde_json::Value;

/// One run: its name on the command line, the bars it shows (quality.md), and what it does in a line.
pub struct Run {
    pub name: &'static str,
    pub bars: &'static str,
    pub about: &'static str,
    /// The figures, with `good` as the verdict. `Length::Short` is for every change, `Length::Long` for a release.
    pub run: fn(Length) -> Outcome<Value>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Length {
    Short,
    Long,
}

const RUNS: &[Run] = &[
    Run {
        name: "list",
        bars: "U8",
        about: "cost of the list page at 1,000 and 100,000 proposals by filter; p99 at 32 connections",
        run: list::run,
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
    RUNS.iter().chain(faults::RUNS).chain(attacks::RUNS).chain(pressure::RUNS)
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let length = if arguments.iter().any(|a| a == "--long") { Length::Long } else { Length::Short };
    let name = arguments.iter().find(|a| !a.starts_with("--")).map(String::as_str).unwrap_or_default();
    if name == "report" {
        return report::write().map_or_else(|cause| failed(name, &*cause), |()| ExitCode::SUCCESS);
    }
    let Some(run) = runs().find(|run| run.name == name) else {
        eprintln!("qa NAME [--long]\n");
        for run in runs() {
            eprintln!("  {:<12} {} ({})", run.name, run.about, run.bars);
        }
        eprintln!("  {:<12} writes docs/generated/proof.md from the last figures of each", "report");
        return ExitCode::from(2);
    };
    match (run.run)(length).and_then(|figures| report::keep(run, length, figures)) {
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
