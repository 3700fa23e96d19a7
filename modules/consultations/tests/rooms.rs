//! Rooms: from the plan to the opening, staff, members, money, policy.

use serde_json::json;
use testkit::{TestApp, both_dbs};

use crate::common::*;

both_dbs! { town =>
    fn a_room_opens_when_everything_is_in_order(app: &TestApp) {
        let room = planned_room(app);
        act(app, "officer", &format!("/rooms/{room}/opening"), json!({})).expect(409);
        does(app, "officer", &format!("/rooms/{room}/premises"), json!({}));
        assert_eq!(act(app, "officer", &format!("/rooms/{room}/staffing"), json!({})).expect(409).key(), "rooms.staff.appoint-first");
        let person = |login: &str| app.town.person(login).to_string();
        let same = json!({ "convener": person("convener"), "worker": person("worker"), "approver": person("convener") });
        act(app, "officer", &format!("/rooms/{room}/staff"), same).expect(422);
        act(app, "officer", &format!("/rooms/{room}/staff"), json!({ "worker": person("wang") })).expect(422);
        let staff = json!({ "convener": person("convener"), "worker": person("worker"), "approver": person("secretary") });
        does(app, "officer", &format!("/rooms/{room}/staff"), staff);
        does(app, "officer", &format!("/rooms/{room}/staffing"), json!({}));
        does(app, "worker", &format!("/rooms/{room}/checks"), json!({ "in_order": ["signboard"] }));
        assert_eq!(act(app, "officer", &format!("/rooms/{room}/acceptance"), json!({})).expect(409).key(), "rooms.accept.incomplete");
        app.anon().get(&format!("/public/rooms/{room}")).expect(404);
        act(app, "officer", "/rooms", json!({ "name": "荷塘村协商议事室", "kind": "room", "place": "x" })).expect(422);
    }

    fn members_of_every_level_are_counted_once(app: &TestApp) {
        let (a, b) = (open_room(app), second_room(app));
        let wang = app.town.person("wang").to_string();
        does(app, "officer", &format!("/rooms/{b}/members"), json!({ "persons": [wang] }));
        let outsider = app.town.person("neighbour").to_string();
        act(app, "officer", &format!("/rooms/{b}/members"), json!({ "persons": [outsider] })).expect(422);
        let page = app.person("officer").get("/rooms").expect(200).text();
        assert!(page.contains("驻室委员 1 人"), "{page}");
        does(app, "officer", &format!("/rooms/{a}/members/release"), json!({ "person": wang }));
        act(app, "officer", &format!("/rooms/{a}/members/release"), json!({ "person": wang })).expect(422);
    }

    fn money_is_never_spent_that_is_not_there(app: &TestApp) {
        let room = open_room(app);
        let enter = |fund: &str, direction: &str, yuan: &str| {
            let body = json!({ "fund": fund, "direction": direction, "yuan": yuan, "purpose": "桌椅", "on": "2026-03-01" });
            act(app, "officer", &format!("/rooms/{room}/funds"), body)
        };
        enter("construction", "grant", "80000").expect(200);
        enter("construction", "grant", "80000").expect(422);
        enter("construction", "spending", "80000.01").expect(422);
        enter("construction", "spending", "12,345.60").expect(200);
        enter("annual", "spending", "1").expect(422);
        enter("annual", "grant", "20000").expect(200);
        let page = app.person("officer").get(&format!("/rooms/{room}")).expect(200).text();
        assert!(page.contains("67,654.40") && page.contains("不在 30000–50000 元的范围内"), "{page}");
        let page = app.person("wang").get(&format!("/rooms/{room}")).expect(200).text();
        assert!(!page.contains("67,654.40"));
    }

    fn the_brand_is_policy(app: &TestApp) {
        let form = app.person("officer").get("/policies/rooms/edit").expect(200).text();
        assert!(form.contains("有事好商量"), "{form}");
        let mut body = json!({
            "brand": "请你来协商", "brand_en": "Please consult", "verify": "2wd", "screen": "5wd", "notice": "3d", "confirm": "3wd",
            "handle_cap": "3m", "rating": "10d", "quorum_members": 1, "quorum_residents": 1, "posts_per_sender": 2, "posts_per_room": 60,
            "construction_yuan": 80000, "annual_min_yuan": 30000, "annual_max_yuan": 50000, "domains": "other | 其他 | Other",
            "checks": "ledger | 台账 | Ledger", "reason": "改品牌",
        });
        does(app, "officer", "/policies/rooms", body.clone());
        assert!(app.person("officer").get("/rooms").text().contains("请你来协商"));
        body["verify"] = json!("soon");
        act(app, "officer", "/policies/rooms", body).expect(422);
        act(app, "worker", "/policies/rooms", json!({})).expect(403);
    }

    fn divisions_are_found_by_their_beginning(app: &TestApp) {
        app.home.write(|tx| {
            let place = |code: &str, name: &str| consultations::store::divisions::Division { code: code.into(), name: name.into() };
            consultations::store::divisions::upsert_all(
                tx,
                &[place("99", "示例省"), place("9901", "清川市"), place("990101", "云谷县"), place("990101001", "𬒈埠镇"), place("990101001001", "䅰塘村"), place("990101001002", "荷塘村")],
            )
        });
        let found = app.token("officer").get("/api/v1/divisions?q=%E4%85%B0").expect(200).json();
        assert_eq!(found["items"][0]["name"], "䅰塘村", "{found}");
        assert_eq!(found["items"][0]["within"], "示例省 清川市 云谷县 𬒈埠镇");
        assert_eq!(app.token("officer").get("/api/v1/divisions?q=990101001").expect(200).json()["items"].as_array().unwrap().len(), 3);
        let body = json!({ "name": "䅰塘议事室", "kind": "room", "division": "990101001001" });
        let room = does(app, "officer", "/rooms", body);
        assert_eq!(room["place"], "示例省 清川市 云谷县 𬒈埠镇 䅰塘村");
        act(app, "officer", "/rooms", json!({ "name": "乙", "kind": "room", "division": "123" })).expect(422);
    }

    fn every_statement_prepares(app: &TestApp) {
        let src = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let all = testkit::statements::statements(&src);
        app.home.read(move |tx| testkit::statements::prepare_all(tx, &all));
    }
}

fn second_room(app: &TestApp) -> kernel::Id {
    let body = json!({ "name": "集市议事室", "kind": "market", "place": "蘅塘镇", "address": "集市路 1 号" });
    let room = act(app, "officer", "/rooms", body).expect(201).id();
    let person = |login: &str| app.town.person(login).to_string();
    does(app, "officer", &format!("/rooms/{room}/premises"), json!({}));
    let staff = json!({ "convener": person("convener"), "worker": person("worker"), "approver": person("secretary") });
    does(app, "officer", &format!("/rooms/{room}/staff"), staff);
    does(app, "officer", &format!("/rooms/{room}/staffing"), json!({}));
    let checks = json!({ "in_order": ["signboard", "system_on_wall", "ledger", "worker", "convener", "premises"] });
    does(app, "officer", &format!("/rooms/{room}/checks"), checks);
    does(app, "officer", &format!("/rooms/{room}/acceptance"), json!({}));
    room
}
