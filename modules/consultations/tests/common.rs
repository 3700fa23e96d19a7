//! The town with the people of a room, and a room that is open.

use directory::roles;
use kernel::Id;
use serde_json::{Value, json};
use testkit::{Answer, Kind, TestApp};

/// Login, name, role, with a seat beside it.
const PEOPLE: &[(&str, &str, &str, bool)] = &[
    ("officer", "苗知春", roles::COMMITTEE_OFFICER, false),
    ("convener", "石敬之", roles::TOWNSHIP_CONVENER, true),
    ("secretary", "江望野", roles::TOWNSHIP_PARTY, false),
    ("worker", "田小禾", roles::ROOM_WORKER, false),
    ("other_worker", "谷雨", roles::ROOM_WORKER, false),
];

pub fn town(kind: Kind) -> TestApp {
    let mut app = TestApp::new(kind, vec![consultations::module()]);
    for (login, name, role, seat) in PEOPLE {
        app.employ(login, name, role, *seat);
    }
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

/// A room that takes topics, with 王静好 assigned to it.
pub fn open_room(app: &TestApp) -> Id {
    let room = planned_room(app);
    let person = |login: &str| app.town.person(login).to_string();
    does(app, "officer", &format!("/rooms/{room}/premises"), json!({}));
    let staff = json!({ "convener": person("convener"), "worker": person("worker"), "approver": person("secretary") });
    does(app, "officer", &format!("/rooms/{room}/staff"), staff);
    does(app, "officer", &format!("/rooms/{room}/staffing"), json!({}));
    let checks = json!({ "in_order": ["signboard", "system_on_wall", "ledger", "worker", "convener", "premises"] });
    does(app, "worker", &format!("/rooms/{room}/checks"), checks);
    does(app, "officer", &format!("/rooms/{room}/acceptance"), json!({}));
    does(app, "officer", &format!("/rooms/{room}/members"), json!({ "persons": [person("wang")] }));
    does(app, "officer", &format!("/rooms/{room}/opening"), json!({}));
    room
}

pub fn planned_room(app: &TestApp) -> Id {
    let body = json!({
        "name": "荷塘村协商议事室", "kind": "village_community", "place": "蘅塘镇荷塘村", "address": "荷塘村文化广场 3 号",
        "telephone": "0900-1234567", "functions": ["consultation", "studio", "opinion_point"], "planned_for": "2026-06-30",
    });
    act(app, "officer", "/rooms", body).expect(201).id()
}

/// A resident raises it by phone; the topic and its code.
pub fn raised(app: &TestApp, room: Id) -> (Id, String) {
    let body =
        json!({ "title": "村口路灯不亮", "text": "晚上接孩子看不清路。", "place": "村口", "name": "老李", "telephone": "13800000000" });
    let answer = app.anon().post_json(&format!("/api/v1/public/rooms/{room}/topics"), &body).expect(200);
    (answer.id(), answer.json()["code"].as_str().unwrap().to_owned())
}

pub fn verified(app: &TestApp, topic: Id) {
    let body = json!({ "points": ["real", "here", "no_proceedings", "common"], "domain": "livelihood" });
    does(app, "worker", &format!("/topics/{topic}/verification"), body);
}

/// Posted for notice, and the notice over.
pub fn posted(app: &TestApp, topic: Id) {
    verified(app, topic);
    does(app, "convener", &format!("/topics/{topic}/screening"), json!({}));
    does(app, "secretary", &format!("/topics/{topic}/screening-agreement"), json!({}));
    does(app, "worker", &format!("/topics/{topic}/notice"), json!({}));
}

/// A session with two topics' worth of people; the topics are prepared.
pub fn session(app: &TestApp, room: Id, topics: &[Id]) -> Id {
    let day = app.home.read(|tx| Ok(tx.today())).to_string();
    let plan = json!({ "room": room.to_string(), "title": "三月协商会", "on": day, "time": "09:30", "venue_kind": "village_community" });
    let session = act(app, "worker", "/consultations", plan).expect(201).id();
    for topic in topics {
        does(app, "convener", &format!("/topics/{topic}/choice"), json!({ "session": session.to_string() }));
        let visit = json!({ "visited_on": day, "visitors": "王静好、田小禾", "findings": "三盏灯坏了两盏。" });
        does(app, "wang", &format!("/topics/{topic}/visits"), visit);
        does(app, "worker", &format!("/topics/{topic}/preparation"), json!({}));
    }
    let people = json!({
        "members": [app.town.person("wang").to_string()], "units": [app.town.units["water"].to_string()], "role": "resident",
        "people": ["李阿婆 | 二组", "陈师傅 | 三组"],
    });
    does(app, "worker", &format!("/consultations/{session}/participants"), people);
    does(app, "worker", &format!("/consultations/{session}/notice"), json!({}));
    does(app, "convener", &format!("/consultations/{session}/opening"), json!({}));
    session
}

/// Ids of the participants, in the order of inviting.
pub fn participants(app: &TestApp, session: Id) -> Vec<String> {
    let found = app.token("worker").get(&format!("/api/v1/consultations/{session}")).expect(200).json();
    let all = found["participants"].as_array().unwrap();
    all.iter().map(|p| p["id"].as_str().unwrap().to_owned()).collect()
}

/// Everybody signs in; minutes are written, confirmed and settled.
pub fn finished(app: &TestApp, session: Id) {
    does(app, "convener", &format!("/consultations/{session}/minutes"), json!({ "minutes": "各方商定由水务所和村委会分头办理。" }));
    does(app, "wang", &format!("/consultations/{session}/confirmation"), json!({}));
    let all = participants(app, session);
    does(app, "worker", &format!("/consultations/{session}/confirmation"), json!({ "participants": all }));
    does(app, "convener", &format!("/consultations/{session}/settlement"), json!({}));
}

pub fn all_sign_in(app: &TestApp, session: Id) {
    let all = participants(app, session);
    does(app, "worker", &format!("/consultations/{session}/sign-in"), json!({ "participants": all }));
}

/// A topic that was agreed on and is being done, with one item of a unit and one of a body without an account.
pub fn handled(app: &TestApp, room: Id, topic: Id) -> Id {
    let session = session(app, room, &[topic]);
    all_sign_in(app, session);
    let due = app.home.read(|tx| Ok(tx.now().plus_days(30).day())).to_string();
    let water = app.town.units["water"].to_string();
    does(app, "worker", &format!("/topics/{topic}/items"), json!({ "text": "更换路灯", "unit": water, "method": "统一采购", "due": due }));
    does(
        app,
        "worker",
        &format!("/topics/{topic}/items"),
        json!({ "text": "修剪树枝", "owner": "荷塘村村委会", "method": "义务劳动", "due": due }),
    );
    does(app, "convener", &format!("/topics/{topic}/agreement"), json!({}));
    finished(app, session);
    does(app, "worker", &format!("/topics/{topic}/handover"), json!({}));
    session
}

pub fn topic(app: &TestApp, login: &str, topic: Id) -> Value {
    app.token(login).get(&format!("/api/v1/topics/{topic}")).expect(200).json()
}

/// Every item is reported on and the result is posted.
pub fn resulted(app: &TestApp, id: Id) {
    let items = topic(app, "worker", id)["items"].as_array().unwrap().clone();
    for item in items {
        let owner = if item["unit"].is_null() { "worker" } else { "handler" };
        let body = json!({ "item": item["id"], "progress": "done", "text": "已经办好。" });
        does(app, owner, &format!("/topics/{id}/reports"), body);
    }
    does(app, "worker", &format!("/topics/{id}/result"), json!({ "result": "路灯换好了，树枝也剪了。" }));
}
