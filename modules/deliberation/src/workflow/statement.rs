//! 观点: one idea, from its entry to what the moderator decides (workflows 4.6, post).

use kernel::vocabulary;
use kernel::workflow::{Process, Rule, rule};

vocabulary! {
    /// 观点状态
    pub enum State {
        /// 待审
        New = "new",
        /// 已展示
        Shown = "shown",
        /// 未展示, with the reason
        Hidden = "hidden",
        /// 申诉中
        Appealed = "appealed",
        /// 维持不展示
        Upheld = "upheld",
        /// 已合并
        Merged = "merged",
    }

    /// What can be done to a statement.
    pub enum Act {
        Show = "show",
        Hide = "hide",
        Appeal = "appeal",
        Uphold = "uphold",
        Merge = "merge",
        Separate = "separate",
        Answer = "answer",
        Pick = "pick",
    }

    /// What somebody is to one statement.
    pub enum Role {
        /// 审核人: the organisers
        Moderator = "moderator",
        /// 复核人: an organiser who did not hide it
        Reviewer = "reviewer",
        /// 作者
        Author = "author",
        /// The program
        System = "system",
    }
}

use Role::*;
use State::*;

pub const RULES: &[Rule<State, Act, Role>] = &[
    rule(New, Act::Show, &[Moderator], Shown),
    rule(New, Act::Hide, &[Moderator], Hidden),
    rule(New, Act::Merge, &[Moderator], Merged),
    rule(Shown, Act::Hide, &[Moderator], Hidden),
    rule(Shown, Act::Merge, &[Moderator], Merged),
    rule(Shown, Act::Answer, &[Moderator], Shown),
    rule(Shown, Act::Pick, &[Moderator], Shown),
    rule(Hidden, Act::Appeal, &[Author], Appealed),
    rule(Hidden, Act::Show, &[Moderator], Shown),
    rule(Appealed, Act::Show, &[Reviewer], Shown),
    rule(Appealed, Act::Uphold, &[Reviewer], Upheld),
    rule(Merged, Act::Separate, &[Moderator], Shown),
];

pub const PROCESS: Process<State, Act, Role> = Process {
    name: "statement",
    initial: &[New, Shown],
    finals: &[Shown, Upheld],
    rules: RULES,
    optional: &[Act::Answer, Act::Pick, Act::Merge, Act::Separate, Act::Appeal],
    overrides: &[Act::Hide, Act::Merge],
    system: System,
};

/// Statements that were shown at some time keep their votes and their place in the map.
pub const VOTED: &[State] = &[Shown, Merged];
