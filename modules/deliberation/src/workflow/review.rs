//! 联席督办: both sides sit down over suggestions that are late (workflows 4.5, inventory A-CO-06).

use jiff::civil::Date;
use kernel::vocabulary;
use kernel::workflow::{Process, Rule, rule};

vocabulary! {
    /// 联席督办状态
    pub enum State {
        /// 进行中: prepared, or its decisions are being registered
        Open = "open",
        /// 已结束
        Concluded = "concluded",
    }

    /// What can be done to a joint review.
    pub enum Act {
        Edit = "edit",
        Conclude = "conclude",
    }

    /// What somebody is to a joint review.
    pub enum Role {
        /// 督办人: the conference's office
        Reviewer = "reviewer",
        /// The program
        System = "system",
    }

    /// 督办意见: what the meeting decided on one suggestion.
    pub enum Decision {
        /// 定新期限
        NewDay = "new_day",
        /// 报请领导
        ToLeader = "to_leader",
        /// 说明理由后办结
        Ended = "ended",
    }
}

use Role::*;
use State::*;

pub const RULES: &[Rule<State, Act, Role>] = &[rule(Open, Act::Edit, &[Reviewer], Open), rule(Open, Act::Conclude, &[Reviewer], Concluded)];

pub const PROCESS: Process<State, Act, Role> = Process {
    name: "joint_review",
    initial: &[Open],
    finals: &[Concluded],
    rules: RULES,
    optional: &[Act::Edit],
    overrides: &[],
    system: System,
};

/// A quarter of a year, the first being 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quarter {
    pub year: i16,
    pub quarter: i8,
}

impl Quarter {
    pub fn of(day: Date) -> Quarter {
        Quarter { year: day.year(), quarter: (day.month() - 1) / 3 + 1 }
    }

    /// `2026-4`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Quarter> {
        let (year, quarter) = text.split_once('-')?;
        let found = Quarter { year: year.parse().ok()?, quarter: quarter.parse().ok()? };
        ((2000..=2200).contains(&found.year) && (1..=4).contains(&found.quarter)).then_some(found)
    }

    pub fn before(self) -> Quarter {
        match self.quarter {
            1 => Quarter { year: self.year - 1, quarter: 4 },
            quarter => Quarter { quarter: quarter - 1, ..self },
        }
    }

    pub fn last_day(self) -> Date {
        jiff::civil::date(self.year, self.quarter * 3, 1).last_of_month()
    }

    /// This one and those before it, the latest first.
    pub fn back(self, many: usize) -> Vec<Quarter> {
        std::iter::successors(Some(self), |quarter| Some(quarter.before())).take(many).collect()
    }
}

impl std::fmt::Display for Quarter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.year, self.quarter)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_process_has_no_fault() {
        assert_eq!(kernel::workflow::faults(&PROCESS, Act::ALL), []);
    }

    #[test]
    fn quarters_follow_each_other() {
        let first = Quarter::of(date(2026, 3, 31));
        assert_eq!((first.to_string().as_str(), first.last_day()), ("2026-1", date(2026, 3, 31)));
        assert_eq!(Quarter::of(date(2026, 12, 1)).last_day(), date(2026, 12, 31));
        let back: Vec<String> = first.back(3).iter().map(Quarter::to_string).collect();
        assert_eq!(back, ["2026-1", "2025-4", "2025-3"]);
        assert_eq!(Quarter::parse("2025-4"), Some(first.before()));
        assert!(["2025-5", "2025", "25-1", "-1", "x-1"].iter().all(|text| Quarter::parse(text).is_none()));
    }
}
