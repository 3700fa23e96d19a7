//! Time-ordered 63-bit ids made by the program: 42 bits of milliseconds since 2024, 21 bits of node and counter.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicI64, Ordering};

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::clock::Timestamp;

const EPOCH_MS: i64 = 1_704_067_200_000;
const LOW_BITS: u32 = 21;

/// Printed and sent as a decimal string, because JavaScript numbers end at 2^53.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Id(pub i64);

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Id {
    type Err = ();
    fn from_str(text: &str) -> Result<Id, ()> {
        match text.parse::<i64>() {
            Ok(n) if n > 0 && text.as_bytes()[0].is_ascii_digit() => Ok(Id(n)),
            _ => Err(()),
        }
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Id, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(|()| serde::de::Error::custom("not an id"))
    }
}

impl JsonSchema for Id {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Id".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[1-9][0-9]{0,18}$" })
    }
}

/// Makes ids; two processes on one database differ in their random node bits.
pub struct IdSource {
    last: AtomicI64,
    node: i64,
}

impl IdSource {
    /// `node` is taken modulo 1,024.
    pub fn new(node: u64) -> IdSource {
        IdSource { last: AtomicI64::new(0), node: ((node % 1024) as i64) << 11 }
    }

    /// Always larger than every id this source made before, also when the clock goes back.
    pub fn next(&self, now: Timestamp) -> Id {
        let fresh = (now.0 - EPOCH_MS).max(1) << LOW_BITS | self.node;
        let previous = self
            .last
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(if fresh > last { fresh } else { last + 1 }))
            .unwrap_or(fresh);
        Id(if fresh > previous { fresh } else { previous + 1 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_even_when_the_clock_goes_back() {
        let source = IdSource::new(7);
        let a = source.next(Timestamp(1_800_000_000_000));
        let b = source.next(Timestamp(1_700_000_000_000));
        let c = source.next(Timestamp(1_800_000_000_001));
        assert!(a < b && b < c);
    }

    #[test]
    fn an_id_is_a_string_in_json_and_refuses_signs() {
        assert_eq!(serde_json::to_string(&Id(12)).unwrap(), "\"12\"");
        assert_eq!(serde_json::from_str::<Id>("\"12\"").unwrap(), Id(12));
        assert!("+5".parse::<Id>().is_err() && "-5".parse::<Id>().is_err() && "".parse::<Id>().is_err());
    }
}
