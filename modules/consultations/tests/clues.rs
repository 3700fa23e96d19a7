//! A topic that went up as a proposal clue: taken up, made a proposal, told back; declined; taken back.

use kernel::Id;
use serde_json::json;
use testkit::{Kind, TestApp, both_dbs};

use crate::common::{self, act, does, open_room, raised, topic, verified};

/// The town with the office of proposals in it.
fn town(kind: Kind) -> TestApp {
    let mut app = common::town(kind);
    app.employ("proposals", "纪明远", directory::roles::PROPOSAL_OFFICE, false);
    app
}

/// A clue and its topic with the raiser's code.
fn offered(app: &TestApp) -> (Id, Id, String) {
    let room = open_room(app);
    let (id, code) = raised(app, room);
    verified(app, id);
    let up = json!({ "to": "proposal_clue", "text": "全镇村口都缺路灯，请形成提案。" });
    does(app, "convener", &format!("/topics/{id}/referral"), up);
    let clue = topic(app, "worker", id)["clue"]["id"].as_str().unwrap().parse().unwrap();
    (clue, id, code)
}

both_dbs! { town =>
    fn a_member_takes_up_a_clue_and_the_village_reads_who(app: &TestApp) {
        let (clue, id, code) = offered(app);
        let found = app.token("li").get("/api/v1/clues").expect(200).json();
        assert_eq!((found["total"].as_i64(), found["items"][0]["title"].as_str()), (Some(1), Some("村口路灯不亮")));
        app.token("neighbour").get(&format!("/api/v1/clues/{clue}")).expect(404);
        act(app, "proposals", &format!("/clues/{clue}/taking-up"), json!({})).expect(403);
        let form = app.person("li").get(&format!("/clues/{clue}/taking-up")).expect(200).text();
        assert!(form.contains("晚上接孩子看不清路"), "{form}");
        does(app, "li", &format!("/clues/{clue}/taking-up"), json!({}));
        act(app, "wang", &format!("/clues/{clue}/taking-up"), json!({})).expect(409);
        let li = app.town.person("li");
        let name = app.home.read(move |tx| directory::names::person(tx, li));
        for page in [format!("/public/topics/{id}"), format!("/public/follow?code={code}")] {
            let text = app.anon().get(&page).expect(200).text();
            assert!(text.contains(&name) && text.contains("已认领"), "{page}: {text}");
        }
        let room = topic(app, "worker", id)["room"].as_str().unwrap().to_owned();
        let text = app.anon().get(&format!("/public/rooms/{room}")).expect(200).text();
        assert!(text.contains("提案线索 · 已认领") && text.contains(&name), "{text}");
        assert_eq!(app.token("li").get("/api/v1/clues?mine=1&state=taken_up").json()["total"], 1);
        assert_eq!(app.token("li").get("/api/v1/clues").json()["total"], 0);
        assert_eq!(act(app, "convener", &format!("/topics/{id}/referral-end"), json!({ "reason": "x" })).expect(409).key(), "topics.take-back.taken-up");
        act(app, "wang", &format!("/clues/{clue}/giving-back"), json!({})).expect(403);
        does(app, "worker", &format!("/topics/{id}/referral-fate"), json!({ "text": "已形成提案，正在办理。" }));
        assert_eq!(topic(app, "worker", id)["clue"]["state"], "settled");
        assert!(app.journalled("clues", clue).ends_with(&["clue.taken_up".to_owned(), "clue.settled".to_owned()]));
    }

    fn a_declined_clue_is_told_down_with_its_reason(app: &TestApp) {
        let (clue, id, code) = offered(app);
        act(app, "li", &format!("/clues/{clue}/declining"), json!({ "reason": "x" })).expect(403);
        act(app, "proposals", &format!("/clues/{clue}/declining"), json!({})).expect(422);
        does(app, "proposals", &format!("/clues/{clue}/declining"), json!({ "reason": "已列入全市路灯改造计划。" }));
        let text = app.anon().get(&format!("/public/follow?code={code}")).expect(200).text();
        assert!(text.contains("已列入全市路灯改造计划") && text.contains("未采纳"), "{text}");
        let form = app.person("worker").get(&format!("/topics/{id}/referral-fate")).expect(200).text();
        assert!(form.contains("已列入全市路灯改造计划"), "{form}");
        does(app, "convener", &format!("/topics/{id}/referral-end"), json!({ "reason": "先由村里装两盏。" }));
        assert_eq!(topic(app, "worker", id)["state"], "verified");
        app.anon().get(&format!("/public/topics/{id}")).expect(200);
        assert_eq!(topic(app, "worker", id)["clue"]["state"], "declined");
    }

    fn a_clue_that_is_taken_back_may_go_elsewhere(app: &TestApp) {
        let (clue, id, _) = offered(app);
        does(app, "li", &format!("/clues/{clue}/taking-up"), json!({}));
        does(app, "li", &format!("/clues/{clue}/giving-back"), json!({ "note": "时间不够" }));
        act(app, "worker", &format!("/topics/{id}/referral-end"), json!({ "reason": "x" })).expect(403);
        does(app, "convener", &format!("/topics/{id}/referral-end"), json!({ "reason": "改报社情民意" }));
        assert_eq!(topic(app, "worker", id)["clue"]["state"], "withdrawn");
        does(app, "convener", &format!("/topics/{id}/referral"), json!({ "to": "opinion_brief", "text": "请反映。" }));
        does(app, "worker", &format!("/topics/{id}/referral-fate"), json!({ "text": "第 12 期采用，3 月 18 日报市政协。" }));
        let text = app.anon().get(&format!("/public/topics/{id}")).expect(200).text();
        assert!(text.contains("第 12 期采用") && text.contains("社情民意信息"), "{text}");
    }

    fn every_page_of_a_clue_speaks_both_languages(app: &TestApp) {
        let (clue, id, _) = offered(app);
        does(app, "li", &format!("/clues/{clue}/taking-up"), json!({}));
        for login in ["li", "proposals", "convener"] {
            for client in [app.person(login), app.person(login).english()] {
                for path in ["/clues".to_owned(), "/clues?state=all".into(), "/clues?state=taken_up&mine=1".into(), format!("/clues/{clue}")] {
                    let text = client.get(&path).expect(200).text();
                    assert!(!text.contains(">clue") && !text.contains(">topics."), "{path}: {text}");
                }
            }
        }
        app.person("convener").get(&format!("/topics/{id}")).expect(200);
        app.person("li").get("/clues?state=nothing").expect(422);
    }
}
