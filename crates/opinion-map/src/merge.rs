//! New and changed votes put into the matrix.

use crate::Votes;
use crate::vote::Cell;

/// What a person's row was before.
pub(crate) struct Replaced {
    pub person: usize,
    pub before: Vec<Cell>,
}

impl Votes {
    /// Puts these votes in; of several of a person on a statement the last counts. People and statements must be there.
    /// One pass over the matrix, however many.
    pub(crate) fn merge(&mut self, changes: &[(u32, Cell)]) -> Vec<Replaced> {
        let mut sorted = changes.to_vec();
        sorted.sort_by_key(|&(person, cell)| (person, cell.statement()));
        let mut cells = Vec::with_capacity(self.cells.len() + sorted.len());
        let mut starts = Vec::with_capacity(self.starts.len());
        let mut replaced = Vec::new();
        let mut copied = 0;
        for of_person in sorted.chunk_by(|a, b| a.0 == b.0) {
            let person = of_person[0].0 as usize;
            self.copy(copied..person, &mut starts, &mut cells);
            starts.push(cells.len());
            let before = self.row(person).to_vec();
            insert(&before, of_person, &mut cells);
            replaced.push(Replaced { person, before });
            copied = person + 1;
        }
        self.copy(copied..self.participants.len(), &mut starts, &mut cells);
        starts.push(cells.len());
        (self.starts, self.cells) = (starts, cells);
        replaced
    }

    fn copy(&self, people: std::ops::Range<usize>, starts: &mut Vec<usize>, cells: &mut Vec<Cell>) {
        let (from, to) = (self.starts[people.start], self.starts[people.end]);
        let now = cells.len();
        starts.extend(self.starts[people].iter().map(|start| start - from + now));
        cells.extend_from_slice(&self.cells[from..to]);
    }
}

/// A row with changes, both in the order of statements.
fn insert(row: &[Cell], changes: &[(u32, Cell)], cells: &mut Vec<Cell>) {
    let mut rest = row;
    for of_statement in changes.chunk_by(|a, b| a.1.statement() == b.1.statement()) {
        let last = of_statement[of_statement.len() - 1].1;
        let before = rest.partition_point(|cell| cell.statement() < last.statement());
        cells.extend_from_slice(&rest[..before]);
        cells.push(last);
        rest = &rest[before..];
        if rest.first().is_some_and(|cell| cell.statement() == last.statement()) {
            rest = &rest[1..];
        }
    }
    cells.extend_from_slice(rest);
}

#[cfg(test)]
mod tests {
    use crate::vote::Cell;
    use crate::{Vote, VotesBuilder};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn merging_is_building(early in prop::collection::vec((0u32..9, 0u32..9, 0i64..3), 0..60), late in prop::collection::vec((0u32..9, 0u32..9, 0i64..3), 0..20)) {
            let with = |casts: &[(u32, u32, i64)]| {
                let mut builder = VotesBuilder::new();
                (0..9).for_each(|id: u32| (builder.participant(&id.to_string()), builder.statement(&id.to_string())).0);
                casts.iter().for_each(|&(p, s, v)| builder.cast(&p.to_string(), &s.to_string(), Vote::from_value(v - 1).unwrap(), 0));
                builder.build()
            };
            let mut merged = with(&early);
            let changes: Vec<(u32, Cell)> = late.iter().map(|&(p, s, v)| (p, Cell::new(s, Vote::from_value(v - 1).unwrap()))).collect();
            merged.merge(&changes);
            prop_assert_eq!(merged, with(&[early, late].concat()));
        }
    }
}
