//! Remote consultations: one that is over, with its minutes and a lost connection; one whose sites test their devices.

use std::sync::Arc;

use deliberation::store::remotes::{sites, speeches};
use jiff::Span;
use kernel::db::Tx;
use kernel::{Error, Id, Result};
use serde_json::{Value, json};
use web::App;

use super::city::City;
use super::rooms::Teller;

const OFFICER: &str = "miaozhichun";
const CONVENER: &str = "xianghongmei";
const WORKER: &str = "tianxiaohe";

const HELD_DAYS_AGO: i64 = 24;
const AFTERNOON: i64 = 330;

const MINUTES: &str = "一、会场和参会人员
区政协会场（联络人苗知春）、望棠街道会场（联络人田小禾）、河道设计室会场（联络人阮立舟），共签到 7 人。
二、发言
1. 向红梅：砚巷段淤得最重，雨季前不清，沿河三十多户又要进水。
2. 阮立舟：先清下游三公里，上游才排得走；设计室月底前交断面图。
3. 乔满仓：清出来的淤泥不要堆在菜地边。
三、会场断线情况
望棠街道会场 15:02–15:11 断线，原因：街道办停电，恢复后补听了设计室的说明。
四、商定事项
一是先下游、后上游，雨季前完成下游三公里；二是淤泥运到北门外的旧砖窑，由街道找地、设计室算量；三是六月上旬各会场再碰一次头。";

/// Tells both; answers what went wrong.
pub fn run(app: &App, city: &Arc<City>) -> Result<Vec<String>> {
    let mut troubles = Vec::new();
    for (title, tell) in [("held", held as fn(&Teller, &mut Tx) -> Result<()>), ("coming", coming)] {
        let (own, people) = (app.clone(), Arc::clone(city));
        let told = app.db.write_blocking(move |tx| tell(&Teller { app: &own, city: &people, now: tx.now() }, tx));
        if let Err(error) = told {
            troubles.push(format!("remote consultation, {title}: {error}"));
        }
    }
    Ok(troubles)
}

/// Who hosts, with an account or without.
type Host = (&'static str, Result<&'static str, (&'static str, &'static str)>);

const SITES: [Host; 3] = [("区政协会场", Ok(OFFICER)), ("望棠街道会场", Ok(WORKER)), ("河道设计室会场", Err(("阮立舟", "0900-8800456")))];

fn arrange(t: &Teller, tx: &mut Tx, plan: Value, hosts: &[Host]) -> Result<Id> {
    let id = t.does(tx, OFFICER, "remotes.arrange", Id(0), plan)?;
    for (place, (name, host)) in sites::of(tx, id)?.into_iter().zip(hosts) {
        let mut body = json!({ "name": name, "place": place.place });
        match host {
            Ok(login) => body["host"] = json!(t.person(login)?),
            Err((host, telephone)) => {
                body["host_name"] = json!(host);
                body["telephone"] = json!(telephone);
            }
        }
        t.does(tx, OFFICER, "remote_sites.edit", place.id, body)?;
    }
    Ok(id)
}

fn held(t: &Teller, tx: &mut Tx) -> Result<()> {
    t.stand(tx, HELD_DAYS_AGO + 9, 60);
    let plan = json!({
        "title": "望棠河清淤先后次序远程协商", "on": tx.today().saturating_add(Span::new().days(9)), "time": "14:30",
        "agenda": "通报河道淤积情况\n各会场发言\n商定先后次序和淤泥去处",
        "materials": "全段 7.4 公里，平均淤深 0.6 米；下游三公里过水断面只剩一半。",
        "video": "https://meet.example.com/room/1140", "speech_minutes": 6,
        "sites": "区政协会场 | 三楼小会议室\n望棠街道会场 | 街道办二楼\n河道设计室会场 | 河堤路 5 号",
    });
    let id = arrange(t, tx, plan, &SITES)?;
    let places: Vec<Id> = sites::of(tx, id)?.into_iter().map(|s| s.id).collect();
    let [city, street, design] = places[..] else { return Err(Error::internal("three sites")) };
    t.stand(tx, HELD_DAYS_AGO + 1, 120);
    t.does(tx, OFFICER, "remotes.begin_test", id, json!({}))?;
    t.does(tx, OFFICER, "remote_sites.pass_test", city, json!({}))?;
    t.does(tx, WORKER, "remote_sites.report_trouble", street, json!({ "trouble": "投影没有声音" }))?;
    t.stand(tx, HELD_DAYS_AGO + 1, 200);
    t.does(tx, WORKER, "remote_sites.pass_test", street, json!({ "note": "换了音箱" }))?;
    t.does(tx, OFFICER, "remote_sites.pass_test", design, json!({ "note": "电话核对" }))?;
    t.stand(tx, HELD_DAYS_AGO, AFTERNOON - 12);
    let members = json!({ "members": [t.person(CONVENER)?, t.person("fengyifei")?], "here": true });
    t.does(tx, OFFICER, "remote_sites.add_people", city, members)?;
    let residents = json!({ "people": "乔满仓 | 砚巷社区\n柏小穗 | 北门集市", "here": true });
    t.does(tx, WORKER, "remote_sites.add_people", street, residents)?;
    t.does(tx, WORKER, "remote_sites.add_people", street, json!({ "people": "童守河 | 望棠街道办", "role": "official", "here": true }))?;
    let experts = json!({ "people": "阮立舟 | 河道设计室\n顾听潮 | 河道设计室", "role": "expert", "here": true });
    t.does(tx, OFFICER, "remote_sites.add_people", design, experts)?;
    t.stand(tx, HELD_DAYS_AGO, AFTERNOON);
    t.does(tx, OFFICER, "remotes.go_live", id, json!({}))?;
    talk(t, tx, id, street)?;
    t.stand(tx, HELD_DAYS_AGO, AFTERNOON + 62);
    t.does(tx, OFFICER, "remotes.finish", id, json!({}))?;
    t.does(tx, OFFICER, "remotes.link_recording", id, json!({ "recording": "https://meet.example.com/record/1140" }))?;
    t.stand(tx, HELD_DAYS_AGO - 2, 90);
    t.does(tx, OFFICER, "remotes.write_minutes", id, json!({ "minutes": MINUTES }))?;
    for (site, host) in [(city, OFFICER), (street, WORKER), (design, OFFICER)] {
        t.stand(tx, HELD_DAYS_AGO - 3, 40);
        t.does(tx, host, "remote_sites.confirm", site, json!({}))?;
    }
    t.stand(tx, HELD_DAYS_AGO - 4, 30);
    t.does(tx, OFFICER, "remotes.close", id, json!({})).map(drop)
}

