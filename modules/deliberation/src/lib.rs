//! 网络议政: a question is put to members, a place or everybody; people say one idea each and vote on those of others; the map
//! shows what all of them share. Paper slips and phones are one conversation.

pub mod acts;
pub mod alike;
pub mod clocks;
pub mod evidence;
pub mod hand;
pub mod jobs;
pub mod json;
pub mod maps;
pub mod model;
pub mod pages;
pub mod picture;
pub mod policy;
pub mod rules;
pub mod store;
pub mod view;
pub mod voice;
pub mod workflow;

use directory::roles;
use kernel::db::Migration;
use web::live::Live;
use web::module::Nav;
use web::{Access, Module};

const MIGRATIONS: &[Migration] = &[
    Migration { name: "deliberation/0001-deliberation", sql: include_str!("../migrations/0001-deliberation.sql") },
    Migration { name: "deliberation/0002-outcomes", sql: include_str!("../migrations/0002-outcomes.sql") },
    Migration { name: "deliberation/0003-remotes", sql: include_str!("../migrations/0003-remotes.sql") },
    Migration { name: "deliberation/0004-joint-reviews", sql: include_str!("../migrations/0004-joint-reviews.sql") },
];

/// Message files by part, so that each stands beside what it names.
const MESSAGES: &[(&str, &str)] = &[
    ("zh-CN", include_str!("../messages/words.zh-CN.yml")),
    ("en", include_str!("../messages/words.en.yml")),
    ("zh-CN", include_str!("../messages/acts.zh-CN.yml")),
    ("en", include_str!("../messages/acts.en.yml")),
    ("zh-CN", include_str!("../messages/pages.zh-CN.yml")),
    ("en", include_str!("../messages/pages.en.yml")),
    ("zh-CN", include_str!("../messages/outcomes.zh-CN.yml")),
    ("en", include_str!("../messages/outcomes.en.yml")),
    ("zh-CN", include_str!("../messages/remotes.zh-CN.yml")),
    ("en", include_str!("../messages/remotes.en.yml")),
    ("zh-CN", include_str!("../messages/reviews.zh-CN.yml")),
    ("en", include_str!("../messages/reviews.en.yml")),
];

/// Whoever organises, approves or takes part as a member.
pub const READERS: Access =
    Access::MemberOr(&[roles::COMMITTEE_OFFICER, roles::TOWNSHIP_CONVENER, roles::ROOM_WORKER, roles::CHAIR, roles::SEC_GENERAL]);

const LIVE: Live = Live {
    name: "deliberations.live",
    path: "/deliberations/{id}/live",
    admit: |tx, who, id| store::deliberations::get(tx, who, id).map(drop),
    watch: maps::watch,
};

/// The manifest.
pub fn module() -> Module {
    Module {
        name: "deliberation",
        migrations: MIGRATIONS,
        sealed: &[store::keys::BALLOT_KEY, store::remotes::sites::TELEPHONE],
        messages: MESSAGES,
        acts: acts::all(),
        pages: pages::all(),
        lives: vec![LIVE],
        processes: vec![
            workflow::PROCESS.drawing(),
            workflow::statement::PROCESS.drawing(),
            workflow::outcome::PROCESS.drawing(),
            workflow::remote::PROCESS.drawing(),
            workflow::remote::site::PROCESS.drawing(),
            workflow::remote::speech::PROCESS.drawing(),
            workflow::review::PROCESS.drawing(),
        ],
        nav: vec![
            Nav { label: "deliberations.list", href: "/deliberations", access: READERS, place: 24 },
            Nav { label: "outcomes.list", href: "/outcomes", access: policy::OUTCOME_READERS, place: 25 },
            Nav { label: "remotes.list", href: "/remotes", access: READERS, place: 26 },
            Nav { label: "deliberations.public", href: "/public/deliberations", access: Access::Anyone, place: 92 },
        ],
        waiting: Some(pages::workbench::waiting),
        records: &[
            ("deliberations", |tx, who, id| store::deliberations::get(tx, who, id).map(drop)),
            ("remotes", |tx, who, id| store::remotes::get(tx, who, id).map(drop)),
            (evidence::ANSWERS, evidence::may_be_read),
        ],
        jobs: jobs::all(),
        ..Module::default()
    }
}
