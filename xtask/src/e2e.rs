//! The browser tests: Node drives Chromium against the built program.

use std::path::Path;

use crate::run::{binaries, counted, root};
use crate::tally::{Tally, of_node};

/// Builds the program, fetches the packages if that was never done, runs `npm test`.
pub fn run(args: &[String]) -> Tally {
    let folder = root().join("e2e");
    if !folder.join("package.json").exists() {
        return Tally::default();
    }
    let failed = Tally { failed: 1, ..Tally::default() };
    if !binaries() {
        return failed;
    }
    if !folder.join("node_modules").exists() && !npm_ci(&folder) {
        eprintln!("the packages of e2e could not be installed");
        return failed;
    }
    counted("npm", &["--prefix", "e2e", "--silent", "test", "--"], args, of_node)
}

fn npm_ci(folder: &Path) -> bool {
    let status = std::process::Command::new("npm").arg("ci").current_dir(folder).status();
    status.is_ok_and(|status| status.success())
}
