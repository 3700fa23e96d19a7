//! The records of a proposal as the store reads them and the acts change them.

use directory::sessions::Session;
use jiff::civil::Date;
use kernel::workflow::At;
use kernel::{Id, Timestamp};
use serde::Serialize;

use crate::workflow::words::{Kind, Part, Period, Recommendation};
use crate::workflow::{State, assignment, extension, invitation, rating};

/// 提案
#[derive(Clone, Debug)]
pub struct Proposal {
    pub id: Id,
    pub assembly: Id,
    pub session: Id,
    pub period: Period,
    pub kind: Kind,
    pub state: At<State>,
    pub state_since: Timestamp,
    /// When the present step is due; what is overdue is a question, never stored.
    pub due: Option<Date>,
    pub category: Option<Id>,
    /// Person; for a collective proposal the holder of its account who submits. 0 for an imported one whose proposer has no record.
    pub first_signer: Id,
    /// The proposer as printed: 张三等3人.
    pub proposer: String,
    /// The body of a collective proposal.
    pub body: Option<Id>,
    pub drafter: Id,
    pub receipt_no: Option<i64>,
    pub case_no: Option<String>,
    pub title: String,
    pub background: String,
    pub analysis: String,
    pub suggestions: Vec<String>,
    /// Version of the text, from 1.
    pub version: i64,
    /// Times the row was saved: somebody faster means `Conflict`.
    pub changes: i64,
    pub policy_version: i64,
    /// 1, or 2 after re-handling was ordered.
    pub round: i64,
    pub first_reviewer: Option<Id>,
    pub second_reviewer: Option<Id>,
    pub recommended: Option<Recommendation>,
    pub review_note: Option<String>,
    pub reason_code: Option<String>,
    pub decision_note: Option<String>,
    pub main_proposal: Option<Id>,
    pub withdrawal_asked_at: Option<Timestamp>,
    pub re_examined_at: Option<Timestamp>,
    pub meeting: Option<Id>,
    pub key_proposal: bool,
    pub created_at: Timestamp,
    pub submitted_at: Option<Timestamp>,
    pub filed_at: Option<Timestamp>,
    pub assigned_at: Option<Timestamp>,
    pub replied_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub published_at: Option<Timestamp>,
    pub imported_at: Option<Timestamp>,
    pub source_text: Option<String>,
}

/// What every proposal starts with, wherever it comes from.
pub struct Beginning<'a> {
    pub session: &'a Session,
    pub state: At<State>,
    pub kind: Kind,
    pub policy_version: i64,
    /// When it came into being, which for past years is not now.
    pub at: Timestamp,
}

impl Proposal {
    /// A proposal of which nothing is written or decided yet, in its first version and round.
    pub fn begin(id: Id, start: &Beginning) -> Proposal {
        let plenary = start.session.in_plenary_window(start.at.day());
        Proposal {
            id,
            assembly: start.session.assembly,
            session: start.session.id,
            period: if plenary { Period::Plenary } else { Period::InterSession },
            kind: start.kind,
            state: start.state,
            state_since: start.at,
            due: None,
            category: None,
            first_signer: Id(0),
            proposer: String::new(),
            body: None,
            drafter: Id(0),
            receipt_no: None,
            case_no: None,
            title: String::new(),
            background: String::new(),
            analysis: String::new(),
            suggestions: Vec::new(),
            version: 1,
            changes: 0,
            policy_version: start.policy_version,
            round: 1,
            first_reviewer: None,
            second_reviewer: None,
            recommended: None,
            review_note: None,
            reason_code: None,
            decision_note: None,
            main_proposal: None,
            withdrawal_asked_at: None,
            re_examined_at: None,
            meeting: None,
            key_proposal: false,
            created_at: start.at,
            submitted_at: None,
            filed_at: None,
            assigned_at: None,
            replied_at: None,
            closed_at: None,
            published_at: None,
            imported_at: None,
            source_text: None,
        }
    }
}

/// 联名邀请
#[derive(Clone, Debug)]
pub struct Invitation {
    pub id: Id,
    pub assembly: Id,
    pub proposal: Id,
    pub person: Id,
    pub state: At<invitation::State>,
    pub expires_at: Timestamp,
    pub invited_at: Timestamp,
    pub answered_at: Option<Timestamp>,
    /// The order of signing: 1 is the first who accepted.
    pub position: Option<i64>,
    /// The version of the text that the co-signer was last told of.
    pub told_version: Option<i64>,
}

