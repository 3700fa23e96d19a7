//! Every SQL statement; decides nothing.

pub mod deliberations;
pub mod keys;
pub mod outcomes;
pub mod queues;
pub mod slips;
pub mod statements;
pub mod votes;

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
