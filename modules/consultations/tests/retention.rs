//! How long the name and telephone of a resident are kept.

use kernel::{Id, params};
use serde_json::json;
use testkit::{TestApp, both_dbs};

use crate::common::*;

/// The policy as it is, but for this.
fn kept_for(app: &TestApp, days: i64) {
    let body = json!({
        "brand": "有事好商量", "brand_en": "Let's talk it over", "verify": "3wd", "screen": "5wd", "notice": "5d", "confirm": "3wd",
        "handle_cap": "3m", "rating": "10d", "quorum_members": 1, "quorum_residents": 1, "posts_per_sender": 5, "posts_per_room": 60,
        "construction_yuan": 80000, "annual_min_yuan": 30000, "annual_max_yuan": 50000, "domains": "livelihood | 民生 | Daily life",
        "checks": "ledger | 台账 | Ledger", "contact_days": days, "reason": "设置联系方式的保留天数",
    });
    does(app, "officer", "/policies/rooms", body);
}

fn stored(app: &TestApp, topic: Id) -> bool {
    app.home.read(move |tx| tx.exists("SELECT 1 FROM topic_contact WHERE topic = $1", params![topic]))
}

/// A topic that its raiser took back.
fn ended(app: &TestApp, room: Id) -> Id {
    let (id, code) = raised(app, room);
    app.anon().post("/public/withdrawals", &[("code", &code)]).expect(303);
    id
}

both_dbs! { town =>
    fn a_contact_goes_when_its_time_is_over_and_not_before(app: &TestApp) {
        let room = open_room(app);
        let (over, (open, _)) = (ended(app, room), raised(app, room));
        app.clock().advance_days(4_000);
        app.work();
        assert!(stored(app, over), "nobody has decided how long");
        kept_for(app, 30);
        let young = ended(app, room);
        app.clock().advance_days(29);
        app.work();
        assert_eq!([over, young, open].map(|id| stored(app, id)), [false, true, true]);
        app.clock().advance_days(2);
        app.work();
        app.clock().advance_days(1);
        app.work();
        assert_eq!([young, open].map(|id| stored(app, id)), [false, true], "an open matter keeps whom to call");
        assert_eq!(app.journalled("topics", young).iter().filter(|act| *act == "topic.contact_erased").count(), 1);
        act(app, "worker", &format!("/topics/{young}/contact"), json!({})).expect(409);
        let page = app.person("worker").get(&format!("/topics/{young}")).expect(200).text();
        assert!(page.contains("反映人联系方式到期清除") && !page.contains("13800000000"), "{page}");
    }

    fn visitors_of_a_reception_day_go_the_same_way(app: &TestApp) {
        let room = open_room(app);
        let on = app.home.read(|tx| Ok(tx.now().plus_days(3).day())).to_string();
        let plan = json!({ "on": on, "hours": "9:00–11:30", "seats": 3, "members": [app.town.person("wang").to_string()] });
        let day: Id = does(app, "worker", &format!("/rooms/{room}/reception-days"), plan)["id"].as_str().unwrap().parse().unwrap();
        let visitor = [("matter", "渠里没水"), ("name", "老李"), ("telephone", "13800000000")];
        app.anon().post(&format!("/public/reception-days/{day}/places"), &visitor).expect(303);
        kept_for(app, 30);
        let kept = || app.home.read(move |tx| Ok(consultations::store::receptions::contacts(tx, day)?.len()));
        app.clock().advance_days(33);
        app.work();
        assert_eq!(kept(), 1, "the thirtieth day is not over");
        app.clock().advance_days(1);
        app.work();
        assert_eq!(kept(), 0);
        assert!(app.journalled("reception-days", day).contains(&"reception.contacts_erased".to_owned()));
        let page = app.person("worker").get(&format!("/reception-days/{day}")).expect(200).text();
        assert!(page.contains("渠里没水") && page.contains("来访人联系方式到期清除"), "what was said stays: {page}");
    }

    fn how_long_is_policy_within_bounds(app: &TestApp) {
        kept_for(app, 365);
        let form = app.person("officer").get("/policies/rooms/edit").expect(200).text();
        assert!(form.contains("反映人姓名和电话保留（天）") && form.contains("value=\"365\""), "{form}");
        for wrong in [-1, 3_651] {
            let mut body = json!({ "contact_days": wrong, "reason": "x" });
            for (name, value) in [("brand", "a"), ("brand_en", "a"), ("verify", "3wd"), ("screen", "5wd"), ("notice", "5d"), ("confirm", "3wd"), ("handle_cap", "3m"), ("rating", "10d"), ("domains", "a | 甲 | A"), ("checks", "a | 甲 | A")] {
                body[name] = json!(value);
            }
            for (name, value) in [("quorum_members", 1), ("quorum_residents", 1), ("posts_per_sender", 5), ("posts_per_room", 60), ("construction_yuan", 1), ("annual_min_yuan", 1), ("annual_max_yuan", 2)] {
                body[name] = json!(value);
            }
            act(app, "officer", "/policies/rooms", body).expect(422);
        }
    }
}
