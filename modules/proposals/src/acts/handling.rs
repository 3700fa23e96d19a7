//! pending

use web::Bound;

/// The acts of this part.
pub fn all() -> Vec<Bound> {
    Vec::new()
}
