//! Starting other programs.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::tally::Tally;

/// Runs cargo with these arguments in the workspace; whether it succeeded.
pub fn cargo(args: &[&str], more: &[String], variables: &[(&str, &str)]) -> bool {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let status = Command::new(cargo).args(args).args(more).envs(variables.iter().copied()).current_dir(root()).status();
    status.is_ok_and(|status| status.success())
}

/// The development build of the program and of its fault runs, always both: built apart, each would build the other's crates anew.
pub fn binaries() -> bool {
    cargo(&["build", "--package", "shangliang", "--package", "qa"], &[], &[])
}

/// Runs a program, passes its output through and counts in it by `count`.
pub fn counted(program: &str, args: &[&str], more: &[String], count: fn(&str, &mut Tally)) -> Tally {
    counted_in(Command::new(program).args(args).args(more), count)
}

/// The same for a command that is prepared.
pub fn counted_in(command: &mut Command, count: fn(&str, &mut Tally)) -> Tally {
    let mut tally = Tally::default();
    command.current_dir(root()).stdout(Stdio::piped());
    let Ok(mut child) = command.spawn() else {
        eprintln!("{:?} is not installed; .ci/run installs what is missing", command.get_program());
        return Tally { failed: 1, ..tally };
    };
    let lines = child.stdout.take().map(BufReader::new).into_iter().flat_map(|out| out.lines().map_while(Result::ok));
    for line in lines {
        println!("{line}");
        count(&line, &mut tally);
    }
    let good = child.wait().is_ok_and(|status| status.success());
    if !good && tally.failed == 0 {
        // It failed before any test could: a build error counts as one failure.
        tally.failed = 1;
    }
    tally
}

/// The workspace.
pub fn root() -> std::path::PathBuf {
    let own = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_owned()
}
