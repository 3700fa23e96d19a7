//! The records as the store reads them and the acts change them.

mod grassroots;

pub use grassroots::{CapacitySheet, JointActivity, ReadinessCheck, Studio, StudioCheck};

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::workflow::At;
use kernel::{Id, Timestamp};

use crate::workflow::words::{BodyKind, Function, Fund, Measure, Outcome, Part, Progress, Rating, Receiving, Referral, Source, Venue};
use crate::workflow::{State, clue, room, session};

/// 协商议事室
#[derive(Clone, Debug)]
pub struct Room {
    pub id: Id,
    pub assembly: Id,
    pub state: At<room::State>,
    pub state_since: Timestamp,
    pub kind: Venue,
    pub name: String,
    /// Code of the township or village, where the divisions are imported.
    pub division: Option<String>,
    /// The place in words: 蘅塘镇荷塘村.
    pub place: String,
    pub address: String,
    pub telephone: String,
    pub functions: Vec<Function>,
    pub convener: Option<Id>,
    pub convener_rank_settled: bool,
    pub worker: Option<Id>,
    /// Who agrees for the township's party committee.
    pub approver: Option<Id>,
    /// What of the check list was in order, by code.
    pub checks: BTreeMap<String, bool>,
    pub checked_on: Option<Date>,
    /// The yearly check is due since this day.
    pub check_due: Option<Date>,
    /// 建设计划: to be open by this day.
    pub planned_for: Option<Date>,
    pub opened_on: Option<Date>,
    /// 建设计划 that it belongs to.
    pub plan: Option<Id>,
    /// Times the row was saved: somebody faster means `Conflict`.
    pub changes: i64,
    pub created_at: Timestamp,
}

/// 建设计划: so many rooms until a day.
#[derive(Clone, Debug)]
pub struct Plan {
    pub id: Id,
    pub assembly: Id,
    pub title: String,
    pub year: i64,
    /// The document that asks for it.
    pub basis: String,
    /// Rooms that are to be open.
    pub target: i64,
    pub until_day: Date,
    pub created_by: Id,
    pub created_at: Timestamp,
}

/// 节点 of a plan
#[derive(Clone, Debug)]
pub struct Milestone {
    pub id: Id,
    pub plan: Id,
    pub body: String,
    pub due: Date,
    pub done_on: Option<Date>,
    pub words: String,
}

/// 经费: grants are positive, spending is negative; the balance of a fund is never below zero.
#[derive(Clone, Debug)]
pub struct FundEntry {
    pub id: Id,
    pub room: Id,
    pub fund: Fund,
    pub year: i64,
    pub amount_fen: i64,
    pub purpose: String,
    pub on_day: Date,
    pub entered_by: Id,
    pub at: Timestamp,
}

/// 议题
#[derive(Clone, Debug)]
pub struct Topic {
    pub id: Id,
    pub assembly: Id,
    pub room: Id,
    pub state: At<State>,
    pub state_since: Timestamp,
    /// When the present step is due; what is overdue is a question, never stored.
    pub due: Option<Date>,
    /// 查询码: whoever has it follows the topic as its raiser.
    pub code: String,
    /// Runs by room.
    pub receipt_no: i64,
    pub title: String,
    pub body: String,
    pub place: String,
    pub domain: Option<String>,
    pub source: Source,
    pub raised_by: Option<Id>,
    pub raised_unit: Option<Id>,
    /// Urgent matters skip the notice.
    pub urgent: bool,
    /// 补录: talked over without a posting before it.
    pub registered_after: bool,
    /// 重大事项: goes to the party committee before it is posted.
    pub needs_party_report: bool,
    pub party_reported_on: Option<Date>,
    pub announced_on: Option<Date>,
    pub notice_until: Option<Date>,
    pub outcome: Option<Outcome>,
    /// 评价结论 of the last round: the raiser's, or that of most who took part.
    pub verdict: Option<Rating>,
    /// Where the outcome was found.
    pub session: Option<Id>,
    pub main_topic: Option<Id>,
    /// Why it was not taken up, objected to, reopened.
    pub reason: Option<String>,
    /// 1, and more after it was reopened.
    pub round: i64,
    pub result: Option<String>,
    pub result_on: Option<Date>,
    /// What the photographs of the result show, for whoever does not see them.
    pub picture_words: String,
    /// The worker looked at the raiser's photographs: nobody is to be known on them.
    pub shows_pictures: bool,
    pub referred: Option<Referral>,
    pub referred_to: Option<Id>,
    pub referral_text: Option<String>,
    pub referred_at: Option<Timestamp>,
    pub answer: Option<String>,
    pub answered_by: Option<Id>,
    pub answered_at: Option<Timestamp>,
    pub policy_version: i64,
    pub changes: i64,
    pub created_at: Timestamp,
    pub closed_at: Option<Timestamp>,
}

/// 提案线索: what a village sent up for a member to make a proposal of.
#[derive(Clone, Debug)]
pub struct Clue {
    pub id: Id,
    pub assembly: Id,
    pub topic: Id,
    pub room: Id,
    pub state: At<clue::State>,
    pub state_since: Timestamp,
    pub title: String,
    /// Why it is sent up, and what is asked.
    pub request: String,
    pub offered_by: Id,
    pub offered_at: Timestamp,
    pub taken_by: Option<Id>,
    pub taken_at: Option<Timestamp>,
    /// Why it was declined or withdrawn.
    pub reason: Option<String>,
    pub changes: i64,
}

