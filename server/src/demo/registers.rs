//! Member studios, joint activities, capacity sheets and readiness checks of the demonstration, all invented.

use std::sync::Arc;

use jiff::ToSpan;
use kernel::db::Tx;
use kernel::{Id, Result};
use serde_json::{Value, json};
use web::App;

use super::city::City;
use super::rooms::Teller;

const CITY: (&str, &str) = ("shangguanyan", "tangchuan");
const COUNTY: (&str, &str) = ("miaozhichun", "tingpu");

/// What the settings of the city ask of every county.
const FIGURES: &str =
    "posts | 机关编制（名） | Posts\nstaff | 在岗人员（名） | Staff\nfunds | 年度工作经费（万元） | Funds of the year (10,000 yuan)";
const POINTS: &str = "tasks:plan | 有年度工作计划 | A plan for the year\ntasks:sessions | 每季度至少协商一次 | A session every quarter\npeople:convener | 召集人已任命 | A convener is appointed\npeople:worker | 有专职工作人员 | A full-time worker\nresults:done | 商定事项按期办结 | Agreed items are done in time\nresults:known | 结果向群众公布 | Results are posted";

/// Fills the registers; answers what went wrong.
pub fn run(app: &App, city: &Arc<City>) -> Result<Vec<String>> {
    let (own, people) = (app.clone(), Arc::clone(city));
    let told = app.db.write_blocking(move |tx| {
        let teller = Teller { app: &own, city: &people, now: tx.now() };
        settings(tx, &teller, CITY, "capacity_figures", FIGURES)?;
        settings(tx, &teller, COUNTY, "readiness", POINTS)?;
        studios(tx, &teller)?;
        activities(tx, &teller)?;
        sheets(tx, &teller)?;
        checks(tx, &teller)
    });
    Ok(told.err().map(|error| format!("registers: {error}")).into_iter().collect())
}

fn settings(tx: &mut Tx, teller: &Teller, at: (&str, &str), name: &str, lines: &str) -> Result<()> {
    let assembly = teller.city.assembly(at.1)?;
    let year = i64::from(teller.now.day().year());
    let (_, rules) = kernel::policy::current::<consultations::rules::Rules>(tx, assembly, year)?;
    teller.stand(tx, 150, 0);
    let list = |all: &[kernel::policy::Coded]| {
        all.iter().map(|c| format!("{} | {} | {}", c.code, c.label, c.label_en)).collect::<Vec<_>>().join("\n")
    };
    let mut body = json!({
        "brand": rules.brand, "brand_en": rules.brand_en, "verify": rules.verify.to_string(), "screen": rules.screen.to_string(),
        "notice": rules.notice.to_string(), "confirm": rules.confirm.to_string(), "handle_cap": rules.handle_cap.to_string(),
        "rating": rules.rating.to_string(), "quorum_members": rules.quorum_members, "quorum_residents": rules.quorum_residents,
        "posts_per_sender": rules.posts_per_sender, "posts_per_room": rules.posts_per_room,
        "construction_yuan": rules.construction_yuan, "annual_min_yuan": rules.annual_min_yuan, "annual_max_yuan": rules.annual_max_yuan,
        "domains": list(&rules.domains), "checks": list(&rules.checks), "reason": "设置台账的指标和检查要点",
    });
    body[name] = json!(lines);
    teller.does_at(tx, at, "rooms.save_policy", Id(0), body).map(drop)
}

fn studios(tx: &mut Tx, teller: &Teller) -> Result<()> {
    let rooms = consultations::store::rooms::running(tx, teller.city.assembly(COUNTY.1)?)?;
    let room = |part: &str| rooms.iter().find(|(_, name)| name.contains(part)).map(|(id, _)| *id);
    let all = [
        ("封逸飞委员工作室", "砚巷 12 号二楼", room("砚巷"), "fengyifei", "每周三上午 9:00–11:30"),
        ("郝念棠委员工作室", "北门路 3 号", room("北门"), "haoniantang", "每周五下午 14:30–17:00"),
        ("蘅塘镇委员工作室", "蘅塘镇文化站", None, "xianghongmei", ""),
    ];
    let points = ["weekly_duty", "five_on_wall", "ledger", "reception_day"];
    for (n, (name, place, room, lead, duty)) in all.into_iter().enumerate() {
        teller.stand(tx, 140, 0);
        let lead = teller.person(lead)?;
        let body = json!({
            "name": name, "place": place, "room": room, "lead": lead, "members": [lead], "duty": duty, "opened_on": teller.day(139),
        });
        let id = teller.does_at(tx, COUNTY, "studios.register", Id(0), body)?;
        let found: [(i64, &[&str], &str); 2] = [(90, &points[..2], "接待日还没有固定下来，台账待补。"), (20, &points, "四项都已落实。")];
        for (days_ago, in_order, note) in found.into_iter().take(2 - n) {
            teller.stand(tx, days_ago, 30);
            let body = json!({ "on": teller.day(days_ago), "in_order": in_order, "note": note });
            teller.does_at(tx, COUNTY, "studios.check", id, body)?;
        }
    }
    Ok(())
}

