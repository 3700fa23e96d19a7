//! The processes of a proposal. To add a state: a variant, its lines in RULES, its labels in `messages/`.
//!
//! Sources: workflows 4.1.1–4.1.5; where practice differs (practice.md), practice wins.

pub mod assignment;
pub mod extension;
pub mod invitation;
pub mod rating;

use kernel::vocabulary;
use kernel::workflow::{Process, Rule, rule};

vocabulary! {
    /// 提案状态
    pub enum State {
        /// 草稿
        Draft = "draft",
        /// 征集联名
        CosignOpen = "cosign_open",
        /// 已提交
        Submitted = "submitted",
        /// 预审
        PreReview = "pre_review",
        /// 复审
        SecondReview = "second_review",
        /// 退回修改
        Returned = "returned",
        /// 立案
        Filed = "filed",
        /// 办理中
        Assigned = "assigned",
        /// 已答复
        Replied = "replied",
        /// 重新办理
        Rehandling = "rehandling",
        /// 当面协商
        FaceToFace = "face_to_face",
        /// 办结
        Closed = "closed",
        /// 不予立案
        NotFiled = "not_filed",
        /// 复议
        ReExamination = "re_examination",
        /// 并案
        Merged = "merged",
        /// 转社情民意
        TransferredToBrief = "transferred_to_brief",
        /// 转为委员来信
        TransferredAsLetter = "transferred_as_letter",
        /// 撤回
        Withdrawn = "withdrawn",
    }

    /// What can be done to a proposal.
    pub enum Act {
        Edit = "edit",
        Invite = "invite",
        Submit = "submit",
        Recall = "recall",
        Withdraw = "withdraw",
        AskWithdrawal = "ask_withdrawal",
        ConsentWithdrawal = "consent_withdrawal",
        TakeUp = "take_up",
        Deal = "deal",
        Release = "release",
        Endorse = "endorse",
        ReturnForRevision = "return_for_revision",
        Resubmit = "resubmit",
        Disagree = "disagree",
        File = "file",
        Decline = "decline",
        TransferToBrief = "transfer_to_brief",
        TransferAsLetter = "transfer_as_letter",
        Merge = "merge",
        AskReExamination = "ask_re_examination",
        Uphold = "uphold",
        Overturn = "overturn",
        Number = "number",
        ProposeAssignment = "propose_assignment",
        Dispatch = "dispatch",
        AddUnit = "add_unit",
        ChangeLead = "change_lead",
        AnswerAll = "answer_all",
        OrderRehandling = "order_rehandling",
        CallFaceToFace = "call_face_to_face",
        RecordMeeting = "record_meeting",
        CloseByRule = "close_by_rule",
        Close = "close",
        Publish = "publish",
        Urge = "urge",
        AskChange = "ask_change",
        Correct = "correct",
        Revoke = "revoke",
        Reopen = "reopen",
        RejectChange = "reject_change",
        MovePolicy = "move_policy",
    }

    /// What a person is to one proposal; granted by `policy::roles`.
    pub enum Role {
        /// 第一提案人；集体提案的账号
        FirstSigner = "first_signer",
        /// 助手: drafts, never submits
        Drafter = "drafter",
        /// A proposer who asked nobody for re-examination yet
        ReExaminationSeeker = "re_examination_seeker",
        /// May take a submitted proposal up: neither a signer nor the drafter
        Reviewer = "reviewer",
        /// 预审人
        FirstReviewer = "first_reviewer",
        /// 复审人: neither a signer nor the first reviewer
        SecondReviewer = "second_reviewer",
        /// Reviewer or office, while the proposer asks to withdraw
        WithdrawalConsenter = "withdrawal_consenter",
        /// 提案委主任, neither a signer nor the first reviewer
        CommitteeHead = "committee_head",
        /// 提案委工作人员
        Office = "office",
        /// 交办方: proposal office or the party's or government's supervising office
        Assigner = "assigner",
        /// May order a second handling: the first signer is dissatisfied with the first reply
        RehandlingApprover = "rehandling_approver",
        /// May call a meeting face to face: still dissatisfied after the second reply
        FaceToFaceCaller = "face_to_face_caller",
        /// 第二人: somebody else in the office asked for a correction
        CorrectionSeconder = "correction_seconder",
        RevocationSeconder = "revocation_seconder",
        ReopeningSeconder = "reopening_seconder",
        /// The office with an open request for a change
        ChangeRejecter = "change_rejecter",
        /// The program
        System = "system",
    }
}

