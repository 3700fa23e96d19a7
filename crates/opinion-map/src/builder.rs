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

    /// Linear in the number of votes, apart from sorting the ids.
    pub fn build(self) -> Votes {
        let (participants, participant_now) = self.participants.sorted();
        let (statements, statement_now) = self.statements.sorted();
        let renumbered = |cast: &Cast| Cast {
            participant: participant_now[cast.participant as usize],
            cell: Cell::new(statement_now[cast.cell.statement() as usize], cast.cell.vote()),
            ..*cast
        };
        // Each pass keeps the order of the one before among equals.
        let (_, by_statement) = distributed(self.cast.iter().map(renumbered), statements.len(), |cast| cast.cell.statement());
        drop(self.cast);
        let (starts, by_person) = distributed(by_statement.iter().copied(), participants.len(), |cast| cast.participant);
        drop(by_statement);
        let (starts, cells) = last_of_each(&starts, &by_person);
        Votes { participants, statements, starts, cells }
    }
}

/// In the order of their keys, which are below `keys`; with where each key starts.
fn distributed(casts: impl ExactSizeIterator<Item = Cast> + Clone, keys: usize, key: impl Fn(&Cast) -> u32) -> (Vec<usize>, Vec<Cast>) {
    let mut starts = vec![0; keys + 1];
    casts.clone().for_each(|cast| starts[key(&cast) as usize + 1] += 1);
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut next = starts.clone();
    let mut sorted = vec![Cast { at: 0, participant: 0, cell: Cell::new(0, Vote::Pass) }; casts.len()];
    for cast in casts {
        let place = &mut next[key(&cast) as usize];
        sorted[*place] = cast;
        *place += 1;
    }
    (starts, sorted)
}

/// One cell for each person and statement; votes on the same statement stand together, in the order in which they came.
fn last_of_each(starts: &[usize], by_person: &[Cast]) -> (Vec<usize>, Vec<Cell>) {
    let mut kept_starts = Vec::with_capacity(starts.len());
    let mut cells: Vec<Cell> = Vec::with_capacity(by_person.len());
    kept_starts.push(0);
    for ends in starts.windows(2) {
        let mut row = by_person[ends[0]..ends[1]].iter().peekable();
        while let Some(cast) = row.next() {
            let mut last = cast;
            while let Some(next) = row.next_if(|next| next.cell.statement() == cast.cell.statement()) {
                last = if next.at >= last.at { next } else { last };
            }
            cells.push(last.cell);
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
