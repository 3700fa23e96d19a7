//! Member studios, joint activities, capacity sheets and readiness checks.

use kernel::Id;
use serde_json::{Value, json};
use testkit::{TestApp, both_dbs};

use crate::common::*;

fn policy(app: &TestApp, also: Value) {
    let mut body = json!({
        "brand": "有事好商量", "brand_en": "Let's talk it over", "verify": "3wd", "screen": "5wd", "notice": "5d", "confirm": "3wd",
        "handle_cap": "3m", "rating": "10d", "quorum_members": 1, "quorum_residents": 1, "posts_per_sender": 5, "posts_per_room": 60,
        "construction_yuan": 80000, "annual_min_yuan": 30000, "annual_max_yuan": 50000, "domains": "other | 其他 | Other",
        "checks": "ledger | 台账 | Ledger", "reason": "设置指标",
    });
    body.as_object_mut().unwrap().extend(also.as_object().unwrap().clone());
    does(app, "officer", "/policies/rooms", body);
}

/// No page shows the key of a message.
fn speaks(app: &TestApp, login: &str, paths: &[String]) {
    for client in [app.person(login), app.person(login).english()] {
        for path in paths {
            let text = client.get(path).expect(200).text();
            for key in [">studios.", ">activities.", ">capacity.", ">readiness.", ">registers.", ">rooms.", ">journal."] {
                assert!(!text.contains(key), "{path} {key}: {text}");
            }
        }
    }
}

fn total(app: &TestApp, login: &str, path: &str) -> i64 {
    app.token(login).get(&format!("/api/v1{path}")).expect(200).json()["total"].as_i64().unwrap()
}

