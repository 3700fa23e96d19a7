//! 佐证材料: what comes with an answer is everybody's once a person has judged it, and never tells where it was taken.

use kernel::Id;
use serde_json::json;
use testkit::{TestApp, both_dbs};

use crate::common::*;

/// A JPEG with the place in it.
fn photograph() -> Vec<u8> {
    let exif = b"Exif\0\0II\x2a\0\x08\0\0\0\0\0GPS 36.1N 98.5E";
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let image = [0xff, 0xc0, 0, 11, 8, 0, 9, 0, 9, 1, 1, 0x11, 0, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0x12, 0x34, 0xff, 0xd9];
    [&[0xff, 0xd8, 0xff, 0xe1][..], &length, exif, &image].concat()
}

fn files(page: &str) -> Vec<String> {
    let mut all: Vec<String> =
        page.split("href=\"/files/").skip(1).map(|rest| format!("/files/{}", rest.split('"').next().unwrap())).collect();
    all.dedup();
    all
}

fn handled(app: &TestApp, d: Id) -> Id {
    let id = recommended(app, d, "停车场装太阳能路灯");
    to_the_unit(app, id);
    does(app, "liaison", &format!("/outcomes/{id}/acceptance"), json!({}));
    id
}

fn answered(app: &TestApp, id: Id, names: &[&str]) {
    let picture = photograph();
    let pdf = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n".as_slice();
    let sent: Vec<(&str, &str, &[u8])> =
        names.iter().map(|name| ("evidence", *name, if name.ends_with(".pdf") { pdf } else { picture.as_slice() })).collect();
    let words = [("class", "adopted"), ("answer", "已装六盏路灯")];
    app.person("handler").post_multipart(&format!("/outcomes/{id}/answer"), &words, &sent).expect(303);
}

fn judged(app: &TestApp, id: Id) {
    does(app, "general", &format!("/outcomes/{id}/evaluation"), json!({ "verdict": "partly", "evaluation": "只亮了三盏" }));
}

both_dbs! { town =>
    fn evidence_is_everybodys_once_the_answer_is_judged(app: &TestApp) {
        let d = closed(app);
        let id = handled(app, d);
        answered(app, id, &["lamps.jpg", "验收单.pdf"]);
        let page = app.person("liaison").get(&format!("/outcomes/{id}")).expect(200).text();
        let sent = files(&page);
        assert!(sent.len() == 2 && page.contains("验收单.pdf"), "{page}");
        let form = app.person("general").get(&format!("/outcomes/{id}/evaluation")).expect(200).text();
        assert_eq!(files(&form), sent, "whoever judges sees it beside the form");
        let results = || app.anon().get(&format!("/public/deliberations/{d}/results")).expect(200).text();
        assert!(results().contains("已装六盏路灯") && files(&results()).iter().all(|file| !sent.contains(file)));
        for file in &sent {
            app.anon().get(file).expect(404);
            app.person("liaison_b").get(file).expect(404);
        }
        judged(app, id);
        assert!(sent.iter().all(|file| files(&results()).contains(file)), "{}", results());
        let content = app.anon().get(&sent[0]).expect(200).bytes;
        assert!(content.starts_with(&[0xff, 0xd8]) && !String::from_utf8_lossy(&content).contains("GPS"));
    }

    fn after_a_rework_the_next_answer_brings_its_own(app: &TestApp) {
        let d = closed(app);
        let id = handled(app, d);
        answered(app, id, &["first.jpg"]);
        judged(app, id);
        let detail = |login: &str| app.person(login).get(&format!("/outcomes/{id}")).expect(200).text();
        let first = files(&detail("officer"));
        app.anon().get(&first[0]).expect(200);
        does(app, "officer", &format!("/outcomes/{id}/rework"), json!({ "due": later(app, 5), "reason": "还有三盏" }));
        app.anon().get(&first[0]).expect(404);
        assert!(detail("officer").contains("反馈的佐证材料"));
        answered(app, id, &["second.jpg"]);
        judged(app, id);
        let both = files(&detail("officer"));
        assert!(both.len() == 2 && both[1] == first[0], "{both:?}");
        app.anon().get(&both[0]).expect(200);
        app.anon().get(&first[0]).expect(404);
        app.person("handler").get(&first[0]).expect(200);
    }

    fn what_is_put_to_members_stays_theirs(app: &TestApp) {
        let mut question = question(app);
        question["audience"] = json!("members");
        let d = running(app, question);
        does(app, "officer", &format!("/deliberations/{d}/closing"), json!({}));
        let id = handled(app, d);
        answered(app, id, &["lamps.jpg"]);
        judged(app, id);
        let sent = files(&app.person("liaison").get(&format!("/outcomes/{id}")).expect(200).text());
        app.person("wang").get(&sent[0]).expect(200);
        app.anon().get(&sent[0]).expect(404);
        app.person("neighbour").get(&sent[0]).expect(404);
    }

    fn other_kinds_of_files_are_refused(app: &TestApp) {
        let d = closed(app);
        let id = handled(app, d);
        let words = [("class", "adopted"), ("answer", "已装六盏路灯")];
        let sent = [("evidence", "lamps.jpg", b"#!/bin/sh".as_slice())];
        app.person("handler").post_multipart(&format!("/outcomes/{id}/answer"), &words, &sent).expect(422);
        assert_eq!(one(app, "officer", id)["state"], "handling");
    }
}
