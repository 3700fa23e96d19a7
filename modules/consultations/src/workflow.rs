//! The processes of the village room. To add a state: a variant, its lines in RULES, its labels in `messages/`.
//!
//! Sources: workflows 4.3; where practice differs (practice.md, *Rooms*), practice wins.

pub mod clue;
pub mod room;
pub mod session;
pub mod words;

use kernel::vocabulary;
use kernel::workflow::{Process, Rule, rule};

vocabulary! {
    /// 议题状态
    pub enum State {
        /// 已提出
        Suggested = "suggested",
        /// 已核实
        Verified = "verified",
        /// 拟列入
        Proposed = "proposed",
        /// 已审定
        Screened = "screened",
        /// 公示中
        Listed = "listed",
        /// 已确定
        Chosen = "chosen",
        /// 准备就绪
        Prepared = "prepared",
        /// 达成一致
        Agreed = "agreed",
        /// 部分一致
        Partly = "partly",
        /// 未达成一致
        NoAgreement = "no_agreement",
        /// 办理中
        Handling = "handling",
        /// 结果已公布
        ResultPosted = "result_posted",
        /// 已评价
        Rated = "rated",
        /// 办结
        Closed = "closed",
        /// 未采用
        NotTakenUp = "not_taken_up",
        /// 并入
        Merged = "merged",
        /// 撤回
        Withdrawn = "withdrawn",
        /// 已上报
        ReferredUp = "referred_up",
    }

    /// What can be done to a topic.
    pub enum Act {
        Verify = "verify",
        Propose = "propose",
        AgreeToList = "agree_to_list",
        Object = "object",
        ReportToParty = "report_to_party",
        Announce = "announce",
        Choose = "choose",
        RecordFigure = "record_figure",
        RecordCoverage = "record_coverage",
        RecordVisit = "record_visit",
        Prepare = "prepare",
        AddItem = "add_item",
        RecordAgreement = "record_agreement",
        RecordPartial = "record_partial",
        RecordNone = "record_none",
        HandOver = "hand_over",
        ReportItem = "report_item",
        PostResult = "post_result",
        Rate = "rate",
        EndRating = "end_rating",
        Close = "close",
        Reopen = "reopen",
        TalkAgain = "talk_again",
        ReferUp = "refer_up",
        PassOn = "pass_on",
        Answer = "answer",
        RecordFate = "record_fate",
        TakeBack = "take_back",
        Decline = "decline",
        Merge = "merge",
        Withdraw = "withdraw",
        Reconsider = "reconsider",
    }

    /// What a person is to one topic; granted by `policy::roles`.
    pub enum Role {
        /// Who raised it, signed in or by the code
        Raiser = "raiser",
        /// 专职工作人员 of the room
        Worker = "worker",
        /// 召集人 of the room
        Convener = "convener",
        /// 乡镇（街道）党（工）委: agrees to what the convener proposes
        Party = "party",
        /// A member assigned to the room
        RoomMember = "room_member",
        /// Somebody of the unit that owns an agreed item
        Owner = "owner",
        /// Took part or raised it, and has not rated this round
        Rater = "rater",
        /// The office of the assembly that it was sent up to
        UpperOffice = "upper_office",
        /// The program
        System = "system",
    }
}

use Act::*;
use Role::*;
use State::*;

