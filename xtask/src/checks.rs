//! The fault runs that every change must pass, against the development build.

use std::process::Command;

use crate::run::{binaries, counted_in};
use crate::tally::{Tally, of_qa};

pub fn run() -> Tally {
    let failed = Tally { failed: 1, ..Tally::default() };
    let Ok(own) = std::env::current_exe() else { return failed };
    if !binaries() {
        return failed;
    }
    let beside = |name: &str| own.with_file_name(name);
    counted_in(Command::new(beside("qa")).arg("check").env("QA_BIN", beside("shangliang")), of_qa)
}
