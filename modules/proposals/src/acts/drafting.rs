//! 撰写与联名: from an empty page to a submitted proposal, and back out of it.

mod answer;
pub mod attachments;
mod category;
mod create;
mod difference;
mod edit;
mod expiry;
mod invite;
mod paste;
mod resubmit;
mod submit;
mod text;
mod withdraw;

pub use answer::{accept, decline, leave};
pub use create::{NewProposal, create};
pub use difference::version_diff;
pub use edit::edit;
pub use expiry::EXPIRE_INVITATIONS;
pub use invite::{Invitees, invite};
pub use paste::{Pasted, paste};
pub use resubmit::resubmit;
pub use submit::{Submission, submit};
pub use text::{MAX_PART_CHARS, MAX_TITLE_CHARS, Text};
pub use withdraw::{ask_withdrawal, consent_withdrawal, recall, withdraw};

use web::Bound;

/// The acts of this part.
pub fn all() -> Vec<Bound> {
    [
        vec![create::bound(), paste::bound(), edit::bound(), invite::bound(), submit::bound(), resubmit::bound()],
        answer::bound(),
        withdraw::bound(),
    ]
    .concat()
}
