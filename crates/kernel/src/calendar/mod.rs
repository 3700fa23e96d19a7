//! 工作日历: which days are worked, and when something is due.
//!
//! Days are the civil days of the office (Asia/Shanghai). The announced holidays and make-up working days are shipped
//! (`data/holidays.csv`); the operator's own edits lie over them. A year that nobody has announced yet has weekends
//! only, and a page that shows its due days should say so: [`Calendar::known`].

mod edited;
mod official;
mod term;

pub use edited::of;
pub use term::{Term, WrongTerm};

use jiff::{ToSpan, civil::Date};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound::{Excluded, Included},
};

crate::vocabulary! {
    /// What a day is that differs from its weekday.
    pub enum DayKind {
        /// 放假: no work is done.
        Off = "off",
        /// 调休补班: work is done, though it is a Saturday or Sunday.
        Work = "work",
    }
}

/// The days off of a statutory year (eleven until 2024, thirteen since); a year with fewer entered is not yet known.
const STATUTORY_DAYS_OFF: usize = 11;

/// The working days: weekdays, corrected by what was announced and by what the operator entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    days: BTreeMap<Date, (DayKind, String)>,
    known: BTreeSet<i16>,
}

impl Calendar {
    /// The shipped days alone.
    pub fn official() -> &'static Self {
        official::calendar()
    }

    /// The shipped days with the operator's edits over them. A later edit of a day wins.
    pub fn with(overrides: &[(Date, DayKind, String)]) -> Self {
        let mut days = Self::official().days.clone();
        days.extend(overrides.iter().map(|(day, kind, name)| (*day, (*kind, name.clone()))));
        Self::of(days)
    }

    fn of(days: BTreeMap<Date, (DayKind, String)>) -> Self {
        let mut off_by_year = BTreeMap::<i16, usize>::new();
        for (day, _) in days.iter().filter(|(_, (kind, _))| *kind == DayKind::Off) {
            *off_by_year.entry(day.year()).or_default() += 1;
        }
        let known = off_by_year.into_iter().filter(|(_, off)| *off >= STATUTORY_DAYS_OFF).map(|(year, _)| year).collect();
        Self { days, known }
    }

    /// Whether the holidays of this year are in; if not, due days in it may still move.
    pub fn known(&self, year: i16) -> bool {
        self.known.contains(&year)
    }

    /// Whether offices work on this day.
    pub fn is_working_day(&self, day: Date) -> bool {
        match self.days.get(&day) {
            Some((kind, _)) => *kind == DayKind::Work,
            None => is_weekday(day),
        }
    }

    /// What was announced or entered for this day, with its name: `(Off, "国庆节")`.
    pub fn entry(&self, day: Date) -> Option<(DayKind, &str)> {
        self.days.get(&day).map(|(kind, name)| (*kind, name.as_str()))
    }

    /// Everything announced or entered for a year, by day.
    pub fn entries(&self, year: i16) -> impl Iterator<Item = (Date, DayKind, &str)> + '_ {
        let all = self.days.iter().map(|(day, (kind, name))| (*day, *kind, name.as_str()));
        all.skip_while(move |entry| entry.0.year() < year).take_while(move |entry| entry.0.year() == year)
    }

    /// The `count`-th working day after `day`, which itself is not counted; before it, if negative.
    pub fn add_working_days(&self, day: Date, count: i32) -> Date {
        let pace = i64::from(count.signum()).days();
        let (mut day, mut left) = (day, count.unsigned_abs());
        while left > 0 && day != Date::MAX && day != Date::MIN {
            day = day.saturating_add(pace);
            left -= u32::from(self.is_working_day(day));
        }
        day
    }

    /// How many working days lie after `from`, up to and with `to`; negative if `to` is earlier. What is left until a
    /// due day: zero on the day itself, −1 on the working day after it.
    pub fn working_days_between(&self, from: Date, to: Date) -> i32 {
        if to < from {
            return -self.working_days_between(to, from);
        }
        let corrected = self.days.range((Excluded(from), Included(to))).map(|(day, (kind, _))| match kind {
            DayKind::Off => -i32::from(is_weekday(*day)),
            DayKind::Work => i32::from(!is_weekday(*day)),
        });
        weekdays_between(from, to) + corrected.sum::<i32>()
    }

    /// The day itself if it is a working day, else the first working day after it.
    pub fn next_working_day(&self, day: Date) -> Date {
        if self.is_working_day(day) { day } else { self.add_working_days(day, 1) }
    }

    /// The last day on which something may be done that is due `term` after `from`. The day of the event is not counted;
    /// a month ends where a shorter month ends (31 January + `1m` = 28 February). With `roll`, a day that falls on a
    /// non-working one moves to the next working day.
    pub fn due(&self, from: Date, term: Term, roll: bool) -> Date {
        let day = match term {
            Term::WorkingDays(count) => self.add_working_days(from, i32::from(count)),
            Term::Days(count) => from.saturating_add(i64::from(count).days()),
            Term::Months(count) => from.saturating_add(i64::from(count).months()),
        };
        if roll { self.next_working_day(day) } else { day }
    }
}

fn is_weekday(day: Date) -> bool {
    day.weekday().to_monday_zero_offset() < 5
}

