//! Statements: screened, hidden with a reason, appealed, merged, signed; what is alike is pointed out.

use kernel::Id;
use serde_json::{Value, json};
use testkit::{Client, TestApp, both_dbs};

use crate::common::*;

fn speak(client: &Client, id: Id, text: &str) -> testkit::Answer {
    client.post_json(&format!("/api/v1/deliberations/{id}/statements"), &json!({ "text": text }))
}

fn spoken(client: &Client, id: Id, text: &str) -> Value {
    speak(client, id, text).expect(200).json()
}

both_dbs! { town =>
    fn a_statement_waits_until_it_was_screened(app: &TestApp) {
        let id = running(app, question(app));
        let author = app.anon();
        let s = spoken(&author, id, "出口处应当设减速带");
        assert_eq!(s["state"], "new");
        assert!(!app.anon().get(&format!("/public/deliberations/{id}/results")).expect(200).text().contains("减速带"));
        vote(&app.anon(), id, s["id"].as_str().unwrap(), "agree").expect(422);
        let waiting = app.person("officer").get("/workbench").expect(200).text();
        assert!(waiting.contains("有观点待审核"), "{waiting}");
        let path = format!("/statements/{}", s["id"].as_str().unwrap());
        act(app, "worker", &format!("{path}/showing"), json!({})).expect(403);
        does(app, "officer", &format!("{path}/showing"), json!({}));
        vote(&app.anon(), id, s["id"].as_str().unwrap(), "agree").expect(200);
    }

    fn what_is_hidden_has_a_reason_and_another_looks_at_the_appeal(app: &TestApp) {
        let id = running(app, question(app));
        let author = app.anon();
        let s = spoken(&author, id, "某某家的车总是乱停");
        let path = format!("/statements/{}", s["id"].as_str().unwrap());
        act(app, "officer", &format!("{path}/hiding"), json!({})).expect(422);
        does(app, "officer", &format!("{path}/hiding"), json!({ "reason": "点名批评个人" }));
        let page = author.get(&format!("/public/deliberations/{id}")).expect(200).text();
        assert!(page.contains("点名批评个人") && page.contains(&format!("{path}/appeal")), "{page}");
        assert!(!app.anon().get(&format!("/public/deliberations/{id}")).expect(200).text().contains("点名批评个人"));
        app.anon().post_json(&format!("/api/v1{path}/appeal"), &json!({ "reason": "说的是现象" })).expect(403);
        author.post_json(&format!("/api/v1{path}/appeal"), &json!({ "reason": "说的是现象" })).expect(200);
        // Whoever hid it does not decide on the appeal.
        act(app, "officer", &format!("{path}/showing"), json!({})).expect(403);
        act(app, "officer", &format!("/deliberations/{id}/collection-end"), json!({})).expect(409);
        does(app, "second", &format!("{path}/upholding"), json!({ "reason": "请改成对事的说法" }));
        assert!(author.get(&format!("/public/deliberations/{id}")).expect(200).text().contains("请改成对事的说法"));
        does(app, "officer", &format!("/deliberations/{id}/collection-end"), json!({}));
    }

    fn what_is_alike_is_pointed_out_first(app: &TestApp) {
        let id = running(app, question(app));
        let author = app.anon();
        assert_eq!(speak(&author, id, "停车场晚上应当亮灯").expect(422).json()["fields"][0]["key"], "deliberations.speak.same");
        assert_eq!(speak(&author, id, "停车场晚上应当要亮灯才好").expect(422).json()["fields"][0]["key"], "deliberations.speak.alike");
        let anyway = json!({ "text": "停车场晚上应当要亮灯才好", "anyway": true });
        author.post_json(&format!("/api/v1/deliberations/{id}/statements"), &anyway).expect(200);
        let like = author.get(&format!("/api/v1/deliberations/{id}/similar?text=%E6%99%9A%E4%B8%8A%E5%BA%94%E5%BD%93%E4%BA%AE%E7%81%AF")).expect(200).json();
        assert_eq!(like["items"][0]["number"], 1);
        let page = author.post(&format!("/deliberations/{id}/statements"), &[("text", "停车场晚上一定应当亮灯")]).expect(422).text();
        assert!(page.contains("name=\"anyway\"") && page.contains("停车场晚上应当亮灯"), "{page}");
        assert_eq!(speak(&author, id, "好").expect(422).json()["fields"][0]["key"], "web.invalid.short");
    }

    fn merged_statements_keep_their_votes_apart(app: &TestApp) {
        let id = running(app, question(app));
        let all = statements(app, id);
        vote(&app.anon(), id, &all[0], "agree").expect(200);
        vote(&app.anon(), id, &all[1], "disagree").expect(200);
        act(app, "officer", &format!("/statements/{}/merging", all[1]), json!({ "into": 2 })).expect(422);
        does(app, "officer", &format!("/statements/{}/merging", all[1]), json!({ "into": 1 }));
        assert_eq!(tallies(app, id), [(1, 1, 1), (2, -1, 1)]);
        vote(&app.anon(), id, &all[1], "agree").expect(422);
        let results = app.anon().get(&format!("/public/deliberations/{id}/results")).expect(200).text();
        assert!(results.contains("已合并到第 1 条"), "{results}");
        does(app, "officer", &format!("/statements/{}/separation", all[1]), json!({}));
        vote(&app.anon(), id, &all[1], "agree").expect(200);
    }

    fn a_member_may_put_a_name_to_it_and_be_taken_up(app: &TestApp) {
        let id = running(app, question(app));
        let body = json!({ "text": "建议与镇里的绿化一起做", "signed": true });
        let s = app.token("wang").post_json(&format!("/api/v1/deliberations/{id}/statements"), &body).expect(200).json();
        let path = format!("/statements/{}", s["id"].as_str().unwrap());
        does(app, "officer", &format!("{path}/showing"), json!({}));
        does(app, "officer", &format!("{path}/answer"), json!({ "answer": "已转镇里研究" }));
        let picked = does(app, "officer", &format!("{path}/picking"), json!({ "picked": true }));
        assert_eq!((picked["signed"].as_str(), picked["picked"].as_bool()), (Some("王静好"), Some(true)));
        // Nobody else can sign as somebody.
        let visitor = app.anon().post_json(&format!("/api/v1/deliberations/{id}/statements"), &json!({ "text": "公交站也挪过来", "signed": true }));
        let s = visitor.expect(200).json();
        let shown = does(app, "officer", &format!("/statements/{}/showing", s["id"].as_str().unwrap()), json!({}));
        assert!(shown["signed"].is_null());
    }

    fn one_voice_writes_so_many(app: &TestApp) {
        let mut question = question(app);
        question["moderation"] = json!("after");
        let id = running(app, question);
        let author = app.anon();
        let ideas = ["修一条步道", "装两个充电桩", "留出晒谷场", "公厕要翻新", "门口设快递柜", "画出消防通道", "请村医坐诊", "夏天放放电影", "逢五办集市", "河边建凉亭"];
        for idea in ideas {
            assert_eq!(spoken(&author, id, idea)["state"], "shown");
        }
        assert_eq!(speak(&author, id, "再添一盏路灯").expect(422).json()["fields"][0]["key"], "deliberations.speak.too-many");
        spoken(&app.anon(), id, "再添一盏路灯");
    }
}
