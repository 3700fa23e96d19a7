//! Drafting, checking, signing.

use serde_json::{Value, json};
use testkit::{TestApp, both_dbs};

use super::steps::{act, assigned, contacted, draft, part_state, record, state};
use crate::common::town;

both_dbs! { town =>
    fn no_draft_before_the_proposer_was_spoken_to(home: &TestApp) {
        let id = assigned(home);
        act(home, "liaison", id, "acceptance", json!({})).expect(200);
        act(home, "handler", id, "draft", draft()).expect(403);
        act(home, "handler", id, "plan", json!({ "lead_official": "韩长河", "note": "四月普查" })).expect(200);
        assert_eq!(act(home, "handler", id, "draft", draft()).expect(409).key(), "proposals.contact-first");
        let tomorrow = json!({ "form": "telephone", "held_on": "2026-03-13", "people": "王静好", "summary": "通话" });
        assert_eq!(act(home, "handler", id, "contacts", tomorrow).expect(422).json()["fields"][0]["field"], "held_on");
    }

    fn every_suggestion_is_answered_before_it_goes_on(home: &TestApp) {
        let id = contacted(home);
        let half = json!({ "body": "答复如下。", "result_class": "A", "answers": [{ "text": "已完成。", "class": "A" }], "contact_name": "沈叶舟", "contact_telephone": "0100-5550123" });
        act(home, "handler", id, "draft", half).expect(200);
        let refused = act(home, "handler", id, "draft-submission", json!({})).expect(422).json();
        assert_eq!(refused["fields"].as_array().map(Vec::len), Some(1));
        assert_eq!(refused["fields"][0]["field"], "answer_2");
        act(home, "handler", id, "draft", draft()).expect(200);
        act(home, "handler", id, "draft-submission", json!({})).expect(200);
    }

    fn a_form_with_numbered_fields_saves_the_same_draft(home: &TestApp) {
        let id = contacted(home);
        let fields = [
            ("body", "答复如下。"),
            ("result_class", "B"),
            ("answer_1", "普查已经完成。"),
            ("class_1", "A"),
            ("answer_2", "列入三年计划。"),
            ("class_2", "B"),
            ("promise_suggestion_1", "2"),
            ("promise_text_1", "更新管段五公里"),
            ("promise_due_1", "2026-12-31"),
            ("promise_who_1", "市水务局"),
            ("promise_text_2", ""),
            ("contact_name", "沈叶舟"),
            ("contact_telephone", "0100-5550123"),
        ];
        let handler = home.person("handler");
        handler.post(&format!("/proposals/{id}/draft"), &fields).expect(303);
        let saved = record(home, "handler", id);
        assert_eq!(saved["replies"][0]["answers"][1]["text"], "列入三年计划。");
        assert_eq!(saved["promises"].as_array().map(Vec::len), Some(1));
        let shown = handler.get(&format!("/proposals/{id}/draft")).expect(200).text();
        assert!(shown.contains("更新管段五公里"));
        let half = handler.post(&format!("/proposals/{id}/draft"), &[("promise_text_1", "更新"), ("promise_suggestion_1", "1")]).expect(422).text();
        assert!(half.contains("promise_due_1"));
    }

    fn two_drafters_do_not_overwrite_each_other(home: &TestApp) {
        let id = contacted(home);
        let path = format!("/proposals/{id}/draft");
        let handler = home.person("handler");
        let read = |page: &str| page.split("name=\"drafted_at\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("when").to_owned();
        let post = |when: &str, answer: &str, class: &str, promise: &str| {
            let promised = [("promise_text_1", promise), ("promise_suggestion_1", "1"), ("promise_due_1", "2027-06-30"), ("promise_who_1", "水务局")];
            let fields = [("drafted_at", when), ("answer_1", answer), ("class_1", class), ("body", "答复如下。")];
            handler.post(&path, &[&fields[..], &promised[..]].concat())
        };
        let first = read(&handler.get(&path).expect(200).text());
        assert_eq!(first, "0", "nothing is drafted yet");
        post(&first, "普查已经完成。", "A", "更新老管网").expect(303);
        home.clock().advance_days(1);
        let page = post(&first, "普查下月完成。", "B", "更换老管网").expect(422).text();
        assert!(page.contains("普查下月完成。</textarea>") && page.contains("<del") && page.contains("有人先保存了改动"), "{page}");
        assert_eq!(record(home, "handler", id)["replies"][0]["answers"][0]["text"], "普查已经完成。");
        let now = read(&page);
        assert_ne!(now, first);
        let compared = page.split("<ins").skip(1).filter_map(|rest| rest.split("</ins>").next()).collect::<String>();
        assert!(compared.contains("下月") && compared.contains("换"), "answer and promise: {compared}");
        assert_eq!(page.matches("class=\"diff\"").count(), 3, "answer, its class, promise: {page}");
        post(&now, "普查下月完成。", "B", "更换老管网").expect(303);
        assert!(handler.get(&path).text().contains("更换老管网"));
        // Who had more promises before him than are saved now keeps every row.
        let row = |n: usize| [("text", "另修一段"), ("suggestion", "1"), ("due", "2027-06-30"), ("who", "水务局")].map(|(part, v)| (format!("promise_{part}_{n}"), v));
        let rows: Vec<(String, &str)> = (1..=5).flat_map(row).chain([("drafted_at".into(), first.as_str())]).collect();
        let five: Vec<(&str, &str)> = rows.iter().map(|(name, v)| (name.as_str(), *v)).collect();
        assert_eq!(handler.post(&path, &five).expect(422).text().matches("value=\"另修一段\"").count(), 5);
        assert_eq!(record(home, "handler", id)["replies"][0]["answers"][0]["text"], "普查下月完成。");
    }

    fn a_checker_sends_back_or_changes_the_class_with_a_reason(home: &TestApp) {
        let id = contacted(home);
        act(home, "handler", id, "draft", draft()).expect(200);
        act(home, "handler", id, "draft-submission", json!({})).expect(200);
        act(home, "leader", id, "check", json!({})).expect(403);
        act(home, "supervisor", id, "check-rejection", json!({ "reason": "第一条答复过简" })).expect(200);
        assert_eq!(part_state(home, id, "water"), "drafting");
        act(home, "handler", id, "draft", draft()).expect(200);
        act(home, "handler", id, "draft-submission", json!({})).expect(200);
        assert_eq!(field(&act(home, "supervisor", id, "check", json!({ "result_class": "A" })).expect(422).json()), "note");
        act(home, "supervisor", id, "check", json!({ "result_class": "A", "note": "普查已经完成" })).expect(200);
        assert_eq!(record(home, "office", id)["replies"][0]["result_class"], "A");
        act(home, "leader", id, "draft-return", json!({ "reason": "补充联系方式" })).expect(200);
        assert_eq!(part_state(home, id, "water"), "drafting");
    }

    fn the_liaison_enters_what_the_leader_signed_on_paper(home: &TestApp) {
        let id = contacted(home);
        act(home, "handler", id, "draft", draft()).expect(200);
        act(home, "handler", id, "draft-submission", json!({})).expect(200);
        act(home, "office", id, "check", json!({})).expect(200);
        act(home, "handler", id, "reply", json!({ "document_no": "水函〔2026〕12号" })).expect(403);
        let paper = json!({ "document_no": "水函〔2026〕12号", "paper_signer": home.town.person("leader"), "paper_signed_on": "2026-03-12" });
        act(home, "liaison", id, "reply", paper).expect(200);
        assert_eq!(state(home, id), "replied");
        assert_eq!(record(home, "wang", id)["replies"][0]["signer"], "韩长河");
    }

    fn the_forms_of_the_path_stand(home: &TestApp) {
        let id = contacted(home);
        for (login, noun) in [("handler", "draft"), ("handler", "contacts"), ("liaison", "handler"), ("liaison", "extension"), ("office", "urging")] {
            home.person(login).get(&format!("/proposals/{id}/{noun}")).expect(200);
        }
        act(home, "handler", id, "draft", draft()).expect(200);
        home.person("handler").get(&format!("/proposals/{id}/draft-submission")).expect(200);
        act(home, "handler", id, "draft-submission", json!({})).expect(200);
        let check = home.person("supervisor").get(&format!("/proposals/{id}/check")).expect(200).text();
        assert!(check.contains("列入三年计划"));
        act(home, "supervisor", id, "check", json!({})).expect(200);
        assert!(home.person("leader").get(&format!("/proposals/{id}/reply")).expect(200).text().contains("更新管段五公里"));
    }
}

fn field(problem: &Value) -> String {
    problem["fields"][0]["field"].as_str().unwrap_or_default().to_owned()
}
