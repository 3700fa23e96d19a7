//! 字数: lengths and excerpts as a reader counts them.

/// The number of characters, as limits and word counts of forms mean it: variation selectors count with
/// the character they belong to, a line end counts once.
pub fn length_chars(text: &str) -> usize {
    text.replace("\r\n", "\n").chars().filter(|c| !is_selector(*c)).count()
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// At most `n` characters of the beginning in one line, with an ellipsis in the last place where something was left out.
/// Cut after a punctuation mark where one stands in the last third.
pub fn excerpt(text: &str, n: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let chars: Vec<char> = line.chars().collect();
    if chars.len() <= n {
        return line;
    }
    if n == 0 {
        return String::new();
    }
    let room = &chars[..n - 1];
    let stop = room.iter().rposition(|c| "。！？；，、：,;:!? ".contains(*c)).filter(|at| *at >= n * 2 / 3);
    let kept: String = room[..stop.unwrap_or(room.len())].iter().collect();
    kept.trim_end_matches(|c: char| "，、：,:".contains(c) || is_selector(c)).trim_end().to_owned() + "…"
}

#[cfg(test)]
mod tests {
    use super::{excerpt, length_chars};
    use proptest::prelude::*;

    #[test]
    fn a_character_counts_once() {
        assert_eq!(length_chars("关于\r\n𠮷野"), 5);
        assert_eq!(length_chars("葛\u{e0100}城"), 2);
    }

    #[test]
    fn an_excerpt_ends_at_a_mark_where_there_is_one() {
        assert_eq!(excerpt("短文", 10), "短文");
        assert_eq!(excerpt("老旧小区\n加装电梯", 20), "老旧小区 加装电梯");
        assert_eq!(excerpt("一二三四五六七，八九十", 9), "一二三四五六七…");
        assert_eq!(excerpt("一二三四五六七八九十", 5), "一二三四…");
    }

    proptest! {
        #[test]
        fn an_excerpt_is_never_longer(text in any::<String>(), n in 0usize..40) {
            prop_assert!(excerpt(&text, n).chars().count() <= n);
        }
    }
}
