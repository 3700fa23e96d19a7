//! 协商会: one meeting of a room, which may settle many topics (workflows 4.3, session states).

use kernel::vocabulary;
use kernel::workflow::{Process, Rule, rule};

vocabulary! {
    /// 协商会状态
    pub enum State {
        /// 已安排
        Planned = "planned",
        /// 已通知
        Notified = "notified",
        /// 进行中
        Open = "open",
        /// 休会
        Paused = "paused",
        /// 整理纪要
        Minutes = "minutes",
        /// 纪要已确认
        Confirmed = "confirmed",
        /// 已公布
        Published = "published",
        /// 已取消
        Cancelled = "cancelled",
    }

    /// What can be done to a session.
    pub enum Act {
        Edit = "edit",
        PutTopics = "put_topics",
        Invite = "invite",
        Notify = "notify",
        Open = "open",
        SignIn = "sign_in",
        RecordPosition = "record_position",
        Pause = "pause",
        Continue = "continue",
        Finish = "finish",
        ConfirmMinutes = "confirm_minutes",
        Settle = "settle",
        Publish = "publish",
        Cancel = "cancel",
    }

    /// What a person is to one session.
    pub enum Role {
        /// 专职工作人员 of the room
        Worker = "worker",
        /// 召集人 of the room
        Convener = "convener",
        /// Was invited, with an account
        Participant = "participant",
        /// The program
        System = "system",
    }
}

use Role::*;
use State::*;

pub const RULES: &[Rule<State, Act, Role>] = &[
    rule(Planned, Act::Notify, &[Worker], Notified),
    rule(Planned, Act::PutTopics, &[Worker, Convener], Planned),
    rule(Planned, Act::Invite, &[Worker, Convener], Planned),
    rule(Planned, Act::Edit, &[Worker, Convener], Planned),
    rule(Planned, Act::Cancel, &[Convener], Cancelled),
    rule(Notified, Act::Open, &[Worker, Convener], Open),
    rule(Notified, Act::SignIn, &[Worker, Participant], Notified),
    rule(Notified, Act::PutTopics, &[Worker, Convener], Notified),
    rule(Notified, Act::Invite, &[Worker, Convener], Notified),
    rule(Notified, Act::Edit, &[Worker, Convener], Notified),
    rule(Notified, Act::Cancel, &[Convener], Cancelled),
    rule(Open, Act::Finish, &[Worker, Convener], Minutes),
    rule(Open, Act::SignIn, &[Worker, Participant], Open),
    rule(Open, Act::RecordPosition, &[Worker, Convener], Open),
    rule(Open, Act::Invite, &[Worker, Convener], Open),
    rule(Open, Act::Pause, &[Convener], Paused),
    rule(Paused, Act::Continue, &[Convener], Open),
    rule(Minutes, Act::ConfirmMinutes, &[Worker, Participant], Minutes),
    rule(Minutes, Act::Settle, &[Convener], Confirmed),
    rule(Minutes, Act::RecordPosition, &[Worker, Convener], Minutes),
    rule(Confirmed, Act::Publish, &[Worker], Published),
];

pub const PROCESS: Process<State, Act, Role> = Process {
    name: "consultation",
    // What was held without a posting is registered when it is over.
    initial: &[Planned, Confirmed],
    finals: &[Published, Cancelled],
    rules: RULES,
    optional: &[Act::Edit, Act::PutTopics, Act::Invite, Act::SignIn, Act::RecordPosition, Act::Pause],
    overrides: &[Act::Cancel],
    system: System,
};