/// 基本数据: a number that the topic stands on.
#[derive(Clone, Debug)]
pub struct Figure {
    pub id: Id,
    pub topic: Id,
    pub label: String,
    pub measure: Measure,
    /// Without one where the measure is a month.
    pub number: Option<i64>,
    /// `2014-09`
    pub month: Option<String>,
    pub unit: String,
    pub entered_by: Id,
    pub at: Timestamp,
}

/// 报道
#[derive(Clone, Debug)]
pub struct Coverage {
    pub id: Id,
    pub topic: Id,
    pub on_day: Date,
    pub outlet: String,
    /// Empty, or a web address.
    pub address: String,
    pub entered_by: Id,
    pub at: Timestamp,
}

/// 会前调研
#[derive(Clone, Debug)]
pub struct Visit {
    pub id: Id,
    pub topic: Id,
    pub on_day: Date,
    pub visitors: String,
    pub findings: String,
    pub entered_by: Id,
    pub at: Timestamp,
}

/// 协商事项: what was agreed, who does it, how and until when. The owner may be a body without an account.
#[derive(Clone, Debug)]
pub struct Item {
    pub id: Id,
    pub topic: Id,
    pub session: Option<Id>,
    pub round: i64,
    pub body: String,
    pub unit: Option<Id>,
    pub owner: String,
    pub method: String,
    /// 实施范围: where it is done, or tried first.
    pub scope: String,
    pub due: Date,
    pub progress: Progress,
    pub report: Option<String>,
    pub reported_by: Option<Id>,
    pub reported_at: Option<Timestamp>,
}

/// 评价
#[derive(Clone, Debug)]
pub struct TopicRating {
    pub id: Id,
    pub topic: Id,
    pub round: i64,
    /// `raiser`, `person:7`, `participant:7`: one voice each in a round.
    pub rater: String,
    pub value: Rating,
    pub words: String,
    /// `code`, `account` or `paper`
    pub via: String,
    pub at: Timestamp,
}

/// 协商会
#[derive(Clone, Debug)]
pub struct Session {
    pub id: Id,
    pub assembly: Id,
    pub room: Id,
    pub state: At<session::State>,
    pub state_since: Timestamp,
    pub title: String,
    pub on_day: Date,
    /// 09:30, as announced; empty when it was registered afterwards.
    pub at_time: String,
    pub venue_kind: Venue,
    pub venue: String,
    pub chair: Option<Id>,
    pub registered_after: bool,
    pub minutes: Option<String>,
    pub changes: i64,
    pub created_at: Timestamp,
}

/// 参加者
#[derive(Clone, Debug)]
pub struct Participant {
    pub id: Id,
    pub session: Id,
    pub role: Part,
    pub person: Option<Id>,
    pub unit: Option<Id>,
    pub name: String,
    pub organisation: String,
    pub signed_in_at: Option<Timestamp>,
    pub confirmed_at: Option<Timestamp>,
    /// Who entered the confirmation: the participant, or the worker from a signed sheet.
    pub confirmed_by: Option<Id>,
}

/// 各方意见
#[derive(Clone, Debug)]
pub struct Position {
    pub id: Id,
    pub session: Id,
    pub topic: Id,
    pub participant: Option<Id>,
    pub side: String,
    pub body: String,
    pub at: Timestamp,
}

/// 委员接待日
#[derive(Clone, Debug)]
pub struct Reception {
    pub id: Id,
    pub assembly: Id,
    pub room: Id,
    pub state: Receiving,
    pub on_day: Date,
    /// 9:00–11:30, as announced.
    pub hours: String,
    /// Places that can be taken.
    pub seats: i64,
    pub words: String,
    pub created_by: Id,
    pub created_at: Timestamp,
}

/// Somebody who took a place, or came without one. Names and telephones are not here.
#[derive(Clone, Debug)]
pub struct ReceptionVisit {
    pub id: Id,
    pub day: Id,
    pub place: i64,
    pub matter: String,
    pub booked: bool,
    pub came_at: Option<Timestamp>,
    /// What was said and answered.
    pub words: String,
    pub topic: Option<Id>,
    pub at: Timestamp,
}

/// 协商议事会 or 委员活动小组
#[derive(Clone, Debug)]
pub struct RoomBody {
    pub id: Id,
    pub assembly: Id,
    pub kind: BodyKind,
    pub name: String,
    pub place: String,
    /// The room that it works in.
    pub room: Option<Id>,
    pub leader: Option<Id>,
    pub founded_on: Option<Date>,
    pub ended_on: Option<Date>,
    pub created_at: Timestamp,
}

/// 工作制度: one version, never changed.
#[derive(Clone, Debug)]
pub struct WorkingRule {
    pub id: Id,
    pub assembly: Id,
    /// Of one room that departs from the rule of the assembly.
    pub room: Option<Id>,
    pub title: String,
    pub version: i64,
    pub body: String,
    pub effective_on: Date,
    pub entered_by: Id,
    pub at: Timestamp,
}
