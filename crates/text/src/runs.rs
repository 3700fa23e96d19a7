//! 分条: a text cut into its numbered points.

use crate::numbering::{Marker, Place, Style, markers};

/// A numbered point, or the words before the first one. Marker and body of all items joined are the text that was cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item<'a> {
    /// The number as written, with its mark: 「一、」, 「（二）」, 「3.」. Empty for the words before the first point.
    pub marker: &'a str,
    pub body: &'a str,
}

/// Cuts a text at its outermost numbering that runs 1, 2, … n; a text without one is a single item without a marker.
/// Numbers inside points (an inner level) stay where they are.
pub fn items(text: &str) -> Vec<Item<'_>> {
    let run = outermost(text).unwrap_or_default();
    let first = run.first().map_or(text.len(), |marker| marker.at);
    let mut items = Vec::new();
    if first > 0 || text.is_empty() {
        items.push(Item { marker: "", body: &text[..first] });
    }
    for (at, marker) in run.iter().enumerate() {
        let end = run.get(at + 1).map_or(text.len(), |next| next.at);
        items.push(Item { marker: &text[marker.at..marker.end], body: &text[marker.end..end] });
    }
    items
}

fn outermost(text: &str) -> Option<Vec<Marker>> {
    let found = markers(text);
    let mut runs: Vec<Vec<Marker>> = found
        .iter()
        .filter(|marker| may_begin(marker, &found))
        .map(|first| run_from(*first, &found))
        .filter(|run| run.len() > 1 && introduces_points(&text[..run[0].at]))
        .collect();
    runs.sort_by_key(|run| run[0].at);
    let mut runs = runs.into_iter();
    let mut chosen = runs.next()?;
    for run in runs {
        // A list inside the opening words: 「目前一是…二是…，为此建议：一、…」.
        let over = chosen.last().is_some_and(|last| last.at < run[0].at);
        if over && run[0].style < chosen[0].style && chosen[0].style >= Style::Circled {
            chosen = run;
        }
    }
    Some(chosen)
}

/// The first 1 of its kind, at a boundary; written numbers may also follow a heading that lost its line end (「对策及建议1.建立」).
fn may_begin(marker: &Marker, found: &[Marker]) -> bool {
    let alike = |other: &&Marker| other.number == 1 && other.style == marker.style && other.mark == marker.mark;
    let first = match found.iter().filter(alike).find(|other| other.place == Place::Boundary) {
        Some(first) => first,
        None if matches!(marker.style, Style::Bracketed | Style::Arabic) => match found.iter().find(alike) {
            Some(first) => first,
            None => return false,
        },
        None => return false,
    };
    marker.number == 1 && first.at == marker.at
}

fn run_from(first: Marker, found: &[Marker]) -> Vec<Marker> {
    let mut run = vec![first];
    let mut last = first;
    while let Some(next) = next_of(&last, last.number + 1, found).or_else(|| skipping_one(&last, found)) {
        run.push(next);
        last = next;
    }
    run
}

fn next_of(last: &Marker, number: usize, found: &[Marker]) -> Option<Marker> {
    let later = || found.iter().filter(|marker| marker.at > last.at && marker.style == last.style && marker.number == number);
    let alike = || later().filter(|marker| marker.mark == last.mark);
    alike()
        .find(|marker| marker.place == Place::Boundary)
        .or_else(|| alike().next())
        .or_else(|| later().find(|marker| marker.place == Place::Boundary && !restarts(last, marker, found)))
        .copied()
}

/// People change from 4. to 5、 within a list; but where a 1、 stands between, it is an inner list.
fn restarts(last: &Marker, next: &Marker, found: &[Marker]) -> bool {
    last.style == Style::Spoken
        || found.iter().any(|marker| {
            marker.at > last.at && marker.at < next.at && marker.style == next.style && marker.mark == next.mark && marker.number == 1
        })
}

/// A slip of the pen: 二 followed by 四.
fn skipping_one(last: &Marker, found: &[Marker]) -> Option<Marker> {
    next_of(last, last.number + 2, found).filter(|marker| marker.place == Place::Boundary && marker.mark == last.mark)
}

/// False where the list gives reasons or problems, or stands inside the last of several paragraphs.
fn introduces_points(lead: &str) -> bool {
    let line = lead.trim_end_matches([' ', '　', '\u{a0}']);
    let clause = line.rsplit(['。', '！', '？', '；', '，', '\n']).next().unwrap_or_default();
    if ["考虑", "原因", "理由", "表现", "问题："].iter().any(|word| clause.contains(word)) {
        return false;
    }
    let mut paragraphs = lead.split('\n');
    let opening = paragraphs.next_back().unwrap_or_default().trim();
    opening.is_empty() || opening.ends_with(['：', ':']) || !paragraphs.any(|line| line.trim_end().ends_with('。'))
}

#[cfg(test)]
mod tests {
    use super::items;
    use proptest::prelude::*;

    fn bodies(text: &str) -> Vec<&str> {
        items(text).iter().filter(|item| !item.marker.is_empty()).map(|item| item.body).collect()
    }

    #[test]
    fn the_outermost_numbering_cuts() {
        assert_eq!(bodies("一、建停车场。1.选址。2.招标。二、加班车。"), ["建停车场。1.选址。2.招标。", "加班车。"]);
        assert_eq!(bodies("（一）甲。一是乙；二是丙。（二）丁。"), ["甲。一是乙；二是丙。", "丁。"]);
        assert_eq!(bodies("1、甲\n2、乙\n3、丙"), ["甲\n", "乙\n", "丙"]);
        assert_eq!(bodies("①甲；②乙；③丙。"), ["甲；", "乙；", "丙。"]);
        assert_eq!(bodies("第一，甲。一是子，二是丑。第二，乙。"), ["甲。一是子，二是丑。", "乙。"]);
        assert_eq!(bodies("建议一：甲。建议二：乙。"), ["甲。", "乙。"]);
    }

    #[test]
    fn small_slips_do_not_break_a_run() {
        assert_eq!(bodies("1.甲。2、乙。3．丙。").len(), 3);
        assert_eq!(bodies("（一）甲。（二）乙。（四）丙。").len(), 3);
        assert_eq!(bodies("具体对策1.甲，设为重点2.乙。").len(), 2);
    }

    #[test]
    fn words_that_look_like_numbers_do_not_cut() {
        for text in
            ["总量全国第一、增速全省第二。", "统一、规范管理，增长1.5倍和2.3倍。", "只有一、没有下文。", "基于以下考虑：一是甲，二是乙。"]
        {
            assert!(bodies(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_list_inside_one_of_several_paragraphs_does_not_cut() {
        assert!(bodies("修路要快。\n架桥分两步。一是选址。二是招标。").is_empty());
        assert_eq!(bodies("关于修路架桥的建议\n现在正是时候。（一）修路。（二）架桥。"), ["修路。", "架桥。"]);
        assert_eq!(bodies("相关建议一是修路；二是架桥。"), ["修路；", "架桥。"]);
    }

    #[test]
    fn a_list_in_the_opening_words_is_not_the_list() {
        assert_eq!(bodies("目前：一是甲；二是乙。为此建议：一、丙。二、丁。"), ["丙。", "丁。"]);
    }

    proptest! {
        #[test]
        fn no_text_is_lost(text in "([一二三]、|（[一二三]）|[123][.、]|[一二]是|第[一二]，|[甲乙丙。；：，\n ]){0,30}") {
            let joined: String = items(&text).iter().flat_map(|item| [item.marker, item.body]).collect();
            prop_assert_eq!(joined, text);
        }
    }
}
