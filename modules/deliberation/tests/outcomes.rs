//! 成果转化: a suggestion out of a closed deliberation, until it is known what became of it.

use serde_json::{Value, json};
use testkit::{TestApp, both_dbs};

use crate::common::*;

#[track_caller]
fn wrong(app: &TestApp, login: &str, path: &str, body: Value, field: &str) {
    assert_eq!(act(app, login, path, body).expect(422).json()["fields"][0]["field"], field);
}

both_dbs! { town =>
    fn a_suggestion_is_assigned_answered_judged_and_closed(app: &TestApp) {
        let d = closed(app);
        let id = recommended(app, d, "停车场装太阳能路灯");
        does(app, "officer", &format!("/outcomes/{id}/instruction"), json!({ "instruction": "请水务局抓紧办", "instructed_on": later(app, 0) }));
        to_the_unit(app, id);
        assert!(app.person("liaison").get("/workbench").expect(200).text().contains("待接收的建议"));
        does(app, "liaison", &format!("/outcomes/{id}/acceptance"), json!({}));
        does(app, "handler", &format!("/outcomes/{id}/answer"), json!({ "class": "adopted", "answer": "已装六盏路灯，四月底亮灯。" }));
        assert!(app.person("general").get("/workbench").expect(200).text().contains("待评价的建议"));
        does(app, "general", &format!("/outcomes/{id}/evaluation"), json!({ "verdict": "met", "evaluation": "晚上看过，六盏都亮。" }));
        does(app, "officer", &format!("/outcomes/{id}/closing"), json!({}));
        let record = one(app, "officer", id);
        assert_eq!([&record["state"], &record["class"], &record["verdict"]], ["closed", "adopted", "met"]);
        let told = app.journalled("outcomes", id);
        let acts = ["recommended", "instructed", "assigned", "accepted", "answered", "evaluated", "closed"].map(|act| format!("outcome.{act}"));
        assert_eq!(told, acts);

        let results = app.anon().get(&format!("/public/deliberations/{d}/results")).expect(200).text();
        assert!(results.contains("四月底亮灯") && results.contains("清川市水务局") && results.contains("采纳率 100%"), "{results}");
        assert!(!results.contains("抓紧办") && !results.contains("沈叶舟") && !results.contains("陈望舒"), "{results}");
        let page = app.person("officer").get(&format!("/deliberations/{d}")).expect(200).text();
        assert!(page.contains(&format!("/outcomes/{id}")), "{page}");
    }

    fn the_rate_opens_exactly_its_records(app: &TestApp) {
        let d = closed(app);
        for (n, class) in ["adopted", "adopted", "in_plan", "not_adopted"].iter().enumerate() {
            let id = recommended(app, d, &format!("第{n}件要办的事"));
            to_the_unit(app, id);
            does(app, "liaison", &format!("/outcomes/{id}/acceptance"), json!({}));
            does(app, "liaison", &format!("/outcomes/{id}/answer"), json!({ "class": class, "answer": "已经研究过", "reason": "没有用地指标" }));
        }
        recommended(app, d, "还没有交办的事");
        let other = closed(app);
        recommended(app, other, "另一次议政的建议");
        assert_eq!(total(app, "officer", &format!("?deliberation={d}&class=adopted")), 2);
        assert_eq!(total(app, "officer", &format!("?deliberation={d}")), 5);
        let page = app.person("officer").get(&format!("/outcomes?deliberation={d}")).expect(200).text();
        assert!(page.contains("共 5 条建议，采纳 2 条，采纳率 40%"), "{page}");
        assert!(page.contains(&format!("deliberation={d}&amp;class=adopted")) || page.contains(&format!("deliberation={d}&#38;class=adopted")), "{page}");
        let csv = app.person("officer").get(&format!("/outcomes/export?deliberation={d}&class=not_adopted")).expect(200).text();
        assert!(csv.contains("没有用地指标") && csv.lines().count() == 2, "{csv}");
        let english = app.person("officer").english().get("/outcomes").expect(200).text();
        assert!(english.contains("Adopted: 2, 33% of all"), "{english}");
    }

    fn what_is_wrong_is_refused(app: &TestApp) {
        let open = running(app, question(app));
        act(app, "officer", &format!("/deliberations/{open}/outcomes"), json!({ "text": "还没有截止" })).expect(409);
        let d = closed(app);
        act(app, "chair", &format!("/deliberations/{d}/outcomes"), json!({ "text": "不是组织者" })).expect(403);
        wrong(app, "officer", &format!("/deliberations/{d}/outcomes"), json!({ "text": "没有的观点", "statement": 99 }), "statement");
        let id = recommended(app, d, "先修排水再铺地");
        let assignment = format!("/outcomes/{id}/assignment");
        wrong(app, "officer", &assignment, json!({ "due": later(app, 3), "method": "直接办理" }), "unit");
        wrong(app, "officer", &assignment, json!({ "unit": "1", "due": later(app, 3), "method": "直接办理" }), "unit");
        wrong(app, "officer", &assignment, json!({ "owner": "荷塘村委会", "due": later(app, -1), "method": "直接办理" }), "due");
        act(app, "officer", &format!("/outcomes/{id}/closing"), json!({})).expect(409);
        to_the_unit(app, id);
        act(app, "officer", &format!("/outcomes/{id}/acceptance"), json!({})).expect(403);
        does(app, "liaison", &format!("/outcomes/{id}/acceptance"), json!({}));
        let answer = format!("/outcomes/{id}/answer");
        wrong(app, "liaison", &answer, json!({ "class": "not_adopted", "answer": "条件不具备" }), "reason");
        wrong(app, "liaison", &answer, json!({ "answer": "没有说采纳没有" }), "class");
        does(app, "liaison", &answer, json!({ "class": "not_adopted", "answer": "条件不具备", "reason": "地下有管线" }));
        act(app, "liaison", &format!("/outcomes/{id}/evaluation"), json!({ "verdict": "met", "evaluation": "自己评自己" })).expect(403);
        let results = app.anon().get(&format!("/public/deliberations/{d}/results")).expect(200).text();
        assert!(results.contains("理由：地下有管线") && results.contains("采纳率 0%"), "{results}");
    }

    fn a_unit_sends_back_what_is_not_its_own(app: &TestApp) {
        let d = closed(app);
        let id = recommended(app, d, "给老人留出活动的地方");
        to_the_unit(app, id);
        does(app, "leader", &format!("/outcomes/{id}/return"), json!({ "reason": "不属于本单位职责" }));
        assert!(app.person("officer").get("/workbench").expect(200).text().contains("被退回的建议"));
        let body = json!({ "owner": "荷塘村委会", "due": later(app, 5), "method": "由村里直接办" });
        does(app, "officer", &format!("/outcomes/{id}/assignment"), body);
        app.token("leader").get(&format!("/api/v1/outcomes/{id}")).expect(404);
        // The office speaks for a body without an account, and does not judge what it registered.
        does(app, "officer", &format!("/outcomes/{id}/acceptance"), json!({}));
        does(app, "officer", &format!("/outcomes/{id}/answer"), json!({ "class": "partly", "answer": "留出一百平方米" }));
        let judged = json!({ "verdict": "not_met", "evaluation": "现场没有看到" });
        act(app, "officer", &format!("/outcomes/{id}/evaluation"), judged.clone()).expect(403);
        does(app, "second", &format!("/outcomes/{id}/evaluation"), judged);
        does(app, "officer", &format!("/outcomes/{id}/rework"), json!({ "due": later(app, 9), "reason": "请落实到位" }));
        let record = one(app, "officer", id);
        assert_eq!((&record["state"], &record["class"], &record["owner"]), (&json!("handling"), &Value::Null, &json!("荷塘村委会")));
        let results = app.anon().get(&format!("/public/deliberations/{d}/results")).expect(200).text();
        assert!(!results.contains("一百平方米") && results.contains("尚未反馈"), "{results}");
    }

    fn others_do_not_see_it(app: &TestApp) {
        let d = closed(app);
        let id = recommended(app, d, "停车应当收费");
        let path = format!("/api/v1/outcomes/{id}");
        app.token("liaison").get(&path).expect(404);
        to_the_unit(app, id);
        for login in ["chair", "general", "convener", "worker", "second", "liaison", "handler", "leader"] {
            app.token(login).get(&path).expect(200);
            assert_eq!(total(app, login, ""), 1, "{login}");
        }
        app.token("liaison_b").get(&path).expect(404);
        assert_eq!(total(app, "liaison_b", ""), 0);
        for login in ["wang", "neighbour", "neighbour_office", "system"] {
            let answer = app.token(login).get(&path);
            assert!([403, 404].contains(&answer.status.as_u16()), "{login}: {}", answer.status);
            act(app, login, &format!("/outcomes/{id}/acceptance"), json!({})).expect(404);
        }
        let unit = app.person("liaison").get(&format!("/outcomes/{id}")).expect(200).text();
        assert!(unit.contains("停车应当收费") && !unit.contains(&format!("\"/deliberations/{d}\"")), "{unit}");
    }

    fn what_is_late_is_found(app: &TestApp) {
        let d = closed(app);
        let id = recommended(app, d, "空地应当种树");
        to_the_unit(app, id);
        let water = app.town.units["water"];
        assert_eq!(total(app, "officer", "?overdue=1"), 0);
        app.clock().advance_days(11);
        assert_eq!(total(app, "officer", "?overdue=1"), 1);
        assert_eq!(total(app, "liaison", &format!("?overdue=1&unit={water}&state=assigned")), 1);
        let shorter = json!({ "due": later(app, -3), "reason": "太晚" });
        act(app, "officer", &format!("/outcomes/{id}/extension"), shorter).expect(422);
        does(app, "officer", &format!("/outcomes/{id}/extension"), json!({ "due": later(app, 4), "reason": "等设备到货" }));
        assert_eq!(total(app, "officer", "?overdue=1"), 0);
        app.clock().advance_days(5);
        does(app, "liaison", &format!("/outcomes/{id}/acceptance"), json!({}));
        assert_eq!(total(app, "officer", "?overdue=1"), 1);
        does(app, "liaison", &format!("/outcomes/{id}/answer"), json!({ "class": "in_plan", "answer": "列入明年绿化计划" }));
        assert_eq!(total(app, "officer", "?overdue=1"), 0);
    }

    fn every_form_and_page_is_there(app: &TestApp) {
        let d = closed(app);
        let id = recommended(app, d, "停车场晚上应当亮灯");
        let looks = |login: &str, path: String| {
            for page in [app.person(login).get(&path).expect(200).text(), app.person(login).english().get(&path).expect(200).text()] {
                let bare = ["outcomes.", "outcome.", "deliberations."].iter().any(|key| page.contains(&format!(">{key}")));
                assert!(!bare, "an untranslated key on {path}: {page}");
            }
        };
        looks("officer", format!("/deliberations/{d}/outcomes"));
        for form in ["edits", "instruction", "assignment"] {
            looks("officer", format!("/outcomes/{id}/{form}"));
        }
        to_the_unit(app, id);
        looks("officer", format!("/outcomes/{id}/extension"));
        looks("liaison", format!("/outcomes/{id}/acceptance"));
        looks("liaison", format!("/outcomes/{id}/return"));
        does(app, "liaison", &format!("/outcomes/{id}/acceptance"), json!({}));
        looks("liaison", format!("/outcomes/{id}/answer"));
        does(app, "liaison", &format!("/outcomes/{id}/answer"), json!({ "class": "adopted", "answer": "已经装好路灯" }));
        looks("general", format!("/outcomes/{id}/evaluation"));
        does(app, "general", &format!("/outcomes/{id}/evaluation"), json!({ "verdict": "met", "evaluation": "确实亮了" }));
        for form in ["rework", "closing"] {
            looks("officer", format!("/outcomes/{id}/{form}"));
        }
        looks("officer", "/outcomes".to_owned());
        looks("officer", format!("/outcomes/{id}"));
        looks("officer", format!("/deliberations/{d}"));
    }

    fn an_owner_is_reminded_once_before_the_day_and_once_after_it(app: &TestApp) {
        let d = closed(app);
        let id = recommended(app, d, "空地应当种树");
        let due = later(app, 30);
        does(app, "officer", &format!("/outcomes/{id}/assignment"), json!({ "unit": app.town.units["water"], "due": due, "method": "直接办理" }));
        let reminders = || app.journalled("outcomes", id).iter().filter(|act| act.starts_with("outcome.reminded")).cloned().collect::<Vec<_>>();
        let bench = |login: &str| app.person(login).get("/workbench").expect(200).text();
        app.work();
        assert!(reminders().is_empty() && bench("liaison").contains("待接收的建议"));
        app.clock().advance_days(27);
        app.work();
        app.clock().advance_days(1);
        app.work();
        assert_eq!(reminders(), ["outcome.reminded"]);
        let page = bench("liaison");
        assert!(page.contains("即将到期的建议") && !page.contains("待接收的建议"), "each stands in one queue: {page}");
        assert_eq!(total(app, "liaison", "?soon=1"), 1);
        assert!(!bench("liaison_b").contains("即将到期的建议"));
        app.clock().advance_days(3);
        app.work();
        app.clock().advance_days(1);
        app.work();
        assert_eq!(reminders(), ["outcome.reminded", "outcome.reminded_late"]);
        for login in ["liaison", "officer"] {
            assert!(bench(login).contains("逾期未反馈的建议"), "{login}");
        }
        assert_eq!(total(app, "liaison", "?soon=1"), 0);
        let page = app.person("officer").get(&format!("/outcomes/{id}")).expect(200).text();
        assert!(page.contains("系统催办：已经逾期") && page.contains("已逾期"), "{page}");

        does(app, "officer", &format!("/outcomes/{id}/extension"), json!({ "due": later(app, 2), "reason": "等苗木" }));
        app.clock().advance_days(1);
        app.work();
        assert_eq!(reminders().last().unwrap(), "outcome.reminded", "a new day is reminded of anew");
        does(app, "liaison", &format!("/outcomes/{id}/acceptance"), json!({}));
        does(app, "liaison", &format!("/outcomes/{id}/answer"), json!({ "class": "in_plan", "answer": "列入明年绿化计划" }));
        app.clock().advance_days(30);
        app.work();
        assert_eq!(reminders().len(), 3, "an answer ends it");
    }
}
