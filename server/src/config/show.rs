//! `config show`: every key with its meaning, value and source; secrets masked.

use serde_json::{Value, json};

use super::keys::{KEYS, Kind};
use super::load::{Loaded, find};

/// As a file that could be read back (but for the masked secrets), and as JSON.
pub fn show(loaded: &Loaded) -> (String, Value) {
    let effective = toml::Table::try_from(&loaded.config).unwrap_or_default();
    let (mut text, mut list, mut section) = (String::new(), Vec::new(), "");
    for key in KEYS {
        let (own, name) = key.name.split_once('.').unwrap_or(("", key.name));
        if own != section {
            text.push_str(&format!("{}[{own}]\n", if section.is_empty() { "" } else { "\n" }));
            section = own;
        }
        let value = find(&effective, key.name).cloned().unwrap_or_else(|| toml::Value::String(String::new()));
        let secret = key.kind == Kind::Secret && value.as_str().is_some_and(|v| !v.is_empty());
        let value = if secret { toml::Value::String("********".into()) } else { value };
        let source = loaded.sources.get(key.name).map_or("default", String::as_str);
        text.push_str(&format!("# {} ({source})\n{name} = {value}\n", key.meaning));
        list.push(json!({ "key": key.name, "value": value, "source": source, "variable": key.variable() }));
    }
    (text, json!({ "file": loaded.file, "keys": list }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_and_the_rest_reads_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let variables = [("SHANGLIANG_DATABASE_URL".to_owned(), "postgres://u:geheim@h/d".to_owned())];
        let loaded = crate::config::load(None, folder.path(), &variables).expect("good");
        let (text, json) = show(&loaded);
        assert!(!text.contains("geheim") && !json.to_string().contains("geheim"));
        let back: toml::Table = text.parse().expect("TOML");
        for key in KEYS {
            assert!(find(&back, key.name).is_some(), "{}", key.name);
        }
    }
}
