//! A process of the size of a proposal's, for the tests of this folder.

use super::{Process, Rule, rule};

crate::vocabulary! {
    /// Where a proposal is.
    pub enum State {
        Draft = "draft",
        CosignOpen = "cosign_open",
        Submitted = "submitted",
        PreReview = "pre_review",
        SecondReview = "second_review",
        Filed = "filed",
        Assigned = "assigned",
        Replied = "replied",
        Closed = "closed",
        Returned = "returned",
        Withdrawn = "withdrawn",
        NotFiled = "not_filed",
        Merged = "merged",
        TransferredToBrief = "transferred_to_brief",
        TransferredAsLetter = "transferred_as_letter",
        Rehandling = "rehandling",
        FaceToFace = "face_to_face",
        Reopened = "reopened",
    }
    pub enum Act {
        Invite = "invite",
        Submit = "submit",
        Withdraw = "withdraw",
        TakeUp = "take_up",
        Endorse = "endorse",
        SendBack = "send_back",
        Disagree = "disagree",
        Resubmit = "resubmit",
        File = "file",
        Decline = "decline",
        Merge = "merge",
        Transfer = "transfer",
        SendAsLetter = "send_as_letter",
        Assign = "assign",
        Reply = "reply",
        Settle = "settle",
        OrderRehandling = "order_rehandling",
        Meet = "meet",
        Reopen = "reopen",
        Reexamine = "reexamine",
    }
    pub enum Role {
        FirstSigner = "first_signer",
        FirstReviewer = "first_reviewer",
        SecondReviewer = "second_reviewer",
        CommitteeHead = "committee_head",
        Office = "office",
        Unit = "unit",
        System = "system",
    }
}

use Act::*;
use Role::*;
use State::*;

pub const RULES: &[Rule<State, Act, Role>] = &[
    rule(Draft, Invite, &[FirstSigner], CosignOpen),
    rule(Draft, Submit, &[FirstSigner], Submitted),
    rule(CosignOpen, Submit, &[FirstSigner], Submitted),
    rule(Submitted, TakeUp, &[FirstReviewer], PreReview),
    rule(Submitted, Withdraw, &[FirstSigner], Withdrawn),
    rule(PreReview, Withdraw, &[FirstReviewer], Withdrawn),
    rule(PreReview, Endorse, &[FirstReviewer], SecondReview),
    rule(PreReview, SendBack, &[FirstReviewer], Returned),
    rule(SecondReview, SendBack, &[SecondReviewer], Returned),
    rule(SecondReview, Disagree, &[SecondReviewer], PreReview),
    rule(Returned, Resubmit, &[FirstSigner], PreReview),
    rule(SecondReview, File, &[SecondReviewer], Filed),
    rule(SecondReview, Decline, &[CommitteeHead], NotFiled),
    rule(SecondReview, Merge, &[CommitteeHead], Merged),
    rule(SecondReview, Transfer, &[CommitteeHead], TransferredToBrief),
    rule(SecondReview, SendAsLetter, &[CommitteeHead], TransferredAsLetter),
    rule(NotFiled, Reexamine, &[CommitteeHead], PreReview),
    rule(Filed, Assign, &[Office], Assigned),
    rule(Assigned, Reply, &[Unit], Replied),
    rule(Replied, Settle, &[System], Closed),
    rule(Replied, OrderRehandling, &[CommitteeHead], Rehandling),
    rule(Rehandling, Reply, &[Unit], Replied),
    rule(Rehandling, Meet, &[Office], FaceToFace),
    rule(FaceToFace, Reply, &[Unit], Replied),
    rule(Closed, Reopen, &[CommitteeHead], Reopened),
    rule(Reopened, Assign, &[Office], Assigned),
];

pub const PROCESS: Process<State, Act, Role> = Process {
    name: "proposal",
    initial: &[Draft],
    finals: &[Withdrawn, NotFiled, Merged, TransferredToBrief, TransferredAsLetter, Closed],
    rules: RULES,
    optional: &[Withdraw],
    overrides: &[Reopen, Reexamine],
    system: System,
};
