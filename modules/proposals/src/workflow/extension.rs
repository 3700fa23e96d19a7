//! 延期: asked once, before the day, with a reason; granted by the assigning side.

use kernel::vocabulary;
use kernel::workflow::{Process, Rule, rule};

vocabulary! {
    pub enum State {
        /// 待批
        Asked = "asked",
        /// 同意
        Granted = "granted",
        /// 不同意
        Denied = "denied",
    }

    pub enum Act {
        Grant = "grant",
        Deny = "deny",
    }

    pub enum Role {
        Assigner = "assigner",
        System = "system",
    }
}

pub const RULES: &[Rule<State, Act, Role>] =
    &[rule(State::Asked, Act::Grant, &[Role::Assigner], State::Granted), rule(State::Asked, Act::Deny, &[Role::Assigner], State::Denied)];

pub const PROCESS: Process<State, Act, Role> = Process {
    name: "extension",
    initial: &[State::Asked],
    finals: &[State::Granted, State::Denied],
    rules: RULES,
    optional: &[],
    overrides: &[],
    system: Role::System,
};
