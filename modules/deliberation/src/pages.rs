//! What can be read.

pub mod detail;
pub mod exports;
pub mod labels;
pub mod list;
pub mod method;
pub mod outcomes;
pub mod prints;
pub mod public;
pub mod remotes;
pub mod results;
pub mod reviews;
pub mod taking_part;
pub mod workbench;

use web::{Access, Page, json_only, page};

use crate::policy::{OUTCOME_READERS, REVIEW_READERS};
use crate::{READERS, maps};

/// All pages of the module.
pub fn all() -> Vec<Page> {
    const FILTERS: &[&str] = &["state", "audience", "about", "q", "page_size", "cursor"];
    vec![
        page("deliberations.list", "/deliberations", list::list).json(list::list_json).access(READERS).filters(FILTERS),
        page("deliberations.detail", "/deliberations/{id}", detail::detail)
            .json(detail::detail_json)
            .access(Access::Anyone)
            .ready(maps::ready),
        page("deliberations.board", "/deliberations/{id}/board", results::board).access(Access::Anyone).ready(maps::ready),
        page("deliberations.poster", "/deliberations/{id}/print/poster", prints::poster).access(READERS),
        page("deliberations.slips", "/deliberations/{id}/print/slips", prints::slips).access(READERS),
        page("deliberations.export", "/deliberations/{id}/export", exports::file).access(Access::Anyone),
        page("deliberations.public", "/public/deliberations", public::list).access(Access::Anyone),
        page("deliberations.take_part", "/public/deliberations/{id}", taking_part::page).access(Access::Anyone).ready(maps::ready),
        page("deliberations.results", "/public/deliberations/{id}/results", results::page).access(Access::Anyone).ready(maps::ready),
        page("deliberations.method", "/public/deliberations/{id}/method", method::page).access(Access::Anyone),
        page("outcomes.list", "/outcomes", outcomes::list::list).json(outcomes::list::list_json).access(OUTCOME_READERS).filters(&[
            "state",
            "class",
            "unit",
            "deliberation",
            "overdue",
            "soon",
            "page_size",
            "cursor",
        ]),
        page("outcomes.export", "/outcomes/export", outcomes::list::export).access(OUTCOME_READERS),
        page("outcomes.detail", "/outcomes/{id}", outcomes::detail::detail).json(outcomes::detail::detail_json).access(OUTCOME_READERS),
        page("remotes.list", "/remotes", remotes::list::list).json(remotes::list::list_json).filters(remotes::list::FILTERS),
        page("remotes.export", "/remotes/export", remotes::list::export),
        page("remotes.detail", "/remotes/{id}", remotes::detail::detail).json(remotes::detail::detail_json),
        page("remotes.print", "/remotes/{id}/print/minutes", remotes::prints::minutes),
        page("remote_sites.detail", "/remote-sites/{id}", remotes::site::page),
        page("joint_reviews.list", "/joint-reviews", reviews::list)
            .json(reviews::list_json)
            .access(REVIEW_READERS)
            .filters(&["page_size", "cursor"]),
        page("joint_reviews.detail", "/joint-reviews/{id}", reviews::detail::detail)
            .json(reviews::detail::detail_json)
            .access(REVIEW_READERS),
        page("joint_reviews.print", "/joint-reviews/{id}/print", reviews::print).access(REVIEW_READERS),
        json_only("deliberations.map", "/deliberations/{id}/map", results::map_json).access(Access::Anyone).ready(maps::report_ready),
        json_only("deliberations.next", "/deliberations/{id}/next", taking_part::next_json)
            .access(Access::Anyone)
            .filters(&["slip"])
            .ready(maps::ready),
        json_only("deliberations.similar", "/deliberations/{id}/similar", taking_part::similar_json)
            .access(Access::Anyone)
            .filters(&["text"]),
    ]
}
