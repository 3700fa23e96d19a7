//! 共识: what most of everybody agrees with, or rejects, groups aside.

use crate::score::{SIGNIFICANT, against_half, share};
use crate::{Counts, Settings, Standing};

/// The statements that most people take the same side on, surest first, at most five each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Consensus {
    pub agree: Vec<Shared>,
    pub disagree: Vec<Shared>,
}

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shared {
    /// The number of the statement.
    pub statement: usize,
    /// Share that takes this side, (n+1)/(seen+2).
    pub p: f64,
    /// Its test against one half.
    pub z: f64,
}

const MOST: usize = 5;

pub(crate) fn consensus(everybody: &[Counts], settings: &Settings) -> Consensus {
    let side = |n: fn(&Counts) -> u32| {
        let open = (0..everybody.len()).filter(|&statement| settings.standing_of(statement) == Standing::Open);
        let all = open.map(|statement| {
            let (n, seen) = (n(&everybody[statement]), everybody[statement].seen);
            Shared { statement, p: share(n, seen), z: against_half(n, seen) }
        });
        let mut shared: Vec<Shared> = all.filter(|s| s.p > 0.5 && s.z > SIGNIFICANT).collect();
        shared.sort_by(|a, b| (b.p * b.z).total_cmp(&(a.p * a.z)));
        shared.truncate(MOST);
        shared
    };
    Consensus { agree: side(|counts| counts.agree), disagree: side(|counts| counts.disagree) }
}
