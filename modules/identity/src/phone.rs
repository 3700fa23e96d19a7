//! 手机号验证: somebody without an account proves to hold a telephone, so that one person has one voice.

mod code;
mod forget;
mod prove;
mod request;

pub use code::{Fresh, MOST_ATTEMPTS, Place, attempts_left, fits, fresh, issue};

use kernel::Id;
use kernel::Result;
use kernel::db::Tx;
use kernel::journal::Ref;
use web::Bound;

pub fn acts() -> Vec<Bound> {
    vec![request::bound(), prove::bound(), forget::bound()]
}

fn subject(id: Id) -> Ref {
    Ref::new("phone-codes", id)
}

/// Whoever proves a telephone belongs to no assembly; the journal keeps it where the installation began.
fn first_assembly(tx: &mut Tx) -> Result<Id> {
    Ok(directory::assemblies::all(tx)?.first().map(|a| a.id).unwrap_or_default())
}

/// The page of the code: its place in the address, so that it works without script and without a further cookie.
fn code_path(ask: &str, return_to: &str) -> String {
    format!("/phone/code?ask={ask}&return_to={}", web::respond::percent(return_to))
}
