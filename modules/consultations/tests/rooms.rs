//! Rooms: from the plan to the opening, staff, members, money, policy.

use serde_json::json;
use testkit::{TestApp, both_dbs};

use crate::common::*;

both_dbs! { town =>
    fn a_room_opens_when_everything_is_in_order(app: &TestApp) {
        let room = planned_room(app);
        act(app, "officer", &format!("/rooms/{room}/opening"), json!({})).expect(409);
        does(app, "officer", &format!("/rooms/{room}/premises"), json!({}));
        assert_eq!(act(app, "officer", &format!("/rooms/{room}/staffing"), json!({})).expect(409).key(), "rooms.staff.appoint-first");
        let person = |login: &str| app.town.person(login).to_string();
        let same = json!({ "convener": person("convener"), "worker": person("worker"), "approver": person("convener") });
        act(app, "officer", &format!("/rooms/{room}/staff"), same).expect(422);
        act(app, "officer", &format!("/rooms/{room}/staff"), json!({ "worker": person("wang") })).expect(422);
        let staff = json!({ "convener": person("convener"), "worker": person("worker"), "approver": person("secretary") });
        does(app, "officer", &format!("/rooms/{room}/staff"), staff);
        does(app, "officer", &format!("/rooms/{room}/staffing"), json!({}));
        does(app, "worker", &format!("/rooms/{room}/checks"), json!({ "in_order": ["signboard"] }));
        assert_eq!(act(app, "officer", &format!("/rooms/{room}/acceptance"), json!({})).expect(409).key(), "rooms.accept.incomplete");
        app.anon().get(&format!("/public/rooms/{room}")).expect(404);
        act(app, "officer", "/rooms", json!({ "name": "荷塘村协商议事室", "kind": "room", "place": "x" })).expect(422);
    }

    fn members_of_every_level_are_counted_once(app: &TestApp) {
        let (a, b) = (open_room(app), second_room(app));
        let wang = app.town.person("wang").to_string();
        does(app, "officer", &format!("/rooms/{b}/members"), json!({ "persons": [wang] }));
        let outsider = app.town.person("neighbour").to_string();
        act(app, "officer", &format!("/rooms/{b}/members"), json!({ "persons": [outsider] })).expect(422);
        let page = app.person("officer").get("/rooms").expect(200).text();
        assert!(page.contains("驻室委员 1 人"), "{page}");
        does(app, "officer", &format!("/rooms/{a}/members/release"), json!({ "person": wang }));
        act(app, "officer", &format!("/rooms/{a}/members/release"), json!({ "person": wang })).expect(422);
    }

    fn money_is_never_spent_that_is_not_there(app: &TestApp) {
        let room = open_room(app);
        let enter = |fund: &str, direction: &str, yuan: &str| {
            let body = json!({ "fund": fund, "direction": direction, "yuan": yuan, "purpose": "桌椅", "on": "2026-03-01" });
            act(app, "officer", &format!("/rooms/{room}/funds"), body)
        };
        enter("construction", "grant", "80000").expect(200);
        enter("construction", "grant", "80000").expect(422);
        enter("construction", "spending", "80000.01").expect(422);
        enter("construction", "spending", "12,345.60").expect(200);
        enter("annual", "spending", "1").expect(422);
        enter("annual", "grant", "20000").expect(200);
        let page = app.person("officer").get(&format!("/rooms/{room}")).expect(200).text();
        assert!(page.contains("67,654.40") && page.contains("不在 30000–50000 元的范围内"), "{page}");
        let page = app.person("wang").get(&format!("/rooms/{room}")).expect(200).text();
        assert!(!page.contains("67,654.40"));
    }

    fn a_plan_counts_its_rooms_where_they_stand(app: &TestApp) {
        let (open, planned) = (open_room(app), second_room(app));
        let made = json!({ "title": "全县议事室建设计划", "basis": "县委办〔2026〕3 号", "target": 2, "until": "2026-12-31" });
        act(app, "worker", "/build-plans", made.clone()).expect(403);
        let plan = does(app, "officer", "/build-plans", made);
        let id = plan["id"].as_str().unwrap();
        let rooms = json!({ "rooms": [open.to_string(), planned.to_string()] });
        does(app, "officer", &format!("/build-plans/{id}/rooms"), rooms.clone());
        act(app, "officer", &format!("/build-plans/{id}/rooms"), rooms).expect(422);
        let step = json!({ "text": "阵地全部落实", "due": "2026-06-30" });
        let step = does(app, "officer", &format!("/build-plans/{id}/milestones"), step)["milestones"][0]["id"].clone();
        let finish = json!({ "milestone": step, "on": "2026-03-01", "words": "九个乡镇都有了场所" });
        does(app, "officer", &format!("/build-plans/{id}/milestones/done"), finish.clone());
        act(app, "officer", &format!("/build-plans/{id}/milestones/done"), finish).expect(422);
        let read = app.token("wang").get(&format!("/api/v1/build-plans/{id}")).expect(200).json();
        assert_eq!((read["rooms"]["open"].as_i64(), read["rooms"]["accepted"].as_i64()), (Some(1), Some(1)), "{read}");
        let page = app.person("officer").get(&format!("/build-plans/{id}")).expect(200).text();
        assert!(page.contains("已启用 1/2") && page.contains("2026") && page.contains("阵地全部落实"), "{page}");
        let listed = app.token("officer").get(&format!("/api/v1/rooms?plan={id}&state=open")).expect(200).json();
        assert_eq!(listed["total"], 1);
        app.token("neighbour").get(&format!("/api/v1/build-plans/{id}")).expect(404);
    }

    fn who_held_a_post_is_kept(app: &TestApp) {
        let room = open_room(app);
        let person = |login: &str| app.town.person(login).to_string();
        app.clock().advance_days(30);
        let staff = json!({ "convener": person("convener"), "rank_settled": true, "worker": person("other_worker"), "approver": person("secretary") });
        does(app, "officer", &format!("/rooms/{room}/staff"), staff);
        let found = app.token("wang").get(&format!("/api/v1/rooms/{room}/posts")).expect(200).json();
        let of = |post: &str| found["items"].as_array().unwrap().iter().filter(|h| h["post"] == post).cloned().collect::<Vec<_>>();
        assert_eq!((of("convener").len(), of("convener")[0]["rank_settled"].as_bool()), (1, Some(true)));
        let workers = of("worker");
        assert_eq!((workers.len(), workers[0]["until"].is_null(), workers[1]["until"].is_null()), (2, true, false), "{found}");
        let page = app.person("officer").get(&format!("/rooms/{room}/posts")).expect(200).text();
        assert!(page.contains("谷雨") && page.contains("田小禾") && page.contains("现任"), "{page}");
        assert_eq!(app.token("officer").get("/api/v1/rooms?rank=settled").json()["total"], 1);
    }

    fn a_room_is_reminded_of_its_yearly_check(app: &TestApp) {
        let room = open_room(app);
        app.work();
        assert!(!app.person("worker").get("/workbench").text().contains("queue=to-check"));
        app.clock().advance_days(340);
        app.work();
        for login in ["worker", "officer"] {
            let page = app.person(login).get("/workbench").text();
            assert!(page.contains("年度规范化检查到期的议事室"), "{login}: {page}");
            assert_eq!(app.token(login).get("/api/v1/rooms?queue=to-check").json()["total"], 1);
        }
        assert!(app.journalled("rooms", room).contains(&"room.check_due".to_owned()));
        does(app, "worker", &format!("/rooms/{room}/checks"), json!({ "in_order": ["signboard"] }));
        app.work();
        assert_eq!(app.token("officer").get("/api/v1/rooms?queue=to-check").json()["total"], 0);
    }

    fn every_village_comes_in_row_by_row(app: &TestApp) {
        let folder = std::env::temp_dir().join(format!("divisions-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("villages.csv");
        let lines: String = (1..=2_500).map(|n| format!("990101001{n:03},\"䅰塘{n}村\",x\n")).filter(|l| l.find(',') == Some(12)).collect();
        std::fs::write(&path, format!("code,name,streetCode\n{lines}")).unwrap();
        let file = |path: &std::path::Path, dry_run: bool| web::module::StreamFile {
            path: path.to_owned(),
            map: Vec::new(),
            limits: documents::Limits::default(),
            dry_run,
            progress: Default::default(),
        };
        let run = |given: web::module::StreamFile| app.home.write(move |tx| (consultations::import::STREAM.run)(tx, &kernel::Actor::default(), &given));
        let dry = run(file(&path, true));
        let done = run(file(&path, false));
        let again = run(file(&path, false));
        assert_eq!((dry.rows, dry.created, done.created, again.created, again.updated), (999, 999, 999, 0, 0));
        assert_eq!(app.home.read(|tx| consultations::store::divisions::count(tx)), 999);
        std::fs::write(&path, "code,name\n990101002001,甲\n99,\n").unwrap();
        let wrong = run(file(&path, false));
        assert_eq!((wrong.rejected.len(), wrong.rejected[0].row), (1, 3));
        assert_eq!(app.home.read(|tx| consultations::store::divisions::count(tx)), 999, "all or nothing");
        std::fs::remove_dir_all(&folder).unwrap();
    }

    fn the_brand_is_policy(app: &TestApp) {
        let form = app.person("officer").get("/policies/rooms/edit").expect(200).text();
        assert!(form.contains("有事好商量"), "{form}");
        let mut body = json!({
            "brand": "请你来协商", "brand_en": "Please consult", "verify": "2wd", "screen": "5wd", "notice": "3d", "confirm": "3wd",
            "handle_cap": "3m", "rating": "10d", "quorum_members": 1, "quorum_residents": 1, "posts_per_sender": 2, "posts_per_room": 60,
            "construction_yuan": 80000, "annual_min_yuan": 30000, "annual_max_yuan": 50000, "domains": "other | 其他 | Other",
            "checks": "ledger | 台账 | Ledger", "reason": "改品牌",
        });
        does(app, "officer", "/policies/rooms", body.clone());
        assert!(app.person("officer").get("/rooms").text().contains("请你来协商"));
        body["verify"] = json!("soon");
        act(app, "officer", "/policies/rooms", body).expect(422);
        act(app, "worker", "/policies/rooms", json!({})).expect(403);
    }

    fn divisions_are_found_by_their_beginning(app: &TestApp) {
        app.home.write(|tx| {
            let place = |code: &str, name: &str| consultations::store::divisions::Division { code: code.into(), name: name.into() };
            consultations::store::divisions::upsert_all(
                tx,
                &[place("99", "示例省"), place("9901", "清川市"), place("990101", "云谷县"), place("990101001", "𬒈埠镇"), place("990101001001", "䅰塘村"), place("990101001002", "荷塘村")],
            )
        });
        let found = app.token("officer").get("/api/v1/divisions?q=%E4%85%B0").expect(200).json();
        assert_eq!(found["items"][0]["name"], "䅰塘村", "{found}");
        assert_eq!(found["items"][0]["within"], "示例省 清川市 云谷县 𬒈埠镇");
        assert_eq!(app.token("officer").get("/api/v1/divisions?q=990101001").expect(200).json()["items"].as_array().unwrap().len(), 3);
        let down = |within: &str| app.token("officer").get(&format!("/api/v1/divisions?within={within}")).expect(200).json()["items"][0]["code"].clone();
        assert_eq!([down(""), down("99"), down("9901"), down("990101"), down("990101001")], ["99", "9901", "990101", "990101001", "990101001001"]);
        let page = app.person("officer").get("/divisions?within=990101001").expect(200).text();
        assert!(page.contains("/rooms/new?division=990101001001") && page.contains("清川市"), "{page}");
        let form = app.person("officer").get("/rooms/new?division=990101001001").expect(200).text();
        assert!(form.contains("䅰塘村") && form.contains("换一个地方"), "{form}");
        let body = json!({ "name": "䅰塘议事室", "kind": "room", "division": "990101001001" });
        let room = does(app, "officer", "/rooms", body);
        assert_eq!(room["place"], "示例省 清川市 云谷县 𬒈埠镇 䅰塘村");
        act(app, "officer", "/rooms", json!({ "name": "乙", "kind": "room", "division": "123" })).expect(422);
        act(app, "officer", "/rooms", json!({ "name": "乙", "kind": "room", "division": "试填的文字" })).expect(422);
        app.person("officer").get("/rooms/new?division=%E8%AF%95%E5%A1%AB").expect(200);
    }

    fn every_statement_prepares(app: &TestApp) {
        let src = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let all = testkit::statements::statements(&src);
        app.home.read(move |tx| testkit::statements::prepare_all(tx, &all));
    }
}

fn second_room(app: &TestApp) -> kernel::Id {
    let body = json!({ "name": "集市议事室", "kind": "market", "place": "蘅塘镇", "address": "集市路 1 号" });
    let room = act(app, "officer", "/rooms", body).expect(201).id();
    let person = |login: &str| app.town.person(login).to_string();
    does(app, "officer", &format!("/rooms/{room}/premises"), json!({}));
    let staff = json!({ "convener": person("convener"), "worker": person("worker"), "approver": person("secretary") });
    does(app, "officer", &format!("/rooms/{room}/staff"), staff);
    does(app, "officer", &format!("/rooms/{room}/staffing"), json!({}));
    let checks = json!({ "in_order": ["signboard", "system_on_wall", "ledger", "worker", "convener", "premises"] });
    does(app, "officer", &format!("/rooms/{room}/checks"), checks);
    does(app, "officer", &format!("/rooms/{room}/acceptance"), json!({}));
    room
}
