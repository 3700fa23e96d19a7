//! What can be read.

use web::Page;

/// All pages of the module.
pub fn all() -> Vec<Page> {
    Vec::new()
}
