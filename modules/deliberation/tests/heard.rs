//! 反馈: an answer comes back to those who spoke.

use kernel::Id;
use serde_json::json;
use testkit::{TestApp, both_dbs};

use crate::common::*;

const HEARD: &str = "您发言的议政有了答复";

fn spoken(app: &TestApp, login: &str, id: Id, text: &str, signed: bool) {
    act(app, login, &format!("/deliberations/{id}/statements"), json!({ "text": text, "signed": signed, "anyway": true })).expect(200);
}

/// Closed, with one suggestion out of the last statement that its unit has answered.
fn answered(app: &TestApp, d: Id) -> Id {
    for s in app.home.read(move |tx| deliberation::store::statements::of(tx, d, &[deliberation::workflow::statement::State::New])) {
        does(app, "officer", &format!("/statements/{}/showing", s.id), json!({}));
    }
    does(app, "officer", &format!("/deliberations/{d}/closing"), json!({}));
    let body = json!({ "text": "入口处划出接送车位", "statement": 6 });
    let id = act(app, "officer", &format!("/deliberations/{d}/outcomes"), body).expect(200).id();
    to_the_unit(app, id);
    does(app, "liaison", &format!("/outcomes/{id}/acceptance"), json!({}));
    assert!(!bench(app, "wang").contains(HEARD), "nothing was answered yet");
    does(app, "liaison", &format!("/outcomes/{id}/answer"), json!({ "class": "adopted", "answer": "已划出四个车位" }));
    id
}

fn bench(app: &TestApp, login: &str) -> String {
    app.person(login).get("/workbench").expect(200).text()
}

both_dbs! { town =>
    fn a_member_who_signed_is_told_for_a_month(app: &TestApp) {
        let d = running(app, question(app));
        spoken(app, "wang", d, "入口处要留接送的车位", true);
        spoken(app, "li", d, "晚上应当有人看门", false);
        answered(app, d);
        let page = bench(app, "wang");
        assert!(page.contains(HEARD) && page.contains(&format!("/public/deliberations/{d}/results#outcomes")) && page.contains("1 条已反馈"), "{page}");
        // A secret one has forgotten who spoke without a name.
        for login in ["li", "zhao", "neighbour"] {
            assert!(!bench(app, login).contains(HEARD), "{login}");
        }
        let own = app.person("wang").get(&format!("/public/deliberations/{d}")).expect(200).text();
        assert!(own.contains("据此提出第 1 条建议（已反馈）") && own.contains("已划出四个车位"), "{own}");
        let others = app.anon().get(&format!("/public/deliberations/{d}")).expect(200).text();
        assert!(others.contains("已划出四个车位") && !others.contains("据此提出"), "{others}");
        app.clock().advance_days(31);
        assert!(!bench(app, "wang").contains(HEARD));
    }

    fn where_voters_are_kept_those_without_a_name_are_told_too(app: &TestApp) {
        let mut question = question(app);
        question["keeps_voters"] = json!(true);
        let d = running(app, question);
        spoken(app, "li", d, "晚上应当有人看门", false);
        answered(app, d);
        assert!(bench(app, "li").contains(HEARD) && !bench(app, "zhao").contains(HEARD));
    }
}