use Act::*;
use Role::*;
use State::*;

pub const RULES: &[Rule<State, Act, Role>] = &[
    // drafting and co-signing
    rule(Draft, Submit, &[FirstSigner], Submitted),
    rule(Draft, Edit, &[FirstSigner, Drafter], Draft),
    rule(Draft, Invite, &[FirstSigner], CosignOpen),
    rule(Draft, Withdraw, &[FirstSigner], Withdrawn),
    rule(CosignOpen, Submit, &[FirstSigner], Submitted),
    rule(CosignOpen, Edit, &[FirstSigner, Drafter], CosignOpen),
    rule(CosignOpen, Invite, &[FirstSigner], CosignOpen),
    rule(CosignOpen, Withdraw, &[FirstSigner], Withdrawn),
    // review
    rule(Submitted, TakeUp, &[Reviewer], PreReview),
    rule(Submitted, Deal, &[Office], PreReview),
    rule(Submitted, Recall, &[FirstSigner], Draft),
    rule(Submitted, Withdraw, &[FirstSigner], Withdrawn),
    rule(PreReview, Endorse, &[FirstReviewer], SecondReview),
    rule(PreReview, ReturnForRevision, &[FirstReviewer], Returned),
    rule(PreReview, Release, &[FirstReviewer, Office], Submitted),
    rule(PreReview, AskWithdrawal, &[FirstSigner], PreReview),
    rule(PreReview, ConsentWithdrawal, &[WithdrawalConsenter], Withdrawn),
    rule(Returned, Resubmit, &[FirstSigner], PreReview),
    rule(Returned, Edit, &[FirstSigner, Drafter], Returned),
    rule(Returned, Invite, &[FirstSigner], Returned),
    rule(Returned, Withdraw, &[FirstSigner], Withdrawn),
    rule(SecondReview, File, &[SecondReviewer, CommitteeHead], Filed),
    rule(SecondReview, Disagree, &[SecondReviewer], PreReview),
    rule(SecondReview, ReturnForRevision, &[SecondReviewer, CommitteeHead], Returned),
    rule(SecondReview, Decline, &[CommitteeHead], NotFiled),
    rule(SecondReview, TransferToBrief, &[CommitteeHead], TransferredToBrief),
    rule(SecondReview, TransferAsLetter, &[CommitteeHead], TransferredAsLetter),
    rule(SecondReview, Merge, &[CommitteeHead], Merged),
    rule(SecondReview, AskWithdrawal, &[FirstSigner], SecondReview),
    rule(SecondReview, ConsentWithdrawal, &[WithdrawalConsenter], Withdrawn),
    rule(NotFiled, AskReExamination, &[ReExaminationSeeker], ReExamination),
    rule(ReExamination, Overturn, &[CommitteeHead], Filed),
    rule(ReExamination, Uphold, &[CommitteeHead], NotFiled),
    // assignment
    rule(Filed, Dispatch, &[Assigner], Assigned),
    rule(Filed, Number, &[Office], Filed),
    rule(Filed, ProposeAssignment, &[Assigner], Filed),
    rule(Filed, Merge, &[CommitteeHead], Merged),
    // handling; each unit's part is a machine of its own
    rule(Assigned, AnswerAll, &[System], Replied),
    rule(Assigned, AddUnit, &[Assigner], Assigned),
    rule(Assigned, ChangeLead, &[Assigner], Assigned),
    rule(Assigned, Urge, &[Assigner], Assigned),
    rule(Rehandling, AnswerAll, &[System], Replied),
    rule(Rehandling, Urge, &[Assigner], Rehandling),
    // feedback and closing
    rule(Replied, CloseByRule, &[System], Closed),
    rule(Replied, OrderRehandling, &[RehandlingApprover], Rehandling),
    rule(Replied, CallFaceToFace, &[FaceToFaceCaller], FaceToFace),
    rule(Replied, Close, &[Office], Closed),
    rule(Replied, Publish, &[Office], Replied),
    rule(FaceToFace, RecordMeeting, &[Office], Closed),
    rule(Closed, Publish, &[Office], Closed),
    // 更正、撤销、恢复: asked by one of the office, done by another
    rule(Submitted, AskChange, &[Office], Submitted),
    rule(Submitted, Correct, &[CorrectionSeconder], Submitted),
    rule(Submitted, RejectChange, &[ChangeRejecter], Submitted),
    rule(Filed, AskChange, &[Office], Filed),
    rule(Filed, Correct, &[CorrectionSeconder], Filed),
    rule(Filed, Revoke, &[RevocationSeconder], SecondReview),
    rule(Filed, RejectChange, &[ChangeRejecter], Filed),
    rule(Filed, MovePolicy, &[Office], Filed),
    rule(Assigned, AskChange, &[Office], Assigned),
    rule(Assigned, Correct, &[CorrectionSeconder], Assigned),
    rule(Assigned, Revoke, &[RevocationSeconder], Filed),
    rule(Assigned, RejectChange, &[ChangeRejecter], Assigned),
    rule(Assigned, MovePolicy, &[Office], Assigned),
    rule(Replied, AskChange, &[Office], Replied),
    rule(Replied, Correct, &[CorrectionSeconder], Replied),
    rule(Replied, Revoke, &[RevocationSeconder], Assigned),
    rule(Replied, RejectChange, &[ChangeRejecter], Replied),
    rule(Closed, AskChange, &[Office], Closed),
    rule(Closed, Correct, &[CorrectionSeconder], Closed),
    rule(Closed, Reopen, &[ReopeningSeconder], Replied),
    rule(Closed, RejectChange, &[ChangeRejecter], Closed),
    rule(NotFiled, AskChange, &[Office], NotFiled),
    rule(NotFiled, Correct, &[CorrectionSeconder], NotFiled),
    rule(NotFiled, Revoke, &[RevocationSeconder], SecondReview),
    rule(NotFiled, RejectChange, &[ChangeRejecter], NotFiled),
];

