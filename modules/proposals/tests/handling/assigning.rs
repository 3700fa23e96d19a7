//! Pre-assignment, dispatch, return, and further units.

use serde_json::json;
use testkit::{TestApp, both_dbs};

use super::steps::{act, assigned, filed, part, part_state, state};
use crate::common::town;

both_dbs! { town =>
    fn many_are_dispatched_by_their_list_at_once(home: &TestApp) {
        let (first, second, unlisted) = (filed_as(home, "1"), filed_as(home, "2"), filed_as(home, "3"));
        for id in [first, second] {
            act(home, "office", id, "pre-assignment", json!({ "units": [home.town.units["water"]] })).expect(200);
        }
        let ids = [first, second, unlisted].map(|id| id.to_string());
        let mut fields: Vec<(&str, &str)> = ids.iter().map(|id| ("ids", id.as_str())).collect();
        fields.push(("confirmed", "1"));
        home.person("office").post("/batch/proposals.dispatch", &fields).expect(200);
        assert_eq!([first, second, unlisted].map(|id| state(home, id)), ["assigned", "assigned", "filed"]);
        let signed: Vec<(&str, &str)> = ids[..2].iter().map(|id| ("ids", id.as_str())).chain([("confirmed", "1")]).collect();
        home.person("liaison").post("/batch/assignments.accept", &signed).expect(200);
        assert_eq!([first, second].map(|id| part_state(home, id, "water")), ["accepted", "accepted"]);
    }

    fn a_list_is_replaced_and_only_the_assigning_side_writes_it(home: &TestApp) {
        let id = filed(home);
        act(home, "wang", id, "pre-assignment", json!({ "units": [home.town.units["water"]] })).expect(403);
        act(home, "office", id, "pre-assignment", json!({ "units": [home.town.units["water"]] })).expect(200);
        act(home, "office", id, "pre-assignment", json!({ "units": [home.town.units["school"]] })).expect(200);
        assert_eq!((part_state(home, id, "water"), part_state(home, id, "school")), ("revoked".into(), "proposed".into()));
        act(home, "office", id, "assignment", json!({ "units": [home.town.person("wang")] })).expect(422);
    }

    fn a_return_is_granted_and_the_clock_starts_again_under_the_cap(home: &TestApp) {
        let id = assigned(home);
        home.clock().advance_days(8);
        act(home, "handler", id, "return-request", json!({ "reason": "不属职责" })).expect(403);
        act(home, "liaison", id, "return-request", json!({})).expect(422);
        act(home, "liaison", id, "return-request", json!({ "reason": "不属我局职责范围" })).expect(200);
        act(home, "liaison", id, "return-consent", json!({})).expect(403);
        home.clock().advance_days(100);
        act(home, "supervisor", id, "return-consent", json!({ "successor": home.town.units["school"] })).expect(200);
        assert_eq!(part_state(home, id, "water"), "reassigned");
        let taken = part(home, id, "school");
        // Three months from 28 June would be 28 September; the cap is six months after 12 March.
        assert_eq!((taken["state"].as_str(), taken["reply_due"].as_str()), (Some("assigned"), Some("2026-09-12")));
        home.token("liaison").get(&format!("/api/v1/proposals/{id}")).expect(404);
    }

    fn returns_are_granted_for_many_at_once(home: &TestApp) {
        let both = [assigned(home), assigned(home)];
        for id in both {
            act(home, "liaison", id, "return-request", json!({ "reason": "不属我局职责范围" })).expect(200);
        }
        let (ids, successor) = (both.map(|id| id.to_string()), home.town.units["school"].to_string());
        let chosen: Vec<(&str, &str)> = ids.iter().map(|id| ("ids", id.as_str())).collect();
        let office = home.person("office");
        assert!(office.get("/assignments?tab=returns").text().contains("/batch/assignments.grant_return"));
        office.post("/batch/assignments.grant_return", &chosen).expect(200);
        let sent = [chosen, vec![("confirmed", "1"), ("successor", &successor)]].concat();
        office.post("/batch/assignments.grant_return", &sent).expect(200);
        for id in both {
            assert_eq!((part_state(home, id, "water"), part_state(home, id, "school")), ("reassigned".into(), "assigned".into()));
        }
    }

    fn a_co_handler_takes_over_as_lead(home: &TestApp) {
        let id = filed(home);
        let units = json!({ "mode": "lead_co", "lead": home.town.units["water"], "units": [home.town.units["school"]] });
        act(home, "office", id, "assignment", units).expect(200);
        assert_eq!((part(home, id, "water")["part"].as_str(), part(home, id, "school")["part"].as_str()), (Some("lead"), Some("co")));
        assert!(home.person("office").get(&format!("/proposals/{id}")).text().contains("调整主办单位"));
        let body = json!({ "unit": home.town.units["school"], "former": "co", "reason": "职责调整" });
        act(home, "liaison", id, "lead-unit", body.clone()).expect(403);
        act(home, "office", id, "lead-unit", json!({ "unit": home.town.units["water"], "former": "co", "reason": "职责调整" })).expect(422);
        act(home, "office", id, "lead-unit", json!({ "unit": home.town.units["school"], "reason": "职责调整" })).expect(422);
        home.clock().advance_days(10);
        act(home, "office", id, "lead-unit", body).expect(200);
        let (old, new) = (part(home, id, "water"), part(home, id, "school"));
        assert_eq!((old["part"].as_str(), old["state"].as_str()), (Some("co"), Some("assigned")));
        assert_eq!((new["part"].as_str(), new["reply_due"].as_str()), (Some("lead"), Some("2026-06-22")), "three months from now");
        assert_eq!(home.journalled("proposals", id).last().map(String::as_str), Some("proposal.lead_changed"));
        let back = json!({ "unit": home.town.units["water"], "former": "none", "reason": "改回" });
        act(home, "supervisor", id, "lead-unit", back).expect(200);
        assert_eq!(part_state(home, id, "school"), "revoked");
        act(home, "office", id, "lead-unit", json!({ "unit": home.town.units["school"], "former": "none", "reason": "再改" })).expect(422);
    }

    fn a_return_is_denied_and_signed_for_after_all(home: &TestApp) {
        let id = assigned(home);
        act(home, "liaison", id, "return-request", json!({ "reason": "不属我局职责范围" })).expect(200);
        act(home, "office", id, "return-refusal", json!({ "reason": "管网由水务部门主管" })).expect(200);
        assert_eq!(part_state(home, id, "water"), "assigned");
        act(home, "liaison", id, "acceptance", json!({})).expect(200);
    }

    fn after_its_window_nothing_is_given_back(home: &TestApp) {
        let id = assigned(home);
        home.clock().advance_days(11);
        let late = act(home, "liaison", id, "return-request", json!({ "reason": "不属我局职责范围" })).expect(403);
        assert_eq!(late.key(), "proposals.return-window-over");
    }

    fn a_unit_that_gave_it_back_is_replaced_later(home: &TestApp) {
        let id = assigned(home);
        act(home, "liaison", id, "return-request", json!({ "reason": "不属我局职责范围" })).expect(200);
        act(home, "office", id, "return-consent", json!({ "note": "另行研究" })).expect(200);
        assert_eq!(state(home, id), "assigned");
        act(home, "office", id, "further-units", json!({ "units": [home.town.units["school"]] })).expect(200);
        assert_eq!(part(home, id, "school")["part"], "sole");
        act(home, "office", id, "further-units", json!({ "units": [home.town.units["school"]] })).expect(422);
        act(home, "office", id, "further-units", json!({ "units": [home.town.units["water"]] })).expect(200);
        assert_eq!((part(home, id, "school")["part"].clone(), part(home, id, "water")["part"].clone()), (json!("lead"), json!("co")));
    }

    fn party_and_government_assign_apart(home: &TestApp) {
        let school = home.town.units["school"];
        home.home.write(move |tx| tx.execute("UPDATE unit SET side = 'party' WHERE id = $1", kernel::params![school]));
        let id = filed(home);
        let units = json!({ "mode": "split", "units": [home.town.units["water"], school] });
        act(home, "office", id, "pre-assignment", units).expect(200);
        act(home, "office", id, "assignment", json!({ "side": "government" })).expect(200);
        assert_eq!((part_state(home, id, "water"), part_state(home, id, "school")), ("assigned".into(), "proposed".into()));
        act(home, "supervisor", id, "further-units", json!({ "side": "party" })).expect(200);
        assert_eq!(part_state(home, id, "school"), "assigned");
    }

    fn the_office_enters_who_signed_the_list_for_a_unit_without_accounts(home: &TestApp) {
        let id = assigned(home);
        act(home, "office", id, "acceptance", json!({})).expect(422);
        act(home, "office", id, "acceptance", json!({ "received_by": "蒋立春" })).expect(422);
        act(home, "office", id, "acceptance", json!({ "unit": home.town.units["water"] })).expect(422);
        act(home, "supervisor", id, "acceptance", json!({ "received_by": "蒋立春" })).expect(403);
        act(home, "office", id, "acceptance", json!({ "unit": home.town.units["water"], "received_by": "蒋立春" })).expect(200);
        assert_eq!(part_state(home, id, "water"), "accepted");
        let signed = assigned(home);
        let paper = json!({ "paper_signer": home.town.person("liaison"), "paper_signed_on": "2026-03-12" });
        act(home, "office", signed, "acceptance", paper).expect(200);
        let entries = home.home.read(move |tx| kernel::journal::history(tx, &kernel::journal::Ref::new("proposals", signed)));
        let entry = entries.iter().rfind(|e| e.act == "assignment.accepted").expect("an entry");
        assert_eq!((entry.actor, entry.registrar), (home.town.person("liaison"), Some(home.town.person("office"))));
    }
}

fn filed_as(home: &TestApp, number: &'static str) -> kernel::Id {
    crate::common::placed(home, proposals::workflow::State::Filed, move |p| p.case_no = Some(number.into()))
}
