//! 满意度反馈: every signer rates for himself; not returned is not "no view".

use kernel::vocabulary;
use kernel::workflow::{Process, Rule, rule};

vocabulary! {
    pub enum State {
        /// 待反馈
        Asked = "asked",
        /// 已反馈
        Given = "given",
        /// 未反馈
        NotReturned = "not_returned",
    }

    pub enum Act {
        Rate = "rate",
        Enter = "enter",
        Amend = "amend",
        Lapse = "lapse",
    }

    pub enum Role {
        /// The signer himself
        Rater = "rater",
        /// The signer, while the window is open
        Amender = "amender",
        /// The office, from telephone or paper
        Registrar = "registrar",
        System = "system",
    }
}

use Act::*;
use Role::*;
use State::*;

pub const RULES: &[Rule<State, Act, Role>] = &[
    rule(Asked, Rate, &[Rater], Given),
    rule(Asked, Enter, &[Registrar], Given),
    rule(Asked, Lapse, &[System], NotReturned),
    rule(Given, Amend, &[Amender], Given),
];

pub const PROCESS: Process<State, Act, Role> = Process {
    name: "rating",
    initial: &[Asked],
    finals: &[Given, NotReturned],
    rules: RULES,
    optional: &[Enter, Amend],
    overrides: &[],
    system: System,
};
