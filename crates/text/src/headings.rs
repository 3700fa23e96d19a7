//! 分段: the three parts of a proposal found by the headings that people really write.

use crate::numbering::marker_at;

/// The parts of a proposal, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// 背景情况
    Background,
    /// 问题及分析
    Analysis,
    /// 具体建议
    Suggestions,
}

/// A stretch of a text. Heading and body of all sections joined are the text that was cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section<'a> {
    pub part: Part,
    /// The heading with its number, brackets and colon, as written; empty where there is none.
    pub heading: &'a str,
    pub body: &'a str,
    /// Whether a heading, or a sentence like 「提出以下建议：」 with a numbered list, marks this section.
    pub sure: bool,
}

/// Cuts the text of a proposal into its parts. Words before the first heading belong to the background, or to the analysis
/// where nothing but suggestions is headed; suggestions without a heading begin with a sentence like 「为此，建议…」.
pub fn sections(text: &str) -> Vec<Section<'_>> {
    let mut cuts = chosen(&candidates(text));
    if !cuts.iter().any(|cut| cut.part == Part::Suggestions) {
        cuts.extend(advice(text, cuts.last().map_or(0, |cut| cut.end)));
    }
    let first = cuts.first().copied();
    let mut sections = Vec::new();
    let before = first.map_or(text.len(), |cut| cut.at);
    if before > 0 || cuts.is_empty() {
        let part = if first.is_some_and(|cut| cut.part != Part::Suggestions) { Part::Background } else { Part::Analysis };
        let sure = first.is_some_and(|cut| cut.part == Part::Analysis);
        sections.push(Section { part, heading: "", body: &text[..before], sure });
    }
    for (at, cut) in cuts.iter().enumerate() {
        let end = cuts.get(at + 1).map_or(text.len(), |next| next.at);
        sections.push(Section { part: cut.part, heading: &text[cut.at..cut.end], body: &text[cut.end..end], sure: cut.strength > LOOSE });
    }
    sections
}

/// A place where a part may begin: heading at `at..end` in bytes.
#[derive(Clone, Copy, Debug)]
struct Cut {
    part: Part,
    at: usize,
    end: usize,
    strength: u32,
}

/// A word that is certainly a heading, one that may be, and one in the middle of a line.
const STRONG: u32 = 9;
const WEAK: u32 = 5;
const LOOSE: u32 = 2;

const STRONG_WORDS: [(Part, &[&str]); 3] = [
    (
        Part::Background,
        &[
            "调研情况",
            "背景情况",
            "基本情况",
            "情况背景",
            "提案背景",
            "调研背景",
            "背景与现状",
            "背景及现状",
            "背景和现状",
            "现状与背景",
            "现状及背景",
            "现状情况",
            "情况现状",
            "现状分析",
            "基本现状",
            "情况说明",
        ],
    ),
    (
        Part::Analysis,
        &[
            "问题分析",
            "问题及分析",
            "问题和分析",
            "问题与分析",
            "存在问题",
            "存在的问题",
            "存在的主要问题",
            "存在主要问题",
            "主要问题",
            "存在问题及分析",
            "存在问题分析",
            "存在的问题及分析",
            "存在的问题和不足",
            "存在的问题与不足",
            "存在的问题及不足",
            "存在问题和不足",
            "问题和不足",
            "问题与不足",
            "问题及不足",
            "问题及原因",
            "问题及原因分析",
            "存在的不足",
            "存在不足",
            "存在的困难和问题",
            "困难和问题",
            "困难与问题",
            "存在的问题和困难",
            "问题和困难",
            "面临的问题",
            "情况分析",
        ],
    ),
    (
        Part::Suggestions,
        &[
            "具体建议",
            "具体意见",
            "对策建议",
            "对策及建议",
            "对策与建议",
            "对策和建议",
            "意见建议",
            "意见和建议",
            "意见与建议",
            "意见及建议",
            "工作建议",
            "建议措施",
            "建议和措施",
            "建议及措施",
            "建议与措施",
            "建议和对策",
            "建议与对策",
            "具体措施",
            "具体对策",
            "相关建议",
            "几点建议",
            "建议内容",
            "建议事项",
            "解决办法",
            "解决措施",
            "对策措施",
            "具体建议如下",
            "建议如下",
            "解决问题的建议",
        ],
    ),
];

