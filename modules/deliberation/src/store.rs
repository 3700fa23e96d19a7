//! Every SQL statement; decides nothing.

pub mod deliberations;
pub mod keys;
pub mod outcomes;
pub mod queues;
pub mod remotes;
pub mod reviews;
pub mod slips;
pub mod statements;
pub mod votes;

use kernel::Error;
pub use kernel::db::Filters;

pub(crate) fn unknown(what: &str) -> Error {
    Error::Internal(format!("the stored {what} is not in the vocabulary"))
}
