//! Invented conversations whose groups are known, to measure with.

use crate::chance::Chance;
use crate::{Vote, Votes, VotesBuilder};

/// People of a few camps who vote on statements as their camp does, mostly.
#[derive(Clone, Copy, Debug)]
pub struct Planted {
    pub people: usize,
    pub statements: usize,
    /// In all; everybody casts about as many, on statements drawn by chance.
    pub votes: usize,
    pub groups: usize,
}

impl Planted {
    /// The camp of a person.
    pub fn group_of(&self, person: usize) -> usize {
        person % self.groups
    }

    /// `each(person, statement, vote)` for every vote, person by person; always the same votes.
    pub fn votes(&self, mut each: impl FnMut(usize, usize, Vote)) {
        let mut chance = Chance::new(1);
        let leaning: Vec<f64> = (0..self.groups * self.statements).map(|_| 0.5 + 0.45 * chance.signed()).collect();
        let mut last_seen_by = vec![usize::MAX; self.statements];
        for person in 0..self.people {
            let quota = self.votes * (person + 1) / self.people - self.votes * person / self.people;
            for _ in 0..quota.min(self.statements) {
                let mut statement = chance.below(self.statements);
                while last_seen_by[statement] == person {
                    statement = (statement + 1) % self.statements;
                }
                last_seen_by[statement] = person;
                let agrees = leaning[self.group_of(person) * self.statements + statement];
                let vote = match chance.share() {
                    pass if pass < 0.1 => Vote::Pass,
                    _ if chance.share() < agrees => Vote::Agree,
                    _ => Vote::Disagree,
                };
                each(person, statement, vote);
            }
        }
    }

    /// As a matrix; people and statements have their numbers as ids.
    pub fn build(&self) -> Votes {
        let mut builder = VotesBuilder::new();
        self.votes(|person, statement, vote| builder.cast(&person.to_string(), &statement.to_string(), vote, 0));
        builder.build()
    }
}

/// How far two divisions of the same people agree: 1 the same, about 0 by chance (Hubert, Arabie, *Comparing partitions*, 1985).
pub fn adjusted_rand(a: &[usize], b: &[usize]) -> f64 {
    let (rows, columns) = (a.iter().max().map_or(0, |m| m + 1), b.iter().max().map_or(0, |m| m + 1));
    let mut table = vec![0u64; rows * columns];
    a.iter().zip(b).for_each(|(&a, &b)| table[a * columns + b] += 1);
    let pairs = |n: u64| (n * n.saturating_sub(1)) as f64 / 2.0;
    let both: f64 = table.iter().map(|&n| pairs(n)).sum();
    let in_a: f64 = table.chunks(columns.max(1)).map(|row| pairs(row.iter().sum())).sum();
    let in_b: f64 = (0..columns).map(|c| pairs(table.iter().skip(c).step_by(columns).sum())).sum();
    let by_chance = in_a * in_b / pairs(a.len() as u64).max(1.0);
    let most = (in_a + in_b) / 2.0;
    if most == by_chance { 1.0 } else { (both - by_chance) / (most - by_chance) }
}

#[cfg(test)]
mod tests {
    use super::{Planted, adjusted_rand};

    #[test]
    fn as_many_votes_as_asked_for_and_no_pair_twice() {
        let votes = Planted { people: 70, statements: 30, votes: 1000, groups: 3 }.build();
        assert_eq!((votes.participants().len(), votes.statements().len(), votes.len()), (70, 30, 1000));
    }

    #[test]
    fn agreement_of_divisions() {
        assert_eq!(adjusted_rand(&[0, 0, 1, 1], &[1, 1, 0, 0]), 1.0);
        assert!((adjusted_rand(&[0, 0, 1, 2], &[0, 0, 1, 1]) - 4.0 / 7.0).abs() < 1e-12);
        assert!(adjusted_rand(&[0, 1, 0, 1], &[0, 0, 1, 1]) < 0.0);
    }
}
