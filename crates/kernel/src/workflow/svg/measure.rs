//! How wide a text will be. Fonts differ, so it errs on the wide side.

/// Width in pixels of a text set at `size` pixels.
pub fn width(text: &str, size: i32) -> i32 {
    text.chars().map(|sign| if is_wide(sign) { size } else { (size * 3 + 4) / 5 }).sum()
}

/// The text in lines of at most `max` pixels: broken between words, or anywhere within Chinese.
pub fn wrap(text: &str, size: i32, max: i32) -> Vec<String> {
    let mut lines = vec![String::new()];
    for piece in pieces(text) {
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

fn is_wide(sign: char) -> bool {
    sign >= '\u{2190}'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_broken_where_it_may_be() {
        assert_eq!(wrap("转送社情民意信息", 15, 96), ["转送社情民意", "信息"]);
        assert_eq!(wrap("Transferred as letter", 15, 108), ["Transferred", "as letter"]);
        assert_eq!(wrap("立案 A 类", 15, 200), ["立案 A 类"]);
        assert_eq!(wrap("Unbreakable", 15, 20), ["Unbreakable"]);
        assert_eq!(wrap("", 15, 20), [""]);
    }
}
