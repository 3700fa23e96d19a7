//! Photographs: what a camera hides in them goes, and who sees which.

use serde_json::json;
use testkit::{TestApp, both_dbs};

use crate::common::*;

/// A JPEG with the place in it.
fn photograph() -> Vec<u8> {
    let exif = b"Exif\0\0II\x2a\0\x08\0\0\0\0\0GPS 36.1N 98.5E";
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [
        &[0xff, 0xd8, 0xff, 0xe1][..],
        &length,
        exif,
        &[0xff, 0xc0, 0, 11, 8, 0, 9, 0, 9, 1, 1, 0x11, 0, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0x12, 0x34, 0xff, 0xd9],
        b"GPS behind the end",
    ]
    .concat()
}

/// The files that a page shows as pictures: (address, words).
fn shown(page: &str) -> Vec<(String, String)> {
    let pictures = page.split("<img ").skip(1).filter(|rest| rest.contains("/files/"));
    let value = |rest: &str, name: &str| rest.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned();
    pictures.map(|rest| (value(rest, "src"), value(rest, "alt"))).collect()
}

/// As the worker tells it to whoever stands at the door.
fn code_of(app: &TestApp, id: &str) -> String {
    let id: kernel::Id = id.parse().unwrap();
    app.home.read(move |tx| consultations::store::topics::any(tx, id)).code
}

both_dbs! { town =>
    fn a_residents_photograph_is_the_workers_until_the_matter_is_verified(app: &TestApp) {
        let room = open_room(app);
        let words = [("title", "井盖松动"), ("text", "车一压就响。"), ("telephone", "13800000000")];
        let picture = photograph();
        let path = format!("/public/rooms/{room}/topics");
        let files: Vec<(&str, &str, &[u8])> = (0..4).map(|_| ("photo", "lid.jpg", picture.as_slice())).collect();
        app.anon().post_multipart(&path, &words, &files).expect(303);
        let five: Vec<(&str, &str, &[u8])> = (0..5).map(|_| ("photo", "lid.jpg", picture.as_slice())).collect();
        app.anon().post_multipart(&path, &words, &five).expect(422);
        let id = app.token("worker").get("/api/v1/topics?state=suggested").json()["items"][0]["id"].as_str().unwrap().to_owned();
        let page = |login: &str| app.person(login).get(&format!("/topics/{id}")).expect(200).text();

        let pictures = shown(&page("worker"));
        assert_eq!(pictures.len(), 4);
        assert!(pictures[0].1.contains("井盖松动"), "{pictures:?}");
        let file = pictures[0].0.as_str();
        let content = app.person("worker").get(file).expect(200).bytes;
        assert!(!String::from_utf8_lossy(&content).contains("GPS") && content.starts_with(&[0xff, 0xd8]));
        for login in ["officer", "wang", "secretary"] {
            assert_eq!(shown(&page(login)).len(), 0, "{login}");
            app.person(login).get(file).expect(404);
        }
        app.anon().get(file).expect(404);
        let code = code_of(app, &id);
        let own = shown(&app.anon().get(&format!("/public/follow?code={code}")).expect(200).text());
        assert_eq!(own.len(), 4, "the raiser sees their own");
        app.anon().get(&own[0].0).expect(200);
        app.anon().get(&format!("{file}?code=")).expect(404);
        let (_, other) = raised(app, room);
        app.anon().get(&format!("{file}?code={other}")).expect(404);

        let form = app.person("worker").get(&format!("/topics/{id}/verification")).expect(200).text();
        assert!(form.contains("shows_pictures") && shown(&form).len() == 4, "{form}");
        let topic: kernel::Id = id.parse().unwrap();
        posted(app, topic);
        app.person("wang").get(file).expect(200);
        app.anon().get(file).expect(404);
        assert_eq!(shown(&app.anon().get(&format!("/public/topics/{id}")).text()).len(), 0);
    }

    fn what_the_worker_looked_at_is_shown_to_everybody(app: &TestApp) {
        let room = open_room(app);
        let picture = photograph();
        let words = [("title", "井盖松动"), ("text", "车一压就响。")];
        app.anon().post_multipart(&format!("/public/rooms/{room}/topics"), &words, &[("photo", "lid.jpg", picture.as_slice())]).expect(303);
        let id: kernel::Id = app.token("worker").get("/api/v1/topics?state=suggested").json()["items"][0]["id"].as_str().unwrap().parse().unwrap();
        let sure = json!({ "points": ["real", "here", "no_proceedings", "common"], "shows_pictures": true, "urgent": true });
        does(app, "worker", &format!("/topics/{id}/verification"), sure);
        does(app, "convener", &format!("/topics/{id}/screening"), json!({}));
        does(app, "secretary", &format!("/topics/{id}/screening-agreement"), json!({}));
        let file = shown(&app.person("worker").get(&format!("/topics/{id}")).text())[0].0.clone();
        app.anon().get(&file).expect(404);
        does(app, "worker", &format!("/topics/{id}/notice"), json!({}));
        app.anon().get(&file).expect(200);
        assert_eq!(shown(&app.anon().get(&format!("/public/topics/{id}")).text()).len(), 1);

        handled(app, room, id);
        let items = topic(app, "worker", id)["items"].as_array().unwrap().clone();
        for item in items {
            let owner = if item["unit"].is_null() { "worker" } else { "handler" };
            does(app, owner, &format!("/topics/{id}/reports"), json!({ "item": item["id"], "progress": "done", "text": "已经办好。" }));
        }
        let result = [("result", "井盖换好了。"), ("picture_words", "换好的井盖，与路面齐平")];
        app.person("worker").post_multipart(&format!("/topics/{id}/result"), &result, &[("photo", "new.jpg", picture.as_slice())]).expect(303);
        let pictures = shown(&app.anon().get(&format!("/public/topics/{id}")).text());
        assert_eq!(pictures.iter().filter(|(_, words)| words == "换好的井盖，与路面齐平").count(), 1, "{pictures:?}");
        for (file, _) in &pictures {
            assert!(!String::from_utf8_lossy(&app.anon().get(file).expect(200).bytes).contains("GPS"));
        }
    }
}
