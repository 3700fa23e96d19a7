//! Days: four clocks apart, extension, overdue, urging.

use proposals::store;
use serde_json::json;
use testkit::{TestApp, both_dbs};

use super::steps::{act, assigned, contacted, filed, part};
use crate::common::town;

both_dbs! { town =>
    fn return_opinion_and_reply_have_clocks_of_their_own(home: &TestApp) {
        let id = filed(home);
        let units = json!({ "lead": home.town.units["water"], "co": [home.town.units["school"]] });
        act(home, "office", id, "assignment", units).expect(200);
        let parts = home.home.read(move |tx| store::assignments::of(tx, id));
        let days = |n: usize| (parts[n].due, parts[n].return_until, parts[n].opinion_due, parts[n].reply_due);
        let day = |text: &str| Some(text.parse().unwrap());
        assert_eq!(days(0), (day("2026-03-17"), day("2026-03-22"), None, day("2026-06-12")));
        assert_eq!(days(1), (day("2026-03-17"), day("2026-03-22"), day("2026-04-12"), None));
        home.clock().advance_days(4);
        act(home, "liaison", id, "acceptance", json!({})).expect(200);
        let lead = part(home, id, "water");
        assert_eq!((lead["due"].as_str(), lead["reply_due"].as_str()), (Some("2026-03-30"), Some("2026-06-12")));
    }

    fn an_extension_is_asked_once_before_the_day_and_under_the_cap(home: &TestApp) {
        let id = contacted(home);
        let ask = |until: &str| json!({ "until": until, "reason": "管段权属需要协调" });
        act(home, "handler", id, "extension", ask("2026-06-12")).expect(422);
        act(home, "handler", id, "extension", ask("2026-09-13")).expect(422);
        act(home, "handler", id, "extension", ask("2026-09-12")).expect(200);
        assert_eq!(act(home, "handler", id, "extension", ask("2026-09-01")).expect(409).key(), "proposals.extension.once");
        act(home, "liaison", id, "extension-consent", json!({})).expect(403);
        act(home, "supervisor", id, "extension-consent", json!({ "until": "2026-08-31" })).expect(200);
        assert_eq!(part(home, id, "water")["reply_due"], "2026-08-31");
        assert_eq!(super::steps::record(home, "office", id)["due"], "2026-08-31");
        act(home, "supervisor", id, "extension-refusal", json!({ "reason": "不同意" })).expect(409);
        let late = contacted(home);
        home.clock().advance_days(92);
        assert_eq!(act(home, "handler", late, "extension", ask("2026-07-12")).expect(409).key(), "proposals.extension.too-late");
    }

    fn a_refused_extension_moves_nothing(home: &TestApp) {
        let id = contacted(home);
        act(home, "handler", id, "extension", json!({ "until": "2026-07-12", "reason": "需要协调" })).expect(200);
        act(home, "office", id, "extension-refusal", json!({ "reason": "时间充足" })).expect(200);
        assert_eq!(part(home, id, "water")["reply_due"], "2026-06-12");
    }

    fn overdue_is_asked_and_never_stored(home: &TestApp) {
        let id = assigned(home);
        let before = home.fingerprint(&[]);
        let overdue = |home: &TestApp| home.home.read(|tx| {
            let today = tx.today();
            let filter = store::handling::Filter { answer_before: Some(today), ..store::handling::Filter::default() };
            store::handling::count(tx, &filter)
        });
        assert_eq!(overdue(home), 0);
        home.clock().advance_days(93);
        assert_eq!(overdue(home), 1);
        assert_eq!(home.fingerprint(&[]), before, "nothing was written for {id}");
    }

    fn the_job_urges_before_the_day_and_once_a_week(home: &TestApp) {
        let id = assigned(home);
        let urged = |home: &TestApp| home.home.read(move |tx| store::feedback::urgings(tx, id)).len();
        home.work();
        assert_eq!(urged(home), 0);
        home.clock().advance_days(86);
        home.work();
        assert_eq!(urged(home), 1);
        home.clock().advance_days(2);
        home.work();
        assert_eq!(urged(home), 1);
        home.clock().advance_days(6);
        home.work();
        assert_eq!(urged(home), 2);
        assert!(home.journalled("proposals", id).iter().any(|k| k == "proposal.urged_by_rule"));
        act(home, "office", id, "urging", json!({})).expect(422);
        act(home, "office", id, "urging", json!({ "text": "请按期答复" })).expect(200);
        assert_eq!(urged(home), 3);
    }
}
