//! 表态矩阵: people × statements, with what was seen and nothing else.

use crate::Vote;
use crate::vote::Cell;

/// The votes of a deliberation. People and statements are numbered in the order of their ids (numbers as numbers); a row holds
/// the votes of one person in the order of statements, at most one each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Votes {
    pub(crate) participants: Vec<Box<str>>,
    pub(crate) statements: Vec<Box<str>>,
    /// Row p is `cells[starts[p]..starts[p + 1]]`.
    pub(crate) starts: Vec<usize>,
    pub(crate) cells: Vec<Cell>,
}

impl Votes {
    /// The ids of the people, by number.
    pub fn participants(&self) -> &[Box<str>] {
        &self.participants
    }

    /// The ids of the statements, by number.
    pub fn statements(&self) -> &[Box<str>] {
        &self.statements
    }

    /// How many votes count.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// What one person said, in the order of statements. Panics beyond the number of people.
    pub fn of(&self, participant: usize) -> impl ExactSizeIterator<Item = (usize, Vote)> + '_ {
        self.row(participant).iter().map(|cell| (cell.statement() as usize, cell.vote()))
    }

    pub(crate) fn row(&self, participant: usize) -> &[Cell] {
        &self.cells[self.starts[participant]..self.starts[participant + 1]]
    }
}
