//! 词语: what cells say, in Chinese or by the names of the program, and what the office is told about a bad one.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::civil::{Date, DateTime};
use kernel::Timestamp;
use kernel::clock::start_of;

use crate::workflow::State;
use crate::workflow::words::{Kind, Period};

/// Reasons are in the language of the tables, which is Chinese: they go back into the same sheet.
const TEXTS: &[&str] = &[
    include_str!("../../messages/import.zh-CN.yml"),
    include_str!("../../messages/words.zh-CN.yml"),
    include_str!("../../messages/words.en.yml"),
];

/// The text of a key with its placeholders filled; the key itself where there is none.
pub fn say(key: &str, args: &[(&str, &str)]) -> String {
    let files = [TEXTS[0], documents::MESSAGES[0].1];
    let text = files.into_iter().flat_map(lines).find(|(own, _)| *own == key).map_or(key, |(_, text)| text);
    args.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// What a field is called.
pub fn label(key: &str) -> &'static str {
    let wanted = format!("proposals.import.column.{key}");
    lines(TEXTS[0]).find(|(own, _)| *own == wanted).map_or("", |(_, text)| text)
}

fn lines(file: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    file.lines().filter_map(|line| line.split_once(": \"")).map(|(key, text)| (key, text.trim_end_matches('"')))
}

/// By name, by label in either language, or as old tables write it.
pub fn state(cell: &str) -> Option<State> {
    static LABELS: LazyLock<HashMap<String, State>> = LazyLock::new(|| {
        let labelled =
            TEXTS[1..].iter().flat_map(|file| lines(file)).filter_map(|(key, text)| Some((text, key.strip_prefix("proposal.state.")?)));
        let labelled = labelled.filter_map(|(text, name)| Some((text.to_lowercase(), State::parse(name)?)));
        OLD_WORDS.iter().map(|(word, state)| ((*word).to_owned(), *state)).chain(labelled).collect()
    });
    State::parse(cell).or_else(|| LABELS.get(&cell.to_lowercase()).copied())
}

const OLD_WORDS: &[(&str, State)] = &[
    ("已立案", State::Filed),
    ("已交办", State::Assigned),
    ("已办复", State::Replied),
    ("办复", State::Replied),
    ("答复", State::Replied),
    ("已办结", State::Closed),
    ("已完成", State::Closed),
    ("不立案", State::NotFiled),
    ("未立案", State::NotFiled),
    ("撤案", State::Withdrawn),
    ("已撤回", State::Withdrawn),
    ("已并案", State::Merged),
    ("转信息", State::TransferredToBrief),
    ("作委员来信转送", State::TransferredAsLetter),
    ("来信", State::TransferredAsLetter),
];

pub fn kind(cell: &str) -> Option<Kind> {
    Kind::parse(cell).or(match cell {
        "个人" | "个人提案" | "委员提案" => Some(Kind::Individual),
        "联名" | "联名提案" => Some(Kind::Joint),
        "集体" | "集体提案" | "团体提案" => Some(Kind::Collective),
        _ => None,
    })
}

pub fn period(cell: &str) -> Option<Period> {
    Period::parse(cell).or(match cell {
        "大会" | "大会提案" | "会议提案" => Some(Period::Plenary),
        "平时" | "平时提案" | "闭会提案" => Some(Period::InterSession),
        _ => None,
    })
}

/// `2022-01-18 16:12:23`, `2022-01-18`, `2022/1/18`, `2022.1.18`, `2022年1月18日`; Shanghai time.
pub fn moment(cell: &str) -> Option<Timestamp> {
    let (day, time) = cell.split_once([' ', 'T']).unwrap_or((cell, ""));
    let numbers: Vec<&str> = day.split(['-', '/', '.', '年', '月', '日']).filter(|part| !part.is_empty()).collect();
    let [year, month, date] = numbers[..] else { return None };
    let day = Date::new(year.parse().ok().filter(|y| (1949..=2999).contains(y))?, month.parse().ok()?, date.parse().ok()?).ok()?;
    let midnight = start_of(day);
    if time.is_empty() {
        return Some(midnight);
    }
    let time = time.split(['+', 'Z']).next().unwrap_or(time);
    let time = if time.matches(':').count() == 1 { format!("{time}:00") } else { time.to_owned() };
    let at: DateTime = format!("{day}T{time}").parse().ok()?;
    let seconds = i64::from(at.hour()) * 3_600 + i64::from(at.minute()) * 60 + i64::from(at.second());
    Some(midnight.plus_ms(seconds * 1_000))
}

/// 「2022」, 「2022年」, 「2022年度」.
pub fn year(cell: &str) -> Option<i64> {
    cell.trim_end_matches("年度").trim_end_matches('年').trim().parse().ok().filter(|y| (1949..=2999).contains(y))
}

/// Term and session: 「10-5」, 「十届五次」, 「第十届第五次会议」.
pub fn session(cell: &str) -> Option<(i64, i64)> {
    if let Some((term, session)) = cell.split_once('-') {
        return Some((term.trim().parse().ok()?, session.trim().parse().ok()?));
    }
    let (term, rest) = cell.split_once('届')?;
    let (session, _) = rest.split_once('次')?;
    Some((ordinal(term)?, ordinal(session)?))
}

/// 一 to 九十九, or digits.
fn ordinal(text: &str) -> Option<i64> {
    let text = text.trim_start_matches('第').trim();
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let digit = |c: char| "零一二三四五六七八九".chars().position(|d| d == c).map(|at| at as i64);
    match *text.chars().collect::<Vec<_>>() {
        ['十'] => Some(10),
        [one] => digit(one),
        ['十', one] => Some(10 + digit(one)?),
        [ten, '十'] => Some(digit(ten)? * 10),
        [ten, '十', one] => Some(digit(ten)? * 10 + digit(one)?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_read_as_offices_write_them() {
        assert_eq!(state("办结"), Some(State::Closed));
        assert_eq!(state("Closed"), Some(State::Closed));
        assert_eq!(state("not_filed"), Some(State::NotFiled));
        assert_eq!(state("已立案"), Some(State::Filed));
        assert_eq!(state("没有的"), None);
        assert_eq!(session("十届五次"), Some((10, 5)));
        assert_eq!(session("第十二届第二十一次会议"), Some((12, 21)));
        assert_eq!(session("10-5"), Some((10, 5)));
        assert_eq!(session("2022"), None);
        assert_eq!((year("2022年度"), year("22")), (Some(2022), None));
    }

    #[test]
    fn days_and_moments() {
        let day = start_of(jiff::civil::date(2022, 1, 18));
        for cell in ["2022-01-18", "2022/1/18", "2022.1.18", "2022年1月18日"] {
            assert_eq!(moment(cell), Some(day), "{cell}");
        }
        assert_eq!(moment("2022-01-18 16:12:23"), Some(day.plus_ms(58_343_000)));
        assert_eq!(moment("2022-01-18 16:12"), Some(day.plus_ms(58_320_000)));
        for cell in ["2022-02-30", "昨天", "18", "2022-01-18 25:00"] {
            assert_eq!(moment(cell), None, "{cell}");
        }
    }

    #[test]
    fn every_reason_and_label_has_a_text() {
        for field in super::super::columns::FIELDS {
            assert!(!label(field.key).is_empty(), "{}", field.key);
        }
        assert_eq!(say("proposals.import.missing", &[("column", "案由")]), "缺少“案由”列");
    }
}
