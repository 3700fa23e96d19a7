//! One proposal's way, told act by act: who does what, and when.

mod handling;

use jiff::ToSpan;
use jiff::civil::Date;
use kernel::db::Tx;
use kernel::{Error, Id, Result, Timestamp};
use serde_json::{Value, json};
use web::App;

use super::city::{City, moved, shift_years};
use super::data::{Pools, Proposal};

pub struct Story<'a> {
    app: &'a App,
    city: &'a City,
    pools: &'a Pools,
    p: &'a Proposal,
    n: usize,
    shift: i16,
    start: Date,
    now: Timestamp,
    id: Id,
}

impl<'a> Story<'a> {
    pub fn new(app: &'a App, city: &'a City, pools: &'a Pools, p: &'a Proposal, n: usize, tx: &Tx) -> Story<'a> {
        let today = tx.today();
        let shift = shift_years(today);
        let start = if is_resting(&p.end) { moved(p.submitted_on, shift) } else { back(today, days_ago(&p.end) + (n % 3) as i64) };
        Story { app, city, pools, p, n, shift, start, now: tx.now(), id: Id(0) }
    }

    pub fn tell(mut self, tx: &mut Tx) -> Result<()> {
        let end = self.p.end.as_str();
        self.draft(tx)?;
        if matches!(end, "draft" | "cosign_open") {
            return Ok(());
        }
        self.act(tx, 0, self.author()?, "proposals.submit", json!({ "no_secrets": true }))?;
        match end {
            "submitted" => return Ok(()),
            "withdrawn" => {
                let reason = self.p.withdraw_reason.clone().unwrap_or_else(|| "提案人申请撤回。".into());
                return self.act(tx, 1, self.author()?, "proposals.withdraw", json!({ "reason": reason, "note": reason }));
            }
            _ => {}
        }
        if !self.review(tx)? {
            return Ok(());
        }
        self.number(tx)?;
        if end == "filed" || !self.assign(tx)? {
            return Ok(());
        }
        if !self.handle(tx, 1)? || end == "replied" {
            return Ok(());
        }
        self.rate(tx, 1)
    }

    // drafting

    fn author(&self) -> Result<Who> {
        Ok(Who { person: self.person(&self.p.by)?, unit: None })
    }

    fn draft(&mut self, tx: &mut Tx) -> Result<()> {
        let p = self.p;
        let body = match &p.collective {
            None => None,
            Some(code) => {
                Some(*self.city.bodies.get(&(p.assembly.clone(), code.clone())).ok_or_else(|| Error::internal(format!("no body {code}")))?)
            }
        };
        let author = self.author()?;
        if let Some(body) = body {
            let holds = directory::actor_of(tx, author.person, self.city.assembly(&p.assembly)?, None)?;
            if !holds.holds_for_body(directory::roles::COLLECTIVE_ACCOUNT, body) {
                self.city.grant(tx, &p.assembly, author.person, directory::roles::COLLECTIVE_ACCOUNT, None, Some(body))?;
            }
        }
        let category = self.city.categories.get(&(p.assembly.clone(), p.category.clone())).copied();
        let input = json!({
            "title": p.title, "background": p.background, "analysis": p.analysis, "suggestions": p.suggestions,
            "kind": p.kind, "category": category, "body": body,
        });
        self.id = self.create(tx, -3, author, "proposals.create", input)?;
        if p.kind != "joint" {
            return Ok(());
        }
        let invited: Vec<Id> = p.co_signers.iter().map(|login| self.person(login)).collect::<Result<_>>()?;
        self.act(tx, -1, self.author()?, "proposals.invite", json!({ "persons": invited }))?;
        for (n, person) in invited.iter().enumerate() {
            if p.end == "cosign_open" && n + 1 == invited.len() {
                continue;
            }
            self.now_at(tx, -1, 20 + n as i64 * 7);
            self.perform(tx, Who { person: *person, unit: None }, "proposals.accept", json!({}))?;
        }
        Ok(())
    }

    // review

    /// `true` when it was filed.
    fn review(&mut self, tx: &mut Tx) -> Result<bool> {
        let end = self.p.end.as_str();
        let (first, second) = self.reviewers()?;
        self.act(tx, 1, first, "proposals.take_up", json!({}))?;
        if end == "pre_review" {
            return Ok(false);
        }
        if end == "returned" {
            let message = self.p.return_message.clone().unwrap_or_else(|| pick(&self.pools.return_messages, self.n).clone());
            self.act(tx, 2, first, "proposals.return_for_revision", json!({ "note": message }))?;
            return Ok(false);
        }
        let head = self.office(directory::roles::COMMITTEE_HEAD)?;
        let library = proposals::store::phrases::of(tx, self.city.assembly(&self.p.assembly)?, "review")?;
        let phrases: Vec<Id> = library.iter().skip(self.n % library.len().max(1)).take(1).map(|p| p.id).collect();
        let opinion = pick(&self.pools.review_opinions, self.n);
        let coded = pick(&self.pools.not_filed_reasons, self.n);
        let code = match self.p.not_filed_code.as_deref() {
            Some("named_accusation") => "accusation",
            Some("state_secrets") => "state_secret",
            other => other.unwrap_or("empty"),
        };
        let reason = self.p.not_filed_reason.clone().unwrap_or_else(|| coded.text.clone());
        let main = self.main(tx)?;
        let recommended = match end {
            "not_filed" | "re_examination" => {
                json!({ "recommendation": "decline", "reason_code": code, "note": reason, "phrases": phrases })
            }
            "merged" if main.is_some() => {
                json!({ "recommendation": "merge", "main": main, "note": "与另一件反映同一问题，建议并案办理。", "phrases": phrases })
            }
            "transferred_to_brief" => json!({ "recommendation": "transfer_to_brief", "note": self.p.transfer_note, "phrases": phrases }),
            "transferred_as_letter" => json!({ "recommendation": "transfer_as_letter", "note": self.p.transfer_note, "phrases": phrases }),
            _ => json!({ "recommendation": "file", "note": opinion, "phrases": phrases }),
        };
        self.act(tx, 2, first, "proposals.endorse", recommended)?;
        match end {
            "second_review" => return Ok(false),
            "not_filed" | "re_examination" => {
                self.act(tx, 3, head, "proposals.decline", json!({ "reason_code": code, "note": reason }))?;
                if end == "re_examination" {
                    let text = pick(&self.pools.re_examination_requests, self.n);
                    self.act(tx, 5, self.author()?, "proposals.ask_re_examination", json!({ "reason": text, "note": text }))?;
                }
                return Ok(false);
            }
            "merged" if main.is_some() => {
                self.act(tx, 3, head, "proposals.merge", json!({ "main": main, "note": "并案办理，由主案承办单位一并答复。" }))?;
                return Ok(false);
            }
            "transferred_to_brief" => {
                return self.act(tx, 3, head, "proposals.transfer_to_brief", json!({ "note": self.p.transfer_note })).map(|()| false);
            }
            "transferred_as_letter" => {
                return self.act(tx, 3, head, "proposals.transfer_as_letter", json!({ "note": self.p.transfer_note })).map(|()| false);
            }
            _ => {}
        }
        self.act(tx, 3, second, "proposals.file", json!({ "note": "同意立案。" }))?;
        Ok(true)
    }

    fn main(&self, tx: &mut Tx) -> Result<Option<Id>> {
        let Some(title) = &self.p.merged_into else { return Ok(None) };
        proposals::store::by_title(tx, self.city.assembly(&self.p.assembly)?, title)
    }

    fn number(&mut self, tx: &mut Tx) -> Result<()> {
        if self.p.end == "filed" && self.n % 2 == 0 {
            return Ok(());
        }
        let office = self.office(directory::roles::PROPOSAL_OFFICE)?;
        self.now_at(tx, 4, 60);
        let id = self.id;
        let session = proposals::store::get_unscoped(tx, id)?.session;
        self.create(tx, 4, office, "proposals.number", json!({ "ids": [id], "session": session })).map(drop)
    }

    // who and when

    fn person(&self, login: &str) -> Result<Id> {
        self.city.people.get(login).copied().ok_or_else(|| Error::internal(format!("nobody is {login}")))
    }

    fn office(&self, role: &str) -> Result<Who> {
        let found = self.city.staff.get(&(self.p.assembly.clone(), role.to_owned())).and_then(|all| all.first());
        found.map(|person| Who { person: *person, unit: None }).ok_or_else(|| Error::internal(format!("nobody holds {role}")))
    }

    /// Two of the office, turn about.
    fn reviewers(&self) -> Result<(Who, Who)> {
        let key = (self.p.assembly.clone(), directory::roles::PROPOSAL_OFFICE.to_owned());
        let mut all = self.city.staff.get(&key).cloned().unwrap_or_default();
        let heads = self.city.staff.get(&(self.p.assembly.clone(), directory::roles::COMMITTEE_HEAD.to_owned()));
        // Whoever heads the committee decides later, so somebody else gives the first opinion.
        if let Some(heads) = heads.filter(|heads| all.iter().any(|p| heads.contains(p))) {
            all.sort_by_key(|p| heads.contains(p));
            let (first, second) = (all.first(), all.last());
            if let (Some(first), Some(second)) = (first, second) {
                return Ok((Who { person: *first, unit: None }, Who { person: *second, unit: None }));
            }
        }
        let at =
            |n: usize| all.get(n % all.len().max(1)).map(|p| Who { person: *p, unit: None }).ok_or_else(|| Error::internal("no reviewers"));
        Ok((at(self.n)?, at(self.n + 1)?))
    }

    fn units(&self) -> Result<Vec<Id>> {
        let own = |code: &String| self.city.units.get(&(self.p.assembly.clone(), code.clone())).copied();
        let mut units: Vec<Id> = self.p.units.iter().filter_map(own).collect();
        units.dedup();
        if units.is_empty() { Err(Error::internal(format!("no unit of {:?}", self.p.units))) } else { Ok(units) }
    }

    fn in_unit(&self, unit: Id, role: &str) -> Result<Who> {
        let person =
            self.city.unit_people.get(&(unit, role.to_owned())).ok_or_else(|| Error::internal(format!("no {role} in unit {unit}")))?;
        Ok(Who { person: *person, unit: Some(unit) })
    }

    fn signature(&self, tx: &mut Tx) -> Result<String> {
        directory::names::person(tx, self.person(&self.p.by)?)
    }

    fn day(&self, days: i64) -> Date {
        forward(self.start, days)
    }

    /// Moves the transaction to a working hour of that day; never into the future.
    fn now_at(&self, tx: &mut Tx, days: i64, minutes: i64) {
        let at = kernel::clock::start_of(self.day(days)).plus_hours(9).plus_ms((minutes + (self.n % 180) as i64) * 60_000);
        tx.stand_at(Timestamp(at.0.min(self.now.0 - 60_000)));
    }

    fn act(&self, tx: &mut Tx, days: i64, who: Who, name: &str, input: Value) -> Result<()> {
        self.now_at(tx, days, 0);
        self.perform(tx, who, name, input)
    }

    fn perform(&self, tx: &mut Tx, who: Who, name: &str, input: Value) -> Result<()> {
        self.run(tx, who, name, self.id, input).map(drop)
    }

    fn create(&self, tx: &mut Tx, days: i64, who: Who, name: &str, input: Value) -> Result<Id> {
        self.now_at(tx, days, 0);
        self.run(tx, who, name, Id(0), input)
    }

    fn run(&self, tx: &mut Tx, who: Who, name: &str, id: Id, input: Value) -> Result<Id> {
        let bound = self.app.acts.get(name).ok_or_else(|| Error::internal(format!("no act {name}")))?;
        let actor = directory::actor_of(tx, who.person, self.city.assembly(&self.p.assembly)?, who.unit)?;
        let done =
            web::perform::perform_in(tx, self.app, bound, &actor, id, &input).map_err(|e| Error::Internal(format!("{name}: {e}")))?;
        Ok(done.subject.id)
    }
}

