//! `doctor`: looks for what is wrong, each finding with what to do about it.

use kernel::db::Target;
use kernel::db::sealed::Count;
use kernel::files;
use kernel::journal::{sequencer, verify};
use serde_json::json;

use super::Opened;
use crate::cli::Place;
use crate::failure::Outcome;
use crate::output::Output;
use crate::{disk, home, sms};

const LEAST_FREE_BYTES: u64 = 1 << 30;

struct Finding {
    check: &'static str,
    good: bool,
    detail: String,
}

fn finding(check: &'static str, good: bool, detail: impl Into<String>) -> Finding {
    Finding { check, good, detail: detail.into() }
}

pub fn run(place: &Place) -> Outcome<Output> {
    // A bad configuration ends here, with its own exit code.
    let opened = place.open_any(false)?;
    let mut findings = vec![finding("configuration", true, "good")];
    let checks: [fn(&Opened) -> Outcome<Finding>; 13] =
        [version, integrity, journal, secrets, attachments, orphans, scanner, jobs, messages, counters, backups, space, clock];
    for check in checks {
        findings.push(check(&opened).unwrap_or_else(|failure| finding("database", false, failure.message)));
    }
    let bad = findings.iter().any(|f| !f.good);
    let line = |f: &Finding| format!("{} {}: {}\n", if f.good { "ok " } else { "BAD" }, f.check, f.detail);
    let text = findings.iter().map(line).collect::<String>();
    let list: Vec<_> = findings.iter().map(|f| json!({ "check": f.check, "good": f.good, "detail": f.detail })).collect();
    Ok(Output::new(text, json!({ "good": !bad, "checks": list })).failed_if(bad))
}

fn version(opened: &Opened) -> Outcome<Finding> {
    let all = home::migrations(&opened.modules);
    let pending = opened.db.read_blocking(move |tx| kernel::db::pending(tx, &all))?;
    let detail = match pending.len() {
        0 => "the database is of this version".to_owned(),
        n => format!("{n} migrations are pending: run `shangliang migrate`"),
    };
    Ok(finding("version", pending.is_empty(), detail))
}

fn integrity(opened: &Opened) -> Outcome<Finding> {
    if !matches!(opened.home.target, Target::File(_)) {
        opened.db.read_blocking(|tx| tx.scalar("SELECT CAST(1 AS BIGINT)", &[]))?;
        return Ok(finding("database", true, "answers; its integrity is the server's to check"));
    }
    let faults: Vec<String> = opened.db.read_blocking(|tx| tx.query("PRAGMA integrity_check", &[], |row| row.get(0)))?;
    let good = faults == ["ok"];
    let detail = if good { "whole".to_owned() } else { format!("{}; restore the last backup", faults.join("; ")) };
    Ok(finding("database", good, detail))
}

fn journal(opened: &Opened) -> Outcome<Finding> {
    let entries = opened.db.read_blocking(|tx| tx.scalar("SELECT COUNT(*) FROM journal WHERE seq IS NOT NULL", &[]))?;
    if entries == 0 {
        let pending = opened.db.read_blocking(sequencer::pending)?;
        return Ok(finding("journal", true, format!("nothing signed yet, {pending} entries pending")));
    }
    let key = opened.home.public_key(&opened.config)?;
    let report = opened.db.read_blocking(move |tx| verify::verify(tx, &key, None))?;
    let detail = match report.problems.first() {
        None => format!("{} entries, {} redacted, {} pending", report.entries, report.redacted, report.pending),
        Some(first) => {
            format!("{} problems, first {:?} at {:?}: run `shangliang audit verify`", report.problem_count, first.kind, first.seq)
        }
    };
    Ok(finding("journal", report.is_sound(), detail))
}

/// A database restored without its keys, or a change of keys that was not ended.
fn secrets(opened: &Opened) -> Outcome<Finding> {
    let columns = home::sealed(&opened.modules);
    let counted = opened
        .db
        .read_blocking(move |tx| columns.iter().map(|column| Ok((column.place, column.count(tx)?))).collect::<kernel::Result<Vec<_>>>())?;
    let shut: Vec<String> =
        counted.iter().filter(|(_, n)| n.shut > 0).map(|(place, n)| format!("{} of {} of {place}", n.shut, n.rows)).collect();
    let sum = |of: fn(&Count) -> usize| counted.iter().map(|(_, count)| of(count)).sum::<usize>();
    let (rows, older, readable) = (sum(|n| n.rows), sum(|n| n.older), sum(|n| n.readable));
    let detail = if !shut.is_empty() {
        let fix = "put the key they were sealed with back as a line `older KEY` of keys/secrets.key and run `shangliang keys rotate`; \
                   without it, reset second factors on the accounts' pages and enter numbers anew";
        format!("{} do not open: {fix}", shut.join(", "))
    } else if older > 0 {
        format!("{older} of {rows} are under an older key: run `shangliang keys rotate` to end the change of keys")
    } else if readable > 0 {
        format!("{readable} of {rows} lie readable: run `shangliang keys rotate`")
    } else {
        format!("{rows} second factors, numbers and keys open")
    };
    Ok(finding("secrets", shut.is_empty() && older + readable == 0, detail))
}

