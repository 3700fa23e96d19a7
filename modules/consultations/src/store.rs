//! Every SQL statement; decides nothing.

pub mod activities;
pub mod capacity;
pub mod clues;
pub mod contacts;
pub mod divisions;
pub mod figures;
pub mod funds;
pub mod items;
pub mod plans;
pub mod postings;
pub mod posts;
pub mod queues;
pub mod ratings;
pub mod receptions;
pub mod registers;
pub mod rooms;
pub mod sessions;
pub mod stats;
pub mod studios;
pub mod topics;

use kernel::Error;
pub use kernel::db::Filters;

pub(crate) fn unknown(what: &str) -> Error {
    Error::Internal(format!("the stored {what} is not in the vocabulary"))
}

/// `'listed', 'chosen'`
pub(crate) fn quoted<W: kernel::workflow::Word>(words: &[W]) -> String {
    words.iter().map(|word| format!("'{}'", word.name())).collect::<Vec<_>>().join(", ")
}

/// A pattern for `LIKE … ESCAPE '!'`.
pub(crate) fn contains(text: &str) -> String {
    format!("%{}%", text.replace('!', "!!").replace('%', "!%").replace('_', "!_"))
}
