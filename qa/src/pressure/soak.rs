//! Mixed use at fifty requests a second, then rest: memory and files come back to where they were (R16).

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{closed, draft, in_seconds, members};
use crate::Length;
use crate::load::{Connection, closed_loop};
use crate::program::{Outcome, Program};

const PER_SECOND: u32 = 50;
const GROWTH: f64 = 1.05;
const RSS_MB: f64 = 150.0;
/// More than the caches of the database hold.
const ROWS: usize = 20_000;

pub fn run(length: Length) -> Outcome<Value> {
    let folder = Program::start(tempfile::tempdir()?)?.stop()?;
    if length == Length::Long {
        crate::cost::import(folder.path(), ROWS)?;
    }
    let program = Program::start(folder)?;
    let office = program.token("tangchuan", "proposal_office")?;
    let members = members(program.folder.path(), 20)?;
    // The first stretch fills caches, those of the database by searches that read every title and by writing until the one that
    // writes is full: what is measured is growth after it.
    let (warm, stretch) = if length == Length::Long { (180, 1_620) } else { (10, 20) };
    let (files, threads) = (count(&program, "fd")?, count(&program, "task")?);
    let mut mix = Mix { connection: Connection::open(program.port, &office)?, office, members, round: 0 };
    let search = [(Arc::clone(&mix.office), "/proposals?q=%E6%A0%A1%E8%BD%A6".to_owned())];
    closed_loop(program.port, &search, 8, if length == Length::Long { 30 } else { 3 })?;
    let write = |connection: &mut Connection, worker: usize, n: usize| {
        connection.post("/api/v1/proposals", &format!("first-{worker}-{n}"), &draft(n)).map(Some)
    };
    closed(program.port, &mix.members, in_seconds(if length == Length::Long { 10 } else { 1 }), write, |_| None)?;
    mix.for_seconds(warm)?;
    let before = mix.at_rest(&program)?;
    mix.for_seconds(stretch)?;
    let (busy, after) = (program.rss_mb()?, mix.at_rest(&program)?);
    let requests = mix.round;
    drop(mix);
    std::thread::sleep(Duration::from_secs(3));
    let (files_after, threads_after) = (count(&program, "fd")?, count(&program, "task")?);
    let growth = after / before;
    // Two files may stay: a log that was turned over, a connection on its way out.
    let good = growth <= GROWTH && busy.max(after) <= RSS_MB && files_after <= files + 2 && threads_after <= threads;
    Ok(json!({
        "good": good, "seconds": warm + stretch, "requests": requests, "rss_mb_after_warm_up": before.round(), "rss_mb_under_load": busy.round(), "rss_mb_at_the_end": after.round(),
        "growth": (growth * 1000.0).round() / 1000.0, "growth_limit": GROWTH, "files": [files, files_after], "threads": [threads, threads_after],
    }))
}

struct Mix {
    connection: Connection,
    office: Arc<str>,
    members: Vec<Arc<str>>,
    round: usize,
}

impl Mix {
    fn for_seconds(&mut self, seconds: u64) -> Outcome<()> {
        let started = Instant::now();
        for n in 0..seconds as u32 * PER_SECOND {
            self.one()?;
            let due = started + Duration::from_secs(1) * n / PER_SECOND;
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
        }
        Ok(())
    }

    /// Memory once the load is gone: what single requests take passes, so the least of ten seconds counts.
    fn at_rest(&mut self, program: &Program) -> Outcome<f64> {
        let mut least = f64::INFINITY;
        for _ in 0..20 {
            self.connection.get("/public")?;
            std::thread::sleep(Duration::from_millis(500));
            least = least.min(program.rss_mb()?);
        }
        Ok(least)
    }

    fn one(&mut self) -> Outcome<()> {
        let n = self.round;
        self.round += 1;
        self.connection.token = if n % 3 == 0 { Arc::clone(&self.office) } else { Arc::clone(&self.members[n % self.members.len()]) };
        let answered = match n % 10 {
            0 => self.connection.post("/api/v1/proposals", &format!("soak-{n}"), &draft(n))?.status,
            1 => self.connection.get("/statistics")?.0,
            2 => self.connection.get("/")?.0,
            3 => self.connection.get("/proposals?q=%E5%BB%BA%E8%AE%AE")?.0,
            4 => self.connection.get("/no-such-page")?.0,
            5 => self.connection.get("/public")?.0,
            6 => self.connection.get("/api/v1/proposals?page_size=50")?.0,
            _ => self.connection.get("/proposals")?.0,
        };
        if answered >= 500 { Err(format!("round {n} answered {answered}").into()) } else { Ok(()) }
    }
}

fn count(program: &Program, what: &str) -> Outcome<usize> {
    Ok(std::fs::read_dir(format!("/proc/{}/{what}", program.id()))?.count())
}
