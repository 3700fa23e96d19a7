//! 联席督办: both sides go through what is late, and what they decide stands with each suggestion.

use kernel::Id;
use serde_json::{Value, json};
use testkit::{TestApp, both_dbs};

use crate::common::*;

/// Suggestions that the unit was to answer, a day ago.
fn late(app: &TestApp, texts: &[&str]) -> (Id, Vec<Id>) {
    let d = closed(app);
    let due = later(app, 3);
    let assigned = |text: &&str| {
        let id = recommended(app, d, text);
        does(
            app,
            "officer",
            &format!("/outcomes/{id}/assignment"),
            json!({ "unit": app.town.units["water"], "due": due, "method": "直接办理" }),
        );
        id
    };
    let ids = texts.iter().map(assigned).collect();
    app.clock().advance_days(4);
    (d, ids)
}

fn quarter(app: &TestApp) -> String {
    app.home.read(|tx| Ok(deliberation::workflow::review::Quarter::of(tx.today()).to_string()))
}

fn meeting(app: &TestApp, items: &[Id], days: i64) -> Value {
    json!({
        "quarter": quarter(app), "held_on": later(app, days), "office": "县政府督查室", "ours": "提案委主任\n办公室工作人员",
        "theirs": "督查室副主任\n水务局分管负责人", "items": items,
    })
}

fn prepared(app: &TestApp, items: &[Id]) -> Id {
    act(app, "officer", "/joint-reviews", meeting(app, items, 0)).expect(201).id()
}

fn review(app: &TestApp, id: Id) -> Value {
    app.token("general").get(&format!("/api/v1/joint-reviews/{id}")).expect(200).json()
}

