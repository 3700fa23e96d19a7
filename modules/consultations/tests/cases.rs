//! Consultations as they were reported from real places: each part of a case has a field of its own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use consultations::workflow::words::Part;
use jiff::{ToSpan, civil::Date};
use kernel::Id;
use serde_json::{Map, Value, json};
use testkit::{TestApp, both_dbs};

use crate::common::*;

/// Outside data, where it is at hand.
fn cases() -> Option<Vec<Map<String, Value>>> {
    let sets = std::env::var_os("SHANGLIANG_DATA_SETS").map(PathBuf::from);
    let sets = sets.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"));
    let text = std::fs::read_to_string(sets.join("cppcc-facts/consultation_cases.json")).ok()?;
    let read: Value = serde_json::from_str(&text).unwrap();
    Some(read["cases"].as_array().unwrap().iter().map(|case| case.as_object().unwrap().clone()).collect())
}

fn text<'a>(case: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    case.get(key).map(|value| value.as_str().unwrap())
}

/// A day, and whether it is that of a report.
fn day(case: &Map<String, Value>) -> (Date, bool) {
    let written = text(case, "date").unwrap();
    (written[..10].parse().unwrap(), written.contains("报道"))
}

/// What `topics.record_figure` takes for each value of the facts.
fn figures(facts: &Value) -> Vec<Value> {
    let one = |label: &str, value: &Value| match value {
        Value::Number(n) => json!({ "label": label, "measure": "exact", "number": n }),
        Value::String(s) if s.ends_with('余') => {
            json!({ "label": label, "measure": "over", "number": s.trim_end_matches('余').parse::<i64>().unwrap() })
        }
        Value::String(s) => json!({ "label": label, "measure": "month", "month": s }),
        other => panic!("{label}: {other}"),
    };
    let all = facts.as_object().unwrap().iter().filter(|(label, _)| !["协商座谈次数", "试点"].contains(&label.as_str()));
    all.flat_map(|(label, value)| match value {
        Value::Array(several) => several.iter().map(|v| one(label, v)).collect::<Vec<_>>(),
        single => vec![one(label, single)],
    })
    .collect()
}

fn part(role: &str) -> Part {
    match role {
        "政协委员" => Part::Member,
        "党员代表" => Part::PartyRepresentative,
        "居民代表" => Part::Resident,
        "职能部门代表" => Part::Unit,
        other => panic!("{other} has no part"),
    }
}

/// 简单改造、增设车位；会后由物业跟进: what was agreed, and who does it.
fn items(agreement: &str) -> Vec<String> {
    let (what, who) = agreement.split_once('；').unwrap();
    let who = who.trim_start_matches("会后由").trim_end_matches("跟进");
    what.split('、').map(|what| format!("{what} | {who}")).collect()
}

/// The room of a case under its own name, at its own place.
fn room(app: &TestApp, place: &str) -> Id {
    let room = open_room(app);
    let (place, name) = place.split_once(' ').unwrap();
    let body = json!({ "name": name, "kind": "village_community", "place": place, "address": place });
    does(app, "officer", &format!("/rooms/{room}/details"), body);
    let found = app.token("officer").get(&format!("/api/v1/rooms/{room}")).expect(200).json();
    assert_eq!((found["name"].as_str(), found["place"].as_str()), (Some(name), Some(place)));
    room
}

/// Everything of the case that is kept with the topic itself.
fn kept(app: &TestApp, topic_id: Id, case: &Map<String, Value>) {
    for figure in figures(&case["facts"]) {
        does(app, "worker", &format!("/topics/{topic_id}/figures"), figure);
    }
    let (on, _) = day(case);
    // An address that the data set says is another's is not linked.
    let address = if case.contains_key("url_note") { "" } else { text(case, "url").unwrap() };
    let outlet = text(case, "url").unwrap().split('/').nth(2).unwrap();
    does(app, "worker", &format!("/topics/{topic_id}/coverage"), json!({ "on": on, "outlet": outlet, "address": address }));

    let record = topic(app, "worker", topic_id);
    assert_eq!(record["title"], case["topic"]);
    let written: Vec<Value> = record["figures"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| {
            let value = if f["measure"] == "month" { &f["month"] } else { &f["number"] };
            json!([f["label"], f["measure"], value])
        })
        .collect();
    let wanted: Vec<Value> = figures(&case["facts"])
        .into_iter()
        .map(|f| {
            let value = if f["measure"] == "month" { &f["month"] } else { &f["number"] };
            json!([f["label"], f["measure"], value])
        })
        .collect();
    assert_eq!(written, wanted);
    assert_eq!(record["coverage"], json!([{ "on": on, "outlet": outlet, "address": address }]));
    let page = app.person("worker").get(&format!("/topics/{topic_id}")).expect(200).text();
    for figure in figures(&case["facts"]) {
        assert!(page.contains(figure["label"].as_str().unwrap()), "{figure}");
    }
}

