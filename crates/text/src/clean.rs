//! 规范化: what is done to every text before it is stored.

/// The text without what no reader can see: U+0000 and the other control characters (tab and newline stay), bidirectional
/// controls (they can make a text read differently from what is stored), byte-order marks and zero-width spaces.
/// Line ends of every kind become `\n`. Full-width punctuation and rare characters (CJK extensions, variation selectors) stay as they are.
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push('\n');
            }
            '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || is_bidi_control(c) || is_invisible(c) => {}
            c => out.push(c),
        }
    }
    out
}

fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Joiners (U+200C, U+200D) are not among them: Uyghur, Mongolian and emoji need them.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{200b}' | '\u{2060}')
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn invisible_characters_go() {
        assert_eq!(clean("甲\0乙\u{202e}丙\u{2066}丁\u{feff}戊\u{7}"), "甲乙丙丁戊");
    }

    #[test]
    fn line_ends_become_one_kind() {
        assert_eq!(clean("一\r\n二\r三\u{2028}四\n\n五\t六"), "一\n二\n三\n四\n\n五\t六");
    }

    #[test]
    fn rare_characters_and_full_width_punctuation_stay() {
        let text = "𠮷𫗧𬭎𰻝，。：“”（）　㐂葛\u{e0100}";
        assert_eq!(clean(text), text);
    }
}
