//! Suggestions out of a deliberation that has closed: answered with evidence, done again, late, and talked over by both sides.

use deliberation::evidence::ANSWERS;
use deliberation::workflow::review::Quarter;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result, files};
use serde_json::{Value, json};

use super::rooms::{ASSEMBLY, Teller};

const OFFICER: &str = "miaozhichun";
const HOUSING: &str = "tingpu-housing";
const EDUCATION: &str = "tingpu-education";

/// What was suggested so many days ago, the number of the statement that it was made of, to whom, and until which day.
struct Item {
    text: &'static str,
    statement: i64,
    unit: &'static str,
    /// A body without an account.
    owner: &'static str,
    days_ago: i64,
    due_days_ago: i64,
    method: &'static str,
}

const fn item(text: &'static str, statement: i64, to: (&'static str, &'static str), days: (i64, i64), method: &'static str) -> Item {
    Item { text, statement, unit: to.0, owner: to.1, days_ago: days.0, due_days_ago: days.1, method }
}

const ITEMS: &[Item] = &[
    item("给老井加装护栏，立一块说明牌", 10, (HOUSING, ""), (88, 50), "由区住建局直接办理"),
    item("把维护费用由谁承担写清楚并张榜公布", 8, (HOUSING, ""), (88, 50), "列入小区改造项目管理办法"),
    item("留出救护车能进出的通道并画线", 2, (HOUSING, ""), (88, 55), "由区住建局会同街道办理"),
    item("在空地中间建成有树荫的小游园", 4, (HOUSING, ""), (88, 40), "列入城市更新年度项目"),
    item("白天作游园、夜间画线停车，先试行三个月", 7, (HOUSING, ""), (88, 38), "由区住建局会同交警办理"),
    item("添两件孩子玩的设施", 5, ("", "望棠街道办事处"), (88, 35), "由街道办理"),
    item("晚上九点以后不放音响，写进居民公约", 6, ("", "砚巷社区居民委员会"), (88, 8), "由社区办理"),
    item("周边学校放学时段安排志愿者疏导接送车辆", 9, (EDUCATION, ""), (4, -24), "由区教体局办理"),
    item("在路口设临时停车位", 9, ("", ""), (2, 0), ""),
];

/// Tells all of it, after the result was posted.
pub fn tell(t: &Teller, tx: &mut Tx, deliberation: Id) -> Result<()> {
    let mut ids = Vec::new();
    for item in ITEMS {
        ids.push(given(t, tx, deliberation, item)?);
    }
    well(t, tx, ids[0])?;
    costs(t, tx, ids[1])?;
    again(t, tx, ids[2])?;
    for (place, id) in ids.iter().enumerate().take(7).skip(3) {
        t.stand(tx, 80, 30);
        taken(t, tx, &ITEMS[place], *id)?;
    }
    t.stand(tx, 79, 0);
    let note = json!({ "instruction": "区政府分管副区长批示：请区住建局牵头，会同街道尽快拿出方案。", "instructed_on": tx.today() });
    t.does(tx, OFFICER, "outcomes.instruct", ids[3], note)?;
    meeting(t, tx, &ids[3..6])
}

fn given(t: &Teller, tx: &mut Tx, deliberation: Id, item: &Item) -> Result<Id> {
    t.stand(tx, item.days_ago, 30);
    let id = t.does(tx, OFFICER, "outcomes.recommend", deliberation, json!({ "text": item.text, "statement": item.statement }))?;
    if item.method.is_empty() {
        return Ok(id);
    }
    t.stand(tx, item.days_ago - 1, 30);
    let mut body = json!({ "owner": item.owner, "due": t.day(item.due_days_ago), "method": item.method });
    if !item.unit.is_empty() {
        body["unit"] = json!(unit(t, item.unit)?);
    }
    t.does(tx, OFFICER, "outcomes.assign", id, body)
}

fn unit(t: &Teller, code: &str) -> Result<Id> {
    let known = t.city.units.get(&(ASSEMBLY.to_owned(), code.to_owned())).copied();
    known.ok_or_else(|| Error::internal(format!("no unit {code}")))
}

fn somebody(t: &Teller, tx: &mut Tx, code: &str, role: &str) -> Result<Actor> {
    let unit = unit(t, code)?;
    let person = t.city.unit_people.get(&(unit, role.to_owned())).copied();
    let person = person.ok_or_else(|| Error::internal(format!("no {role} in {code}")))?;
    directory::actor_of(tx, person, t.city.assembly(ASSEMBLY)?, Some(unit))
}

