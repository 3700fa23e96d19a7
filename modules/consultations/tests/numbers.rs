//! Every number opens exactly its records.

use kernel::files::{Stored, attach};
use kernel::journal::Ref;
use kernel::{Actor, Id};
use serde_json::json;
use testkit::{TestApp, both_dbs};

use crate::common::*;

/// Topics on every way: rated three ways, reopened, sent up, registered afterwards, and some that are still on the way.
fn village(app: &TestApp) -> Id {
    let room = open_room(app);
    let raised_all: Vec<(Id, String)> = (0..5).map(|_| raised(app, room)).collect();
    app.clock().advance_days(1);
    let (waiting, _) = raised(app, room);
    let (up, _) = raised(app, room);
    verified(app, up);
    does(app, "convener", &format!("/topics/{up}/referral"), json!({ "to": "assembly", "text": "需要县里统一规划" }));
    raised_all.iter().take(4).for_each(|(id, _)| posted(app, *id));
    app.clock().advance_days(6);
    for ((id, code), value) in raised_all.iter().zip(["satisfied", "basically", "dissatisfied"]) {
        handled(app, room, *id);
        resulted(app, *id);
        app.anon().post_json("/api/v1/public/ratings", &json!({ "code": code, "value": value })).expect(201);
        does(app, "convener", &format!("/topics/{id}/rating-end"), json!({}));
    }
    does(app, "convener", &format!("/topics/{}/closing", raised_all[0].0), json!({}));
    let (again, code) = &raised_all[2];
    does(app, "convener", &format!("/topics/{again}/reopening"), json!({ "reason": "还有一盏不亮" }));
    resulted(app, *again);
    app.anon().post_json("/api/v1/public/ratings", &json!({ "code": code, "value": "dissatisfied" })).expect(201);
    does(app, "convener", &format!("/topics/{again}/rating-end"), json!({}));
    let past = json!({
        "on": "2026-03-10", "venue_kind": "market", "title": "集市占道", "text": "当天在集市商量。", "people": ["李阿婆"],
        "items": ["划线 | 市场管理所"], "partly": true,
    });
    does(app, "worker", &format!("/rooms/{room}/past-sessions"), past);
    let _ = waiting;
    room
}

/// (number, where it leads) of every link in a table that is a number.
fn figures(page: &str) -> Vec<(i64, String)> {
    let links = page.split("<a ").skip(1).filter_map(|rest| {
        let href = rest.split("href=\"").nth(1)?.split('"').next()?.replace("&#38;", "&").replace("&amp;", "&");
        let label = rest.split('>').nth(1)?.split('<').next()?;
        Some((label.trim().parse().ok()?, href))
    });
    links.collect()
}

/// How many records the list at this address has.
#[track_caller]
fn opened(app: &TestApp, login: &str, href: &str) -> i64 {
    app.token(login).get(&format!("/api/v1{href}")).expect(200).json()["total"].as_i64().unwrap()
}

