//! 发言: somebody asks for the word, waits, speaks, has spoken.

use kernel::vocabulary;
use kernel::workflow::{Process, Rule, rule};

vocabulary! {
    /// 发言状态
    pub enum State {
        /// 等候发言
        Asked = "asked",
        /// 正在发言
        Speaking = "speaking",
        /// 已发言
        Spoken = "spoken",
        /// 已撤回
        Withdrawn = "withdrawn",
        /// 未及发言: the session ended before
        Lapsed = "lapsed",
    }

    /// What can be done to a speech.
    pub enum Act {
        Start = "start",
        MoveUp = "move_up",
        MoveDown = "move_down",
        Stop = "stop",
        Withdraw = "withdraw",
        Lapse = "lapse",
    }

    /// What somebody is to one speech; granted by `policy::remote::speech_roles`.
    pub enum Role {
        /// 组织者 or 记录人 of the session
        Organiser = "organiser",
        /// 发言人: whoever asked, or the host who asked for them
        Speaker = "speaker",
        /// The end of the session, the loss of a link
        System = "system",
    }
}

use Role::*;
use State::*;

pub const RULES: &[Rule<State, Act, Role>] = &[
    rule(Asked, Act::Start, &[Organiser, System], Speaking),
    rule(Asked, Act::MoveUp, &[Organiser], Asked),
    rule(Asked, Act::MoveDown, &[Organiser], Asked),
    rule(Asked, Act::Withdraw, &[Speaker, Organiser], Withdrawn),
    rule(Asked, Act::Lapse, &[System], Lapsed),
    rule(Speaking, Act::Stop, &[Organiser, System], Spoken),
];

pub const PROCESS: Process<State, Act, Role> = Process {
    name: "speech",
    initial: &[Asked],
    finals: &[Spoken, Withdrawn, Lapsed],
    rules: RULES,
    optional: &[Act::MoveUp, Act::MoveDown, Act::Withdraw],
    overrides: &[],
    system: System,
};
