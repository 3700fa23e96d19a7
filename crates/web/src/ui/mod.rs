//! 界面: the face of the house. Modules fill typed views; only this part writes HTML.
//!
//! Every string in a view is final, translated text and is escaped; labels of the frame itself come from the locale.
//!
//! ```
//! use web::i18n::Locale;
//! use web::ui::{Field, FormView};
//!
//! fn form(l: &Locale) -> FormView {
//!     FormView::new(l.t("proposals.return.title"), "/proposals/7/return", l.t("proposals.return"))
//!         .field(Field::textarea("reason", l.t("proposals.return.reason"), 5).required().max_chars(500))
//! }
//!
//! let page = form(&Locale::default()).render(&Locale::default());
//! assert!(page.as_str().contains(r#"name="reason""#));
//! ```
//!
//! `/components` shows every part in every state; `cargo run -p web --example look -- FOLDER` writes the same as files.

mod arrange;
mod assets;
mod ballot;
mod cell;
mod detail;
mod drawing;
mod field;
mod form;
mod gallery;
mod html;
mod list;
mod message;
mod opinions;
mod picture;
mod print;
mod prose;
mod shell;
mod station;
mod workbench;

pub use arrange::{beside, folded, stack};
pub use assets::{ASSETS, Asset, CSS, JS, MARK, asset_hash};
pub use ballot::{BallotCard, BallotView, OwnVote, own_votes};
pub use cell::{Cell, Chip, Clock, Column, Direction, Fact, Link, Row, Sort, Tone, chip, facts, key_values, links, table};
pub use detail::{ActLink, ActTone, DetailView, Event, Section, Turn};
pub use drawing::drawing;
pub use field::{Choice, Field, FieldKind};
pub use form::FormView;
pub use gallery::{SAMPLES, gallery, gallery_in, gallery_shell, sample};
pub use html::Html;
pub use list::{Batch, Empty, ListView, Pager, Tab};
pub use message::{MessageView, Panel, crowded, unsaved};
pub use opinions::{GroupCard, Legend, LiveMap, bars, group_cards, shares};
pub use picture::{Picture, pictures};
pub use print::{PrintBlock, PrintView, Sheet};
pub use prose::{diff, numbered, prose};
pub use shell::{HatChoice, NavItem, Notice, Shell, Theme, UserBox};
pub use station::{Now, StationView, Tap, followed, taps};
pub use workbench::{Figure, Queue, QueueItem, WorkbenchView};

/// The texts of the frame and of every component, for `Catalogue::build`.
pub const MESSAGES: &[(&str, &str)] = &[
    ("zh-CN", include_str!("../../messages/zh-CN.yml")),
    ("en", include_str!("../../messages/en.yml")),
    ("zh-CN", include_str!("../../messages/gallery-zh-CN.yml")),
    ("en", include_str!("../../messages/gallery-en.yml")),
];
