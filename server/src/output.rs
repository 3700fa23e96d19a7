//! What a command prints: a text for people or JSON for programs.

use std::io::{IsTerminal, Write};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;
use web::module::Progress;

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

/// Where nobody looks at a terminal, a line so often.
const LINE_EVERY: Duration = Duration::from_secs(2);

/// A bar on a terminal, a line now and then elsewhere. The bar is the caller's to finish.
pub fn progress(what: &str, steps: usize) -> (Progress, ProgressBar) {
    let on_terminal = std::io::stderr().is_terminal();
    let bar = if on_terminal { ProgressBar::new(steps as u64) } else { ProgressBar::hidden() };
    if on_terminal {
        let style = ProgressStyle::with_template("{msg} [{bar:40}] {percent:>3} % {eta:>4} left");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
        bar.set_message(what.to_owned());
    } else {
        eprintln!("{what} …");
    }
    let (shown, what) = (bar.clone(), what.to_owned());
    let counted = Arc::new(Mutex::new((0, Instant::now())));
    let listen = move |done: usize| {
        if on_terminal {
            if done == 0 {
                shown.reset()
            } else {
                shown.inc(done as u64)
            }
            return;
        }
        if let Ok(mut at) = counted.lock() {
            at.0 = if done == 0 { 0 } else { at.0 + done };
            if at.1.elapsed() >= LINE_EVERY {
                at.1 = Instant::now();
                eprintln!("{what}: {} %", at.0 * 100 / steps.max(1));
            }
        }
    };
    (Progress::to(listen), bar)
}
