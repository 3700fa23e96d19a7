//! 表态: one answer, and how it is kept in four bytes.

/// What a person said to a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Vote {
    Agree,
    Disagree,
    Pass,
}

impl Vote {
    /// +1, −1, 0. A pass counts as a vote; only what was never seen is missing.
    pub fn value(self) -> f64 {
        match self {
            Vote::Agree => 1.0,
            Vote::Disagree => -1.0,
            Vote::Pass => 0.0,
        }
    }

    /// From the number that exports write: 1, −1, 0.
    pub fn from_value(value: i64) -> Option<Vote> {
        match value {
            1 => Some(Vote::Agree),
            -1 => Some(Vote::Disagree),
            0 => Some(Vote::Pass),
            _ => None,
        }
    }
}

/// A statement and the vote on it, numbered so that a table with three places per statement can be looked up at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cell(u32);

pub(crate) const PLACES: usize = 3;

impl Cell {
    pub fn new(statement: u32, vote: Vote) -> Cell {
        Cell(statement * PLACES as u32 + vote as u32)
    }

    pub fn index(self) -> usize {
        self.0 as usize
    }

    pub fn statement(self) -> u32 {
        self.0 / PLACES as u32
    }

    pub fn vote(self) -> Vote {
        match self.0 % PLACES as u32 {
            0 => Vote::Agree,
            1 => Vote::Disagree,
            _ => Vote::Pass,
        }
    }
}

/// One value for each place of each statement.
pub(crate) fn table<T>(statements: usize, value: impl Fn(usize, Vote) -> T) -> Vec<T> {
    let places = [Vote::Agree, Vote::Disagree, Vote::Pass];
    (0..statements).flat_map(|statement| places.map(|vote| value(statement, vote))).collect()
}

#[cfg(test)]
mod tests {
    use super::{Cell, Vote, table};

    #[test]
    fn a_cell_gives_back_what_it_was_made_of() {
        for (statement, vote) in [(0, Vote::Agree), (7, Vote::Disagree), (1_000_000, Vote::Pass)] {
            let cell = Cell::new(statement, vote);
            assert_eq!((cell.statement(), cell.vote()), (statement, vote));
        }
        let table = table(3, |statement, vote| (statement, vote));
        assert_eq!(table[Cell::new(2, Vote::Disagree).index()], (2, Vote::Disagree));
    }
}