fn attachments(opened: &Opened) -> Outcome<Finding> {
    let shelf = opened.home.shelf()?;
    let files = opened.db.read_blocking(|tx| tx.query("SELECT id FROM file ORDER BY id", &[], |row| row.get::<kernel::Id>(0)))?;
    let (count, mut bad) = (files.len(), Vec::new());
    for id in files {
        let row = opened.db.read_blocking(move |tx| files::get(tx, id))?;
        if shelf.read(&row).is_err() {
            bad.push(id.to_string());
        }
    }
    let detail = if bad.is_empty() { format!("{count} whole") } else { format!("missing or damaged: {}", bad.join(", ")) };
    Ok(finding("attachments", bad.is_empty(), detail))
}

fn orphans(opened: &Opened) -> Outcome<Finding> {
    let shelf = opened.home.shelf()?;
    let orphans = opened.db.read_blocking(move |tx| files::sweep(tx, &shelf))?;
    Ok(finding("orphan files", true, format!("{}; `serve` removes them within the hour", orphans.len())))
}

/// The virus scanner, asked for its version; without an answer no attachment is taken.
fn scanner(opened: &Opened) -> Outcome<Finding> {
    let address = &opened.config.uploads.scanner;
    let Ok(scanner) = address.parse::<web::scanner::Scanner>() else { return Ok(finding("virus scanner", true, "off")) };
    let asked = scanner.version();
    let good = asked.is_ok();
    let fix = |error| format!("{address}: {error}; start clamd, or see uploads.scanner in `shangliang config show`");
    Ok(finding("virus scanner", good, asked.unwrap_or_else(fix)))
}

fn jobs(opened: &Opened) -> Outcome<Finding> {
    let failed: Vec<(String, i64, String)> = opened.db.read_blocking(|tx| {
        tx.query("SELECT kind, COUNT(*), MAX(last_error) FROM job WHERE failed_at IS NOT NULL GROUP BY kind ORDER BY kind", &[], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
    })?;
    let detail = failed.iter().map(|(kind, count, error)| format!("{count} × {kind}: {error}")).collect::<Vec<_>>().join("; ");
    Ok(finding("jobs", failed.is_empty(), if failed.is_empty() { "none has failed".into() } else { detail }))
}

/// The way out of text messages; a gateway is reached, and nothing sent.
fn messages(opened: &Opened) -> Outcome<Finding> {
    let config = &opened.config.sms;
    let tried = match config.adapter.as_str() {
        "file" => {
            let path = sms::tray(config, &opened.home.data);
            let shown = path.display().to_string();
            sms::Tray::new(path).open().map(|_| shown.clone()).map_err(|error| format!("{shown}: {error}"))
        }
        "webhook" => {
            let gateway = sms::Webhook::new(config).map_err(|failure| failure.message);
            gateway.and_then(|gateway| gateway.reach()).map(|()| "the gateway is reached".to_owned())
        }
        _ => Ok("off".to_owned()),
    };
    let good = tried.is_ok();
    let fix = |problem| format!("{problem}; see sms.* in `shangliang config show`");
    Ok(finding("text messages", good, tried.unwrap_or_else(fix)))
}

/// A number that was given twice.
fn counters(opened: &Opened) -> Outcome<Finding> {
    let (all, twice) = opened.db.read_blocking(|tx| {
        let twice = "SELECT COUNT(*) FROM (SELECT 1 AS n FROM proposal WHERE case_seq IS NOT NULL
                     GROUP BY assembly, session, case_seq HAVING COUNT(*) > 1) AS twice";
        Ok((tx.scalar("SELECT COUNT(*) FROM counter", &[])?, tx.scalar(twice, &[])?))
    })?;
    Ok(finding("counters", twice == 0, format!("{all}, {twice} case numbers given twice")))
}

fn backups(opened: &Opened) -> Outcome<Finding> {
    let backup = &opened.config.backup;
    let detail = match (backup.folder.is_empty(), backup.recipients.len()) {
        (true, _) => "none are scheduled: set backup.folder".into(),
        (false, 0) => "whoever gets hold of one reads everything: make a key with `shangliang backup key FILE`".into(),
        (false, keys) => format!("encrypted for {keys} keys"),
    };
    Ok(finding("backups", true, detail))
}

fn space(opened: &Opened) -> Outcome<Finding> {
    let free = disk::free_bytes(&opened.home.data);
    let detail = free.map_or("the system does not say".into(), |free| format!("{} MB free", free >> 20));
    Ok(finding("disk", free.is_none_or(|free| free >= LEAST_FREE_BYTES), detail))
}

/// Newer entries than now mean that the clock was set back.
fn clock(opened: &Opened) -> Outcome<Finding> {
    let ahead_ms = opened.db.read_blocking(|tx| Ok(tx.scalar("SELECT MAX(at) FROM journal", &[])? - tx.now().0))?;
    let good = ahead_ms < 60_000;
    let detail =
        if good { "not behind the journal".into() } else { format!("the journal is {} minutes ahead of this clock", ahead_ms / 60_000) };
    Ok(finding("clock", good, detail))
}
