//! Review and filing over HTTP.

use kernel::Id;
use proposals::workflow::State;
use serde_json::json;
use testkit::{TestApp, both_dbs};

use crate::common::{placed, town};
use crate::review_carry::{act, carry_to_filed, carry_to_second_review, submitted};

fn state(app: &TestApp, id: Id) -> String {
    app.token("office").get(&format!("/api/v1/proposals/{id}")).expect(200).json()["state"].as_str().unwrap_or_default().to_owned()
}

fn refused(app: &TestApp, login: &str, id: Id, noun: &str, body: &serde_json::Value) -> (u16, String) {
    let answer = app.token(login).post_json(&format!("/api/v1/proposals/{id}/{noun}"), body);
    (answer.status.as_u16(), answer.key())
}

fn payload(app: &TestApp, id: Id, kind: &'static str) -> serde_json::Value {
    let entries = app.home.read(move |tx| kernel::journal::history(tx, &kernel::journal::Ref::new("proposals", id)));
    entries.into_iter().rev().find(|e| e.act == kind).and_then(|e| e.payload).unwrap_or_default()
}

both_dbs! { town =>
    fn two_reviewers_file_a_proposal(app: &TestApp) {
        let id = submitted(app, 1);
        act(app, "reviewer_a", id, "first-reviewer", &json!({}));
        assert_eq!(refused(app, "reviewer_b", id, "first-opinion", &json!({ "recommendation": "file" })).0, 403);
        act(app, "reviewer_a", id, "first-opinion", &json!({ "recommendation": "file", "note": "符合条件" }));
        assert_eq!(refused(app, "reviewer_a", id, "filing", &json!({})).0, 403, "the same person twice");
        let filed = act(app, "reviewer_b", id, "filing", &json!({}));
        assert_eq!(filed["state"], "filed");
        assert_eq!(filed["due"], "2026-04-11", "30 days to assign");
        assert_eq!(app.journalled("proposals", id), ["proposal.taken_up", "proposal.endorsed", "proposal.filed"]);
        let entry = payload(app, id, "proposal.filed");
        assert_eq!((entry["from"].as_str(), entry["to"].as_str()), (Some("second_review"), Some("filed")));
    }

    fn whoever_signed_reviews_nothing(app: &TestApp) {
        let reviewer = app.town.person("reviewer_a");
        let head = app.town.person("head");
        let own = placed(app, State::Submitted, move |p| p.first_signer = reviewer);
        assert_eq!(refused(app, "reviewer_a", own, "first-reviewer", &json!({})).0, 403);
        let written = placed(app, State::Submitted, move |p| p.drafter = reviewer);
        assert_eq!(refused(app, "reviewer_a", written, "first-reviewer", &json!({})).0, 403);
        let of_head = placed(app, State::Submitted, move |p| p.first_signer = head);
        carry_to_second_review(app, of_head, &json!({ "recommendation": "decline", "reason_code": "empty" }));
        assert_eq!(refused(app, "head", of_head, "non-filing", &json!({ "reason_code": "empty" })).0, 403);
        assert_eq!(refused(app, "zhao", own, "first-reviewer", &json!({})).0, 404, "members see it once it is filed");
    }

    fn a_reason_comes_from_the_list(app: &TestApp) {
        let id = submitted(app, 1);
        act(app, "reviewer_a", id, "first-reviewer", &json!({}));
        let try_with = |body| {
            let answer = app.token("reviewer_a").post_json(&format!("/api/v1/proposals/{id}/first-opinion"), &body).expect(422);
            answer.json()["fields"][0]["field"].as_str().unwrap_or_default().to_owned()
        };
        assert_eq!(try_with(json!({})), "recommendation");
        assert_eq!(try_with(json!({ "recommendation": "decline", "note": "不行" })), "reason_code");
        assert_eq!(try_with(json!({ "recommendation": "decline", "reason_code": "dislike" })), "reason_code");
        assert_eq!(try_with(json!({ "recommendation": "merge", "main": id })), "main");
        assert_eq!(try_with(json!({ "recommendation": "transfer_to_brief" })), "note");
    }

    fn declined_with_a_code_re_examined_upheld_once(app: &TestApp) {
        let id = submitted(app, 1);
        carry_to_second_review(app, id, &json!({ "recommendation": "decline", "reason_code": "empty" }));
        assert_eq!(refused(app, "reviewer_b", id, "non-filing", &json!({ "reason_code": "empty" })).0, 403);
        assert_eq!(refused(app, "reviewer_b", id, "filing", &json!({})).1, "proposals.review.other-recommendation");
        act(app, "head", id, "non-filing", &json!({ "reason_code": "empty", "note": "没有可办的建议" }));
        assert_eq!(state(app, id), "not_filed");
        let page = app.person("wang").get(&format!("/proposals/{id}")).expect(200).text();
        assert!(page.contains("内容空泛") && page.contains("没有可办的建议"), "the proposer reads why");
        assert_eq!(refused(app, "wang", id, "re-examination", &json!({ "reason": " " })).0, 422);
        act(app, "wang", id, "re-examination", &json!({ "reason": "建议一、二都有具体措施" }));
        assert_eq!(state(app, id), "re_examination");
        act(app, "head", id, "re-examination-refusal", &json!({ "reason": "维持原决定" }));
        assert_eq!(state(app, id), "not_filed");
        assert_eq!(refused(app, "wang", id, "re-examination", &json!({ "reason": "再来一次" })).0, 403, "once only");
    }

    fn a_refusal_may_be_overturned(app: &TestApp) {
        let id = submitted(app, 1);
        carry_to_second_review(app, id, &json!({ "recommendation": "decline", "reason_code": "academic" }));
        act(app, "head", id, "non-filing", &json!({ "reason_code": "academic" }));
        act(app, "wang", id, "re-examination", &json!({ "reason": "不是学术研讨" }));
        assert_eq!(refused(app, "reviewer_b", id, "re-examination-filing", &json!({ "reason": "有理" })).0, 403);
        let after = act(app, "head", id, "re-examination-filing", &json!({ "reason": "有理" }));
        assert_eq!((after["state"].as_str(), after["due"].as_str()), (Some("filed"), Some("2026-04-11")));
    }

    fn returned_with_a_message_and_a_day(app: &TestApp) {
        let id = submitted(app, 1);
        act(app, "reviewer_a", id, "first-reviewer", &json!({}));
        assert_eq!(refused(app, "reviewer_a", id, "revision-request", &json!({})).0, 422, "something must be said");
        let after = act(app, "reviewer_a", id, "revision-request", &json!({ "note": "请写明管网普查的范围" }));
        assert_eq!((after["state"].as_str(), after["due"].as_str()), (Some("returned"), Some("2026-03-19")));
        let page = app.person("wang").get(&format!("/proposals/{id}")).expect(200).text();
        assert!(page.contains("请写明管网普查的范围"));
    }

    fn revised_with_a_visible_difference_and_filed(app: &TestApp) {
        let id = submitted(app, 1);
        carry_to_second_review(app, id, &json!({ "recommendation": "file" }));
        act(app, "reviewer_b", id, "revision-request", &json!({ "note": "请写明普查的范围" }));
        let text = json!({
            "title": "关于疏通老城区排水管网的提案", "background": "老城区管网建于三十年前。", "analysis": "雨季积水，影响出行。",
            "suggestions": ["普查老城区全部管网并公布结果。", "分三年更新老旧管段。"], "version": 1
        });
        app.token("wang").post_json(&format!("/api/v1/proposals/{id}/text"), &text).expect(200);
        let back = act(app, "wang", id, "resubmission", &json!({ "no_secrets": true, "note": "已写明" }));
        assert_eq!((back["state"].as_str(), back["version"].as_i64()), (Some("pre_review"), Some(2)));
        let page = app.person("reviewer_a").get(&format!("/proposals/{id}")).expect(200).text();
        assert!(page.contains("<ins>"), "the reviewer sees what changed");
        act(app, "reviewer_a", id, "first-opinion", &json!({ "recommendation": "file" }));
        assert_eq!(act(app, "reviewer_b", id, "filing", &json!({}))["state"], "filed");
    }

    fn a_second_reviewer_who_disagrees_sends_it_back(app: &TestApp) {
        let id = submitted(app, 1);
        carry_to_second_review(app, id, &json!({ "recommendation": "file" }));
        act(app, "reviewer_b", id, "disagreement", &json!({ "note": "与第 3 件重复" }));
        assert_eq!(state(app, id), "pre_review");
        let form = app.person("reviewer_a").get(&format!("/proposals/{id}/first-opinion")).expect(200).text();
        assert!(form.contains("与第 3 件重复"), "the first reviewer reads why");
        act(app, "reviewer_a", id, "first-reviewer-release", &json!({}));
        assert_eq!(state(app, id), "submitted");
        act(app, "reviewer_b", id, "first-reviewer", &json!({}));
    }

    fn merged_into_a_filed_one_and_keeping_its_number(app: &TestApp) {
        let (main, other) = (submitted(app, 1), submitted(app, 2));
        carry_to_second_review(app, other, &json!({ "recommendation": "file" }));
        assert_eq!(refused(app, "head", other, "merger", &json!({ "main": main })).0, 422, "the main one is not filed");
        carry_to_filed(app, main);
        let after = act(app, "head", other, "merger", &json!({ "main": main, "note": "同一管网" }));
        assert_eq!((after["state"].as_str(), after["receipt_no"].as_str()), (Some("merged"), Some("2")));
        assert!(app.journalled("proposals", main).contains(&"proposal.took_in".to_owned()));
        let third = submitted(app, 3);
        carry_to_filed(app, third);
        assert_eq!(refused(app, "head", main, "merger", &json!({ "main": third })).1, "proposals.review.is-a-main");
        assert_eq!(refused(app, "head", third, "merger", &json!({ "main": other })).0, 422, "merged itself");
        let neighbour = app.town.neighbour;
        let foreign = placed(app, State::Filed, move |p| p.assembly = neighbour);
        assert_eq!(refused(app, "head", third, "merger", &json!({ "main": foreign })).0, 422);
    }

    fn transferred_is_recorded_with_a_reason(app: &TestApp) {
        for (receipt, noun, end) in [(1, "transfer-to-brief", "transferred_to_brief"), (2, "transfer-as-letter", "transferred_as_letter")] {
            let id = submitted(app, receipt);
            carry_to_second_review(app, id, &json!({ "recommendation": noun.replace('-', "_"), "note": "属个案" }));
            assert_eq!(refused(app, "head", id, noun, &json!({})).0, 422);
            act(app, "head", id, noun, &json!({ "note": "转有关部门阅处" }));
            assert_eq!(state(app, id), end);
            assert_eq!(payload(app, id, if receipt == 1 { "proposal.transferred_to_brief" } else { "proposal.transferred_as_letter" })["note"], "转有关部门阅处");
        }
    }

    fn a_decision_on_paper_names_signer_and_registrar(app: &TestApp) {
        let id = submitted(app, 1);
        carry_to_second_review(app, id, &json!({ "recommendation": "decline", "reason_code": "empty" }));
        let head = app.town.person("head").to_string();
        let form = app.person("office").get(&format!("/proposals/{id}/non-filing")).expect(200).text();
        assert!(form.contains("paper_signer"), "the office may register it");
        let fields = [("reason_code", "empty"), ("paper_signer", head.as_str()), ("paper_signed_on", "2026-03-11")];
        let scan = [("paper_scan", "签批.pdf", b"%PDF-1.4\n%%EOF\n".as_slice())];
        let gone = app.person("office").post_multipart(&format!("/proposals/{id}/non-filing"), &fields, &scan);
        assert!(gone.status.is_redirection(), "{}", gone.text());
        assert_eq!(state(app, id), "not_filed");
        let page = app.person("office").get(&format!("/proposals/{id}")).expect(200).text();
        assert!(page.contains("郑知行（孙文竹代录）"), "both names stand in the history");
        let other = submitted(app, 2);
        carry_to_second_review(app, other, &json!({ "recommendation": "decline", "reason_code": "empty" }));
        let first = app.town.person("reviewer_a").to_string();
        let body = json!({ "reason_code": "empty", "paper_signer": first, "paper_signed_on": "2026-03-11" });
        assert_eq!(refused(app, "office", other, "non-filing", &body).0, 403, "the signer's roles decide");
    }

    fn only_one_of_two_reviewers_wins(app: &TestApp) {
        let id = submitted(app, 1);
        let outcomes: Vec<u16> = std::thread::scope(|scope| {
            let runs = ["reviewer_a", "reviewer_b"].map(|login| {
                let client = app.token(login);
                scope.spawn(move || client.post_json(&format!("/api/v1/proposals/{id}/first-reviewer"), &json!({})).status.as_u16())
            });
            runs.into_iter().map(|run| run.join().unwrap_or(0)).collect()
        });
        let mut sorted = outcomes.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, [200, 409]);
        assert_eq!(app.journalled("proposals", id), ["proposal.taken_up"]);
    }

    fn a_form_for_many_starts_with_nobodys_answers(app: &TestApp) {
        let main = submitted(app, 9);
        carry_to_filed(app, main);
        let both = [submitted(app, 1), submitted(app, 2)];
        carry_to_second_review(app, both[0], &json!({ "recommendation": "decline", "reason_code": "empty" }));
        carry_to_second_review(app, both[1], &json!({ "recommendation": "merge", "main": main }));
        let head = app.person("head");
        assert!(head.get(&format!("/proposals/{}/non-filing", both[0])).text().contains("<option value=\"empty\" selected"));
        let ids = both.map(|id| id.to_string());
        let chosen: Vec<(&str, &str)> = ids.iter().map(|id| ("ids", id.as_str())).collect();
        for name in ["decline", "merge"] {
            let form = head.post(&format!("/batch/proposals.{name}"), &chosen).expect(200).text();
            assert!(!form.contains(" selected"), "{name}: {form}");
            let sent = [chosen.clone(), vec![("confirmed", "1"), ("note", "经会议研究")]].concat();
            let again = head.post(&format!("/batch/proposals.{name}"), &sent).expect(422).text();
            assert!(again.contains("error-summary") && again.contains("经会议研究") && again.contains(&ids[1]), "{name}: {again}");
        }
        let main = main.to_string();
        let sent = [chosen, vec![("confirmed", "1"), ("main", &main)]].concat();
        head.post("/batch/proposals.merge", &sent).expect(200);
        assert_eq!(both.map(|id| state(app, id)), ["merged", "merged"]);
    }

    fn reviewers_have_a_list_of_their_own(app: &TestApp) {
        let (own, other) = (submitted(app, 1), submitted(app, 2));
        act(app, "reviewer_a", own, "first-reviewer", &json!({}));
        act(app, "reviewer_b", other, "first-reviewer", &json!({}));
        let page = app.person("reviewer_a").get("/proposals?state=pre_review&mine_to_review=1").expect(200).text();
        assert!(page.contains(&format!("/proposals/{own}")) && !page.contains(&format!("/proposals/{other}")));
        assert!(app.person("reviewer_a").get("/proposals?state=pre_review").text().contains("由我预审"));
    }

    fn a_batch_does_what_it_can_and_names_the_rest(app: &TestApp) {
        let reviewer = app.town.person("reviewer_a");
        let (one, two) = (submitted(app, 1), submitted(app, 2));
        let own = placed(app, State::Submitted, move |p| p.first_signer = reviewer);
        let ids = [own, one, two].map(|id| id.to_string());
        let mut fields: Vec<(&str, &str)> = ids.iter().map(|id| ("ids", id.as_str())).collect();
        let client = app.person("reviewer_a");
        let asked = client.post("/batch/proposals.take_up", &fields).expect(200).text();
        assert!(asked.contains("name=\"confirmed\""), "one form for all");
        fields.push(("confirmed", "1"));
        fields.push(("idempotency_key", "night"));
        let report = client.post("/batch/proposals.take_up", &fields).expect(200).text();
        assert!(report.contains(&own.to_string()) && !report.contains(&format!("/proposals/{one}\"")), "{report}");
        assert_eq!([state(app, one), state(app, own), state(app, two)], ["pre_review", "submitted", "pre_review"]);
    }

    fn dealt_out_evenly_past_conflicts(app: &TestApp) {
        let reviewer = app.town.person("reviewer_a");
        let ids: Vec<Id> = (1..=4).map(|n| submitted(app, n)).collect();
        let own = placed(app, State::Submitted, move |p| p.first_signer = reviewer);
        app.token("reviewer_a").post_json("/api/v1/proposals/dealing", &json!({})).expect(403);
        let stranger = json!({ "reviewers": [app.town.person("wang")] });
        app.token("office").post_json("/api/v1/proposals/dealing", &stranger).expect(422);
        app.person("office").get("/proposals/dealing").expect(200);
        let answer = app.token("office").post_json("/api/v1/proposals/dealing", &json!({})).expect(201).json();
        let dealt = answer["dealt"].as_array().cloned().unwrap_or_default();
        let to = |login: &str| dealt.iter().filter(|d| d["reviewer"] == app.town.person(login).to_string()).count();
        assert_eq!((to("reviewer_a") + to("reviewer_b"), to("reviewer_a").abs_diff(to("reviewer_b"))), (5, 1));
        let of_own = dealt.iter().find(|d| d["proposal"] == own.to_string());
        assert_eq!(of_own.map(|d| d["reviewer"].clone()), Some(json!(app.town.person("reviewer_b"))));
        assert_eq!(app.journalled("proposals", ids[0]), ["proposal.dealt"]);
        assert_eq!(app.token("office").post_json("/api/v1/proposals/dealing", &json!({})).expect(409).key(), "proposals.deal.nothing");
    }

    fn every_form_opens_where_its_act_is_possible(app: &TestApp) {
        let id = submitted(app, 1);
        app.person("reviewer_a").get(&format!("/proposals/{id}/first-reviewer")).expect(200);
        app.person("reviewer_a").get(&format!("/proposals/{id}/filing")).expect(409);
        carry_to_second_review(app, id, &json!({ "recommendation": "file" }));
        for (login, noun) in [
            ("reviewer_b", "filing"),
            ("reviewer_b", "disagreement"),
            ("reviewer_b", "revision-request"),
            ("head", "non-filing"),
            ("head", "merger"),
            ("head", "transfer-to-brief"),
            ("head", "transfer-as-letter"),
        ] {
            let page = app.person(login).english().get(&format!("/proposals/{id}/{noun}")).expect(200).text();
            assert!(page.contains("普查管网并公布结果"), "what the decision is about");
            assert!(!page.contains("proposals."), "every word is in the catalogue: {page}");
        }
        app.person("reviewer_a").get(&format!("/proposals/{id}/filing")).expect(403);
        app.person("wang").get(&format!("/proposals/{id}/filing")).expect(403);
        app.person("zhao").get(&format!("/proposals/{id}/filing")).expect(404);
    }
}
