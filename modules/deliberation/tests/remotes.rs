//! 远程协商: people in several places, from the arrangement until every site has confirmed the minutes.

use kernel::Id;
use serde_json::{Value, json};
use testkit::{TestApp, both_dbs};

use crate::common::*;

fn day(app: &TestApp, days: i64) -> Value {
    app.home.read(move |tx| Ok(json!(tx.today().saturating_add(jiff::Span::new().days(days)))))
}

fn plan(app: &TestApp) -> Value {
    json!({
        "title": "荷塘灌渠清淤协商会", "on": day(app, 1), "time": "14:30", "agenda": "介绍情况\n各会场发言",
        "video": "https://meet.example/88", "sites": "县政协会场 | 三楼\n荷塘村会场 | 村部", "speech_minutes": 5,
    })
}

fn one(app: &TestApp, login: &str, id: Id) -> Value {
    app.token(login).get(&format!("/api/v1/remotes/{id}")).expect(200).json()
}

fn state(app: &TestApp, id: Id) -> String {
    one(app, "officer", id)["state"].as_str().unwrap().to_owned()
}

/// The id of the nth site, and its state.
fn site(app: &TestApp, id: Id, n: usize) -> (String, String) {
    let found = one(app, "officer", id)["sites"][n].clone();
    (found["id"].as_str().unwrap().to_owned(), found["state"].as_str().unwrap().to_owned())
}

fn sites(app: &TestApp, id: Id) -> [String; 2] {
    [0, 1].map(|n| site(app, id, n).0)
}

/// Two sites: the first is hosted by the liaison, the second by the worker.
fn arranged(app: &TestApp) -> (Id, [String; 2]) {
    let id = act(app, "officer", "/remotes", plan(app)).expect(201).id();
    let places = sites(app, id);
    for (place, host, name) in [(&places[0], "liaison", "县政协会场"), (&places[1], "worker", "荷塘村会场")] {
        let body = json!({ "name": name, "place": "二楼", "host": app.town.person(host) });
        does(app, "officer", &format!("/remote-sites/{place}/edits"), body);
    }
    (id, places)
}

fn live(app: &TestApp) -> (Id, [String; 2]) {
    let (id, places) = arranged(app);
    does(app, "officer", &format!("/remotes/{id}/test"), json!({}));
    for (place, host) in places.iter().zip(["liaison", "worker"]) {
        does(app, host, &format!("/remote-sites/{place}/test"), json!({}));
    }
    does(
        app,
        "liaison",
        &format!("/remote-sites/{}/people", places[0]),
        json!({ "people": "何工|水利设计院", "role": "expert", "here": true }),
    );
    let members = json!({ "members": [app.town.person("wang"), app.town.person("li")], "people": "乔大叔", "here": true });
    does(app, "worker", &format!("/remote-sites/{}/people", places[1]), members);
    does(app, "officer", &format!("/remotes/{id}/opening"), json!({}));
    (id, places)
}

/// The attendee of this name.
fn attendee(app: &TestApp, id: Id, name: &str) -> String {
    let record = one(app, "officer", id);
    let mut people = record["sites"].as_array().unwrap().iter().flat_map(|s| s["people"].as_array().unwrap());
    people.find(|a| a["name"] == name).unwrap()["id"].as_str().unwrap().to_owned()
}

#[track_caller]
fn asks(app: &TestApp, login: &str, place: &str, id: Id, name: &str) -> String {
    let wanted = attendee(app, id, name);
    let record = does(app, login, &format!("/remote-sites/{place}/speeches"), json!({ "attendee": wanted, "subject": "清淤的先后" }));
    let speech = record["speeches"].as_array().unwrap().iter().filter(|s| s["attendee"] == wanted.as_str()).next_back().unwrap();
    speech["id"].as_str().unwrap().to_owned()
}

/// Names in the order of the queue.
fn waiting(app: &TestApp, id: Id) -> Vec<String> {
    speeches(app, id, "asked")
}

