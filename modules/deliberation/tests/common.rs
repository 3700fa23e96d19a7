//! The town with those who organise, and a deliberation that runs.

use directory::roles;
use kernel::Id;
use serde_json::{Value, json};
use testkit::{Answer, Client, Kind, TestApp};

pub fn town(kind: Kind) -> TestApp {
    let mut app = TestApp::new(kind, vec![deliberation::module()]);
    app.employ("officer", "苗知春", roles::COMMITTEE_OFFICER, false);
    app.employ("second", "柳映川", roles::COMMITTEE_OFFICER, false);
    app.employ("convener", "石敬之", roles::TOWNSHIP_CONVENER, true);
    app.employ("worker", "田小禾", roles::ROOM_WORKER, false);
    app
}

/// Posts JSON to the API as this person.
pub fn act(app: &TestApp, login: &str, path: &str, body: Value) -> Answer {
    app.token(login).post_json(&format!("/api/v1{path}"), &body)
}

/// The same; panics unless it was done.
#[track_caller]
pub fn does(app: &TestApp, login: &str, path: &str, body: Value) -> Value {
    let answer = act(app, login, path, body);
    assert!(answer.status.is_success(), "{login} {path}: {}", answer.text());
    answer.json()
}

pub fn question(app: &TestApp) -> Value {
    let today = app.home.read(|tx| Ok(tx.today()));
    json!({
        "title": "村口停车场", "question": "村口的空地要不要改成停车场？", "materials": "空地约 400 平方米。", "audience": "place",
        "place": "荷塘村", "level": "device", "opens_on": today, "closes_on": today.saturating_add(jiff::Span::new().days(14)),
        "expected": 320, "seeds": "停车场晚上应当亮灯\n先修排水再铺地\n要给老人留出活动的地方\n停车应当收费\n空地应当种树",
    })
}

pub fn proposed(app: &TestApp, question: Value) -> Id {
    act(app, "officer", "/deliberations", question).expect(201).id()
}

/// Announced and open.
pub fn running(app: &TestApp, question: Value) -> Id {
    let id = proposed(app, question);
    does(app, "general", &format!("/deliberations/{id}/approval"), json!({}));
    does(app, "officer", &format!("/deliberations/{id}/announcement"), json!({}));
    does(app, "officer", &format!("/deliberations/{id}/opening"), json!({}));
    id
}

pub fn shown(app: &TestApp, login: &str, id: Id) -> Value {
    app.token(login).get(&format!("/api/v1/deliberations/{id}")).expect(200).json()
}

/// Ids of what can be voted on, in the order of the numbers.
pub fn statements(app: &TestApp, id: Id) -> Vec<String> {
    let found = shown(app, "officer", id);
    found["statements"].as_array().unwrap().iter().map(|s| s["id"].as_str().unwrap().to_owned()).collect()
}

pub fn vote(client: &Client, id: Id, statement: &str, vote: &str) -> Answer {
    client.post_json(&format!("/api/v1/deliberations/{id}/votes"), &json!({ "statement": statement, "vote": vote }))
}

/// `people` browsers vote on everything: every second one agrees with all, the others with the first two only.
pub fn two_sides(app: &TestApp, id: Id, people: usize) -> Vec<Client> {
    let all = statements(app, id);
    let browsers: Vec<Client> = (0..people).map(|_| app.anon()).collect();
    for (person, browser) in browsers.iter().enumerate() {
        for (place, statement) in all.iter().enumerate() {
            let agrees = person % 2 == 0 || place < 2;
            vote(browser, id, statement, if agrees { "agree" } else { "disagree" }).expect(200);
        }
    }
    browsers
}

/// (statement, vote, how many) as they are stored.
pub fn tallies(app: &TestApp, id: Id) -> Vec<(i64, i64, i64)> {
    app.home.read(move |tx| deliberation::store::votes::tallies(tx, id))
}

/// A deliberation that has closed.
pub fn closed(app: &TestApp) -> Id {
    let id = running(app, question(app));
    does(app, "officer", &format!("/deliberations/{id}/closing"), json!({}));
    id
}

pub fn recommended(app: &TestApp, deliberation: Id, text: &str) -> Id {
    act(app, "officer", &format!("/deliberations/{deliberation}/outcomes"), json!({ "text": text, "statement": 1 })).expect(200).id()
}

pub fn later(app: &TestApp, days: i64) -> Value {
    app.home.read(move |tx| Ok(json!(tx.today().saturating_add(jiff::Span::new().days(days)))))
}

pub fn to_the_unit(app: &TestApp, id: Id) {
    let water = app.town.units["water"];
    let body = json!({ "unit": water, "due": later(app, 10), "method": "由单位直接办理" });
    does(app, "officer", &format!("/outcomes/{id}/assignment"), body);
}

pub fn one(app: &TestApp, login: &str, id: Id) -> Value {
    app.token(login).get(&format!("/api/v1/outcomes/{id}")).expect(200).json()
}

pub fn total(app: &TestApp, login: &str, query: &str) -> i64 {
    app.token(login).get(&format!("/api/v1/outcomes{query}")).expect(200).json()["total"].as_i64().unwrap()
}
