//! 联名邀请: an expired invitation is a no, never a yes.

use kernel::vocabulary;
use kernel::workflow::{Process, Rule, rule};

vocabulary! {
    pub enum State {
        /// 待答复
        Invited = "invited",
        /// 已联名
        Accepted = "accepted",
        /// 已谢绝
        Declined = "declined",
        /// 已过期
        Expired = "expired",
        /// 已退出
        Left = "left",
        /// 因改动失效
        Voided = "voided",
    }

    pub enum Act {
        Accept = "accept",
        Decline = "decline",
        Leave = "leave",
        Expire = "expire",
        Void = "void",
        InviteAgain = "invite_again",
    }

    pub enum Role {
        Invitee = "invitee",
        System = "system",
    }
}

use Act::*;
use Role::*;
use State::*;

pub const RULES: &[Rule<State, Act, Role>] = &[
    rule(Invited, Accept, &[Invitee], Accepted),
    rule(Invited, Decline, &[Invitee], Declined),
    rule(Invited, Expire, &[System], Expired),
    rule(Accepted, Leave, &[Invitee], Left),
    rule(Accepted, Void, &[System], Voided),
    rule(Expired, InviteAgain, &[System], Invited),
    rule(Voided, InviteAgain, &[System], Invited),
];

pub const PROCESS: Process<State, Act, Role> = Process {
    name: "invitation",
    initial: &[Invited],
    finals: &[Accepted, Declined, Expired, Left, Voided],
    rules: RULES,
    optional: &[Leave, Void, InviteAgain],
    overrides: &[Leave, Void, InviteAgain],
    system: System,
};
