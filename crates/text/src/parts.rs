//! 背景情况、问题及分析、具体建议: the full text of a proposal as three parts and numbered suggestions.

use crate::{Part, items, sections};

/// The parts of a proposal, without headings and without the numbers of the suggestions. Each is trimmed at both ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    pub background: String,
    /// With the sentences that lead over to the first suggestion (「为此建议：」), so that nothing is lost.
    pub analysis: String,
    pub suggestions: Vec<String>,
    /// Whether all three are there and found by their headings. Where not, a person should look before anything depends on it.
    pub confident: bool,
}

/// Cuts the full text of a proposal. Every character is in one of the parts, but for headings, numbers of suggestions and white space around them.
pub fn split_parts(text: &str) -> Parts {
    let sections = sections(text);
    let body = |part: Part| {
        let bodies: Vec<&str> = sections.iter().filter(|section| section.part == part).map(|section| section.body.trim()).collect();
        bodies.into_iter().filter(|body| !body.is_empty()).collect::<Vec<_>>().join("\n")
    };
    let (lead, suggestions) = points(&body(Part::Suggestions));
    let analysis = [body(Part::Analysis), lead].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n");
    let background = body(Part::Background);
    let sure = |part: Part| sections.iter().any(|section| section.part == part && section.sure);
    let confident = [Part::Background, Part::Analysis, Part::Suggestions].into_iter().all(sure)
        && !background.is_empty()
        && !body(Part::Analysis).is_empty()
        && !suggestions.is_empty();
    Parts { background, analysis, suggestions, confident }
}

/// The numbered suggestions of a text that holds nothing else: by the outermost numbering, or one for each paragraph.
/// Words before the first number stay at the beginning of the first suggestion.
pub fn split_suggestions(text: &str) -> Vec<String> {
    let (lead, mut suggestions) = points(text);
    if !lead.is_empty() {
        match suggestions.first_mut() {
            Some(first) => *first = format!("{lead}\n{first}"),
            None => suggestions.push(lead),
        }
    }
    suggestions
}

/// The words before the first point, and the points.
fn points(text: &str) -> (String, Vec<String>) {
    let items = items(text);
    if items.iter().all(|item| item.marker.is_empty()) {
        return paragraphs(text);
    }
    let (mut lead, mut points) = (String::new(), Vec::new());
    for item in items {
        let body = item.body.trim().to_owned();
        match item.marker {
            "" => lead = body,
            _ if body.is_empty() => {}
            _ => points.push(body),
        }
    }
    (lead, points)
}

fn paragraphs(text: &str) -> (String, Vec<String>) {
    let mut lines: Vec<String> = text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
    let leads = lines.len() > 1 && lines[0].ends_with(['：', ':']);
    let lead = if leads { lines.remove(0) } else { String::new() };
    (lead, lines)
}

#[cfg(test)]
mod tests {
    use super::{Parts, split_parts, split_suggestions};
    use proptest::prelude::*;

    fn parts(text: &str) -> Parts {
        let parts = split_parts(text);
        assert!(parts.confident, "{text}: {parts:?}");
        parts
    }

    #[test]
    fn one_line_with_headings_and_colons() {
        let parts = parts(
            "调研情况：河东片区有老楼六十栋。问题分析：一是居民意见不一；二是资金不足。具体建议：为此建议：一、出台办法。二、设立专项资金。",
        );
        assert_eq!(parts.background, "河东片区有老楼六十栋。");
        assert_eq!(parts.analysis, "一是居民意见不一；二是资金不足。\n为此建议：");
        assert_eq!(parts.suggestions, ["出台办法。", "设立专项资金。"]);
    }

