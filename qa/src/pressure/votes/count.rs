//! What is published after the closing, held against what was acknowledged.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::{Value, json};

use super::crowd::Crowd;
use super::plan::Plan;
use super::question::Question;
use crate::load::Connection;
use crate::program::{Outcome, Program, command};

pub struct Found {
    rows: usize,
    voices: usize,
    /// Voters whose votes are not among the published ones as they were acknowledged, and published ones that nobody cast.
    different: usize,
    wanted_rows: usize,
    wanted_voices: usize,
    receipts_missing: usize,
    /// The published map is what `map` makes of the published votes, to the last digit.
    same_map: bool,
}

/// Votes by statement.
type Ballot = BTreeMap<usize, i64>;

pub fn compare(program: &Program, question: &Question, plan: &Plan, crowd: &Crowd) -> Outcome<Found> {
    let mut connection = Connection::open(program.port, &Arc::from(""))?;
    let mut get = |path: &str| -> Outcome<Vec<u8>> {
        match connection.get(path)? {
            (200, body) => Ok(body),
            (status, body) => Err(format!("{path} answered {status}: {}", String::from_utf8_lossy(&body)).into()),
        }
    };
    let file = |what: &str| format!("/deliberations/{}/export?what={what}", question.id);
    let (votes, statements, receipts) = (get(&file("votes"))?, get(&file("statements"))?, get(&file("receipts"))?);
    let published = get(&format!("/api/v1/deliberations/{}/map", question.id))?;
    let map = made_again(&votes, &statements)?;

    let ballots = ballots(std::str::from_utf8(&votes)?)?;
    let mut balance: HashMap<&Ballot, i64> = HashMap::new();
    plan.last().for_each(|ballot| *balance.entry(ballot).or_default() += 1);
    ballots.values().for_each(|ballot| *balance.entry(ballot).or_default() -= 1);
    let list: BTreeSet<&str> = std::str::from_utf8(&receipts)?.lines().collect();
    let given = crowd.receipts();
    let missing = given.values().filter(|receipt| !list.contains(*receipt)).count() + plan.voters().abs_diff(given.len());
    Ok(Found {
        rows: ballots.values().map(BTreeMap::len).sum(),
        voices: list.len(),
        different: balance.values().map(|n| n.unsigned_abs() as usize).sum(),
        wanted_rows: plan.last().map(BTreeMap::len).sum(),
        wanted_voices: plan.voters(),
        receipts_missing: missing,
        same_map: String::from_utf8_lossy(&published).trim() == map.trim(),
    })
}

/// Ballots by the number of their voter.
fn ballots(csv: &str) -> Outcome<HashMap<&str, Ballot>> {
    let mut ballots: HashMap<&str, Ballot> = HashMap::new();
    for line in csv.lines().skip(1) {
        let [statement, voter, vote] = line.split(',').collect::<Vec<_>>()[..] else { return Err(format!("a row like {line}").into()) };
        let earlier = ballots.entry(voter).or_default().insert(statement.parse::<usize>()? - 1, vote.parse()?);
        if earlier.is_some() {
            return Err(format!("voter {voter} voted twice on {statement}").into());
        }
    }
    Ok(ballots)
}

/// What the command makes of the published files.
fn made_again(votes: &[u8], statements: &[u8]) -> Outcome<String> {
    let folder = tempfile::tempdir()?;
    let (votes_csv, comments_csv) = (folder.path().join("votes.csv"), folder.path().join("comments.csv"));
    std::fs::write(&votes_csv, votes)?;
    std::fs::write(&comments_csv, statements)?;
    let (votes_csv, comments_csv) = (votes_csv.to_str().ok_or("a path")?, comments_csv.to_str().ok_or("a path")?);
    command(folder.path(), &["map", "--votes", votes_csv, "--comments", comments_csv])
}

impl Found {
    pub fn is_good(&self) -> bool {
        let exact = self.rows == self.wanted_rows && self.voices == self.wanted_voices && self.different == 0;
        exact && self.receipts_missing == 0 && self.same_map
    }

    pub fn json(&self) -> Value {
        json!({
            "published_votes": self.rows, "published_votes_wanted": self.wanted_rows, "voices": self.voices, "voices_wanted": self.wanted_voices,
            "ballots_that_differ": self.different, "receipts_missing": self.receipts_missing, "same_map_by_command": self.same_map,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ballots_are_read_from_the_export() {
        let found = ballots("comment-id,voter-id,vote\r\n1,0,1\r\n3,0,-1\r\n1,1,0\r\n").unwrap();
        assert_eq!(found["0"], Ballot::from([(0, 1), (2, -1)]));
        assert_eq!(found["1"], Ballot::from([(0, 0)]));
        assert!(ballots("h\r\n1,0,1\r\n1,0,1\r\n").is_err());
    }
}
