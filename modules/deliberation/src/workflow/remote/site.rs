//! 会场: one place of a session: its test, its link, its word on the minutes. The session moves what its host does not.

use kernel::vocabulary;
use kernel::workflow::{Process, Rule, rule};

vocabulary! {
    /// 会场状态
    pub enum State {
        /// 未到测试: the test has not begun
        Expected = "expected",
        /// 待测试
        Testing = "testing",
        /// 测试正常
        Tested = "tested",
        /// 设备有问题
        Trouble = "trouble",
        /// 在线
        Linked = "linked",
        /// 断线: the session goes on without it
        Lost = "lost",
        /// 已散会
        Ended = "ended",
        /// 待确认记录
        ToConfirm = "to_confirm",
        /// 已确认记录
        Confirmed = "confirmed",
        /// 对记录有异议
        Objected = "objected",
        /// 已归档
        Settled = "settled",
        /// 不再参加: taken out, or the session was cancelled
        Released = "released",
    }

    /// What can be done to a site.
    pub enum Act {
        Edit = "edit",
        AddPeople = "add_people",
        SignIn = "sign_in",
        StartTest = "start_test",
        PassTest = "pass_test",
        ReportTrouble = "report_trouble",
        Reset = "reset",
        Release = "release",
        Link = "link",
        Miss = "miss",
        LoseLink = "lose_link",
        ComeBack = "come_back",
        AskToSpeak = "ask_to_speak",
        End = "end",
        PutMinutes = "put_minutes",
        Confirm = "confirm",
        Object = "object",
        Settle = "settle",
    }

    /// What somebody is to one site; granted by `policy::remote::site_roles`.
    pub enum Role {
        /// 组织者 or 记录人 of the session
        Organiser = "organiser",
        /// 会场联络人: for a host without an account the organisers enter what they are told
        Host = "host",
        /// 参会人: signed in at this site, with an account
        Attendee = "attendee",
        /// The session moves its sites
        System = "system",
    }
}

use Act::{AddPeople, ReportTrouble, SignIn};
use Role::*;
use State::*;

const STAFF: &[Role] = &[Host, Organiser];

pub const RULES: &[Rule<State, Act, Role>] = &[
    rule(Expected, AddPeople, STAFF, Expected),
    rule(Expected, Act::Edit, &[Organiser], Expected),
    rule(Expected, Act::StartTest, &[System], Testing),
    rule(Expected, Act::Release, &[Organiser, System], Released),
    rule(Testing, Act::PassTest, &[Host], Tested),
    rule(Testing, ReportTrouble, &[Host], Trouble),
    rule(Testing, SignIn, &[Host], Testing),
    rule(Testing, AddPeople, STAFF, Testing),
    rule(Testing, Act::Edit, &[Organiser], Testing),
    rule(Testing, Act::Reset, &[System], Expected),
    rule(Testing, Act::Miss, &[System], Lost),
    rule(Testing, Act::Release, &[Organiser, System], Released),
    rule(Tested, SignIn, &[Host], Tested),
    rule(Tested, AddPeople, STAFF, Tested),
    rule(Tested, ReportTrouble, &[Host], Trouble),
    rule(Tested, Act::Edit, &[Organiser], Tested),
    rule(Tested, Act::Reset, &[System], Expected),
    rule(Tested, Act::Link, &[System], Linked),
    rule(Tested, Act::Release, &[Organiser, System], Released),
    rule(Trouble, Act::PassTest, &[Host], Tested),
    rule(Trouble, ReportTrouble, &[Host], Trouble),
    rule(Trouble, SignIn, &[Host], Trouble),
    rule(Trouble, AddPeople, STAFF, Trouble),
    rule(Trouble, Act::Edit, &[Organiser], Trouble),
    rule(Trouble, Act::Reset, &[System], Expected),
    rule(Trouble, Act::Miss, &[System], Lost),
    rule(Trouble, Act::Release, &[Organiser, System], Released),
    rule(Linked, SignIn, &[Host], Linked),
    rule(Linked, AddPeople, STAFF, Linked),
    rule(Linked, Act::AskToSpeak, &[Host, Attendee], Linked),
    rule(Linked, Act::LoseLink, STAFF, Lost),
    rule(Linked, Act::Edit, &[Organiser], Linked),
    rule(Linked, Act::End, &[System], Ended),
    rule(Lost, Act::ComeBack, STAFF, Linked),
    rule(Lost, SignIn, &[Host], Lost),
    rule(Lost, AddPeople, STAFF, Lost),
    rule(Lost, Act::Edit, &[Organiser], Lost),
    rule(Lost, Act::End, &[System], Ended),
    rule(Ended, Act::PutMinutes, &[System], ToConfirm),
    rule(ToConfirm, Act::Confirm, &[Host], Confirmed),
    rule(ToConfirm, Act::Object, &[Host], Objected),
    rule(ToConfirm, Act::PutMinutes, &[System], ToConfirm),
    rule(ToConfirm, Act::Settle, &[System], Settled),
    rule(Confirmed, Act::PutMinutes, &[System], ToConfirm),
    rule(Confirmed, Act::Settle, &[System], Settled),
    rule(Objected, Act::Confirm, &[Host], Confirmed),
    rule(Objected, Act::PutMinutes, &[System], ToConfirm),
    rule(Objected, Act::Settle, &[System], Settled),
];

pub const PROCESS: Process<State, Act, Role> = Process {
    name: "remote_site",
    initial: &[Expected, Testing],
    finals: &[Settled, Released],
    rules: RULES,
    optional: &[AddPeople, SignIn, Act::Edit, Act::Release, Act::AskToSpeak, Act::LoseLink, ReportTrouble, Act::Object, Act::Reset],
    overrides: &[],
    system: System,
};

/// Its host has still to say how the test went.
pub const UNTESTED: &[State] = &[Testing, Trouble];

/// It takes part in the session that runs.
pub const IN_SESSION: &[State] = &[Linked, Lost];
