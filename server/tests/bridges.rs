//! A village topic becomes a proposal, and its fate comes back down: two modules that do not know each other.

use directory::roles;
use kernel::{Id, params};
use serde_json::{Value, json};
use testkit::{Kind, TestApp, both_dbs};

fn town(kind: Kind) -> TestApp {
    let mut app = TestApp::new(kind, vec![proposals::module(), consultations::module()]);
    let people = [
        ("officer", "苗知春", roles::COMMITTEE_OFFICER, false),
        ("convener", "石敬之", roles::TOWNSHIP_CONVENER, true),
        ("secretary", "江望野", roles::TOWNSHIP_PARTY, false),
        ("worker", "田小禾", roles::ROOM_WORKER, false),
    ];
    for (login, name, role, seat) in people {
        app.employ(login, name, role, seat);
    }
    app
}

#[track_caller]
fn does(app: &TestApp, login: &str, path: &str, body: Value) -> Value {
    let answer = app.token(login).post_json(&format!("/api/v1{path}"), &body);
    assert!(answer.status.is_success(), "{login} {path}: {}", answer.text());
    answer.json()
}

/// A topic that went up as a clue: the clue, the topic, the raiser's code, the room.
fn offered(app: &TestApp) -> (String, Id, String, Id) {
    let made = json!({ "name": "荷塘村协商议事室", "kind": "village_community", "place": "荷塘村", "address": "荷塘村 3 号", "functions": ["consultation"] });
    let room = app.token("officer").post_json("/api/v1/rooms", &made).expect(201).id();
    let person = |login: &str| app.town.person(login).to_string();
    let checks = json!({ "in_order": ["signboard", "system_on_wall", "ledger", "worker", "convener", "premises"] });
    let staff = json!({ "convener": person("convener"), "worker": person("worker"), "approver": person("secretary") });
    let steps = [
        ("officer", "premises", json!({})),
        ("officer", "staff", staff),
        ("officer", "staffing", json!({})),
        ("worker", "checks", checks),
        ("officer", "acceptance", json!({})),
        ("officer", "opening", json!({})),
    ];
    for (login, step, body) in steps {
        does(app, login, &format!("/rooms/{room}/{step}"), body);
    }
    let raised = json!({ "title": "村口路灯不亮", "text": "晚上接孩子看不清路。", "place": "村口" });
    let answer = app.anon().post_json(&format!("/api/v1/public/rooms/{room}/topics"), &raised).expect(200);
    let (id, code) = (answer.id(), answer.json()["code"].as_str().unwrap().to_owned());
    let sure = json!({ "points": ["real", "here", "no_proceedings", "common"], "domain": "livelihood" });
    does(app, "worker", &format!("/topics/{id}/verification"), sure);
    does(app, "convener", &format!("/topics/{id}/referral"), json!({ "to": "proposal_clue", "text": "全镇都缺路灯，请形成提案。" }));
    let topic = app.token("worker").get(&format!("/api/v1/topics/{id}")).json();
    (topic["clue"]["id"].as_str().unwrap().to_owned(), id, code, room)
}

both_dbs! { town =>
    fn a_village_topic_becomes_a_proposal_and_its_fate_comes_back_down(app: &TestApp) {
        let (clue, topic, code, room) = offered(app);
        let taken = app.person("li").post(&format!("/clues/{clue}/taking-up"), &[]).expect(303);
        assert_eq!(taken.location(), format!("/proposals/new?about=clues:{clue}"));
        let form = app.person("li").get(&taken.location()).expect(200).text();
        for words in ["村口路灯不亮", "晚上接孩子看不清路。", "全镇都缺路灯，请形成提案。", &format!("clues:{clue}")] {
            assert!(form.contains(words), "{words}: {form}");
        }
        let about = format!("clues:{clue}");
        let written = json!({ "title": "关于补装村口路灯的提案", "suggestions": ["补装路灯"], "about": about });
        let proposal = app.token("li").post_json("/api/v1/proposals", &written).expect(201).id();
        // Whoever did not take it up links nothing to the village.
        app.token("wang").post_json("/api/v1/proposals", &json!({ "title": "别人的提案", "about": about })).expect(201);
        app.token("li").post_json("/api/v1/proposals", &json!({ "title": "错", "about": "clues" })).expect(422);

        let page = app.person("li").get(&format!("/proposals/{proposal}")).expect(200).text();
        assert!(page.contains(&format!("href=\"/clues/{clue}\"")), "{page}");
        let follow = || app.anon().get(&format!("/public/follow?code={code}")).expect(200).text();
        let now = follow();
        assert!(now.contains("形成的提案") && now.contains("草稿") && !now.contains("补装村口路灯"), "{now}");
        let own = app.person("li").get(&format!("/clues/{clue}")).expect(200).text();
        assert!(own.contains(&format!("href=\"/proposals/{proposal}\"")), "{own}");
        let others = app.person("wang").get(&format!("/clues/{clue}")).expect(200).text();
        assert!(!others.contains("补装村口路灯"), "{others}");
        let others = app.person("wang").get("/clues/export?state=all&format=csv").expect(200).text();
        assert!(others.contains("草稿") && !others.contains("补装村口路灯"), "{others}");

        app.home.write(move |tx| {
            let at = tx.now();
            tx.execute("UPDATE proposal SET state = 'closed', case_no = '2026012', replied_at = $2, closed_at = $2, published_at = $2 WHERE id = $1", params![proposal, at])
        });
        for page in [follow(), app.anon().get(&format!("/public/topics/{topic}")).text(), app.person("worker").get(&format!("/topics/{topic}")).text()] {
            assert!(page.contains(&format!("/public/proposals/{proposal}")) && page.contains("补装村口路灯") && page.contains("2026012"), "{page}");
        }
        let up = app.anon().get(&format!("/public/rooms/{room}")).expect(200).text();
        assert!(up.contains("提案线索 · 已认领") && up.contains("提案 · 办结"), "{up}");
        let fate = app.person("worker").get(&format!("/topics/{topic}/referral-fate")).expect(200).text();
        assert!(fate.contains("关于补装村口路灯的提案"), "{fate}");
        let list = app.person("li").english().get("/clues?state=taken_up").expect(200).text();
        assert!(list.contains("Closed") && list.contains("/clues/export?state=taken_up&#38;format=csv"), "{list}");
        let table = |who: &str| app.person(who).get("/clues/export?state=taken_up&format=csv").expect(200).text();
        let (own, others) = (table("li"), table("wang"));
        assert!(own.contains("全镇都缺路灯，请形成提案。") && own.contains("关于补装村口路灯的提案 办结"), "{own}");
        assert!(others.contains("已认领") && !app.person("wang").get("/clues/export?state=open&format=csv").text().contains("已认领"), "{others}");
    }
}
