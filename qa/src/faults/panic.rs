//! A panic ends one request: the program has no switch that makes it panic, so the run is the test that does.

use std::process::Command;

use serde_json::{Value, json};

use crate::Length;
use crate::program::Outcome;

pub fn run(_: Length) -> Outcome<Value> {
    let out = Command::new(env!("CARGO")).args(["test", "-p", "testkit", "--test", "main", "a_panic_ends_one_request_alone"]).output()?;
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    let passed = text.matches("... ok").count();
    Ok(
        json!({ "good": out.status.success() && passed == 2, "databases": passed, "panics": "before and inside the transaction, form and API" }),
    )
}