both_dbs! { town =>
    fn every_figure_of_the_comparison_opens_its_records(app: &TestApp) {
        let room = village(app);
        let page = app.person("officer").get("/rooms/statistics").expect(200).text();
        let all = figures(&page);
        let lists: Vec<&(i64, String)> = all.iter().filter(|(_, href)| !href.contains('#')).collect();
        for (number, href) in &lists {
            assert_eq!(opened(app, "officer", href), *number, "{href}");
        }
        // raised, posted, sessions, those registered afterwards, closed, reopened, sent up, and the three verdicts
        assert!(lists.len() >= 10, "{lists:?}");
        let line = app.token("officer").get("/api/v1/rooms/statistics").expect(200).json()["rooms"][0].clone();
        let number = |key: &str| line[key].as_i64().unwrap();
        assert_eq!([number("satisfied"), number("basically"), number("dissatisfied")], [1, 1, 1], "{line}");
        assert_eq!([number("sessions"), number("sessions_after"), number("reopened"), number("referred")], [3, 1, 1, 1], "{line}");
        let (members, anchor) = all.iter().find(|(_, href)| href.contains('#')).unwrap();
        let page = app.person("officer").get(anchor.split('#').next().unwrap()).expect(200).text();
        assert!(page.contains("id=\"members\"") && page.contains(&format!("驻室委员（{members} 人）")), "{page}");
        assert_eq!(opened(app, "officer", &format!("/topics?room={room}&verdict=satisfied")), 1);
    }

    fn every_figure_by_domain_opens_its_records(app: &TestApp) {
        let room = village(app);
        let year = app.home.read(|tx| Ok(tx.today().year()));
        let mut met = 0;
        for query in ["by=domain", "by=domain&period=q1", "by=room&measure=raised", "by=room&measure=sessions", "by=room&measure=solved"] {
            for narrowed in ["", "&year=2025"] {
                let page = app.person("officer").get(&format!("/rooms/statistics?{query}{narrowed}")).expect(200).text();
                let all = figures(&page);
                met += all.len();
                assert!(narrowed.is_empty() || all.is_empty(), "{all:?}");
                for (number, href) in all {
                    assert_eq!(opened(app, "officer", &href), number, "{href}");
                }
            }
        }
        assert!(met >= 14, "{met}");
        let lines = app.token("officer").get(&format!("/api/v1/rooms/statistics?by=domain&year={year}")).expect(200).json();
        let total = lines["lines"].as_array().unwrap().last().unwrap()["figures"].clone();
        assert_eq!((total["raised"].as_i64(), total["sessions"].as_i64(), total["solved"].as_i64()), (Some(8), Some(4), Some(1)), "{lines}");
        let one = app.token("officer").get(&format!("/api/v1/rooms/statistics?by=domain&room={room}&period=q4")).expect(200).json();
        assert_eq!(one["lines"].as_array().unwrap().last().unwrap()["figures"]["raised"], 0);
        let csv = app.person("officer").get("/rooms/statistics/export?by=domain&format=csv").expect(200).text();
        assert!(csv.contains("领域,提出的议题") && csv.contains("合计,8,4,1"), "{csv}");
        app.person("officer").get("/rooms/statistics/export?format=xlsx").expect(200);
        app.person("officer").get("/rooms/statistics?by=moon").expect(422);
        app.person("officer").get("/rooms/statistics?by=domain&period=5x").expect(422);
        app.person("officer").get("/rooms/statistics?by=level&measure=solved").expect(200);
        app.person("wang").get("/rooms/statistics?by=domain").expect(403);
    }

    fn every_queue_of_the_workbench_opens_its_records(app: &TestApp) {
        village(app);
        let mut met = 0;
        for login in ["worker", "convener", "secretary", "officer", "wang", "handler"] {
            for (name, of) in consultations::store::queues::names() {
                let list = match of {
                    consultations::store::queues::Of::Topics => "topics",
                    consultations::store::queues::Of::Sessions => "consultations",
                    consultations::store::queues::Of::Rooms => "rooms",
                };
                let path = format!("/api/v1/{list}?queue={name}");
                let answer = app.token(login).get(&path);
                if answer.status == 422 {
                    continue;
                }
                let total = answer.expect(200).json()["total"].as_i64().unwrap();
                let page = app.person(login).get("/workbench").expect(200).text();
                let shown = page.contains(&format!("/{list}?queue={name}\""));
                assert_eq!(shown, total > 0, "{login} {name}");
                met += usize::from(shown);
            }
        }
        assert!(met >= 5, "{met}");
        app.token("wang").get("/api/v1/topics?queue=to-verify").expect(422);
        app.token("wang").get("/api/v1/topics?queue=nothing").expect(422);
    }

    fn lists_go_out_as_tables(app: &TestApp) {
        village(app);
        let lines = |login: &str, path: &str| {
            let text = app.person(login).get(path).expect(200).text();
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<serde_json::Value>>()
        };
        let topics = lines("officer", "/topics/export?format=jsonl&verdict=satisfied");
        assert_eq!((topics.len(), topics[0]["state"].as_str(), topics[0]["verdict"].as_str()), (1, Some("closed"), Some("satisfied")));
        let all = app.person("officer").get("/topics/export?format=csv").expect(200).text();
        assert!(all.contains("议题") && all.contains("评价结论") && !all.contains("13800000000") && !all.contains("老李"), "{all}");
        assert_eq!(lines("officer", "/agreed-items/export?format=jsonl&progress=open").len(), 1);
        assert_eq!(lines("handler", "/agreed-items/export?format=jsonl").len(), 6, "of the topics that they see");
        assert!(lines("officer", "/rooms/export?format=jsonl")[0]["room"].as_str().unwrap().contains("荷塘村"));
        let xlsx = app.person("officer").get("/topics/export").expect(200);
        assert!(xlsx.bytes.starts_with(b"PK"));
        app.person("officer").get("/topics/export?format=exe").expect(422);
        app.person("wang").get("/rooms/funds/export").expect(403);
    }

    fn one_person_fills_no_storage(app: &TestApp) {
        let room = open_room(app);
        let (officer, town) = (app.town.person("officer"), app.town.clone());
        app.home.write(move |tx| {
            let who = Actor { person: officer, assembly: town.assembly, ..Actor::default() };
            let large = Stored { id: tx.new_id(), name: "a.pdf".into(), media_type: "application/pdf".into(), bytes: (4 << 30) - 10, sha256: String::new() };
            attach(tx, &who, &large, &Ref::new("rooms", room), "receipt")
        });
        let fields = [("fund", "annual"), ("direction", "grant"), ("yuan", "40000"), ("purpose", "年度经费"), ("on", "2026-03-01")];
        let pdf = b"%PDF-1.4\n1 0 obj\nendobj\n%%EOF\n";
        let send = || app.person("officer").post_multipart(&format!("/rooms/{room}/funds"), &fields, &[("receipt", "票据.pdf", pdf)]);
        let page = send().expect(422).text();
        assert!(page.contains("30 天内每人最多添加 2000 个附件、共 4096 MB，您已添加 1 个、4096 MB"), "{page}");
        assert!(page.contains("value=\"年度经费\""), "what was typed is there");
        let shelf = kernel::files::Shelf::open(&app.home.folder().join("files")).unwrap();
        assert!(shelf.ids().unwrap().is_empty(), "nothing is left on the disk");
        app.clock().advance_days(31);
        send().expect(303);
        assert_eq!(shelf.ids().unwrap().len(), 1);
    }

    fn a_receipt_hangs_on_its_entry(app: &TestApp) {
        let room = open_room(app);
        let pdf = b"%PDF-1.4\n1 0 obj\nendobj\n%%EOF\n";
        let fields = [("fund", "annual"), ("direction", "grant"), ("yuan", "40000"), ("purpose", "年度经费"), ("on", "2026-03-01")];
        app.person("officer").post_multipart(&format!("/rooms/{room}/funds"), &fields, &[("receipt", "票据.pdf", pdf)]).expect(303);
        let page = app.person("officer").get("/rooms/funds").expect(200).text();
        assert!(page.contains("年度经费") && page.contains("结余 40,000.00 元"), "{page}");
        let file = page.split("/files/").nth(1).unwrap().split('"').next().unwrap();
        let path = format!("/files/{file}");
        app.person("officer").get(&path).expect(200);
        app.person("worker").get(&path).expect(200);
        app.person("wang").get(&path).expect(404);
        app.anon().get(&path).expect(404);
        let found = app.token("officer").get("/api/v1/rooms/funds?fund=annual").expect(200).json();
        assert_eq!((found["total"].as_i64(), found["balance_fen"].as_i64()), (Some(1), Some(4_000_000)));
        assert_eq!(app.person("officer").get("/rooms/funds/export?format=jsonl").text().lines().count(), 1);
    }
}
