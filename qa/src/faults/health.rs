//! What the program says of itself: `/readyz` under four faults, the metrics, and a reference for every failure.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::clients::{members, work_while};
use super::cluster::Cluster;
use super::io::{Fault, end, inject};
use super::ready;
use super::store::Store;
use crate::Length;
use crate::load::Connection;
use crate::program::{Outcome, Program, command};

const TOLD: Duration = Duration::from_secs(2);
const SERIES: usize = 2_000;

/// The database held by another, a disk that refuses, a journal that was changed, a server that is gone.
pub fn run(length: Length) -> Outcome<Value> {
    let mut told = BTreeMap::new();
    let folder = Program::start(tempfile::tempdir()?)?.stop()?;
    let program = Program::start(folder)?;
    let holder = rusqlite::Connection::open(program.folder.path().join("shangliang.db"))?;
    holder.execute_batch("BEGIN IMMEDIATE")?;
    told.insert("database_held", unready(program.port)?);
    holder.execute_batch("ROLLBACK")?;
    let recovered = ready::when(program.port, 200, Duration::from_secs(15)).is_some();
    let refused = inject(program.id(), &program, &Fault { name: "", calls: "write,pwrite64", error: "EROFS", restart: false }, 1)?;
    told.insert("disk_read_only", unready(program.port)?);
    end(refused)?;
    let recovered = recovered && ready::when(program.port, 200, Duration::from_secs(5)).is_some();
    holder.execute_batch(
        "UPDATE journal SET payload = replace(payload, '1', '2') WHERE seq = (SELECT MIN(seq) FROM journal WHERE payload LIKE '%1%')",
    )?;
    drop(holder);
    // The whole journal is verified when the program starts.
    let program = Program::start(program.stop()?)?;
    told.insert("journal_changed", unready(program.port)?);
    drop(program);
    let server = Cluster::primary()?;
    server.create("shangliang")?;
    let url = server.url("shangliang");
    let folder = tempfile::tempdir()?;
    command(folder.path(), &["--database", &url, "migrate"])?;
    std::fs::write(folder.path().join("shangliang.db"), "")?;
    let program = Program::start_with(folder, |serve| {
        serve.env("SHANGLIANG_DATABASE_URL", &url);
    })?;
    server.stop_at_once()?;
    std::thread::sleep(Duration::from_millis(200));
    told.insert("server_gone", unready(program.port)?);
    let slowest = told.values().map(|(took, ..)| *took).max().unwrap_or_default();
    let good = recovered && length.bar(slowest <= TOLD) && told.values().all(|(_, cause, alive)| !cause.is_empty() && *alive);
    let causes: BTreeMap<_, _> = told.iter().map(|(fault, (_, cause, _))| (*fault, cause.clone())).collect();
    Ok(json!({
        "good": good, "causes": causes, "slowest_ms": slowest.as_millis() as u64, "limit_ms": TOLD.as_millis() as u64,
        "live_meanwhile": told.values().filter(|(.., alive)| *alive).count(), "ready_again_without_restart": recovered,
    }))
}

/// How long until it said so, the cause it gave, and whether it was live.
fn unready(port: u16) -> Outcome<(Duration, String, bool)> {
    let started = Instant::now();
    let when = ready::when(port, 503, Duration::from_secs(6));
    let took = when.map_or(Duration::from_secs(6), |at| at - started);
    let cause: Value = serde_json::from_str(&ready::ask(port).1).unwrap_or_default();
    let alive = Connection::open(port, &Arc::from(""))?.get("/livez")?.0 == 200;
    Ok((took, cause["cause"].as_str().unwrap_or_default().to_owned(), alive))
}

