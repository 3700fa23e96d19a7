//! 成果转化: one suggestion out of a deliberation, until it is known what became of it (workflows 4.5, inventory A-CO-06).

use kernel::vocabulary;
use kernel::workflow::{Process, Rule, rule};

vocabulary! {
    /// 成果转化状态
    pub enum State {
        /// 已提出
        Recommended = "recommended",
        /// 已交办
        Assigned = "assigned",
        /// 办理中
        Handling = "handling",
        /// 已反馈
        Feedback = "feedback",
        /// 已评价
        Evaluated = "evaluated",
        /// 已办结
        Closed = "closed",
        /// 已退回: not this owner's
        Returned = "returned",
    }

    /// What can be done to an outcome item.
    pub enum Act {
        Edit = "edit",
        /// 批示: a leader's note, registered
        Instruct = "instruct",
        Assign = "assign",
        Accept = "accept",
        Return = "return",
        Extend = "extend",
        Answer = "answer",
        Evaluate = "evaluate",
        Rework = "rework",
        Close = "close",
        /// 督办定期限: a joint review gives a new day
        Postpone = "postpone",
        /// 督办报领导: a joint review takes it to a leader
        Refer = "refer",
        /// 督办办结: a joint review ends it, with the reason
        End = "end",
    }

    /// What somebody is to one outcome item; granted by `policy::outcome_roles`.
    pub enum Role {
        /// 组织者: the organisers of the deliberation
        Organiser = "organiser",
        /// 承办单位: somebody of the unit; for a body without an account the organisers register
        Owner = "owner",
        /// 评价人
        Evaluator = "evaluator",
        /// 督办人: the conference's office in a joint review
        Reviewer = "reviewer",
        /// The program
        System = "system",
    }

    /// 采纳情况
    pub enum Class {
        /// 采纳
        Adopted = "adopted",
        /// 部分采纳
        Partly = "partly",
        /// 列入计划
        InPlan = "in_plan",
        /// 未采纳, with the reason
        NotAdopted = "not_adopted",
    }

    /// 催办: what the program reminds an owner of, once each.
    pub enum Reminder {
        /// 即将到期
        Soon = "soon",
        /// 已逾期
        Late = "late",
    }

    /// 转化评价: what a person says of the answer.
    pub enum Verdict {
        /// 落实
        Met = "met",
        /// 部分落实
        Partly = "partly",
        /// 未落实
        NotMet = "not_met",
    }
}

use Role::*;
use State::*;

pub const RULES: &[Rule<State, Act, Role>] = &[
    rule(Recommended, Act::Edit, &[Organiser], Recommended),
    rule(Recommended, Act::Instruct, &[Organiser], Recommended),
    rule(Recommended, Act::Assign, &[Organiser], Assigned),
    rule(Assigned, Act::Instruct, &[Organiser], Assigned),
    rule(Assigned, Act::Extend, &[Organiser], Assigned),
    rule(Assigned, Act::Accept, &[Owner], Handling),
    rule(Assigned, Act::Return, &[Owner], Returned),
    rule(Returned, Act::Edit, &[Organiser], Returned),
    rule(Returned, Act::Instruct, &[Organiser], Returned),
    rule(Returned, Act::Assign, &[Organiser], Assigned),
    rule(Handling, Act::Instruct, &[Organiser], Handling),
    rule(Handling, Act::Extend, &[Organiser], Handling),
    rule(Handling, Act::Answer, &[Owner], Feedback),
    rule(Feedback, Act::Evaluate, &[Evaluator], Evaluated),
    rule(Evaluated, Act::Rework, &[Organiser], Handling),
    rule(Evaluated, Act::Close, &[Organiser], Closed),
    rule(Assigned, Act::Postpone, &[Reviewer], Assigned),
    rule(Assigned, Act::Refer, &[Reviewer], Assigned),
    rule(Assigned, Act::End, &[Reviewer], Closed),
    rule(Handling, Act::Postpone, &[Reviewer], Handling),
    rule(Handling, Act::Refer, &[Reviewer], Handling),
    rule(Handling, Act::End, &[Reviewer], Closed),
];

pub const PROCESS: Process<State, Act, Role> = Process {
    name: "outcome",
    initial: &[Recommended],
    finals: &[Closed],
    rules: RULES,
    optional: &[Act::Edit, Act::Instruct, Act::Return, Act::Extend, Act::Rework, Act::Postpone, Act::Refer, Act::End],
    overrides: &[],
    system: System,
};

/// Its owner works on it: the day that it was given runs.
pub const RUNNING: &[State] = &[Assigned, Handling];

/// What the public page tells of: whatever has an owner who has not sent it back.
pub const TOLD: &[State] = &[Assigned, Handling, Feedback, Evaluated, Closed];

/// The owner's answer stands.
pub const ANSWERED: &[State] = &[Feedback, Evaluated, Closed];

/// A person has judged the answer: what came with it may be seen by everybody.
pub const LOOKED_AT: &[State] = &[Evaluated, Closed];

#[cfg(test)]
mod tests {
    use super::{Act, PROCESS};

    #[test]
    fn the_process_has_no_fault() {
        assert_eq!(kernel::workflow::faults(&PROCESS, Act::ALL), []);
    }
}
