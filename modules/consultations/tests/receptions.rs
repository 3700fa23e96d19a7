//! Reception days: planned, booked without an account, recorded, and what became a topic.

use kernel::Id;
use serde_json::json;
use testkit::{TestApp, both_dbs};

use crate::common::*;

fn planned(app: &TestApp, room: Id, seats: i64) -> String {
    let on = app.home.read(|tx| Ok(tx.now().plus_days(7).day())).to_string();
    let body = json!({ "on": on, "hours": "9:00–11:30", "seats": seats, "members": [app.town.person("wang").to_string()], "words": "重点听取用水方面的意见" });
    act(app, "wang", &format!("/rooms/{room}/reception-days"), body.clone()).expect(403);
    does(app, "worker", &format!("/rooms/{room}/reception-days"), body)["id"].as_str().unwrap().to_owned()
}

both_dbs! { town =>
    fn a_place_is_taken_and_what_was_said_becomes_a_topic(app: &TestApp) {
        let room = open_room(app);
        let day = planned(app, room, 2);
        let public = app.anon().get(&format!("/public/rooms/{room}")).expect(200).text();
        assert!(public.contains("委员接待日") && public.contains("王静好"), "{public}");
        let book = [("matter", "渠里没水"), ("name", "老李"), ("telephone", "13800000000")];
        let booked = app.anon().post(&format!("/public/reception-days/{day}/places"), &book).expect(303);
        let kept = app.anon().get(&booked.location()).expect(200).text();
        assert!(kept.contains("第 1 位") && !kept.contains("13800000000") && !kept.contains("老李"), "{kept}");
        app.anon().post(&format!("/public/reception-days/{day}/places"), &book).expect(303);
        let full = app.anon().post(&format!("/public/reception-days/{day}/places"), &book).expect(422);
        assert!(full.text().contains("名额已满"));

        let said = json!({ "matter": "路灯", "words": "当场答复：下周去看。" });
        act(app, "worker", &format!("/reception-days/{day}/visits"), said.clone()).expect(409);
        app.clock().advance_days(7);
        let record = does(app, "worker", &format!("/reception-days/{day}/visits"), said);
        assert_eq!((record["visits"].as_array().unwrap().len(), record["visits"][2]["came"].as_bool()), (3, Some(true)));
        let visit = record["visits"][0]["id"].clone();
        does(app, "worker", &format!("/reception-days/{day}/visits"), json!({ "visit": visit, "words": "下游三十亩地浇不上水。" }));
        let topic_of = json!({ "visit": visit, "title": "灌溉渠漏水", "text": "下游三十亩地浇不上水。" });
        act(app, "wang", &format!("/reception-days/{day}/topics"), topic_of.clone()).expect(403);
        let record = does(app, "worker", &format!("/reception-days/{day}/topics"), topic_of.clone());
        act(app, "worker", &format!("/reception-days/{day}/topics"), topic_of).expect(422);
        let id: Id = record["visits"][0]["topic"].as_str().unwrap().parse().unwrap();
        let made = topic(app, "worker", id);
        assert_eq!((made["source"].as_str(), made["state"].as_str()), (Some("reception"), Some("suggested")));
        assert_eq!(does(app, "worker", &format!("/topics/{id}/contact"), json!({}))["contact"], "老李 13800000000");

        for login in ["worker", "officer", "wang"] {
            let page = app.person(login).get(&format!("/reception-days/{day}")).expect(200).text();
            assert!(page.contains("渠里没水") && !page.contains("13800000000") && !page.contains("老李"), "{login}");
        }
        act(app, "officer", &format!("/reception-days/{day}/contacts"), json!({})).expect(403);
        let shown = does(app, "convener", &format!("/reception-days/{day}/contacts"), json!({}));
        assert!(shown["contact"].as_str().unwrap().contains("1. 老李 13800000000"), "{shown}");
        app.token("li").get(&format!("/api/v1/reception-days/{day}")).expect(404);
        app.token("neighbour").get(&format!("/api/v1/reception-days/{day}")).expect(404);
        does(app, "worker", &format!("/reception-days/{day}/end"), json!({ "state": "held" }));
        act(app, "worker", &format!("/reception-days/{day}/end"), json!({ "state": "held" })).expect(409);
        app.anon().get(&format!("/public/reception-days/{day}")).expect(404);
    }

    fn every_page_of_a_reception_day_stands_in_both_languages(app: &TestApp) {
        let room = open_room(app);
        let day = planned(app, room, 2);
        let inside = ["", "/visits", "/topics", "/end", "/contacts"].map(|rest| format!("/reception-days/{day}{rest}"));
        for client in [app.person("worker"), app.person("worker").english()] {
            for path in inside.iter().chain([&format!("/rooms/{room}/reception-days"), &format!("/rooms/{room}")]) {
                let page = client.get(path).expect(200).text();
                assert!(!page.contains(">receptions.") && !page.contains(">word."), "{path}: {page}");
            }
        }
        app.anon().get(&format!("/public/reception-days/{day}")).expect(200);
        app.anon().get("/public/reception?code=NOSUCHCODE").expect(404);
    }
}