const WEAK_WORDS: [(Part, &[&str]); 3] = [
    (Part::Background, &["情况", "现状", "背景", "案由", "概况", "基本概况", "调研"]),
    (Part::Analysis, &["问题", "分析", "不足", "困难", "原因分析", "原因", "主要原因"]),
    (Part::Suggestions, &["建议", "为此建议", "因此建议", "为此，建议", "为此我们建议", "特建议", "对策", "措施", "意见", "办法"]),
];

/// The last words of a heading on a line of its own: 「二、社区养老存在的主要短板」.
const ENDINGS: [(Part, &[&str]); 3] = [
    (Part::Background, &["现状", "情况", "背景", "概况"]),
    (Part::Analysis, &["问题", "不足", "困难", "短板", "原因", "分析"]),
    (Part::Suggestions, &["建议", "对策", "措施", "意见", "举措"]),
];

fn candidates(text: &str) -> Vec<Cut> {
    let mut cuts: Vec<Cut> = Vec::new();
    for (at, _) in text.match_indices(['：', ':']) {
        cuts.extend(before_colon(text, at));
    }
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        cuts.extend(own_line(line).map(|(part, strength)| Cut { part, at: start, end: start + line.len(), strength }));
        start += line.len();
    }
    cuts.extend(bracketed(text));
    cuts.sort_by_key(|cut| (cut.at, cut.end));
    cuts
}

/// A heading that ends with the colon at `colon`.
fn before_colon(text: &str, colon: usize) -> Option<Cut> {
    let head = text[..colon].trim_end_matches([' ', '　', '】', '\u{a0}']);
    let end = colon + text[colon..].chars().next().map_or(0, char::len_utf8);
    let cut = |part, at, strength| Cut { part, at, end, strength };
    if let Some((part, word)) = longest(&STRONG_WORDS, head) {
        let (at, free) = heading_start(text, head.len() - word.len());
        return Some(cut(part, at, if free { STRONG } else { LOOSE }));
    }
    let (part, word) = longest(&WEAK_WORDS, head)?;
    let (at, free) = heading_start(text, head.len() - word.len());
    free.then(|| cut(part, at, WEAK))
}

/// 【具体建议】 without a colon.
fn bracketed(text: &str) -> Vec<Cut> {
    let mut cuts = Vec::new();
    for (open, _) in text.match_indices('【') {
        let Some(length) = text[open..].find('】') else { continue };
        let inner = text[open + '【'.len_utf8()..open + length].trim();
        let end = open + length + '】'.len_utf8();
        if text[end..].trim_start().starts_with(['：', ':']) {
            continue;
        }
        if let Some((part, _)) =
            [&STRONG_WORDS, &WEAK_WORDS].iter().find_map(|words| longest(words, inner)).filter(|(_, word)| *word == inner)
        {
            cuts.push(Cut { part, at: open, end, strength: STRONG });
        }
    }
    cuts
}

/// A heading that fills its line.
fn own_line(line: &str) -> Option<(Part, u32)> {
    let trimmed = line.trim();
    let bare = trimmed.trim_start_matches('【').trim_end_matches('】');
    if trimmed.is_empty() || trimmed.chars().count() > 24 || trimmed.contains(['。', '；', '：', ':', '，', '？', '！']) {
        return None;
    }
    let marker = marker_at(bare, 0, None);
    let words = bare[marker.map_or(0, |marker| marker.end)..].trim();
    for list in [&STRONG_WORDS, &WEAK_WORDS] {
        if let Some((part, word)) = longest(list, words)
            && word == words
        {
            return Some((part, STRONG));
        }
    }
    let (part, _) = longest(&ENDINGS, words)?;
    let style = marker?.style;
    Some((part, if style == crate::numbering::Style::Ideographic { WEAK } else { LOOSE }))
}

