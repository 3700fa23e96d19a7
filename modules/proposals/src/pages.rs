//! What can be read.

pub mod detail;
pub mod history;
pub mod labels;
pub mod links;
pub mod list;
pub mod parts;
pub mod turn;
pub mod workbench;

use web::{Access, Page, page};

/// All pages of the module.
pub fn all() -> Vec<Page> {
    vec![
        page("proposals.list", "/proposals", list::list)
            .json(list::list_json)
            .filters(&["state", "category", "session", "unit", "q", "page_size", "cursor"]),
        page("proposals.detail", "/proposals/{id}", detail::detail).json(detail::detail_json).access(Access::SignedIn),
    ]
}
