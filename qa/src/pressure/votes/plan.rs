//! Who votes what, and what must be counted in the end.

use std::collections::BTreeMap;
use std::ops::Range;

use super::question::STATEMENTS;
use crate::faults::random::Random;

#[derive(Clone, Copy, Debug)]
pub struct Cast {
    pub voter: usize,
    /// Its place among the statements.
    pub statement: usize,
    pub vote: i64,
}

/// Everything that is going to be voted: the last vote on each statement by each voter.
#[derive(Default)]
pub struct Plan(BTreeMap<usize, BTreeMap<usize, i64>>);

impl Plan {
    /// Each of these votes on `each` statements, one after the other.
    pub fn first(&mut self, voters: Range<usize>, each: usize, random: &mut Random) -> Vec<Cast> {
        let casts = voters.flat_map(|voter| votes(voter, each, random)).collect();
        self.noted(casts)
    }

    /// The same, everybody's first vote before anybody's second.
    pub fn in_turn(&mut self, voters: Range<usize>, each: usize, random: &mut Random) -> Vec<Cast> {
        let all: Vec<Vec<Cast>> = voters.map(|voter| votes(voter, each, random)).collect();
        let casts = (0..each).flat_map(|turn| all.iter().map(move |of_one| of_one[turn])).collect();
        self.noted(casts)
    }

    /// Each voter below `voters` changes a vote or adds one.
    pub fn second_thoughts(&mut self, voters: usize, random: &mut Random) -> Vec<Cast> {
        let of = |voter: usize, random: &mut Random| {
            let before = self.0.get(&voter)?;
            let (&last, &vote) = before.last_key_value()?;
            let changes = random.chance();
            let statement = if changes { last } else { (0..STATEMENTS).find(|n| !before.contains_key(n))? };
            let vote = if changes { (vote + 2) % 3 - 1 } else { opinion(voter, statement, random) };
            Some(Cast { voter, statement, vote })
        };
        let casts = (0..voters).filter_map(|voter| of(voter, random)).collect();
        self.noted(casts)
    }

    pub fn voters(&self) -> usize {
        self.0.len()
    }

    /// For each voter what was last voted, by statement.
    pub fn last(&self) -> impl Iterator<Item = &BTreeMap<usize, i64>> {
        self.0.values()
    }

    fn noted(&mut self, casts: Vec<Cast>) -> Vec<Cast> {
        for cast in &casts {
            self.0.entry(cast.voter).or_default().insert(cast.statement, cast.vote);
        }
        casts
    }
}

fn votes(voter: usize, each: usize, random: &mut Random) -> Vec<Cast> {
    let from = random.between(0, STATEMENTS as u64) as usize;
    // Seven has no divisor in common with the number of statements: none comes twice.
    let statements = (0..each).map(|n| (from + 7 * n) % STATEMENTS);
    statements.map(|statement| Cast { voter, statement, vote: opinion(voter, statement, random) }).collect()
}

/// Three camps that mostly keep to their opinions.
fn opinion(voter: usize, statement: usize, random: &mut Random) -> i64 {
    let camp = voter % 3;
    match random.between(0, 10) {
        0 => 0,
        1 => -1,
        _ if statement % 4 == 3 || statement % 3 == camp => 1,
        _ => -1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_vote_counts_and_a_change_is_one() {
        let (mut plan, mut random) = (Plan::default(), Random::from(7));
        let first = plan.first(0..40, 5, &mut random);
        let before: Vec<_> = plan.last().cloned().collect();
        assert!(first.len() == 200 && before.iter().all(|votes| votes.len() == 5));
        let second = plan.second_thoughts(40, &mut random);
        assert_eq!(second.len(), 40);
        for cast in second {
            assert_ne!(before[cast.voter].get(&cast.statement), Some(&cast.vote));
            assert!((-1..=1).contains(&cast.vote));
        }
        assert_eq!(plan.voters(), 40);
    }
}
