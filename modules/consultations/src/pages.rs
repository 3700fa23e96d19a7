//! What can be read.

pub mod activities;
pub mod capacity;
pub mod clues;
pub mod detail;
pub mod divisions;
pub mod domains;
pub mod export;
pub mod follow;
pub mod funds;
pub mod items;
pub mod labels;
pub mod ledgers;
pub mod links;
pub mod list;
pub mod pictures;
pub mod plans;
pub mod posts;
pub mod prints;
pub mod public;
pub mod readiness;
pub mod receptions;
pub mod register_index;
pub mod registers;
pub mod room;
pub mod rooms;
pub mod session;
pub mod sessions;
pub mod sheets;
pub mod statistics;
pub mod studios;
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
            "verdict",
            "queue",
            "year",
            "raised_from",
            "raised_until",
            "solved",
            "closed_from",
            "closed_until",
            "own",
            "q",
            "page_size",
            "cursor",
        ]),
        page("topics.export", "/topics/export", export::topics).access(READERS),
        page("topics.items", "/agreed-items", items::list).json(items::list_json).access(READERS).filters(&[
            "progress",
            "room",
            "unit",
            "overdue",
            "page_size",
            "cursor",
        ]),
        page("topics.items-export", "/agreed-items/export", export::items).access(READERS),
        page("topics.detail", "/topics/{id}", detail::detail).json(detail::detail_json),
        page("topics.print", "/topics/{id}/print/notice", prints::notice),
        page("rooms.list", "/rooms", rooms::list).json(rooms::list_json).access(READERS).filters(&[
            "state",
            "kind",
            "plan",
            "rank",
            "q",
            "page_size",
            "cursor",
        ]),
        page("rooms.export", "/rooms/export", export::rooms).access(READERS),
        page("rooms.funds", "/rooms/funds", funds::list).json(funds::list_json).access(funds::ACCESS).filters(&[
            "room",
            "fund",
            "year",
            "page_size",
            "cursor",
        ]),
        page("rooms.funds-export", "/rooms/funds/export", export::funds).access(funds::ACCESS),
        page("rooms.detail", "/rooms/{id}", room::detail).json(room::detail_json).access(READERS),
        page("rooms.posts", "/rooms/{id}/posts", posts::posts).json(posts::posts_json).access(READERS),
        page("plans.list", "/build-plans", plans::list).json(plans::list_json).access(READERS),
        page("plans.detail", "/build-plans/{id}", plans::detail).json(plans::detail_json).access(READERS),
        page("rooms.poster", "/rooms/{id}/print/poster", prints::poster).access(READERS),
        page("rooms.year-plan", "/rooms/{id}/print/year-plan", ledgers::year_plan).access(READERS),
        page("rooms.ledger", "/rooms/{id}/print/ledger", ledgers::ledger).access(READERS),
        page("consultations.sign-in-sheet", "/consultations/{id}/print/sign-in", ledgers::sign_in),
        page("consultations.minutes", "/consultations/{id}/print/minutes", ledgers::minutes),
        page("rooms.slips", "/rooms/{id}/print/slips", prints::slips).access(READERS),
        page("rooms.statistics", "/rooms/statistics", statistics::statistics)
            .json(statistics::json)
            .filters(&["by", "year", "period", "assembly", "room", "measure"])
            .access(Access::Roles(READING_OFFICES)),
        page("rooms.statistics-export", "/rooms/statistics/export", export::statistics).access(Access::Roles(READING_OFFICES)),
        page("rooms.divisions", "/divisions", divisions::search)
            .json(divisions::search_json)
            .filters(&["q", "within", "after"])
            .access(READERS),
        page("consultations.list", "/consultations", sessions::list).json(sessions::list_json).access(READERS).filters(&[
            "state",
            "room",
            "domain",
            "year",
            "held_from",
            "held_until",
            "own",
            "page_size",
            "cursor",
        ]),
        page("consultations.detail", "/consultations/{id}", session::detail).json(session::detail_json),
        page("clues.list", "/clues", clues::list).json(clues::list_json).access(clues::ACCESS).filters(&[
            "state",
            "room",
            "domain",
            "mine",
            "q",
            "page_size",
            "cursor",
        ]),
        page("clues.export", "/clues/export", clues::export).access(clues::ACCESS),
        page("clues.detail", "/clues/{id}", clues::detail).json(clues::detail_json).access(clues::ACCESS),
        page("bodies.list", "/room-bodies", registers::bodies).json(registers::bodies_json).access(READERS).filters(&["kind"]),
        page("bodies.detail", "/room-bodies/{id}", registers::body).json(registers::body_json).access(READERS),
        page("working_rules.list", "/working-rules", registers::rules).json(registers::rules_json).access(READERS),
        page("working_rules.detail", "/working-rules/{id}", registers::rule).json(registers::rule_json).access(READERS),
        page("registers.list", "/room-registers", register_index::list).access(READERS),
        page("studios.list", "/studios", studios::list).json(studios::list_json).access(READERS).filters(&[
            "q",
            "assembly",
            "state",
            "standard",
            "room",
            "page_size",
            "cursor",
        ]),
        page("studios.export", "/studios/export", studios::export).access(READERS),
        page("studios.detail", "/studios/{id}", studios::detail).json(studios::detail_json).access(READERS),
        page("activities.list", "/joint-activities", activities::list).json(activities::list_json).access(READERS).filters(&[
            "q",
            "kind",
            "assembly",
            "year",
            "outcome",
            "page_size",
            "cursor",
        ]),
        page("activities.export", "/joint-activities/export", activities::export).access(READERS),
        page("activities.detail", "/joint-activities/{id}", activities::detail).json(activities::detail_json).access(READERS),
        page("capacity.list", "/capacity-sheets", capacity::list).json(capacity::list_json).access(READERS).filters(&["year"]),
        page("capacity.export", "/capacity-sheets/export", capacity::export).access(READERS),
        page("capacity.detail", "/capacity-sheets/{id}", capacity::detail).json(capacity::detail_json).access(READERS),
        page("readiness.list", "/readiness-checks", readiness::list).json(readiness::list_json).access(READERS).filters(&[
            "q",
            "year",
            "assembly",
            "ready",
            "page_size",
            "cursor",
        ]),
        page("readiness.export", "/readiness-checks/export", readiness::export).access(READERS),
        page("readiness.detail", "/readiness-checks/{id}", readiness::detail).json(readiness::detail_json).access(READERS),
        page("receptions.detail", "/reception-days/{id}", receptions::detail).json(receptions::detail_json).access(READERS),
        page("receptions.place", "/public/reception", receptions::place).access(Access::Anyone),
        page("rooms.public", "/public/rooms", public::rooms).access(Access::Anyone),
        page("rooms.public.detail", "/public/rooms/{id}", public::room).access(Access::Anyone),
        page("topics.public.detail", "/public/topics/{id}", public::topic).access(Access::Anyone),
        page("topics.follow", "/public/follow", follow::follow).access(Access::Anyone),
    ]
}
