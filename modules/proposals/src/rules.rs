//! 提案工作参数: deadlines, classes, ratings, labels and limits, as policy of the assembly by year.

use std::sync::LazyLock;

use jiff::civil::Date;
use kernel::calendar::Term;
use kernel::policy::Policy;
pub use kernel::policy::{Coded, coded};
use kernel::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// 办理结果分类: whether promises of this class stay tracked after closing.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema, PartialEq)]
pub struct ResultClass {
    pub code: String,
    pub label: String,
    pub label_en: String,
    pub tracked: bool,
}

/// 满意度: how a value counts.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Counts {
    Satisfied,
    Basically,
    Dissatisfied,
    Neutral,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema, PartialEq)]
pub struct RatingValue {
    pub code: String,
    pub label: String,
    pub label_en: String,
    pub counts: Counts,
}

/// Which drafts the assigning side checks before signature.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    All,
    Key,
    None,
}

/// Everything that differs from place to place on the main path. Sources: rules.md 3.1, workflows 4.1.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema, PartialEq)]
#[serde(default)]
pub struct Rules {
    pub max_title_chars: usize,
    pub max_body_chars: usize,
    pub max_suggestions: usize,
    /// Hours to answer an invitation inside the plenary window, and outside it.
    pub cosign_plenary_hours: i64,
    pub cosign_hours: i64,
    pub take_up: Term,
    pub second_review: Term,
    pub revise: Term,
    pub decide: Term,
    pub re_examine: Term,
    pub assign: Term,
    pub accept: Term,
    pub return_window: Term,
    pub return_decision: Term,
    pub plan: Term,
    pub co_opinion: Term,
    pub check: Term,
    pub sign: Term,
    pub reply_plenary: Term,
    pub reply_inter_session: Term,
    /// One date for a whole session instead of a term, where the office says so.
    pub reply_fixed_day: Option<Date>,
    pub extension: Term,
    pub reply_cap: Term,
    pub rating: Term,
    pub rehandle: Term,
    pub face_to_face: Term,
    pub publish: Term,
    pub plan_scope: Scope,
    pub check_scope: Scope,
    pub contacts_required: usize,
    /// Days before the due day on which the job urges by itself.
    pub urge_before_days: i64,
    /// `{n:04}`; may hold `{year}`, `{term}` and `{session}` before it ([`crate::numbering`]).
    pub case_number: String,
    pub first_review_label: Coded,
    pub second_review_label: Coded,
    pub classes: Vec<ResultClass>,
    pub ratings: Vec<RatingValue>,
    pub not_filed_reasons: Vec<Coded>,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            max_title_chars: 60,
            max_body_chars: 2_500,
            max_suggestions: 20,
            cosign_plenary_hours: 3,
            cosign_hours: 24,
            take_up: Term::WorkingDays(5),
            second_review: Term::WorkingDays(10),
            revise: Term::WorkingDays(5),
            decide: Term::WorkingDays(5),
            re_examine: Term::WorkingDays(10),
            assign: Term::Days(30),
            accept: Term::WorkingDays(3),
            return_window: Term::Days(10),
            return_decision: Term::WorkingDays(5),
            plan: Term::WorkingDays(10),
            co_opinion: Term::Months(1),
            check: Term::WorkingDays(5),
            sign: Term::WorkingDays(5),
            reply_plenary: Term::Months(3),
            reply_inter_session: Term::Months(3),
            reply_fixed_day: None,
            extension: Term::Months(3),
            reply_cap: Term::Months(6),
            rating: Term::WorkingDays(15),
            rehandle: Term::Months(3),
            face_to_face: Term::Months(1),
            publish: Term::WorkingDays(20),
            plan_scope: Scope::All,
            check_scope: Scope::All,
            contacts_required: 1,
            urge_before_days: 7,
            case_number: crate::numbering::DEFAULT.into(),
            first_review_label: coded("pre_review", "预审", "First review"),
            second_review_label: coded("second_review", "复审", "Second review"),
            classes: vec![
                class("A", "A 类（已经解决或基本解决）", "A: solved or basically solved", false),
                class("B", "B 类（列入计划逐步解决）", "B: in plan", true),
                class("C", "C 类（留作参考）", "C: kept for reference", false),
            ],
            ratings: vec![
                rating("satisfied", "满意", "Satisfied", Counts::Satisfied),
                rating("basically", "基本满意", "Basically satisfied", Counts::Basically),
                rating("dissatisfied", "不满意", "Dissatisfied", Counts::Dissatisfied),
                rating("no_view", "未表态", "No view", Counts::Neutral),
            ],
            not_filed_reasons: not_filed_reasons(),
        }
    }
}

impl Policy for Rules {
    const KIND: &'static str = "proposals.rules";