fn speeches(app: &TestApp, id: Id, state: &str) -> Vec<String> {
    let record = one(app, "officer", id);
    let people: Vec<&Value> = record["sites"].as_array().unwrap().iter().flat_map(|s| s["people"].as_array().unwrap()).collect();
    let of = |s: &Value| people.iter().find(|a| a["id"] == s["attendee"]).unwrap()["name"].as_str().unwrap().to_owned();
    record["speeches"].as_array().unwrap().iter().filter(|s| s["state"] == state).map(of).collect()
}

#[track_caller]
fn wrong(app: &TestApp, login: &str, path: &str, body: Value, field: &str) {
    assert_eq!(act(app, login, path, body).expect(422).json()["fields"][0]["field"], field);
}

both_dbs! { town =>
    fn a_session_goes_from_the_arrangement_to_confirmed_minutes(app: &TestApp) {
        let (id, places) = arranged(app);
        assert!(app.person("officer").get("/workbench").expect(200).text().contains("待开始设备测试的远程协商"));
        does(app, "officer", &format!("/remotes/{id}/test"), json!({}));
        assert!(app.person("liaison").get("/workbench").expect(200).text().contains("我的会场待测试"));
        for (place, host) in places.iter().zip(["liaison", "worker"]) {
            does(app, host, &format!("/remote-sites/{place}/test"), json!({}));
        }
        does(app, "worker", &format!("/remote-sites/{}/people", places[1]), json!({ "people": "乔大叔\n田婶｜荷塘三组" }));
        let uncle = attendee(app, id, "乔大叔");
        does(app, "worker", &format!("/remote-sites/{}/sign-in", places[1]), json!({ "attendees": [uncle] }));
        does(app, "officer", &format!("/remotes/{id}/opening"), json!({}));
        let speech = asks(app, "worker", &places[1], id, "乔大叔");
        does(app, "officer", &format!("/speeches/{speech}/start"), json!({}));
        let page = app.person("officer").get(&format!("/remotes/{id}")).expect(200).text();
        assert!(page.contains("乔大叔（荷塘村会场）") && page.contains("限 5 分钟"), "{page}");
        does(app, "officer", &format!("/speeches/{speech}/end"), json!({}));
        does(app, "officer", &format!("/remotes/{id}/end"), json!({}));
        let draft = app.person("officer").get(&format!("/remotes/{id}/minutes")).expect(200).text();
        assert!(draft.contains("荷塘村会场（联络人田小禾）：签到 1 人。群众：乔大叔") && draft.contains("1. 乔大叔（荷塘村会场"), "{draft}");
        assert!(!draft.contains("田婶"), "who did not come is not in the minutes");
        does(app, "officer", &format!("/remotes/{id}/recording"), json!({ "recording": "https://meet.example/88/record" }));
        does(app, "officer", &format!("/remotes/{id}/minutes"), json!({ "minutes": "十月底前先清下游三公里。" }));
        assert!(app.person("liaison").get("/workbench").expect(200).text().contains("我的会场待确认记录"));
        act(app, "officer", &format!("/remotes/{id}/closing"), json!({})).expect(422);
        for (place, host) in places.iter().zip(["liaison", "worker"]) {
            does(app, host, &format!("/remote-sites/{place}/confirmation"), json!({}));
        }
        does(app, "officer", &format!("/remotes/{id}/closing"), json!({}));
        assert_eq!(state(app, id), "closed");
        let told = app.journalled("remotes", id);
        for act in ["remote.arranged", "remote_site.tested", "remote.opened", "speech.started", "remote.finished", "remote.minuted", "remote.closed"] {
            assert!(told.iter().any(|kind| kind == act), "{act} in {told:?}");
        }
        let print = app.person("worker").get(&format!("/remotes/{id}/print/minutes")).expect(200).text();
        assert!(print.contains("十月底前先清下游三公里") && print.contains("乔大叔"), "{print}");
    }

    fn a_host_works_for_the_own_site_alone(app: &TestApp) {
        let (id, places) = live(app);
        let others = format!("/remote-sites/{}", places[1]);
        for path in ["people", "sign-in", "speeches", "loss"] {
            let body = json!({ "people": "不相干的人", "attendees": [attendee(app, id, "乔大叔")], "reason": "不是我的会场" });
            act(app, "liaison", &format!("{others}/{path}"), body).expect(403);
        }
        // An organiser may note a lost link, and sign in only where the host has no account.
        act(app, "officer", &format!("{others}/sign-in"), json!({ "attendees": [attendee(app, id, "乔大叔")] })).expect(403);
        wrong(app, "liaison", &format!("/remote-sites/{}/sign-in", places[0]), json!({ "attendees": [attendee(app, id, "乔大叔")] }), "attendees");
        let strangers = json!({ "attendee": attendee(app, id, "乔大叔") });
        wrong(app, "liaison", &format!("/remote-sites/{}/speeches", places[0]), strangers, "attendee");
    }

    fn an_organiser_speaks_for_a_host_without_an_account(app: &TestApp) {
        let id = act(app, "officer", "/remotes", plan(app)).expect(201).id();
        let place = &sites(app, id)[0];
        wrong(app, "officer", &format!("/remote-sites/{place}/edits"), json!({ "name": "会场", "telephone": "找小田" }), "telephone");
        let body = json!({ "name": "县政协会场", "host_name": "阮师傅", "telephone": "0900-8800123" });
        does(app, "officer", &format!("/remote-sites/{place}/edits"), body);
        let record = one(app, "officer", id).to_string();
        let page = app.person("officer").get(&format!("/remotes/{id}")).expect(200).text();
        assert!(!record.contains("8800123") && !page.contains("8800123") && page.contains("电话已留"), "{page}");
        assert!(!app.person("convener").get(&format!("/remotes/{id}")).expect(200).text().contains("电话已留"));
        act(app, "convener", &format!("/remote-sites/{place}/contact"), json!({})).expect(403);
        let shown = does(app, "officer", &format!("/remote-sites/{place}/contact"), json!({}));
        assert_eq!(shown["contact"], "阮师傅 0900-8800123");
        assert!(app.journalled("remotes", id).contains(&"remote_site.contact_shown".to_owned()));
        does(app, "officer", &format!("/remotes/{id}/test"), json!({}));
        does(app, "officer", &format!("/remote-sites/{place}/test"), json!({}));
        assert_eq!(site(app, id, 0).1, "tested");
    }

    fn a_session_opens_when_every_site_is_tested_or_with_a_reason(app: &TestApp) {
        let (id, places) = arranged(app);
        act(app, "officer", &format!("/remotes/{id}/opening"), json!({})).expect(409);
        does(app, "officer", &format!("/remotes/{id}/test"), json!({}));
        does(app, "liaison", &format!("/remote-sites/{}/test", places[0]), json!({}));
        does(app, "worker", &format!("/remote-sites/{}/trouble", places[1]), json!({ "trouble": "听不到声音" }));
        wrong(app, "officer", &format!("/remotes/{id}/opening"), json!({}), "note");
        does(app, "officer", &format!("/remotes/{id}/opening"), json!({ "note": "荷塘村先用电话听会" }));
        let record = one(app, "officer", id);
        assert_eq!((&record["untested"], &record["sites"][1]["state"]), (&json!("荷塘村先用电话听会"), &json!("lost")));
        assert_eq!(record["sites"][1]["gaps"].as_array().unwrap().len(), 1);
        does(app, "worker", &format!("/remote-sites/{}/return", places[1]), json!({}));
        assert!(one(app, "officer", id)["sites"][1]["gaps"][0]["until"].is_string());
    }

    fn a_lost_link_does_not_stop_the_session(app: &TestApp) {
        let (id, places) = live(app);
        let first = asks(app, "worker", &places[1], id, "乔大叔");
        asks(app, "worker", &places[1], id, "王静好");
        asks(app, "liaison", &places[0], id, "何工");
        does(app, "officer", &format!("/speeches/{first}/start"), json!({}));
        does(app, "worker", &format!("/remote-sites/{}/loss", places[1]), json!({ "reason": "村里停电" }));
        assert_eq!((state(app, id), speeches(app, id, "spoken")), ("live".to_owned(), vec!["乔大叔".to_owned()]));
        act(app, "worker", &format!("/remote-sites/{}/speeches", places[1]), json!({ "attendee": attendee(app, id, "李思远") })).expect(409);
        // Whose site is gone is passed over, and keeps the place.
        does(app, "officer", &format!("/remotes/{id}/next"), json!({}));
        assert_eq!((speeches(app, id, "speaking"), waiting(app, id)), (vec!["何工".to_owned()], vec!["王静好".to_owned()]));
        does(app, "worker", &format!("/remote-sites/{}/return", places[1]), json!({}));
        does(app, "officer", &format!("/remotes/{id}/next"), json!({}));
        assert_eq!(speeches(app, id, "speaking"), ["王静好"]);
        does(app, "officer", &format!("/remotes/{id}/end"), json!({}));
        let draft = app.person("officer").get(&format!("/remotes/{id}/minutes")).expect(200).text();
        assert!(draft.contains("村里停电") && draft.contains("因断线中断"), "{draft}");
    }

    fn speakers_come_in_the_order_that_the_organiser_gives(app: &TestApp) {
        let (id, places) = live(app);
        let uncle = asks(app, "worker", &places[1], id, "乔大叔");
        let expert = asks(app, "liaison", &places[0], id, "何工");
        // A member who signed in asks alone; whoever did not may not.
        does(app, "wang", &format!("/remote-sites/{}/speeches", places[1]), json!({}));
        act(app, "wang", &format!("/remote-sites/{}/speeches", places[1]), json!({})).expect(409);
        act(app, "zhao", &format!("/remote-sites/{}/speeches", places[1]), json!({})).expect(404);
        act(app, "li", &format!("/speeches/{uncle}/withdrawal"), json!({})).expect(403);
        assert_eq!(waiting(app, id), ["乔大叔", "何工", "王静好"]);
        act(app, "worker", &format!("/speeches/{expert}/up"), json!({})).expect(403);
        does(app, "officer", &format!("/speeches/{expert}/up"), json!({}));
        does(app, "officer", &format!("/speeches/{expert}/up"), json!({}));
        does(app, "officer", &format!("/speeches/{uncle}/down"), json!({}));
        assert_eq!(waiting(app, id), ["何工", "王静好", "乔大叔"]);
        does(app, "officer", &format!("/remotes/{id}/limit"), json!({ "speech_minutes": 3 }));
        does(app, "officer", &format!("/remotes/{id}/next"), json!({}));
        let now = one(app, "officer", id)["speeches"].as_array().unwrap().iter().find(|s| s["state"] == "speaking").unwrap().clone();
        assert_eq!((&now["id"], &now["limit_minutes"]), (&json!(expert), &json!(3)));
        app.clock().set(app.home.read(|tx| Ok(tx.now())).plus_ms(200_000));
        let page = app.person("worker").get(&format!("/remote-sites/{}", places[1])).expect(200).text();
        assert!(page.contains("超时 0 分 20 秒") && page.contains("下一位：王静好"), "{page}");
        // A second click for the same speech changes nothing.
        does(app, "officer", &format!("/remotes/{id}/next"), json!({ "after": expert }));
        act(app, "officer", &format!("/remotes/{id}/next"), json!({ "after": expert })).expect(409);
        assert_eq!(speeches(app, id, "speaking"), ["王静好"]);
        does(app, "worker", &format!("/speeches/{uncle}/withdrawal"), json!({}));
        assert_eq!(waiting(app, id), Vec::<String>::new());
    }

    fn minutes_are_objected_to_and_revised(app: &TestApp) {
        let (id, places) = live(app);
        does(app, "officer", &format!("/remotes/{id}/end"), json!({}));
        does(app, "officer", &format!("/remotes/{id}/minutes"), json!({ "minutes": "商定清淤三公里，由县里出资。" }));
        does(app, "liaison", &format!("/remote-sites/{}/confirmation", places[0]), json!({}));
        act(app, "worker", &format!("/remote-sites/{}/objection", places[1]), json!({})).expect(422);
        does(app, "worker", &format!("/remote-sites/{}/objection", places[1]), json!({ "reason": "没有说由县里出资" }));
        let form = app.person("officer").get(&format!("/remotes/{id}/revision")).expect(200).text();
        assert!(form.contains("没有说由县里出资"), "{form}");
        does(app, "officer", &format!("/remotes/{id}/revision"), json!({ "minutes": "商定清淤三公里，出资另议。" }));
        assert_eq!([site(app, id, 0).1, site(app, id, 1).1], ["to_confirm", "to_confirm"]);
        // Two revise at once, and one answers for a text that was not on the page.
        let edition = |page: &str| page.split("name=\"read\" value=\"").nth(1).expect("an edition")[..16].to_owned();
        let page = |who: &str, path: &str| app.person(who).get(path).expect(200).text();
        let (revision, confirmation) = (format!("/remotes/{id}/revision"), format!("/remote-sites/{}/confirmation", places[1]));
        let (mine, shown) = (edition(&page("officer", &revision)), edition(&page("worker", &confirmation)));
        assert_eq!(mine, shown);
        does(app, "officer", &revision, json!({ "minutes": "商定清淤三公里，出资下次再议。", "read": mine }));
        wrong(app, "officer", &revision, json!({ "minutes": "商定清淤五公里，出资另议。", "read": mine }), "read");
        let again = app.person("officer").post(&revision, &[("minutes", "商定清淤五公里，出资另议。"), ("read", &mine)]).expect(422).text();
        assert!(again.contains("<del>") && again.contains("五公里") && edition(&again) != mine, "{again}");
        wrong(app, "worker", &confirmation, json!({ "read": shown }), "read");
        wrong(app, "worker", &format!("/remote-sites/{}/objection", places[1]), json!({ "reason": "不对", "read": shown }), "read");
        let again = app.person("worker").post(&confirmation, &[("read", &shown)]).expect(422).text();
        assert!(again.contains("出资下次再议") && again.contains("有了改动"), "{again}");
        does(app, "worker", &confirmation, json!({ "read": edition(&again) }));
        wrong(app, "officer", &format!("/remotes/{id}/closing"), json!({}), "note");
        does(app, "officer", &format!("/remotes/{id}/closing"), json!({ "note": "县政协会场联络人出差，电话同意" }));
        let record = one(app, "officer", id);
        assert_eq!((&record["state"], &record["unconfirmed"]), (&json!("closed"), &json!("县政协会场联络人出差，电话同意")));
        assert!(record["sites"][0]["confirmed_at"].is_null() && record["sites"][1]["confirmed_at"].is_string());
    }

    fn it_is_put_off_changed_and_called_off_before_it_begins(app: &TestApp) {
        let (id, places) = arranged(app);
        does(app, "officer", &format!("/remotes/{id}/test"), json!({}));
        does(app, "liaison", &format!("/remote-sites/{}/test", places[0]), json!({}));
        wrong(app, "officer", &format!("/remotes/{id}/postponement"), json!({ "on": day(app, -1), "time": "9:00", "reason": "下雨" }), "on");
        does(app, "officer", &format!("/remotes/{id}/postponement"), json!({ "on": day(app, 5), "time": "9:00", "reason": "防汛" }));
        assert_eq!((state(app, id), site(app, id, 0).1), ("scheduled".to_owned(), "expected".to_owned()));
        let mut changed = plan(app);
        changed["video"] = json!("http://meet.example/1");
        wrong(app, "officer", &format!("/remotes/{id}/edits"), changed.clone(), "video");
        changed["video"] = json!("https://meet.example/2");
        changed["secretary"] = json!(app.town.person("li"));
        does(app, "officer", &format!("/remotes/{id}/edits"), changed);
        app.token("li").get(&format!("/api/v1/remotes/{id}")).expect(200);
        act(app, "liaison", &format!("/remotes/{id}/cancellation"), json!({ "reason": "不是组织者" })).expect(403);
        does(app, "officer", &format!("/remotes/{id}/cancellation"), json!({ "reason": "改为现场协商" }));
        assert_eq!([site(app, id, 0).1, site(app, id, 1).1], ["released", "released"]);
        act(app, "officer", &format!("/remotes/{id}/test"), json!({})).expect(409);
        let small = json!({ "title": "只有一个会场", "on": day(app, 1), "time": "9:00", "agenda": "没有", "sites": "县政协会场" });
        let alone = act(app, "officer", "/remotes", small).expect(201).id();
        act(app, "officer", &format!("/remotes/{alone}/test"), json!({})).expect(409);
    }

    fn others_do_not_see_it(app: &TestApp) {
        let (id, places) = arranged(app);
        let path = format!("/api/v1/remotes/{id}");
        for login in ["officer", "second", "convener", "worker", "chair", "general", "liaison"] {
            app.token(login).get(&path).expect(200);
        }
        for login in ["wang", "li", "handler", "liaison_b", "system", "neighbour", "neighbour_office"] {
            app.token(login).get(&path).expect(404);
            app.person(login).get(&format!("/remotes/{id}")).expect(404);
            app.person(login).get(&format!("/remote-sites/{}", places[0])).expect(404);
            act(app, login, &format!("/remotes/{id}/test"), json!({})).expect(404);
            assert_eq!(app.token(login).get("/api/v1/remotes").expect(200).json()["total"], 0, "{login}");
        }
        act(app, "wang", "/remotes", plan(app)).expect(403);
        act(app, "chair", &format!("/remotes/{id}/test"), json!({})).expect(403);
        // A host from a county below sees the session, and nothing else of the city's.
        let body = json!({ "name": "云谷县会场", "host": app.town.person("neighbour") });
        does(app, "officer", &format!("/remotes/{id}/sites"), body);
        app.token("neighbour").get(&path).expect(200);
        app.token("neighbour_office").get(&path).expect(404);
    }

    fn a_list_is_narrowed_by_state_day_and_words(app: &TestApp) {
        let (id, _) = arranged(app);
        let mut other = plan(app);
        other["title"] = json!("校车线路协商会");
        other["on"] = day(app, 20);
        let later = act(app, "officer", "/remotes", other).expect(201).id();
        does(app, "officer", &format!("/remotes/{id}/test"), json!({}));
        let total = |query: String| app.token("officer").get(&format!("/api/v1/remotes{query}")).expect(200).json()["total"].as_i64().unwrap();
        let text = |days: i64| day(app, days).as_str().unwrap().to_owned();
        assert_eq!(total(String::new()), 2);
        assert_eq!(total("?state=device_test".to_owned()), 1);
        assert_eq!(total("?q=%E6%A0%A1%E8%BD%A6".to_owned()), 1);
        assert_eq!(total(format!("?from={}", text(10))), 1);
        assert_eq!(total(format!("?from={}&until={}", text(0), text(2))), 1);
        app.token("officer").get("/api/v1/remotes?state=nonsense").expect(422);
        let csv = app.person("officer").get("/remotes/export?state=scheduled").expect(200).text();
        assert!(csv.contains("校车线路协商会") && csv.lines().count() == 2, "{csv}");
        assert_ne!(id, later);
    }

    fn it_goes_on_with_a_deliberation(app: &TestApp) {
        let d = running(app, question(app));
        let mut body = plan(app);
        body["about"] = json!(format!("deliberations:{d}"));
        let id = act(app, "officer", "/remotes", body.clone()).expect(201).id();
        let page = app.person("officer").get(&format!("/deliberations/{d}")).expect(200).text();
        assert!(page.contains(&format!("/remotes/{id}")) && page.contains("/remotes/new?about=deliberations"), "{page}");
        assert!(app.person("officer").get(&format!("/remotes/{id}")).expect(200).text().contains(&format!("\"/deliberations/{d}\"")));
        assert_eq!(app.token("officer").get(&format!("/api/v1/remotes?about=deliberations:{d}")).expect(200).json()["total"], 1);
        body["about"] = json!("deliberations:1");
        wrong(app, "officer", "/remotes", body, "about");
    }

    fn every_form_and_page_is_there(app: &TestApp) {
        let looks = |login: &str, path: String| {
            for page in [app.person(login).get(&path).expect(200).text(), app.person(login).english().get(&path).expect(200).text()] {
                for prefix in ["remotes.", "remote.", "remote_site", "speech.", "speeches.", "word.", "journal.remote", "journal.speech"] {
                    assert!(!page.contains(&format!(">{prefix}")), "an untranslated key {prefix} on {path}: {page}");
                }
            }
        };
        looks("officer", "/remotes".to_owned());
        looks("officer", "/remotes/new".to_owned());
        let (id, places) = arranged(app);
        for form in ["edits", "postponement", "cancellation", "sites", "test"] {
            looks("officer", format!("/remotes/{id}/{form}"));
        }
        for form in ["edits", "people", "release"] {
            looks("officer", format!("/remote-sites/{}/{form}", places[0]));
        }
        looks("officer", format!("/remotes/{id}"));
        looks("liaison", format!("/remote-sites/{}", places[0]));
        does(app, "officer", &format!("/remotes/{id}/test"), json!({}));
        for form in ["test", "trouble", "sign-in", "people"] {
            looks("liaison", format!("/remote-sites/{}/{form}", places[0]));
        }
        looks("officer", format!("/remotes/{id}/opening"));
        let (id, places) = live(app);
        let speech = asks(app, "worker", &places[1], id, "乔大叔");
        looks("wang", format!("/remotes/{id}"));
        for form in ["next", "limit", "end"] {
            looks("officer", format!("/remotes/{id}/{form}"));
        }
        for form in ["up", "down", "start", "withdrawal"] {
            looks("officer", format!("/speeches/{speech}/{form}"));
        }
        looks("worker", format!("/remote-sites/{}/loss", places[1]));
        looks("worker", format!("/remote-sites/{}/speeches", places[1]));
        does(app, "worker", &format!("/remote-sites/{}/loss", places[1]), json!({ "reason": "停电" }));
        looks("worker", format!("/remote-sites/{}/return", places[1]));
        looks("worker", format!("/remote-sites/{}", places[1]));
        looks("officer", format!("/remotes/{id}"));
        does(app, "officer", &format!("/remotes/{id}/end"), json!({}));
        for form in ["minutes", "recording"] {
            looks("officer", format!("/remotes/{id}/{form}"));
        }
        looks("officer", format!("/remotes/{id}/print/minutes"));
        does(app, "officer", &format!("/remotes/{id}/minutes"), json!({ "minutes": "商定先清下游三公里。" }));
        for form in ["confirmation", "objection"] {
            looks("worker", format!("/remote-sites/{}/{form}", places[1]));
        }
        looks("worker", format!("/remote-sites/{}", places[1]));
        looks("officer", format!("/remotes/{id}/closing"));
        looks("officer", format!("/remotes/{id}"));
        looks("officer", "/workbench".to_owned());
    }
}
