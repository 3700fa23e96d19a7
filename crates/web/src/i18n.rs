//! 语言: one catalogue merged from the flat message files of all modules, and the locale that speaks it.

mod catalogue;
mod dates;

pub use catalogue::{Catalogue, CatalogueError, differences};

use std::sync::Arc;

use catalogue::Spoken;

/// A language of the house. The first is what a browser without a choice gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    #[default]
    Zh,
    En,
}

impl Lang {
    pub const ALL: [Lang; 2] = [Lang::Zh, Lang::En];

    /// The value of the cookie `lang`: `en…` is English, everything else Chinese.
    pub fn from_cookie(value: Option<&str>) -> Lang {
        match value {
            Some(value) if value.starts_with("en") => Lang::En,
            _ => Lang::Zh,
        }
    }

    /// BCP 47, as in `<html lang>` and in the names of message files.
    pub fn code(self) -> &'static str {
        match self {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }

    pub fn other(self) -> Lang {
        match self {
            Lang::Zh => Lang::En,
            Lang::En => Lang::Zh,
        }
    }
}

/// One language with its texts; cheap to clone. The default has no texts and answers every key with itself.
#[derive(Clone, Debug, Default)]
pub struct Locale {
    pub lang: Lang,
    spoken: Arc<Spoken>,
    /// What an assembly calls otherwise than the catalogue does: key and text.
    renamed: Arc<Vec<(String, String)>>,
}

impl Locale {
    /// The text of a key; a missing key answers itself, so that the page stands and the gap is seen.
    pub fn t<'a>(&'a self, key: &'a str) -> &'a str {
        if let Some((_, text)) = self.renamed.iter().find(|(own, _)| own == key) {
            return text;
        }
        self.spoken.texts.get(key).map_or(key, String::as_str)
    }

    /// The same locale with other words for some keys.
    pub fn renamed(mut self, renamed: Vec<(String, String)>) -> Locale {
        if !renamed.is_empty() {
            self.renamed = Arc::new(renamed);
        }
        self
    }

    /// What an assembly calls otherwise: key and text.
    pub fn own_words(&self) -> &[(String, String)] {
        &self.renamed
    }

    /// The text of a key with its `{name}` placeholders filled. A value is never searched for placeholders.
    pub fn f<V: AsRef<str>>(&self, key: &str, args: &[(&str, V)]) -> String {
        catalogue::fill(self.t(key), args)
    }

    /// As `f` with `{n}`; English may have a text of its own for one (`key.one`).
    pub fn count(&self, key: &str, n: impl Whole) -> String {
        let n = n.whole();
        let one = format!("{key}.one");
        let key = if n == 1 && self.has(&one) { &one } else { key };
        self.f(key, &[("n", self.number(n))])
    }

    pub fn has(&self, key: &str) -> bool {
        self.spoken.texts.contains_key(key)
    }

    /// A whole number with thousands apart: 12,345.
    pub fn number(&self, n: impl Whole) -> String {
        let n = n.whole();
        let digits = n.unsigned_abs().to_string();
        let mut out = String::from(if n < 0 { "−" } else { "" });
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        out
    }
}

/// A whole number of any width, or a reference to one, as templates pass them.
pub trait Whole {
    fn whole(self) -> i128;
}

impl<N: Whole + Copy> Whole for &N {
    fn whole(self) -> i128 {
        (*self).whole()
    }
}

macro_rules! whole {
    ($($number:ty)*) => {$(
        impl Whole for $number {
            fn whole(self) -> i128 {
                self as i128
            }
        }
    )*};
}

whole!(u8 u16 u32 u64 usize i128 i8 i16 i32 i64 isize);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_their_thousands_apart() {
        let l = Locale::default();
        assert_eq!(l.number(0), "0");
        assert_eq!(l.number(999u16), "999");
        assert_eq!(l.number(1_000usize), "1,000");
        assert_eq!(l.number(1_234_567u64), "1,234,567");
        assert_eq!(l.number(-4_200), "−4,200");
    }

    #[test]
    fn a_missing_key_answers_itself() {
        assert_eq!(Locale::default().t("no.such.key"), "no.such.key");
    }

    #[test]
    fn the_cookie_decides_and_chinese_is_the_rest() {
        assert_eq!(Lang::from_cookie(Some("en")), Lang::En);
        assert_eq!(Lang::from_cookie(Some("fr")), Lang::Zh);
        assert_eq!(Lang::from_cookie(None), Lang::Zh);
    }
}