    #[test]
    fn headings_on_lines_of_their_own() {
        for text in [
            "一、背景情况\n湖滨路人多。\n二、存在的问题和不足\n没有公厕。\n三、对策建议\n（一）新建两座。\n（二）开放单位厕所。",
            "【背景情况】湖滨路人多。【问题及分析】没有公厕。【具体建议】1.新建两座。2.开放单位厕所。",
            "背景情况\n湖滨路人多。\n问题及分析\n没有公厕。\n具体建议\n①新建两座。\n②开放单位厕所。",
            "（一）现状：湖滨路人多。（二）存在问题：没有公厕。（三）意见建议：第一，新建两座。第二，开放单位厕所。",
            "一、湖滨路公共服务的现状\n湖滨路人多。\n二、当前存在的主要短板\n没有公厕。\n三、下一步的几点举措\n1、新建两座。\n2、开放单位厕所。",
            "湖滨路人多。\n存在问题：没有公厕。\n建议：\n新建两座。\n开放单位厕所。",
        ] {
            let parts = parts(text);
            assert_eq!((parts.background.as_str(), parts.analysis.as_str()), ("湖滨路人多。", "没有公厕。"), "{text}");
            assert_eq!(parts.suggestions, ["新建两座。", "开放单位厕所。"], "{text}");
        }
    }

    #[test]
    fn a_heading_that_lost_its_full_stop() {
        let parts = split_parts("调研情况：城区扩大带来机遇问题分析：配套不足。具体建议：补齐配套。");
        assert_eq!((parts.background.as_str(), parts.analysis.as_str()), ("城区扩大带来机遇", "配套不足。"));
    }

    #[test]
    fn suggestions_within_the_analysis() {
        let numbered = parts("情况：甲。问题分析：乙事未办。为此，提出以下建议：1.办乙事。2.设专班。");
        assert_eq!(numbered.analysis, "乙事未办。\n为此，提出以下建议：");
        assert_eq!(numbered.suggestions, ["办乙事。", "设专班。"]);
        let plain = split_parts("情况：甲。问题分析：乙事未办。为此，建议尽快办理乙事。");
        assert_eq!(plain.suggestions, ["为此，建议尽快办理乙事。"]);
        assert!(!plain.confident);
    }

    #[test]
    fn a_text_without_headings_is_not_guessed() {
        let parts = split_parts("公园里没有路灯，晚上不安全。");
        assert_eq!(parts, Parts { analysis: "公园里没有路灯，晚上不安全。".to_owned(), ..Parts::default() });
        assert_eq!(split_parts(""), Parts::default());
    }

    #[test]
    fn suggestions_alone() {
        assert_eq!(split_suggestions("建议修一条路。"), ["建议修一条路。"]);
        assert_eq!(split_suggestions("修路。\n架桥。"), ["修路。", "架桥。"]);
        assert_eq!(split_suggestions("建议：一是修路；二是架桥。"), ["建议：\n修路；", "架桥。"]);
        assert!(split_suggestions(" \n").is_empty());
    }

    /// What is left of a text when headings, numbers and white space are taken away.
    fn content(text: &str) -> String {
        crate::sections(text)
            .iter()
            .flat_map(|section| match section.part {
                crate::Part::Suggestions => crate::items(section.body.trim()).iter().map(|item| item.body.to_owned()).collect(),
                _ => vec![section.body.to_owned()],
            })
            .flat_map(|body| body.chars().filter(|c| !c.is_whitespace()).collect::<Vec<_>>())
            .collect()
    }

    const PIECES: &str = "(调研情况：|背景情况\n|现状：|【问题及分析】|问题分析：|存在的问题\n|具体建议：|建议：|为此，建议|[一二三]、|（[一二三]）|[123]\\.|[一二]是|[甲乙丙丁。；：，\n ]){0,24}";

    proptest! {
        #[test]
        fn sections_joined_are_the_text(text in PIECES) {
            let joined: String = crate::sections(&text).iter().flat_map(|section| [section.heading, section.body]).collect();
            prop_assert_eq!(joined, text);
        }

        #[test]
        fn no_text_is_lost(text in PIECES) {
            let parts = split_parts(&text);
            let joined: String = [parts.background, parts.analysis].into_iter().chain(parts.suggestions).collect();
            let kept: String = joined.chars().filter(|c| !c.is_whitespace()).collect();
            prop_assert_eq!(kept, content(&text));
        }

        #[test]
        fn any_text_is_taken(text in any::<String>()) {
            split_parts(&text);
            split_suggestions(&text);
            crate::proposer(&text);
        }
    }
}
