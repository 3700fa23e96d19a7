//! Drafting, co-signing, submitting and withdrawing over HTTP.

use kernel::{Id, params};
use proposals::workflow::State;
use serde_json::{Value, json};
use testkit::{Answer, TestApp, both_dbs};

use crate::common::{drafted, handed_in, placed, submitted, town, words};

fn act(app: &TestApp, login: &str, id: Id, noun: &str, body: Value) -> Answer {
    app.token(login).post_json(&format!("/api/v1/proposals/{id}/{noun}"), &body)
}

fn fields(answer: &Answer) -> Vec<String> {
    let body = answer.json();
    body["fields"].as_array().expect("fields").iter().map(|f| f["key"].as_str().unwrap_or_default().to_owned()).collect()
}

fn words_with(change: impl Fn(&mut Value)) -> Value {
    let mut words = words();
    change(&mut words);
    words
}

fn rewritten(kind: &str, change: impl Fn(&mut Value)) -> Value {
    let mut words = words_with(change);
    words["kind"] = kind.into();
    words
}

/// A joint draft of 王静好 to which `invited` are asked.
fn joint(app: &TestApp, invited: &[&str]) -> Id {
    let body = words_with(|w| w["kind"] = "joint".into());
    let id = app.token("wang").post_json("/api/v1/proposals", &body).expect(201).id();
    let persons: Vec<Id> = invited.iter().map(|login| app.town.person(login)).collect();
    act(app, "wang", id, "invitations", json!({ "persons": persons })).expect(200);
    id
}

fn signers(app: &TestApp, id: Id) -> Vec<Id> {
    app.home.read(move |tx| proposals::store::invitations::accepted(tx, id))
}

fn answers(app: &TestApp, id: Id) -> Vec<&'static str> {
    app.home.read(move |tx| Ok(proposals::store::invitations::of(tx, id)?.iter().map(|i| i.state.get().name()).collect()))
}

/// An aide of 王静好, and one of nobody in particular.
fn aides(app: &TestApp) {
    let (assembly, wang) = (app.town.assembly, app.town.person("wang"));
    app.home.write(move |tx| {
        for (login, principal) in [("aide", Some(wang)), ("clerk", None)] {
            let (person, grant) = (tx.new_id(), tx.new_id());
            tx.execute(
                "INSERT INTO person (id, assembly, name, name_en, folded, employer, post, created_at) VALUES ($1, $4, $2, $2, $2, '', '', $3)",
                params![person, login, tx.now(), assembly],
            )?;
            tx.execute(
                "INSERT INTO account (person, assembly, login, state, must_change, failures, created_by, created_at)
                 VALUES ($1, $4, $2, 'active', 0, 0, $1, $3)",
                params![person, login, tx.now(), assembly],
            )?;
            tx.execute(
                "INSERT INTO role_grant (id, assembly, person, role, delegated_by, granted_by, approved_by, approved_at, from_at)
                 VALUES ($1, $2, $3, 'aide', $4, $3, $3, $5, $5)",
                params![grant, assembly, person, principal, tx.now()],
            )?;
        }
        Ok(())
    });
}

