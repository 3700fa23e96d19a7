//! From the pre-assignment list to the ratings.

use kernel::db::Tx;
use kernel::{Error, Id, Result};
use serde_json::{Value, json};

use super::super::city::moved;
use super::{Story, Who, forward, pick};

impl Story<'_> {
    pub(super) fn assign(&mut self, tx: &mut Tx) -> Result<bool> {
        let end = self.p.end.as_str();
        let office = self.office(directory::roles::PROPOSAL_OFFICE)?;
        let units = self.units()?;
        let mode = if units.len() > 1 { "lead_co" } else { "sole" };
        let shares =
            json!({ "mode": mode, "lead": units[0], "units": if units.len() > 1 { vec![] } else { units.clone() }, "co": &units[1..] });
        self.act(tx, 5, office, "proposals.propose_assignment", shares.clone())?;
        if end == "assign_draft" {
            return Ok(false);
        }
        self.act(tx, 6, office, "proposals.dispatch", shares)?;
        if end == "assigned" {
            return Ok(false);
        }
        if end == "refuse_requested" {
            let reason = self.p.refusal_reason.clone().unwrap_or_else(|| pick(&self.pools.refusal_reasons, self.n).clone());
            self.act(
                tx,
                8,
                self.in_unit(units[0], directory::roles::UNIT_LIAISON)?,
                "assignments.request_return",
                json!({ "reason": reason, "note": reason }),
            )?;
            return Ok(false);
        }
        for unit in &units {
            self.act(tx, 7, self.in_unit(*unit, directory::roles::UNIT_LIAISON)?, "assignments.accept", json!({}))?;
        }
        Ok(end != "accepted")
    }

    /// `true` when the reply was sent.
    pub(super) fn handle(&mut self, tx: &mut Tx, round: i64) -> Result<bool> {
        let end = self.p.end.as_str();
        let units = self.units()?;
        let lead = units[0];
        let day = |d: i64| if round == 1 { d } else { d + 70 };
        let handler = self.in_unit(lead, directory::roles::UNIT_HANDLER)?;
        if round == 1 {
            let plan = pick(&self.pools.plans, self.n);
            let leader = self.in_unit(lead, directory::roles::UNIT_LEADER)?;
            let lead_official = directory::names::person(tx, leader.person)?;
            let liaison = self.in_unit(lead, directory::roles::UNIT_LIAISON)?;
            self.act(tx, 8, liaison, "assignments.sub_assign", json!({ "handler": handler.person, "section": "业务科" }))?;
            if end == "overdue" {
                return Ok(false);
            }
            self.act(tx, 9, handler, "assignments.plan", json!({ "lead_official": lead_official, "note": plan }))?;
            if end == "planned" {
                return Ok(false);
            }
        }
        let contact = self.p.contact.clone().unwrap_or_else(|| pick(&self.pools.contacts, self.n).clone());
        let form = match contact.form.as_str() {
            "phone" | "telephone" => "telephone",
            "meeting" | "forum" => "forum",
            "email" => "email",
            "letter" => "letter",
            _ => "visit",
        };
        let held_on = self.day(day(20));
        let people = self.signature(tx)?;
        self.act(
            tx,
            day(20),
            handler,
            "assignments.contact",
            json!({ "form": form, "held_on": held_on, "people": people, "summary": contact.text }),
        )?;
        if end == "extension_asked" {
            let reason = self.p.extension_reason.clone().unwrap_or_else(|| pick(&self.pools.extension_reasons, self.n).clone());
            let until = self.day(150);
            let liaison = self.in_unit(lead, directory::roles::UNIT_LIAISON)?;
            self.act(tx, day(24), liaison, "extensions.ask", json!({ "reason": reason, "until": until }))?;
            return Ok(false);
        }
        if round == 1 {
            for (n, unit) in units.iter().skip(1).enumerate() {
                if end == "co_asked" {
                    return Ok(false);
                }
                let written = self.p.co_opinions.get(n).map(|o| o.text.clone());
                let text = written.unwrap_or_else(|| pick(&self.pools.co_opinions, self.n).clone());
                self.act(
                    tx,
                    day(22),
                    self.in_unit(*unit, directory::roles::UNIT_HANDLER)?,
                    "assignments.give_opinion",
                    json!({ "opinion": text }),
                )?;
            }
        }
        let draft = self.reply(tx, lead, round)?;
        self.act(tx, day(40), handler, "assignments.save_draft", draft)?;
        if end == "drafting" {
            return Ok(false);
        }
        self.act(tx, day(41), handler, "assignments.submit_draft", json!({}))?;
        if end == "checking" {
            return Ok(false);
        }
        let checker = self.office(directory::roles::SUPERVISING_OFFICE).or_else(|_| self.office(directory::roles::PROPOSAL_OFFICE))?;
        let part = proposals::store::assignments::of(tx, self.id)?.into_iter().find(|a| a.unit == lead && a.runs()).map(|a| a.id);
        self.act(tx, day(43), checker, "assignments.pass_draft", json!({ "assignment": part }))?;
        if end == "to_sign" {
            return Ok(false);
        }
        let leader = self.in_unit(lead, directory::roles::UNIT_LEADER)?;
        let no = format!("〔{}〕{} 号", self.day(day(45)).year(), self.n % 90 + 10);
        self.act(tx, day(45), leader, "assignments.sign", json!({ "document_no": no }))?;
        Ok(true)
    }

    pub(super) fn reply(&self, tx: &mut Tx, unit: Id, round: i64) -> Result<Value> {
        let written = self.p.reply.as_ref().filter(|_| round == 1);
        let mut classes = Vec::new();
        let (mut answers, mut promises) = (Vec::new(), Vec::new());
        for n in 0..self.p.suggestions.len() {
            let given = written.and_then(|r| r.answers.get(n));
            let class = given.map_or(["A", "B", "A", "C"][(self.n + n) % 4], |a| a.class.as_str());
            let pool = match class {
                "A" => &self.pools.answers_a,
                "B" => &self.pools.answers_b,
                _ => &self.pools.answers_c,
            };
            let text = given.map_or_else(|| pick(pool, self.n + n * 5).clone(), |a| a.text.clone());
            classes.push(class);
            answers.push(json!({ "text": text, "class": class }));
            let promise = match (given, class) {
                (Some(a), _) => a.promise.as_ref().map(|p| (p.text.clone(), moved(p.due, self.shift))),
                (None, "B") => Some((pick(&self.pools.promises, self.n + n).clone(), forward(self.day(45), 120 + 10 * n as i64))),
                _ => None,
            };
            if let Some((text, due)) = promise {
                let due = due.max(forward(self.day(45), 30));
                promises.push(json!({ "suggestion": n + 1, "text": text, "due": due, "who": "业务科" }));
            }
        }
        let class = if classes.contains(&"B") { "B" } else { classes.iter().min().copied().unwrap_or("A") };
        let body = written.map_or_else(|| pick(&self.pools.reply_bodies, self.n).clone(), |r| r.body.clone());
        let handler = self.in_unit(unit, directory::roles::UNIT_HANDLER)?;
        let contact = directory::names::person(tx, handler.person)?;
        let telephone = directory::units::get(tx, self.city.assembly(&self.p.assembly)?, unit)?.telephone;
        Ok(json!({
            "body": body, "result_class": class, "answers": answers, "promises": promises,
            "contact_name": contact, "contact_telephone": telephone,
        }))
    }

    pub(super) fn rate(&mut self, tx: &mut Tx, round: i64) -> Result<()> {
        let end = self.p.end.as_str();
        let dissatisfied = matches!(end, "rehandle" | "face_to_face");
        let day = if round == 1 { 50 } else { 120 };
        let mut raters = vec![self.person(&self.p.by)?];
        raters.extend(proposals::store::invitations::accepted(tx, self.id)?);
        for (n, person) in raters.iter().enumerate() {
            let written = self.p.rating.as_ref().filter(|_| n == 0 && !dissatisfied);
            let input = match written {
                _ if dissatisfied && n == 0 => {
                    let written = self.p.rating.as_ref().and_then(|r| r.comment.as_ref()).filter(|_| round == 1);
                    let comment = written.unwrap_or_else(|| pick(&self.pools.ratings_dissatisfied, self.n));
                    json!({ "work": "basically", "result": "dissatisfied", "comment": comment })
                }
                Some(r) => {
                    // A past year is at rest, whatever was thought of the answer.
                    let mild = |v: &str| {
                        if v.starts_with("dis") {
                            "basically".to_owned()
                        } else if v.starts_with("basic") {
                            "basically".into()
                        } else {
                            "satisfied".into()
                        }
                    };
                    json!({ "work": mild(&r.work), "result": mild(&r.result), "comment": r.comment.clone().unwrap_or_default() })
                }
                None => json!({ "work": "satisfied", "result": if (self.n + n) % 4 == 0 { "basically" } else { "satisfied" },
                    "comment": pick(&self.pools.ratings_satisfied, self.n + n) }),
            };
            self.act(tx, day + n as i64 % 3, Who { person: *person, unit: None }, "ratings.rate", input)?;
        }
        let office = self.office(directory::roles::PROPOSAL_OFFICE)?;
        if !dissatisfied {
            if self.n % 16 != 0 {
                let checks = ["no_secrets", "no_contacts", "no_private"];
                self.act(tx, day + 10, office, "proposals.publish", json!({ "checks": checks, "checker": "提案委员会办公室" }))?;
            }
            return Ok(());
        }
        if round == 1 {
            let head = self.office(directory::roles::COMMITTEE_HEAD)?;
            self.act(tx, 60, head, "proposals.order_rehandling", json!({ "reason": pick(&self.pools.rehandle_reasons, self.n) }))?;
            if end == "rehandle" {
                return Ok(());
            }
            self.handle(tx, 2)?;
            return self.rate(tx, 2);
        }
        let supervising = self.office(directory::roles::SUPERVISING_OFFICE).or(Ok::<_, Error>(office))?;
        let held_on = forward(self.now.day(), 7);
        let call = json!({ "held_on": held_on, "place": "市政协三楼会议室", "note": self.p.meeting_record.as_ref().unwrap_or_else(|| pick(&self.pools.face_to_face_records, self.n)) });
        self.act(tx, 125, supervising, "proposals.call_face_to_face", call)
    }
}
