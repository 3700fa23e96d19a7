//! What can be read.

pub mod detail;
pub mod history;
pub mod labels;
pub mod links;
pub mod list;
pub mod meetings;
pub mod parts;
pub mod turn;
pub mod workbench;

use web::{Access, Page, page};

use crate::acts;

/// All pages of the module.
pub fn all() -> Vec<Page> {
    vec![
        page("proposals.list", "/proposals", list::list)
            .json(list::list_json)
            .filters(&["state", "category", "session", "unit", "q", "page_size", "cursor"]),
        page("proposals.detail", "/proposals/{id}", detail::detail).json(detail::detail_json).access(Access::SignedIn),
        page("meetings.list", "/meetings", meetings::list).json(meetings::list_json).access(acts::review::meeting::READERS),
        page("meetings.detail", "/meetings/{id}", meetings::detail).json(meetings::detail_json).access(acts::review::meeting::READERS),
        page("meetings.print", "/meetings/{id}/print", meetings::print).access(acts::review::meeting::READERS),
    ]
}
