use super::{Calendar, DayKind};
use jiff::civil::Date;
use std::sync::LazyLock;

static SHIPPED: &str = include_str!("../../data/holidays.csv");

/// The days that are shipped with the program.
pub(super) fn calendar() -> &'static Calendar {
    static CALENDAR: LazyLock<Calendar> =
        LazyLock::new(|| Calendar::of(lines().map(|(day, kind, name)| (day, (kind, name.to_owned()))).collect()));
    &CALENDAR
}

fn lines() -> impl Iterator<Item = (Date, DayKind, &'static str)> {
    let lines = SHIPPED.lines().filter(|line| !line.starts_with('#')).skip(1);
    lines.map(|line| read(line).expect("a test reads every line of the shipped file"))
}

fn read(line: &str) -> Option<(Date, DayKind, &str)> {
    let mut cells = line.splitn(3, ',');
    let day = cells.next()?.parse().ok()?;
    Some((day, DayKind::parse(cells.next()?)?, cells.next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read_once_and_days_made_up_are_weekends() {
        let days: Vec<_> = lines().collect();
        assert!(days.is_sorted_by(|earlier, later| earlier.0 < later.0));
        assert_eq!(days.len(), 256);
        for (day, kind, name) in days {
            assert!(!name.is_empty());
            assert!(kind == DayKind::Off || day.weekday().to_monday_zero_offset() >= 5, "{day}");
        }
    }
}
