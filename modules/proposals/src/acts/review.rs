//! 审查立案: two reviewers file a proposal; the committee decides whatever is not filed.

mod deal;
mod decision;
mod form;
pub(crate) mod meeting;
mod minutes;
mod number;
mod opinion;
mod re_examination;
mod taking;

use serde_json::{Value, json};
use web::Bound;

use crate::model::Proposal;
use crate::workflow::State;

/// The acts of this part.
pub fn all() -> Vec<Bound> {
    [taking::all(), deal::all(), opinion::all(), decision::all(), re_examination::all(), number::all(), meeting::all(), minutes::all()]
        .concat()
}

/// What the journal keeps of a move: from, to, and the rest.
pub(crate) fn moved(from: State, p: &Proposal, rest: Value) -> Value {
    let mut payload = json!({ "from": from.name(), "to": p.state.name() });
    if let (Value::Object(all), Value::Object(rest)) = (&mut payload, rest) {
        all.extend(rest.into_iter().filter(|(_, value)| !value.is_null() && value != ""));
    }
    payload
}
