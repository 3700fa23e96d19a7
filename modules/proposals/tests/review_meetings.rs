//! Review meetings over HTTP.

use kernel::Id;
use serde_json::{Value, json};
use testkit::{TestApp, both_dbs};

use crate::common::town;
use crate::review_carry::{act, carry_to_filed, carry_to_second_review, submitted};

const FILE: &str = r#"{"recommendation":"file"}"#;

fn second(app: &TestApp, receipt: i64, opinion: &str) -> Id {
    let id = submitted(app, receipt);
    carry_to_second_review(app, id, &serde_json::from_str(opinion).unwrap_or_default());
    id
}

fn meeting(app: &TestApp, ids: &[Id]) -> Id {
    let body = json!({ "held_on": "2026-03-12", "place": "三楼会议室", "attendance": ["郑知行", "周砚秋", "吴听澜"], "ids": ids });
    app.token("office").post_json("/api/v1/meetings", &body).expect(201).id()
}

fn record(app: &TestApp, meeting: Id, body: &Value) -> testkit::Answer {
    app.token("office").post_json(&format!("/api/v1/meetings/{meeting}/minutes"), body)
}

fn state(app: &TestApp, id: Id) -> String {
    app.token("office").get(&format!("/api/v1/proposals/{id}")).expect(200).json()["state"].as_str().unwrap_or_default().to_owned()
}

both_dbs! { town =>
    fn one_act_decides_the_list_and_each_item_stands_alone(app: &TestApp) {
        let main = submitted(app, 9);
        carry_to_filed(app, main);
        let [file, decline, again, merge, gone] = [1, 2, 3, 4, 5].map(|n| second(app, n, FILE));
        let m = meeting(app, &[file, decline, again, merge, gone]);
        assert_eq!(record(app, m, &json!({ "decisions": [format!("{decline}:decline:dislike")] })).status, 422);
        let short = [format!("{file}:file"), format!("{decline}:decline:empty"), format!("{gone}:file")];
        record(app, m, &json!({ "decisions": short })).expect(200);
        record(app, m, &json!({ "proposal": again, "decision": "return_for_revision", "note": "补充数据" })).expect(200);
        record(app, m, &json!({ "proposal": merge, "decision": "merge", "main": main, "dissent": "周砚秋：宜单独立案" })).expect(200);
        act(app, "reviewer_b", gone, "disagreement", &json!({ "note": "再议" }));
        let page = app.person("head").get(&format!("/meetings/{m}")).expect(200).text();
        assert!(page.contains("周砚秋：宜单独立案") && page.contains("内容空泛"));
        app.token("reviewer_b").post_json(&format!("/api/v1/meetings/{m}/decision"), &json!({})).expect(403);
        assert!(app.person("head").get("/workbench").text().contains("审查会议决定，待签署"));
        app.person("head").get(&format!("/meetings/{m}/decision")).expect(200);
        let after = app.token("head").post_json(&format!("/api/v1/meetings/{m}/decision"), &json!({})).expect(200).json();
        let outcomes: Vec<&str> = after["items"].as_array().into_iter().flatten().filter_map(|i| i["outcome"].as_str()).collect();
        assert_eq!(outcomes, ["done", "done", "done", "done", "failed"]);
        assert_eq!(after["items"][4]["failure"], "workflow.not-here");
        assert!(!app.person("head").get("/workbench").text().contains("审查会议决定，待签署"));
        assert_eq!([file, decline, again, merge, gone].map(|id| state(app, id)), ["filed", "not_filed", "returned", "merged", "pre_review"]);
        let entries = app.home.read(move |tx| kernel::journal::history(tx, &kernel::journal::Ref::new("proposals", file)));
        let filed = entries.iter().find(|e| e.act == "proposal.filed").expect("an entry of its own");
        assert_eq!(filed.actor, app.town.person("head"));
        assert_eq!(filed.payload.as_ref().map(|p| p["meeting"]["held_on"].clone()), Some(json!("2026-03-12")));
        assert_eq!(app.journalled("meetings", m).last().map(String::as_str), Some("meeting.decided"));
    }

    fn the_head_who_reviewed_first_cannot_be_the_second_person(app: &TestApp) {
        let head = app.town.person("head");
        let id = second(app, 1, FILE);
        app.home.write(move |tx| {
            let mut p = proposals::store::get_unscoped(tx, id)?;
            p.first_reviewer = Some(head);
            proposals::store::save(tx, &mut p)
        });
        let m = meeting(app, &[id]);
        record(app, m, &json!({ "decisions": [format!("{id}:file")] })).expect(200);
        let after = app.token("head").post_json(&format!("/api/v1/meetings/{m}/decision"), &json!({})).expect(200).json();
        assert_eq!(after["items"][0]["failure"], "workflow.not-yours");
        assert_eq!(state(app, id), "second_review");
    }

    fn signed_on_paper_with_its_scan_and_printed(app: &TestApp) {
        let id = second(app, 1, FILE);
        let m = meeting(app, &[id]);
        let office = app.person("office");
        let form = office.get(&format!("/meetings/{m}/minutes")).expect(200).text();
        assert!(form.contains(&format!("{id}:file")));
        office.get(&format!("/meetings/{m}/minutes?proposal={id}")).expect(200);
        office.get(&format!("/meetings/{m}/list")).expect(200);
        assert!(office.post(&format!("/meetings/{m}/minutes"), &[("decisions", &format!("{id}:file"))]).status.is_redirection());
        let printed = office.get(&format!("/meetings/{m}/print")).expect(200).text();
        assert!(printed.contains("提案审查表") && printed.contains("疏通老城区排水管网") && printed.contains("<svg"));
        let head = app.town.person("head").to_string();
        let fields = [("paper_signer", head.as_str()), ("paper_signed_on", "2026-03-12")];
        let files = [("minutes", "纪要.pdf", b"%PDF-1.4\n%%EOF\n".as_slice())];
        let answer = office.post_multipart(&format!("/meetings/{m}/decision"), &fields, &files);
        assert!(answer.status.is_redirection(), "{}", answer.text());
        assert_eq!(state(app, id), "filed");
        let page = office.get(&format!("/proposals/{id}")).expect(200).text();
        assert!(page.contains("郑知行（孙文竹代录）"));
        let page = office.get(&format!("/meetings/{m}")).expect(200).text();
        let file = page.split("/files/").nth(1).and_then(|rest| rest.split('"').next()).expect("the scan is linked").to_owned();
        office.get(&format!("/files/{file}")).expect(200);
        app.person("wang").get(&format!("/files/{file}")).expect(404);
        app.token("office").post_json(&format!("/api/v1/meetings/{m}/list"), &json!({ "held_on": "2026-03-12", "attendance": ["郑"] })).expect(409);
    }

    fn meetings_are_for_the_offices_of_the_assembly(app: &TestApp) {
        let m = meeting(app, &[]);
        app.person("wang").get(&format!("/meetings/{m}")).expect(403);
        app.person("neighbour_office").get(&format!("/meetings/{m}")).expect(404);
        app.person("reviewer_a").get("/meetings").expect(200);
        let list = app.person("office").english().get("/meetings").expect(200).text();
        assert!(!list.contains("proposals.meeting"), "every word is in the catalogue");
        let draft = submitted(app, 1);
        let body = json!({ "held_on": "2026-03-12", "attendance": ["郑"], "ids": [draft] });
        app.token("office").post_json("/api/v1/meetings", &body).expect(422);
    }
}