both_dbs! { town =>
    fn a_studio_is_checked_by_the_points_of_the_policy(app: &TestApp) {
        let room = open_room(app);
        let wang = app.town.person("wang").to_string();
        let made = json!({ "name": "荷塘委员工作室", "place": "荷塘村 3 号", "room": room.to_string(), "lead": wang, "members": [wang], "duty": "每周三上午" });
        act(app, "worker", "/studios", made.clone()).expect(403);
        let outsider = app.town.person("neighbour").to_string();
        act(app, "officer", "/studios", json!({ "name": "甲室", "members": [outsider] })).expect(422);
        let id: Id = does(app, "officer", "/studios", made.clone())["id"].as_str().unwrap().parse().unwrap();
        does(app, "officer", "/studios", json!({ "name": "塘东委员工作室" }));
        assert_eq!((total(app, "wang", "/studios?q=荷塘"), total(app, "wang", "/studios?standard=met")), (1, 0));
        act(app, "officer", &format!("/studios/{id}/checks"), json!({ "on": "2026-03-01", "in_order": ["moon"] })).expect(422);
        act(app, "officer", &format!("/studios/{id}/checks"), json!({ "on": "2036-03-01" })).expect(422);
        does(app, "officer", &format!("/studios/{id}/checks"), json!({ "on": "2026-02-01", "in_order": ["ledger"], "note": "值班表没有上墙" }));
        let all = json!({ "on": "2026-03-01", "in_order": ["weekly_duty", "five_on_wall", "ledger", "reception_day"] });
        does(app, "officer", &format!("/studios/{id}/checks"), all);
        // One that is entered late stands in the list, the newer one counts.
        let late = does(app, "officer", &format!("/studios/{id}/checks"), json!({ "on": "2026-01-01" }));
        assert_eq!((late["checked_on"].as_str(), late["checks"]["ledger"].as_bool()), (Some("2026-03-01"), Some(true)));
        assert_eq!((total(app, "wang", "/studios?standard=met"), total(app, "wang", "/studios?standard=open")), (1, 1));
        let page = app.person("wang").get(&format!("/studios/{id}")).expect(200).text();
        assert!(page.contains("值班表没有上墙") && page.contains("4/4") && page.contains("1/4") && page.contains("荷塘村协商议事室"), "{page}");
        let mut edited = made;
        edited["name"] = json!("荷塘村委员工作室");
        does(app, "officer", &format!("/studios/{id}/details"), edited);
        let form = app.person("officer").get(&format!("/studios/{id}/details")).expect(200).text();
        assert!(form.contains("荷塘村委员工作室") && form.contains("每周三上午"), "{form}");
        let csv = app.person("officer").get("/studios/export?format=csv").expect(200).text();
        assert!(csv.contains("荷塘村委员工作室") && csv.contains("王静好") && csv.contains("4/4"), "{csv}");
        speaks(app, "officer", &["/studios".into(), "/studios/new".into(), format!("/studios/{id}"), format!("/studios/{id}/checks"), "/room-registers".into()]);
        does(app, "officer", &format!("/studios/{id}/closing"), json!({ "on": "2026-03-02" }));
        act(app, "officer", &format!("/studios/{id}/details"), json!({ "name": "再来" })).expect(409);
        assert_eq!(total(app, "wang", "/studios?state=closed"), 1);
        app.token("neighbour").get(&format!("/api/v1/studios/{id}")).expect(404);
        assert_eq!(app.journalled("studios", id).len(), 6);
    }

    fn a_joint_activity_tells_what_came_of_it(app: &TestApp) {
        let day = app.home.read(|tx| Ok(tx.today())).to_string();
        let (own, other) = (app.town.assembly, app.home.read(|tx| Ok(directory::assemblies::all(tx)?.into_iter().map(|a| a.id).collect::<Vec<_>>())));
        let partner = other.into_iter().find(|id| *id != own).unwrap().to_string();
        let made = json!({ "title": "联合视察河道", "kind": "inspection", "on": day, "place": "蘅塘河", "orgs": [partner], "participants": "两级委员" });
        act(app, "worker", "/joint-activities", made.clone()).expect(403);
        for (field, value) in [("orgs", json!([])), ("orgs", json!([own.to_string()])), ("kind", json!("party")), ("until", json!("2020-01-01"))] {
            let mut wrong = made.clone();
            wrong[field] = value;
            act(app, "officer", "/joint-activities", wrong).expect(422);
        }
        let id = does(app, "officer", "/joint-activities", made.clone())["id"].as_str().unwrap().to_owned();
        assert_eq!(total(app, "wang", "/joint-activities?outcome=open"), 1);
        assert_eq!(total(app, "neighbour", "/joint-activities"), 1, "whoever takes part reads it");
        does(app, "officer", &format!("/joint-activities/{id}/outcome"), json!({ "outcome": "形成调研报告一份。", "attended": 32 }));
        assert_eq!((total(app, "wang", "/joint-activities?outcome=open"), total(app, "wang", "/joint-activities?kind=inspection")), (0, 1));
        let mut later = made;
        later["on"] = json!("2036-01-01");
        does(app, "officer", &format!("/joint-activities/{id}/details"), later);
        act(app, "officer", &format!("/joint-activities/{id}/outcome"), json!({ "outcome": "还早" })).expect(409);
        let csv = app.person("officer").get("/joint-activities/export?format=csv").expect(200).text();
        assert!(csv.contains("形成调研报告一份") && csv.contains("视察"), "{csv}");
        speaks(app, "officer", &["/joint-activities".into(), "/joint-activities/new".into(), format!("/joint-activities/{id}"), format!("/joint-activities/{id}/details")]);
    }

    fn counties_are_compared_by_the_figures_of_the_policy(app: &TestApp) {
        let empty = app.person("officer").get("/capacity-sheets").expect(200).text();
        assert!(empty.contains("还没有设置指标"), "{empty}");
        act(app, "officer", "/capacity-sheets", json!({ "year": 2026, "values": ["3"] })).expect(422);
        policy(app, json!({ "capacity_figures": "posts | 编制（名） | Posts\nfunds | 工作经费（万元） | Funds" }));
        let wrong = act(app, "officer", "/capacity-sheets", json!({ "year": 2026, "values": ["3", "很多"] })).expect(422);
        assert!(wrong.text().contains("values[1]"), "{}", wrong.text());
        does(app, "officer", "/capacity-sheets", json!({ "year": 2025, "values": ["12", "30"] }));
        let sheet = does(app, "officer", "/capacity-sheets", json!({ "year": 2026, "values": ["14", ""], "note": "人员偏少" }));
        let again = does(app, "officer", "/capacity-sheets", json!({ "year": 2026, "values": ["14", "36.5"], "note": "人员偏少" }));
        assert_eq!((sheet["id"].clone(), again["figures"]["funds"].as_str()), (again["id"].clone(), Some("36.5")));
        let page = app.person("wang").get("/capacity-sheets?year=2026").expect(200).text();
        assert!(page.contains("36.5") && page.contains("上年 30") && page.contains("工作经费（万元）"), "{page}");
        let id = again["id"].as_str().unwrap();
        let form = app.person("officer").get(&format!("/capacity-sheets/new?year=2026&assembly={}", app.town.assembly)).expect(200).text();
        assert!(form.contains("36.5"), "{form}");
        let csv = app.person("officer").get("/capacity-sheets/export?year=2026&format=csv").expect(200).text();
        assert!(csv.contains("编制（名）") && csv.contains("36.5"), "{csv}");
        act(app, "worker", "/capacity-sheets", json!({ "year": 2026 })).expect(403);
        speaks(app, "officer", &["/capacity-sheets".into(), "/capacity-sheets/new".into(), format!("/capacity-sheets/{id}"), "/policies/rooms/edit".into()]);
    }

    fn a_township_is_checked_once_a_year(app: &TestApp) {
        let found = |year: i64, results: Vec<&str>| json!({ "township": "蘅塘镇", "year": year, "on": "2026-03-01", "tasks": ["tasks:any"], "people": ["people:any"], "results": results });
        act(app, "worker", "/readiness-checks", found(2026, vec![])).expect(403);
        let id: Id = does(app, "officer", "/readiness-checks", found(2026, vec![]))["id"].as_str().unwrap().parse().unwrap();
        assert_eq!(act(app, "officer", "/readiness-checks", found(2026, vec![])).expect(409).key(), "readiness.there-already");
        does(app, "officer", "/readiness-checks", found(2025, vec!["results:any"]));
        act(app, "officer", "/readiness-checks", found(2024, vec!["results:moon"])).expect(422);
        assert_eq!((total(app, "wang", "/readiness-checks?ready=no"), total(app, "wang", "/readiness-checks?year=2025&ready=yes")), (1, 1));
        does(app, "officer", &format!("/readiness-checks/{id}/details"), found(2026, vec!["results:any"]));
        assert_eq!(total(app, "wang", "/readiness-checks?ready=no"), 0);
        let page = app.person("wang").get(&format!("/readiness-checks/{id}")).expect(200).text();
        assert!(page.contains("有人干政协事") && page.contains("其他年度") && page.contains("2025"), "{page}");
        let csv = app.person("officer").get("/readiness-checks/export?format=csv").expect(200).text();
        assert!(csv.contains("蘅塘镇,2026,1/1,1/1,1/1"), "{csv}");
        app.person("wang").get("/readiness-checks?ready=perhaps").expect(422);
        speaks(app, "officer", &["/readiness-checks".into(), "/readiness-checks/new".into(), format!("/readiness-checks/{id}"), format!("/readiness-checks/{id}/details")]);
    }
}
