//! The main path: a resident's matter is verified, screened, posted, talked over, done, rated and closed.

use serde_json::json;
use testkit::{TestApp, both_dbs};

use crate::common::*;

both_dbs! { town =>
    fn a_resident_raises_a_matter_and_rates_its_result(app: &TestApp) {
        let room = open_room(app);
        let (id, code) = raised(app, room);
        let page = app.anon().get(&format!("/public/follow?code={code}"));
        assert!(page.text().contains("三个工作日内核实"), "{}", page.text());
        posted(app, id);
        app.clock().advance_days(6);
        handled(app, room, id);
        assert_eq!(topic(app, "worker", id)["state"], "handling");
        resulted(app, id);

        app.anon().post("/public/ratings", &[("code", code.as_str()), ("value", "satisfied"), ("words", "亮堂了")]).expect(303);
        app.anon().post_json("/api/v1/public/ratings", &json!({ "code": code, "value": "satisfied" })).expect(409);
        does(app, "wang", &format!("/topics/{id}/ratings"), json!({ "value": "basically" }));
        act(app, "wang", &format!("/topics/{id}/ratings"), json!({ "value": "basically" })).expect(403);
        does(app, "convener", &format!("/topics/{id}/rating-end"), json!({}));
        does(app, "convener", &format!("/topics/{id}/closing"), json!({}));
        assert_eq!(topic(app, "worker", id)["state"], "closed");
        let told = app.journalled("topics", id);
        assert_eq!(told.first().map(String::as_str), Some("topic.raised_by_phone"));
        assert_eq!(told.last().map(String::as_str), Some("topic.closed"));
        let public = app.anon().get(&format!("/public/topics/{id}")).expect(200).text();
        assert!(public.contains("更换路灯") && public.contains("路灯换好了"), "{public}");
        assert!(!public.contains("13800000000") && !public.contains("老李") && !public.contains(&code));
    }

    fn each_step_waits_for_the_one_before_it(app: &TestApp) {
        let room = open_room(app);
        let (id, _) = raised(app, room);
        act(app, "worker", &format!("/topics/{id}/verification"), json!({ "points": ["real"] })).expect(422);
        act(app, "convener", &format!("/topics/{id}/screening"), json!({})).expect(409);
        verified(app, id);
        act(app, "worker", &format!("/topics/{id}/screening"), json!({})).expect(403);
        does(app, "convener", &format!("/topics/{id}/screening"), json!({}));
        act(app, "convener", &format!("/topics/{id}/screening-agreement"), json!({})).expect(403);
        does(app, "secretary", &format!("/topics/{id}/screening-agreement"), json!({ "major": true }));
        assert_eq!(act(app, "worker", &format!("/topics/{id}/notice"), json!({})).expect(409).key(), "topics.announce.report-first");
        does(app, "convener", &format!("/topics/{id}/party-report"), json!({ "reported_on": "2026-03-11" }));
        does(app, "worker", &format!("/topics/{id}/notice"), json!({}));
        assert_eq!(act(app, "convener", &format!("/topics/{id}/choice"), json!({})).expect(409).key(), "topics.choose.notice-runs");
        app.clock().advance_days(5);
        does(app, "convener", &format!("/topics/{id}/choice"), json!({}));
        assert_eq!(act(app, "worker", &format!("/topics/{id}/preparation"), json!({})).expect(409).key(), "topics.prepare.visit-first");
    }

    fn one_session_settles_several_topics(app: &TestApp) {
        let room = open_room(app);
        let topics: Vec<_> = (0..2).map(|_| raised(app, room).0).collect();
        topics.iter().for_each(|id| posted(app, *id));
        app.clock().advance_days(6);
        let session = session(app, room, &topics);
        let key = act(app, "convener", &format!("/consultations/{session}/minutes"), json!({ "minutes": "纪要" })).expect(409).key();
        assert_eq!(key, "consultations.finish.quorum");
        all_sign_in(app, session);
        let due = app.home.read(|tx| Ok(tx.now().plus_days(10).day())).to_string();
        let item = json!({ "text": "清理", "owner": "物业公司", "method": "每周一次", "due": due });
        let [first, second] = topics[..] else { panic!("two topics") };
        act(app, "worker", &format!("/topics/{first}/agreement"), json!({})).expect(409);
        does(app, "worker", &format!("/topics/{first}/items"), item);
        let said = json!({ "topic": first.to_string(), "side": "低楼层住户", "text": "担心挡光。" });
        does(app, "worker", &format!("/consultations/{session}/positions"), said);
        does(app, "worker", &format!("/topics/{first}/partial-agreement"), json!({}));
        does(app, "worker", &format!("/topics/{second}/disagreement"), json!({ "note": "费用谈不拢" }));
        assert_eq!(act(app, "worker", &format!("/topics/{first}/handover"), json!({})).expect(409).key(), "topics.hand-over.confirm-first");
        finished(app, session);
        does(app, "worker", &format!("/topics/{first}/handover"), json!({}));
        act(app, "convener", &format!("/topics/{second}/closing"), json!({})).expect(422);
        does(app, "convener", &format!("/topics/{second}/second-round"), json!({ "reason": "补充费用方案后再谈" }));
        assert_eq!(topic(app, "worker", second)["state"], "chosen");
        does(app, "worker", &format!("/consultations/{session}/publication"), json!({}));
        let page = app.anon().get(&format!("/public/topics/{first}")).expect(200).text();
        assert!(page.contains("担心挡光") && page.contains("物业公司"), "{page}");
    }

    fn what_dissatisfies_is_done_again(app: &TestApp) {
        let room = open_room(app);
        let (id, code) = raised(app, room);
        posted(app, id);
        app.clock().advance_days(6);
        handled(app, room, id);
        resulted(app, id);
        act(app, "convener", &format!("/topics/{id}/rating-end"), json!({})).expect(409);
        app.anon().post_json("/api/v1/public/ratings", &json!({ "code": code, "value": "dissatisfied" })).expect(201);
        does(app, "convener", &format!("/topics/{id}/rating-end"), json!({}));
        assert_eq!(act(app, "convener", &format!("/topics/{id}/closing"), json!({})).expect(409).key(), "topics.close.dissatisfied");
        does(app, "convener", &format!("/topics/{id}/reopening"), json!({ "reason": "灯还是不亮" }));
        assert_eq!(topic(app, "worker", id)["round"], 2);
        resulted(app, id);
        app.anon().post_json("/api/v1/public/ratings", &json!({ "code": code, "value": "satisfied" })).expect(201);
        does(app, "convener", &format!("/topics/{id}/rating-end"), json!({}));
        does(app, "convener", &format!("/topics/{id}/closing"), json!({}));
    }

    fn the_window_for_rating_ends_by_itself(app: &TestApp) {
        let room = open_room(app);
        let (id, _) = raised(app, room);
        posted(app, id);
        app.clock().advance_days(6);
        handled(app, room, id);
        resulted(app, id);
        app.work();
        assert_eq!(topic(app, "worker", id)["state"], "result_posted");
        app.clock().advance_days(11);
        app.work();
        assert_eq!(topic(app, "worker", id)["state"], "rated");
    }
}
