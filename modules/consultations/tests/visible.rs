//! Who sees what: contacts, topics before their posting, other rooms, and how much anybody may post.

use serde_json::json;
use testkit::{TestApp, both_dbs};

use crate::common::*;

both_dbs! { town =>
    fn a_contact_is_shown_to_two_and_each_look_is_kept(app: &TestApp) {
        let room = open_room(app);
        let (id, _) = raised(app, room);
        for login in ["wang", "secretary"] {
            act(app, login, &format!("/topics/{id}/contact"), json!({})).expect(403);
        }
        act(app, "officer", &format!("/topics/{id}/contact"), json!({})).expect(403);
        let shown = does(app, "worker", &format!("/topics/{id}/contact"), json!({}));
        assert_eq!(shown["contact"], "老李 13800000000");
        assert_eq!(app.journalled("topics", id).last().map(String::as_str), Some("topic.contact_shown"));
        for login in ["worker", "convener", "officer", "wang"] {
            let page = app.person(login).get(&format!("/topics/{id}")).expect(200).text();
            assert!(!page.contains("13800000000") && !page.contains("老李"), "{login}");
            assert!(!topic(app, login, id).to_string().contains("13800000000"));
        }
    }

    fn before_its_posting_a_topic_is_the_rooms_own(app: &TestApp) {
        let room = open_room(app);
        let (id, _) = raised(app, room);
        for login in ["li", "other_worker", "handler", "neighbour", "neighbour_office", "system"] {
            app.token(login).get(&format!("/api/v1/topics/{id}")).expect(404);
        }
        posted(app, id);
        app.token("li").get(&format!("/api/v1/topics/{id}")).expect(200);
        for login in ["handler", "neighbour", "neighbour_office", "system"] {
            app.token(login).get(&format!("/api/v1/topics/{id}")).expect(404);
        }
        act(app, "li", &format!("/topics/{id}/choice"), json!({})).expect(403);
    }

    fn a_member_raises_a_topic_and_a_unit_too(app: &TestApp) {
        let room = open_room(app);
        let body = json!({ "room": room.to_string(), "title": "河道清淤", "text": "汛期前清一次。" });
        let member = does(app, "li", "/topics", body.clone());
        let unit = does(app, "handler", "/topics", body.clone());
        assert_eq!((member["source"].as_str(), unit["source"].as_str()), (Some("member"), Some("unit")));
        act(app, "other_worker", "/topics", body).expect(403);
        let paper = json!({ "room": room.to_string(), "title": "修井盖", "text": "井盖松了。", "source": "paper", "telephone": "0900-7654321" });
        let paper = does(app, "worker", "/topics", paper);
        assert_eq!(paper["source"], "paper");
        let id = member["id"].as_str().unwrap();
        does(app, "li", &format!("/topics/{id}/withdrawal"), json!({}));
    }

    fn a_picture_comes_along_and_nothing_else(app: &TestApp) {
        let room = open_room(app);
        let path = format!("/public/rooms/{room}/topics");
        let words = [("title", "井盖松动"), ("text", "车一压就响。")];
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";
        let done = app.anon().post_multipart(&path, &words, &[("photo", "lid.png", png)]).expect(303);
        assert!(done.location().starts_with("/public/follow?code="), "{}", done.location());
        app.anon().post_multipart(&path, &words, &[("photo", "a.csv", b"a,b\n1,2\n")]).expect(422);
        let body = [("code", "X"), ("value", "satisfied")];
        assert_eq!(app.anon().post_multipart("/public/ratings", &body, &[("photo", "lid.png", png)]).expect(303).location(), "/sign-in?back=/public/follow/rate");
    }

    fn nobody_floods_a_room(app: &TestApp) {
        let room = open_room(app);
        for _ in 0..5 {
            raised(app, room);
        }
        let body = [("title", "第六件"), ("text", "还有一件")];
        let refused = app.anon().post(&format!("/public/rooms/{room}/topics"), &body).expect(422);
        assert!(refused.text().contains("第六件") && refused.text().contains("您这一小时内已提交 5 件"), "{}", refused.text());
        app.clock().advance_days(1);
        app.anon().post(&format!("/public/rooms/{room}/topics"), &body).expect(303);
    }

    fn every_page_stands_in_both_languages(app: &TestApp) {
        let room = open_room(app);
        let (id, code) = raised(app, room);
        posted(app, id);
        app.clock().advance_days(6);
        let session = handled(app, room, id);
        resulted(app, id);
        let inside = [
            "/topics".to_owned(), "/topics?tab=result&q=x".into(), format!("/topics/{id}"), format!("/topics/{id}/print/notice"), "/topics/new".into(),
            "/rooms".into(), format!("/rooms/{room}"), format!("/rooms/{room}/print/poster"), format!("/rooms/{room}/print/slips"),
            "/consultations".into(), format!("/consultations/{session}"), "/consultations/new".into(), "/divisions?q=x".into(), "/workbench".into(),
            format!("/rooms/{room}/past-sessions"),
        ];
        let outside = [
            "/public/rooms".to_owned(), format!("/public/rooms/{room}"), format!("/public/rooms/{room}/raise"), format!("/public/topics/{id}"),
            "/public/follow".into(), format!("/public/follow?code={code}"), format!("/public/follow?code={code}&new=1"),
            format!("/public/follow/rate?code={code}"), "/public/follow?code=NOSUCHCODE".into(),
        ];
        for client in [app.person("worker"), app.person("worker").english()] {
            inside.iter().for_each(|path| plain(path, &client.get(path).expect(200).text()));
        }
        for client in [app.anon(), app.anon().english()] {
            outside.iter().for_each(|path| plain(path, &client.get(path).expect(200).text()));
        }
        plain("/rooms/statistics", &app.person("officer").get("/rooms/statistics").expect(200).text());
    }
}

/// No key shows where a text belongs.
#[track_caller]
fn plain(path: &str, page: &str) {
    for prefix in ["topics.", "topic.", "rooms.", "room.", "consultations.", "consultation.", "word.", "journal."] {
        let found = page.match_indices(&format!(">{prefix}")).next();
        assert!(found.is_none(), "{path}: {}", &page[found.unwrap().0..].chars().take(60).collect::<String>());
    }
}
