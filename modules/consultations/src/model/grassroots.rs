//! 委员工作室、联动履职、能力建设和工作格局检查: what the registers of the grass-roots layer hold.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Id, Timestamp};

/// 委员工作室 (inventory A-GR-19)
#[derive(Clone, Debug)]
pub struct Studio {
    pub id: Id,
    pub assembly: Id,
    pub name: String,
    pub place: String,
    /// The room that it belongs to, where it is one of its functions.
    pub room: Option<Id>,
    pub lead: Option<Id>,
    /// When somebody is there.
    pub duty: String,
    pub opened_on: Option<Date>,
    pub closed_on: Option<Date>,
    /// Point of the policy → in order, at the last check.
    pub checks: BTreeMap<String, bool>,
    pub checked_on: Option<Date>,
    pub changes: i64,
    pub created_at: Timestamp,
}

/// 规范化检查 of a studio on a day.
#[derive(Clone, Debug)]
pub struct StudioCheck {
    pub id: Id,
    pub studio: Id,
    pub on_day: Date,
    pub checks: BTreeMap<String, bool>,
    pub note: String,
    pub entered_by: Id,
    pub at: Timestamp,
}

/// 联动履职: what a city and its counties did together (inventory A-GR-21)
#[derive(Clone, Debug)]
pub struct JointActivity {
    pub id: Id,
    /// Which called it.
    pub assembly: Id,
    pub title: String,
    /// A word of the policy.
    pub kind: String,
    pub on_day: Date,
    pub until_day: Option<Date>,
    pub place: String,
    pub participants: String,
    /// Persons.
    pub attended: Option<i64>,
    /// What came of it.
    pub outcome: Option<String>,
    pub outcome_on: Option<Date>,
    pub changes: i64,
    pub created_at: Timestamp,
}

/// 两个薄弱: the figures of a county in a year, by the words of the policy (inventory A-GR-23)
#[derive(Clone, Debug)]
pub struct CapacitySheet {
    pub id: Id,
    pub assembly: Id,
    pub year: i64,
    /// Decimal numbers as they were typed.
    pub figures: BTreeMap<String, String>,
    pub note: String,
    pub changes: i64,
    pub created_at: Timestamp,
}

/// 工作格局检查 of a township in a year: tasks, people, results (inventory A-GR-27)
#[derive(Clone, Debug)]
pub struct ReadinessCheck {
    pub id: Id,
    pub assembly: Id,
    pub township: String,
    pub year: i64,
    /// `tasks:…`, `people:…`, `results:…` → so or not.
    pub points: BTreeMap<String, bool>,
    pub note: String,
    pub checked_on: Date,
    pub changes: i64,
    pub created_at: Timestamp,
}
