//! Time as a parameter: domain code reads it from the transaction, never from the system.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Serialize};

/// Milliseconds since 1970, UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Timestamp(pub i64);

impl Timestamp {
    pub fn plus_ms(self, ms: i64) -> Timestamp {
        Timestamp(self.0 + ms)
    }

    pub fn plus_hours(self, hours: i64) -> Timestamp {
        self.plus_ms(hours * 3_600_000)
    }

    pub fn plus_days(self, days: i64) -> Timestamp {
        self.plus_hours(days * 24)
    }

    /// The civil day in Shanghai (UTC+8, no summer time since 1991).
    pub fn day(self) -> Date {
        shanghai().to_datetime(self.instant()).date()
    }

    /// RFC 3339 with the offset of Shanghai: `2026-03-12T09:30:00+08:00`.
    pub fn rfc3339(self) -> String {
        self.instant().display_with_offset(Offset::constant(8)).to_string()
    }

    fn instant(self) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(self.0.clamp(-377_705_023_201_000, 253_402_207_200_999)).unwrap_or_default()
    }
}

/// Midnight in Shanghai at the start of that day.
pub fn start_of(day: Date) -> Timestamp {
    Timestamp(day.to_zoned(shanghai()).map(|z| z.timestamp().as_millisecond()).unwrap_or(i64::MAX))
}

pub fn today(now: Timestamp) -> Date {
    now.day()
}

fn shanghai() -> TimeZone {
    TimeZone::fixed(Offset::constant(8))
}

pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

/// The machine's clock, moved by an offset that only a test configuration may set.
#[derive(Default)]
pub struct SystemClock {
    offset_ms: AtomicI64,
}

impl SystemClock {
    pub fn set_offset_ms(&self, offset_ms: i64) {
        self.offset_ms.store(offset_ms, Ordering::Relaxed);
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let ms = since.map(|d| d.as_millis() as i64).unwrap_or(0);
        Timestamp(ms + self.offset_ms.load(Ordering::Relaxed))
    }
}

/// A clock that stands until it is moved.
#[derive(Clone)]
pub struct FixedClock(Arc<AtomicI64>);

impl FixedClock {
    pub fn at(now: Timestamp) -> FixedClock {
        FixedClock(Arc::new(AtomicI64::new(now.0)))
    }

    pub fn set(&self, now: Timestamp) {
        self.0.store(now.0, Ordering::Relaxed);
    }

    pub fn advance_days(&self, days: i64) {
        self.0.fetch_add(days * 86_400_000, Ordering::Relaxed);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_turns_at_midnight_in_shanghai() {
        let new_year = start_of(jiff::civil::date(2026, 1, 1));
        assert_eq!(new_year.rfc3339(), "2026-01-01T00:00:00+08:00");
        assert_eq!(new_year.plus_ms(-1).day(), jiff::civil::date(2025, 12, 31));
        assert_eq!(new_year.day(), jiff::civil::date(2026, 1, 1));
    }
}
