//! 提案: from the draft to the closing, with everybody whose turn it is.

pub mod acts;
pub mod clocks;
pub mod export;
pub mod import;
pub mod jobs;
pub mod model;
pub mod numbering;
pub mod pages;
pub mod phrases;
pub mod policy;
pub mod rules;
pub mod stats;
pub mod store;
pub mod view;
pub mod workflow;

use directory::roles;
use kernel::db::Migration;
use web::module::Nav;
use web::{Access, Module};

const MIGRATIONS: &[Migration] = &[
    Migration { name: "proposals/0001-proposals", sql: include_str!("../migrations/0001-proposals.sql") },
    Migration { name: "proposals/0002-origins", sql: include_str!("../migrations/0002-origins.sql") },
    Migration { name: "proposals/0003-titles", sql: include_str!("../migrations/0003-titles.sql") },
    Migration { name: "proposals/0004-indexes", sql: include_str!("../migrations/0004-indexes.sql") },
];

/// Message files by part, so that each stands beside what it names.
const MESSAGES: &[(&str, &str)] = &[
    ("zh-CN", include_str!("../messages/words.zh-CN.yml")),
    ("en", include_str!("../messages/words.en.yml")),
    ("zh-CN", include_str!("../messages/drafting.zh-CN.yml")),
    ("en", include_str!("../messages/drafting.en.yml")),
    ("zh-CN", include_str!("../messages/import.zh-CN.yml")),
    ("en", include_str!("../messages/import.en.yml")),
    ("zh-CN", include_str!("../messages/review.zh-CN.yml")),
    ("en", include_str!("../messages/review.en.yml")),
    ("zh-CN", include_str!("../messages/handling.zh-CN.yml")),
    ("en", include_str!("../messages/handling.en.yml")),
    ("zh-CN", include_str!("../messages/feedback.zh-CN.yml")),
    ("en", include_str!("../messages/feedback.en.yml")),
    ("zh-CN", include_str!("../messages/pages.zh-CN.yml")),
    ("en", include_str!("../messages/pages.en.yml")),
];

/// Whoever may have proposals to look at; the three administrators have none.
const READERS: Access = Access::MemberOr(&[
    roles::PROPOSAL_OFFICE,
    roles::REVIEWER,
    roles::COMMITTEE_HEAD,
    roles::SUPERVISING_OFFICE,
    roles::CHAIR,
    roles::SEC_GENERAL,
    roles::COLLECTIVE_ACCOUNT,
    roles::AIDE,
    roles::UNIT_LIAISON,
    roles::UNIT_HANDLER,
    roles::UNIT_LEADER,
]);

/// The manifest.
pub fn module() -> Module {
    Module {
        name: "proposals",
        migrations: MIGRATIONS,
        sealed: &[store::replies::TELEPHONE],
        messages: MESSAGES,
        acts: acts::all(),
        pages: pages::all(),
        processes: vec![
            workflow::PROCESS.drawing(),
            workflow::assignment::PROCESS.drawing(),
            workflow::invitation::PROCESS.drawing(),
            workflow::extension::PROCESS.drawing(),
            workflow::rating::PROCESS.drawing(),
        ],
        nav: vec![
            Nav { label: "proposals.list", href: "/proposals", access: READERS, place: 10 },
            Nav { label: "proposals.policy", href: "/policies/proposals", access: acts::setup::KEPT, place: 60 },
            Nav { label: "proposals.meetings", href: "/meetings", access: acts::review::meeting::READERS, place: 12 },
            Nav { label: "handling.inbox", href: "/inbox", access: pages::inbox::READERS, place: 5 },
            Nav { label: "handling.desk", href: "/assignments", access: pages::assignments::DESK, place: 14 },
            Nav { label: "handling.countdown", href: "/countdown", access: pages::countdown::READERS, place: 16 },
            Nav { label: "proposals.statistics", href: "/statistics", access: Access::Roles(policy::READING_OFFICES), place: 30 },
            Nav { label: "proposals.public", href: "/public", access: Access::Anyone, place: 90 },
        ],
        waiting: Some(pages::workbench::waiting),
        renames: Some(|tx, who, lang| {
            let year = i64::from(tx.today().year());
            let (_, rules) = kernel::policy::current::<rules::Rules>(tx, who.assembly, year)?;
            Ok(rules.step_labels(lang == web::i18n::Lang::En))
        }),
        can_read: Some(|tx, who, id| store::get(tx, who, id).map(drop)),
        became: Some(pages::became::became),
        jobs: jobs::all(),
        records: &[("ratings", acts::feedback::can_read), ("meetings", acts::review::meeting::can_read)],
        imports: vec![import::IMPORT],
        exports: vec![export::EXPORT],
        ..Module::default()
    }
}
