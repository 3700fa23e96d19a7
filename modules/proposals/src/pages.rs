//! What can be read.

pub mod assignment_pack;
pub mod assignments;
pub mod became;
pub mod calendar;
pub mod categories;
pub mod countdown;
pub mod detail;
pub mod handover;
pub mod inbox;
pub mod labels;
pub mod links;
pub mod list;
pub mod meetings;
pub mod parts;
pub mod phrases;
pub mod prints;
pub mod public;
pub mod rules;
pub mod sheets;
pub mod statistics;
pub mod turn;
pub mod workbench;

use web::{Access, Page, page};

use crate::acts;
use crate::policy::READING_OFFICES;

/// All pages of the module.
pub fn all() -> Vec<Page> {
    vec![
        page("proposals.list", "/proposals", list::list).json(list::list_json).filters(&[
            "state",
            "category",
            "session",
            "unit",
            "q",
            "page_size",
            "cursor",
        ]),
        page("proposals.detail", "/proposals/{id}", detail::detail).json(detail::detail_json).access(Access::SignedIn),
        page("meetings.list", "/meetings", meetings::list).json(meetings::list_json).access(acts::review::meeting::READERS),
        page("meetings.detail", "/meetings/{id}", meetings::detail).json(meetings::detail_json).access(acts::review::meeting::READERS),
        page("meetings.print", "/meetings/{id}/print", meetings::print).access(acts::review::meeting::READERS),
        page("proposals.public", "/public", public::home).access(Access::Anyone),
        page("proposals.public.detail", "/public/proposals/{id}", public::detail).access(Access::Anyone),
        page("proposals.statistics", "/statistics", statistics::statistics)
            .json(statistics::json)
            .filters(&["from", "to", "as_of"])
            .access(Access::Roles(READING_OFFICES)),
        page("proposals.statistics.rows", "/statistics/rows", statistics::rows).access(Access::Roles(READING_OFFICES)),
        page("proposals.speech", "/statistics/speech", statistics::speech).access(Access::Roles(READING_OFFICES)),
        page("proposals.print.list", "/proposals/print", prints::list),
        page("proposals.print.form", "/proposals/{id}/print/form", prints::form),
        page("proposals.print.review", "/proposals/{id}/print/review", prints::review),
        page("proposals.print.rating", "/proposals/{id}/print/rating", prints::rating),
        page("proposals.print.urging", "/proposals/{id}/print/urging", prints::urging),
        page("proposals.print.memo", "/proposals/{id}/print/memo", prints::memo),
        page("assignments.inbox", "/inbox", inbox::inbox)
            .json(inbox::inbox_json)
            .filters(&["tab", "handler", "q", "page_size", "cursor"])
            .access(inbox::READERS),
        page("assignments.sign_off", "/inbox/sign-off", inbox::sign_off).access(inbox::SIGN_OFF_READERS),
        page("assignments.list", "/assignments", assignments::list)
            .json(assignments::list_json)
            .filters(&["tab", "unit", "session", "side", "q", "page_size", "cursor"])
            .access(assignments::READERS),
        page("assignments.pack", "/assignment-pack", assignment_pack::pack).access(assignment_pack::READERS),
        page("assignments.countdown", "/countdown", countdown::countdown)
            .json(countdown::countdown_json)
            .filters(&["session"])
            .access(countdown::READERS),
        page("assignments.notice", "/countdown/print", countdown::notice).access(countdown::READERS),
        page("assignments.handover", "/handover/list", handover::print).access(inbox::READERS),
        page("phrases.list", "/phrases", phrases::list).json(phrases::list_json).filters(&["purpose"]).access(acts::setup::KEPT),
        page("categories.list", "/categories", categories::list).access(acts::setup::KEPT),
        Page { load: None, ..page("categories.choices", "/categories", categories::list).json(categories::list_json) },
        page("calendar.list", "/calendar", calendar::list).json(calendar::list_json).filters(&["year"]).access(acts::setup::KEPT),
        page("policies.list", "/policies/proposals", rules::list).json(rules::list_json).access(acts::setup::KEPT),
        page("policies.version", "/policies/proposals/version", rules::one)
            .json(rules::one_json)
            .filters(&["no"])
            .access(acts::setup::KEPT),
    ]
    .into_iter()
    .chain(acts::tables::pages())
    .collect()
}
