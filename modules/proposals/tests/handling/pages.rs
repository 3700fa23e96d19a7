//! What a unit and the assigning side look at.

use serde_json::json;
use testkit::{TestApp, both_dbs};

use super::steps::{act, assigned, contacted, filed, replied};
use crate::common::town;

both_dbs! { town =>
    fn a_unit_finds_its_own_parts_by_state_the_earliest_due_first(home: &TestApp) {
        let (taken, new) = (contacted(home), assigned(home));
        let inbox = |query: &str| home.token("liaison").get(&format!("/api/v1/inbox{query}")).expect(200).json();
        let all = inbox("");
        assert_eq!((all["total"].clone(), all["items"][0]["proposal"].clone()), (json!(2), json!(new.to_string())));
        assert_eq!(inbox("?tab=accept")["items"][0]["proposal"], new.to_string());
        act(home, "liaison", taken, "handler", json!({ "handler": home.town.person("handler") })).expect(200);
        assert_eq!(inbox(&format!("?handler={}", home.town.person("handler")))["total"], 1);
        assert_eq!(inbox("?q=%E6%8E%92%E6%B0%B4")["total"], 2);
        assert_eq!(inbox("?q=%25")["total"], 0);
        assert_eq!(inbox("?page_size=1")["next_cursor"], "1");
        assert_eq!(inbox("?page_size=1&cursor=1")["items"].as_array().map(Vec::len), Some(1));
        assert_eq!(home.token("liaison_b").get("/api/v1/inbox").expect(200).json()["total"], 0);
        home.token("wang").get("/api/v1/inbox").expect(403);
        let page = home.person("liaison").get("/inbox?tab=accept").expect(200).text();
        assert!(page.contains("/batch/assignments.accept") && page.contains("疏通老城区排水管网"));
        let handlers_own = home.person("handler").get("/inbox").expect(200).text();
        assert!(!handlers_own.contains("/batch/"));
    }

    fn the_countdown_counts_by_unit(home: &TestApp) {
        replied(home);
        contacted(home);
        let id = filed(home);
        let units = json!({ "lead": home.town.units["water"], "co": [home.town.units["school"]] });
        act(home, "office", id, "assignment", units).expect(200);
        let sums = || home.token("supervisor").get("/api/v1/countdown").expect(200).json();
        let figures = |unit: usize, sums: &serde_json::Value| {
            ["assigned", "answered", "in_7_days", "in_15_days", "overdue"].map(|name| sums["units"][unit][name].as_i64().unwrap())
        };
        // By code: school, water.
        assert_eq!((figures(0, &sums()), figures(1, &sums())), ([1, 0, 0, 0, 0], [3, 1, 0, 0, 0]));
        home.clock().advance_days(80);
        assert_eq!((figures(0, &sums()), figures(1, &sums())), ([1, 0, 0, 0, 1], [3, 1, 0, 2, 0]));
        assert_eq!(sums()["total"]["assigned"], 4);
        home.person("supervisor").get("/countdown").expect(200);
        assert!(home.person("office").get("/countdown/print").expect(200).text().contains("逾期 1 件次"));
        home.person("handler").get("/countdown").expect(403);
    }

    fn the_pack_has_the_grand_list_each_unit_and_a_signing_sheet(home: &TestApp) {
        home.person("office").get("/assignment-pack").expect(409);
        let id = filed(home);
        let units = json!({ "lead": home.town.units["water"], "co": [home.town.units["school"]] });
        act(home, "office", id, "pre-assignment", units).expect(200);
        let pack = home.person("office").get("/assignment-pack").expect(200).text();
        assert_eq!(pack.matches("<section class=\"sheet").count(), 4);
        assert!(pack.contains("提案交办总表") && pack.contains("清川市水务局（主办）") && pack.contains("提案交办签收表"));
        assert!(pack.matches("<svg").count() >= 5, "each record has its code");
        act(home, "office", id, "assignment", json!({})).expect(200);
        let list = home.person("liaison_b").get("/inbox/sign-off").expect(200).text();
        assert!(list.contains("清川市教育局 签收单") && list.contains("会办"));
        home.person("wang").get("/assignment-pack").expect(403);
    }

    fn the_desk_shows_what_waits_for_a_decision(home: &TestApp) {
        let (returned, asked) = (assigned(home), contacted(home));
        act(home, "liaison", returned, "return-request", json!({ "reason": "不属我局职责范围" })).expect(200);
        act(home, "handler", asked, "extension", json!({ "until": "2026-07-12", "reason": "需要协调" })).expect(200);
        let of = |tab: &str| home.token("supervisor").get(&format!("/api/v1/assignments?tab={tab}")).expect(200).json();
        assert_eq!(of("returns")["items"][0]["proposal"], returned.to_string());
        assert_eq!(of("extensions")["items"][0]["proposal"], asked.to_string());
        let page = home.person("supervisor").get("/assignments?tab=extensions").expect(200).text();
        assert!(page.contains("/batch/extensions.grant"));
        home.person("liaison").get("/assignments").expect(403);
        assert_eq!(home.token("neighbour_office").get("/api/v1/assignments").expect(200).json()["total"], 0);
    }

    fn the_workbench_names_what_waits(home: &TestApp) {
        let id = assigned(home);
        filed(home);
        assert!(home.person("liaison").get("/workbench").expect(200).text().contains("待签收"));
        act(home, "liaison", id, "return-request", json!({ "reason": "不属我局职责范围" })).expect(200);
        let office = home.person("office").get("/workbench").expect(200).text();
        assert!(office.contains("退办申请") && office.contains("待交办"));
    }

    fn a_hand_over_list_is_printed(home: &TestApp) {
        let id = contacted(home);
        let handler = home.town.person("handler");
        act(home, "liaison", id, "handler", json!({ "handler": handler })).expect(200);
        home.person("liaison").get("/handover").expect(200);
        let list = home.person("liaison").get(&format!("/handover/list?handler={handler}")).expect(200).text();
        assert!(list.contains("沈叶舟 交接清单"));
        home.person("liaison_b").get(&format!("/handover/list?handler={handler}")).expect(404);
    }

    fn the_record_offers_what_each_may_do(home: &TestApp) {
        let id = filed(home);
        let units = json!({ "lead": home.town.units["water"], "co": [home.town.units["school"]] });
        act(home, "office", id, "pre-assignment", units).expect(200);
        act(home, "liaison_b", id, "objection", json!({ "reason": "校园内没有排水管网" })).expect(200);
        act(home, "office", id, "assignment", json!({})).expect(200);
        let page = |login: &str| home.person(login).get(&format!("/proposals/{id}")).expect(200).text();
        assert!(page("office").contains("代录：签收"));
        assert!(page("liaison").contains("校园内没有排水管网"));
        assert!(!page("zhao").contains("校园内没有排水管网"), "what units write to the office is not for members");
        super::steps::take_up(home, id);
        assert!(page("handler").contains(&format!("/proposals/{id}/extension")));
        let until = json!({ "until": "2026-07-12", "reason": "需要协调" });
        act(home, "handler", id, "extension", until).expect(200);
        assert!(!page("handler").contains(&format!("/proposals/{id}/extension")));
        assert!(page("supervisor").contains(&format!("/proposals/{id}/extension-consent?assignment=")));
        let own = super::steps::record(home, "handler", id)["assignments"][0]["acts"].clone();
        assert_eq!(own, json!(["save_draft", "contact"]));
    }
}
