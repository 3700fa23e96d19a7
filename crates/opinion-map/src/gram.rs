//! What one more vote changes, kept so that the components follow without another pass over all votes.
//!
//! `XᵀX` of the centred matrix needs four whole numbers for each pair of statements: over the people who saw both, the sums of
//! v·w, v, w and 1. They do not depend on the centre, nor on the order in which votes came, and a vote changes only the pairs of
//! its person. The matrix follows from them and the centre: Σ(v − m)(w − n) = Σvw − n·Σv − m·Σw + m·n·Σ1.

use std::ops::Range;

use crate::chunks::even;
use crate::operator::{Operator, Pair};
use crate::vote::{Cell, Vote};
use crate::{Threads, Votes};

/// Beyond so many statements the pairs would take more memory than the votes (200 MB here).
pub(crate) const MOST_STATEMENTS: usize = 4096;

/// The sums of a pair: v·w, v, w, 1, where v is the vote on the later statement.
type Sums = [i32; 4];

/// The pairs of all statements, and the matrix as of one centre.
#[derive(Clone, Debug)]
pub(crate) struct Gram {
    /// Row j holds the pairs of statement j with statements 0 … j.
    pairs: Vec<Vec<Sums>>,
    /// In the same places.
    matrix: Vec<Vec<f64>>,
    threads: Threads,
}

impl Gram {
    /// `centre` has `None` for statements that are not open.
    pub fn new(votes: &Votes, centre: &[Option<f64>], threads: Threads) -> Gram {
        let pairs = threads.each(&pieces(centre.len()), |statements| counted(votes, statements)).concat();
        let mut gram = Gram { pairs, matrix: Vec::new(), threads };
        gram.refresh_all(centre);
        gram
    }

    /// A statement that nobody has seen yet.
    pub fn add_statement(&mut self) {
        let length = self.pairs.len() + 1;
        self.pairs.push(vec![[0; 4]; length]);
        self.matrix.push(vec![0.0; length]);
    }

    /// Takes the votes of a person out and puts them in as they are now; `refresh` must follow.
    pub fn replace(&mut self, before: &[Cell], after: &[Cell]) {
        for (row, sign) in [(before, -1), (after, 1)] {
            let values = values(row);
            for (at, &(statement, value)) in values.iter().enumerate() {
                count(&mut self.pairs[statement], &values[..=at], value, sign);
            }
        }
    }

    /// Brings the matrix up to date for statements whose pairs or centre changed.
    pub fn refresh(&mut self, statements: &[usize], centre: &[Option<f64>]) {
        if statements.len() > self.pairs.len() / 8 {
            return self.refresh_all(centre);
        }
        for &statement in statements {
            for other in 0..self.pairs.len() {
                let (row, column) = (statement.max(other), statement.min(other));
                self.matrix[row][column] = entry(self.pairs[row][column], centre[row], centre[column]);
            }
        }
    }

    pub fn refresh_all(&mut self, centre: &[Option<f64>]) {
        let row = |row: usize| self.pairs[row].iter().zip(centre).map(|(&sums, &column)| entry(sums, centre[row], column)).collect();
        let rows = |rows: Range<usize>| rows.map(row).collect::<Vec<Vec<f64>>>();
        self.matrix = self.threads.each(&pieces(self.pairs.len()), rows).concat();
    }
}

/// Rows in pieces of work; a small matrix is not worth a second thread.
fn pieces(rows: usize) -> Vec<Range<usize>> {
    even(rows, if rows < 512 { 512 } else { 64 })
}

fn counted(votes: &Votes, statements: Range<usize>) -> Vec<Vec<Sums>> {
    let mut pairs: Vec<Vec<Sums>> = statements.clone().map(|statement| vec![[0; 4]; statement + 1]).collect();
    for person in 0..votes.participants.len() {
        let row = votes.row(person);
        let from = row.partition_point(|cell| (cell.statement() as usize) < statements.start);
        let to = row.partition_point(|cell| (cell.statement() as usize) < statements.end);
        if from == to {
            continue;
        }
        let values = values(&row[..to]);
        for (at, &(statement, value)) in values.iter().enumerate().skip(from) {
            count(&mut pairs[statement - statements.start], &values[..=at], value, 1);
        }
    }
    pairs
}

fn values(row: &[Cell]) -> Vec<(usize, i32)> {
    let value = |vote| match vote {
        Vote::Agree => 1,
        Vote::Disagree => -1,
        Vote::Pass => 0,
    };
    row.iter().map(|cell| (cell.statement() as usize, value(cell.vote()))).collect()
}

fn count(pairs: &mut [Sums], others: &[(usize, i32)], value: i32, sign: i32) {
    for &(other, w) in others {
        let sums = &mut pairs[other];
        *sums = [sums[0] + sign * value * w, sums[1] + sign * value, sums[2] + sign * w, sums[3] + sign];
    }
}

fn entry([both, row, column, seen]: Sums, row_centre: Option<f64>, column_centre: Option<f64>) -> f64 {
    let (Some(m), Some(n)) = (row_centre, column_centre) else { return 0.0 };
    f64::from(both) - n * f64::from(row) - m * f64::from(column) + m * n * f64::from(seen)
}

impl Operator for Gram {
    fn order(&self) -> usize {
        self.matrix.len()
    }

    /// Each entry below the diagonal serves both of its places.
    fn apply(&self, x: &[[f64; 2]]) -> Pair {
        let parts = self.threads.each(&pieces(self.order()), |rows| {
            let mut y = vec![[0.0; 2]; rows.end];
            for row in rows {
                let entries = &self.matrix[row];
                let own = x[row];
                let mut sum = own.map(|x| x * entries[row]);
                for ((entry, x), y) in entries[..row].iter().zip(x).zip(&mut y) {
                    sum = [sum[0] + entry * x[0], sum[1] + entry * x[1]];
                    *y = [y[0] + entry * own[0], y[1] + entry * own[1]];
                }
                y[row] = [y[row][0] + sum[0], y[row][1] + sum[1]];
            }
            y
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

#[cfg(test)]
mod tests {
    use super::Gram;
    use crate::operator::{FromVotes, Operator};
    use crate::planted::Planted;
    use crate::tally::everybody;
    use crate::{Counts, Standing, Threads};

    #[test]
    fn it_does_what_the_votes_do() {
        let votes = Planted { people: 300, statements: 150, votes: 9000, groups: 3 }.build();
        let mut centre: Vec<f64> = everybody(&votes, Threads::ONE).into_iter().map(Counts::mean).collect();
        centre[3] = 0.0;
        let standing = |statement| if statement == 3 { Standing::Out } else { Standing::Open };
        let open: Vec<Option<f64>> = centre.iter().enumerate().map(|(at, &m)| Some(m).filter(|_| at != 3)).collect();
        let x: Vec<[f64; 2]> = (0..150).map(|at| [f64::from(at).sin(), f64::from(at).cos()]).collect();
        let straight = FromVotes::new(&votes, &centre, standing, Threads::ONE).apply(&x);
        let kept = Gram::new(&votes, &open, Threads::ONE).apply(&x);
        for (a, b) in straight.iter().flatten().zip(kept.iter().flatten()) {
            assert!((a - b).abs() < 1e-10, "{a} {b}");
        }
    }
}
