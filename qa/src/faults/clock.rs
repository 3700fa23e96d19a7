//! The clock jumps: the order of the journal is that of its numbers, its signatures go on, and days are days in Shanghai.

use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::check::records;
use super::clients::{Client, members, settle_all, work_while};
use super::store::Store;
use crate::Length;
use crate::load::Connection;
use crate::program::{Outcome, Program, command};

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// A lease, and a second for the signature.
const SIGNED: Duration = Duration::from_secs(15);

pub fn run(length: Length) -> Outcome<Value> {
    let rounds = if length == Length::Long { 10 } else { 1 };
    let place = tempfile::tempdir()?;
    let file = place.path().join("offset");
    std::fs::write(&file, "0")?;
    let start = |folder| {
        Program::start_with(folder, |serve| {
            serve.env("SHANGLIANG_TEST_CLOCK_FILE", &file);
        })
    };
    let folder = start(tempfile::tempdir()?)?.stop()?;
    let mut clients = members(folder.path(), 4, &[])?;
    let mut program = start(folder)?;
    let (mut jumps, mut slowest) = (0, Duration::ZERO);
    for round in 0..rounds {
        for (n, offset) in [DAY_MS, 0, -DAY_MS, 40 * DAY_MS, 0].into_iter().enumerate() {
            let port = program.port;
            work_while(&mut clients, port, Duration::from_millis(1_200), Duration::from_millis(10), || -> Outcome<()> {
                std::thread::sleep(Duration::from_millis(400));
                Ok(std::fs::write(&file, offset.to_string())?)
            })?;
            // A holder of every lease dies in the middle, and its successor lives in another time.
            if (round + n) % 2 == 0 {
                program = start(program.kill()?)?;
            }
            settle_all(&mut clients, &program)?;
            slowest = slowest.max(signed(&program)?);
            jumps += 1;
        }
    }
    let days = days(&program, &file, &clients[0])?;
    std::fs::write(&file, "0")?;
    let folder = program.stop()?;
    let audit: Value = serde_json::from_str(&command(folder.path(), &["--json", "audit", "verify"])?)?;
    let verdict = records(&Store::in_folder(folder.path()), &clients)?;
    let good = verdict.is_good() && audit["sound"] == true && days.iter().all(|(_, good)| *good) && length.bar(slowest <= SIGNED);
    let days: Vec<_> = days.into_iter().filter(|(_, good)| !good).map(|(name, _)| name).collect();
    Ok(json!({
        "good": good, "jumps": jumps, "slowest_signature_ms": slowest.as_millis() as u64, "signature_limit_ms": SIGNED.as_millis() as u64,
        "journal": if audit["sound"] == true { "sound" } else { "not sound" }, "wrong_days": days, "acknowledged": verdict.acknowledged,
        "lost": verdict.lost, "doubled": verdict.doubled, "half_done": verdict.half_done, "stray": verdict.stray,
    }))
}

/// How long until every entry has its number and stands under a signature.
fn signed(program: &Program) -> Outcome<Duration> {
    let store = Store::in_folder(program.folder.path());
    let started = Instant::now();
    loop {
        let rows = store.rows("SELECT note, (SELECT COUNT(*) FROM journal) FROM tree_head")?;
        let whole = rows.first().is_some_and(|row| row[0].lines().nth(1) == Some(row[1].as_str()));
        if whole || started.elapsed() > SIGNED * 2 {
            return Ok(started.elapsed());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Submissions around midnights in Shanghai: what is due depends on the civil day there, and the year's end passes.
fn days(program: &Program, file: &Path, client: &Client) -> Outcome<Vec<(&'static str, bool)>> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis() as i64;
    // Midnight in Shanghai at the beginning of the day after the next but one.
    let midnight = ((now + 8 * HOUR_MS) / DAY_MS + 3) * DAY_MS - 8 * HOUR_MS;
    let year_end = (0..400).map(|n| midnight + n * DAY_MS).find(|at| at_day(*at).1 == (1, 1)).ok_or("no new year")?;
    let submit = |name: &str, at: i64| -> Outcome<(String, String)> {
        std::fs::write(file, (at - SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis() as i64).to_string())?;
        std::thread::sleep(Duration::from_millis(200));
        let mut connection = Connection::open(program.port, &client.token)?;
        let body = json!({ "title": format!("关于{name}的建议"), "background": "一", "analysis": "二", "suggestions": ["三。"] });
        let draft = connection.post("/api/v1/proposals", &format!("day-{name}"), &body)?;
        let id = draft.json()?["id"].as_str().ok_or_else(|| format!("{name}: {}", draft.status))?.to_owned();
        let path = format!("/api/v1/proposals/{id}/submission");
        let done = connection.post(&path, &format!("due-{name}"), &json!({ "no_secrets": true }))?.json()?;
        Ok((done["due"].as_str().unwrap_or_default().to_owned(), done["state_since"].as_str().unwrap_or_default().to_owned()))
    };
    let before = submit("前一日深夜", midnight - HOUR_MS / 2)?;
    let early = submit("当日凌晨", midnight + HOUR_MS / 2)?;
    let late = submit("当日深夜", midnight + DAY_MS - HOUR_MS / 2)?;
    let old = submit("除夕", year_end - 60_000)?;
    let new = submit("元旦", year_end + 60_000)?;
    let on = |told: &str, at: i64| told.starts_with(&at_day(at).0);
    Ok(vec![
        ("the same day, the same due day", early.0 == late.0 && !early.0.is_empty()),
        ("a day earlier, due no later", before.0 <= early.0 && !before.0.is_empty()),
        ("dated by the day in Shanghai", on(&before.1, midnight - 1) && on(&early.1, midnight) && on(&late.1, midnight)),
        ("the old year", on(&old.1, year_end - 1)),
        ("the new year", on(&new.1, year_end)),
    ])
}

/// The day in Shanghai, and its month and day; days to civil by Howard Hinnant's algorithm.
fn at_day(at_ms: i64) -> (String, (i64, i64)) {
    let z = (at_ms + 8 * HOUR_MS).div_euclid(DAY_MS) + 719_468;
    let (era, doe) = (z.div_euclid(146_097), z.rem_euclid(146_097));
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let (day, month) = (doy - (153 * mp + 2) / 5 + 1, if mp < 10 { mp + 3 } else { mp - 9 });
    let year = yoe + era * 400 + i64::from(month <= 2);
    (format!("{year:04}-{month:02}-{day:02}"), (month, day))
}
