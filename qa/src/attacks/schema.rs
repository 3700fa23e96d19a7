//! R28: requests generated from the published description, by schemathesis, as each role in turn.
//!
//! One of its checks is left out: that every request which fits the description is accepted. The rules of the office refuse
//! many that fit (a name that is taken, a day outside of the session), with 422 as the description says.
//! `QA_SCHEMA_ROLES=chair,member` runs some roles, and their figures are put beside those of the others.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::tools;
use crate::program::{Outcome, Program};
use crate::{Length, report};

const ROLES: &[&str] = &[
    "member",
    "proposal_office",
    "unit_handler",
    "unit_leader",
    "supervising_office",
    "chair",
    "org_admin",
    "system_admin",
    "security_admin",
    "auditor_admin",
];
const LEFT_OUT: &str = "positive_data_acceptance";

pub fn run(length: Length) -> Outcome<Value> {
    let st = &tools::tool("st")?;
    let (all, examples) = if length == Length::Long { (ROLES, "50") } else { (&ROLES[..2], "3") };
    let program = Program::start(tempfile::tempdir()?)?;
    let port = program.port;
    let wanted = std::env::var("QA_SCHEMA_ROLES").unwrap_or_default();
    let before = if wanted.is_empty() { Value::Null } else { report::kept("schema", length) };
    let mut figures = before["roles"].as_object().cloned().unwrap_or_default();
    let roles: Vec<&str> = all.iter().copied().filter(|role| wanted.is_empty() || wanted.split(',').any(|name| name == *role)).collect();
    // Two at a time, as each is a program of one thread.
    for pair in roles.chunks(2) {
        let tokens = pair.iter().map(|role| Ok((*role, program.token("tangchuan", role)?))).collect::<Outcome<Vec<_>>>()?;
        let said = std::thread::scope(|threads| {
            let one = |(role, token)| threads.spawn(move || as_role(st, port, examples, role, token).map_err(|error| error.to_string()));
            let running: Vec<_> = tokens.iter().map(|(role, token)| one((*role, token))).collect();
            running.into_iter().map(|thread| thread.join().map_err(|_| "panicked")?.map_err(Into::into)).collect::<Outcome<Vec<_>>>()
        })?;
        for (role, (cases, failures)) in pair.iter().zip(said) {
            figures.insert((*role).to_owned(), json!({ "cases": cases, "failures": failures }));
        }
    }
    let (lines, errors) = log(&program)?;
    let sum = |name: &str, more: usize| before[name].as_u64().unwrap_or(0) + more as u64;
    let (lines, errors) = (sum("lines_of_the_log", lines), sum("server_errors", errors));
    let good = all.iter().all(|role| figures.get(*role).is_some_and(|one| one["cases"].as_u64() > Some(0) && one["failures"] == 0));
    Ok(json!({
        "good": good && errors == 0, "examples": examples, "roles": figures, "lines_of_the_log": lines, "server_errors": errors, "left_out": LEFT_OUT,
    }))
}

/// How many cases were generated, and how many failed.
fn as_role(st: &Path, port: u16, examples: &str, role: &str, token: &str) -> Outcome<(u64, u64)> {
    let mut command = Command::new(st);
    command.args(["--no-color", "run", &format!("http://127.0.0.1:{port}/api/openapi.json")]);
    command.args(["--checks", "all", "--exclude-checks", LEFT_OUT, "--phases", "examples,coverage,fuzzing,stateful"]);
    command.args(["-n", examples, "-w", "2", "--seed", "1", "--max-response-time", "2", "--continue-on-failure"]);
    command.args(["-H", &format!("Authorization: Bearer {token}")]).current_dir(tools::folder());
    let out = tools::run(&mut command, 1_800)?;
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    std::fs::write(tools::folder().join(format!("schemathesis-{role}.txt")), &said)?;
    Ok(counted(&said))
}

/// `7385 generated, 99 found 99 unique failures, 50 skipped`; without a failure `7385 generated, 7385 passed`.
fn counted(said: &str) -> (u64, u64) {
    let Some(line) = said.lines().rev().find(|line| line.contains(" generated")) else { return (0, 0) };
    let before = |word: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words.windows(2).find(|pair| pair[1].trim_end_matches(',') == word).and_then(|pair| pair[0].parse::<u64>().ok())
    };
    (before("generated").unwrap_or(0), before("found").unwrap_or(0))
}

/// R44: every line of the log is JSON, whatever was sent. How many, and how many tell of a 5xx.
pub fn log(program: &Program) -> Outcome<(usize, usize)> {
    let (mut lines, mut errors) = (0, 0);
    for line in std::fs::read_to_string(program.log.path())?.lines().filter(|line| line.starts_with('{')) {
        let line: Value = serde_json::from_str(line)?;
        lines += 1;
        errors += usize::from(line["status"].as_u64().is_some_and(|status| status >= 500));
    }
    Ok((lines, errors))
}
