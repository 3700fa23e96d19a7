//! 议事平台参数: brand, clocks, lists and limits of the rooms, as policy of the assembly by year.

use kernel::calendar::Term;
use kernel::policy::Policy;
pub use kernel::policy::{Coded, coded};
use kernel::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Everything that differs from place to place. Sources: workflows 4.3, inventory A-GR-08 (funds), A-GR-18 (brand); the
/// number of days and the quota of a session were found in no source: they are ours.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema, PartialEq)]
#[serde(default)]
pub struct Rules {
    /// 有事好商量, 请你来协商 …
    pub brand: String,
    pub brand_en: String,
    pub max_title_chars: usize,
    pub max_body_chars: usize,
    pub verify: Term,
    pub screen: Term,
    /// How long a topic is posted before it may be chosen; urgent matters skip it.
    pub notice: Term,
    pub confirm: Term,
    /// An agreed item is due at the latest so long after the session.
    pub handle_cap: Term,
    pub rating: Term,
    /// A session needs a member and a resident who signed in.
    pub quorum_members: usize,
    pub quorum_residents: usize,
    /// Public postings an hour: from one address, and into one room.
    pub posts_per_sender: i64,
    pub posts_per_room: i64,
    /// Name and telephone of whoever raised a matter go so many days after its end, those of a reception so many after it; 0:
    /// they stay until somebody decides.
    pub contact_days: i64,
    /// In yuan.
    pub construction_yuan: i64,
    pub annual_min_yuan: i64,
    pub annual_max_yuan: i64,
    /// 领域 of a topic (A-GR-25).
    pub domains: Vec<Coded>,
    /// 规范化检查 of a room (workflows 4.3: signboard, system on the wall, ledger, worker, convener).
    pub checks: Vec<Coded>,
    /// 规范化检查 of a member studio (A-GR-19); what ships are the points that rules of other places name (rules 3.7).
    pub studio_checks: Vec<Coded>,
    /// 活动形式 of a joint activity (A-GR-21).
    pub activity_kinds: Vec<Coded>,
    /// 能力建设指标 of a county (A-GR-23): which they are is for the place to say; none ship.
    pub capacity_figures: Vec<Coded>,
    /// 工作格局检查 (A-GR-27): points, each with its aspect before the colon, `people:worker`. What ships says no more than the source.
    pub readiness: Vec<Coded>,
}

/// 能干事、有人干、干好: the aspects of the readiness check.
pub const ASPECTS: [&str; 3] = ["tasks", "people", "results"];

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            brand: "有事好商量".into(),
            brand_en: "Let's talk it over".into(),
            max_title_chars: 60,
            max_body_chars: 2_000,
            verify: Term::WorkingDays(3),
            screen: Term::WorkingDays(5),
            notice: Term::Days(5),
            confirm: Term::WorkingDays(3),
            handle_cap: Term::Months(3),
            rating: Term::Days(10),
            quorum_members: 1,
            quorum_residents: 1,
            posts_per_sender: 5,
            posts_per_room: 60,
            contact_days: 0,
            construction_yuan: 80_000,
            annual_min_yuan: 30_000,
            annual_max_yuan: 50_000,
            domains: vec![
                coded("livelihood", "民生实事", "Daily life"),
                coded("environment", "环境整治", "Surroundings"),
                coded("farming", "乡村产业", "Farming and trade"),
                coded("transport", "出行停车", "Roads and parking"),
                coded("water", "水利灌溉", "Water and irrigation"),
                coded("governance", "基层治理", "Living together"),
                coded("other", "其他", "Other"),
            ],
            checks: vec![
                coded("signboard", "门口挂有标牌", "A signboard at the door"),
                coded("system_on_wall", "制度上墙", "The working rules on the wall"),
                coded("ledger", "有工作台账", "A ledger is kept"),
                coded("worker", "配有专职工作人员", "A full-time worker"),
                coded("convener", "召集人已任命", "A convener is appointed"),
                coded("premises", "有固定场所", "Premises of its own"),
            ],
            studio_checks: vec![
                coded("weekly_duty", "每周有委员值班", "A member is there every week"),
                coded("five_on_wall", "五项内容上墙", "The five items on the wall"),
                coded("ledger", "有工作台账", "A ledger is kept"),
                coded("reception_day", "定期安排委员接待日", "Reception days are held regularly"),
            ],
            activity_kinds: vec![
                coded("inspection", "视察", "Inspection"),
                coded("research", "调研", "Research"),
                coded("study_visit", "考察", "Study visit"),
                coded("consultation", "协商", "Consultation"),
                coded("supervision", "民主监督", "Democratic supervision"),
            ],
            capacity_figures: Vec::new(),
            readiness: vec![
                coded("tasks:any", "政协能干事", "There is work for the conference"),
                coded("people:any", "有人干政协事", "There are people to do it"),
                coded("results:any", "把政协事干好", "It is done well"),
            ],
        }
    }
}

impl Policy for Rules {
    const KIND: &'static str = "consultations.rules";

