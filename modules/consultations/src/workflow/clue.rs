//! 提案线索: a matter of the village that waits for a member to make a proposal of it (inventory A-GR-17).

use kernel::vocabulary;
use kernel::workflow::{Process, Rule, rule};

vocabulary! {
    /// 线索状态
    pub enum State {
        /// 待认领
        Open = "open",
        /// 已认领
        TakenUp = "taken_up",
        /// 未采纳
        Declined = "declined",
        /// 已撤回
        Withdrawn = "withdrawn",
        /// 已告知结果
        Settled = "settled",
    }

    /// What can be done to a clue.
    pub enum Act {
        TakeUp = "take_up",
        GiveBack = "give_back",
        Decline = "decline",
        /// The room takes the topic back
        Withdraw = "withdraw",
        /// The room was told what became of it
        Settle = "settle",
    }

    /// What a person is to one clue.
    pub enum Role {
        /// A member of the assembly
        Member = "member",
        /// The member who took it up
        Taker = "taker",
        /// 提案委、联络机构 of the assembly
        Office = "office",
        /// The program, when the room acts on the topic
        System = "system",
    }
}

use Act::*;
use Role::*;
use State::*;

pub const RULES: &[Rule<State, Act, Role>] = &[
    rule(Open, TakeUp, &[Member], TakenUp),
    rule(Open, Decline, &[Office], Declined),
    rule(Open, Withdraw, &[System], Withdrawn),
    rule(TakenUp, GiveBack, &[Taker, Office], Open),
    rule(TakenUp, Settle, &[System], Settled),
];

pub const PROCESS: Process<State, Act, Role> = Process {
    name: "clue",
    initial: &[Open],
    finals: &[Declined, Withdrawn, Settled],
    rules: RULES,
    optional: &[Decline, Withdraw, GiveBack],
    overrides: &[],
    system: System,
};