pub const PROCESS: Process<State, Act, Role> = Process {
    name: "proposal",
    initial: &[Draft],
    finals: &[Closed, NotFiled, Merged, TransferredToBrief, TransferredAsLetter, Withdrawn],
    rules: RULES,
    optional: &[
        Edit,
        Invite,
        Recall,
        Withdraw,
        AskWithdrawal,
        Deal,
        Release,
        Number,
        ProposeAssignment,
        AddUnit,
        ChangeLead,
        Urge,
        Publish,
        OrderRehandling,
        CallFaceToFace,
        Close,
        Merge,
        TransferToBrief,
        TransferAsLetter,
        Decline,
        Disagree,
        ReturnForRevision,
    ],
    overrides: &[AskReExamination, AskChange, Correct, Revoke, Reopen, RejectChange, MovePolicy],
    system: System,
};

/// Words that other tables use.
pub mod words {
    kernel::vocabulary! {
        /// 提案者类别
        pub enum Kind {
            /// 个人提案
            Individual = "individual",
            /// 联名提案
            Joint = "joint",
            /// 集体提案
            Collective = "collective",
        }
        /// 大会提案 or 平时提案
        pub enum Period {
            Plenary = "plenary",
            InterSession = "inter_session",
        }
        /// What the first reviewer recommends.
        pub enum Recommendation {
            File = "file",
            Decline = "decline",
            TransferToBrief = "transfer_to_brief",
            TransferAsLetter = "transfer_as_letter",
            Merge = "merge",
        }
        /// A unit's part in handling.
        pub enum Part {
            /// 单办
            Sole = "sole",
            /// 分办
            Split = "split",
            /// 主办
            Lead = "lead",
            /// 会办
            Co = "co",
        }
        /// How the unit talked with the proposer (inventory of forms, domain 4.1.4).
        pub enum ContactForm {
            Visit = "visit",
            Forum = "forum",
            Telephone = "telephone",
            Email = "email",
            Letter = "letter",
            Other = "other",
        }
        /// What the office may change with a second person.
        pub enum Change {
            Correction = "correction",
            Revocation = "revocation",
            Reopening = "reopening",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_process_has_a_fault() {
        assert_eq!(kernel::workflow::faults(&PROCESS, Act::ALL), []);
        assert_eq!(kernel::workflow::faults(&assignment::PROCESS, assignment::Act::ALL), []);
        assert_eq!(kernel::workflow::faults(&invitation::PROCESS, invitation::Act::ALL), []);
        assert_eq!(kernel::workflow::faults(&extension::PROCESS, extension::Act::ALL), []);
        assert_eq!(kernel::workflow::faults(&rating::PROCESS, rating::Act::ALL), []);
    }
}