fn taken(t: &Teller, tx: &mut Tx, item: &Item, id: Id) -> Result<Id> {
    match item.unit {
        "" => t.does(tx, OFFICER, "outcomes.accept", id, json!({})),
        code => {
            let liaison = somebody(t, tx, code, "unit_liaison")?;
            t.run(tx, liaison, "outcomes.accept", id, json!({}))
        }
    }
}

fn answered(t: &Teller, tx: &mut Tx, id: Id, days_ago: i64, body: Value) -> Result<Id> {
    t.stand(tx, 84, 60);
    taken(t, tx, &ITEMS[0], id)?;
    t.stand(tx, days_ago, 300);
    let handler = somebody(t, tx, HOUSING, "unit_handler")?;
    t.run(tx, handler, "outcomes.answer", id, body)
}

fn well(t: &Teller, tx: &mut Tx, id: Id) -> Result<()> {
    let done = "井口石护栏和说明牌已装好，地面铺装 42 平方米，说明牌采用了居民提供的老井来历。";
    let answer = answered(t, tx, id, 60, json!({ "class": "adopted", "answer": done }))?;
    let handler = somebody(t, tx, HOUSING, "unit_handler")?;
    let file = tx.new_id();
    let stored = t.app.shelf.put(file, "老井护栏工程验收单.pdf", "application/pdf", include_bytes!("data/acceptance.pdf"))?;
    files::attach(tx, &handler, &stored, &Ref::new(ANSWERS, answer), "evidence")?;
    t.stand(tx, 55, 60);
    let judged = json!({ "verdict": "met", "evaluation": "到现场看过，护栏牢固，说明牌清楚，居民满意。" });
    t.does(tx, OFFICER, "outcomes.evaluate", id, judged)?;
    t.stand(tx, 9, 0);
    t.does(tx, OFFICER, "outcomes.close", id, json!({ "note": "养护责任已移交社区。" })).map(drop)
}

fn costs(t: &Teller, tx: &mut Tx, id: Id) -> Result<()> {
    let plan = "已写进小区公共空间管理办法（征求意见稿），明年一季度印发后在社区公示栏张榜。";
    answered(t, tx, id, 58, json!({ "class": "in_plan", "answer": plan }))?;
    t.stand(tx, 53, 60);
    let judged = json!({ "verdict": "partly", "evaluation": "办法已有稿子，等印发张榜后再办结。" });
    t.does(tx, OFFICER, "outcomes.evaluate", id, judged).map(drop)
}

/// Done again: the first answer did not go far enough.
fn again(t: &Teller, tx: &mut Tx, id: Id) -> Result<()> {
    answered(t, tx, id, 62, json!({ "class": "partly", "answer": "通道已留出 3.5 米，标线待地面铺装后施划。" }))?;
    t.stand(tx, 57, 60);
    let judged = json!({ "verdict": "partly", "evaluation": "没有标线，通道常被临时停车占用。" });
    t.does(tx, OFFICER, "outcomes.evaluate", id, judged)?;
    t.stand(tx, 56, 60);
    let back = json!({ "due": t.day(-3), "reason": "请补画标线，并说明由谁劝离占道车辆。" });
    t.does(tx, OFFICER, "outcomes.rework", id, back).map(drop)
}

/// 联席督办: three suggestions were late on that day, and each got another decision.
fn meeting(t: &Teller, tx: &mut Tx, late: &[Id]) -> Result<()> {
    t.stand(tx, 14, 60);
    let held_on = t.day(12);
    let body = json!({
        "quarter": Quarter::of(held_on).to_string(), "held_on": held_on, "office": "汀浦区政府办公室（督查室）",
        "ours": "提案法制委副主任　花立群\n专委会工作人员　苗知春", "theirs": "督查室副主任\n区住建局分管副局长\n望棠街道办事处副主任",
        "words": "逐条过了三条逾期建议。区住建局说明：地下管线图纸不全，勘测耽误了工期。", "items": late,
    });
    let review = t.does(tx, OFFICER, "joint_reviews.prepare", Id(0), body)?;
    t.stand(tx, 12, 360);
    let decisions = [
        ("outcomes.postpone", json!({ "review": review, "due": t.day(-45), "words": "管线勘测已完成，同意顺延，春季前完成绿化。" })),
        ("outcomes.refer", json!({ "review": review, "words": "报请分管交通的副区长协调交警和街道，明确夜间停车由谁管理。" })),
        ("outcomes.end", json!({ "review": review, "words": "空地面积不够设置安全缓冲区，改在 300 米外的社区公园增设，已向居民说明。" })),
    ];
    for (id, (name, input)) in late.iter().zip(decisions) {
        t.does(tx, OFFICER, name, *id, input)?;
    }
    t.does(tx, OFFICER, "joint_reviews.conclude", review, json!({ "note": "下季度继续督办夜间停车。" })).map(drop)
}
