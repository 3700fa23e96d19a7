//! What can be read.

pub mod detail;
pub mod divisions;
pub mod follow;
pub mod history;
pub mod labels;
pub mod links;
pub mod list;
pub mod prints;
pub mod public;
pub mod room;
pub mod rooms;
pub mod session;
pub mod sessions;
pub mod statistics;
pub mod workbench;

use web::{Access, Page, page};

use crate::READERS;
use crate::policy::READING_OFFICES;

/// All pages of the module.
pub fn all() -> Vec<Page> {
    vec![
        page("topics.list", "/topics", list::list).json(list::list_json).access(READERS).filters(&[
            "state",
            "room",
            "domain",
            "source",
            "outcome",
            "year",
            "q",
            "page_size",
            "cursor",
        ]),
        page("topics.detail", "/topics/{id}", detail::detail).json(detail::detail_json),
        page("topics.print", "/topics/{id}/print/notice", prints::notice),
        page("rooms.list", "/rooms", rooms::list).json(rooms::list_json).access(READERS).filters(&[
            "state",
            "kind",
            "q",
            "page_size",
            "cursor",
        ]),
        page("rooms.detail", "/rooms/{id}", room::detail).json(room::detail_json).access(READERS),
        page("rooms.poster", "/rooms/{id}/print/poster", prints::poster).access(READERS),
        page("rooms.slips", "/rooms/{id}/print/slips", prints::slips).access(READERS),
        page("rooms.statistics", "/rooms/statistics", statistics::statistics)
            .json(statistics::json)
            .filters(&["year"])
            .access(Access::Roles(READING_OFFICES)),
        page("rooms.divisions", "/divisions", divisions::search)
            .json(divisions::search_json)
            .filters(&["q", "within", "after"])
            .access(READERS),
        page("consultations.list", "/consultations", sessions::list).json(sessions::list_json).access(READERS).filters(&[
            "state",
            "room",
            "year",
            "page_size",
            "cursor",
        ]),
        page("consultations.detail", "/consultations/{id}", session::detail).json(session::detail_json),
        page("rooms.public", "/public/rooms", public::rooms).access(Access::Anyone),
        page("rooms.public.detail", "/public/rooms/{id}", public::room).access(Access::Anyone),
        page("topics.public.detail", "/public/topics/{id}", public::topic).access(Access::Anyone),
        page("topics.follow", "/public/follow", follow::follow).access(Access::Anyone),
    ]
}
