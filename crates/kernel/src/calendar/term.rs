use std::{fmt, str::FromStr};

/// 期限: how long somebody has. Written `5wd` (working days), `30d` (days) or `3m` (months); at most four digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Term {
    /// 工作日
    WorkingDays(u16),
    /// 自然日
    Days(u16),
    /// 个月
    Months(u16),
}

/// A text that is no [`Term`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WrongTerm;

const MAX_COUNT: u16 = 9999;

impl FromStr for Term {
    type Err = WrongTerm;

    fn from_str(text: &str) -> Result<Self, WrongTerm> {
        let digits = text.len() - text.trim_start_matches(|sign: char| sign.is_ascii_digit()).len();
        let (count, unit) = text.split_at(digits);
        let count = count.parse().ok().filter(|&count| count <= MAX_COUNT).ok_or(WrongTerm)?;
        match unit {
            "wd" => Ok(Self::WorkingDays(count)),
            "d" => Ok(Self::Days(count)),
            "m" => Ok(Self::Months(count)),
            _ => Err(WrongTerm),
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WorkingDays(count) => write!(out, "{count}wd"),
            Self::Days(count) => write!(out, "{count}d"),
            Self::Months(count) => write!(out, "{count}m"),
        }
    }
}

impl fmt::Display for WrongTerm {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "a term is written 5wd, 30d or 3m")
    }
}

impl std::error::Error for WrongTerm {}

impl serde::Serialize for Term {
    fn serialize<W: serde::Serializer>(&self, to: W) -> Result<W::Ok, W::Error> {
        to.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Term {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl schemars::JsonSchema for Term {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Term".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-9]{1,4}(wd|d|m)$", "examples": ["5wd", "30d", "3m"] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_reads_as_it_is_written() {
        for (text, term) in [("5wd", Term::WorkingDays(5)), ("30d", Term::Days(30)), ("3m", Term::Months(3)), ("0d", Term::Days(0))] {
            assert_eq!(text.parse(), Ok(term));
            assert_eq!(term.to_string(), text);
            let json = serde_json::to_string(&term).unwrap();
            assert_eq!(json, format!("{text:?}"));
            assert_eq!(serde_json::from_str::<Term>(&json).unwrap(), term);
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "5", "wd", "-5d", "+5d", "5 d", "5D", "5w", "10000d", "99999999999d", "5dd", "５d"] {
            assert_eq!(text.parse::<Term>(), Err(WrongTerm), "{text}");
        }
    }
}