    fn check(&self) -> Result<()> {
        let wrong = |field: &str| Err(Error::invalid(field, "proposals.policy.wrong"));
        let codes = |list: Vec<&str>| {
            let mut seen = list.clone();
            seen.sort_unstable();
            seen.dedup();
            !list.is_empty() && seen.len() == list.len() && list.iter().all(|c| !c.trim().is_empty())
        };
        match self {
            _ if !(5..=200).contains(&self.max_title_chars) => wrong("max_title_chars"),
            _ if !(200..=20_000).contains(&self.max_body_chars) => wrong("max_body_chars"),
            _ if !(1..=50).contains(&self.max_suggestions) => wrong("max_suggestions"),
            _ if !(1..=720).contains(&self.cosign_plenary_hours) => wrong("cosign_plenary_hours"),
            _ if !(1..=720).contains(&self.cosign_hours) => wrong("cosign_hours"),
            _ if !codes(self.classes.iter().map(|c| c.code.as_str()).collect()) => wrong("classes"),
            _ if !codes(self.ratings.iter().map(|c| c.code.as_str()).collect()) => wrong("ratings"),
            _ if !self.ratings.iter().any(|r| r.counts == Counts::Dissatisfied) => wrong("ratings"),
            _ if !codes(self.not_filed_reasons.iter().map(|c| c.code.as_str()).collect()) => wrong("not_filed_reasons"),
            _ if !crate::numbering::is_pattern(&self.case_number) => wrong("case_number"),
            _ if self.contacts_required > 10 => wrong("contacts_required"),
            _ => Ok(()),
        }
    }
}

impl Rules {
    pub fn class(&self, code: &str) -> Option<&ResultClass> {
        self.classes.iter().find(|c| c.code == code)
    }

    pub fn rating(&self, code: &str) -> Option<&RatingValue> {
        self.ratings.iter().find(|r| r.code == code)
    }

    pub fn is_dissatisfied(&self, code: &str) -> bool {
        self.rating(code).is_some_and(|value| value.counts == Counts::Dissatisfied)
    }

    /// Labels of the review steps, for the states that they are: message key and text.
    pub fn step_labels(&self, english: bool) -> Vec<(String, String)> {
        static SHIPPED: LazyLock<Rules> = LazyLock::new(Rules::default);
        let shipped = &*SHIPPED;
        let steps = [
            ("proposal.state.pre_review", &self.first_review_label, &shipped.first_review_label),
            ("proposal.state.second_review", &self.second_review_label, &shipped.second_review_label),
        ];
        let text = |own: &Coded| if english { own.label_en.clone() } else { own.label.clone() };
        let own = steps.into_iter().filter(|(_, own, shipped)| text(own) != text(shipped) && !text(own).is_empty());
        own.map(|(key, own, _)| (key.to_owned(), text(own))).collect()
    }

    pub fn reason(&self, code: &str) -> Option<&Coded> {
        self.not_filed_reasons.iter().find(|r| r.code == code)
    }
}

fn class(code: &str, label: &str, label_en: &str, tracked: bool) -> ResultClass {
    ResultClass { code: code.into(), label: label.into(), label_en: label_en.into(), tracked }
}

fn rating(code: &str, label: &str, label_en: &str, counts: Counts) -> RatingValue {
    RatingValue { code: code.into(), label: label.into(), label_en: label_en.into(), counts }
}

/// The ten conditions of the older national text (rules.md 3.1, [P9]).
fn not_filed_reasons() -> Vec<Coded> {
    vec![
        coded("state_secret", "涉及国家秘密", "State secrets"),
        coded("forbidden", "国家明令禁止或不宜受理", "Expressly forbidden by the state"),
        coded("party_internal", "中共党员对党内有关组织、人事安排等方面的意见", "Party-internal organisation or personnel"),
        coded("democratic_party_internal", "民主党派成员反映本组织内部问题", "Internal matters of a democratic party"),
        coded("in_proceedings", "进入民事、刑事、行政诉讼或仲裁程序", "In proceedings or arbitration"),
        coded("academic", "属于学术研讨", "Academic discussion"),
        coded("personal", "为本人或亲属解决个人问题", "Matters of oneself or relatives"),
        coded("promotion", "宣传、推介具体作品、产品", "Promotion of a work or product"),
        coded("accusation", "指名举报", "Accusation by name"),
        coded("empty", "内容空泛、没有具体建议", "No concrete suggestion"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ships_is_valid_and_reads_back() {
        let rules = Rules::default();
        rules.check().unwrap();
        let text = serde_json::to_string(&rules).unwrap();
        assert_eq!(serde_json::from_str::<Rules>(&text).unwrap(), rules);
    }

    #[test]
    fn a_scheme_needs_distinct_codes_and_a_way_to_be_dissatisfied() {
        let twice = Rules { classes: vec![class("A", "a", "a", false), class("A", "b", "b", false)], ..Rules::default() };
        assert!(twice.check().is_err());
        let happy = Rules { ratings: vec![rating("good", "好", "Good", Counts::Satisfied)], ..Rules::default() };
        assert!(happy.check().is_err());
        let bad = || rating("bad", "差", "Bad", Counts::Dissatisfied);
        assert!(Rules { ratings: vec![bad()], ..Rules::default() }.check().is_ok());
        assert!(Rules { ratings: vec![bad(), bad()], ..Rules::default() }.check().is_err());
    }

    #[test]
    fn edges_hold_and_what_lies_beyond_names_its_field() {
        testkit::policy::holds_edges::<Rules>(&[
            ("max_title_chars", 5, 200),
            ("max_body_chars", 200, 20_000),
            ("max_suggestions", 1, 50),
            ("cosign_plenary_hours", 1, 720),
            ("cosign_hours", 1, 720),
        ]);
        let contacts = |number| testkit::policy::refused::<Rules>("contacts_required", number);
        assert_eq!((contacts(0), contacts(10), contacts(11).as_deref()), (None, None, Some("contacts_required")));
    }
}
