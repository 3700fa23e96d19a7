//! 交办与办理: one unit's part of a proposal, from the pre-assignment list to the reply.

use kernel::vocabulary;
use kernel::workflow::{Process, Rule, rule};

vocabulary! {
    /// 承办状态
    pub enum State {
        /// 拟交办
        Proposed = "proposed",
        /// 已交办
        Assigned = "assigned",
        /// 申请退办
        ReturnRequested = "return_requested",
        /// 已签收
        Accepted = "accepted",
        /// 已有方案
        Planned = "planned",
        /// 拟稿
        Drafting = "drafting",
        /// 送审
        Checking = "checking",
        /// 待签发
        ToSign = "to_sign",
        /// 已答复
        Replied = "replied",
        /// 已出具会办意见
        Opined = "opined",
        /// 已改交
        Reassigned = "reassigned",
        /// 已撤销
        Revoked = "revoked",
    }

    pub enum Act {
        Object = "object",
        Dispatch = "dispatch",
        Drop = "drop",
        Accept = "accept",
        RequestReturn = "request_return",
        GrantReturn = "grant_return",
        DenyReturn = "deny_return",
        SubAssign = "sub_assign",
        Plan = "plan",
        Contact = "contact",
        GiveOpinion = "give_opinion",
        SaveDraft = "save_draft",
        SubmitDraft = "submit_draft",
        SubmitForSignature = "submit_for_signature",
        RejectDraft = "reject_draft",
        PassDraft = "pass_draft",
        ReturnDraft = "return_draft",
        Sign = "sign",
        Rehandle = "rehandle",
        Revoke = "revoke",
        RevokeReply = "revoke_reply",
    }

    /// What a person is to one unit's part.
    pub enum Role {
        /// Anybody of the unit who may act for it: liaison or leader
        Liaison = "liaison",
        /// As liaison, within the window for returning
        Returner = "returner",
        /// Handler of a leading, sole or split unit (liaison too)
        LeadHandler = "lead_handler",
        /// As lead handler, where policy demands a plan first and none is there
        Planner = "planner",
        /// As lead handler, ready to send the draft for checking
        CheckedDrafter = "checked_drafter",
        /// As lead handler, where policy asks for no check
        UncheckedDrafter = "unchecked_drafter",
        /// Handler of a co-handling unit
        CoHandler = "co_handler",
        /// 交办方
        Assigner = "assigner",
        /// 审核方: supervising office or proposal office
        Checker = "checker",
        /// 分管领导
        UnitLeader = "unit_leader",
        /// The program
        System = "system",
    }
}

use Act::*;
use Role::*;
use State::*;

pub const RULES: &[Rule<State, Act, Role>] = &[
    rule(Proposed, Dispatch, &[System], Assigned),
    rule(Proposed, Object, &[Liaison], Proposed),
    rule(Proposed, Drop, &[System], Revoked),
    rule(Assigned, Accept, &[Liaison], Accepted),
    rule(Assigned, RequestReturn, &[Returner], ReturnRequested),
    rule(Assigned, Revoke, &[System], Revoked),
    rule(ReturnRequested, GrantReturn, &[Assigner], Reassigned),
    rule(ReturnRequested, DenyReturn, &[Assigner], Assigned),
    rule(ReturnRequested, Revoke, &[System], Revoked),
    rule(Accepted, Plan, &[Planner], Planned),
    rule(Accepted, SaveDraft, &[CheckedDrafter, UncheckedDrafter], Drafting),
    rule(Accepted, GiveOpinion, &[CoHandler], Opined),
    rule(Accepted, Contact, &[LeadHandler], Accepted),
    rule(Accepted, SubAssign, &[Liaison], Accepted),
    rule(Accepted, RequestReturn, &[Returner], ReturnRequested),
    rule(Accepted, Revoke, &[System], Revoked),
    rule(Planned, SaveDraft, &[LeadHandler], Drafting),
    rule(Planned, Contact, &[LeadHandler], Planned),
    rule(Planned, SubAssign, &[Liaison], Planned),
    rule(Planned, Revoke, &[System], Revoked),
    rule(Drafting, SubmitDraft, &[CheckedDrafter], Checking),
    rule(Drafting, SubmitForSignature, &[UncheckedDrafter], ToSign),
    rule(Drafting, SaveDraft, &[LeadHandler], Drafting),
    rule(Drafting, Contact, &[LeadHandler], Drafting),
    rule(Drafting, SubAssign, &[Liaison], Drafting),
    rule(Drafting, Revoke, &[System], Revoked),
    rule(Checking, PassDraft, &[Checker], ToSign),
    rule(Checking, RejectDraft, &[Checker], Drafting),
    rule(Checking, Revoke, &[System], Revoked),
    rule(ToSign, Sign, &[UnitLeader], Replied),
    rule(ToSign, ReturnDraft, &[UnitLeader], Drafting),
    rule(ToSign, Revoke, &[System], Revoked),
    rule(Replied, Rehandle, &[System], Accepted),
    rule(Replied, RevokeReply, &[System], Drafting),
    rule(Opined, Revoke, &[System], Revoked),
];

pub const PROCESS: Process<State, Act, Role> = Process {
    name: "assignment",
    initial: &[Proposed, Assigned],
    finals: &[Replied, Opined, Reassigned, Revoked],
    rules: RULES,
    optional: &[Object, RequestReturn, SubAssign, Contact, Drop, ReturnDraft, RejectDraft, DenyReturn],
    overrides: &[Revoke, RevokeReply, Rehandle],
    system: System,
};
