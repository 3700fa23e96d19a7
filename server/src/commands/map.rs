//! `map`: the opinion map of a vote export, as everybody can compute it again.

mod comments;
mod groups;
mod matrix;
mod sheet;
mod votes;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;
use opinion_map::{Report, Settings, Threads};
use serde_json::json;

use self::sheet::Bad;
use crate::failure::{During, Outcome};
use crate::output::{Output, working};

#[derive(Args)]
pub struct Map {
    /// `votes.csv` (comment-id, voter-id, vote; of several the last by `timestamp`, or in the file, counts) or the matrix
    /// `participants-votes.csv`; 1 agree, -1 disagree, 0 pass
    #[arg(long, value_name = "FILE")]
    votes: PathBuf,
    /// `comments.csv` (comment-id, moderated, is-meta): -1 in `moderated` leaves a statement out
    #[arg(long, value_name = "FILE")]
    comments: Option<PathBuf>,
    /// `participant,group`: the groups as they are given, instead of clustering
    #[arg(long, value_name = "FILE")]
    groups: Option<PathBuf>,
    /// Writes the map there and prints a summary
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// At most so many at once; the map does not depend on it [default: as the machine has]
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

pub fn run(as_json: bool, options: &Map) -> Outcome<Output> {
    let mut bad = Bad::default();
    let bar = working("mapping");
    let comments = options.comments.as_deref().map(|file| comments::read(file, &mut bad)).transpose()?.unwrap_or_default();
    let votes = votes::read(&options.votes, &mut bad)?;
    let groups = options.groups.as_deref().map(|file| groups::read(file, &votes, &mut bad)).transpose()?;
    if let Some(refused) = bad.output() {
        return Ok(refused);
    }
    let (group_names, given) = groups.map_or((Vec::new(), None), |groups| (groups.names, Some(groups.of)));
    let threads = options.threads.map_or_else(Threads::default, Threads);
    let settings = Settings { standing: comments.standing(&votes), given, threads };
    let map = opinion_map::map(&votes, &settings);
    let report = Report { votes: &votes, map: &map, group_names: &group_names };
    bar.finish_and_clear();
    let Some(out) = &options.out else { return printed(as_json, &report) };
    let mut file = std::io::BufWriter::new(std::fs::File::create(out).during(out.display())?);
    serde_json::to_writer(&mut file, &report)?;
    std::io::Write::write_all(&mut file, b"\n").and_then(|()| std::io::Write::flush(&mut file)).during(out.display())?;
    Ok(summary(&report))
}

fn printed(as_json: bool, report: &Report<'_>) -> Outcome<Output> {
    match as_json {
        true => Ok(Output::new("", serde_json::to_value(report)?)),
        false => Ok(Output::new(serde_json::to_string(report)? + "\n", serde_json::Value::Null)),
    }
}

fn summary(report: &Report<'_>) -> Output {
    let Report { votes, map, .. } = report;
    let (people, statements, cast) = (votes.participants().len(), votes.statements().len(), votes.len());
    let sizes: Vec<usize> = map.groups.iter().map(|group| group.members.len()).collect();
    let text = format!("{people} people, {statements} statements, {cast} votes; groups of {sizes:?}\n");
    let json = json!({ "participants": people, "statements": statements, "votes": cast, "group_sizes": sizes });
    Output::new(text, json)
}