/// What a board needs is there, each family has one type, and there are not too many series.
pub fn metrics(_: Length) -> Outcome<Value> {
    let program = Program::start(Program::start(tempfile::tempdir()?)?.stop()?)?;
    let mut clients = members(program.folder.path(), 2, &[])?;
    let port = program.port;
    work_while(&mut clients, port, Duration::from_millis(800), Duration::from_millis(5), || ());
    let office = program.token("tangchuan", "proposal_office")?;
    let mut connection = Connection::open(port, &office)?;
    // Paths that nobody declared must not become series.
    for n in 0..300 {
        connection.get(&format!("/proposals/{n}"))?;
        connection.get(&format!("/nowhere/{n}"))?;
    }
    command(program.folder.path(), &["backup", program.folder.path().join("backups/one.tar").to_str().ok_or("path")?])?;
    let (_, text) = connection.get("/metrics")?;
    let text = String::from_utf8(text)?;
    let mut types: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut series, mut untyped, mut bad) = (0, BTreeSet::new(), Vec::new());
    for line in text.lines().filter(|line| !line.is_empty()) {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            *types.entry(rest.split(' ').next().unwrap_or_default()).or_default() += 1;
        } else if !line.starts_with('#') {
            series += 1;
            let name = line.split(['{', ' ']).next().unwrap_or_default();
            let family = ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end).filter(|f| types.contains_key(f)));
            let family = family.unwrap_or(name);
            if !types.contains_key(family) {
                untyped.insert(name.to_owned());
            }
            let value = line.rsplit(' ').next().unwrap_or_default();
            if value.parse::<f64>().is_err() || !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
                bad.push(line.to_owned());
            }
        }
    }
    let wanted = [
        "http_requests_total",
        "http_request_seconds",
        "http_requests_running",
        "database_reads_waiting",
        "database_writes_waiting",
        "database_commits_total",
        "database_writes_total",
        "database_read_only",
        "database_bytes",
        "journal_entries",
        "journal_pending_entries",
        "journal_broken",
        "job_lag_seconds",
        "jobs_failed",
        "disk_free_bytes",
        "backup_failed",
    ];
    let missing: Vec<_> = wanted.iter().filter(|name| !types.contains_key(**name)).collect();
    let counters: Vec<_> =
        types.keys().filter(|name| text.contains(&format!("# TYPE {name} counter")) && !name.ends_with("_total")).collect();
    let twice = types.values().filter(|n| **n > 1).count();
    let good = series <= SERIES && missing.is_empty() && untyped.is_empty() && bad.is_empty() && counters.is_empty() && twice == 0;
    Ok(json!({
        "good": good, "series": series, "series_limit": SERIES, "families": types.len(), "missing": missing, "without_type": untyped,
        "malformed": bad.len(), "counters_not_called_total": counters, "typed_twice": twice,
    }))
}

/// Every answer of 500 and above carries a reference that stands in the log with its cause.
pub fn errors(_: Length) -> Outcome<Value> {
    let program = Program::start(Program::start(tempfile::tempdir()?)?.stop()?)?;
    let member = program.token("tangchuan", "member")?;
    let store = Store::in_folder(program.folder.path());
    let mut references = Vec::new();
    let (mut failures, mut silent) = (0, 0);
    let mut ask = |path: &str, n: usize| -> Outcome<()> {
        let mut connection = Connection::open(program.port, &member)?;
        let body = json!({ "title": format!("关于{n}的建议"), "background": "一", "analysis": "二", "suggestions": ["三。"] });
        let answer = match path {
            "" => connection.post("/api/v1/proposals", &format!("e{n}"), &body)?,
            path => {
                let (status, body) = connection.get(path)?;
                crate::load::Answer { status, headers: Vec::new(), body }
            }
        };
        if answer.status >= 500 {
            failures += 1;
            match reference(&String::from_utf8_lossy(&answer.body)) {
                Some(reference) => references.push(reference),
                None => silent += 1,
            }
        }
        Ok(())
    };
    let refused = inject(program.id(), &program, &Fault { name: "", calls: "write,pwrite64", error: "EIO", restart: false }, 1)?;
    for n in 0..10 {
        ask("", n)?;
    }
    end(refused)?;
    let broken = rusqlite::Connection::open(program.folder.path().join("shangliang.db"))?;
    broken.execute_batch("ALTER TABLE proposal RENAME TO proposal_away")?;
    for n in 10..20 {
        ask("", n)?;
        ask("/proposals", n)?;
        ask("/api/v1/proposals", n)?;
    }
    broken.execute_batch("ALTER TABLE proposal_away RENAME TO proposal")?;
    let whole = store.number("SELECT COUNT(*) FROM proposal")? > 0;
    std::thread::sleep(Duration::from_millis(200));
    let log = std::fs::read_to_string(program.log.path())?;
    let explained = |reference: &String| log.lines().any(|line| line.contains(reference.as_str()) && line.contains("\"cause\":\""));
    let lost: Vec<_> = references.iter().filter(|reference| !explained(reference)).collect();
    Ok(json!({
        "good": failures >= 20 && silent == 0 && lost.is_empty() && whole, "failures": failures, "without_reference": silent,
        "references_not_in_the_log": lost.len(),
    }))
}

/// From a problem of the API, or from the page: what stands in `<code>` after the word for it.
fn reference(body: &str) -> Option<String> {
    if let Ok(problem) = serde_json::from_str::<Value>(body) {
        return problem["reference"].as_str().map(str::to_owned);
    }
    let code = body.split("<code").nth(1)?.split_once('>')?.1;
    Some(code.split('<').next()?.trim().to_owned()).filter(|code| code.len() >= 6)
}
