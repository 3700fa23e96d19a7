//! Deliberations in every state: proposed, running with a map, closed with its result. The votes are drawn by a rule.

use std::sync::Arc;

use deliberation::store::{statements, votes};
use deliberation::voice::Digest;
use deliberation::workflow::words::{Choice, Level};
use jiff::{Span, civil::Date};
use kernel::db::Tx;
use kernel::{Id, Result};
use serde_json::{Value, json};
use web::App;

use super::city::City;
use super::outcomes;
use super::rooms::Teller;

const OFFICER: &str = "miaozhichun";
const CONVENER: &str = "xianghongmei";
const MEMBER: &str = "fengyifei";

/// How each of three circles of people stands to each statement, in parts of ten that agree and disagree.
type Stands = [(u8, u8); 3];

struct Talk {
    title: &'static str,
    question: &'static str,
    materials: &'static str,
    place: &'static str,
    days_ago: i64,
    lasts: i64,
    people: u32,
    statements: &'static [(&'static str, Stands)],
    end: &'static str,
}

const TALKS: &[Talk] = &[
    Talk {
        title: "北门集市要不要改早市",
        question: "北门集市是否应当改为早上五点到九点的早市，其余时间恢复通行？",
        materials: "集市现有固定摊位 86 个，每天七点到下午六点经营。\n占用北门路 210 米，早晚高峰车辆绕行约 12 分钟。\n周边三个小区约 4,200 人。",
        place: "望棠街道北门集市",
        days_ago: 6,
        lasts: 20,
        people: 68,
        statements: &[
            ("无论怎样安排，收摊后都应当及时清扫冲洗", [(9, 0), (9, 0), (9, 0)]),
            ("应当给原有摊主优先安排摊位", [(8, 1), (9, 0), (7, 1)]),
            ("早市可以让上班的人买到新鲜菜", [(9, 0), (3, 5), (8, 1)]),
            ("只开早市，摊主一天的收入会少很多", [(3, 5), (9, 0), (4, 4)]),
            ("凌晨卸货的噪声会影响沿街居民休息", [(2, 6), (4, 4), (9, 0)]),
            ("北门路白天应当恢复双向通车", [(9, 0), (2, 7), (6, 2)]),
            ("可以在停车场划出一块作为全天的固定摊区", [(6, 2), (9, 0), (7, 1)]),
            ("老年人更愿意上午晚一点去买菜", [(4, 4), (8, 1), (5, 3)]),
            ("应当先试行三个月再决定", [(8, 1), (7, 1), (8, 1)]),
        ],
        end: "open",
    },
    Talk {
        title: "砚巷老井边的空地怎样用",
        question: "砚巷老井边约 300 平方米的空地，应当怎样使用？",
        materials: "空地原为危房，去年拆除。\n社区可用资金约 18 万元。\n距最近的公园 1.4 公里。",
        place: "望棠街道砚巷社区",
        days_ago: 130,
        lasts: 21,
        people: 142,
        statements: &[
            ("老井应当保留并加护栏", [(9, 0), (8, 0), (9, 0)]),
            ("要留出救护车能进出的通道", [(9, 0), (9, 0), (8, 0)]),
            ("应当建成停车场", [(9, 0), (1, 8), (2, 7)]),
            ("应当建成有树荫的小游园", [(2, 6), (9, 0), (6, 2)]),
            ("应当有孩子玩的地方", [(3, 4), (8, 1), (5, 3)]),
            ("晚上九点以后不应当有广场舞", [(6, 2), (4, 4), (9, 0)]),
            ("可以白天作游园、夜间画线停车", [(7, 2), (3, 6), (6, 2)]),
            ("维护费用应当写清楚由谁承担", [(8, 1), (8, 0), (8, 1)]),
        ],
        end: "result",
    },
    Talk {
        title: "夏夜纳凉点设在哪里",
        question: "今年夏天社区的纳凉点应当设在活动室还是学校操场？",
        materials: "活动室有空调，可容 60 人；操场可容 300 人，没有遮雨。",
        place: "望棠街道砚巷社区",
        days_ago: 1,
        lasts: 14,
        people: 0,
        statements: &[
            ("活动室应当每晚开到十点", [(5, 2), (5, 2), (5, 2)]),
            ("操场可以放露天电影", [(5, 2), (5, 2), (5, 2)]),
            ("纳凉点应当有人值守", [(5, 2), (5, 2), (5, 2)]),
        ],
        end: "proposed",
    },
];

const SUMMARY: &str = "共 142 人参与，占砚巷社区常住成年居民约十分之一，60 岁以上居民参与较多，租住居民参与较少。\n各方都赞成保留老井并加护栏、留出救护通道、写清维护费用。\n分歧在于停车还是游园：有车住户多主张停车，带孩子和年长的居民多主张游园；白天游园、夜间停车的折中办法，两方赞成、一方反对。";
const RESULT: &str = "街道采纳“保留老井、留出通道、写清维护费用”三条，由砚巷社区居委会牵头，三个月内完成护栏和地面。\n停车与游园的分歧提交下一次协商会，由议事室邀请三方代表再商量。";