/// Mondays to Fridays after `from`, up to and with `to`, which is not earlier.
fn weekdays_between(from: Date, to: Date) -> i32 {
    let days = i32::try_from(from.duration_until(to).as_hours() / 24).expect("a calendar has fewer than four million days");
    let into_week = i32::from(from.weekday().to_monday_zero_offset());
    let rest = (1..=days % 7).filter(|step| (into_week + step) % 7 < 5).count();
    days / 7 * 5 + i32::try_from(rest).expect("six at most")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn d(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[track_caller]
    fn check_week(first: &str, worked: &str) {
        let day = |step| d(first).saturating_add(i64::from(step).days());
        let sign = |day| if Calendar::official().is_working_day(day) { '工' } else { '休' };
        let found: String = (0..).take(worked.chars().count()).map(day).map(sign).collect();
        assert_eq!(found, worked);
    }

    #[test]
    fn national_day_and_spring_festival_are_as_announced() {
        check_week("2024-09-28", "休工工休休休休休休休工工工工工休"); // 29 September and 12 October are made up
        check_week("2025-09-27", "休工工工休休休休休休休休工工工休"); // 28 September and 11 October
        check_week("2024-02-03", "休工工工工工工休休休休休休休休工工"); // 4 and 18 February are Sundays
        check_week("2025-01-25", "休工工休休休休休休休休工工工工休"); // 26 January and 8 February
        check_week("2026-02-14", "工休休休休休休休休休工工工工工休"); // nine days in a row, 14 and 28 February made up
    }

    #[test]
    fn working_days_skip_the_holidays_and_count_the_days_made_up() {
        let calendar = Calendar::official();
        assert_eq!(calendar.add_working_days(d("2024-09-27"), 5), d("2024-10-10"));
        assert_eq!(calendar.add_working_days(d("2025-09-26"), 5), d("2025-10-10"));
        assert_eq!(calendar.add_working_days(d("2024-10-08"), -2), d("2024-09-29"));
        assert_eq!(calendar.add_working_days(d("2024-10-01"), 0), d("2024-10-01"));
        assert_eq!(calendar.working_days_between(d("2024-09-27"), d("2024-10-10")), 5);
        assert_eq!(calendar.working_days_between(d("2024-10-10"), d("2024-09-27")), -5);
        assert_eq!(calendar.working_days_between(d("2024-10-10"), d("2024-10-10")), 0);
        assert_eq!(calendar.next_working_day(d("2024-10-01")), d("2024-10-08"));
        assert_eq!(calendar.next_working_day(d("2024-10-12")), d("2024-10-12"));
    }

    #[test]
    fn a_term_in_months_ends_where_the_month_ends() {
        let due = |from: &str, term: &str, roll| Calendar::official().due(d(from), term.parse().unwrap(), roll);
        assert_eq!(due("2024-01-31", "1m", false), d("2024-02-29"));
        assert_eq!(due("2023-01-31", "1m", false), d("2023-02-28"));
        assert_eq!(due("2024-07-05", "3m", false), d("2024-10-05"));
        assert_eq!(due("2024-07-05", "3m", true), d("2024-10-08"));
        assert_eq!(due("2024-09-01", "30d", false), d("2024-10-01"));
        assert_eq!(due("2024-09-01", "30d", true), d("2024-10-08"));
        assert_eq!(due("2024-09-29", "2wd", true), d("2024-10-08"));
        assert_eq!(due("9999-12-30", "9999wd", true), Date::MAX);
    }

    #[test]
    fn the_operator_may_add_a_holiday_and_take_one_back() {
        let calendar = Calendar::with(&[
            (d("2026-07-01"), DayKind::Off, "本地假日".into()),
            (d("2026-10-05"), DayKind::Work, "值守".into()),
            (d("2026-09-27"), DayKind::Work, "补班".into()),
        ]);
        assert!(!calendar.is_working_day(d("2026-07-01")) && Calendar::official().is_working_day(d("2026-07-01")));
        assert!(calendar.is_working_day(d("2026-10-05")) && calendar.is_working_day(d("2026-09-27")));
        assert_eq!(calendar.entry(d("2026-10-05")), Some((DayKind::Work, "值守")));
        assert_eq!(calendar.entries(2026).count(), Calendar::official().entries(2026).count() + 1);
    }

    #[test]
    fn a_year_not_announced_has_weekends_only() {
        let calendar = Calendar::official();
        assert!((2020..=2026).all(|year| calendar.known(year)));
        assert!(!calendar.known(2019) && !calendar.known(2040));
        assert!(calendar.is_working_day(d("2040-10-01")) && !calendar.is_working_day(d("2040-10-06")));

        let one: Vec<_> = vec![(d("2040-10-01"), DayKind::Off, "国庆节".to_owned())];
        assert!(!Calendar::with(&one).known(2040));
        let enough: Vec<_> = (1..=11).map(|day| (date(2040, 10, day), DayKind::Off, String::new())).collect();
        assert!(Calendar::with(&enough).known(2040));
    }

    fn days() -> impl Strategy<Value = Date> {
        (0..3000_i64).prop_map(|step| date(2019, 6, 1).saturating_add(step.days()))
    }

    proptest! {
        #[test]
        fn counting_agrees_with_going_through_the_days(from in days(), to in days()) {
            let calendar = Calendar::official();
            let (first, last) = (from.min(to), from.max(to));
            let walked = first.series(1.day()).skip(1).take_while(|day| *day <= last).filter(|day| calendar.is_working_day(*day));
            let walked = i32::try_from(walked.count()).unwrap();
            prop_assert_eq!(calendar.working_days_between(first, last), walked);
            prop_assert_eq!(calendar.working_days_between(last, first), -walked);
        }

        #[test]
        fn adding_and_counting_undo_each_other(from in days(), count in 1..400_i32) {
            let calendar = Calendar::official();
            let later = calendar.add_working_days(from, count);
            prop_assert!(calendar.is_working_day(later));
            prop_assert_eq!(calendar.working_days_between(from, later), count);
            if calendar.is_working_day(from) {
                prop_assert_eq!(calendar.add_working_days(later, -count), from);
            }
        }
    }
}
