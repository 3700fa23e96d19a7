//! Phrases, categories, the calendar and the policy over HTTP.

use kernel::Id;
use proposals::workflow::State;
use serde_json::{Value, json};
use testkit::{TestApp, both_dbs};

use crate::common::{placed, town};
use crate::review_carry::{act, submitted};

fn shown(app: &TestApp, id: Id) -> Value {
    app.token("office").get(&format!("/api/v1/proposals/{id}")).expect(200).json()
}

both_dbs! { town =>
    fn a_chosen_phrase_stands_before_the_note(app: &TestApp) {
        let office = app.token("office");
        app.token("wang").post_json("/api/v1/phrases", &json!({ "purpose": "return", "text": "x" })).expect(403);
        let phrase = office.post_json("/api/v1/phrases", &json!({ "purpose": "return", "text": "请补充数据来源。" })).expect(201).id();
        let review = office.post_json("/api/v1/phrases", &json!({ "purpose": "review", "text": "属于个案诉求。" })).expect(201).id();
        let id = submitted(app, 1);
        act(app, "reviewer_a", id, "first-reviewer", &json!({}));
        let form = app.person("reviewer_a").get(&format!("/proposals/{id}/revision-request")).expect(200).text();
        assert!(form.contains("请补充数据来源。") && !form.contains("属于个案诉求。"));
        let opinion = json!({ "recommendation": "transfer_as_letter", "note": "自由文字" });
        let answer = app.token("reviewer_a").post_json(&format!("/api/v1/proposals/{id}/first-opinion"), &opinion).expect(422).json();
        assert_eq!(answer["fields"][0]["field"], "phrases", "not free text only");
        let fields = [("phrases", phrase.to_string()), ("note", "见第二段".to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let gone = app.person("reviewer_a").post(&format!("/proposals/{id}/revision-request"), &fields);
        assert!(gone.status.is_redirection(), "{}", gone.text());
        let entries = app.home.read(move |tx| kernel::journal::history(tx, &kernel::journal::Ref::new("proposals", id)));
        let note = entries.last().and_then(|e| e.payload.clone()).unwrap_or_default()["note"].clone();
        assert_eq!(note, "请补充数据来源。\n见第二段");
        assert_eq!(office.post_json(&format!("/api/v1/phrases/{review}/retirement"), &json!({})).expect(200).json()["id"], review.to_string());
        office.post_json(&format!("/api/v1/phrases/{review}/text"), &json!({ "purpose": "review", "text": "改" })).expect(404);
        app.token("neighbour_office").post_json(&format!("/api/v1/phrases/{phrase}/text"), &json!({ "purpose": "return", "text": "改" })).expect(404);
        office.post_json(&format!("/api/v1/phrases/{phrase}/text"), &json!({ "purpose": "urge", "text": "请抓紧办理。" })).expect(200);
        let urging = app.person("office").get("/phrases?purpose=urge").expect(200).text();
        assert!(urging.contains("请抓紧办理。"));
        assert_eq!(app.journalled("phrases", phrase), ["phrase.added", "phrase.changed"]);
    }

    fn categories_are_added_renamed_ended(app: &TestApp) {
        let office = app.token("office");
        let id = office.post_json("/api/v1/categories", &json!({ "name": "水利", "name_en": "Water" })).expect(201).id();
        office.post_json("/api/v1/categories", &json!({ "name": " 水利 " })).expect(422);
        office.post_json(&format!("/api/v1/categories/{id}/name"), &json!({ "name": "水务", "name_en": "Water" })).expect(200);
        let listed = || app.token("wang").get("/api/v1/categories").expect(200).json();
        assert_eq!(listed()["items"][0]["name"], "水务");
        office.post_json(&format!("/api/v1/categories/{id}/end"), &json!({})).expect(200);
        assert_eq!(listed()["total"], 0);
        assert!(app.person("office").get("/categories").expect(200).text().contains("恢复使用"));
        office.post_json(&format!("/api/v1/categories/{id}/resumption"), &json!({})).expect(200);
        assert_eq!(listed()["total"], 1);
        app.token("neighbour_office").post_json(&format!("/api/v1/categories/{id}/end"), &json!({})).expect(404);
        app.person("wang").get("/categories").expect(403);
    }

    fn a_day_off_moves_what_is_counted_in_working_days(app: &TestApp) {
        let id = submitted(app, 1);
        act(app, "reviewer_a", id, "first-reviewer", &json!({}));
        let filed = placed(app, State::Filed, |p| p.due = "2026-04-11".parse().ok());
        assert_eq!(shown(app, id)["due"], "2026-03-19");
        let office = app.token("office");
        let off = json!({ "day": "2026-03-17", "kind": "off", "name": "本地假日" });
        app.token("wang").post_json("/api/v1/calendar/days", &off).expect(403);
        assert_eq!(office.post_json("/api/v1/calendar/days", &off).expect(201).json()["proposals"], 1);
        assert_eq!([shown(app, id)["due"].clone(), shown(app, filed)["due"].clone()], ["2026-03-20", "2026-04-11"]);
        assert_eq!(app.journalled("proposals", id).last().map(String::as_str), Some("proposal.due_moved"));
        let page = app.person("office").get("/calendar?year=2026").expect(200).text();
        assert!(page.contains("本地假日") && page.contains("国庆节"));
        office.post_json("/api/v1/calendar/days", &json!({ "day": "2026-03-17", "kind": "announced" })).expect(201);
        assert_eq!(shown(app, id)["due"], "2026-03-19");
        let far = app.person("office").get("/calendar?year=2040").expect(200).text();
        assert!(far.contains("还没有录入"));
    }

    fn a_policy_is_saved_as_a_version_and_records_keep_theirs(app: &TestApp) {
        let office = app.token("office");
        let id = submitted(app, 1);
        let wrong = office.post_json("/api/v1/policies/proposals", &json!({ "year": 2026, "reason": "试", "take_up": "五天" })).expect(422);
        assert_eq!(wrong.json()["fields"][0]["field"], "take_up");
        let unchanged = office.post_json("/api/v1/policies/proposals", &json!({ "year": 2026, "reason": "试" })).expect(409);
        assert_eq!(unchanged.key(), "proposals.policy.unchanged");
        app.token("reviewer_a").post_json("/api/v1/policies/proposals", &json!({ "year": 2026, "reason": "试", "assign": "10wd" })).expect(403);
        let body = json!({ "year": 2026, "reason": "加快交办", "assign": "10wd", "not_filed_reasons": "empty|空泛|Empty\nother|其他|Other" });
        assert_eq!(office.post_json("/api/v1/policies/proposals", &body).expect(201).json()["version"], 1);
        act(app, "reviewer_a", id, "first-reviewer", &json!({}));
        act(app, "reviewer_a", id, "first-opinion", &json!({ "recommendation": "file" }));
        assert_eq!(act(app, "reviewer_b", id, "filing", &json!({}))["due"], "2026-04-11", "by the version it began with");
        let path = format!("/api/v1/proposals/{id}/policy");
        app.token("reviewer_a").post_json(&path, &json!({ "reason": "统一口径" })).expect(403);
        office.post_json(&path, &json!({})).expect(422);
        office.post_json(&path, &json!({ "reason": "统一口径" })).expect(200);
        let page = app.person("office").get("/policies/proposals/version?no=1").expect(200).text();
        assert!(page.contains("加快交办") && page.contains("10 个工作日") && page.contains("30 日"), "what it changed");
        let first = app.person("office").english().get("/policies/proposals/version?no=0").expect(200).text();
        assert!(first.contains("Accusation by name") && !first.contains("proposals.policy"));
        assert!(app.person("office").get("/policies/proposals").expect(200).text().contains("第 1 版（现行）"));
    }

    fn the_form_of_the_policy_saves_what_it_shows(app: &TestApp) {
        let office = app.person("office");
        let page = office.get("/policies/proposals/edit").expect(200).text();
        assert!(page.contains("accusation|指名举报|Accusation by name") && !page.contains(">proposals."));
        let fields = [("whole", "1"), ("year", "2026"), ("reason", "三词分类"), ("classes", "solved|已解决|Solved\r\nplanned|计划解决|Planned|tracked"), ("max_title_chars", "4")];
        let refused = office.post("/policies/proposals", &fields).expect(422).text();
        assert!(refused.contains("planned|计划解决|Planned|tracked"), "what was typed is kept");
        let gone = office.post("/policies/proposals", &fields[..4]);
        assert_eq!(gone.location(), "/policies/proposals/version?no=1");
        let body = app.token("organiser").get("/api/v1/policies/proposals").expect(200).json();
        assert_eq!((body["version"].clone(), body["body"]["classes"][1]["tracked"].clone()), (json!(1), json!(true)));
        for path in ["/phrases", "/phrases/new", "/categories", "/categories/new", "/calendar", "/calendar/edit", "/policies/proposals", "/proposals/dealing", "/numbering", "/meetings/new"] {
            let page = office.clone().english().get(path).expect(200).text();
            assert!(!page.contains(">proposals.") && !page.contains(">calendar.") && !page.contains(">phrases."), "{path}: a word is missing");
        }
    }
}
