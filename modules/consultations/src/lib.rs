//! 有事好商量: the village room, from a matter that a resident raises to the result that the resident rates.

pub mod acts;
pub mod clocks;
pub mod export;
pub mod import;
pub mod jobs;
pub mod model;
pub mod pages;
pub mod policy;
pub mod rules;
pub mod store;
pub mod view;
pub mod workflow;

use directory::roles;
use kernel::db::Migration;
use web::module::Nav;
use web::{Access, Module};

const MIGRATIONS: &[Migration] = &[
    Migration { name: "consultations/0001-consultations", sql: include_str!("../migrations/0001-consultations.sql") },
    Migration { name: "consultations/0002-figures", sql: include_str!("../migrations/0002-figures.sql") },
    Migration { name: "consultations/0003-plans", sql: include_str!("../migrations/0003-plans.sql") },
    Migration { name: "consultations/0004-receptions", sql: include_str!("../migrations/0004-receptions.sql") },
    Migration { name: "consultations/0005-division-parent", sql: include_str!("../migrations/0005-division-parent.sql") },
    Migration { name: "consultations/0006-registers", sql: include_str!("../migrations/0006-registers.sql") },
    Migration { name: "consultations/0007-clues", sql: include_str!("../migrations/0007-clues.sql") },
    Migration { name: "consultations/0008-grassroots", sql: include_str!("../migrations/0008-grassroots.sql") },
];

/// Message files by part, so that each stands beside what it names.
const MESSAGES: &[(&str, &str)] = &[
    ("zh-CN", include_str!("../messages/words.zh-CN.yml")),
    ("en", include_str!("../messages/words.en.yml")),
    ("zh-CN", include_str!("../messages/rooms.zh-CN.yml")),
    ("en", include_str!("../messages/rooms.en.yml")),
    ("zh-CN", include_str!("../messages/topics.zh-CN.yml")),
    ("en", include_str!("../messages/topics.en.yml")),
    ("zh-CN", include_str!("../messages/sessions.zh-CN.yml")),
    ("en", include_str!("../messages/sessions.en.yml")),
    ("zh-CN", include_str!("../messages/receptions.zh-CN.yml")),
    ("en", include_str!("../messages/receptions.en.yml")),
    ("zh-CN", include_str!("../messages/registers.zh-CN.yml")),
    ("en", include_str!("../messages/registers.en.yml")),
    ("zh-CN", include_str!("../messages/clues.zh-CN.yml")),
    ("en", include_str!("../messages/clues.en.yml")),
    ("zh-CN", include_str!("../messages/grassroots.zh-CN.yml")),
    ("en", include_str!("../messages/grassroots.en.yml")),
    ("zh-CN", include_str!("../messages/public.zh-CN.yml")),
    ("en", include_str!("../messages/public.en.yml")),
];

/// Whoever works with rooms, or takes part in what they do; the three administrators have nothing to read.
pub const READERS: Access = Access::MemberOr(&[
    roles::COMMITTEE_OFFICER,
    roles::TOWNSHIP_CONVENER,
    roles::TOWNSHIP_PARTY,
    roles::ROOM_WORKER,
    roles::CHAIR,
    roles::SEC_GENERAL,
    roles::UNIT_LIAISON,
    roles::UNIT_HANDLER,
    roles::UNIT_LEADER,
]);

/// The manifest.
pub fn module() -> Module {
    Module {
        name: "consultations",
        migrations: MIGRATIONS,
        sealed: &[store::contacts::TELEPHONE, store::receptions::TELEPHONE],
        messages: MESSAGES,
        acts: acts::all(),
        pages: pages::all(),
        processes: vec![
            workflow::PROCESS.drawing(),
            workflow::session::PROCESS.drawing(),
            workflow::room::PROCESS.drawing(),
            workflow::clue::PROCESS.drawing(),
        ],
        nav: vec![
            Nav { label: "clues.list", href: "/clues", access: pages::clues::ACCESS, place: 11 },
            Nav { label: "topics.list", href: "/topics", access: READERS, place: 20 },
            Nav { label: "rooms.list", href: "/rooms", access: READERS, place: 22 },
            Nav { label: "rooms.public", href: "/public/rooms", access: Access::Anyone, place: 91 },
        ],
        waiting: Some(pages::workbench::waiting),
        can_read: Some(|tx, who, id| store::sessions::get(tx, who, id).map(drop)),
        records: &[
            ("topics", |tx, who, id| store::topics::get(tx, who, id).map(drop)),
            ("rooms", |tx, who, id| store::rooms::get(tx, who, id).map(drop)),
            ("working-rules", |tx, who, id| store::registers::rule_of(tx, who, id).map(drop)),
            ("room_funds", pages::room::receipt_may_be_read),
            ("topic_results", pages::public::result_is_public),
            (acts::raising::PICTURES, pages::pictures::raised_may_be_seen),
        ],
        coded: &[(acts::raising::PICTURES, pages::pictures::opens_by_code)],
        origins: &[("clues", pages::clues::origin)],
        jobs: jobs::all(),
        imports: vec![import::IMPORT],
        streams: vec![import::STREAM],
        exports: export::EXPORTS.to_vec(),
        ..Module::default()
    }
}
