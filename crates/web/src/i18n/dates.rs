//! Days, moments and clocks as an office writes them: 3月12日 周四; 还有 5 个工作日 · 4月18日.

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use super::catalogue::Texts;
use super::{Locale, catalogue};
use crate::ui::{Clock, Tone};

/// Asia/Shanghai has had one offset and no summer time since 1992.
const SHANGHAI: Offset = Offset::constant(8);
/// From here on a clock asks for attention.
const SOON_WORKING_DAYS: i32 = 3;

impl Locale {
    /// 3月12日 周四, Thu 12 Mar; with the year where it is not today's.
    pub fn day(&self, date: Date, today: Date) -> String {
        let weekday = self.nth_word("date.weekdays", date.weekday().to_monday_zero_offset());
        self.f("date.with-weekday", &[("day", self.short_day(date, today).as_str()), ("weekday", weekday)])
    }

    /// 4月18日, 18 Apr: the day without its weekday, where space is short.
    pub fn short_day(&self, date: Date, today: Date) -> String {
        if date.year() == today.year() {
            return self.spoken.days.of_this_year(date).to_owned();
        }
        let month = self.nth_word("date.months", date.month() - 1);
        self.f("date.day-year", &[("y", date.year().to_string().as_str()), ("m", month), ("d", &date.day().to_string())])
    }

    /// 3月12日 周四 14:05, the wall clock of Asia/Shanghai.
    pub fn moment(&self, timestamp_ms: i64, today: Date) -> String {
        let Some(at) = wall_clock(timestamp_ms) else { return String::new() };
        format!("{} {:02}:{:02}", self.day(at.date(), today), at.hour(), at.minute())
    }

    /// Both halves of a deadline: how long it still is, and the day. `working_days_left` is negative when it is past.
    pub fn clock(&self, due: Date, today: Date, working_days_left: i32) -> Clock {
        let (key, tone) = match working_days_left {
            _ if due == today => ("clock.today", Tone::Warn),
            _ if due < today && working_days_left == 0 => ("clock.past", Tone::Bad),
            i32::MIN..0 => ("clock.overdue", Tone::Bad),
            0 => ("clock.soon", Tone::Warn),
            1..=SOON_WORKING_DAYS => ("clock.left", Tone::Warn),
            _ => ("clock.left", Tone::Plain),
        };
        let word = self.count(key, working_days_left.unsigned_abs());
        Clock { word: format!("{word} · {}", self.short_day(due, today)), tone }
    }

    /// The nth word, from 0, of a text that lists words apart by spaces.
    fn nth_word<'a>(&'a self, key: &'a str, n: i8) -> &'a str {
        self.t(key).split(' ').nth(usize::from(n.unsigned_abs())).unwrap_or_default()
    }
}

/// The days of a year in one language, filled in once: a list shows fifty of them.
#[derive(Debug, Default)]
pub(super) struct Days(Vec<String>);

impl Days {
    pub fn of(texts: &Texts) -> Days {
        let text = |key: &str| texts.get(key).map_or("", String::as_str);
        let day = |month: &str, day: usize| catalogue::fill(text("date.day"), &[("m", month), ("d", day.to_string().as_str())]);
        Days(text("date.months").split(' ').flat_map(|month| (1..=31).map(move |d| day(month, d))).collect())
    }

    fn of_this_year(&self, date: Date) -> &str {
        let place = usize::from(date.month().unsigned_abs() - 1) * 31 + usize::from(date.day().unsigned_abs() - 1);
        self.0.get(place).map_or("", String::as_str)
    }
}

fn wall_clock(timestamp_ms: i64) -> Option<jiff::civil::DateTime> {
    let since_epoch = SignedDuration::from_millis(timestamp_ms);
    Timestamp::from_duration(since_epoch).ok().map(|at| SHANGHAI.to_datetime(at))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::i18n::{Catalogue, Lang};

    fn locale(lang: Lang) -> Locale {
        Catalogue::build(crate::ui::MESSAGES).expect("the house's own messages").locale(lang)
    }

    #[test]
    fn days_carry_the_year_only_where_it_differs() {
        let today = date(2026, 3, 2);
        let day = date(2026, 3, 12);
        assert_eq!(locale(Lang::Zh).day(day, today), "3月12日 周四");
        assert_eq!(locale(Lang::En).day(day, today), "Thu 12 Mar");
        assert_eq!(locale(Lang::Zh).day(date(2025, 12, 31), today), "2025年12月31日 周三");
        assert_eq!(locale(Lang::En).day(date(2025, 12, 31), today), "Wed 31 Dec 2025");
    }

    #[test]
    fn moments_are_in_shanghai() {
        let l = locale(Lang::Zh);
        assert_eq!(l.moment(1_773_295_500_000, date(2026, 3, 2)), "3月12日 周四 14:05");
        assert_eq!(l.moment(1_773_331_199_000, date(2026, 3, 2)), "3月12日 周四 23:59");
        assert_eq!(l.moment(1_773_331_200_000, date(2026, 3, 2)), "3月13日 周五 00:00");
    }

    #[test]
    fn a_clock_says_both() {
        let (zh, en) = (locale(Lang::Zh), locale(Lang::En));
        let (due, today) = (date(2026, 4, 18), date(2026, 4, 13));
        assert_eq!(zh.clock(due, today, 5), Clock { word: "还有 5 个工作日 · 4月18日".into(), tone: Tone::Plain });
        assert_eq!(en.clock(due, today, 5).word, "5 working days left · 18 Apr");
        assert_eq!(en.clock(due, today, 1).word, "1 working day left · 18 Apr");
        assert_eq!(zh.clock(due, today, 2).tone, Tone::Warn);
    }

    #[test]
    fn a_clock_knows_today_and_the_past() {
        let l = locale(Lang::Zh);
        let due = date(2026, 4, 17);
        assert_eq!(l.clock(due, due, 0), Clock { word: "今天到期 · 4月17日".into(), tone: Tone::Warn });
        assert_eq!(l.clock(due, date(2026, 4, 22), -3), Clock { word: "已逾期 3 个工作日 · 4月17日".into(), tone: Tone::Bad });
        assert_eq!(l.clock(due, date(2026, 4, 18), 0), Clock { word: "已逾期 · 4月17日".into(), tone: Tone::Bad });
    }
}
