//! The matrix whose leading eigenvectors are the components, as something that can be applied and is never written out.
//!
//! With `X` the votes minus the centre where seen and 0 where not (a missing vote is the mean of its statement, so its centred
//! value is 0), the components are the leading eigenvectors of `XᵀX`. One application is one pass over the votes: for each
//! person `t = X_p·x`, then `y += t·X_p`. Both are looked up by cell in a table of three places per statement.

use crate::chunks::by_cells;
use crate::vote::{PLACES, table};
use crate::{Standing, Threads, Votes};

/// Two vectors side by side, because one pass over the votes serves both.
pub(crate) type Pair = Vec<[f64; 2]>;

/// A symmetric, positive semidefinite matrix.
pub(crate) trait Operator {
    /// Number of rows.
    fn order(&self) -> usize;
    fn apply(&self, x: &[[f64; 2]]) -> Pair;
}

/// `XᵀX` straight from the votes; statements that are not open are rows of 0.
pub(crate) struct FromVotes<'a> {
    votes: &'a Votes,
    /// The centred value of each cell.
    values: Vec<f64>,
    threads: Threads,
}

impl<'a> FromVotes<'a> {
    pub fn new(votes: &'a Votes, centre: &[f64], standing: impl Fn(usize) -> Standing, threads: Threads) -> Self {
        let value = |statement: usize, vote: crate::Vote| match standing(statement) {
            Standing::Open => vote.value() - centre[statement],
            Standing::Meta | Standing::Out => 0.0,
        };
        FromVotes { votes, values: table(centre.len(), value), threads }
    }
}

/// Cells in one piece of work: enough to outweigh the pass over the tables that each piece costs.
const PIECE: usize = 1 << 17;

impl Operator for FromVotes<'_> {
    fn order(&self) -> usize {
        self.values.len() / PLACES
    }

    fn apply(&self, x: &[[f64; 2]]) -> Pair {
        let factors: Pair = self.values.iter().enumerate().map(|(at, v)| x[at / PLACES].map(|x| x * v)).collect();
        let pieces = by_cells(&self.votes.starts, PIECE);
        let parts = self.threads.each(&pieces, |rows| {
            let mut sums = vec![[0.0; 2]; factors.len()];
            for row in rows {
                let cells = self.votes.row(row);
                let mut t = [0.0; 2];
                for cell in cells {
                    let factor = factors[cell.index()];
                    t = [t[0] + factor[0], t[1] + factor[1]];
                }
                for cell in cells {
                    let sum = &mut sums[cell.index()];
                    *sum = [sum[0] + t[0], sum[1] + t[1]];
                }
            }
            self.by_statement(&sums)
        });
        let mut y = vec![[0.0; 2]; self.order()];
        for part in parts {
            for (y, part) in y.iter_mut().zip(part) {
                *y = [y[0] + part[0], y[1] + part[1]];
            }
        }
        y
    }
}

impl FromVotes<'_> {
    fn by_statement(&self, sums: &[[f64; 2]]) -> Pair {
        let statement = |(sums, values): (&[[f64; 2]], &[f64])| {
            let mut y = [0.0; 2];
            for (sum, value) in sums.iter().zip(values) {
                y = [y[0] + sum[0] * value, y[1] + sum[1] * value];
            }
            y
        };
        sums.chunks_exact(PLACES).zip(self.values.chunks_exact(PLACES)).map(statement).collect()
    }
}
