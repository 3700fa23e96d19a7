//! What a command prints: a text for people or JSON for programs.

use std::io::{IsTerminal, Write};
use std::time::Duration;

use indicatif::ProgressBar;
use serde_json::Value;

use crate::failure::Failure;

/// The result of a command; `failed` ends with exit code 1 all the same.
#[derive(Debug, Default)]
pub struct Output {
    pub text: String,
    pub json: Value,
    pub failed: bool,
}

impl Output {
    pub fn new(text: impl Into<String>, json: Value) -> Output {
        Output { text: text.into(), json, failed: false }
    }

    pub fn failed_if(mut self, failed: bool) -> Output {
        self.failed = failed;
        self
    }
}

/// Prints to standard output; returns the exit code.
pub fn print(outcome: Result<Output, Failure>, as_json: bool) -> u8 {
    match outcome {
        Ok(output) => {
            let text = if as_json { format!("{}\n", output.json) } else { output.text };
            // A reader that has gone away, as in `| head`, is no failure.
            let _ = std::io::stdout().write_all(text.as_bytes());
            u8::from(output.failed)
        }
        Err(failure) => {
            if as_json {
                println!("{}", serde_json::json!({ "error": failure.message, "code": failure.code }));
            }
            eprintln!("shangliang: {}", failure.message);
            failure.code
        }
    }
}

/// Shows on a terminal that long work goes on; elsewhere a line at its start.
pub fn working(what: &str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        eprintln!("{what} …");
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    bar.set_message(what.to_owned());
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
