//! Inside a unit: who handles it, and how it goes to a successor.

use serde_json::json;
use testkit::{TestApp, both_dbs};

use super::steps::{act, assigned, contacted, part_state};
use crate::common::town;

both_dbs! { town =>
    fn the_liaison_gives_it_to_a_person_of_the_unit_only(home: &TestApp) {
        let id = contacted(home);
        act(home, "handler", id, "handler", json!({ "handler": home.town.person("handler") })).expect(403);
        act(home, "liaison", id, "handler", json!({ "handler": home.town.person("handler_b") })).expect(422);
        act(home, "liaison", id, "handler", json!({})).expect(422);
        act(home, "liaison", id, "handler", json!({ "handler": home.town.person("handler"), "section": "排水科" })).expect(200);
        assert_eq!(part_state(home, id, "water"), "planned");
    }

    fn a_successor_takes_over_what_is_open(home: &TestApp) {
        let (first, second, signed_off) = (contacted(home), assigned(home), super::steps::replied(home));
        let (handler, liaison) = (home.town.person("handler"), home.town.person("liaison"));
        act(home, "liaison", second, "acceptance", json!({})).expect(200);
        for id in [first, second] {
            act(home, "liaison", id, "handler", json!({ "handler": handler })).expect(200);
        }
        let over = json!({ "from": handler, "to": liaison });
        home.token("handler").post_json("/api/v1/handover", &over).expect(403);
        home.token("liaison").post_json("/api/v1/handover", &json!({ "from": handler, "to": home.town.person("handler_b") })).expect(422);
        let moved = home.token("liaison").post_json("/api/v1/handover", &over).expect(201).json();
        assert_eq!(moved["items"].as_array().map(Vec::len), Some(2));
        assert_eq!(moved["items"][0]["proposal"], second.to_string(), "the plan is due before the reply");
        assert!(!moved.to_string().contains(&signed_off.to_string()));
        assert!(home.journalled("proposals", first).iter().any(|k| k == "assignment.handed_over"));
        home.token("liaison").post_json("/api/v1/handover", &over).expect(422);
    }
}
