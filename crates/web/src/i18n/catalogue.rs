//! The message files: flat `key: "text"` lines, `#` for comments, `\n`, `\"` and `\\` inside a text.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::Arc;

use super::dates::Days;
use super::{Lang, Locale};

/// Looked up a hundred times for a page; nobody but the program chooses the keys.
pub(super) type Texts = HashMap<String, String, foldhash::fast::RandomState>;

/// One language, with what is made of its texts once.
#[derive(Debug, Default)]
pub(super) struct Spoken {
    pub texts: Texts,
    pub days: Days,
}

impl Spoken {
    fn new(texts: Texts) -> Arc<Spoken> {
        Arc::new(Spoken { days: Days::of(&texts), texts })
    }
}

/// All texts of all modules in every language, built once at start.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    zh: Arc<Spoken>,
    en: Arc<Spoken>,
}

/// What is wrong with the message files; the program does not start with it.
#[derive(Debug, PartialEq, Eq)]
pub struct CatalogueError(String);

impl fmt::Display for CatalogueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "message catalogue: {}", self.0)
    }
}

impl std::error::Error for CatalogueError {}

impl Catalogue {
    /// Merges files given as (`zh-CN` or `en`, text). A key may be defined once in each language.
    pub fn build(files: &[(&str, &str)]) -> Result<Catalogue, CatalogueError> {
        let mut zh = Texts::default();
        let mut en = Texts::default();
        for (lang, text) in files {
            let texts = match *lang {
                "zh-CN" | "zh" => &mut zh,
                "en" => &mut en,
                other => return Err(CatalogueError(format!("unknown language {other:?}"))),
            };
            for (key, value) in read(lang, text)? {
                if texts.contains_key(&key) {
                    return Err(CatalogueError(format!("{key} is defined twice in {lang}")));
                }
                texts.insert(key, value);
            }
        }
        Ok(Catalogue { zh: Spoken::new(zh), en: Spoken::new(en) })
    }

    pub fn locale(&self, lang: Lang) -> Locale {
        let spoken = match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        };
        Locale { lang, spoken: Arc::clone(spoken), renamed: Arc::default() }
    }

    /// Every key of the first language, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.zh.texts.keys().map(String::as_str).collect::<BTreeSet<_>>().into_iter()
    }
}

/// For tests: where the two languages differ in keys or placeholders, one line each; empty is good.
pub fn differences(catalogue: &Catalogue) -> Vec<String> {
    let (zh, en) = (&catalogue.zh.texts, &catalogue.en.texts);
    let mut found = Vec::new();
    for key in catalogue.keys().filter(|key| !en.contains_key(*key)) {
        found.push(format!("{key}: not in en"));
    }
    for key in en.keys().filter(|key| !zh.contains_key(*key)) {
        found.push(format!("{key}: not in zh-CN"));
    }
    for (key, text) in zh.iter() {
        if let Some(other) = en.get(key).filter(|other| placeholders(text) != placeholders(other)) {
            found.push(format!("{key}: {:?} in zh-CN, {:?} in en", placeholders(text), placeholders(other)));
        }
    }
    found
}

/// Fills `{name}`; an unknown name stays as it is written.
pub(super) fn fill<V: AsRef<str>>(text: &str, args: &[(&str, V)]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, name, after)) = next_placeholder(rest) {
        out.push_str(before);
        match args.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => out.push_str(value.as_ref()),
            None => out.extend(["{", name, "}"]),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    let mut rest = text;
    while let Some((_, name, after)) = next_placeholder(rest) {
        found.insert(name);
        rest = after;
    }
    found
}

fn next_placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let (before, tail) = text.split_once('{')?;
    let (name, after) = tail.split_once('}')?;
    Some((before, name, after))
}

fn read(lang: &str, text: &str) -> Result<Vec<(String, String)>, CatalogueError> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let entry = line.split_once(':').and_then(|(key, value)| Some((key.trim(), unquote(value.trim())?)));
        match entry {
            Some((key, value)) if is_key(key) => found.push((key.to_owned(), value)),
            _ => return Err(CatalogueError(format!("{lang}, line {}: not `key: \"text\"`: {line}", number + 1))),
        }
    }
    Ok(found)
}

fn is_key(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
}

fn unquote(value: &str) -> Option<String> {
    let inner = value.strip_prefix('"')?.strip_suffix('"')?;
    let mut out = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.push(match chars.next()? {
                'n' => '\n',
                other @ ('"' | '\\') => other,
                _ => return None,
            }),
            '"' => return None,
            c => out.push(c),
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_merge_and_placeholders_fill() {
        let files = [("zh-CN", "# 注释\na: \"一共 {n} 件\"\n"), ("zh-CN", "b.c: \"说\\\"好\\\"\""), ("en", "a: \"{n} in all\"")];
        let catalogue = Catalogue::build(&files).expect("good files");
        let l = catalogue.locale(Lang::Zh);
        assert_eq!(l.f("a", &[("n", "3")]), "一共 3 件");
        assert_eq!(l.t("b.c"), "说\"好\"");
        assert_eq!(differences(&catalogue), ["b.c: not in en"]);
    }

    #[test]
    fn a_value_is_never_searched_for_placeholders() {
        assert_eq!(fill("{a} {b}", &[("a", "{b}"), ("b", "x")]), "{b} x");
        assert_eq!(fill("{unknown} {open", &[("a", "x")]), "{unknown} {open");
    }

    #[test]
    fn a_key_is_defined_once() {
        let twice = Catalogue::build(&[("en", "a: \"x\""), ("en", "a: \"y\"")]);
        assert_eq!(twice.err(), Some(CatalogueError("a is defined twice in en".into())));
    }

    #[test]
    fn a_bad_line_is_named() {
        for bad in ["a: x", "a \"x\"", ": \"x\"", "a: \"x\" y", "a: \"\\q\""] {
            let text = format!("ok: \"x\"\n{bad}");
            let error = Catalogue::build(&[("en", &text)]).expect_err(bad);
            assert!(error.to_string().contains("line 2"), "{error}");
        }
    }

    #[test]
    fn other_placeholders_are_a_difference() {
        let catalogue = Catalogue::build(&[("zh", "a: \"{n} 件\""), ("en", "a: \"{count} items\"")]).expect("good files");
        assert_eq!(differences(&catalogue).len(), 1);
    }
}
