//! Corrections, revocations, reopenings by two persons; publication; statistics; printed forms.

use kernel::{Clock, Id, Timestamp, params};
use proposals::model::Proposal;
use proposals::workflow::{State, assignment};
use proposals::{stats, store};
use serde_json::{Value, json};
use testkit::{TestApp, both_dbs};

use crate::common::{placed, town};
use crate::feedback_carry::{CONTACT, TELEPHONE, answered, answered_as, part, rating_of, state_of};

fn api(id: Id, noun: &str) -> String {
    format!("/api/v1/proposals/{id}/{noun}")
}

fn ask(app: &TestApp, id: Id, kind: &str) {
    let body = json!({ "kind": kind, "reason": "登记有误" });
    app.token("office").post_json(&api(id, "change-request"), &body).expect(200);
}

fn closed(app: &TestApp) -> Id {
    closed_as(app, "0008")
}

fn closed_as(app: &TestApp, case_no: &'static str) -> Id {
    let id = answered_as(app, case_no);
    app.token("office").post_json(&api(id, "closing"), &json!({ "note": "提案者表示同意" })).expect(200);
    id
}

fn checks() -> Value {
    json!({ "checks": ["no_secrets", "no_contacts", "no_private"], "checker": "郑知行" })
}

both_dbs! { town =>
    fn a_correction_needs_a_second_person_and_keeps_old_and_new(app: &TestApp) {
        let id = answered(app);
        let (office, head) = (app.token("office"), app.token("head"));
        let wanted = json!({ "kind": "correction", "reason": "错别字", "title": "关于疏通老城区雨水管网的提案" });
        for login in ["wang", "handler", "reviewer_a", "supervisor"] {
            app.token(login).post_json(&api(id, "change-request"), &wanted).expect(403);
        }
        office.post_json(&api(id, "change-request"), &json!({ "kind": "correction", "title": "新" })).expect(422);
        office.post_json(&api(id, "change-request"), &json!({ "kind": "correction", "reason": "无" })).expect(422);
        app.person("office").get(&format!("/proposals/{id}/change-request")).expect(200);
        head.post_json(&api(id, "correction"), &json!({})).expect(403);
        office.post_json(&api(id, "change-request"), &wanted).expect(200);
        office.post_json(&api(id, "change-request"), &wanted).expect(409);
        office.post_json(&api(id, "correction"), &json!({})).expect(403);
        head.post_json(&api(id, "revocation"), &json!({})).expect(403);
        assert!(app.person("head").get("/workbench").text().contains("更改申请，待第二人确认"));
        assert!(app.person("head").get(&format!("/proposals/{id}/correction")).expect(200).text().contains("雨水管网"));
        let record = head.post_json(&api(id, "correction"), &json!({})).expect(200).json();
        assert_eq!((record["title"].as_str(), record["version"].as_i64()), (Some("关于疏通老城区雨水管网的提案"), Some(2)));
        assert_eq!(record["state"], "replied");
        let entry = app.home.read(move |tx| kernel::journal::history(tx, &kernel::journal::Ref::new("proposals", id))).pop().expect("an entry");
        let payload = entry.payload.expect("a payload");
        assert_eq!(payload["fields"]["title"]["old"], "关于疏通老城区排水管网的提案");
        assert_eq!(payload["asked_by"], json!(app.town.person("office")));
    }

    fn a_unit_written_down_wrongly_is_corrected_until_it_answers(app: &TestApp) {
        let id = placed(app, State::Assigned, |p: &mut Proposal| p.case_no = Some("3".into()));
        let town = app.town.clone();
        app.home.write(move |tx| {
            let part = part(tx, id, town.assembly, town.units["water"], assignment::State::Accepted);
            store::assignments::insert(tx, &part)
        });
        let school = app.town.units["school"];
        let wanted = json!({ "kind": "correction", "reason": "单位写错", "unit": school.to_string() });
        app.token("office").post_json(&api(id, "change-request"), &wanted).expect(200);
        let record = app.token("head").post_json(&api(id, "correction"), &json!({})).expect(200).json();
        assert_eq!(record["assignments"][0]["unit"], json!(school));
        app.token("handler").get(&format!("/api/v1/proposals/{id}")).expect(404);
        app.token("handler_b").get(&format!("/api/v1/proposals/{id}")).expect(200);
    }

    fn a_request_is_refused_or_taken_back(app: &TestApp) {
        let id = answered(app);
        ask(app, id, "revocation");
        app.token("office").post_json(&api(id, "change-refusal"), &json!({})).expect(422);
        app.person("office").get(&format!("/proposals/{id}/change-refusal")).expect(200);
        app.token("office").post_json(&api(id, "change-refusal"), &json!({ "reason": "看错了" })).expect(200);
        app.token("head").post_json(&api(id, "revocation"), &json!({})).expect(403);
        assert_eq!(state_of(app, id), "replied");
    }

    fn a_revoked_filing_goes_back_to_review_and_its_number_is_void(app: &TestApp) {
        let id = placed(app, State::Filed, |p: &mut Proposal| {
            (p.case_no, p.filed_at) = (Some("0012".into()), Some(p.created_at));
        });
        app.token("office").post_json(&api(id, "change-request"), &json!({ "kind": "reopening", "reason": "x" })).expect(422);
        ask(app, id, "revocation");
        assert!(app.person("head").get(&format!("/proposals/{id}/revocation")).expect(200).text().contains("案号作废"));
        let record = app.token("head").post_json(&api(id, "revocation"), &json!({})).expect(200).json();
        assert_eq!((record["state"].as_str(), &record["number"]), (Some("second_review"), &Value::Null));
        let void = app.home.read(|tx| tx.query("SELECT case_no FROM void_number", &[], |row| row.get::<String>(0)));
        assert_eq!(void, ["0012"]);
    }

    fn a_revoked_assignment_ends_the_parts_of_all_units(app: &TestApp) {
        let id = placed(app, State::Assigned, |p: &mut Proposal| p.case_no = Some("4".into()));
        let town = app.town.clone();
        app.home.write(move |tx| {
            for (unit, state) in [("water", assignment::State::Checking), ("school", assignment::State::ReturnRequested)] {
                let part = part(tx, id, town.assembly, town.units[unit], state);
                store::assignments::insert(tx, &part)?;
            }
            Ok(())
        });
        ask(app, id, "revocation");
        let record = app.token("head").post_json(&api(id, "revocation"), &json!({})).expect(200).json();
        assert_eq!(record["state"], "filed");
        let states: Vec<&str> = record["assignments"].as_array().expect("parts").iter().filter_map(|a| a["state"].as_str()).collect();
        assert_eq!(states, ["revoked", "revoked"]);
        app.token("handler").get(&format!("/api/v1/proposals/{id}")).expect(404);
    }

    fn a_revoked_answer_is_a_draft_again_and_its_ratings_count_no_more(app: &TestApp) {
        let id = answered(app);
        app.token("wang").post_json(&api(id, "rating"), &json!({ "work": "satisfied", "result": "satisfied" })).expect(200);
        app.token("office").post_json(&api(id, "publication"), &checks()).expect(200);
        ask(app, id, "revocation");
        app.token("li").post_json(&api(id, "rating"), &json!({ "work": "satisfied", "result": "satisfied" })).expect(200);
        assert_eq!(state_of(app, id), "replied", "an open request keeps it from closing");
        let record = app.token("head").post_json(&api(id, "revocation"), &json!({})).expect(200).json();
        assert_eq!((record["state"].as_str(), record["assignments"][0]["state"].as_str()), (Some("assigned"), Some("drafting")));
        app.anon().get(&format!("/public/proposals/{id}")).expect(404);
        app.token("li").post_json(&api(id, "rating-amendment"), &json!({ "work": "satisfied", "result": "satisfied" })).expect(403);
        let kept = app.home.read(move |tx| tx.scalar("SELECT COUNT(*) FROM rating WHERE proposal = $1 AND voided_at IS NOT NULL", params![id]));
        assert_eq!(kept, 2);
        let reply = app.home.read(move |tx| store::replies::of(tx, id)).remove(0);
        assert!(reply.revoked_at.is_some());
        let draft = json!({
            "body": "更正后的答复。", "result_class": "A", "answers": [{ "text": "已经完成。", "class": "A" }, { "text": "已经更新。", "class": "A" }],
            "contact_name": "沈叶舟", "contact_telephone": "0100-5550123",
        });
        let visit = json!({ "form": "visit", "held_on": "2026-03-12", "people": "王静好、沈叶舟", "summary": "说明了更正。" });
        app.token("handler").post_json(&api(id, "contacts"), &visit).expect(200);
        app.token("handler").post_json(&api(id, "draft"), &draft).expect(200);
        app.token("handler").post_json(&api(id, "draft-submission"), &json!({ "late_noted": true })).expect(200);
        app.token("supervisor").post_json(&api(id, "check"), &json!({})).expect(200);
        app.token("leader").post_json(&api(id, "reply"), &json!({ "document_no": "水函〔2026〕12号" })).expect(200);
        for login in ["wang", "li"] {
            assert_eq!(rating_of(app, id, 1, login).state.get(), proposals::workflow::rating::State::Asked, "{login} rates the new answer");
        }
        app.token("wang").post_json(&api(id, "rating"), &json!({ "work": "satisfied", "result": "satisfied" })).expect(200);
        app.token("li").post_json(&api(id, "rating"), &json!({ "work": "satisfied", "result": "satisfied" })).expect(200);
        assert_eq!(state_of(app, id), "closed");
    }

    fn what_was_reopened_is_not_closed_again_by_the_rule(app: &TestApp) {
        let id = answered(app);
        app.token("wang").post_json(&api(id, "rating"), &json!({ "work": "satisfied", "result": "satisfied" })).expect(200);
        app.token("li").post_json(&api(id, "rating"), &json!({ "work": "satisfied", "result": "satisfied" })).expect(200);
        assert_eq!(state_of(app, id), "closed");
        app.clock().advance_days(1);
        ask(app, id, "reopening");
        app.token("office").post_json(&api(id, "reopening"), &json!({})).expect(403);
        app.person("head").get(&format!("/proposals/{id}/reopening")).expect(200);
        app.token("head").post_json(&api(id, "reopening"), &json!({ "note": "同意" })).expect(200);
        app.work();
        assert_eq!(state_of(app, id), "replied");
        assert_eq!(rating_of(app, id, 1, "wang").result.as_deref(), Some("satisfied"));
    }

    fn a_policy_is_moved_with_a_reason(app: &TestApp) {
        let id = placed(app, State::Filed, |_| {});
        let office = app.token("office");
        office.post_json(&api(id, "policy"), &json!({ "reason": "新办法" })).expect(409);
        let town = app.town.clone();
        app.home.write(move |tx| kernel::policy::save(tx, town.assembly, 2026, &proposals::rules::Rules::default(), "新办法", Id(1)));
        app.person("office").get(&format!("/proposals/{id}/policy")).expect(200);
        office.post_json(&api(id, "policy"), &json!({ "reason": "新办法" })).expect(200);
        assert_eq!(app.home.read(move |tx| Ok(store::get_unscoped(tx, id)?.policy_version)), 1);
    }

    fn in_a_storm_a_stranger_reads_what_was_true_a_second_ago(app: &TestApp) {
        let (id, other) = (closed(app), closed_as(app, "0009"));
        let shows = |person: &testkit::Client, id: Id| person.get("/public").expect(200).text().contains(&format!("/public/proposals/{id}"));
        assert!(!shows(&app.anon(), id));
        app.token("office").post_json(&api(id, "publication"), &checks()).expect(200);
        assert!(shows(&app.anon(), id), "where little happens everybody reads what is");
        for _ in 0..110 {
            app.home.write(|_| Ok(()));
        }
        app.token("office").post_json(&api(other, "publication"), &checks()).expect(200);
        assert!(!shows(&app.anon(), other), "loaded a moment ago, and much has happened since");
        assert!(shows(&app.person("wang"), other), "whoever is known reads what is");
        assert!(app.anon().english().get("/public").expect(200).text().contains(&format!("/public/proposals/{other}")), "not yet loaded");
        app.clock().set(Timestamp(app.clock().now().0 + 1_000));
        assert!(shows(&app.anon(), other), "a second later");
        let nonces: std::collections::BTreeSet<String> = (0..40).map(|_| app.anon().get("/public").headers["content-security-policy"].to_str().expect("text").to_owned()).collect();
        assert_eq!(nonces.len(), 40, "drawn for each who looks");
    }

    fn everybody_reads_what_was_published_and_never_a_draft_or_a_contact(app: &TestApp) {
        let (id, other) = (closed(app), answered(app));
        let office = app.token("office");
        app.anon().get("/public").expect(200);
        app.anon().get(&format!("/public/proposals/{id}")).expect(404);
        app.token("supervisor").post_json(&api(id, "publication"), &checks()).expect(403);
        office.post_json(&api(id, "publication"), &json!({ "checks": ["no_secrets"], "checker": "郑知行" })).expect(422);
        app.person("office").get(&format!("/proposals/{id}/publication")).expect(200);
        office.post_json(&api(id, "publication"), &checks()).expect(200);
        let list = app.anon().get("/public?q=%E8%80%81%E5%9F%8E%E5%8C%BA&year=2026").expect(200).text();
        assert!(list.contains(&format!("/public/proposals/{id}")) && !list.contains(&format!("/public/proposals/{other}")));
        assert!(!app.anon().get("/public?q=xyz").expect(200).text().contains("/public/proposals/"));
        assert!(!app.anon().get("/public?category=%E5%85%B6%E4%BB%96").expect(200).text().contains("/public/proposals/"));
        let page = app.anon().get(&format!("/public/proposals/{id}")).expect(200).text();
        for shown in ["关于疏通老城区排水管网的提案", "王静好等2人", "管网普查已列入计划", "六月底前公布普查结果", "三年内更新老旧管段", "清水函〔2026〕7号"] {
            assert!(page.contains(shown), "{shown}");
        }
        for hidden in [CONTACT, TELEPHONE, "沈叶舟", "李思远"] {
            assert!(!page.contains(hidden), "{hidden}");
        }
        app.anon().english().get(&format!("/public/proposals/{id}")).expect(200);
        app.anon().get(&format!("/public/proposals/{other}")).expect(404);
        app.anon().get(&format!("/api/v1/proposals/{id}")).expect(401);
        // A draft of the next answer stays inside.
        app.home.write(move |tx| {
            let mut reply = store::replies::of(tx, id)?.remove(0);
            (reply.id, reply.round, reply.sent_at, reply.body) = (tx.new_id(), 2, None, "拟稿未发".into());
            store::replies::put(tx, &reply)
        });
        assert!(!app.anon().get(&format!("/public/proposals/{id}")).text().contains("拟稿未发"));
    }

    fn a_telephone_number_in_the_text_is_not_published(app: &TestApp) {
        let id = placed(app, State::Replied, |p: &mut Proposal| p.analysis = "请联系13912345678".into());
        let refused = app.token("office").post_json(&api(id, "publication"), &checks()).expect(422);
        assert_eq!(refused.json()["fields"][0]["key"], "proposals.publication.number");
    }

    fn figures_reconcile_and_open_their_rows(app: &TestApp) {
        closed(app);
        answered(app);
        for state in [State::Filed, State::Assigned, State::PreReview, State::NotFiled, State::Merged, State::Withdrawn, State::TransferredToBrief] {
            placed(app, state, |p: &mut Proposal| p.filed_at = p.submitted_at);
        }
        placed(app, State::Draft, |p: &mut Proposal| p.submitted_at = None);
        let assembly = app.town.assembly;
        let found = app.home.read(move |tx| stats::run(tx, assembly, None, None, None));
        assert_eq!(found["holds"], true, "{found}");
        assert_eq!((&found["counts"]["received"], &found["counts"]["filed"], &found["counts"]["pending"]), (&json!(9), &json!(4), &json!(1)));
        assert_eq!((&found["counts"]["answered"], &found["counts"]["by_class"]["B"], &found["counts"]["unanswered"]), (&json!(2), &json!(2), &json!(2)));
        assert_eq!(found["counts"]["awaiting"], json!(2));
        let office = app.person("office");
        let page = office.get("/statistics").expect(200).text();
        assert!(page.contains("/statistics/rows?figure=filed") && !page.contains("不等"));
        for name in ["received", "filed", "withdrawn", "answered", "class%3AB", "satisfaction%3Asatisfied", "kind%3Ajoint", "category%3Anone"] {
            office.get(&format!("/statistics/rows?figure={name}")).expect(200);
        }
        assert!(office.get("/statistics/rows?figure=filed").text().contains("共 4 件"));
        office.get("/statistics/rows?figure=nothing").expect(404);
        office.get("/statistics?from=bad").expect(422);
        assert!(office.get("/statistics/speech").expect(200).text().contains("共收到提案9件"));
        office.english().get("/statistics").expect(200);
        app.person("wang").get("/statistics").expect(403);
        assert_eq!(app.token("office").get("/api/v1/statistics?as_of=2026-03-11").expect(200).json()["counts"]["received"], 0);
    }

    fn every_form_prints_with_the_way_back_to_the_record(app: &TestApp) {
        let id = answered(app);
        let office = app.person("office");
        for kind in ["form", "review", "rating", "memo"] {
            let paper = office.get(&format!("/proposals/{id}/print/{kind}")).expect(200).text();
            assert!(paper.contains("<svg class=\"qr\"") && paper.contains("老城区排水管网"), "{kind}");
            assert!(!paper.contains("proposals.") , "{kind} has a bare key");
        }
        assert_eq!(office.get(&format!("/proposals/{id}/print/rating")).text().matches("class=\"sheet\"").count(), 2);
        office.get(&format!("/proposals/{id}/print/urging")).expect(409);
        for kind in ["review", "urging", "memo"] {
            app.person("wang").get(&format!("/proposals/{id}/print/{kind}")).expect(403);
            app.person("handler").get(&format!("/proposals/{id}/print/{kind}")).expect(403);
        }
        app.person("wang").get(&format!("/proposals/{id}/print/form")).expect(200);
        assert_eq!(app.person("wang").get(&format!("/proposals/{id}/print/rating")).expect(200).text().matches("class=\"sheet\"").count(), 1);
        app.person("handler").get(&format!("/proposals/{id}/print/rating")).expect(409);
        app.person("neighbour").get(&format!("/proposals/{id}/print/form")).expect(404);
        let town = app.town.clone();
        let late = placed(app, State::Assigned, |p: &mut Proposal| p.case_no = Some("9".into()));
        app.home.write(move |tx| {
            let part = part(tx, late, town.assembly, town.units["school"], assignment::State::Accepted);
            store::assignments::insert(tx, &part)
        });
        assert!(office.get(&format!("/proposals/{late}/print/urging")).expect(200).text().contains("清川市教育局"));
        let list = office.get(&format!("/proposals/print?ids={id},{late}")).expect(200).text();
        assert!(list.contains("0007") && list.contains("清川市教育局"));
        office.get("/proposals/print?state=assigned").expect(200);
        office.english().get(&format!("/proposals/{id}/print/form")).expect(200);
    }
}