/// Three speeches; the street loses its connection in the second and is back for the third.
fn talk(t: &Teller, tx: &mut Tx, id: Id, street: Id) -> Result<()> {
    for (minute, name, subject) in [(2, "向红梅", "砚巷段的淤积"), (3, "阮立舟", "先清哪一段"), (6, "乔满仓", "淤泥堆到哪里")]
    {
        t.stand(tx, HELD_DAYS_AGO, AFTERNOON + minute);
        let found = sites::attendees(tx, id)?.into_iter().find(|a| a.name == name);
        let a = found.ok_or_else(|| Error::internal(format!("nobody is called {name}")))?;
        let host = if a.site == street { WORKER } else { OFFICER };
        t.does(tx, host, "remote_sites.ask_to_speak", a.site, json!({ "attendee": a.id, "subject": subject }))?;
    }
    t.stand(tx, HELD_DAYS_AGO, AFTERNOON + 18);
    t.does(tx, OFFICER, "remotes.next_speaker", id, json!({}))?;
    t.stand(tx, HELD_DAYS_AGO, AFTERNOON + 25);
    t.does(tx, OFFICER, "remotes.next_speaker", id, json!({}))?;
    t.stand(tx, HELD_DAYS_AGO, AFTERNOON + 31);
    stop(t, tx, id)?;
    t.stand(tx, HELD_DAYS_AGO, AFTERNOON + 32);
    t.does(tx, WORKER, "remote_sites.lose_link", street, json!({ "reason": "街道办停电" }))?;
    t.stand(tx, HELD_DAYS_AGO, AFTERNOON + 41);
    t.does(tx, WORKER, "remote_sites.come_back", street, json!({}))?;
    t.does(tx, OFFICER, "remotes.next_speaker", id, json!({}))?;
    t.stand(tx, HELD_DAYS_AGO, AFTERNOON + 46);
    stop(t, tx, id)
}

fn stop(t: &Teller, tx: &mut Tx, id: Id) -> Result<()> {
    let running = speeches::of(tx, id)?.into_iter().find(|s| s.ended_at.is_none() && s.started_at.is_some());
    let running = running.ok_or_else(|| Error::internal("somebody speaks"))?;
    t.does(tx, OFFICER, "speeches.stop", running.id, json!({})).map(drop)
}

fn coming(t: &Teller, tx: &mut Tx) -> Result<()> {
    t.stand(tx, 5, 30);
    let plan = json!({
        "title": "夏季用水错峰远程协商", "on": tx.today().saturating_add(Span::new().days(7)), "time": "9:30",
        "agenda": "通报水厂供水能力\n各会场说说用水时段\n商定错峰办法",
        "materials": "水厂日供水 4.2 万吨，去年七月最高日用水 4.6 万吨。",
        "video": "https://meet.example.com/room/2207",
        "sites": "区政协会场 | 三楼小会议室\n望棠街道会场 | 街道办二楼\n北门集市会场 | 集市管理房",
    });
    let hosts = [SITES[0], SITES[1], ("北门集市会场", Ok(CONVENER))];
    let id = arrange(t, tx, plan, &hosts)?;
    t.stand(tx, 1, 60);
    t.does(tx, OFFICER, "remotes.begin_test", id, json!({}))?;
    for (site, (_, host)) in sites::of(tx, id)?.into_iter().zip(hosts) {
        match host {
            Ok(OFFICER) => drop(t.does(tx, OFFICER, "remote_sites.pass_test", site.id, json!({}))?),
            Ok(WORKER) => {
                t.does(tx, WORKER, "remote_sites.add_people", site.id, json!({ "people": "乔满仓 | 砚巷社区\n柏小穗 | 北门集市" }))?;
                t.does(tx, WORKER, "remote_sites.report_trouble", site.id, json!({ "trouble": "画面卡顿，正在换网线" }))?;
            }
            _ => {}
        }
    }
    Ok(())
}
