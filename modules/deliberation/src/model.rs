//! The records as the store reads them and the acts change them.

pub mod remote;

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::workflow::At;
use kernel::{Id, Timestamp};

use crate::workflow::words::{Audience, Level, Moderation, Source};
use crate::workflow::{State, outcome, review, statement};

/// 网络议政
#[derive(Clone, Debug)]
pub struct Deliberation {
    pub id: Id,
    pub assembly: Id,
    pub state: At<State>,
    pub state_since: Timestamp,
    /// When the present step is due.
    pub due: Option<Date>,
    pub title: String,
    pub question: String,
    pub materials: String,
    pub audience: Audience,
    /// The place in words, where the audience is that of a place.
    pub place: String,
    pub level: Level,
    pub moderation: Moderation,
    /// Participants may add statements, not only vote on those of the organisers.
    pub takes_statements: bool,
    /// 无记名: when it has closed nobody can tell any more who voted how.
    pub secret: bool,
    /// First and last day of voting.
    pub opens_on: Date,
    pub closes_on: Date,
    /// How many people the question concerns, where that is known: to say how many were missing.
    pub expected: Option<i64>,
    /// The record that it belongs to, such as a room's session: kind and id.
    pub about: Option<(String, Id)>,
    pub proposed_by: Id,
    pub approved_by: Option<Id>,
    /// A key was made for it; without one in `ballot_key` nobody can vote any more.
    pub keyed: bool,
    pub opened_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    /// 综述: written by a person.
    pub summary: Option<String>,
    pub summarised_by: Option<Id>,
    pub report: Option<String>,
    pub result: Option<String>,
    pub result_on: Option<Date>,
    pub reason: Option<String>,
    pub policy_version: i64,
    pub changes: i64,
    pub created_at: Timestamp,
}

/// 观点
#[derive(Clone, Debug)]
pub struct Statement {
    pub id: Id,
    pub deliberation: Id,
    /// Runs within the deliberation, from 1: its name in maps and exports.
    pub number: i64,
    pub state: At<statement::State>,
    pub state_since: Timestamp,
    pub body: String,
    pub source: Source,
    /// A digest that tells the author alone from others, until the key is destroyed.
    pub author: Option<Vec<u8>>,
    /// A member who put a name to it (本人署名).
    pub signed_by: Option<Id>,
    pub signed_name: Option<String>,
    /// About the person, not the question: asked early, left out of the map.
    pub is_meta: bool,
    /// Why it is not shown.
    pub reason: Option<String>,
    pub appeal: Option<String>,
    pub moderated_by: Option<Id>,
    /// The number of the statement that it was merged into; its votes stay its own.
    pub merged_into: Option<i64>,
    /// 被采用: counts for its member's duty.
    pub picked: bool,
    pub answer: Option<String>,
    pub answered_by: Option<Id>,
    pub changes: i64,
}

/// 成果转化: one suggestion, its owner, its day and what became of it.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub id: Id,
    pub assembly: Id,
    pub deliberation: Id,
    /// Runs within the deliberation, from 1.
    pub number: i64,
    pub state: At<outcome::State>,
    pub state_since: Timestamp,
    /// The suggestion.
    pub body: String,
    /// The number of the statement that it was made of.
    pub statement: Option<i64>,
    /// The unit that owns it; `None` for a body without an account, which `owner` names.
    pub unit: Option<Id>,
    /// The unit's name when it was assigned, or the body in words; empty before.
    pub owner: String,
    /// 转化方式: how it is to be done.
    pub method: String,
    /// The day by which its owner answers.
    pub due: Option<Date>,
    /// 批示: a leader's note and its day. Never told in public.
    pub instruction: Option<String>,
    pub instructed_on: Option<Date>,
    /// Why the last owner sent it back.
    pub returned: Option<String>,
    pub class: Option<outcome::Class>,
    pub answer: Option<String>,
    /// Why it was not adopted.
    pub reason: Option<String>,
    pub answered_by: Option<Id>,
    pub answered_on: Option<Date>,
    pub verdict: Option<outcome::Verdict>,
    pub evaluation: Option<String>,
    pub evaluated_by: Option<Id>,
    pub recommended_by: Id,
    /// 催办: how far the program has reminded its owner of the day that is `due`.
    pub reminded: Option<outcome::Reminder>,
    pub changes: i64,
    pub created_at: Timestamp,
}

impl Outcome {
    /// A new day; reminders begin anew.
    pub fn give_until(&mut self, day: Date) {
        self.due = Some(day);
        self.reminded = None;
    }
}

/// 联席督办: a meeting of the conference and the party or government office over suggestions that are late.
#[derive(Clone, Debug)]
pub struct JointReview {
    pub id: Id,
    pub assembly: Id,
    pub state: At<review::State>,
    pub state_since: Timestamp,
    /// The quarter that it counts for; the day may be a little after it.
    pub quarter: review::Quarter,
    pub held_on: Date,
    /// 党政方: the office or unit on the other side.
    pub office: String,
    /// Who came from the conference, and who from the other side: a person a line.
    pub ours: String,
    pub theirs: String,
    pub words: String,
    pub created_by: Id,
    pub changes: i64,
    pub created_at: Timestamp,
}

/// A suggestion that a joint review took up, and what was decided on it.
#[derive(Clone, Debug)]
pub struct ReviewItem {
    pub review: Id,
    pub outcome: Id,
    /// The day that its owner missed.
    pub missed: Date,
    pub decision: Option<review::Decision>,
    pub new_due: Option<Date>,
    pub words: Option<String>,
    pub number: i64,
    pub body: String,
    pub owner: String,
    /// As the suggestion stands now.
    pub state: outcome::State,
    /// The title that it comes from.
    pub deliberation: String,
}

impl ReviewItem {
    /// Nothing was decided, and its owner has not answered meanwhile.
    pub fn is_open(&self) -> bool {
        self.decision.is_none() && outcome::RUNNING.contains(&self.state)
    }
}

/// What a person told of themselves, by slice: `age` → `60`. Never beside a vote.
pub type Slices = BTreeMap<String, String>;
