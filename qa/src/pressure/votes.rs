//! 人人表态: distinct browsers vote on one deliberation while others read, the program is killed among the votes, some press
//! the button many times at once; the published votes are then exactly those that were acknowledged.

mod count;
mod crowd;
pub mod linking;
mod plan;
mod question;
mod reading;
mod room;

use std::time::Instant;

use serde_json::{Value, json};

use self::crowd::Crowd;
use self::plan::Plan;
use crate::Length;
use crate::faults::random::Random;
use crate::load::Latencies;
use crate::program::{Outcome, Program};

const CONNECTIONS: usize = 64;
const PER_SECOND: f64 = 4_000.0;
const P99_MS: f64 = 100.0;
const STREAM_MS: f64 = 2_000.0;

/// How large one length is.
struct Size {
    voters: usize,
    kills: usize,
    /// Who sends one vote so many times at once.
    hasty: usize,
    at_once: usize,
    streams: usize,
    /// Voters while the streams are open.
    room: usize,
}

fn size(length: Length) -> Size {
    match length {
        Length::Long => Size { voters: 20_000, kills: 10, hasty: 50, at_once: 50, streams: 500, room: 500 },
        Length::Short => Size { voters: 20_000, kills: 3, hasty: 20, at_once: 50, streams: 500, room: 500 },
        Length::Check => Size { voters: 320, kills: 1, hasty: 3, at_once: 20, streams: 20, room: 60 },
    }
}

pub fn run(length: Length) -> Outcome<Value> {
    let size = size(length);
    let mut random = Random::new();
    let mut program = Program::start(tempfile::tempdir()?)?;
    let question = question::open(&program)?;
    let mut plan = Plan::default();
    program.rest()?;

    let mut crowd = Crowd::new(&question);
    crowd.take(plan.first(0..size.voters, if length == Length::Short { 3 } else { 5 }, &mut random), CONNECTIONS);
    let (cpu, begun) = (program.cpu_us()?, Instant::now());
    let pages = reading::meanwhile(program.port, &question, size.voters, || crowd.vote_all(program.port))?;
    let per_second = crowd.acknowledged() as f64 / begun.elapsed().as_secs_f64();
    let cpu = (program.cpu_us()? - cpu) as f64 / crowd.acknowledged() as f64;
    let latencies = Latencies::of(crowd.milliseconds());

    crowd.take(plan.second_thoughts(size.voters, &mut random), CONNECTIONS);
    let (folder, cut_off) = crowd.vote_while_killed(program, size.kills, &mut random)?;
    program = Program::start(folder)?;
    let hasty = size.voters + size.room..size.voters + size.room + size.hasty;
    let hurried = crowd.all_at_once(program.port, &plan.first(hasty, 1, &mut random), size.at_once)?;

    program.rest()?;
    let room = plan.in_turn(size.voters..size.voters + size.room, 5, &mut random);
    let delays = room::follow(program.port, &question, size.streams, room, &mut crowd)?;

    question.close(program.port)?;
    let found = count::compare(&program, &question, &plan, &crowd)?;
    let public = pages.quantile(0.99);
    let quick = per_second >= PER_SECOND && public <= P99_MS && delays.p99_ms <= STREAM_MS;
    let good = length.bar(quick) && found.is_good() && delays.missed == 0;
    let mut figures = json!({
        "good": good, "connections": CONNECTIONS, "voters": plan.voters(), "per_second": per_second.round(), "per_second_wanted": PER_SECOND,
        "p50_ms": latencies.quantile(0.5), "p99_ms": latencies.quantile(0.99), "cpu_us_each": cpu.round(),
        "public_pages": pages.count(), "public_page_p50_ms": pages.quantile(0.5), "public_page_p99_ms": public, "public_p99_limit_ms": P99_MS,
        "acknowledged": crowd.acknowledged(), "kills": size.kills, "unanswered_and_sent_again": cut_off, "sent_many_times_at_once": hurried,
        "event_streams": size.streams, "snapshots": delays.snapshots, "stream_median_ms": delays.median_ms, "stream_p99_ms": delays.p99_ms,
        "stream_worst_ms": delays.worst_ms, "stream_limit_ms": STREAM_MS, "votes_never_shown": delays.missed, "seed": random.seed,
    });
    figures.as_object_mut().ok_or("an object")?.extend(found.json().as_object().cloned().unwrap_or_default());
    Ok(figures)
}
