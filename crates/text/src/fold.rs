//! 检索折叠: one form for everything that a search should find alike.

/// The form in which texts are compared and searched: full-width letters, digits and punctuation become half-width,
/// capitals small, every kind of white space one blank, control and invisible characters disappear.
/// Characters are not converted between traditional and simplified. `fold(fold(x)) == fold(x)`.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().map(half_width) {
        if c.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !is_ignored(c) {
            lower(c, &mut out);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '\u{ffe5}' => '¥',
        c => c,
    }
}

fn is_ignored(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0100}'..='\u{e01ef}')
}

/// Upper before lower, so that letters with several small forms (ß, ς) meet in one.
fn lower(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
    } else {
        out.extend(c.to_uppercase().flat_map(char::to_lowercase).filter(|c| !is_ignored(*c)));
    }
}

#[cfg(test)]
mod tests {
    use super::fold;
    use proptest::prelude::*;

    #[test]
    fn width_case_and_blanks_do_not_matter() {
        assert_eq!(fold("ＡＩ　算力１２３（试行）"), "ai 算力123(试行)");
        assert_eq!(fold("  5G\u{a0}\n 基站\0 "), "5g 基站");
        assert_eq!(fold("STRASSE"), fold("straße"));
    }

    #[test]
    fn rare_characters_stay() {
        assert_eq!(fold("𠮷𬭎"), "𠮷𬭎");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