fn longest<'a>(words: &[(Part, &[&'a str]); 3], head: &str) -> Option<(Part, &'a str)> {
    let ending = words.iter().flat_map(|(part, words)| words.iter().map(|word| (*part, *word))).filter(|(_, word)| head.ends_with(word));
    ending.max_by_key(|(_, word)| word.len())
}

/// Where the heading begins that has its first word at `word`, with its bracket and number, and whether something ended before it.
fn heading_start(text: &str, word: usize) -> (usize, bool) {
    let head = text[..word].trim_end_matches(['【', ' ', '　', '\u{a0}']);
    for (at, _) in head.char_indices().rev().take(6) {
        let before = text[..at].chars().next_back();
        if let Some(marker) = marker_at(text, at, before)
            && marker.end == head.len()
            && ends_something(before)
        {
            return (at, true);
        }
    }
    let at = if text[head.len()..word].contains('【') { head.len() } else { word };
    (at, ends_something(text[..at].chars().next_back()))
}

fn ends_something(before: Option<char>) -> bool {
    before.is_none_or(|c| c.is_whitespace() || "。！？；：…:;!?.”）)】」》、".contains(c))
}

/// The best ascending choice of at most one cut a part; of equals the earliest.
fn chosen(cuts: &[Cut]) -> Vec<Cut> {
    let of = |part| std::iter::once(None).chain(cuts.iter().filter(move |cut| cut.part == part).map(Some));
    let mut best: (u32, Vec<Cut>) = (0, Vec::new());
    for suggestions in of(Part::Suggestions) {
        for analysis in of(Part::Analysis) {
            for background in of(Part::Background) {
                let choice: Vec<Cut> = [background, analysis, suggestions].into_iter().flatten().copied().collect();
                let strength = choice.iter().map(|cut| cut.strength).sum();
                let ascending = choice.windows(2).all(|pair| pair[0].end <= pair[1].at);
                let earlier = || choice.iter().rev().map(|cut| cut.at).lt(best.1.iter().rev().map(|cut| cut.at));
                if ascending && (strength > best.0 || (strength == best.0 && earlier())) {
                    best = (strength, choice);
                }
            }
        }
    }
    best.1
}

/// Where suggestions begin without a heading, after byte `from`: the sentence that says so.
fn advice(text: &str, from: usize) -> Option<Cut> {
    let mut at = from;
    for sentence in text[from..].split_inclusive(['。', '！', '？', '；', '\n']) {
        if !text[from..at].trim().is_empty()
            && let Some(strength) = announces(sentence.trim(), &text[at..])
        {
            return Some(Cut { part: Part::Suggestions, at, end: at, strength });
        }
        at += sentence.len();
    }
    None
}

fn announces(sentence: &str, rest: &str) -> Option<u32> {
    let head = sentence.split(['：', ':']).next().unwrap_or_default();
    let named = ["建议", "对策", "意见"].iter().any(|word| head.ends_with(word))
        || (head.contains("建议") && (head.ends_with("如下") || head.contains("以下")));
    if head.len() < sentence.len() && head.chars().count() <= 60 && named {
        return Some(if crate::items(rest).len() > 2 { WEAK } else { LOOSE });
    }
    let turns =
        ["为此", "因此", "对此", "鉴于此", "据此", "综上"].iter().any(|word| sentence.starts_with(word)) && sentence.contains("建议");
    let begins = ["建议", "我建议", "我们建议", "特建议"].iter().any(|word| sentence.starts_with(word));
    (turns || begins).then_some(LOOSE)
}
