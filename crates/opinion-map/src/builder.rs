//! From votes in any order to the matrix.

use crate::ids::Ids;
use crate::vote::Cell;
use crate::{Vote, Votes};

/// Collects votes as they stand in a file. Of several votes of a person on a statement the last counts.
#[derive(Debug, Default)]
pub struct VotesBuilder {
    participants: Ids,
    statements: Ids,
    cast: Vec<Cast>,
}

#[derive(Clone, Copy, Debug)]
struct Cast {
    at: i64,
    participant: u32,
    cell: Cell,
}

impl VotesBuilder {
    pub fn new() -> VotesBuilder {
        VotesBuilder::default()
    }

    /// `at` is any clock, 0 where there is none; of equal times the later call is the later vote.
    pub fn cast(&mut self, participant: &str, statement: &str, vote: Vote, at: i64) {
        let (participant, statement) = (self.participants.place(participant), self.statements.place(statement));
        self.cast.push(Cast { at, participant, cell: Cell::new(statement, vote) });
    }

    /// A person who may not have voted yet.
    pub fn participant(&mut self, id: &str) {
        self.participants.place(id);
    }

    /// A statement that may not have a vote yet.
    pub fn statement(&mut self, id: &str) {
        self.statements.place(id);
    }

    /// Linear in the number of votes, apart from sorting ids and the votes of each person.
    pub fn build(self) -> Votes {
        let (participants, participant_now) = self.participants.sorted();
        let (statements, statement_now) = self.statements.sorted();
        let mut starts = vec![0; participants.len() + 1];
        for cast in &self.cast {
            starts[participant_now[cast.participant as usize] as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut sorted = vec![(0, Cell::new(0, Vote::Pass)); self.cast.len()];
        for cast in self.cast {
            let place = &mut next[participant_now[cast.participant as usize] as usize];
            sorted[*place] = (cast.at, Cell::new(statement_now[cast.cell.statement() as usize], cast.cell.vote()));
            *place += 1;
        }
        let (starts, cells) = last_of_each(&starts, &mut sorted);
        Votes { participants, statements, starts, cells }
    }
}

fn last_of_each(starts: &[usize], sorted: &mut [(i64, Cell)]) -> (Vec<usize>, Vec<Cell>) {
    let mut kept_starts = Vec::with_capacity(starts.len());
    let mut cells: Vec<Cell> = Vec::with_capacity(sorted.len());
    kept_starts.push(0);
    for ends in starts.windows(2) {
        let row = &mut sorted[ends[0]..ends[1]];
        row.sort_by_key(|&(at, cell)| (cell.statement(), at));
        for (place, &(_, cell)) in row.iter().enumerate() {
            let superseded = row.get(place + 1).is_some_and(|(_, later)| later.statement() == cell.statement());
            if !superseded {
                cells.push(cell);
            }
        }
        kept_starts.push(cells.len());
    }
    (kept_starts, cells)
}

#[cfg(test)]
mod tests {
    use super::VotesBuilder;
    use crate::Vote::{Agree, Disagree, Pass};

    #[test]
    fn the_last_vote_counts_by_clock_and_then_by_call() {
        let mut builder = VotesBuilder::new();
        builder.cast("2", "10", Agree, 5);
        builder.cast("2", "10", Disagree, 4);
        builder.cast("2", "9", Agree, 0);
        builder.cast("2", "9", Pass, 0);
        builder.statement("11");
        builder.participant("1");
        let votes = builder.build();
        assert_eq!(votes.participants().iter().map(AsRef::as_ref).collect::<Vec<&str>>(), ["1", "2"]);
        assert_eq!(votes.statements().len(), 3);
        assert_eq!(votes.of(1).collect::<Vec<_>>(), [(0, Pass), (1, Agree)]);
        assert_eq!((votes.of(0).len(), votes.len()), (0, 2));
    }
}
