//! The main path: proposed, approved, announced, open, closed, summarised, reported, its result posted.

use serde_json::json;
use testkit::{TestApp, both_dbs};

use crate::common::*;

both_dbs! { town =>
    fn a_question_is_put_and_its_result_comes_back(app: &TestApp) {
        let id = running(app, question(app));
        let reader = app.anon();
        assert!(reader.get(&format!("/public/deliberations/{id}")).expect(200).text().contains("村口的空地"));
        two_sides(app, id, 14);
        assert_eq!(tallies(app, id)[0], (1, 1, 14));
        act(app, "worker", &format!("/deliberations/{id}/closing"), json!({})).expect(403);
        does(app, "officer", &format!("/deliberations/{id}/closing"), json!({}));
        assert_eq!(vote(&app.anon(), id, "1", "agree").expect(409).key(), "workflow.not-here");
        does(app, "officer", &format!("/deliberations/{id}/summary"), json!({ "summary": "大家都赞成晚上亮灯、先修排水。" }));
        does(app, "officer", &format!("/deliberations/{id}/report"), json!({ "report": "三月二十日报送镇政府。" }));
        does(app, "officer", &format!("/deliberations/{id}/result"), json!({ "result": "镇里采纳了亮灯和排水两条，六月底前完成。" }));
        assert_eq!(shown(app, "officer", id)["state"], "result_posted");
        let results = reader.get(&format!("/public/deliberations/{id}/results")).expect(200).text();
        assert!(results.contains("六月底前完成") && results.contains("最大公约数") && results.contains("<svg"), "{results}");
        let told = app.journalled("deliberations", id);
        assert_eq!(told.first().map(String::as_str), Some("deliberation.proposed"));
        assert_eq!(told.last().map(String::as_str), Some("deliberation.result_posted"));
        assert_eq!(app.journalled("ballots", id).len(), 14 * 5);
    }

    fn each_step_is_somebodys(app: &TestApp) {
        let id = proposed(app, question(app));
        act(app, "officer", &format!("/deliberations/{id}/approval"), json!({})).expect(403);
        act(app, "officer", &format!("/deliberations/{id}/announcement"), json!({})).expect(409);
        for login in ["wang", "neighbour_office", "system"] {
            app.token(login).get(&format!("/api/v1/deliberations/{id}")).expect(404);
        }
        app.anon().get(&format!("/public/deliberations/{id}")).expect(404);
        act(app, "wang", "/deliberations", question(app)).expect(403);
        does(app, "convener", &format!("/deliberations/{id}/approval"), json!({}));
        does(app, "officer", &format!("/deliberations/{id}/announcement"), json!({}));
        app.anon().get(&format!("/public/deliberations/{id}")).expect(200);
        let statement = &statements(app, id)[0];
        vote(&app.anon(), id, statement, "agree").expect(409);
    }

    fn whoever_proposed_it_does_not_approve_it(app: &TestApp) {
        let id = act(app, "convener", "/deliberations", question(app)).expect(201).id();
        act(app, "convener", &format!("/deliberations/{id}/approval"), json!({})).expect(403);
        does(app, "general", &format!("/deliberations/{id}/refusal"), json!({ "reason": "与规划冲突" }));
        assert_eq!(shown(app, "convener", id)["state"], "declined");
    }

    fn the_calendar_opens_and_closes(app: &TestApp) {
        let mut question = question(app);
        let later = |days: i64| app.home.read(move |tx| Ok(tx.today().saturating_add(jiff::Span::new().days(days))));
        question["opens_on"] = json!(later(2));
        question["closes_on"] = json!(later(4));
        let id = proposed(app, question);
        does(app, "general", &format!("/deliberations/{id}/approval"), json!({}));
        does(app, "officer", &format!("/deliberations/{id}/announcement"), json!({}));
        app.work();
        assert_eq!(shown(app, "officer", id)["state"], "announced");
        app.clock().advance_days(2);
        app.work();
        assert_eq!(shown(app, "officer", id)["state"], "open");
        let (browser, statement) = (app.anon(), statements(app, id)[0].clone());
        vote(&browser, id, &statement, "agree").expect(200);
        app.clock().advance_days(3);
        // The day is over, whether the calendar has closed it already or not.
        assert_eq!(vote(&browser, id, &statement, "disagree").expect(409).key(), "deliberations.vote.over");
        app.work();
        assert_eq!(shown(app, "officer", id)["state"], "closed");
        assert_eq!(tallies(app, id), [(1, 1, 1)]);
        assert_eq!(app.journalled("deliberations", id).last().map(String::as_str), Some("deliberation.closed_by_calendar"));
    }

    fn members_only_is_for_members(app: &TestApp) {
        let mut question = question(app);
        question["audience"] = json!("members");
        let id = running(app, question);
        let statement = statements(app, id)[0].clone();
        app.anon().get(&format!("/public/deliberations/{id}")).expect(404);
        vote(&app.anon(), id, &statement, "agree").expect(404);
        vote(&app.token("handler"), id, &statement, "agree").expect(404);
        vote(&app.token("officer"), id, &statement, "agree").expect(403);
        vote(&app.token("wang"), id, &statement, "agree").expect(200);
        vote(&app.token("neighbour"), id, &statement, "agree").expect(404);
        let page = app.person("li").get("/workbench").expect(200).text();
        assert!(page.contains("请您参与的议政"), "{page}");
    }

    fn a_vote_is_changed_and_counts_once(app: &TestApp) {
        let id = running(app, question(app));
        let all = statements(app, id);
        let browser = app.anon();
        for choice in ["agree", "pass", "disagree"] {
            vote(&browser, id, &all[0], choice).expect(200);
        }
        assert_eq!(tallies(app, id), [(1, -1, 1)]);
        vote(&browser, id, "99", "agree").expect(422);
        vote(&browser, id, &all[0], "maybe").expect(422);
        // Signed in, somebody is one voice from every device.
        for client in [app.token("wang"), app.person("wang")] {
            vote(&client, id, &all[0], "agree").expect(200);
        }
        assert_eq!(tallies(app, id), [(1, -1, 1), (1, 1, 1)]);
        does(app, "officer", &format!("/deliberations/{id}/collection-end"), json!({}));
        vote(&browser, id, &all[0], "agree").expect(200);
        let speech = json!({ "text": "出口要有减速带" });
        browser.post_json(&format!("/api/v1/deliberations/{id}/statements"), &speech).expect(409);
    }

    fn a_period_is_a_period(app: &TestApp) {
        let mut wrong = question(app);
        wrong["closes_on"] = json!("2020-01-01");
        let fields = act(app, "officer", "/deliberations", wrong).expect(422).json()["fields"].clone();
        assert_eq!(fields[0]["field"], "closes_on");
        let id = running(app, question(app));
        let earlier = json!({ "closes_on": app.home.read(|tx| Ok(tx.today())), "reason": "缩短" });
        act(app, "officer", &format!("/deliberations/{id}/extension"), earlier).expect(422);
        let later = app.home.read(|tx| Ok(tx.today().saturating_add(jiff::Span::new().days(30))));
        does(app, "officer", &format!("/deliberations/{id}/extension"), json!({ "closes_on": later, "reason": "参与的人还不多" }));
        assert_eq!(shown(app, "officer", id)["closes_on"], json!(later));
    }

    fn a_proven_telephone_is_one_voice_on_every_device(app: &TestApp) {
        let mut question = question(app);
        question["level"] = json!("phone");
        let id = running(app, question);
        let statement = statements(app, id)[0].clone();
        assert_eq!(vote(&app.anon(), id, &statement, "agree").expect(403).key(), "deliberations.vote.level-phone");
        let page = app.anon().get(&format!("/public/deliberations/{id}")).expect(200).text();
        assert!(page.contains("/phone?return_to=/public/deliberations/"), "{page}");
        for _ in 0..2 {
            vote(&app.phone("13800000001"), id, &statement, "agree").expect(200);
        }
        vote(&app.phone("13800000002"), id, &statement, "disagree").expect(200);
        assert_eq!(tallies(app, id), [(1, -1, 1), (1, 1, 1)]);
    }
}
