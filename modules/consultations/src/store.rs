//! Every SQL statement; decides nothing.

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
pub mod topics;

use kernel::Error;
use kernel::db::{Param, ToParam};

pub(crate) fn unknown(what: &str) -> Error {
    Error::Internal(format!("the stored {what} is not in the vocabulary"))
}

/// A condition with the parameters that it uses, grown piece by piece.
#[derive(Clone, Debug, Default)]
pub struct Filters {
    pub conditions: Vec<String>,
    pub params: Vec<Param<'static>>,
}

impl Filters {
    /// `sql` has one `?`, which stands for the value.
    pub fn and(&mut self, sql: &str, value: &dyn ToParam) {
        let place = self.place(value);
        self.conditions.push(sql.replace('?', &place));
    }

    /// The place of a further value.
    pub fn place(&mut self, value: &dyn ToParam) -> String {
        self.params.push(value.to_param().into_owned());
        format!("${}", self.params.len())
    }

    pub fn sql(&self) -> String {
        if self.conditions.is_empty() { "1 = 1".to_owned() } else { self.conditions.join(" AND ") }
    }
}

/// `'listed', 'chosen'`
pub(crate) fn quoted<W: kernel::workflow::Word>(words: &[W]) -> String {
    words.iter().map(|word| format!("'{}'", word.name())).collect::<Vec<_>>().join(", ")
}

/// A pattern for `LIKE … ESCAPE '!'`.
pub(crate) fn contains(text: &str) -> String {
    format!("%{}%", text.replace('!', "!!").replace('%', "!%").replace('_', "!_"))
}
