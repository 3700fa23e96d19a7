//! The ways aside: not taken up, merged, withdrawn, sent up, registered afterwards.

use serde_json::json;
use testkit::{TestApp, both_dbs};

use crate::common::*;

both_dbs! { town =>
    fn what_is_not_taken_up_has_its_reason_and_may_be_reconsidered(app: &TestApp) {
        let room = open_room(app);
        let (id, code) = raised(app, room);
        act(app, "worker", &format!("/topics/{id}/refusal"), json!({})).expect(422);
        does(app, "worker", &format!("/topics/{id}/refusal"), json!({ "reason": "已在法院审理" }));
        let page = app.anon().get(&format!("/public/follow?code={code}")).text();
        assert!(page.contains("已在法院审理"), "{page}");
        app.anon().get(&format!("/public/topics/{id}")).expect(404);
        does(app, "convener", &format!("/topics/{id}/reconsideration"), json!({ "reason": "已撤诉" }));
        assert_eq!(topic(app, "worker", id)["state"], "suggested");
    }

    fn a_code_reads_on_in_the_topic_that_it_was_merged_into(app: &TestApp) {
        let room = open_room(app);
        let ((main, _), (id, code)) = (raised(app, room), raised(app, room));
        act(app, "worker", &format!("/topics/{id}/merging"), json!({ "main": id.to_string() })).expect(422);
        does(app, "worker", &format!("/topics/{id}/merging"), json!({ "main": main.to_string() }));
        verified(app, main);
        let page = app.anon().get(&format!("/public/follow?code={code}")).text();
        assert!(page.contains("已并入这一件") && page.contains("已核实"), "{page}");
        app.anon().post_json("/api/v1/public/withdrawals", &json!({ "code": code })).expect(409);
    }

    fn who_raised_it_withdraws_it_by_the_code(app: &TestApp) {
        let room = open_room(app);
        let (id, code) = raised(app, room);
        app.anon().post_json("/api/v1/public/withdrawals", &json!({ "code": "ABCDEFGHJKLM" })).expect(422);
        let typed = format!("{}-{}", &code[..4], code[4..].to_lowercase());
        app.anon().post_json("/api/v1/public/withdrawals", &json!({ "code": typed })).expect(201);
        assert_eq!(topic(app, "worker", id)["state"], "withdrawn");
    }

    fn what_goes_up_is_answered_and_comes_back_down(app: &TestApp) {
        let room = open_room(app);
        let (id, code) = raised(app, room);
        verified(app, id);
        does(app, "convener", &format!("/topics/{id}/referral"), json!({ "to": "assembly", "text": "需要县里统一规划" }));
        act(app, "worker", &format!("/topics/{id}/referral-answer"), json!({ "text": "x" })).expect(403);
        assert_eq!(act(app, "officer", &format!("/topics/{id}/referral-onward"), json!({ "text": "x" })).expect(409).key(), "topics.pass-on.none-above");
        let queue = app.person("officer").get("/workbench").text();
        assert!(queue.contains("待答复的议题"), "{queue}");
        does(app, "officer", &format!("/topics/{id}/referral-answer"), json!({ "text": "已列入明年改造计划" }));
        let page = app.anon().get(&format!("/public/follow?code={code}")).text();
        assert!(page.contains("已列入明年改造计划") && page.contains("请您评价"), "{page}");
        app.anon().post_json("/api/v1/public/ratings", &json!({ "code": code, "value": "basically" })).expect(201);
    }

    fn a_proposal_clue_has_its_fate_recorded(app: &TestApp) {
        let room = open_room(app);
        let (id, _) = raised(app, room);
        verified(app, id);
        does(app, "convener", &format!("/topics/{id}/referral"), json!({ "to": "proposal_clue", "text": "建议写成提案" }));
        act(app, "officer", &format!("/topics/{id}/referral-answer"), json!({ "text": "x" })).expect(403);
        does(app, "worker", &format!("/topics/{id}/referral-fate"), json!({ "text": "已由委员写成提案并立案" }));
        assert_eq!(topic(app, "worker", id)["answer"], "已由委员写成提案并立案");
    }

    fn a_session_held_without_a_posting_is_counted_apart(app: &TestApp) {
        let room = open_room(app);
        let body = |on: &str| json!({
            "on": on, "venue_kind": "market", "title": "集市占道", "text": "当天在集市商量，各方同意划线经营。",
            "people": ["李阿婆 | 摊主", "陈师傅 | 摊主"], "items": ["划线 | 市场管理所 | 2026-04-01"],
        });
        act(app, "worker", &format!("/rooms/{room}/past-sessions"), body("2026-03-20")).expect(422);
        act(app, "other_worker", &format!("/rooms/{room}/past-sessions"), body("2026-03-10")).expect(403);
        let done = does(app, "worker", &format!("/rooms/{room}/past-sessions"), body("2026-03-10"));
        assert_eq!((done["state"].as_str(), done["registered_after"].as_bool()), (Some("handling"), Some(true)));
        let figures = app.token("officer").get("/api/v1/rooms/statistics").expect(200).json();
        let line = &figures["rooms"][0];
        assert_eq!((line["sessions"].as_i64(), line["sessions_after"].as_i64()), (Some(0), Some(1)), "{line}");
        let listed = app.token("officer").get(&format!("/api/v1/consultations?room={room}&state=held&after=1&year=2026")).expect(200).json();
        assert_eq!(listed["total"], 1);
    }
}
