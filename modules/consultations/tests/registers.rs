//! Councils, activity groups, and working rules by version.

use serde_json::json;
use testkit::{TestApp, both_dbs};

use crate::common::*;

both_dbs! { town =>
    fn a_council_has_its_members_and_may_be_dissolved(app: &TestApp) {
        let room = open_room(app);
        let wang = app.town.person("wang").to_string();
        let body = json!({ "kind": "deliberation_council", "name": "荷塘村协商议事会", "place": "荷塘村", "room": room.to_string(), "leader": wang, "members": [wang] });
        act(app, "worker", "/room-bodies", body.clone()).expect(403);
        let outsider = app.town.person("neighbour").to_string();
        act(app, "officer", "/room-bodies", json!({ "kind": "deliberation_council", "name": "甲会", "members": [outsider] })).expect(422);
        let made = does(app, "officer", "/room-bodies", body);
        let id = made["id"].as_str().unwrap();
        does(app, "officer", "/room-bodies", json!({ "kind": "activity_group", "name": "第一活动小组" }));
        assert_eq!(app.token("wang").get("/api/v1/room-bodies?kind=deliberation_council").expect(200).json()["total"], 1);
        let li = app.town.person("li").to_string();
        let set = does(app, "officer", &format!("/room-bodies/{id}/members"), json!({ "leader": li, "members": [wang, li] }));
        assert_eq!((set["members"].as_array().unwrap().len(), set["leader"].as_str()), (2, Some(li.as_str())));
        for client in [app.person("officer"), app.person("officer").english()] {
            let page = client.get(&format!("/room-bodies/{id}")).expect(200).text();
            assert!(page.contains("王静好") && !page.contains(">bodies.") && !page.contains(">word."), "{page}");
            client.get("/room-bodies").expect(200);
            client.get("/room-bodies/new").expect(200);
        }
        does(app, "officer", &format!("/room-bodies/{id}/end"), json!({ "on": "2026-03-01" }));
        act(app, "officer", &format!("/room-bodies/{id}/members"), json!({})).expect(409);
        app.token("neighbour").get(&format!("/api/v1/room-bodies/{id}")).expect(404);
    }

    fn the_newest_rule_in_force_holds_and_a_room_may_depart_from_it(app: &TestApp) {
        let room = open_room(app);
        let rule = |room: Option<String>, text: &str, on: &str| json!({ "title": "协商议事规则", "room": room, "text": text, "effective_on": on });
        let first = does(app, "officer", "/working-rules", rule(None, "每月一次。", "2026-01-01"));
        let second = does(app, "officer", "/working-rules", rule(None, "每月两次。", "2026-02-01"));
        does(app, "officer", "/working-rules", rule(None, "每周一次。", "2030-01-01"));
        assert_eq!((first["version"].as_i64(), second["version"].as_i64()), (Some(1), Some(2)));
        let page = || app.person("worker").get(&format!("/rooms/{room}")).expect(200).text();
        assert!(page().contains("协商议事规则（第 2 版）") && !page().contains("第 1 版"), "{}", page());
        does(app, "officer", "/working-rules", rule(Some(room.to_string()), "农忙时每季一次。", "2026-02-01"));
        assert!(page().contains("协商议事规则（第 4 版）"), "{}", page());
        assert_eq!(app.token("wang").get("/api/v1/working-rules").json()["total"], 4);
        act(app, "worker", "/working-rules", rule(None, "x", "2026-01-01")).expect(403);
        let id = second["id"].as_str().unwrap();
        let form = app.person("officer").get(&format!("/working-rules/new?of={id}")).expect(200).text();
        assert!(form.contains("每月两次。"), "{form}");
        for client in [app.person("wang"), app.person("wang").english()] {
            assert!(!client.get(&format!("/working-rules/{id}")).expect(200).text().contains(">working_rules."));
            client.get("/working-rules").expect(200);
        }
    }
}
