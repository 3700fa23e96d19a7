//! Paper slips and phones are one conversation: a code is one voice, whoever enters it.

use kernel::Id;
use serde_json::json;
use testkit::{TestApp, both_dbs};

use crate::common::*;

fn codes(app: &TestApp, id: Id, count: i64) -> Vec<String> {
    does(app, "officer", &format!("/deliberations/{id}/slips"), json!({ "count": count }));
    app.home.read(move |tx| deliberation::store::slips::blank(tx, id, 1_000))
}

both_dbs! { town =>
    fn a_slip_and_a_phone_are_the_same_voice(app: &TestApp) {
        let id = running(app, question(app));
        let all = statements(app, id);
        let codes = codes(app, id, 3);
        assert_eq!(codes.len(), 3);
        let printed = app.person("officer").get(&format!("/deliberations/{id}/print/slips")).expect(200).text();
        assert_eq!(printed.matches("<section class=\"sheet\">").count(), 3);
        app.person("worker").get(&format!("/deliberations/{id}/print/slips")).expect(403);
        let entry = json!({ "code": format!(" {}-{} ", &codes[0][..5], codes[0][5..].to_lowercase()), "votes": ["1:agree", "2:disagree", "4:pass"], "slices": ["age:60_up"] });
        does(app, "officer", &format!("/deliberations/{id}/slip-entries"), entry);
        assert_eq!(tallies(app, id), [(1, 1, 1), (2, -1, 1), (4, 0, 1)]);
        // The holder scans the same slip later and thinks again.
        let phone = app.anon();
        let page = phone.get(&format!("/public/deliberations/{id}?slip={}", codes[0])).expect(200).text();
        assert!(page.contains("我的表态（3 条）"), "{page}");
        phone.post_json(&format!("/api/v1/deliberations/{id}/votes"), &json!({ "statement": all[0], "vote": "disagree", "slip": codes[0] })).expect(200);
        assert_eq!(tallies(app, id), [(1, -1, 1), (2, -1, 1), (4, 0, 1)]);
        let levels = app.home.read(move |tx| deliberation::store::votes::levels(tx, id));
        assert_eq!(levels, [("code".to_owned(), 1)]);
        // Misread, and entered again.
        does(app, "officer", &format!("/deliberations/{id}/slip-entries"), json!({ "code": codes[0], "votes": ["2:agree"] }));
        assert_eq!(tallies(app, id), [(1, -1, 1), (2, 1, 1), (4, 0, 1)]);
        assert_eq!(app.home.read(move |tx| deliberation::store::slips::count(tx, id)), (3, 1));
    }

    fn a_wrong_code_is_nobodys(app: &TestApp) {
        let id = running(app, question(app));
        let other = running(app, question(app));
        let foreign = codes(app, other, 1).remove(0);
        let path = format!("/deliberations/{id}/slip-entries");
        for code in ["ABCDEFGHJK", foreign.as_str()] {
            let answer = act(app, "officer", &path, json!({ "code": code, "votes": ["1:agree"] }));
            assert_eq!(answer.expect(422).json()["fields"][0]["key"], "deliberations.slip.unknown");
        }
        let own = codes(app, id, 1).remove(0);
        for votes in [json!([]), json!(["9:agree"]), json!(["1:maybe"]), json!(["x"])] {
            act(app, "officer", &path, json!({ "code": own, "votes": votes })).expect(422);
        }
        act(app, "worker", &path, json!({ "code": own, "votes": ["1:agree"] })).expect(403);
        assert!(tallies(app, id).is_empty());
    }

    fn where_a_code_is_wanted_a_browser_is_not_enough(app: &TestApp) {
        let mut question = question(app);
        question["level"] = json!("code");
        let id = running(app, question);
        let statement = statements(app, id)[0].clone();
        assert_eq!(vote(&app.anon(), id, &statement, "agree").expect(403).key(), "deliberations.vote.level-code");
        let code = codes(app, id, 1).remove(0);
        let body = json!({ "statement": statement, "vote": "agree", "slip": code });
        app.anon().post_json(&format!("/api/v1/deliberations/{id}/votes"), &body).expect(200);
        vote(&app.token("wang"), id, &statement, "agree").expect(200);
        assert_eq!(tallies(app, id), [(1, 1, 2)]);
    }

    fn the_form_for_entering_goes_by_keyboard(app: &TestApp) {
        let id = running(app, question(app));
        let code = codes(app, id, 1).remove(0);
        let worker = app.person("officer");
        let page = worker.get(&format!("/deliberations/{id}/slip-entries")).expect(200).text();
        assert!(page.contains("id=\"f-votes-1\"") && page.contains("id=\"f-votes-5\""), "{page}");
        let fields = [("code", code.as_str()), ("votes", "1:agree"), ("votes", ""), ("votes", "3:pass"), ("slices", "age:under_35")];
        let done = worker.post(&format!("/deliberations/{id}/slip-entries"), &fields).expect(303);
        assert_eq!(done.location(), format!("/deliberations/{id}/slip-entries"));
        assert_eq!(tallies(app, id), [(1, 1, 1), (3, 0, 1)]);
    }
}
