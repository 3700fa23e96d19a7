//! The whole path, and who sees what on it.

use kernel::Id;
use proposals::rules::{Rules, Scope};
use proposals::store;
use proposals::workflow::State;
use serde_json::json;
use testkit::{TestApp, both_dbs};

use super::steps::{act, draft, filed, part_state, record, replied, reply, state, take_up, visit};
use crate::common::{placed, town};

both_dbs! { town =>
    fn one_unit_carries_it_to_the_reply(home: &TestApp) {
        let id = replied(home);
        let record = record(home, "wang", id);
        assert_eq!(record["state"], "replied");
        assert_eq!(record["replies"][0]["document_no"], "水函〔2026〕12号");
        assert_eq!(record["replies"][0]["signer"], "韩长河");
        assert_eq!(record["promises"][0]["text"], "更新管段五公里");
        let kinds = home.journalled("proposals", id);
        for kind in ["proposal.assigned", "assignment.accepted", "assignment.planned", "assignment.contacted", "reply.signed", "proposal.answered"] {
            assert!(kinds.iter().any(|k| k == kind), "{kind} is not in {kinds:?}");
        }
        let asked = home.home.read(move |tx| store::feedback::ratings(tx, id, 1));
        assert_eq!(asked.len(), 1);
        assert!(asked[0].first_signer);
        assert_eq!(asked[0].due.to_string(), "2026-04-02");
    }

    fn a_lead_waits_for_its_co_handler(home: &TestApp) {
        let id = filed(home);
        let (water, school) = (home.town.units["water"], home.town.units["school"]);
        act(home, "supervisor", id, "pre-assignment", json!({ "lead": water, "co": [school] })).expect(200);
        act(home, "liaison_b", id, "objection", json!({ "reason": "校园内没有排水管网" })).expect(200);
        act(home, "office", id, "assignment", json!({})).expect(200);
        take_up(home, id);
        act(home, "handler", id, "draft", draft()).expect(200);
        assert_eq!(act(home, "handler", id, "draft-submission", json!({ "late_noted": true })).expect(409).key(), "proposals.opinion.wait");
        act(home, "liaison_b", id, "acceptance", json!({})).expect(200);
        act(home, "handler_b", id, "co-opinion", json!({ "opinion": "同意更新校门外管段。" })).expect(200);
        assert_eq!(part_state(home, id, "school"), "opined");
        reply(home, id);
        assert_eq!(state(home, id), "replied");
    }

    fn a_late_co_handler_is_named_and_no_longer_waited_for(home: &TestApp) {
        let id = filed(home);
        let units = json!({ "lead": home.town.units["water"], "co": [home.town.units["school"]] });
        act(home, "office", id, "assignment", units).expect(200);
        take_up(home, id);
        act(home, "handler", id, "draft", draft()).expect(200);
        home.clock().advance_days(32);
        assert_eq!(act(home, "handler", id, "draft-submission", json!({})).expect(422).json()["fields"][0]["field"], "late_noted");
        act(home, "handler", id, "draft-submission", json!({ "late_noted": true })).expect(200);
        let noted = home.home.read(move |tx| kernel::journal::history(tx, &kernel::journal::Ref::new("proposals", id)));
        let payload = noted.iter().rfind(|e| e.act == "assignment.draft_submitted").map(|e| e.payload.clone());
        assert_eq!(payload.flatten().unwrap_or_default()["late_units"][0], "清川市教育局");
        reply_after_submission(home, id);
        assert_eq!(state(home, id), "replied");
    }

    fn two_units_side_by_side_both_answer(home: &TestApp) {
        let id = filed(home);
        let units = json!({ "mode": "split", "units": [home.town.units["water"], home.town.units["school"]] });
        act(home, "office", id, "assignment", units).expect(200);
        take_up(home, id);
        reply(home, id);
        assert_eq!(state(home, id), "assigned");
        assert!(!record(home, "wang", id)["replies"].as_array().unwrap().is_empty(), "a reply is visible at once");
        act(home, "liaison_b", id, "acceptance", json!({})).expect(200);
        act(home, "handler_b", id, "plan", json!({ "lead_official": "秦岳青", "note": "会同学校办理" })).expect(200);
        super::steps::visit(home, "handler_b", id);
        act(home, "handler_b", id, "draft", draft()).expect(200);
        act(home, "handler_b", id, "draft-submission", json!({})).expect(200);
        act(home, "office", id, "check", json!({})).expect(200);
        act(home, "leader_b", id, "reply", json!({ "document_no": "教函〔2026〕3号" })).expect(200);
        assert_eq!(state(home, id), "replied");
    }

    /// Where the rules ask for no plan, and for a check of key proposals only, others go from the drafter to the leader.
    fn what_needs_no_check_goes_to_be_signed(home: &TestApp) {
        let assembly = home.town.assembly;
        let rules = Rules { plan_scope: Scope::None, check_scope: Scope::Key, ..Rules::default() };
        let version = home.home.write(move |tx| kernel::policy::save(tx, assembly, 2026, &rules, "新办法", Id(1)));
        let of = |key: bool| {
            let id = placed(home, State::Filed, move |p| (p.policy_version, p.key_proposal) = (version, key));
            act(home, "office", id, "assignment", json!({ "units": [home.town.units["water"]] })).expect(200);
            act(home, "liaison", id, "acceptance", json!({})).expect(200);
            act(home, "handler", id, "plan", json!({ "lead_official": "韩长河", "note": "五月答复" })).expect(403);
            visit(home, "handler", id);
            act(home, "handler", id, "draft", draft()).expect(200);
            id
        };
        let (plain, key) = (of(false), of(true));
        act(home, "handler", plain, "draft-submission", json!({})).expect(403);
        act(home, "handler", key, "signature-request", json!({})).expect(403);
        let page = home.person("handler").get(&format!("/proposals/{plain}")).expect(200).text();
        assert!(page.contains("signature-request") && !page.contains("draft-submission"));
        act(home, "handler", plain, "signature-request", json!({})).expect(200);
        act(home, "handler", key, "draft-submission", json!({})).expect(200);
        assert_eq!((part_state(home, plain, "water"), part_state(home, key, "water")), ("to_sign".into(), "checking".into()));
        act(home, "leader", plain, "reply", json!({ "document_no": "水函〔2026〕12号" })).expect(200);
        assert_eq!(state(home, plain), "replied");
    }

    fn other_units_and_other_assemblies_see_nothing(home: &TestApp) {
        let id = super::steps::assigned(home);
        act(home, "liaison_b", id, "acceptance", json!({})).expect(404);
        act(home, "neighbour_office", id, "urging", json!({ "text": "请抓紧" })).expect(404);
        home.token("handler_b").get(&format!("/api/v1/proposals/{id}")).expect(404);
        act(home, "wang", id, "acceptance", json!({})).expect(403);
    }

    fn a_draft_is_not_seen_outside_unit_and_office(home: &TestApp) {
        let id = super::steps::contacted(home);
        act(home, "handler", id, "draft", draft()).expect(200);
        assert_eq!(record(home, "wang", id)["replies"], json!([]));
        assert_eq!(record(home, "office", id)["replies"].as_array().map(Vec::len), Some(1));
    }
}

fn reply_after_submission(home: &TestApp, id: Id) {
    act(home, "office", id, "check", json!({})).expect(200);
    act(home, "leader", id, "reply", json!({ "document_no": "水函〔2026〕12号" })).expect(200);
}
