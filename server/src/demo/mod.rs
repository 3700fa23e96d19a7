//! 演示: a demonstration city with invented people.

use web::App;

use crate::failure::Outcome;
use crate::home::Home;

/// Fills an empty installation; does nothing to one that has an assembly.
pub fn fill(_: &App, _: &Home) -> Outcome<()> {
    Ok(())
}
