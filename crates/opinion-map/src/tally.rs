//! 计票: how many agreed, disagreed and saw each statement.

use crate::chunks::by_cells;
use crate::vote::PLACES;
use crate::{Settings, Standing, Threads, Vote, Votes};

/// The votes on one statement among some people. `seen` includes passes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub agree: u32,
    pub disagree: u32,
    pub seen: u32,
}

impl Counts {
    pub fn pass(self) -> u32 {
        self.seen - self.agree - self.disagree
    }

    /// Mean of the votes, +1 agree, −1 disagree; 0 where nobody has seen the statement.
    pub fn mean(self) -> f64 {
        (f64::from(self.agree) - f64::from(self.disagree)) / f64::from(self.seen.max(1))
    }

    /// Whether all votes on it are the same, or there are none.
    pub(crate) fn is_unanimous(self) -> bool {
        [self.agree, self.disagree, self.pass()].contains(&self.seen)
    }

    /// Sum of squares around the mean.
    pub(crate) fn scatter(self) -> f64 {
        f64::from(self.agree + self.disagree) - f64::from(self.seen) * self.mean() * self.mean()
    }

    pub(crate) fn plus(self, other: Counts) -> Counts {
        Counts { agree: self.agree + other.agree, disagree: self.disagree + other.disagree, seen: self.seen + other.seen }
    }

    pub(crate) fn minus(self, other: Counts) -> Counts {
        Counts { agree: self.agree - other.agree, disagree: self.disagree - other.disagree, seen: self.seen - other.seen }
    }
}

/// The counts of every statement, over everybody and by group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// By statement.
    pub everybody: Vec<Counts>,
    /// By group, then by statement.
    pub groups: Vec<Vec<Counts>>,
}

impl Tally {
    /// The counts of all who are in a group, by statement.
    pub fn grouped(&self) -> Vec<Counts> {
        let mut sums = vec![Counts::default(); self.everybody.len()];
        for group in &self.groups {
            for (sum, counts) in sums.iter_mut().zip(group) {
                *sum = sum.plus(*counts);
            }
        }
        sums
    }
}

/// One vote.
pub(crate) fn counts_of(vote: Vote) -> Counts {
    Counts { agree: u32::from(vote == Vote::Agree), disagree: u32::from(vote == Vote::Disagree), seen: 1 }
}

/// The counts over everybody.
pub(crate) fn everybody(votes: &Votes, threads: Threads) -> Vec<Counts> {
    let nobody = |_: usize| Some(0);
    by_group(votes, 1, nobody, threads).pop().unwrap_or_default()
}

/// The counts of each of `groups` groups, by group and statement.
pub(crate) fn by_group(votes: &Votes, groups: usize, group_of: impl Fn(usize) -> Option<u32> + Sync, threads: Threads) -> Vec<Vec<Counts>> {
    let places = votes.statements.len() * PLACES;
    let pieces = by_cells(&votes.starts, 1 << 18);
    let counted = threads.each(&pieces, |rows| {
        let mut counts = vec![0u32; places * groups];
        for row in rows {
            let Some(group) = group_of(row) else { continue };
            let counts = &mut counts[group as usize * places..][..places];
            for cell in votes.row(row) {
                counts[cell.index()] += 1;
            }
        }
        counts
    });
    let mut sums = vec![0u32; places * groups];
    for piece in counted {
        for (sum, count) in sums.iter_mut().zip(piece) {
            *sum += count;
        }
    }
    let places = sums.chunks_exact(PLACES).map(|c| Counts { agree: c[0], disagree: c[1], seen: c[0] + c[1] + c[2] });
    let all: Vec<Counts> = places.collect();
    (0..groups).map(|group| all[group * votes.statements.len()..][..votes.statements.len()].to_vec()).collect()
}

/// How many statements have a vote.
pub(crate) fn voted_on(counts: &[Counts]) -> usize {
    counts.iter().filter(|counts| counts.seen > 0).count()
}

/// The centre: the mean of each statement, 0 for those that are not open.
pub(crate) fn centre(counts: &[Counts], settings: &Settings) -> Vec<f64> {
    let open = |statement: usize| settings.standing_of(statement) == Standing::Open;
    counts.iter().enumerate().map(|(statement, c)| if open(statement) { c.mean() } else { 0.0 }).collect()
}
