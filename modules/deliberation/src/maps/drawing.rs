//! From votes to a map: from scratch, and vote by vote. Pure but for the reading of what is shown.

use std::collections::{BTreeSet, HashMap};

use kernel::{Id, Result};
use opinion_map::{Change, Live, Report, Settings, Standing, Threads, Vote, Votes, VotesBuilder, map};
use serde_json::json;

use super::Cast;
use crate::model::Statement;
use crate::rules::Rules;
use crate::store;
use crate::view::View;
use crate::voice::Digest;
use crate::workflow::statement;

/// Statements that are left out of the map keep their votes.
pub fn standings(tx: &mut kernel::Tx, id: Id) -> Result<Vec<(i64, Standing)>> {
    Ok(store::statements::of(tx, id, &[])?.iter().map(|s| (s.number, standing(s))).collect())
}

/// What the map does with a statement.
pub fn standing(s: &Statement) -> Standing {
    match (s.is_meta, statement::VOTED.contains(&s.state.get())) {
        (true, _) => Standing::Meta,
        (false, true) => Standing::Open,
        (false, false) => Standing::Out,
    }
}

/// The whole map of these votes, as a view and in its published shape: what everybody can compute again from the export.
pub fn from_scratch(votes: &[Cast], standing: &[(i64, Standing)], rules: &Rules) -> Result<(View, String)> {
    let (votes, settings) = prepared(votes, standing, |person, _| person.to_string(), Threads::default());
    let map = map(&votes, &settings);
    let view = View::of(&votes, &map, (rules.map_people, rules.map_statements));
    Ok((view, serde_json::to_string(&Report { votes: &votes, map: &map, group_names: &[] })?))
}

/// People are named by their number in the order of the digests, which is nobody's order, or by the digest.
pub(super) fn prepared(
    votes: &[Cast],
    standing: &[(i64, Standing)],
    name: impl Fn(usize, &Digest) -> String,
    threads: Threads,
) -> (Votes, Settings) {
    let mut builder = VotesBuilder::new();
    for (person, cast) in numbered(votes) {
        if let Some(vote) = Vote::from_value(cast.vote) {
            builder.cast(&name(person, &cast.voter), &cast.statement.to_string(), vote, 0);
        }
    }
    let votes = builder.build();
    let of: HashMap<i64, Standing> = standing.iter().copied().collect();
    let standing = votes.statements().iter().map(|id| id.parse().ok().and_then(|n: i64| of.get(&n).copied()).unwrap_or_default());
    let settings = Settings { standing: standing.collect(), given: None, threads };
    (votes, settings)
}

/// Votes in the order of the digests, each with the number of its person, from 0.
pub fn numbered(votes: &[Cast]) -> impl Iterator<Item = (usize, &Cast)> {
    let mut person = 0;
    votes.iter().enumerate().map(move |(at, cast)| {
        if at > 0 && votes[at - 1].voter != cast.voter {
            person += 1;
        }
        (person, cast)
    })
}

/// While people vote the map is told without them: who follows one place over time would see single votes.
pub(super) fn without_people(live: &Live) -> Option<String> {
    let mut report = serde_json::to_value(Report { votes: live.votes(), map: live.map(), group_names: &[] }).ok()?;
    report["projection"] = json!({});
    for group in report["groups"].as_array_mut().into_iter().flatten() {
        group["members"] = json!([]);
    }
    Some(report.to_string())
}

pub(super) fn apply(live: &mut Live, casts: &[Cast], standing: &[(i64, Standing)]) {
    for (number, standing) in standing {
        live.set_standing(&number.to_string(), *standing);
    }
    if casts.is_empty() {
        return;
    }
    let named: Vec<(String, String, Vote)> =
        casts.iter().filter_map(|cast| Some((name(&cast.voter), cast.statement.to_string(), Vote::from_value(cast.vote)?))).collect();
    let changes: Vec<Change> = named.iter().map(|(participant, statement, vote)| Change { participant, statement, vote: *vote }).collect();
    live.apply(&changes);
}

pub(super) fn name(voter: &Digest) -> String {
    voter.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// While a secret one runs, a picture that changes with a single vote would show that vote: it changes for several people at
/// once, or not.
pub(super) fn may_show(is_secret: bool, fewest: usize, waiting: &[Cast]) -> bool {
    let voters: BTreeSet<&Digest> = waiting.iter().map(|cast| &cast.voter).collect();
    !is_secret || voters.len() >= fewest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cast(voter: u8, statement: i64) -> Cast {
        Cast { voter: [voter; 16], statement, vote: 1 }
    }

    #[test]
    fn a_secret_picture_does_not_change_with_the_votes_of_one() {
        let of_one: Vec<Cast> = (1..=20).map(|statement| cast(7, statement)).collect();
        assert!(!may_show(true, 5, &of_one) && may_show(false, 5, &of_one));
        let of_five: Vec<Cast> = (1..=5).map(|voter| cast(voter, 1)).collect();
        assert!(may_show(true, 5, &of_five) && !may_show(true, 5, &of_five[1..]));
    }

    #[test]
    fn people_are_numbered_in_the_order_of_their_digests() {
        let votes = [cast(1, 1), cast(1, 2), cast(5, 1), cast(9, 1), cast(9, 4)];
        assert_eq!(numbered(&votes).map(|(person, _)| person).collect::<Vec<_>>(), [0, 0, 1, 2, 2]);
    }
}
