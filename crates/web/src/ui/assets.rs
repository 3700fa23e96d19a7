//! The files that a page needs beside itself: one stylesheet, one small script, one mark.

use std::sync::LazyLock;

use sha2::{Digest, Sha256};

pub const CSS: &str = include_str!("../../assets/app.css");
pub const JS: &str = include_str!("../../assets/app.js");
pub const MARK: &str = include_str!("../../assets/mark.svg");

/// A file served under `/assets/{name}`.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    pub name: &'static str,
    pub content_type: &'static str,
    pub content: &'static str,
}

/// All of them, to be served with a long cache: the address in a page ends in `?v=` and the hash.
pub const ASSETS: &[Asset] = &[
    Asset { name: "app.css", content_type: "text/css; charset=utf-8", content: CSS },
    Asset { name: "app.js", content_type: "text/javascript; charset=utf-8", content: JS },
    Asset { name: "mark.svg", content_type: "image/svg+xml", content: MARK },
];

/// Sixteen hexadecimal digits that change when any asset does.
pub fn asset_hash() -> &'static str {
    static HASH: LazyLock<String> = LazyLock::new(|| {
        let mut hash = Sha256::new();
        for asset in ASSETS {
            hash.update(asset.content);
        }
        hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    });
    &HASH
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// What stands on what: text on every ground it is used on.
    const PAIRS: [(&str, &str); 16] = [
        ("ink", "paper"),
        ("ink", "ground"),
        ("ink", "sunk"),
        ("ink-2", "paper"),
        ("ink-2", "ground"),
        ("ink-2", "sunk"),
        ("red", "paper"),
        ("red", "ground"),
        ("on-red", "red-fill"),
        ("on-red", "red-fill-2"),
        ("link", "paper"),
        ("link", "active-tint"),
        ("active", "active-tint"),
        ("good", "good-tint"),
        ("warn", "warn-tint"),
        ("bad", "bad-tint"),
    ];

    #[test]
    fn every_theme_has_contrast() {
        let light = tokens(":root {");
        for theme in ["light", "dark", "contrast", "elder"] {
            let mut colours = light.clone();
            colours.extend(tokens(&format!(":root[data-theme=\"{theme}\"] {{")));
            for (text, ground) in PAIRS {
                let ratio = contrast(&colours[text], &colours[ground]);
                assert!(ratio >= 4.5, "{text} on {ground} in {theme}: {ratio:.2}");
            }
            let edge = contrast(&colours["rule-2"], &colours["paper"]);
            assert!(edge >= 3.0, "the edge of an input in {theme}: {edge:.2}");
        }
    }

    #[test]
    fn the_stylesheet_is_understood_by_chromium_86() {
        for modern in [":has(", ":is(", ":where(", "inset:", "aspect-ratio:", "color-mix(", "@container", "@layer", "margin-inline:"] {
            assert!(!CSS.contains(modern), "{modern}");
        }
    }

    #[test]
    fn the_script_stays_small() {
        assert!(JS.len() < 12_600, "{} bytes", JS.len());
    }

    /// The colours declared in a block.
    fn tokens(block: &str) -> BTreeMap<String, String> {
        let Some((_, rest)) = CSS.split_once(block) else { return BTreeMap::new() };
        let body = rest.split('}').next().unwrap_or_default();
        let declared = body.split(';').filter_map(|line| line.trim().strip_prefix("--")?.split_once(": "));
        declared.filter(|(_, value)| value.starts_with('#')).map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    /// WCAG 2.2, relative luminance.
    fn contrast(one: &str, other: &str) -> f64 {
        let (a, b) = (luminance(one), luminance(other));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn luminance(colour: &str) -> f64 {
        let digits = &colour[1..];
        let wide = digits.len() == 6;
        let channel = |n: usize| {
            let pair = if wide { digits[n * 2..n * 2 + 2].to_owned() } else { digits[n..=n].repeat(2) };
            let value = f64::from(u8::from_str_radix(&pair, 16).expect("a hexadecimal colour")) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(0) + 0.7152 * channel(1) + 0.0722 * channel(2)
    }
}
