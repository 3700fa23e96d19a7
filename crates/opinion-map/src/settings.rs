//! What the caller decides: the standing of statements, given groups, threads.

use crate::Threads;

/// How a statement takes part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Standing {
    #[default]
    Open,
    /// About the person rather than the question (元信息). Asked first, kept out of the geometry and of what is shown as opinion.
    Meta,
    /// Moderated out. Kept out of everything that is shown or asked.
    Out,
}

/// The default: every statement open, groups by clustering, all threads of the machine.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// By statement number; statements beyond its end are open.
    pub standing: Vec<Standing>,
    /// The groups as they are given, by person number: which of `0..count` a person belongs to. Instead of clustering.
    pub given: Option<Vec<Option<u32>>>,
    /// The result does not depend on it.
    pub threads: Threads,
}

impl Settings {
    pub fn standing_of(&self, statement: usize) -> Standing {
        self.standing.get(statement).copied().unwrap_or_default()
    }
}