/// 承办: one unit's part.
#[derive(Clone, Debug)]
pub struct Assignment {
    pub id: Id,
    pub assembly: Id,
    pub proposal: Id,
    pub unit: Id,
    pub part: Part,
    pub state: At<assignment::State>,
    pub state_since: Timestamp,
    /// Of the present step.
    pub due: Option<Date>,
    /// Of the reply; the second of the four clocks that run apart.
    pub reply_due: Option<Date>,
    pub return_until: Option<Date>,
    pub first_assigned_at: Option<Timestamp>,
    pub assigned_at: Option<Timestamp>,
    pub round: i64,
    /// The person inside the unit.
    pub handler: Option<Id>,
    pub section: Option<String>,
    pub plan_lead: Option<String>,
    pub plan_note: Option<String>,
    pub objection: Option<String>,
    pub return_reason: Option<String>,
    pub note: Option<String>,
    pub opinion: Option<String>,
    pub opinion_due: Option<Date>,
    pub extended_at: Option<Timestamp>,
    pub urged: i64,
    pub changes: i64,
}

impl Assignment {
    /// Does this unit answer the proposer itself?
    pub fn answers(&self) -> bool {
        self.part != Part::Co
    }

    /// Still a part of the proposal: not given back, not revoked.
    pub fn runs(&self) -> bool {
        !matches!(self.state.get(), assignment::State::Reassigned | assignment::State::Revoked)
    }
}

/// 答复: one unit's answer in one round; a draft until `sent_at`.
#[derive(Clone, Debug, Serialize)]
pub struct Reply {
    pub id: Id,
    #[serde(skip)]
    pub assembly: Id,
    pub proposal: Id,
    pub assignment: Id,
    pub unit: Id,
    pub round: i64,
    pub result_class: Option<String>,
    pub body: String,
    /// One for each numbered suggestion, in order.
    pub answers: Vec<Answer>,
    pub document_no: Option<String>,
    pub signer: Option<String>,
    pub contact_name: Option<String>,
    pub contact_telephone: Option<String>,
    pub copies: Option<String>,
    pub drafted_by: Id,
    #[serde(skip)]
    pub drafted_at: Timestamp,
    pub checked_by: Option<Id>,
    pub check_note: Option<String>,
    pub signed_by: Option<Id>,
    #[serde(skip)]
    pub sent_at: Option<Timestamp>,
    #[serde(skip)]
    pub revoked_at: Option<Timestamp>,
}

/// The answer to one suggestion.
#[derive(Clone, Debug, Default, Serialize, serde::Deserialize, PartialEq)]
pub struct Answer {
    pub text: String,
    /// A code of the scheme: adopted, in plan, reference ….
    pub class: String,
}

/// 承诺事项: what, when, who.
#[derive(Clone, Debug, Serialize)]
pub struct Promise {
    pub id: Id,
    pub proposal: Id,
    pub reply: Id,
    pub unit: Id,
    /// Number of the suggestion, from 1.
    pub suggestion: i64,
    pub text: String,
    pub due: Date,
    pub who: String,
    pub state: String,
    pub evidence: Option<String>,
}

/// 与提案者沟通记录
#[derive(Clone, Debug)]
pub struct Contact {
    pub id: Id,
    pub assignment: Id,
    pub round: i64,
    pub form: crate::workflow::words::ContactForm,
    pub held_on: Date,
    pub people: String,
    pub summary: String,
    pub recorded_by: Id,
    pub at: Timestamp,
}

/// 延期申请
#[derive(Clone, Debug)]
pub struct Extension {
    pub id: Id,
    pub assembly: Id,
    pub assignment: Id,
    pub proposal: Id,
    pub state: At<extension::State>,
    pub reason: String,
    pub until_day: Date,
    pub asked_by: Id,
    pub asked_at: Timestamp,
    pub decided_by: Option<Id>,
    pub note: Option<String>,
}

/// 满意度反馈
#[derive(Clone, Debug)]
pub struct Rating {
    pub id: Id,
    pub assembly: Id,
    pub proposal: Id,
    pub round: i64,
    pub person: Id,
    pub first_signer: bool,
    pub state: At<rating::State>,
    pub due: Date,
    pub work: Option<String>,
    pub result: Option<String>,
    pub comment: Option<String>,
    /// What was rated first, kept when it is amended.
    pub first_work: Option<String>,
    pub first_result: Option<String>,
    /// `online`, `telephone`, `paper`
    pub channel: Option<String>,
    pub entered_by: Option<Id>,
    pub caller: Option<String>,
    pub called_at: Option<Timestamp>,
    pub given_at: Option<Timestamp>,
}

/// 更正、撤销、恢复的申请
#[derive(Clone, Debug)]
pub struct ChangeRequest {
    pub id: Id,
    pub assembly: Id,
    pub proposal: Id,
    pub kind: crate::workflow::words::Change,
    /// `open`, `done`, `rejected`
    pub state: String,
    pub reason: String,
    /// What a correction changes: title, category, proposer.
    pub fields: serde_json::Value,
    pub asked_by: Id,
    pub asked_at: Timestamp,
    pub decided_by: Option<Id>,
}
