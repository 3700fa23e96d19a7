//! 更正、撤销、恢复与公开: asked by one of the office, done by another; and what the public may read.

pub mod ask_change;
pub mod change;
pub mod move_policy;
pub mod publish;
pub mod revoke;

use web::Bound;

/// The acts of this part.
pub fn all() -> Vec<Bound> {
    vec![
        ask_change::ACT.bind(ask_change::ask_change).form(ask_change::form),
        change::CORRECT.bind(change::correct).form(change::correct_form),
        change::REOPEN.bind(change::reopen).form(change::reopen_form),
        change::REJECT.bind(change::reject).form(change::reject_form),
        revoke::ACT.bind(revoke::revoke).form(revoke::form),
        publish::ACT.bind(publish::publish).form(publish::form),
        move_policy::ACT.bind(move_policy::move_policy).form(move_policy::form),
    ]
}