both_dbs! { town =>
    fn a_member_drafts_and_submits(home: &TestApp) {
        let draft = home.token("wang").post_json("/api/v1/proposals", &words()).expect(201);
        assert_eq!((draft.json()["state"].as_str(), draft.json()["version"].as_i64()), (Some("draft"), Some(1)));
        let record = submitted(home, "wang", draft.id());
        assert_eq!((record["state"].as_str(), record["receipt_no"].as_str(), record["period"].as_str()), (Some("submitted"), Some("1"), Some("plenary")));
        assert_eq!(record["proposer"], "王静好");
        assert!(record["due"].is_string());
        assert_eq!(home.journalled("proposals", draft.id()), ["proposal.drafted", "proposal.submitted"]);
    }

    fn the_whole_path_on_pages(home: &TestApp) {
        let wang = home.person("wang");
        let page = wang.get("/proposals/new").expect(200).text();
        assert!(page.contains("新建提案") && page.contains("name=\"suggestions\""), "{page}");
        let typed = [("title", "关于增设候车亭的提案"), ("kind", "individual"), ("background", "甲"), ("analysis", "乙"), ("suggestions", "丙"), ("suggestions", "")];
        let location = wang.post("/proposals", &typed).location();
        let id: Id = location.trim_start_matches("/proposals/").parse().expect("an id");
        let form = wang.get(&format!("/proposals/{id}/submission")).expect(200).text();
        assert!(form.contains("大会提案") && form.contains("关于增设候车亭的提案") && form.contains("王静好"), "{form}");
        let refused = wang.post(&format!("/proposals/{id}/submission"), &[]).expect(422).text();
        assert!(refused.contains("请确认提案不含涉密信息"), "{refused}");
        let sent = || wang.clone().key("once").post(&format!("/proposals/{id}/submission"), &[("no_secrets", "true")]).expect(303);
        let said = |page: String| page.lines().find(|line| line.contains("审查开始前可以收回")).expect("a notice").trim().to_owned();
        let (first, again) = (said(wang.follow(sent()).text()), said(wang.follow(sent()).text()));
        assert!(first.contains("来件号 ") && !first.contains("{number}"), "{first}");
        assert_eq!(again, first, "sent twice it says the same");
        wang.get(&format!("/proposals/{id}/recall")).expect(200);
        wang.post(&format!("/proposals/{id}/recall"), &[]).location();
        assert!(wang.clone().english().get(&format!("/proposals/{id}/text")).expect(200).text().contains("Edit the proposal"));
        assert_eq!(home.journalled("proposals", id), ["proposal.drafted", "proposal.submitted", "proposal.recalled"]);
    }

    fn what_is_missing_is_named_at_submission_only(home: &TestApp) {
        let long = "长".repeat(61);
        let body = words_with(|w| { w["title"] = long.as_str().into(); w["background"] = "".into(); w["suggestions"] = json!([" "]); });
        let id = home.token("wang").post_json("/api/v1/proposals", &body).expect(201).id();
        let answer = act(home, "wang", id, "submission", json!({})).expect(422);
        assert_eq!(fields(&answer), ["proposals.submit.title-long", "proposals.submit.no-background", "proposals.submit.no-suggestions", "proposals.submit.no-secrets"]);
        let heavy = words_with(|w| w["analysis"] = "字".repeat(2_500).into());
        act(home, "wang", id, "text", heavy).expect(200);
        assert_eq!(fields(&act(home, "wang", id, "submission", json!({"no_secrets": true})).expect(422)), ["proposals.submit.body-long"]);
        home.token("wang").post_json("/api/v1/proposals", &words_with(|w| w["title"] = " ".into())).expect(422);
    }

    fn a_category_is_found_by_id_or_name(home: &TestApp) {
        let assembly = home.town.assembly;
        let id = home.home.write(move |tx| proposals::store::category_named(tx, assembly, "城乡建设"));
        for given in [id.to_string(), "城乡建设".to_owned()] {
            let answer = home.token("wang").post_json("/api/v1/proposals", &words_with(|w| w["category"] = given.as_str().into())).expect(201);
            assert_eq!(answer.json()["category"], id.to_string());
        }
        let unknown = home.token("wang").post_json("/api/v1/proposals", &words_with(|w| w["category"] = "没有的".into())).expect(422);
        assert_eq!(fields(&unknown), ["proposals.category.unknown"]);
    }

    fn co_signers_answer_and_are_printed(home: &TestApp) {
        let id = joint(home, &["li", "zhao", "qian"]);
        home.person("li").get(&format!("/proposals/{id}/co-signature")).expect(200);
        act(home, "li", id, "co-signature", json!({"version": 1})).expect(200);
        act(home, "zhao", id, "co-signature", json!({})).expect(200);
        let waiting = act(home, "wang", id, "submission", json!({"no_secrets": true})).expect(422);
        assert_eq!(fields(&waiting), ["proposals.submit.open-invitations"]);
        act(home, "qian", id, "co-signature-refusal", json!({})).expect(200);
        assert_eq!(signers(home, id), [home.town.person("li"), home.town.person("zhao")]);
        assert_eq!(submitted(home, "wang", id)["proposer"], "王静好等3人");
        act(home, "li", id, "co-signature-withdrawal", json!({})).expect(409);
        act(home, "office", id, "co-signature", json!({})).expect(403);
        act(home, "neighbour", id, "co-signature", json!({})).expect(404);
    }

    fn an_expired_invitation_is_a_no(home: &TestApp) {
        let id = joint(home, &["li", "zhao"]);
        act(home, "li", id, "co-signature", json!({})).expect(200);
        home.clock().set(testkit::START.plus_hours(3));
        assert_eq!(act(home, "zhao", id, "co-signature", json!({})).expect(409).key(), "proposals.invitation-expired");
        assert_eq!(submitted(home, "wang", id)["proposer"], "王静好等2人");
        assert_eq!(answers(home, id), ["accepted", "expired"]);
    }

    fn the_job_closes_invitations_and_they_can_be_sent_again(home: &TestApp) {
        let id = joint(home, &["li"]);
        home.clock().set(testkit::START.plus_hours(4));
        home.work();
        assert_eq!(answers(home, id), ["expired"]);
        assert_eq!(fields(&act(home, "wang", id, "submission", json!({"no_secrets": true})).expect(422)), ["proposals.submit.nobody-signed"]);
        act(home, "wang", id, "invitations", json!({"persons": [home.town.person("li")]})).expect(200);
        act(home, "li", id, "co-signature", json!({})).expect(200);
        assert_eq!(home.journalled("proposals", id), ["proposal.drafted", "co-signers.invited", "co-signature.expired", "co-signers.invited", "co-signature.given"]);
    }

    fn a_changed_suggestion_voids_and_a_changed_background_only_tells(home: &TestApp) {
        let id = joint(home, &["li", "zhao"]);
        act(home, "li", id, "co-signature", json!({})).expect(200);
        act(home, "wang", id, "text", rewritten("joint", |w| w["background"] = "管网已用三十五年。".into())).expect(200);
        assert_eq!(answers(home, id), ["accepted", "invited"]);
        let told = home.home.read(move |tx| Ok(proposals::store::invitations::of(tx, id)?[0].told_version));
        assert_eq!(told, Some(2));
        assert_eq!(act(home, "zhao", id, "co-signature", json!({"version": 1})).expect(409).key(), "proposals.text-changed");
        act(home, "zhao", id, "co-signature", json!({"version": 2})).expect(200);
        act(home, "zhao", id, "co-signature-withdrawal", json!({"note": "另有考虑"})).expect(200);
        act(home, "wang", id, "text", rewritten("joint", |w| w["suggestions"] = json!(["全部重修。"]))).expect(200);
        assert_eq!(answers(home, id), ["voided", "left"]);
        let entries = home.journalled("proposals", id);
        assert!(entries.contains(&"co-signature.told".to_owned()) && entries.contains(&"co-signature.voided".to_owned()), "{entries:?}");
        let again = act(home, "wang", id, "invitations", json!({"persons": [home.town.person("zhao")]})).expect(422);
        assert_eq!(fields(&again), ["proposals.invite.said-no"]);
        act(home, "wang", id, "invitations", json!({"persons": [home.town.person("li")]})).expect(200);
        let versions = home.home.read(move |tx| proposals::store::versions(tx, id));
        assert_eq!(versions.iter().map(|v| v.version).collect::<Vec<_>>(), [1, 2, 3]);
    }

    fn only_members_are_invited(home: &TestApp) {
        let id = drafted(home, "wang");
        for (login, key) in [("wang", "proposals.invite.self"), ("office", "proposals.invite.not-a-member"), ("neighbour", "proposals.invite.not-a-member")] {
            let answer = act(home, "wang", id, "invitations", json!({"persons": [home.town.person(login)]})).expect(422);
            assert_eq!(fields(&answer), [key]);
        }
        let page = home.person("wang").get(&format!("/proposals/{id}/invitations")).expect(200).text();
        assert!(page.contains("李思远") && !page.contains("施远山"));
        let answer = act(home, "wang", id, "invitations", json!({"persons": [home.town.person("li")]})).expect(200).json();
        assert_eq!((answer["kind"].as_str(), answer["state"].as_str()), (Some("joint"), Some("cosign_open")));
    }

    fn twenty_at_once_get_one_to_twenty(home: &TestApp) {
        let ids: Vec<Id> = (0..20).map(|_| drafted(home, "wang")).collect();
        let client = home.token("wang");
        let mut numbers: Vec<u32> = std::thread::scope(|scope| {
            let threads: Vec<_> = ids.iter().map(|id| {
                let client = client.clone();
                scope.spawn(move || {
                    let answer = client.post_json(&format!("/api/v1/proposals/{id}/submission"), &json!({"no_secrets": true})).expect(200).json();
                    answer["receipt_no"].as_str().and_then(|n| n.parse().ok()).expect("a number")
                })
            }).collect();
            threads.into_iter().map(|t| t.join().expect("it ends")).collect()
        });
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=20).collect::<Vec<u32>>());
    }

    fn the_same_key_twice_submits_once(home: &TestApp) {
        let id = drafted(home, "wang");
        let client = home.token("wang").key("submit-1");
        let path = format!("/api/v1/proposals/{id}/submission");
        let once = client.post_json(&path, &json!({"no_secrets": true})).expect(200);
        let again = client.post_json(&path, &json!({"no_secrets": true})).expect(200);
        assert_eq!(once.bytes, again.bytes);
        act(home, "wang", id, "submission", json!({"no_secrets": true})).expect(409);
        assert_eq!(home.journalled("proposals", id).len(), 2);
    }

    fn an_aide_drafts_and_never_submits(home: &TestApp) {
        aides(home);
        let for_wang = words_with(|w| w["principal"] = home.town.person("wang").to_string().into());
        let id = home.token("aide").post_json("/api/v1/proposals", &for_wang).expect(201).id();
        act(home, "aide", id, "text", words_with(|w| w["analysis"] = "补充分析。".into())).expect(200);
        act(home, "aide", id, "submission", json!({"no_secrets": true})).expect(403);
        act(home, "aide", id, "invitations", json!({"persons": [home.town.person("li")]})).expect(403);
        assert_eq!(submitted(home, "wang", id)["proposer"], "王静好");
        let for_li = words_with(|w| w["principal"] = home.town.person("li").to_string().into());
        assert_eq!(fields(&home.token("aide").post_json("/api/v1/proposals", &for_li).expect(422)), ["proposals.principal.not-yours"]);
        home.token("clerk").post_json("/api/v1/proposals", &for_li).expect(201);
        assert_eq!(fields(&home.token("clerk").post_json("/api/v1/proposals", &words()).expect(422)), ["proposals.principal.required"]);
        home.token("office").post_json("/api/v1/proposals", &words()).expect(403);
        home.token("handler").post_json("/api/v1/proposals", &words()).expect(403);
    }

    fn a_body_puts_a_collective_proposal(home: &TestApp) {
        let body = words_with(|w| w["kind"] = "collective".into());
        let id = home.token("party").post_json("/api/v1/proposals", &body).expect(201).id();
        act(home, "wang", id, "submission", json!({"no_secrets": true})).expect(404);
        act(home, "party", id, "invitations", json!({"persons": [home.town.person("li")]})).expect(409);
        assert_eq!(submitted(home, "party", id)["proposer"], "民建清川市委会");
        assert_eq!(fields(&home.token("party").post_json("/api/v1/proposals", &words()).expect(422)), ["proposals.not-a-member"]);
        assert_eq!(fields(&home.token("wang").post_json("/api/v1/proposals", &body).expect(422)), ["proposals.body.required"]);
    }

    fn the_office_registers_a_signed_paper(home: &TestApp) {
        let wang = home.town.person("wang").to_string();
        let paper = |mut body: Value| { body["paper_signer"] = wang.as_str().into(); body["paper_signed_on"] = "2026-03-11".into(); body };
        let id = home.token("office").post_json("/api/v1/proposals", &paper(words())).expect(201).id();
        let form = home.person("office").get("/proposals/new").expect(200).text();
        assert!(form.contains("paper_signer") && form.contains("李思远"), "{form}");
        let form = home.person("office").get(&format!("/proposals/{id}/submission")).expect(200).text();
        assert!(form.contains("paper_signer") && !form.contains("李思远"), "{form}");
        act(home, "office", id, "submission", json!({"no_secrets": true})).expect(403);
        let record = act(home, "office", id, "submission", paper(json!({"no_secrets": true}))).expect(200).json();
        assert_eq!((record["state"].as_str(), record["proposer"].as_str()), (Some("submitted"), Some("王静好")));
    }

    fn taken_back_it_keeps_its_number(home: &TestApp) {
        let first = handed_in(home);
        handed_in(home);
        assert_eq!(act(home, "wang", first, "recall", json!({})).expect(200).json()["state"], "draft");
        act(home, "wang", first, "recall", json!({})).expect(409);
        assert_eq!(submitted(home, "wang", first)["receipt_no"], "1");
        act(home, "li", first, "recall", json!({})).expect(404);
        act(home, "wang", first, "withdrawal", json!({})).expect(200);
        act(home, "wang", first, "submission", json!({"no_secrets": true})).expect(409);
    }

    fn under_review_withdrawal_needs_consent(home: &TestApp) {
        let reviewer = home.town.person("reviewer_a");
        let id = placed(home, State::PreReview, move |p| p.first_reviewer = Some(reviewer));
        act(home, "wang", id, "withdrawal", json!({})).expect(409);
        act(home, "reviewer_b", id, "withdrawal-consent", json!({})).expect(403);
        act(home, "wang", id, "withdrawal-request", json!({})).expect(422);
        act(home, "wang", id, "withdrawal-request", json!({"reason": "情况有变"})).expect(200);
        act(home, "wang", id, "withdrawal-request", json!({"reason": "情况有变"})).expect(409);
        home.person("reviewer_a").get(&format!("/proposals/{id}/withdrawal-consent")).expect(200);
        assert_eq!(act(home, "reviewer_b", id, "withdrawal-consent", json!({})).expect(200).json()["state"], "withdrawn");
    }

    fn a_returned_text_is_revised_and_comes_back(home: &TestApp) {
        let reviewer = home.town.person("reviewer_a");
        let id = placed(home, State::Returned, move |p| p.first_reviewer = Some(reviewer));
        home.clock().set(testkit::START.plus_hours(1));
        let unchanged = act(home, "wang", id, "resubmission", json!({"no_secrets": true})).expect(422);
        assert_eq!(fields(&unchanged), ["proposals.resubmit.unchanged"]);
        act(home, "wang", id, "text", words_with(|w| w["suggestions"] = json!(["普查管网并每年公布结果。", "分三年更新老旧管段。"]))).expect(200);
        let form = home.person("wang").get(&format!("/proposals/{id}/resubmission")).expect(200).text();
        assert!(form.contains("<ins>") && form.contains("建议 1") && !form.contains("建议 2"), "{form}");
        let record = act(home, "wang", id, "resubmission", json!({"no_secrets": true, "note": "已按意见修改"})).expect(200).json();
        assert_eq!((record["state"].as_str(), record["version"].as_i64()), (Some("pre_review"), Some(2)));
    }

    fn a_pasted_text_is_cut_for_confirmation(home: &TestApp) {
        let whole = "关于改造老旧管网的建议\n背景情况：管网老了。\n问题分析：常漏水。\n具体建议：\n一、换管。\n二、设专班。";
        let wang = home.person("wang");
        wang.get("/proposals/paste").expect(200);
        let location = wang.post("/proposals/paste", &[("whole", whole), ("kind", "individual")]).location();
        assert!(location.ends_with("/text"), "{location}");
        let page = wang.get(&location).expect(200).text();
        assert!(page.contains("关于改造老旧管网的建议") && page.contains("管网老了。") && page.contains("设专班。"), "{page}");
    }

    fn two_writers_do_not_overwrite_each_other(home: &TestApp) {
        let id = drafted(home, "wang");
        act(home, "wang", id, "text", words_with(|w| { w["analysis"] = "一".into(); w["version"] = 1.into(); })).expect(200);
        let late = act(home, "wang", id, "text", words_with(|w| { w["analysis"] = "二".into(); w["version"] = 1.into(); })).expect(422);
        assert_eq!(fields(&late), ["proposals.edit.faster"]);
        let typed = |version: &'static str| [("title", "关于疏通老城区排水管网的提案"), ("background", "老城区管网建于三十年前。"), ("analysis", "我改的这一段"), ("suggestions", "普查管网并公布结果。"), ("version", version)];
        let post = |version| home.person("wang").post(&format!("/proposals/{id}/text"), &typed(version));
        let page = post("1").expect(422).text();
        let hidden = page.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a version");
        assert_eq!(hidden, "2", "who has seen the difference may save");
        assert!(page.contains("我改的这一段</textarea>") && page.contains("<del") && page.contains("<ins"), "{page}");
        let untitled = home.person("wang").post(&format!("/proposals/{id}/text"), &[("version", "1")]).expect(422).text();
        assert!(untitled.contains("name=\"version\" value=\"1\""), "nothing is taken over that was not shown as what it is");
        post("2").expect(303);
        assert_eq!(home.token("wang").get(&format!("/api/v1/proposals/{id}")).json()["analysis"], "我改的这一段");
    }

    fn what_can_no_longer_be_saved_can_still_be_copied(home: &TestApp) {
        let id = drafted(home, "wang");
        submitted(home, "wang", id);
        let long = "老城区的排水管建于三十年前，雨季积水没过脚踝，孩子上学要绕路，店铺一年淹两回。";
        let fields = [("title", "关于疏通老城区排水管网的提案"), ("background", long), ("password", long), ("version", "1")];
        let answer = home.person("wang").post(&format!("/proposals/{id}/text"), &fields);
        assert_eq!(answer.status.as_u16(), 409, "{}", answer.text());
        let page = answer.text();
        assert!(page.contains(&format!("<textarea readonly rows=\"5\" aria-labelledby=\"unsaved\">{long}</textarea>")), "{page}");
        assert_eq!((page.matches(long).count(), page.contains("关于疏通")), (1, false), "no password, and nothing that is short");
        assert!(page.contains(&format!("href=\"/proposals/{id}\"")), "the way to what is there now");
        let neighbour = home.person("li").post(&format!("/proposals/{id}/text"), &fields).expect(404).text();
        assert!(neighbour.contains(long), "the writer's own words, whatever the answer is");
    }

    fn outside_the_window_it_is_inter_session(home: &TestApp) {
        home.clock().advance_days(30);
        let id = joint(home, &["li"]);
        home.clock().set(testkit::START.plus_days(30).plus_hours(23));
        act(home, "li", id, "co-signature", json!({})).expect(200);
        assert_eq!(submitted(home, "wang", id)["period"], "inter_session");
    }
}
