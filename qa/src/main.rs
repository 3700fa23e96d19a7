//! Runs against the real program: `cargo run --release -p qa -- NAME`. Each starts it, drives it over HTTP on loopback,
//! checks, prints one JSON line with its figures and exits with 1 when a bar is missed.

mod import;
mod list;
mod load;
mod program;

use std::process::ExitCode;

fn main() -> ExitCode {
    let name = std::env::args().nth(1).unwrap_or_default();
    let outcome = match name.as_str() {
        "list" => list::run(),
        "import" => import::run(),
        _ => {
            eprintln!("qa NAME\n\n  list     cost of the list page at 1,000 and 100,000 proposals, by filter, and p99 at 32 connections\n  import   10,000 rows, and a broken file that changes nothing");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(report) => {
            println!("{report}");
            if report["good"] == true { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(cause) => {
            eprintln!("qa {name}: {cause}");
            ExitCode::FAILURE
        }
    }
}
