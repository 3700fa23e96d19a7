//! 代表性意见: the statements that set a group apart from the others.

use crate::score::{SIGNIFICANT, against_half, against_rest, share};
use crate::{Counts, Settings, Standing, Tally};

/// Which side a group takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    Agree,
    Disagree,
}

/// A statement that represents a group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Representative {
    /// The number of the statement.
    pub statement: usize,
    pub direction: Direction,
    /// Share of the group that takes this side, (n+1)/(seen+2).
    pub p: f64,
    /// Its test against one half.
    pub z: f64,
    /// That share over the share of all others.
    pub ratio: f64,
    /// Test of the two shares against each other.
    pub ratio_z: f64,
}

const MOST: usize = 5;

/// At most five statements of each group, agreed before disagreed. Only what passes both tests, by the product of all four
/// figures; but the statement that the group agrees with most comes first even if it fails a test, and a group in which nothing
/// passes gets the one statement that sets it apart most.
pub(crate) fn representative(tally: &Tally, settings: &Settings) -> Vec<Vec<Representative>> {
    let grouped = tally.grouped();
    let of_group = |group: &Vec<Counts>| {
        let open = (0..group.len()).filter(|&statement| settings.standing_of(statement) == Standing::Open);
        let sides: Vec<[Representative; 2]> = open.map(|s| both_sides(s, group[s], grouped[s].minus(group[s]))).collect();
        chosen(&sides, group)
    };
    tally.groups.iter().map(of_group).collect()
}

fn both_sides(statement: usize, own: Counts, rest: Counts) -> [Representative; 2] {
    let side = |direction, n, rest_n| Representative {
        statement,
        direction,
        p: share(n, own.seen),
        z: against_half(n, own.seen),
        ratio: share(n, own.seen) / share(rest_n, rest.seen),
        ratio_z: against_rest(n, own.seen, rest_n, rest.seen),
    };
    [side(Direction::Agree, own.agree, rest.agree), side(Direction::Disagree, own.disagree, rest.disagree)]
}

fn chosen(sides: &[[Representative; 2]], counts: &[Counts]) -> Vec<Representative> {
    let leading = |[agree, disagree]: &[Representative; 2]| if agree.ratio_z > disagree.ratio_z { *agree } else { *disagree };
    let passing = sides.iter().filter(|both| both.iter().any(Representative::passes)).map(leading);
    let mut passing: Vec<Representative> = passing.collect();
    passing.sort_by(|a, b| b.product().total_cmp(&a.product()));
    let first = best_agreed(sides, counts);
    passing.retain(|r| first.is_none_or(|first| first.statement != r.statement));
    let mut chosen: Vec<Representative> = first.into_iter().chain(passing).take(MOST).collect();
    if chosen.is_empty() {
        chosen.extend(sides.iter().map(leading).reduce(|best, next| if next.ratio_z > best.ratio_z { next } else { best }));
    }
    chosen.sort_by_key(|r| r.direction);
    chosen
}

/// The statement that a group agrees with most. More than the others do, if there is one such; its share alone otherwise.
fn best_agreed(sides: &[[Representative; 2]], counts: &[Counts]) -> Option<Representative> {
    let voted = |r: &&Representative| counts[r.statement].agree + counts[r.statement].disagree > 0;
    let plausible = |r: &&Representative| r.z > SIGNIFICANT || (r.ratio > 1.0 && r.p > 0.5);
    let rank = |r: &Representative| if r.ratio > 1.0 { (true, r.product()) } else { (false, r.p * r.z) };
    let better = |best: &'_ Representative, next: &'_ Representative| rank(next).partial_cmp(&rank(best)).is_some_and(|o| o.is_gt());
    let agreed = sides.iter().map(|both| &both[0]).filter(voted).filter(plausible);
    agreed.reduce(|best, next| if better(best, next) { next } else { best }).copied()
}

impl Representative {
    fn passes(&self) -> bool {
        self.ratio_z > SIGNIFICANT && self.z > SIGNIFICANT
    }

    fn product(&self) -> f64 {
        self.ratio * self.ratio_z * self.p * self.z
    }
}
