//! Two village rooms and what was talked over in them, told through the same acts that people use.

use std::sync::Arc;

use jiff::ToSpan;
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result, Timestamp};
use serde_json::{Value, json};
use web::App;

use super::city::City;
use super::data::{Topic, Topics};

pub(super) const ASSEMBLY: &str = "tingpu";
const OFFICER: &str = "miaozhichun";
const CONVENER: &str = "xianghongmei";
const PARTY: &str = "jiangwangye";
const WORKER: &str = "tianxiaohe";
const MEMBERS: [&str; 3] = ["xianghongmei", "fengyifei", "haoniantang"];
/// Long before the first story.
const OPENED_DAYS_AGO: i64 = 200;

/// Opens the rooms and tells every topic; answers what went wrong.
pub fn run(app: &App, city: &Arc<City>) -> Result<Vec<String>> {
    let topics = toml::from_str::<Topics>(include_str!("data/topics.toml")).map_err(Error::internal)?.topics;
    let (own, people) = (app.clone(), Arc::clone(city));
    let rooms = app.db.write_blocking(move |tx| {
        let teller = Teller { app: &own, city: &people, now: tx.now() };
        let planned = teller.plan(tx, "蘅塘镇协商议事室", "village_community", "蘅塘镇", "")?;
        let first = teller.open(tx, "砚巷社区协商议事室", "village_community", "望棠街道砚巷社区", "砚巷 12 号一楼")?;
        let second = teller.open(tx, "北门集市协商议事室", "market", "望棠街道北门集市", "北门路 3 号")?;
        teller.build_out(tx, &[planned, first, second])?;
        teller.receive(tx, first)?;
        Ok([first, second])
    })?;
    let mut troubles = Vec::new();
    for topic in topics {
        let (own, people, title) = (app.clone(), Arc::clone(city), topic.title.clone());
        let room = rooms[usize::from(topic.place.contains("集市"))];
        let told = app.db.write_blocking(move |tx| Teller { app: &own, city: &people, now: tx.now() }.tell(tx, room, &topic));
        if let Err(error) = told {
            troubles.push(format!("{title}: {error}"));
        }
    }
    Ok(troubles)
}

/// Tells stories through the acts of the modules, on days of the past.
pub(super) struct Teller<'a> {
    pub app: &'a App,
    pub city: &'a City,
    pub now: Timestamp,
}

