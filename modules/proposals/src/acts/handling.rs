//! 交办与办理: from the list of units to the reply, one verb a file, in the order of the process.

pub mod accept;
pub mod add_unit;
pub mod answer_all;
pub mod assign;
pub mod change_lead;
pub mod check;
pub mod contact;
pub mod draft;
pub mod extension;
mod fields;
pub mod hand_over;
pub mod object;
pub mod opinion;
pub mod part;
pub mod plan;
pub mod queues;
mod reading;
pub mod returns;
pub mod shares;
pub mod sign;
pub mod sub_assign;
pub mod submit;
pub mod urge;

pub use queues::waiting;

use web::Bound;

/// The acts of this part.
pub fn all() -> Vec<Bound> {
    vec![
        assign::PROPOSE.bind(assign::propose).form(assign::propose_form),
        object::ACT.bind(object::object).form(object::form),
        assign::DISPATCH.bind(assign::dispatch).form(assign::dispatch_form),
        add_unit::ACT.bind(add_unit::add_unit).form(add_unit::form),
        change_lead::ACT.bind(change_lead::change).form(change_lead::form),
        accept::ACT.bind(accept::accept).form(accept::form),
        returns::REQUEST.bind(returns::request).form(returns::request_form),
        returns::GRANT.bind(returns::grant).form(returns::grant_form),
        returns::DENY.bind(returns::deny).form(returns::deny_form),
        sub_assign::ACT.bind(sub_assign::sub_assign).form(sub_assign::form),
        plan::ACT.bind(plan::plan).form(plan::form),
        contact::ACT.bind(contact::contact).form(contact::form),
        opinion::ACT.bind(opinion::give_opinion).form(opinion::form),
        draft::ACT.bind(draft::save_draft).form(draft::form),
        submit::FOR_CHECK.bind(submit::for_check).form(submit::form),
        submit::FOR_SIGNATURE.bind(submit::for_signature).form(submit::form),
        check::PASS.bind(check::pass).form(check::pass_form),
        check::REJECT.bind(check::reject).form(check::reject_form),
        sign::RETURN.bind(sign::send_back).form(sign::return_form),
        sign::SIGN.bind(sign::sign).form(sign::form),
        extension::ASK.bind(extension::ask_for).form(extension::ask_form),
        extension::GRANT.bind(extension::grant).form(extension::grant_form),
        extension::DENY.bind(extension::deny).form(extension::deny_form),
        urge::ACT.bind(urge::urge).form(urge::form),
        hand_over::ACT.create(hand_over::hand_over).form(hand_over::form),
    ]
}
