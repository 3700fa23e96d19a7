//! Carries a proposal through handling by the acts themselves, as tokens of the people who do them.

use kernel::Id;
use proposals::workflow::State;
use serde_json::{Value, json};
use testkit::{Answer, TestApp};

use crate::common::placed;

/// Posts an act as this person's program.
pub fn act(home: &TestApp, login: &str, id: Id, noun: &str, body: Value) -> Answer {
    home.token(login).post_json(&format!("/api/v1/proposals/{id}/{noun}"), &body)
}

/// The record as this person sees it.
pub fn record(home: &TestApp, login: &str, id: Id) -> Value {
    home.token(login).get(&format!("/api/v1/proposals/{id}")).expect(200).json()
}

/// The state of the proposal.
pub fn state(home: &TestApp, id: Id) -> String {
    record(home, "office", id)["state"].as_str().unwrap_or_default().to_owned()
}

/// The unit's part: state, due, reply_due ….
pub fn part(home: &TestApp, id: Id, unit: &str) -> Value {
    let unit = home.town.units[unit].to_string();
    let parts = record(home, "office", id)["assignments"].clone();
    let found = parts.as_array().and_then(|all| all.iter().rfind(|a| a["unit"] == unit.as_str()).cloned());
    found.unwrap_or_else(|| panic!("no part of {unit} in {parts}"))
}

pub fn part_state(home: &TestApp, id: Id, unit: &str) -> String {
    part(home, id, unit)["state"].as_str().unwrap_or_default().to_owned()
}

/// Filed.
pub fn filed(home: &TestApp) -> Id {
    placed(home, State::Filed, |_| {})
}

/// Handed to one unit alone.
pub fn assigned(home: &TestApp) -> Id {
    let id = filed(home);
    act(home, "office", id, "assignment", json!({ "units": [home.town.units["water"]] })).expect(200);
    id
}

/// Signed for, planned, and the proposer visited.
pub fn contacted(home: &TestApp) -> Id {
    let id = assigned(home);
    take_up(home, id);
    id
}

/// The water bureau signs for it, plans, and talks with the proposer.
pub fn take_up(home: &TestApp, id: Id) {
    act(home, "liaison", id, "acceptance", json!({})).expect(200);
    act(home, "handler", id, "plan", json!({ "lead_official": "韩长河", "note": "四月普查，五月答复" })).expect(200);
    visit(home, "handler", id);
}

pub fn visit(home: &TestApp, login: &str, id: Id) {
    let visit = json!({ "form": "visit", "held_on": "2026-03-12", "people": "王静好、沈叶舟", "summary": "实地看了三处积水点。" });
    act(home, login, id, "contacts", visit).expect(200);
}

/// A whole draft reply to both suggestions.
pub fn draft() -> Value {
    json!({
        "body": "您提出的提案收悉，现答复如下。",
        "result_class": "B",
        "answers": [{ "text": "普查已经完成。", "class": "A" }, { "text": "列入三年计划。", "class": "B" }],
        "promises": [{ "suggestion": 2, "text": "更新管段五公里", "due": "2026-12-31", "who": "市水务局" }],
        "contact_name": "沈叶舟",
        "contact_telephone": "0100-5550123",
    })
}

/// From the visit to the signed reply of the water bureau.
pub fn reply(home: &TestApp, id: Id) {
    act(home, "handler", id, "draft", draft()).expect(200);
    act(home, "handler", id, "draft-submission", json!({ "late_noted": true })).expect(200);
    act(home, "supervisor", id, "check", json!({})).expect(200);
    act(home, "leader", id, "reply", json!({ "document_no": "水函〔2026〕12号" })).expect(200);
}

/// Replied by one unit; every signer is asked to rate.
pub fn replied(home: &TestApp) -> Id {
    let id = contacted(home);
    reply(home, id);
    id
}
