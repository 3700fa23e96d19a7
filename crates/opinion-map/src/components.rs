//! 主成分: the two directions along which opinions differ most.

use crate::krylov::{Leading, leading};
use crate::operator::{FromVotes, Operator};
use crate::{Counts, Settings, Standing, Votes};

/// The two leading right singular vectors of the centred matrix, to a residual of 1e-12 of the largest eigenvalue. Of length 1,
/// the loading of the largest size positive; all 0 where the votes do not differ in so many directions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Components {
    /// By component, then by statement.
    pub loadings: [Vec<f64>; 2],
    /// Which share of the variance each takes: its eigenvalue over the sum of the variances of all statements.
    pub explained_variance_ratio: [f64; 2],
}

/// The components straight from the votes; `nearby` as in [`from_operator`].
pub(crate) fn components(votes: &Votes, counts: &[Counts], centre: &[f64], settings: &Settings, nearby: &mut Vec<Vec<f64>>) -> Components {
    let operator = FromVotes::new(votes, centre, |statement| settings.standing_of(statement), settings.threads);
    from_operator(&operator, counts, settings, nearby)
}

/// `nearby`: where the last search ended, if there was one, and after that where this one did.
pub(crate) fn from_operator(operator: &impl Operator, counts: &[Counts], settings: &Settings, nearby: &mut Vec<Vec<f64>>) -> Components {
    let Leading { values, vectors, nearby: now } = leading(operator, nearby);
    *nearby = now;
    let differs = |(statement, counts): (usize, &Counts)| settings.standing_of(statement) == Standing::Open && !counts.is_unanimous();
    let differing: Vec<bool> = counts.iter().enumerate().map(differs).collect();
    let variance: f64 = counts.iter().zip(&differing).filter(|(_, differs)| **differs).map(|(counts, _)| counts.scatter()).sum();
    let share = |value: f64| if variance > 0.0 { value / variance } else { 0.0 };
    // What does not differ has no loading: not even the rounding of the search.
    let cleaned = |vector: Vec<f64>| vector.iter().zip(&differing).map(|(v, differs)| if *differs { *v } else { 0.0 }).collect();
    Components { loadings: vectors.map(cleaned).map(with_fixed_sign), explained_variance_ratio: values.map(share) }
}

/// A vector and its opposite span the same line: the one is taken whose largest loading is positive.
fn with_fixed_sign(mut vector: Vec<f64>) -> Vec<f64> {
    let largest = vector.iter().fold(0.0f64, |largest, v| if v.abs() > largest.abs() { *v } else { largest });
    if largest < 0.0 {
        vector.iter_mut().for_each(|v| *v = -*v);
    }
    vector
}