#[derive(Clone, Copy)]
struct Who {
    person: Id,
    unit: Option<Id>,
}

/// How long ago the story of an unfinished proposal began.
fn days_ago(end: &str) -> i64 {
    match end {
        "draft" | "cosign_open" => 0,
        "submitted" => 2,
        "pre_review" | "returned" => 5,
        "second_review" | "re_examination" => 8,
        "filed" | "assign_draft" => 9,
        "assigned" => 8,
        "refuse_requested" => 11,
        "accepted" | "planned" => 14,
        "extension_asked" | "co_asked" => 40,
        "drafting" | "checking" => 46,
        "to_sign" => 48,
        "replied" => 52,
        "overdue" => 130,
        "rehandle" => 75,
        _ => 140,
    }
}

fn back(day: Date, days: i64) -> Date {
    day.checked_sub(days.days()).unwrap_or(day)
}

fn forward(day: Date, days: i64) -> Date {
    day.checked_add(days.days()).unwrap_or(day)
}

fn pick<T>(pool: &[T], n: usize) -> &T {
    &pool[n % pool.len()]
}

/// Ends that belong to the year in which they were written; the others stand around today.
pub fn is_resting(end: &str) -> bool {
    matches!(end, "closed" | "tracked" | "not_filed" | "merged" | "withdrawn" | "transferred_to_brief" | "transferred_as_letter")
}
