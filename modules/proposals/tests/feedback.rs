//! Ratings, closing, a second handling, the meeting face to face.

use kernel::Id;
use proposals::store;
use proposals::workflow::words::Change;
use serde_json::{Value, json};
use testkit::{TestApp, both_dbs};

use crate::common::town;
use crate::feedback_carry::{answered, answered_again, rating_of, state_of};

const COMMENT: &str = "雨天仍然漏水";

fn values(work: &str, result: &str) -> Value {
    json!({ "work": work, "result": result, "comment": COMMENT })
}

fn api(id: Id, noun: &str) -> String {
    format!("/api/v1/proposals/{id}/{noun}")
}

fn entry(app: &TestApp, login: &str) -> Value {
    json!({
        "person": app.town.person(login).to_string(), "work": "satisfied", "result": "basically", "channel": "telephone",
        "caller": "孙文竹", "called_on": "2026-03-12", "called_time": "09:10",
    })
}

both_dbs! { town =>
    fn the_unit_sees_no_rating_until_all_have_answered_and_then_totals_only(app: &TestApp) {
        let id = answered(app);
        app.token("wang").post_json(&api(id, "rating"), &values("satisfied", "dissatisfied")).expect(200);
        for login in ["handler", "liaison", "leader", "zhao"] {
            let page = app.person(login).get(&format!("/proposals/{id}")).expect(200).text();
            let record = app.token(login).get(&format!("/api/v1/proposals/{id}")).expect(200).text();
            for secret in [COMMENT, "不满意", "dissatisfied"] {
                assert!(!page.contains(secret), "{login} reads {secret}");
                assert!(!record.contains(secret), "{login} reads {secret}");
            }
        }
        assert!(!app.journalled("proposals", id).iter().any(|kind| kind.starts_with("rating")));
        app.token("li").post_json(&api(id, "rating"), &values("satisfied", "satisfied")).expect(200);
        let page = app.person("handler").get(&format!("/proposals/{id}")).expect(200).text();
        assert!(page.contains("不满意") && !page.contains(COMMENT), "totals, and no single rating");
        assert!(app.person("wang").get(&format!("/proposals/{id}")).text().contains(COMMENT));
        assert!(app.person("office").get(&format!("/proposals/{id}")).text().contains(COMMENT));
    }

    fn nobody_of_the_unit_and_nobody_who_did_not_sign_can_rate(app: &TestApp) {
        let id = answered(app);
        let before = app.fingerprint(&["api_token", "journal", "journal_alias"]);
        for login in ["handler", "leader", "liaison", "zhao", "office", "supervisor"] {
            app.token(login).post_json(&api(id, "rating"), &values("satisfied", "satisfied")).expect(403);
        }
        for login in ["handler", "leader", "liaison", "zhao", "supervisor", "li"] {
            app.token(login).post_json(&api(id, "rating-entry"), &entry(app, "wang")).expect(403);
        }
        app.token("neighbour").post_json(&api(id, "rating"), &values("satisfied", "satisfied")).expect(404);
        assert_eq!(app.fingerprint(&["api_token", "journal", "journal_alias"]), before);
    }

    fn a_rating_names_values_of_the_scheme_and_says_why_it_is_bad(app: &TestApp) {
        let id = answered(app);
        let wang = app.token("wang");
        wang.post_json(&api(id, "rating"), &values("wonderful", "satisfied")).expect(422);
        let silent = wang.post_json(&api(id, "rating"), &json!({ "work": "satisfied", "result": "dissatisfied" })).expect(422);
        assert_eq!(silent.json()["fields"][0]["field"], "comment");
        let form = app.person("wang").post(&format!("/proposals/{id}/rating"), &[("work", "satisfied"), ("result", "dissatisfied")]);
        assert!(form.expect(422).text().contains("不满意时请写明意见"));
        app.person("wang").get(&format!("/proposals/{id}/rating")).expect(200);
        app.person("wang").english().get(&format!("/proposals/{id}/rating")).expect(200);
        let page = app.person("wang").post(&format!("/proposals/{id}/rating"), &[("work", "satisfied"), ("result", "no_view")]);
        assert_eq!(page.location(), format!("/proposals/{id}"));
        wang.post_json(&api(id, "rating"), &values("satisfied", "satisfied")).expect(409);
    }

    fn a_rating_is_amended_while_the_window_is_open_and_the_first_is_kept(app: &TestApp) {
        let id = answered(app);
        let wang = app.token("wang");
        wang.post_json(&api(id, "rating-amendment"), &values("satisfied", "satisfied")).expect(409);
        wang.post_json(&api(id, "rating"), &values("basically", "dissatisfied")).expect(200);
        app.person("wang").get(&format!("/proposals/{id}/rating-amendment")).expect(200);
        wang.post_json(&api(id, "rating-amendment"), &values("satisfied", "basically")).expect(200);
        wang.post_json(&api(id, "rating-amendment"), &values("satisfied", "satisfied")).expect(200);
        let now = rating_of(app, id, 1, "wang");
        assert_eq!((now.work.as_deref(), now.result.as_deref()), (Some("satisfied"), Some("satisfied")));
        assert_eq!((now.first_work.as_deref(), now.first_result.as_deref()), (Some("basically"), Some("dissatisfied")));
        app.clock().advance_days(40);
        wang.post_json(&api(id, "rating-amendment"), &values("satisfied", "satisfied")).expect(403);
        app.token("li").post_json(&api(id, "rating"), &values("satisfied", "satisfied")).expect(403);
    }

    fn the_office_enters_a_telephone_rating_and_the_signer_corrects_it(app: &TestApp) {
        let id = answered(app);
        let office = app.token("office");
        let mut nobody = entry(app, "zhao");
        office.post_json(&api(id, "rating-entry"), &nobody).expect(422);
        nobody["person"] = json!(app.town.person("li").to_string());
        nobody["caller"] = json!("");
        assert_eq!(office.post_json(&api(id, "rating-entry"), &nobody).expect(422).json()["fields"][0]["field"], "caller");
        let mut future = entry(app, "li");
        future["called_on"] = json!("2026-03-13");
        office.post_json(&api(id, "rating-entry"), &future).expect(422);
        app.person("office").get(&format!("/proposals/{id}/rating-entry?person={}", app.town.person("li"))).expect(200);
        office.post_json(&api(id, "rating-entry"), &entry(app, "li")).expect(200);
        let entered = rating_of(app, id, 1, "li");
        assert_eq!(entered.channel.as_deref(), Some("telephone"));
        assert_eq!(entered.called_at.map(|at| at.rfc3339()).as_deref(), Some("2026-03-12T09:10:00+08:00"));
        assert_eq!(entered.entered_by, Some(app.town.person("office")));
        assert!(app.person("li").get("/workbench").text().contains("代录的反馈，请核对"));
        let form = app.person("li").get(&format!("/proposals/{id}/rating-amendment")).expect(200).text();
        assert!(form.contains("代录"), "the signer is told who filled it in");
        app.token("wang").post_json(&api(id, "rating"), &values("satisfied", "satisfied")).expect(200);
        assert_eq!(state_of(app, id), "replied", "what was entered may still be corrected");
        app.token("li").post_json(&api(id, "rating-amendment"), &values("satisfied", "satisfied")).expect(200);
        assert_eq!(rating_of(app, id, 1, "li").first_result.as_deref(), Some("basically"));
        assert_eq!(state_of(app, id), "closed");
    }

    fn the_scan_of_a_paper_rating_is_for_its_signer_and_the_office(app: &TestApp) {
        let id = answered(app);
        let person = app.town.person("li").to_string();
        let fields = [
            ("person", person.as_str()), ("work", "satisfied"), ("result", "satisfied"), ("channel", "paper"),
            ("caller", "孙文竹"), ("called_on", "2026-03-11"),
        ];
        let scan: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
        let done = app.person("office").post_multipart(&format!("/proposals/{id}/rating-entry"), &fields, &[("scan", "li.pdf", scan)]);
        assert_eq!(done.location(), format!("/proposals/{id}"));
        let rating = rating_of(app, id, 1, "li").id;
        let file = app.home.read(move |tx| kernel::files::of(tx, &kernel::journal::Ref::new("ratings", rating))).remove(0).id;
        app.person("li").get(&format!("/files/{file}")).expect(200);
        app.person("office").get(&format!("/files/{file}")).expect(200);
        for login in ["handler", "leader", "wang", "zhao", "supervisor"] {
            app.person(login).get(&format!("/files/{file}")).expect(404);
        }
    }

    fn what_does_not_come_back_lapses_and_the_proposal_closes_by_rule(app: &TestApp) {
        let id = answered(app);
        app.token("wang").post_json(&api(id, "rating"), &values("satisfied", "basically")).expect(200);
        app.work();
        assert_eq!(state_of(app, id), "replied");
        app.clock().advance_days(40);
        app.work();
        let lapsed = rating_of(app, id, 1, "li");
        assert_eq!((lapsed.state.get().name(), lapsed.result), ("not_returned", None), "not returned is not no view");
        assert_eq!(state_of(app, id), "closed");
        assert_eq!(app.journalled("proposals", id), ["proposal.closed_by_rule"]);
        assert_eq!(app.journalled("ratings", lapsed.id), ["rating.lapsed"]);
        let tracked = app.home.read(move |tx| store::replies::promises(tx, id));
        assert_eq!(tracked[0].state, "promised", "a promise in plan stays tracked");
    }

    fn it_closes_at_once_when_the_last_signer_has_rated(app: &TestApp) {
        let id = answered(app);
        app.token("li").post_json(&api(id, "rating"), &values("satisfied", "dissatisfied")).expect(200);
        let answer = app.token("wang").post_json(&api(id, "rating"), &values("satisfied", "satisfied")).expect(200).json();
        assert_eq!(answer["state"], "closed", "the first signer decides");
    }

    fn dissatisfied_handled_again_dissatisfied_face_to_face_closed(app: &TestApp) {
        let id = answered(app);
        let (head, office) = (app.token("head"), app.token("office"));
        let order = json!({ "reason": "答复没有回应第二条建议" });
        let is_led_to = |login: &str, noun: &str| {
            let page = app.person(login).get(&format!("/proposals/{id}")).expect(200).text();
            page.contains(&format!("\"/proposals/{id}/{noun}\""))
        };
        assert!(is_led_to("wang", "rating") && is_led_to("li", "rating") && !is_led_to("head", "rehandling"));
        head.post_json(&api(id, "rehandling"), &order).expect(403);
        app.token("wang").post_json(&api(id, "rating"), &values("satisfied", "dissatisfied")).expect(200);
        app.token("li").post_json(&api(id, "rating"), &values("satisfied", "satisfied")).expect(200);
        app.work();
        assert_eq!(state_of(app, id), "replied", "no rule closes it");
        assert!(app.person("office").get("/workbench").text().contains("不满意，待决定是否重新办理"));
        assert!(is_led_to("head", "rehandling") && !is_led_to("wang", "rehandling"));
        for login in ["wang", "handler", "supervisor", "reviewer_a"] {
            app.token(login).post_json(&api(id, "rehandling"), &order).expect(403);
        }
        head.post_json(&api(id, "rehandling"), &json!({})).expect(422);
        assert!(app.person("head").get(&format!("/proposals/{id}/rehandling")).expect(200).text().contains(COMMENT));
        let record = head.post_json(&api(id, "rehandling"), &order).expect(200).json();
        assert_eq!((record["state"].as_str(), record["round"].as_i64()), (Some("rehandling"), Some(2)));
        assert_eq!(record["assignments"][0]["state"], "accepted");
        assert_eq!(record["assignments"][0]["reply_due"], "2026-06-12");
        office.post_json(&api(id, "face-to-face"), &json!({})).expect(409);

        answered_again(app, id);
        app.token("wang").post_json(&api(id, "rating"), &values("basically", "dissatisfied")).expect(200);
        head.post_json(&api(id, "rehandling"), &order).expect(403);
        assert!(app.person("supervisor").get("/workbench").text().contains("仍不满意"));
        assert!(is_led_to("supervisor", "face-to-face") && !is_led_to("head", "rehandling"));
        app.person("supervisor").get(&format!("/proposals/{id}/face-to-face")).expect(200);
        let called = app.token("supervisor").post_json(&api(id, "face-to-face"), &json!({ "held_on": "2026-03-20", "place": "市政协三楼" }));
        assert_eq!(called.expect(200).json()["state"], "face_to_face");
        app.clock().advance_days(10);
        let meeting = json!({ "held_on": "2026-03-20", "people": "王静好、韩长河、孙文竹", "outcome": "explained", "result": "逐条说明，提案者理解" });
        app.token("handler").post_json(&api(id, "meeting-record"), &meeting).expect(403);
        let mut future = meeting.clone();
        future["held_on"] = json!("2026-05-01");
        office.post_json(&api(id, "meeting-record"), &future).expect(422);
        app.person("office").get(&format!("/proposals/{id}/meeting-record")).expect(200);
        assert_eq!(office.post_json(&api(id, "meeting-record"), &meeting).expect(200).json()["state"], "closed");
        assert_eq!(
            app.journalled("proposals", id),
            ["proposal.rehandling_ordered", "proposal.face_to_face_called", "proposal.meeting_recorded"]
        );
    }

    fn a_first_signer_who_turns_dissatisfied_after_the_closing_asks_for_reopening(app: &TestApp) {
        let id = answered(app);
        let office = app.token("office");
        app.token("wang").post_json(&api(id, "rating"), &values("satisfied", "satisfied")).expect(200);
        office.post_json(&api(id, "closing"), &json!({})).expect(422);
        app.token("supervisor").post_json(&api(id, "closing"), &json!({ "note": "x" })).expect(403);
        app.person("office").get(&format!("/proposals/{id}/closing")).expect(200);
        office.post_json(&api(id, "closing"), &json!({ "note": "提案者当面表示同意" })).expect(200);
        app.token("wang").post_json(&api(id, "rating-amendment"), &values("satisfied", "dissatisfied")).expect(200);
        let asked = app.home.read(move |tx| store::feedback::open_change(tx, id)).expect("a request");
        assert_eq!((asked.kind, asked.reason.as_str()), (Change::Reopening, COMMENT));
        office.post_json(&api(id, "reopening"), &json!({})).expect(200);
        assert_eq!(state_of(app, id), "replied");
        office.post_json(&api(id, "rehandling"), &json!({ "reason": COMMENT })).expect(200);
        assert_eq!(state_of(app, id), "rehandling");
    }
}
