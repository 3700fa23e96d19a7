//! Long text: paragraphs, numbered suggestions, what changed.

use askama::Template;
use text::{Kind, Span};

use super::Html;
use crate::i18n::Locale;

/// Paragraphs of Chinese text in the reading face; every line of the text is one. Nothing of an empty text.
pub fn prose(text: &str) -> Html {
    let paragraphs: Vec<&str> = text.lines().map(trim).filter(|line| !line.is_empty()).collect();
    if paragraphs.is_empty() {
        return Html::default();
    }
    Html::of(&ProsePart { paragraphs, lang: lang(text) })
}

/// Suggestions with their numbers, to be cited as 建议 2. Nothing where there are none.
pub fn numbered(items: Vec<String>) -> Html {
    if items.is_empty() {
        return Html::default();
    }
    let lang = items.iter().find_map(|item| lang(item));
    Html::of(&NumberedPart { items, lang })
}

/// What goes of the old text and what is new in the other, in reading order; marked for eyes and for screen readers.
pub fn diff(l: &Locale, old: &str, new: &str) -> Html {
    Html::of(&DiffPart { l, spans: text::diff(old, new) })
}

/// The language of a text where it is Chinese, which an English page has to say of its part (WCAG 3.1.2).
fn lang(text: &str) -> Option<&'static str> {
    let han = |c: char| ('\u{3400}'..='\u{9fff}').contains(&c) || c >= '\u{20000}';
    text.chars().any(han).then_some("zh-CN")
}

/// The indent of a Chinese paragraph is the stylesheet's, not two ideographic spaces.
fn trim(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || c == '\u{3000}')
}

#[derive(Template)]
#[template(path = "ui/prose.html")]
struct ProsePart<'a> {
    paragraphs: Vec<&'a str>,
    lang: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "ui/numbered.html")]
struct NumberedPart {
    items: Vec<String>,
    lang: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "ui/diff.html")]
struct DiffPart<'a> {
    l: &'a Locale,
    spans: Vec<Span>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_text_says_so() {
        assert!(prose("老城区管网").as_str().contains(r#"lang="zh-CN""#));
        assert!(!prose("The pipes are old").as_str().contains("lang="));
        assert!(numbered(vec!["疏通".into()]).as_str().contains(r#"lang="zh-CN""#));
    }

    #[test]
    fn of_nothing_is_nothing() {
        assert!(prose(" \n\u{3000}").is_empty() && numbered(Vec::new()).is_empty());
    }

    #[test]
    fn prose_escapes_and_drops_typed_indents() {
        let html = prose("\u{3000}\u{3000}一段 <b>\r\n\r\n二段");
        assert_eq!(html.as_str().matches("<p>").count(), 2);
        assert!(html.as_str().contains("<p>一段 &#60;b&#62;</p>"), "{html}");
    }
}
