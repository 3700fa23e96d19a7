//! What the program reads from files of its operator: started for each input, and never to end by a panic or a signal.

use std::path::Path;

use crate::faults::random::Random;
use crate::program::{Outcome, command, output};

use super::super::mutate::mutated;

/// What a panic of the main thread leaves as exit code.
const PANICKED: i32 = 101;

fn run(name: &str, bytes: &[u8], arguments: impl Fn(&str) -> Vec<String>) -> Outcome<String> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join(name);
    std::fs::write(&file, bytes)?;
    let arguments = arguments(file.to_str().ok_or("a path")?);
    let said = output(folder.path(), &arguments.iter().map(String::as_str).collect::<Vec<_>>())?;
    let words = String::from_utf8_lossy(&said.stderr).replace(&*folder.path().to_string_lossy(), "");
    assert!(said.status.code().is_some_and(|code| code != PANICKED), "{:?} {words}", said.status);
    let last = words.lines().last().unwrap_or_default().rsplit(": ").next().unwrap_or_default().to_owned();
    Ok(format!("{:?} {}", said.status.code(), super::short(&last)))
}

fn done(outcome: Outcome<String>) -> String {
    outcome.expect("the program is there and a folder for it too")
}

pub fn votes(bytes: &[u8]) -> String {
    done(run("votes.csv", bytes, |file| ["map", "--votes", file].map(str::to_owned).to_vec()))
}

pub fn configuration(bytes: &[u8]) -> String {
    done(run("shangliang.toml", bytes, |_| ["config", "check"].map(str::to_owned).to_vec()))
}

pub fn backup(bytes: &[u8]) -> String {
    done(run("a.tar", bytes, |file| ["backup", "verify", file].map(str::to_owned).to_vec()))
}

/// An installation with one account.
pub fn backups() -> Vec<Vec<u8>> {
    let made = || -> Outcome<Vec<u8>> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("a.tar");
        command(folder.path(), &["admin", "create", "--login", "first", "--name", "周正清"])?;
        command(folder.path(), &["backup", path(&file)?])?;
        Ok(std::fs::read(&file)?)
    };
    made().into_iter().collect()
}

fn path(file: &Path) -> Outcome<&str> {
    file.to_str().ok_or_else(|| "a path".into())
}

/// Mostly the manifest and the first heads: of the rest every byte is held against a hash.
pub fn before_the_hashes(seed: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let whole = random.between(0, 5) == 0;
    let (start, rest) = seed.split_at(seed.len().min(if whole { seed.len() } else { 2_048 }));
    [&mutated(start, &other[..other.len().min(2_048)], random), rest].concat()
}