/// Tells every talk; answers what went wrong.
pub fn run(app: &App, city: &Arc<City>) -> Result<Vec<String>> {
    let mut troubles = Vec::new();
    for (place, talk) in TALKS.iter().enumerate() {
        let (own, people) = (app.clone(), Arc::clone(city));
        let told = app.db.write_blocking(move |tx| tell(&Teller { app: &own, city: &people, now: tx.now() }, tx, talk, place as u64));
        if let Err(error) = told {
            troubles.push(format!("{}: {error}", talk.title));
        }
    }
    Ok(troubles)
}

fn tell(t: &Teller, tx: &mut Tx, talk: &'static Talk, seed: u64) -> Result<()> {
    t.stand(tx, talk.days_ago + 4, 0);
    let opens: Date = tx.today().saturating_add(Span::new().days(4));
    let seeds: Vec<&str> = talk.statements.iter().map(|(text, _)| *text).collect();
    let body = json!({
        "title": talk.title, "question": talk.question, "materials": talk.materials, "audience": "place", "place": talk.place,
        "level": "device", "opens_on": opens, "closes_on": opens.saturating_add(Span::new().days(talk.lasts)), "expected": 1_400,
        "seeds": seeds.join("\n"),
    });
    let id = t.does(tx, OFFICER, "deliberations.propose", Id(0), body)?;
    if talk.end == "proposed" {
        return Ok(());
    }
    t.stand(tx, talk.days_ago + 2, 0);
    t.does(tx, CONVENER, "deliberations.approve", id, json!({}))?;
    t.does(tx, OFFICER, "deliberations.announce", id, json!({}))?;
    t.stand(tx, talk.days_ago, 0);
    t.does(tx, OFFICER, "deliberations.open", id, json!({}))?;
    t.does(tx, CONVENER, "deliberations.speak", id, json!({ "text": "应当在路口设临时停车位方便接送" }))?;
    if talk.end == "result" {
        t.does(tx, MEMBER, "deliberations.speak", id, json!({ "text": "老井的来历应当写成说明牌", "signed": true }))?;
    }
    cast(tx, talk, id, seed)?;
    if talk.end == "open" {
        return Ok(());
    }
    t.stand(tx, talk.days_ago - talk.lasts, 540);
    for s in statements::of(tx, id, &[deliberation::workflow::statement::State::New])? {
        t.does(tx, OFFICER, "statements.show", s.id, json!({}))?;
    }
    let steps: [(&str, i64, Value); 4] = [
        ("deliberations.close", 0, json!({})),
        ("deliberations.summarise", 4, json!({ "summary": SUMMARY })),
        ("deliberations.report", 7, json!({ "report": "已报送望棠街道党工委、办事处。" })),
        ("deliberations.post_result", 20, json!({ "result": RESULT })),
    ];
    for (name, after, input) in steps {
        t.stand(tx, talk.days_ago - talk.lasts - after, 600);
        t.does(tx, OFFICER, name, id, input)?;
    }
    outcomes::tell(t, tx, id)
}

/// Everybody of the three circles votes on most statements; a few only look in.
fn cast(tx: &mut Tx, talk: &Talk, id: Id, seed: u64) -> Result<()> {
    for person in 0..talk.people {
        let mut dice = Dice(seed << 32 | u64::from(person));
        let circle = [0, 0, 0, 1, 1, 2][dice.up_to(6)];
        let (voter, receipt) = (dice.digest(), dice.digest());
        for (number, (_, stands)) in (1..).zip(talk.statements) {
            if dice.up_to(10) < 2 {
                continue;
            }
            let (agree, disagree) = stands[circle];
            let choice = match dice.up_to(10) {
                at if at < usize::from(agree) => Choice::Agree,
                at if at < usize::from(agree + disagree) => Choice::Disagree,
                _ => Choice::Pass,
            };
            votes::cast(tx, id, &voter, number, choice)?;
        }
        let age = ["under_35", "35_59", "60_up", "60_up"][dice.up_to(4)];
        let told = if dice.up_to(3) == 0 { Default::default() } else { [("age".to_owned(), age.to_owned())].into() };
        votes::take_part(tx, id, &receipt, if dice.up_to(5) == 0 { Level::Code } else { Level::Device }, &told)?;
    }
    Ok(())
}

/// SplitMix64: the same city every time.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn up_to(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn digest(&mut self) -> Digest {
        let mut digest = Digest::default();
        digest[..8].copy_from_slice(&self.next().to_le_bytes());
        digest[8..].copy_from_slice(&self.next().to_le_bytes());
        digest
    }
}