    fn check(&self) -> Result<()> {
        let wrong = |field: &str| Err(Error::invalid(field, "rooms.policy.wrong"));
        let codes = |list: &[Coded]| {
            let mut seen: Vec<&str> = list.iter().map(|c| c.code.as_str()).collect();
            seen.sort_unstable();
            seen.dedup();
            seen.len() == list.len() && list.iter().all(|c| !c.code.trim().is_empty() && !c.label.trim().is_empty())
        };
        match self {
            _ if self.brand.trim().is_empty() || self.brand.chars().count() > 20 => wrong("brand"),
            _ if !(5..=200).contains(&self.max_title_chars) => wrong("max_title_chars"),
            _ if !(100..=10_000).contains(&self.max_body_chars) => wrong("max_body_chars"),
            _ if !(1..=1_000).contains(&self.posts_per_sender) => wrong("posts_per_sender"),
            _ if !(1..=10_000).contains(&self.posts_per_room) => wrong("posts_per_room"),
            _ if !(0..=3_650).contains(&self.contact_days) => wrong("contact_days"),
            _ if self.construction_yuan < 0 => wrong("construction_yuan"),
            _ if self.annual_min_yuan < 0 || self.annual_max_yuan < self.annual_min_yuan => wrong("annual_max_yuan"),
            _ if self.domains.is_empty() || !codes(&self.domains) => wrong("domains"),
            _ if self.checks.is_empty() || !codes(&self.checks) => wrong("checks"),
            _ if self.studio_checks.is_empty() || !codes(&self.studio_checks) => wrong("studio_checks"),
            _ if self.activity_kinds.is_empty() || !codes(&self.activity_kinds) => wrong("activity_kinds"),
            _ if !codes(&self.capacity_figures) => wrong("capacity_figures"),
            _ if !codes(&self.readiness) || !ASPECTS.iter().all(|a| !self.points_of(a).is_empty()) => wrong("readiness"),
            _ if ASPECTS.iter().map(|a| self.points_of(a).len()).sum::<usize>() != self.readiness.len() => wrong("readiness"),
            _ => Ok(()),
        }
    }
}

impl Rules {
    /// The points of one aspect of the readiness check.
    pub fn points_of(&self, aspect: &str) -> Vec<Coded> {
        let own = |c: &&Coded| c.code.split_once(':').is_some_and(|(a, rest)| a == aspect && !rest.is_empty());
        self.readiness.iter().filter(own).cloned().collect()
    }

    pub fn domain(&self, code: &str) -> Option<&Coded> {
        self.domains.iter().find(|c| c.code == code)
    }
}

#[cfg(test)]
mod tests {
    use testkit::policy::{holds_edges, refused};

    use super::*;

    #[test]
    fn what_ships_is_valid_and_reads_back() {
        let rules = Rules::default();
        rules.check().unwrap();
        assert_eq!(serde_json::from_str::<Rules>(&serde_json::to_string(&rules).unwrap()).unwrap(), rules);
    }

    #[test]
    fn a_brand_is_named_and_a_range_is_a_range() {
        assert!(Rules { brand: " ".into(), ..Rules::default() }.check().is_err());
        assert!(Rules { readiness: vec![coded("tasks:any", "甲", "A")], ..Rules::default() }.check().is_err());
        assert!(Rules { annual_max_yuan: 1, ..Rules::default() }.check().is_err());
        let lists: [fn(&mut Rules) -> &mut Vec<Coded>; 5] =
            [|r| &mut r.domains, |r| &mut r.checks, |r| &mut r.studio_checks, |r| &mut r.activity_kinds, |r| &mut r.capacity_figures];
        let holds = |list: fn(&mut Rules) -> &mut Vec<Coded>, codes: &[&str]| {
            let mut rules = Rules::default();
            *list(&mut rules) = codes.iter().map(|code| coded(code, "甲", "A")).collect();
            rules.check().is_ok()
        };
        for list in lists {
            assert!(holds(list, &["a", "b"]) && !holds(list, &["a", "a"]) && !holds(list, &["a", " "]));
        }
        assert_eq!(lists.map(|list| holds(list, &[])), [false, false, false, false, true], "figures alone may be none");
    }

    #[test]
    fn edges_hold_and_what_lies_beyond_names_its_field() {
        holds_edges::<Rules>(&[
            ("max_title_chars", 5, 200),
            ("max_body_chars", 100, 10_000),
            ("posts_per_sender", 1, 1_000),
            ("posts_per_room", 1, 10_000),
            ("contact_days", 0, 3_650),
        ]);
        let refused = |field: &str, yuan| refused::<Rules>(field, yuan);
        assert_eq!((refused("construction_yuan", 0), refused("construction_yuan", -1).as_deref()), (None, Some("construction_yuan")));
        assert_eq!((refused("annual_min_yuan", 0), refused("annual_min_yuan", -1).as_deref()), (None, Some("annual_max_yuan")));
        let (least, most) = (Rules::default().annual_min_yuan, Rules::default().annual_max_yuan);
        assert_eq!((refused("annual_max_yuan", least), refused("annual_min_yuan", most)), (None, None), "one amount is a range");
        assert_eq!(refused("annual_max_yuan", least - 1).as_deref(), Some("annual_max_yuan"));
    }
}
