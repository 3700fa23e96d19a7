//! Through review over HTTP: what later parts build on.

use kernel::Id;
use proposals::model::Proposal;
use proposals::workflow::State;
use serde_json::{Value, json};
use testkit::TestApp;

use crate::common::placed;

/// A submitted proposal of 王静好 with receipt number `receipt`.
pub fn submitted(app: &TestApp, receipt: i64) -> Id {
    placed(app, State::Submitted, move |p: &mut Proposal| p.receipt_no = Some(receipt))
}

/// An act over the API that must succeed.
pub fn act(app: &TestApp, login: &str, id: Id, noun: &str, body: &Value) -> Value {
    app.token(login).post_json(&format!("/api/v1/proposals/{id}/{noun}"), body).expect(200).json()
}

/// Taken up by 周砚秋, who recommends `recommendation`.
pub fn carry_to_second_review(app: &TestApp, id: Id, opinion: &Value) {
    act(app, "reviewer_a", id, "first-reviewer", &json!({}));
    act(app, "reviewer_a", id, "first-opinion", opinion);
}

/// From submitted to filed, by both reviewers.
pub fn carry_to_filed(app: &TestApp, id: Id) {
    carry_to_second_review(app, id, &json!({ "recommendation": "file", "note": "符合立案条件" }));
    act(app, "reviewer_b", id, "filing", &json!({}));
}
