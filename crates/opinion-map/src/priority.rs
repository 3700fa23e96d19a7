//! 出题顺序: which statement deserves the next vote.

use crate::{Settings, Standing, Tally};

const META: f64 = 49.0;

/// The weight with which a statement is drawn among those that a person has not voted on; by statement.
///
/// (importance · (1 + 8·2^(−seen/5)))², importance = (1 − share of passes) · (extremity + 1) · share of agreement: what divides
/// or unites comes first, what people pass on comes last, and what is new gets a chance. Meta statements weigh 49; what is
/// moderated out weighs 0. Counted are those who are in a group, or everybody while there are no groups.
pub(crate) fn priorities(tally: &Tally, extremity: &[f64], settings: &Settings) -> Vec<f64> {
    let counts = if tally.groups.is_empty() { tally.everybody.clone() } else { tally.grouped() };
    let weight = |(statement, counts): (usize, &crate::Counts)| {
        let of_seen = |n: u32| f64::from(n + 1) / f64::from(counts.seen + 2);
        let importance = (1.0 - of_seen(counts.pass())) * (extremity[statement] + 1.0) * of_seen(counts.agree);
        let novelty = 1.0 + 8.0 * (-f64::from(counts.seen) / 5.0).exp2();
        match settings.standing_of(statement) {
            Standing::Open => (importance * novelty).powi(2),
            Standing::Meta => META,
            Standing::Out => 0.0,
        }
    };
    counts.iter().enumerate().map(weight).collect()
}
