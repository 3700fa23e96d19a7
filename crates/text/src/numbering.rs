//! 序号: the marks by which Chinese texts number their points, 一、 （一） 1. ① 第一， 一是.

/// A way of numbering. The order is that of official documents, outermost first, with the spoken forms last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Style {
    /// 建议一：
    Advice,
    /// 一、
    Ideographic,
    /// （一）
    Bracketed,
    /// 1. and 1、
    Arabic,
    /// （1） and 1）
    BracketedArabic,
    /// ①
    Circled,
    /// 第一，and 其一，
    Ordinal,
    /// 一是 and 一要
    Spoken,
}

/// How surely a mark begins a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// After other words: only believed as the continuation of a run.
    Within,
    /// At the beginning, after the end of a sentence, after a colon.
    Boundary,
}

/// A number as it stands in a text, `at..end` in bytes. `mark` tells 1、 from 1. and 一是 from 一要.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Marker {
    pub at: usize,
    pub end: usize,
    pub style: Style,
    pub mark: char,
    pub number: usize,
    pub place: Place,
}

/// Every mark in the text, in order.
pub(crate) fn markers(text: &str) -> Vec<Marker> {
    let mut found = Vec::new();
    let mut before: Option<char> = None;
    let mut skip_to = 0;
    for (at, c) in text.char_indices() {
        if at >= skip_to
            && let Some(marker) = marker_at(text, at, before)
        {
            skip_to = marker.end;
            found.push(marker);
        }
        before = Some(c);
    }
    found
}

/// The mark that begins at byte `at`, where `before` is the character in front of it.
pub(crate) fn marker_at(text: &str, at: usize, before: Option<char>) -> Option<Marker> {
    let (style, mark, number, length) = read(&text[at..])?;
    let after_heading = style == Style::Spoken && before == Some('议'); // 「三、相关建议一是…」, a heading that lost its line end
    let place = if after_heading || before.is_none_or(is_boundary) {
        Place::Boundary
    } else if may_follow(style, before?) {
        Place::Within
    } else {
        return None;
    };
    Some(Marker { at, end: at + length, style, mark, number, place })
}

fn is_boundary(c: char) -> bool {
    c.is_whitespace() || "。！？；：…:;!?】〗".contains(c)
}

/// 统一、区域 and 第一、 are words, 2.1、 is a number; 一是 after plain words is a statement.
fn may_follow(style: Style, before: char) -> bool {
    match style {
        Style::Ideographic => {
            !before.is_ascii_alphanumeric() && !"第十百千零〇一二三四五六七八九统唯之单专万某每其同如逐合进任另星周、".contains(before)
        }
        Style::Arabic | Style::BracketedArabic => !before.is_ascii_alphanumeric() && !".-－—第、/（(%".contains(before),
        Style::Bracketed => !"件表图款项".contains(before),
        Style::Circled => true,
        Style::Ordinal | Style::Spoken => "，,”）".contains(before),
        Style::Advice => false,
    }
}

/// Style, mark, number and length in bytes of the mark that begins `text`.
fn read(text: &str) -> Option<(Style, char, usize, usize)> {
    let first = text.chars().next()?;
    match first {
        '①'..='⑳' => Some((Style::Circled, '①', u32::from(first) as usize - 0x245f, first.len_utf8())),
        '⑴'..='⒇' => Some((Style::BracketedArabic, '⑴', u32::from(first) as usize - 0x2473, first.len_utf8())),
        '⒈'..='⒛' => Some((Style::Arabic, '⒈', u32::from(first) as usize - 0x2487, first.len_utf8())),
        '（' | '(' => bracketed(text, first),
        '第' | '其' => worded(text, first, Style::Ordinal, "，,、：:."),
        '建' => text.strip_prefix("建议").and_then(|_| worded(text, '建', Style::Advice, "、：:，.")),
        c if c.is_ascii_digit() => arabic(text),
        c if digit(c).is_some() => ideographic(text),
        _ => None,
    }
}

fn bracketed(text: &str, open: char) -> Option<(Style, char, usize, usize)> {
    let inner = &text[open.len_utf8()..];
    let close = inner.find(['）', ')'])?;
    let word = inner[..close].trim();
    let length = open.len_utf8() + close + inner[close..].chars().next()?.len_utf8();
    let (style, number) = match word.parse().ok().filter(|_| word.len() <= 2) {
        Some(number) => (Style::BracketedArabic, number),
        None => (Style::Bracketed, chinese_number(word)?),
    };
    Some((style, '（', number, length))
}