fn activities(tx: &mut Tx, teller: &Teller) -> Result<()> {
    let (tingpu, jilan) = (teller.city.assembly("tingpu")?, teller.city.assembly("jilan")?);
    teller.stand(tx, 80, 0);
    let all: [(&str, &str, i64, &str, Vec<Id>, &str, Option<(&str, i64)>); 3] = [
        (
            "棠江流域治理联合视察",
            "inspection",
            70,
            "棠江大桥至砚巷段",
            vec![tingpu, jilan],
            "市、区、县政协委员，水务、生态环境部门负责人",
            Some(("形成视察报告一份，提出建议六条，其中四条已列入两县区的整治计划。", 46)),
        ),
        (
            "老旧小区加装电梯专题调研",
            "research",
            35,
            "望棠街道",
            vec![tingpu],
            "市、区两级委员和住户代表",
            Some(("调研报告已报市政协主席会议，加装补助标准正在修订。", 23)),
        ),
        ("乡镇卫生院能力提升协商", "consultation", 6, "霁岚县", vec![jilan], "医药卫生界委员、卫生院院长", None),
    ];
    for (title, kind, days_ago, place, orgs, participants, came) in all {
        teller.stand(tx, days_ago + 5, 0);
        let body = json!({
            "title": title, "kind": kind, "on": teller.day(days_ago), "place": place, "orgs": orgs, "participants": participants,
        });
        let id = teller.does_at(tx, CITY, "activities.enter", Id(0), body)?;
        if let Some((outcome, attended)) = came {
            teller.stand(tx, days_ago - 5, 0);
            let body = json!({ "outcome": outcome, "attended": attended });
            teller.does_at(tx, CITY, "activities.record", id, body)?;
        }
    }
    Ok(())
}

fn sheets(tx: &mut Tx, teller: &Teller) -> Result<()> {
    let year = i64::from(teller.now.day().year());
    let (tingpu, jilan) = (teller.city.assembly("tingpu")?, teller.city.assembly("jilan")?);
    let enter = |tx: &mut Tx, assembly: Id, year: i64, values: [&str; 3], note: &str| {
        let body: Value = json!({ "assembly": assembly, "year": year, "values": values, "note": note });
        teller.does_at(tx, CITY, "capacity.enter", Id(0), body).map(drop)
    };
    teller.stand(tx, 60, 0);
    enter(tx, tingpu, year - 1, ["28", "24", "96"], "")?;
    enter(tx, jilan, year - 1, ["22", "15", "61.5"], "")?;
    enter(tx, tingpu, year, ["28", "26", "108"], "委员联络办公室增加两人，乡镇联络力量仍然不足。")?;
    enter(tx, jilan, year, ["22", "18", "72"], "在岗人员偏少，已商县委编办调剂三名。")
}

fn checks(tx: &mut Tx, teller: &Teller) -> Result<()> {
    let year = i64::from(teller.now.day().year());
    let on = |days: i64| teller.now.day().checked_sub(days.days()).unwrap_or(teller.now.day());
    let (tasks, people, results) =
        (["tasks:plan", "tasks:sessions"], ["people:convener", "people:worker"], ["results:done", "results:known"]);
    let all = [
        ("望棠街道", year - 1, &tasks[..1], &people[..], &results[..1], "第三季度没有开会。"),
        ("望棠街道", year, &tasks[..], &people[..], &results[..], "两个议事室运行正常。"),
        ("蘅塘镇", year, &tasks[..1], &people[..1], &results[..0], "议事室正在建设，专职工作人员年底前到位。"),
    ];
    teller.stand(tx, 12, 60);
    for (n, (township, year, tasks, people, results, note)) in all.into_iter().enumerate() {
        let on = on(if n == 0 { 377 } else { 12 });
        let body = json!({
            "township": township, "year": year, "on": on, "tasks": tasks, "people": people, "results": results, "note": note,
        });
        teller.does_at(tx, COUNTY, "readiness.enter", Id(0), body)?;
    }
    Ok(())
}
