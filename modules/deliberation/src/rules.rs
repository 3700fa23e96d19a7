//! 网络议政参数: thresholds, lengths and slices, as policy of the assembly by year.

use kernel::calendar::Term;
use kernel::policy::Policy;
pub use kernel::policy::{Coded, coded};
use kernel::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A question about oneself that may be left open: 年龄 … It is never kept beside a vote.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema, PartialEq)]
pub struct Slice {
    pub code: String,
    pub label: String,
    pub label_en: String,
    pub answers: Vec<Coded>,
}

/// Everything that differs from place to place. The thresholds are those of shared practice for maps of opinion; days and
/// lengths were found in no source: they are ours.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema, PartialEq)]
#[serde(default)]
pub struct Rules {
    pub min_statement_chars: usize,
    pub max_statement_chars: usize,
    /// Statements of one voice.
    pub statements_each: i64,
    /// No map below so many people and statements.
    pub map_people: usize,
    pub map_statements: usize,
    /// Figures of fewer people are not told.
    pub fewest: usize,
    pub approve: Term,
    pub screen: Term,
    pub summarise: Term,
    pub report: Term,
    pub post: Term,
    /// 催办: so long before its day an owner is reminded of a suggestion.
    pub remind: Term,
    /// Minutes of a speech in a remote session.
    pub speech_minutes: i64,
    pub minute: Term,
    pub confirm_minutes: Term,
    pub slices: Vec<Slice>,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            min_statement_chars: 4,
            max_statement_chars: 140,
            statements_each: 10,
            map_people: 12,
            map_statements: 5,
            fewest: 5,
            approve: Term::WorkingDays(5),
            screen: Term::WorkingDays(1),
            summarise: Term::WorkingDays(7),
            report: Term::WorkingDays(5),
            post: Term::Months(3),
            remind: Term::WorkingDays(5),
            speech_minutes: 8,
            minute: Term::WorkingDays(5),
            confirm_minutes: Term::WorkingDays(3),
            slices: vec![
                Slice {
                    code: "age".into(),
                    label: "年龄段".into(),
                    label_en: "Age".into(),
                    answers: vec![
                        coded("under_35", "35 岁以下", "Under 35"),
                        coded("35_59", "35–59 岁", "35–59"),
                        coded("60_up", "60 岁及以上", "60 and over"),
                    ],
                },
                Slice {
                    code: "home".into(),
                    label: "与本地的关系".into(),
                    label_en: "You and this place".into(),
                    answers: vec![
                        coded("live_here", "常住", "Live here"),
                        coded("work_here", "在此工作", "Work here"),
                        coded("away", "在外", "Live elsewhere"),
                    ],
                },
            ],
        }
    }
}

impl Policy for Rules {
    const KIND: &'static str = "deliberations.rules";

    fn check(&self) -> Result<()> {
        let wrong = |field: &str| Err(Error::invalid(field, "deliberations.policy.wrong"));
        let told = |codes: Vec<&str>| {
            let mut seen = codes.clone();
            seen.sort_unstable();
            seen.dedup();
            seen.len() == codes.len() && codes.iter().all(|code| !code.trim().is_empty())
        };
        match self {
            _ if !(1..=20).contains(&self.min_statement_chars) => wrong("min_statement_chars"),
            _ if !(20..=500).contains(&self.max_statement_chars) => wrong("max_statement_chars"),
            _ if !(1..=100).contains(&self.statements_each) => wrong("statements_each"),
            // Fewer would show single people.
            _ if self.map_people < 12 => wrong("map_people"),
            _ if self.map_statements < 2 => wrong("map_statements"),
            _ if self.fewest < 5 => wrong("fewest"),
            _ if !(1..=120).contains(&self.speech_minutes) => wrong("speech_minutes"),
            _ if !told(self.slices.iter().map(|s| s.code.as_str()).collect()) => wrong("slices"),
            _ if self.slices.iter().any(|s| s.answers.len() < 2 || !told(s.answers.iter().map(|a| a.code.as_str()).collect())) => {
                wrong("slices")
            }
            _ => Ok(()),
        }
    }
}

impl Rules {
    /// What of `given`, each `age:60_up`, is a slice with one of its answers; the last counts.
    pub fn told(&self, given: &[String]) -> crate::model::Slices {
        let last: crate::model::Slices =
            given.iter().filter_map(|text| text.split_once(':')).map(|(slice, answer)| (slice.into(), answer.into())).collect();
        let is_known = |(slice, answer): &(String, String)| {
            self.slices.iter().any(|s| s.code == *slice && s.answers.iter().any(|a| a.code == *answer))
        };
        last.into_iter().filter(is_known).collect()
    }
}

#[cfg(test)]
mod tests {
    use testkit::policy::refused;

    use super::*;

    #[test]
    fn what_ships_is_valid_and_reads_back() {
        let rules = Rules::default();
        rules.check().unwrap();
        assert_eq!(serde_json::from_str::<Rules>(&serde_json::to_string(&rules).unwrap()).unwrap(), rules);
    }

    #[test]
    fn edges_hold_and_what_lies_beyond_names_its_field() {
        testkit::policy::holds_edges::<Rules>(&[
            ("min_statement_chars", 1, 20),
            ("max_statement_chars", 20, 500),
            ("statements_each", 1, 100),
            ("speech_minutes", 1, 120),
        ]);
    }

    #[test]
    fn single_people_cannot_be_made_visible_by_policy() {
        for (field, least) in [("map_people", 12), ("map_statements", 2), ("fewest", 5)] {
            assert_eq!((refused::<Rules>(field, least), refused::<Rules>(field, least - 1).as_deref()), (None, Some(field)));
        }
    }

    #[test]
    fn answers_that_nobody_asked_for_are_dropped() {
        let given = ["age:60_up", "age2:x", "home:moon"].map(str::to_owned);
        let known = Rules::default().told(&given);
        assert_eq!(known.into_iter().collect::<Vec<_>>(), [("age".to_owned(), "60_up".to_owned())]);
    }
}
