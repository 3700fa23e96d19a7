//! 文字: pure functions over Chinese text, without database and without HTTP.
//!
//! Everything here takes and gives strings; nothing fails, nothing reads a clock. Text that people wrote is
//! never dropped: where a text is cut, the pieces joined are the text again (see [`sections`] and [`items`]).

mod clean;
mod difference;
mod fold;
mod headings;
mod length;
mod numbering;
mod parts;
mod proposer;
mod runs;

pub use clean::clean;
pub use difference::{Kind, Span, diff};
pub use fold::fold;
pub use headings::{Part, Section, sections};
pub use length::{excerpt, length_chars};
pub use parts::{Parts, split_parts, split_suggestions};
pub use proposer::{Proposer, proposer};
pub use runs::{Item, items};
