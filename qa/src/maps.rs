//! The opinion map at three sizes, the whole process in one run from the vote file to the map: time, memory, planted groups
//! found again, the same bytes on one thread and two; and one more vote into the largest.

use std::collections::HashMap;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use opinion_map::planted::{Planted, adjusted_rand};
use opinion_map::{Change, Live, Settings, Vote};
use serde_json::{Value, json};

use crate::Length;
use crate::program::{Outcome, binary};

/// A size with its bars.
struct Size {
    name: &'static str,
    planted: Planted,
    seconds: f64,
    megabytes: Option<f64>,
}

const SIZES: [Size; 3] = [
    Size { name: "small", planted: planted(2031, 896, 225_000), seconds: 0.06, megabytes: None },
    Size { name: "middle", planted: planted(20_000, 1000, 1_000_000), seconds: 0.5, megabytes: Some(150.0) },
    Size { name: "large", planted: planted(100_000, 2000, 10_000_000), seconds: 5.0, megabytes: Some(1000.0) },
];

const ADJUSTED_RAND: f64 = 0.95;
const ONE_VOTE_MS: f64 = 300.0;

const fn planted(people: usize, statements: usize, votes: usize) -> Planted {
    Planted { people, statements, votes, groups: 3 }
}

pub fn run(_: Length) -> Outcome<Value> {
    let folder = tempfile::tempdir()?;
    let (votes, out, other) = (folder.path().join("votes.csv"), folder.path().join("map.json"), folder.path().join("other.json"));
    let mut figures = json!({ "good": true });
    for size in &SIZES {
        write(&size.planted, &votes)?;
        let (seconds, megabytes) = best_of_three(&votes, &out)?;
        let map: Value = serde_json::from_slice(&std::fs::read(&out)?)?;
        let groups = map["groups"].as_array().map_or(0, Vec::len);
        let found = found_again(&size.planted, &map)?;
        measured(&votes, &other, 1)?;
        let same = std::fs::read(&out)? == std::fs::read(&other)?;
        let name = size.name;
        figures[format!("{name}_seconds")] = json!(seconds);
        figures[format!("{name}_limit_seconds")] = json!(size.seconds);
        figures[format!("{name}_peak_mb")] = json!(megabytes);
        figures[format!("{name}_groups")] = json!(groups);
        figures[format!("{name}_adjusted_rand")] = json!(found);
        figures[format!("{name}_same_on_one_thread")] = json!(same);
        let good = seconds <= size.seconds && size.megabytes.is_none_or(|most| megabytes <= most) && same && found >= ADJUSTED_RAND;
        if !good {
            figures["good"] = json!(false);
        }
    }
    let [median, worst] = one_more_vote(&SIZES[2].planted);
    figures["one_more_vote_ms"] = json!(median);
    figures["one_more_vote_worst_ms"] = json!(worst);
    figures["one_more_vote_limit_ms"] = json!(ONE_VOTE_MS);
    if worst > ONE_VOTE_MS {
        figures["good"] = json!(false);
    }
    Ok(figures)
}

fn write(planted: &Planted, to: &Path) -> Outcome<()> {
    let mut file = BufWriter::new(std::fs::File::create(to)?);
    writeln!(file, "comment-id,voter-id,vote")?;
    let mut written = Ok(());
    planted.votes(|person, statement, vote| {
        if written.is_ok() {
            written = writeln!(file, "{statement},{person},{}", vote.value());
        }
    });
    written.and_then(|()| file.flush())?;
    Ok(())
}

/// The quickest of three, with its memory: what else the machine does is not what is measured.
fn best_of_three(votes: &Path, out: &Path) -> Outcome<(f64, f64)> {
    let mut best = measured(votes, out, 2)?;
    for _ in 0..2 {
        let next = measured(votes, out, 2)?;
        best = if next.0 < best.0 { next } else { best };
    }
    Ok(best)
}

/// Seconds and peak megabytes of `map` as a process.
fn measured(votes: &Path, out: &Path, threads: usize) -> Outcome<(f64, f64)> {
    let program = binary()?;
    let started = Instant::now();
    let mut child = Command::new(program)
        .args(["map", "--threads", &threads.to_string(), "--votes"])
        .arg(votes)
        .arg("--out")
        .arg(out)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak: f64 = 0.0;
    let ended = loop {
        if let Some(ended) = child.try_wait()? {
            break ended;
        }
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let high = text.lines().find(|line| line.starts_with("VmHWM")).and_then(|line| line.split_whitespace().nth(1));
        peak = peak.max(high.and_then(|kilobytes| kilobytes.parse().ok()).unwrap_or(0.0) / 1024.0);
        std::thread::sleep(Duration::from_millis(1));
    };
    let seconds = started.elapsed().as_secs_f64();
    if ended.success() { Ok((seconds, peak)) } else { Err("map failed".into()) }
}

/// Adjusted Rand index of the groups of the map and the planted ones, over everybody in a group.
fn found_again(planted: &Planted, map: &Value) -> Outcome<f64> {
    let mut found: HashMap<usize, usize> = HashMap::new();
    for (number, group) in map["groups"].as_array().ok_or("no groups")?.iter().enumerate() {
        for id in group["members"].as_array().ok_or("no members")? {
            found.insert(id.as_str().ok_or("no id")?.parse()?, number);
        }
    }
    let (truth, found): (Vec<usize>, Vec<usize>) = found.iter().map(|(&person, &group)| (planted.group_of(person), group)).unzip();
    Ok(adjusted_rand(&truth, &found))
}

/// Median and worst of eleven single votes, each with its new map, in milliseconds.
fn one_more_vote(planted: &Planted) -> [f64; 2] {
    let mut live = Live::new(planted.build(), Settings::default());
    let mut took: Vec<f64> = (0..11)
        .map(|number| {
            let (participant, statement) = ((number * 7919 % planted.people).to_string(), (number * 31 % planted.statements).to_string());
            let started = Instant::now();
            live.apply(&[Change { participant: &participant, statement: &statement, vote: Vote::Agree }]);
            started.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    took.sort_by(f64::total_cmp);
    [took[5], took[10]]
}