fn worded(text: &str, first: char, style: Style, marks: &str) -> Option<(Style, char, usize, usize)> {
    let prefix = if style == Style::Advice { "建议".len() } else { first.len_utf8() };
    let word: String = text[prefix..].chars().take_while(|c| digit(*c).is_some() || c.is_ascii_digit()).collect();
    let number = word.parse().ok().or_else(|| chinese_number(&word))?;
    let mark = text[prefix + word.len()..].chars().next().filter(|c| marks.contains(*c))?;
    Some((style, first, number, prefix + word.len() + mark.len_utf8()))
}

fn arabic(text: &str) -> Option<(Style, char, usize, usize)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = text[..digits].parse().ok().filter(|_| digits <= 2)?;
    let blanks = text[digits..].len() - text[digits..].trim_start_matches(' ').len();
    let mark = text[digits + blanks..].chars().next()?;
    let length = digits + blanks + mark.len_utf8();
    match mark {
        '）' | ')' => Some((Style::BracketedArabic, ')', number, length)),
        '.' | '．' | '、' if !continues_a_number(&text[length..], mark) => {
            Some((Style::Arabic, if mark == '、' { '、' } else { '.' }, number, length))
        }
        _ => None,
    }
}

/// 1.5 is a number and 1、2、3 a list of them, but a point may begin with a year.
fn continues_a_number(rest: &str, mark: char) -> bool {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let after = &rest[digits..];
    match mark {
        '、' => digits > 0 && after.starts_with(['、', '号', '和', '及']),
        _ => digits > 0 && !(digits == 4 && after.starts_with('年')),
    }
}

fn ideographic(text: &str) -> Option<(Style, char, usize, usize)> {
    let word: String = text.chars().take_while(|c| digit(*c).is_some()).collect();
    let number = chinese_number(&word)?;
    let mark = text[word.len()..].chars().next()?;
    let length = word.len() + mark.len_utf8();
    match mark {
        '、' | '．' | '.' => Some((Style::Ideographic, '、', number, length)),
        '是' | '要' => Some((Style::Spoken, mark, number, length)),
        _ => None,
    }
}

/// 一 … 九十九 as a number.
pub(crate) fn chinese_number(word: &str) -> Option<usize> {
    let mut chars = word.chars();
    let (tens, ones) = match (chars.next(), chars.next(), chars.next(), chars.next()) {
        (Some('十'), None, ..) => (1, 0),
        (Some(one), None, ..) => (0, digit(one)?),
        (Some('十'), Some(one), None, _) => (1, digit(one)?),
        (Some(ten), Some('十'), None, _) => (digit(ten)?, 0),
        (Some(ten), Some('十'), Some(one), None) => (digit(ten)?, digit(one)?),
        _ => return None,
    };
    (tens < 10 && ones < 10 && tens + ones > 0).then_some(tens * 10 + ones)
}

fn digit(c: char) -> Option<usize> {
    "〇一二三四五六七八九十".chars().position(|digit| digit == c)
}

#[cfg(test)]
mod tests {
    use super::{Place, Style, chinese_number, markers};

    fn found(text: &str) -> Vec<(Style, usize, Place)> {
        markers(text).iter().map(|marker| (marker.style, marker.number, marker.place)).collect()
    }

    #[test]
    fn numbers_are_read() {
        for (word, number) in [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("九十九", 99)] {
            assert_eq!(chinese_number(word), Some(number), "{word}");
        }
        for word in ["", "〇", "百", "一一", "十十"] {
            assert_eq!(chinese_number(word), None, "{word}");
        }
    }

    #[test]
    fn every_style_is_known() {
        for (text, style) in [
            ("一、甲", Style::Ideographic),
            ("（一）甲", Style::Bracketed),
            ("(一) 甲", Style::Bracketed),
            ("1.甲", Style::Arabic),
            ("1．甲", Style::Arabic),
            ("1、2022年", Style::Arabic),
            ("1.2022年", Style::Arabic),
            ("（1）甲", Style::BracketedArabic),
            ("1）甲", Style::BracketedArabic),
            ("①甲", Style::Circled),
            ("第一，甲", Style::Ordinal),
            ("其一，甲", Style::Ordinal),
            ("一是甲", Style::Spoken),
            ("建议一：甲", Style::Advice),
        ] {
            assert_eq!(found(text), [(style, 1, Place::Boundary)], "{text}");
        }
    }

    #[test]
    fn numbers_within_words_are_no_marks() {
        for text in ["增长1.5倍", "统一、规范", "这一是好事", "第一部分", "2021.12", "见附件（一）", "1、2、3号楼", "全国第二、全省第一"]
        {
            assert!(found(text).iter().all(|(_, _, place)| *place == Place::Within), "{text}: {:?}", found(text));
        }
    }
}
