//! The processes of a deliberation. To add a state: a variant, its lines in RULES, its labels in `messages/`.
//!
//! Source: workflows 4.6.

pub mod outcome;
pub mod remote;
pub mod review;
pub mod statement;
pub mod words;

use kernel::vocabulary;
use kernel::workflow::{Process, Rule, rule};

vocabulary! {
    /// 网络议政状态
    pub enum State {
        /// 拟办
        Proposed = "proposed",
        /// 已批准
        Approved = "approved",
        /// 已预告
        Announced = "announced",
        /// 征集与表态
        Open = "open",
        /// 集中表态: no new statements, voting goes on
        Moderated = "moderated",
        /// 已截止
        Closed = "closed",
        /// 已综述
        Summarised = "summarised",
        /// 已报送
        Reported = "reported",
        /// 结果已公布
        ResultPosted = "result_posted",
        /// 未批准
        Declined = "declined",
        /// 已取消
        Cancelled = "cancelled",
    }

    /// What can be done to a deliberation.
    pub enum Act {
        Edit = "edit",
        AddSeed = "add_seed",
        Approve = "approve",
        Decline = "decline",
        Announce = "announce",
        Open = "open",
        Speak = "speak",
        Vote = "vote",
        PrintSlips = "print_slips",
        EnterSlip = "enter_slip",
        EndCollection = "end_collection",
        Extend = "extend",
        Close = "close",
        Summarise = "summarise",
        Report = "report",
        PostResult = "post_result",
        /// 提出建议: an outcome item
        Recommend = "recommend",
        Cancel = "cancel",
    }

    /// What somebody is to one deliberation; granted by `policy::roles`.
    pub enum Role {
        /// 组织者: whoever proposed it, and the committee's officers
        Organiser = "organiser",
        /// 审批人
        Approver = "approver",
        /// 参与者: of the audience, at the wanted level
        Participant = "participant",
        /// The program: opens and closes by the calendar
        System = "system",
    }
}

use Act::*;
use Role::*;
use State::*;

pub const RULES: &[Rule<State, Act, Role>] = &[
    rule(Proposed, Edit, &[Organiser], Proposed),
    rule(Proposed, AddSeed, &[Organiser], Proposed),
    rule(Proposed, Approve, &[Approver], Approved),
    rule(Proposed, Decline, &[Approver], Declined),
    rule(Proposed, Cancel, &[Organiser], Cancelled),
    rule(Approved, AddSeed, &[Organiser], Approved),
    rule(Approved, Announce, &[Organiser], Announced),
    rule(Approved, Cancel, &[Organiser], Cancelled),
    rule(Announced, AddSeed, &[Organiser], Announced),
    rule(Announced, PrintSlips, &[Organiser], Announced),
    rule(Announced, Act::Open, &[Organiser, System], State::Open),
    rule(Announced, Extend, &[Organiser], Announced),
    rule(Announced, Cancel, &[Organiser], Cancelled),
    rule(State::Open, AddSeed, &[Organiser], State::Open),
    rule(State::Open, Speak, &[Participant], State::Open),
    rule(State::Open, Vote, &[Participant], State::Open),
    rule(State::Open, PrintSlips, &[Organiser], State::Open),
    rule(State::Open, EnterSlip, &[Organiser], State::Open),
    rule(State::Open, EndCollection, &[Organiser], Moderated),
    rule(State::Open, Extend, &[Organiser], State::Open),
    rule(State::Open, Close, &[Organiser, System], Closed),
    rule(Moderated, Vote, &[Participant], Moderated),
    rule(Moderated, PrintSlips, &[Organiser], Moderated),
    rule(Moderated, EnterSlip, &[Organiser], Moderated),
    rule(Moderated, Extend, &[Organiser], Moderated),
    rule(Moderated, Close, &[Organiser, System], Closed),
    rule(Closed, Recommend, &[Organiser], Closed),
    rule(Closed, Summarise, &[Organiser], Summarised),
    rule(Summarised, Recommend, &[Organiser], Summarised),
    rule(Summarised, Summarise, &[Organiser], Summarised),
    rule(Summarised, Report, &[Organiser], Reported),
    rule(Reported, Recommend, &[Organiser], Reported),
    rule(Reported, PostResult, &[Organiser], ResultPosted),
    rule(ResultPosted, Recommend, &[Organiser], ResultPosted),
];

pub const PROCESS: Process<State, Act, Role> = Process {
    name: "deliberation",
    initial: &[Proposed],
    finals: &[ResultPosted, Declined, Cancelled],
    rules: RULES,
    optional: &[Edit, AddSeed, Speak, Vote, PrintSlips, EnterSlip, EndCollection, Extend, Recommend, Decline, Cancel],
    overrides: &[],
    system: System,
};

/// People may say and vote now.
pub const RUNNING: &[State] = &[State::Open, Moderated];

/// What everybody may read who belongs to its audience, or simply everybody.
pub const SHOWN: &[State] = &[Announced, State::Open, Moderated, Closed, Summarised, Reported, ResultPosted];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_process_has_a_fault() {
        assert_eq!(kernel::workflow::faults(&PROCESS, Act::ALL), []);
        assert_eq!(kernel::workflow::faults(&statement::PROCESS, statement::Act::ALL), []);
    }
}