both_dbs! { town =>
    fn each_suggestion_gets_its_decision_and_the_meeting_is_concluded(app: &TestApp) {
        let (d, ids) = late(app, &["装太阳能路灯", "先修排水再铺地", "空地应当种树", "划出接送车位"]);
        let form = app.person("officer").get("/joint-reviews/new").expect(200).text();
        assert!(["装太阳能路灯", "先修排水再铺地", "空地应当种树", "已逾期"].iter().all(|text| form.contains(text)), "{form}");
        assert_eq!(form.matches("checked").count(), 4, "all that is late is proposed");
        let id = prepared(app, &ids);
        let page = |path: String| app.person("officer").get(&path).expect(200).text();
        assert!(page(format!("/outcomes/{}", ids[0])).contains("/review-term"));
        assert!(page("/workbench".into()).contains("待登记督办意见的会议"));
        act(app, "officer", &format!("/joint-reviews/{id}/conclusion"), json!({})).expect(409);

        let decide = |at: usize, path: &str, body: Value| does(app, "officer", &format!("/outcomes/{}/{path}", ids[at]), body);
        decide(0, "review-term", json!({ "review": id, "due": later(app, 20), "words": "等电力公司接线" }));
        decide(1, "review-referral", json!({ "review": id, "words": "报请分管副县长协调资金" }));
        decide(2, "review-end", json!({ "review": id, "words": "地下有管线，不能种树" }));
        act(app, "officer", &format!("/outcomes/{}/review-term", ids[0]), json!({ "review": id, "due": later(app, 9), "words": "再议" })).expect(422);
        // Its owner has answered before the meeting came to it.
        does(app, "liaison", &format!("/outcomes/{}/acceptance", ids[3]), json!({}));
        does(app, "liaison", &format!("/outcomes/{}/answer", ids[3]), json!({ "class": "adopted", "answer": "已经划好" }));
        let after = [one(app, "officer", ids[0]), one(app, "officer", ids[1]), one(app, "officer", ids[2])];
        assert_eq!([&after[0]["state"], &after[0]["due"]], [&json!("assigned"), &later(app, 20)]);
        assert_eq!([&after[1]["state"], &after[2]["state"]], ["assigned", "closed"]);

        does(app, "general", &format!("/joint-reviews/{id}/conclusion"), json!({ "note": "下季度继续督办" }));
        let told = review(app, id);
        let decisions: Vec<&Value> = told["items"].as_array().unwrap().iter().map(|i| &i["decision"]).collect();
        assert_eq!((decisions, &told["state"]), (vec![&json!("new_day"), &json!("to_leader"), &json!("ended"), &Value::Null], &json!("concluded")));
        act(app, "officer", &format!("/joint-reviews/{id}/edits"), meeting(app, &ids, 0)).expect(409);

        let kept = app.journalled("joint_reviews", id);
        let kinds = ["prepared", "decided", "decided", "decided", "concluded"].map(|kind| format!("joint_review.{kind}"));
        assert_eq!(kept, kinds);
        assert_eq!(app.journalled("outcomes", ids[2]).last().unwrap(), "outcome.review_ended");
        let owner = app.person("liaison").get(&format!("/outcomes/{}", ids[0])).expect(200).text();
        assert!(owner.contains("等电力公司接线") && !owner.contains("/joint-reviews/"), "{owner}");
        assert!(page(format!("/outcomes/{}", ids[0])).contains(&format!("/joint-reviews/{id}")));
        assert!(!page(format!("/outcomes/{}", ids[0])).contains("/review-term"));
        assert!(page(format!("/joint-reviews/{id}")).contains("会前已反馈"));
        let printed = page(format!("/joint-reviews/{id}/print"));
        assert!(printed.contains("督查室副主任") && printed.contains("地下有管线"), "{printed}");
        let results = app.anon().get(&format!("/public/deliberations/{d}/results")).expect(200).text();
        assert!(results.contains("经联席督办办结：地下有管线") && !results.contains("分管副县长"), "{results}");
    }

    fn a_quarter_without_a_meeting_waits_while_something_is_late(app: &TestApp) {
        let bench = |login: &str| app.person(login).get("/workbench").expect(200).text();
        assert!(!bench("officer").contains("待召开的联席督办"));
        let (_, ids) = late(app, &["装太阳能路灯"]);
        for login in ["officer", "general"] {
            assert!(bench(login).contains("待召开的联席督办") && bench(login).contains(&format!("quarter={}", quarter(app))), "{login}");
        }
        assert!(!bench("liaison").contains("联席督办"));
        let first = quarter(app);
        app.clock().advance_days(92);
        let page = bench("officer");
        assert!(page.contains(&format!("quarter={first}")) && page.contains(&format!("quarter={}", quarter(app))), "{page}");
        prepared(app, &ids);
        let page = bench("officer");
        assert!(page.contains(&format!("quarter={first}")) && !page.contains(&format!("quarter={}", quarter(app))), "{page}");
        does(app, "liaison", &format!("/outcomes/{}/acceptance", ids[0]), json!({}));
        does(app, "liaison", &format!("/outcomes/{}/answer", ids[0]), json!({ "class": "adopted", "answer": "已装好路灯" }));
        assert!(!bench("officer").contains("待召开的联席督办"), "nothing is late any more");
    }

    fn what_is_wrong_is_refused_at_a_meeting(app: &TestApp) {
        let (d, ids) = late(app, &["装太阳能路灯", "先修排水再铺地"]);
        let fresh = recommended(app, d, "空地应当种树");
        to_the_unit(app, fresh);
        let refused = |body: Value, field: &str| {
            assert_eq!(act(app, "officer", "/joint-reviews", body).expect(422).json()["fields"][0]["field"], field);
        };
        refused(meeting(app, &[fresh], 0), "items");
        refused(meeting(app, &[], 0), "items");
        refused(meeting(app, &ids, 200), "held_on");
        refused({ let mut body = meeting(app, &ids, 0); body["quarter"] = json!("2026-7"); body }, "quarter");
        // On the day before, nothing was late yet.
        refused(meeting(app, &ids, -1), "items");
        for login in ["chair", "liaison", "convener", "wang"] {
            act(app, login, "/joint-reviews", meeting(app, &ids, 0)).expect(403);
        }

        // Prepared for next week: nothing can be decided before, and what becomes late until then may be taken up.
        let id = act(app, "general", "/joint-reviews", meeting(app, &ids[..1], 12)).expect(201).id();
        let decision = json!({ "review": id, "words": "报请分管领导" });
        act(app, "officer", &format!("/outcomes/{}/review-referral", ids[0]), decision.clone()).expect(409);
        app.person("officer").get(&format!("/outcomes/{}/review-referral", ids[0])).expect(409);
        does(app, "officer", &format!("/joint-reviews/{id}/edits"), meeting(app, &[ids[1], fresh], 12));
        let items = review(app, id)["items"].as_array().unwrap().len();
        assert_eq!(items, 2, "the first was left out, two were taken up");
        app.clock().advance_days(12);
        act(app, "officer", &format!("/outcomes/{}/review-referral", ids[0]), decision.clone()).expect(422);
        act(app, "convener", &format!("/outcomes/{}/review-referral", ids[1]), decision.clone()).expect(403);
        does(app, "officer", &format!("/outcomes/{}/review-referral", ids[1]), decision);
        // What was decided on stays.
        does(app, "officer", &format!("/joint-reviews/{id}/edits"), meeting(app, &[fresh], 0));
        assert_eq!(review(app, id)["items"].as_array().unwrap().len(), 2);
        app.token("neighbour_office").get(&format!("/api/v1/joint-reviews/{id}")).expect(403);
    }

    fn every_form_and_page_of_a_meeting_is_there(app: &TestApp) {
        let (_, ids) = late(app, &["装太阳能路灯"]);
        let id = prepared(app, &ids);
        let mut paths = vec!["/joint-reviews".to_owned(), "/joint-reviews/new".into(), format!("/joint-reviews/{id}"), format!("/joint-reviews/{id}/edits"), format!("/joint-reviews/{id}/print")];
        paths.extend(["term", "referral", "end"].map(|way| format!("/outcomes/{}/review-{way}?review={id}", ids[0])));
        paths.extend([format!("/outcomes/{}", ids[0]), "/outcomes".into(), "/workbench".into()]);
        for path in paths {
            for page in [app.person("officer").get(&path).expect(200).text(), app.person("officer").english().get(&path).expect(200).text()] {
                let bare = ["joint_review", "outcomes.", "outcome.", "word."].iter().any(|key| page.contains(&format!(">{key}")));
                assert!(!bare, "an untranslated key on {path}: {page}");
            }
        }
    }
}