impl Teller<'_> {
    fn plan(&self, tx: &mut Tx, name: &str, kind: &str, place: &str, address: &str) -> Result<Id> {
        self.stand(tx, OPENED_DAYS_AGO, 0);
        let day = tx.today().checked_add(9.months()).map_err(Error::internal)?;
        let body = json!({
            "name": name, "kind": kind, "place": place, "address": address, "telephone": "0900-8800123",
            "functions": ["consultation", "studio", "opinion_point"], "planned_for": day,
        });
        self.does(tx, OFFICER, "rooms.create", Id(0), body)
    }

    fn open(&self, tx: &mut Tx, name: &str, kind: &str, place: &str, address: &str) -> Result<Id> {
        let room = self.plan(tx, name, kind, place, address)?;
        let staff = json!({
            "convener": self.person(CONVENER)?, "rank_settled": true, "worker": self.person(WORKER)?, "approver": self.person(PARTY)?,
        });
        let members = MEMBERS.iter().map(|login| self.person(login)).collect::<Result<Vec<Id>>>()?;
        let day = tx.today();
        let checks = json!({ "in_order": ["signboard", "system_on_wall", "ledger", "worker", "convener", "premises"] });
        let fund = |fund: &str, direction: &str, yuan: &str, purpose: &str| json!({ "fund": fund, "direction": direction, "yuan": yuan, "purpose": purpose, "on": day });
        let steps = [
            ("rooms.ready_premises", json!({})),
            ("rooms.appoint", staff),
            ("rooms.staff", json!({})),
            ("rooms.check_over", checks),
            ("rooms.accept", json!({})),
            ("rooms.assign_members", json!({ "persons": members })),
            ("rooms.open", json!({})),
            ("rooms.enter_fund", fund("construction", "grant", "80000", "议事室建设经费")),
            ("rooms.enter_fund", fund("construction", "spending", "52300", "桌椅、标牌、制度牌")),
            ("rooms.enter_fund", fund("annual", "grant", "40000", "年度工作经费")),
            ("rooms.enter_fund", fund("annual", "spending", "6850.50", "会议用品、印制意见条")),
        ];
        for (name, body) in steps {
            self.does(tx, OFFICER, name, room, body)?;
        }
        Ok(room)
    }

    fn tell(&self, tx: &mut Tx, room: Id, t: &Topic) -> Result<()> {
        let end = t.end.as_str();
        if end == "past" {
            return self.past(tx, room, t);
        }
        let id = self.raise(tx, room, t)?;
        if end == "suggested" {
            return Ok(());
        }
        self.stand(tx, t.days_ago - 1, 60);
        if end == "not_taken_up" {
            let reason = "属于相邻两户之间的事，不涉及公共利益，已请社区调解员上门调解。";
            return self.does(tx, WORKER, "topics.decline", id, json!({ "reason": reason })).map(drop);
        }
        let sure = json!({ "points": ["real", "here", "no_proceedings", "common"], "domain": t.domain });
        self.does(tx, WORKER, "topics.verify", id, sure)?;
        if end == "merged" {
            let all = consultations::store::topics::in_states(tx, room, consultations::workflow::State::ALL)?;
            let main = all.into_iter().find(|(_, title)| *title == t.into).ok_or_else(|| Error::internal("no main topic"))?;
            return self.does(tx, WORKER, "topics.merge", id, json!({ "main": main.0, "note": "与这一件说的是同一处。" })).map(drop);
        }
        if matches!(end, "answered" | "referred") {
            return self.up(tx, id, t);
        }
        if end.starts_with("clue") {
            return self.clue(tx, id, t);
        }
        if end == "verified" {
            return Ok(());
        }
        self.stand(tx, t.days_ago - 2, 30);
        self.does(tx, CONVENER, "topics.propose", id, json!({}))?;
        if end == "proposed" {
            return Ok(());
        }
        self.does(tx, PARTY, "topics.agree_to_list", id, json!({}))?;
        if end == "screened" {
            return Ok(());
        }
        self.stand(tx, t.days_ago - 3, 30);
        self.does(tx, WORKER, "topics.announce", id, json!({}))?;
        if end == "listed" {
            return Ok(());
        }
        self.talk_over(tx, room, id, t)
    }

    fn raise(&self, tx: &mut Tx, room: Id, t: &Topic) -> Result<Id> {
        self.stand(tx, t.days_ago, 0);
        let body = json!({
            "room": room, "title": t.title, "text": t.text, "place": t.place, "domain": t.domain, "source": t.source,
            "name": "居民", "telephone": "0900-8811234",
        });
        match t.source.as_str() {
            "phone" => self.run(tx, Actor { address: Some(t.title.clone()), ..Actor::default() }, "topics.raise_by_phone", room, body),
            "member" => self.does(tx, "fengyifei", "topics.raise", Id(0), body),
            _ => self.does(tx, WORKER, "topics.raise", Id(0), body),
        }
    }

    fn up(&self, tx: &mut Tx, id: Id, t: &Topic) -> Result<()> {
        self.stand(tx, t.days_ago - 2, 30);
        let text = "社区和街道都没有权限，请上级统筹安排。";
        self.does(tx, CONVENER, "topics.refer_up", id, json!({ "to": "assembly", "text": text }))?;
        if t.end == "referred" {
            return Ok(());
        }
        self.stand(tx, t.days_ago - 12, 30);
        self.does(tx, OFFICER, "topics.answer", id, json!({ "text": t.result })).map(drop)
    }

    /// 提案线索: one that waits, one that became a proposal, one that was declined.
    fn clue(&self, tx: &mut Tx, id: Id, t: &Topic) -> Result<()> {
        self.stand(tx, t.days_ago - 2, 30);
        self.does(tx, CONVENER, "topics.refer_up", id, json!({ "to": "proposal_clue", "text": t.result }))?;
        let clue = consultations::store::clues::of_topic(tx, id)?.ok_or_else(|| Error::internal("no clue"))?.id;
        self.stand(tx, t.days_ago - 9, 30);
        match t.end.as_str() {
            "clue_taken" => {
                self.does(tx, "fengyifei", "clues.take_up", clue, json!({}))?;
                let written = json!({
                    "title": "关于加强乡镇卫生院夜间儿科值班的提案", "background": t.text,
                    "analysis": "乡镇卫生院儿科医生少，夜间没有人值班，群众只能到城里就诊。",
                    "suggestions": ["在中心卫生院设夜间儿科门诊，由区医院医生轮流值班", "开通区医院儿科远程会诊"],
                    "about": format!("clues:{clue}"),
                });
                let proposal = self.does(tx, "fengyifei", "proposals.create", Id(0), written)?;
                self.stand(tx, t.days_ago - 11, 0);
                self.does(tx, "fengyifei", "proposals.submit", proposal, json!({ "no_secrets": true })).map(drop)
            }
            "clue_declined" => {
                let reason = "区文物部门已将这口井列入今年的普查名单，不必另提提案；普查结果出来后告知村里。";
                self.does(tx, OFFICER, "clues.decline", clue, json!({ "reason": reason })).map(drop)
            }
            _ => Ok(()),
        }
    }

    /// From the choice to the end.
    fn talk_over(&self, tx: &mut Tx, room: Id, id: Id, t: &Topic) -> Result<()> {
        let end = t.end.as_str();
        self.stand(tx, t.days_ago - 9, 0);
        let day = self.day(t.days_ago - 12);
        let plan = json!({ "room": room, "title": format!("协商会：{}", t.title), "on": day, "time": "19:00", "venue_kind": "room" });
        let session = self.does(tx, WORKER, "consultations.plan", Id(0), plan)?;
        self.does(tx, CONVENER, "topics.choose", id, json!({ "session": session }))?;
        let visit = json!({ "visited_on": tx.today(), "visitors": "封逸飞、郝念棠、田小禾", "findings": t.visit });
        self.does(tx, "fengyifei", "topics.record_visit", id, visit)?;
        for (label, number, unit) in &t.figures {
            self.does(tx, WORKER, "topics.record_figure", id, json!({ "label": label, "number": number, "unit": unit }))?;
        }
        self.does(tx, WORKER, "topics.prepare", id, json!({}))?;
        let members = [self.person("fengyifei")?, self.person("haoniantang")?];
        let people = json!({ "members": members, "role": "resident", "people": ["李秀英 | 居民", "陈守业 | 居民", "周阿婆 | 居民"] });
        self.does(tx, WORKER, "consultations.invite", session, people)?;
        self.does(tx, WORKER, "consultations.notify", session, json!({}))?;
        if end == "prepared" {
            return Ok(());
        }
        self.meet(tx, session, id, t)?;
        if matches!(end, "meeting" | "agreed" | "partly" | "no_agreement" | "handling") {
            return Ok(());
        }
        self.stand(tx, t.days_ago - 26, 0);
        self.report(tx, id, "已按商定的办法办好。")?;
        self.does(tx, WORKER, "topics.post_result", id, json!({ "result": t.result }))?;
        if end == "result_posted" {
            return Ok(());
        }
        self.rate(tx, id, t)
    }

    fn meet(&self, tx: &mut Tx, session: Id, id: Id, t: &Topic) -> Result<()> {
        self.stand(tx, t.days_ago - 12, 600);
        self.does(tx, CONVENER, "consultations.open", session, json!({}))?;
        let came: Vec<Id> = consultations::store::sessions::participants(tx, session)?.iter().map(|p| p.id).collect();
        self.does(tx, WORKER, "consultations.sign_in", session, json!({ "participants": came }))?;
        for (side, text) in &t.positions {
            self.does(tx, WORKER, "consultations.record_position", session, json!({ "topic": id, "side": side, "text": text }))?;
        }
        for (text, owner, method) in &t.items {
            let due = self.day(t.days_ago - 60);
            self.does(tx, WORKER, "topics.add_item", id, json!({ "text": text, "owner": owner, "method": method, "due": due }))?;
        }
        let outcome = match t.end.as_str() {
            "meeting" => return Ok(()),
            "partly" => "topics.record_partial",
            "no_agreement" => "topics.record_none",
            _ => "topics.record_agreement",
        };
        self.does(tx, CONVENER, outcome, id, json!({}))?;
        let minutes = match t.items.len() {
            0 => format!("围绕“{}”，各方充分发表意见，这一次没有谈拢，意见如实记录。", t.title),
            n => format!("围绕“{}”，各方充分发表意见，商定 {n} 项，由责任方按期办理。", t.title),
        };
        self.does(tx, CONVENER, "consultations.finish", session, json!({ "minutes": minutes }))?;
        if t.end == "agreed" {
            return Ok(());
        }
        self.stand(tx, t.days_ago - 13, 0);
        self.does(tx, WORKER, "consultations.confirm_minutes", session, json!({ "participants": came }))?;
        self.does(tx, CONVENER, "consultations.settle", session, json!({}))?;
        if t.end == "partly" {
            return Ok(());
        }
        self.does(tx, WORKER, "consultations.publish", session, json!({}))?;
        if t.end == "no_agreement" {
            return Ok(());
        }
        self.does(tx, WORKER, "topics.hand_over", id, json!({})).map(drop)
    }

    /// 补录: talked over on the spot, registered two days later.
    fn past(&self, tx: &mut Tx, room: Id, t: &Topic) -> Result<()> {
        self.stand(tx, t.days_ago - 2, 0);
        let lines = |all: &[(String, String)]| all.iter().map(|(a, b)| format!("{a} | {b}")).collect::<Vec<_>>();
        let items: Vec<String> =
            t.items.iter().map(|(text, owner, _)| format!("{text} | {owner} | {}", self.day(t.days_ago - 30))).collect();
        let body = json!({
            "on": self.day(t.days_ago), "venue_kind": "market", "venue": t.place, "title": t.title, "text": t.text, "place": t.place,
            "domain": t.domain, "members": [self.person("fengyifei")?], "people": ["陈守业 | 摊主", "周阿婆 | 居民"],
            "cadre_people": ["社区值班干部"], "positions": lines(&t.positions), "items": items, "visited_on": self.day(t.days_ago),
            "visitors": "封逸飞、田小禾", "findings": t.visit,
        });
        self.does(tx, WORKER, "consultations.register_past", room, body).map(drop)
    }

    /// A reception day that was held, and one to come with places taken.
    fn receive(&self, tx: &mut Tx, room: Id) -> Result<()> {
        let members = vec![self.person("fengyifei")?, self.person("haoniantang")?];
        let book = |tx: &mut Tx, day: Id, from: &str, matter: &str| {
            let who = Actor { address: Some(from.to_owned()), ..Actor::default() };
            self.run(tx, who, "receptions.book", day, json!({ "matter": matter, "name": "居民", "telephone": "0900-8811234" })).map(drop)
        };
        let plan = |on: jiff::civil::Date| json!({ "on": on, "hours": "9:00–11:30", "seats": 12, "members": members, "words": "重点听取老旧小区改造方面的意见。" });
        self.stand(tx, 40, 0);
        let past = self.does(tx, WORKER, "receptions.plan", room, plan(self.day(30)))?;
        book(tx, past, "a", "单元门禁坏了")?;
        book(tx, past, "b", "外墙脱落")?;
        self.stand(tx, 30, 60);
        for (visit, words) in
            consultations::store::receptions::visits(tx, past)?.iter().zip(["物业当场答应一周内修好。", "已约定三天后上门查看。"])
        {
            self.does(tx, WORKER, "receptions.record", past, json!({ "visit": visit.id, "words": words }))?;
        }
        self.does(tx, WORKER, "receptions.finish", past, json!({ "state": "held" }))?;
        self.stand(tx, 2, 0);
        let next = self.does(tx, WORKER, "receptions.plan", room, plan(self.day(-9)))?;
        book(tx, next, "c", "地下室积水")?;
        book(tx, next, "d", "健身器材老化")
    }

    /// The year's plan for rooms in every township, with its steps.
    fn build_out(&self, tx: &mut Tx, rooms: &[Id]) -> Result<()> {
        self.stand(tx, OPENED_DAYS_AGO, 120);
        let until = self.day(-120);
        let made = json!({ "title": "协商议事室建设计划", "basis": "区委办公室关于推进议事室建设的意见", "target": 6, "until": until });
        let plan = self.does(tx, OFFICER, "plans.create", Id(0), made)?;
        self.does(tx, OFFICER, "plans.put_rooms", plan, json!({ "rooms": rooms }))?;
        let steps = [("首批两个议事室启用", 190), ("各镇街阵地全部落实", 20), ("六个议事室全部启用", -120)];
        for (text, days_ago) in steps {
            self.does(tx, OFFICER, "plans.add_milestone", plan, json!({ "text": text, "due": self.day(days_ago) }))?;
        }
        self.stand(tx, OPENED_DAYS_AGO - 8, 0);
        let first = consultations::store::plans::milestones(tx, plan)?.first().map(|m| m.id);
        let done = json!({ "milestone": first, "on": self.day(OPENED_DAYS_AGO - 8), "words": "砚巷、北门两个议事室已启用。" });
        self.does(tx, OFFICER, "plans.finish_milestone", plan, done).map(drop)
    }

    fn report(&self, tx: &mut Tx, id: Id, text: &str) -> Result<()> {
        for item in consultations::store::items::of(tx, id)? {
            self.does(tx, WORKER, "topics.report_item", id, json!({ "item": item.id, "progress": "done", "text": text }))?;
        }
        Ok(())
    }

    fn rate(&self, tx: &mut Tx, id: Id, t: &Topic) -> Result<()> {
        self.stand(tx, t.days_ago - 28, 0);
        let unhappy = t.end == "reopened";
        let (value, words) =
            if unhappy { ("dissatisfied", "还差八十个口，晚上照样抢不到。") } else { ("satisfied", "说到做到。") };
        self.does(tx, WORKER, "topics.rate", id, json!({ "of": "raiser", "value": value, "words": words }))?;
        self.does(tx, "fengyifei", "topics.rate", id, json!({ "value": if unhappy { "basically" } else { "satisfied" } }))?;
        self.does(tx, CONVENER, "topics.end_rating", id, json!({}))?;
        if unhappy {
            return self.does(tx, CONVENER, "topics.reopen", id, json!({ "reason": "提出人不满意：电力增容后补足其余充电口。" })).map(drop);
        }
        self.does(tx, CONVENER, "topics.close", id, json!({})).map(drop)
    }

    pub fn day(&self, days_ago: i64) -> jiff::civil::Date {
        let today = self.now.day();
        today.checked_sub(days_ago.days()).unwrap_or(today)
    }

    /// Moves the transaction to the morning of that day and so many minutes on; never into the future.
    pub fn stand(&self, tx: &mut Tx, days_ago: i64, minutes: i64) {
        let at = kernel::clock::start_of(self.day(days_ago)).plus_hours(9).plus_ms(minutes * 60_000);
        tx.stand_at(Timestamp(at.0.min(self.now.0 - 60_000)));
    }

    pub fn person(&self, login: &str) -> Result<Id> {
        self.city.people.get(login).copied().ok_or_else(|| Error::internal(format!("no person {login}")))
    }

    pub fn does(&self, tx: &mut Tx, login: &str, name: &str, id: Id, input: Value) -> Result<Id> {
        let actor = directory::actor_of(tx, self.person(login)?, self.city.assembly(ASSEMBLY)?, None)?;
        self.run(tx, actor, name, id, input)
    }

    /// As [`Teller::does`], in an assembly of one's own: (login, assembly).
    pub fn does_at(&self, tx: &mut Tx, (login, assembly): (&str, &str), name: &str, id: Id, input: Value) -> Result<Id> {
        let actor = directory::actor_of(tx, self.person(login)?, self.city.assembly(assembly)?, None)?;
        self.run(tx, actor, name, id, input)
    }

    pub fn run(&self, tx: &mut Tx, who: Actor, name: &str, id: Id, input: Value) -> Result<Id> {
        let bound = self.app.acts.get(name).ok_or_else(|| Error::internal(format!("no act {name}")))?;
        let done = web::perform::perform_in(tx, self.app, bound, &who, id, &input).map_err(|e| Error::Internal(format!("{name}: {e}")))?;
        Ok(done.subject.id)
    }
}
