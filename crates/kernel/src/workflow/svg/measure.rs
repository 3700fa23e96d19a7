//! How wide a text will be. Fonts differ, so it errs on the wide side.

/// Width in pixels of a text set at `size` pixels.
pub fn width(text: &str, size: i32) -> i32 {
    text.chars().map(|sign| if is_wide(sign) { size } else { (size * 3 + 4) / 5 }).sum()
}

/// The text in as few lines of at most `max` pixels as it takes, and these about equally long: broken between words, or
/// anywhere within Chinese.
pub fn balance(text: &str, size: i32, max: i32) -> Vec<String> {
    let fewest = wrap(text, size, max).len();
    let longest_word = pieces(text).into_iter().map(|piece| width(piece.trim_end(), size)).max().unwrap_or(0);
    let narrower = (longest_word..=max).step_by(3).find(|&max| wrap(text, size, max).len() <= fewest);
    wrap(text, size, narrower.unwrap_or(max))
}

/// The text in lines of at most `max` pixels.
pub fn wrap(text: &str, size: i32, max: i32) -> Vec<String> {
    let mut lines = vec![String::new()];
    for piece in pieces(text).into_iter().flat_map(|piece| cut(piece, size, max)) {
        let line = lines.last_mut().expect("never empty");
        if line.is_empty() || width(line, size) + width(piece.trim_end(), size) <= max {
            line.push_str(piece);
        } else {
            lines.push(piece.to_owned());
        }
    }
    lines.into_iter().map(|line| line.trim().to_owned()).collect()
}

/// Words with the space after them, and Chinese signs singly.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for (at, sign) in text.char_indices() {
        let next = at + sign.len_utf8();
        if is_wide(sign) && from < at {
            pieces.push(&text[from..at]);
            from = at;
        }
        if is_wide(sign) || sign == ' ' {
            pieces.push(&text[from..next]);
            from = next;
        }
    }
    pieces.push(&text[from..]);
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// A word that is too long for any line, cut where the line ends.
fn cut(mut word: &str, size: i32, max: i32) -> Vec<&str> {
    let mut parts = Vec::new();
    while width(word.trim_end(), size) > max {
        let fits = |end: &usize| width(&word[..*end], size) <= max;
        let ends = word.char_indices().map(|(at, _)| at).skip(1);
        let end = ends.take_while(fits).last().or(word.char_indices().nth(1).map(|(at, _)| at));
        let Some(end) = end else { break };
        let (part, rest) = word.split_at(end);
        parts.push(part);
        word = rest;
    }
    parts.push(word);
    parts
}

fn is_wide(sign: char) -> bool {
    sign >= '\u{2190}'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sign_is_left_alone_on_a_line() {
        assert_eq!(balance("转社情民意信息", 15, 96), ["转社情民", "意信息"]);
        assert_eq!(balance("Transferred as letter", 15, 108), ["Transferred", "as letter"]);
        assert_eq!(balance("Cosignature open", 15, 108), ["Cosignature", "open"]);
        assert_eq!(balance("复审", 15, 96), ["复审"]);
    }

    #[test]
    fn a_long_text_is_broken_where_it_may_be() {
        assert_eq!(wrap("转送社情民意信息", 15, 96), ["转送社情民意", "信息"]);
        assert_eq!(wrap("Transferred as letter", 15, 108), ["Transferred", "as letter"]);
        assert_eq!(wrap("立案 A 类", 15, 200), ["立案 A 类"]);
        assert_eq!(wrap("Unbreakable", 15, 60), ["Unbrea", "kable"]);
        assert_eq!(wrap("宽宽", 15, 1), ["宽", "宽"]);
        assert_eq!(wrap("", 15, 20), [""]);
    }
}
