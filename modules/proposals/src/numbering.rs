//! 案号的写法: a pattern of the policy, `政协提〔{year}〕{n:03}号`. Pure.
//!
//! The running number is the last run of digits, so that it can be read back from any number, imported ones too.

use directory::sessions::Session;

pub const DEFAULT: &str = "{n:04}";
/// A written number; the column of the export has as many.
const MAX_CHARS: usize = 30;

enum Piece<'a> {
    Text(&'a str),
    Year,
    Term,
    Session,
    /// With so many digits at least.
    Number(usize),
}

/// One `{n}` or `{n:04}`, at most once each of the other placeholders before it, no digit beside or after it.
pub fn is_pattern(pattern: &str) -> bool {
    let Some(pieces) = pieces(pattern) else { return false };
    let Some(at) = pieces.iter().position(|piece| matches!(piece, Piece::Number(_))) else { return false };
    let digits = |text: &str| text.chars().any(|c| c.is_ascii_digit());
    let beside = match pieces[..at].last() {
        Some(Piece::Text(text)) => text.ends_with(|c: char| c.is_ascii_digit()),
        Some(_) => true,
        None => false,
    };
    let after = pieces[at + 1..].iter().any(|piece| !matches!(piece, Piece::Text(text) if !digits(text)));
    let longest = pieces.iter().map(length).sum::<usize>();
    let plain = pattern.chars().all(|c| !c.is_control() && !c.is_whitespace());
    !beside && !after && plain && longest <= MAX_CHARS
}

fn length(piece: &Piece) -> usize {
    match piece {
        Piece::Text(text) => text.chars().count(),
        Piece::Year => 4,
        Piece::Term | Piece::Session => 2,
        Piece::Number(digits) => (*digits).max(5),
    }
}

/// The number `n` of a session. A pattern that is none writes as the default does: policies are checked when they are saved.
pub fn write(pattern: &str, session: &Session, n: i64) -> String {
    let known = if is_pattern(pattern) { pattern } else { DEFAULT };
    let piece = |piece: &Piece| match piece {
        Piece::Text(text) => (*text).to_owned(),
        Piece::Year => session.year.to_string(),
        Piece::Term => session.term_ordinal.to_string(),
        Piece::Session => session.ordinal.to_string(),
        Piece::Number(digits) => format!("{n:0digits$}"),
    };
    pieces(known).unwrap_or_default().iter().map(piece).collect()
}

/// The running number in a case number: its last run of digits.
pub fn running(number: &str) -> Option<i64> {
    number.split(|c: char| !c.is_ascii_digit()).rfind(|run| !run.is_empty())?.parse().ok()
}

fn pieces(pattern: &str) -> Option<Vec<Piece<'_>>> {
    let mut pieces = Vec::new();
    let mut rest = pattern;
    while let Some(open) = rest.find(['{', '}']) {
        let (text, from) = rest.split_at(open);
        if !text.is_empty() {
            pieces.push(Piece::Text(text));
        }
        let (name, after) = from.strip_prefix('{')?.split_once('}')?;
        pieces.push(match name {
            "year" => Piece::Year,
            "term" => Piece::Term,
            "session" => Piece::Session,
            "n" => Piece::Number(1),
            _ => Piece::Number(name.strip_prefix("n:0")?.parse().ok().filter(|digits| (1..=9).contains(digits))?),
        });
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    let once = |wanted: fn(&Piece) -> bool| pieces.iter().filter(|piece| wanted(piece)).count() <= 1;
    let single = once(|p| matches!(p, Piece::Year))
        && once(|p| matches!(p, Piece::Term))
        && once(|p| matches!(p, Piece::Session))
        && once(|p| matches!(p, Piece::Number(_)));
    single.then_some(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use kernel::Id;

    fn session() -> Session {
        let day = date(2026, 1, 10);
        Session {
            id: Id(1),
            assembly: Id(1),
            term: Id(1),
            term_ordinal: 15,
            ordinal: 3,
            year: 2026,
            opens: day,
            closes: day,
            window_from: day,
            window_until: day,
        }
    }

    #[test]
    fn a_number_is_written_and_read_back() {
        for (pattern, n, written) in [
            ("{n:04}", 7, "0007"),
            ("{n}", 12345, "12345"),
            ("{year}-{n:03}", 7, "2026-007"),
            ("政协提〔{year}〕{n:03}号", 88, "政协提〔2026〕088号"),
            ("{term}-{session}-{n:04}", 9, "15-3-0009"),
        ] {
            assert!(is_pattern(pattern), "{pattern}");
            assert_eq!(write(pattern, &session(), n), written);
            assert_eq!(running(written), Some(n));
        }
        assert_eq!((running("第12号"), running("无号")), (Some(12), None));
    }

    #[test]
    fn what_could_not_be_read_back_is_no_pattern() {
        for pattern in [
            "",
            "0001",
            "{year}",
            "{n}{n}",
            "{n}-{year}",
            "{year}{n:04}",
            "1{n}",
            "{n}号2",
            "{n:4}",
            "{n:00}",
            "{m}",
            "{n",
            "n}",
            "{n:04} 号",
            "{session}{n}",
            "这是一个非常非常非常非常非常非常非常非常非常非常非常长的号{n}",
        ] {
            assert!(!is_pattern(pattern), "{pattern}");
        }
    }
}