pub const RULES: &[Rule<State, Act, Role>] = &[
    // raised, verified, screened, posted
    rule(Suggested, Verify, &[Worker], Verified),
    rule(Suggested, Decline, &[Worker], NotTakenUp),
    rule(Suggested, Merge, &[Worker], Merged),
    rule(Suggested, Withdraw, &[Raiser], Withdrawn),
    rule(Verified, Propose, &[Convener], Proposed),
    rule(Verified, Decline, &[Convener], NotTakenUp),
    rule(Verified, Merge, &[Worker, Convener], Merged),
    rule(Verified, ReferUp, &[Convener], ReferredUp),
    rule(Verified, Withdraw, &[Raiser], Withdrawn),
    rule(Proposed, AgreeToList, &[Party], Screened),
    rule(Proposed, Object, &[Party], Verified),
    rule(Screened, Announce, &[Worker], Listed),
    rule(Screened, ReportToParty, &[Worker, Convener], Screened),
    rule(Screened, ReferUp, &[Convener], ReferredUp),
    // chosen, prepared, talked over
    rule(Listed, Choose, &[Convener], Chosen),
    rule(Listed, Decline, &[Convener], NotTakenUp),
    rule(Listed, ReferUp, &[Convener], ReferredUp),
    rule(Chosen, RecordVisit, &[RoomMember, Worker, Convener], Chosen),
    rule(Chosen, Prepare, &[Worker], Prepared),
    rule(Chosen, ReferUp, &[Convener], ReferredUp),
    rule(Prepared, AddItem, &[Worker, Convener], Prepared),
    rule(Prepared, RecordAgreement, &[Worker, Convener], Agreed),
    rule(Prepared, RecordPartial, &[Worker, Convener], Partly),
    rule(Prepared, RecordNone, &[Worker, Convener], NoAgreement),
    rule(Prepared, RecordVisit, &[RoomMember, Worker, Convener], Prepared),
    rule(Agreed, HandOver, &[Worker], Handling),
    rule(Partly, HandOver, &[Worker], Handling),
    rule(NoAgreement, TalkAgain, &[Convener], Chosen),
    rule(NoAgreement, Close, &[Convener], Closed),
    rule(NoAgreement, ReferUp, &[Convener], ReferredUp),
    // done, posted, rated
    rule(Handling, ReportItem, &[Owner, Worker], Handling),
    rule(Handling, PostResult, &[Worker], ResultPosted),
    rule(Handling, ReferUp, &[Convener], ReferredUp),
    rule(ResultPosted, Rate, &[Rater, Worker], ResultPosted),
    rule(ResultPosted, EndRating, &[Convener, System], Rated),
    rule(Rated, Close, &[Convener], Closed),
    rule(Rated, Reopen, &[Convener], Handling),
    rule(Rated, TalkAgain, &[Convener], Chosen),
    rule(Rated, ReferUp, &[Convener], ReferredUp),
    // up, and down again
    rule(ReferredUp, Answer, &[UpperOffice], ResultPosted),
    rule(ReferredUp, PassOn, &[UpperOffice], ReferredUp),
    rule(ReferredUp, RecordFate, &[Worker], ResultPosted),
    rule(ReferredUp, TakeBack, &[Convener], Verified),
    rule(NotTakenUp, Reconsider, &[Convener], Suggested),
    // the numbers that it stands on, and where it was reported
    rule(Suggested, RecordFigure, &[Worker], Suggested),
    rule(Verified, RecordFigure, &[Worker, Convener], Verified),
    rule(Screened, RecordFigure, &[Worker, Convener], Screened),
    rule(Listed, RecordFigure, &[Worker, Convener], Listed),
    rule(Chosen, RecordFigure, &[RoomMember, Worker, Convener], Chosen),
    rule(Prepared, RecordFigure, &[RoomMember, Worker, Convener], Prepared),
    rule(Handling, RecordFigure, &[Worker, Convener], Handling),
    rule(Suggested, RecordCoverage, &[Worker], Suggested),
    rule(Listed, RecordCoverage, &[Worker], Listed),
    rule(Prepared, RecordCoverage, &[Worker], Prepared),
    rule(Handling, RecordCoverage, &[Worker], Handling),
    rule(ResultPosted, RecordCoverage, &[Worker], ResultPosted),
    rule(Rated, RecordCoverage, &[Worker], Rated),
    rule(Closed, RecordCoverage, &[Worker], Closed),
];

pub const PROCESS: Process<State, Act, Role> = Process {
    name: "topic",
    // A session that was held without a posting is registered with its items already in hand.
    initial: &[Suggested, Handling],
    finals: &[Closed, NotTakenUp, Merged, Withdrawn],
    rules: RULES,
    optional: &[
        Decline,
        Merge,
        Withdraw,
        ReferUp,
        ReportToParty,
        RecordFigure,
        RecordCoverage,
        RecordVisit,
        AddItem,
        PassOn,
        TakeBack,
        TalkAgain,
        Reopen,
        RecordPartial,
        RecordNone,
    ],
    overrides: &[Reconsider],
    system: System,
};

/// What everybody may read: it was posted for notice, or talked over without.
pub const PUBLIC: &[State] = &[Listed, Chosen, Prepared, Agreed, Partly, NoAgreement, Handling, ResultPosted, Rated, Closed];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_process_has_a_fault() {
        assert_eq!(kernel::workflow::faults(&PROCESS, Act::ALL), []);
        assert_eq!(kernel::workflow::faults(&room::PROCESS, room::Act::ALL), []);
        assert_eq!(kernel::workflow::faults(&clue::PROCESS, clue::Act::ALL), []);
        assert_eq!(kernel::workflow::faults(&session::PROCESS, session::Act::ALL), []);
    }
}