/// A session that was held and whose record is whole: what was said, agreed, visited before, and by whom.
fn held(app: &TestApp, room: Id, case: &Map<String, Value>) -> Id {
    let (on, _) = day(case);
    let roles: Vec<&str> = case["roles"].as_array().unwrap().iter().map(|r| r.as_str().unwrap()).collect();
    let people = |wanted: Part| roles.iter().filter(|r| part(r) == wanted).map(|r| (*r).to_owned()).collect::<Vec<_>>();
    let positions: Vec<&str> = case["positions"].as_array().unwrap().iter().map(|p| p.as_str().unwrap()).collect();
    let body = json!({
        "on": on, "venue_kind": "room", "title": case["topic"], "text": case["topic"], "place": text(case, "topic").unwrap(),
        "domain": "transport", "members": [app.town.person("wang").to_string()], "people": people(Part::Resident),
        "party_people": people(Part::PartyRepresentative), "unit_people": people(Part::Unit), "positions": positions,
        "items": items(text(case, "agreement").unwrap()), "visited_on": on.checked_sub(1.week()).unwrap(), "visitors": roles[0],
        "findings": case["pre_visit"],
    });
    let done = does(app, "worker", &format!("/rooms/{room}/past-sessions"), body);
    let id: Id = done["id"].as_str().unwrap().parse().unwrap();
    assert_eq!(done["visits"][0]["findings"], case["pre_visit"]);
    let said: Vec<&str> = done["positions"].as_array().unwrap().iter().map(|p| p["text"].as_str().unwrap()).collect();
    assert_eq!(said, positions);
    let agreed: Vec<String> = done["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| format!("{} | {}", i["text"].as_str().unwrap(), i["owner"].as_str().unwrap()))
        .collect();
    assert_eq!(agreed, items(text(case, "agreement").unwrap()));
    let session = done["sessions"][0]["id"].as_str().unwrap();
    let session = app.token("worker").get(&format!("/api/v1/consultations/{session}")).expect(200).json();
    assert_eq!((session["on"].as_str(), session["registered_after"].as_bool()), (Some(on.to_string().as_str()), Some(true)));
    let came: BTreeMap<&str, usize> = session["participants"].as_array().unwrap().iter().fold(BTreeMap::new(), |mut all, p| {
        *all.entry(p["role"].as_str().unwrap()).or_default() += 1;
        all
    });
    assert_eq!(came.keys().copied().collect::<Vec<_>>(), ["member", "party_representative", "resident", "unit"]);
    id
}

/// A matter that was talked over several times before it was settled, and tried in one place first.
fn tried(app: &TestApp, room: Id, case: &Map<String, Value>) -> Id {
    let (times, pilot) = (case["facts"]["协商座谈次数"].as_u64().unwrap(), case["facts"]["试点"].as_str().unwrap());
    let body = json!({ "room": room.to_string(), "title": case["topic"], "text": case["topic"], "source": "room", "urgent": true });
    let id: Id = does(app, "worker", "/topics", body)["id"].as_str().unwrap().parse().unwrap();
    posted(app, id);
    let mut last = session(app, room, &[id]);
    for _ in 1..times {
        all_sign_in(app, last);
        finished(app, last);
        let today = app.home.read(|tx| Ok(tx.today())).to_string();
        let plan = json!({ "room": room.to_string(), "title": "再谈一次", "on": today, "time": "19:00", "venue_kind": "room" });
        last = act(app, "worker", "/consultations", plan).expect(201).id();
        does(app, "worker", &format!("/consultations/{last}/topics"), json!({ "topics": [id.to_string()] }));
        let people = json!({ "members": [app.town.person("wang").to_string()], "people": ["住户代表"] });
        does(app, "worker", &format!("/consultations/{last}/participants"), people);
        does(app, "worker", &format!("/consultations/{last}/notice"), json!({}));
        does(app, "convener", &format!("/consultations/{last}/opening"), json!({}));
    }
    all_sign_in(app, last);
    let due = app.home.read(|tx| Ok(tx.now().plus_days(60).day())).to_string();
    let item = json!({ "text": case["topic"], "owner": "业主小组", "method": "先试点", "scope": pilot, "due": due });
    does(app, "worker", &format!("/topics/{id}/items"), item);
    does(app, "convener", &format!("/topics/{id}/agreement"), json!({ "session": last.to_string() }));
    finished(app, last);
    does(app, "worker", &format!("/topics/{id}/handover"), json!({}));
    let record = topic(app, "worker", id);
    assert_eq!(record["sessions"].as_array().unwrap().len() as u64, times);
    assert_eq!(record["items"][0]["scope"], pilot);
    id
}

/// The plan of the year and the book of what was collected, which a room prints from its own records.
fn printed(app: &TestApp, room: Id, case: &Map<String, Value>) {
    let paths = [("全年协商活动计划表", "year-plan"), ("社情民意信息收集记录簿", "ledger")];
    for artefact in case["artefacts"].as_array().unwrap() {
        let (title, path) = paths.iter().find(|(title, _)| artefact == title).unwrap();
        let page = app.person("worker").get(&format!("/rooms/{room}/print/{path}")).expect(200).text();
        assert!(page.contains(title), "{page}");
    }
}

both_dbs! { town =>
    fn every_reported_case_fits_the_fields(app: &TestApp) {
        let Some(cases) = cases() else {
            eprintln!("skipped: the reported cases are not at hand (SHANGLIANG_DATA_SETS)");
            return;
        };
        assert!(cases.len() >= 3);
        const KNOWN: &[&str] =
            &["place", "date", "url", "url_note", "topic", "facts", "roles", "pre_visit", "positions", "agreement", "artefacts"];
        for case in &cases {
            let unknown: Vec<&String> = case.keys().filter(|key| !KNOWN.contains(&key.as_str())).collect();
            assert!(unknown.is_empty(), "no field for {unknown:?}");
            let room = room(app, text(case, "place").unwrap());
            let id = if case.contains_key("agreement") {
                held(app, room, case)
            } else if case["facts"].get("协商座谈次数").is_some() {
                tried(app, room, case)
            } else {
                let body = json!({ "room": room.to_string(), "title": case["topic"], "text": case["topic"], "source": "walk_in" });
                does(app, "worker", "/topics", body)["id"].as_str().unwrap().parse().unwrap()
            };
            kept(app, id, case);
            if case.contains_key("artefacts") {
                printed(app, room, case);
            }
        }
    }

    fn a_figure_is_a_number_or_a_month(app: &TestApp) {
        let room = open_room(app);
        let (id, _) = raised(app, room);
        let enter = |body: serde_json::Value| act(app, "worker", &format!("/topics/{id}/figures"), body);
        enter(json!({ "label": "登记车辆" })).expect(422);
        enter(json!({ "label": "交付批次", "measure": "month", "month": "2014-13" })).expect(422);
        enter(json!({ "label": "登记车辆", "number": -1 })).expect(422);
        enter(json!({})).expect(422);
        enter(json!({ "label": "登记车辆", "measure": "over", "number": 1217, "unit": "辆" })).expect(200);
        let page = app.person("worker").get(&format!("/topics/{id}")).text();
        assert!(page.contains("1,217 余 辆"), "{page}");
        let figure = topic(app, "worker", id)["figures"][0]["id"].clone();
        enter(json!({ "drop": [figure] })).expect(200);
        assert_eq!(topic(app, "worker", id)["figures"], json!([]));
        act(app, "wang", &format!("/topics/{id}/figures"), json!({ "label": "x", "number": 1 })).expect(403);
        let address = |address: &str| json!({ "on": "2026-03-01", "outlet": "县融媒体中心", "address": address });
        act(app, "worker", &format!("/topics/{id}/coverage"), address("javascript:alert(1)")).expect(422);
        act(app, "worker", &format!("/topics/{id}/coverage"), address("https://example.com/a b")).expect(422);
        act(app, "worker", &format!("/topics/{id}/coverage"), address("https://example.com/a")).expect(200);
    }
}
