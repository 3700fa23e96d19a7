//! 投影: where people and statements stand on the map.

use crate::chunks::by_cells;
use crate::vote::table;
use crate::{Settings, Standing, Votes};

/// A place on the map, in the two components.
pub(crate) type Point = [f64; 2];

/// The space that people are projected from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Axes<'a> {
    pub centre: &'a [f64],
    pub loadings: &'a [Vec<f64>; 2],
    /// How many statements have a vote; one that nobody has seen changes nothing.
    pub voted_on: usize,
}

/// √(statements / votes) · Σ over seen statements of (vote − centre) · loading, by person. The root makes up for those who saw
/// little and would all stand near the middle.
pub(crate) fn people(votes: &Votes, axes: &Axes<'_>, settings: &Settings) -> Vec<Point> {
    let Axes { centre, loadings, voted_on } = axes;
    let factors = table(centre.len(), |statement, vote| match settings.standing_of(statement) {
        Standing::Open => [0, 1].map(|k| (vote.value() - centre[statement]) * loadings[k][statement]),
        Standing::Meta | Standing::Out => [0.0; 2],
    });
    let place = |person: usize| {
        let row = votes.row(person);
        let sum = row.iter().map(|cell| factors[cell.index()]).fold([0.0; 2], |sum, f| [sum[0] + f[0], sum[1] + f[1]]);
        let stretch = (*voted_on as f64 / row.len().max(1) as f64).sqrt();
        sum.map(|s| s * stretch)
    };
    let pieces = by_cells(&votes.starts, 1 << 17);
    settings.threads.each(&pieces, |rows| rows.map(place).collect::<Vec<Point>>()).concat()
}

/// How far out a statement stands: the place of somebody who agrees with it and has seen nothing else, as distance from the
/// middle. By statement.
pub(crate) fn extremity(axes: &Axes<'_>) -> Vec<f64> {
    let Axes { centre, loadings, voted_on } = axes;
    let stretch = (*voted_on as f64).sqrt();
    let place = |statement: usize| [0, 1].map(|k| stretch * (1.0 - centre[statement]) * loadings[k][statement]);
    (0..centre.len()).map(place).map(|[x, y]| x.hypot(y)).collect()
}
