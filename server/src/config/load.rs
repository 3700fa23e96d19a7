//! File and environment become one [`Config`]; every mistake names its key, and its line where it has one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::Config;
use super::check::check;
use super::keys::{KEYS, Key, Kind, OTHER_VARIABLES};
use crate::failure::{Failure, Outcome};

/// A checked configuration, and where each value that is not the default came from.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub config: Config,
    /// Key → `file` or the variable.
    pub sources: BTreeMap<&'static str, String>,
    pub file: Option<PathBuf>,
}

/// Reads `file`, or `shangliang.toml` in the data directory where there is one, then the variables.
///
/// Errors: exit code 78, with all mistakes that were found.
pub fn load(file: Option<&Path>, data: &Path, variables: &[(String, String)]) -> Outcome<Loaded> {
    let default = data.join("shangliang.toml");
    let file = file.map(Path::to_owned).or_else(|| default.exists().then_some(default));
    let text = match &file {
        Some(path) => std::fs::read_to_string(path).map_err(|e| Failure::config(format!("{}: {e}", path.display())))?,
        None => String::new(),
    };
    let name = file.as_ref().map_or("configuration".into(), |path| path.display().to_string());
    let mut table: Table = text.parse().map_err(|e: toml::de::Error| Failure::config(format!("{name}: {e}")))?;
    let _: Config = toml::from_str(&text).map_err(|e| Failure::config(format!("{name}: {e}")))?;
    let mut sources = BTreeMap::new();
    for key in KEYS {
        if find(&table, key.name).is_some() {
            sources.insert(key.name, "file".to_owned());
        }
    }
    let mut problems = override_by(&mut table, &mut sources, variables);
    let config: Config = match table.try_into() {
        Ok(config) => config,
        Err(error) => return Err(Failure::config(format!("{name}: {error}"))),
    };
    for (key, problem) in check(&config) {
        let place = match sources.get(key).map(String::as_str) {
            Some("file") => format!("{name}, line {}: {key}", line_of(&text, key)),
            Some(variable) => format!("{variable} ({key})"),
            None => key.to_owned(),
        };
        problems.push(format!("{place}: {problem}"));
    }
    if problems.is_empty() { Ok(Loaded { config, sources, file }) } else { Err(Failure::config(problems.join("\n"))) }
}

fn override_by(table: &mut Table, sources: &mut BTreeMap<&'static str, String>, variables: &[(String, String)]) -> Vec<String> {
    let mut problems = Vec::new();
    for (variable, text) in variables.iter().filter(|(name, _)| name.starts_with("SHANGLIANG_")) {
        if OTHER_VARIABLES.contains(&variable.as_str()) {
            continue;
        }
        let direct = KEYS.iter().find(|key| key.variable() == *variable);
        let by_file = KEYS.iter().find(|key| key.kind == Kind::Secret && format!("{}_FILE", key.variable()) == *variable);
        let (key, text) = match (direct, by_file) {
            (Some(key), _) => (key, text.clone()),
            (None, Some(key)) => match std::fs::read_to_string(text) {
                Ok(secret) => (key, secret.trim_end().to_owned()),
                Err(error) => {
                    problems.push(format!("{variable}: {text}: {error}"));
                    continue;
                }
            },
            (None, None) => {
                problems.push(format!("{variable}: no such key; `shangliang config show` lists all"));
                continue;
            }
        };
        match typed(key, &text) {
            Ok(value) => {
                put(table, key.name, value);
                sources.insert(key.name, variable.clone());
            }
            Err(problem) => problems.push(format!("{variable} ({}): {problem}", key.name)),
        }
    }
    problems
}

fn typed(key: &Key, text: &str) -> Result<Value, String> {
    match key.kind {
        Kind::Text | Kind::Secret => Ok(Value::String(text.to_owned())),
        Kind::Number => text.trim().parse().map(Value::Integer).map_err(|_| format!("{text:?} is not a whole number")),
        Kind::List => {
            let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
            Ok(Value::Array(parts.map(|part| Value::String(part.to_owned())).collect()))
        }
    }
}

pub(super) fn find<'a>(table: &'a Table, key: &str) -> Option<&'a Value> {
    let (section, name) = key.split_once('.')?;
    table.get(section)?.as_table()?.get(name)
}

fn put(table: &mut Table, key: &str, value: Value) {
    let (section, name) = key.split_once('.').expect("keys have a section");
    let section = table.entry(section).or_insert_with(|| Value::Table(Table::new()));
    if let Value::Table(section) = section {
        section.insert(name.to_owned(), value);
    }
}

/// The line, from 1, on which a key of the file is set.
fn line_of(text: &str, key: &str) -> usize {
    let (section, name) = key.split_once('.').unwrap_or(("", key));
    let mut inside = "";
    for (n, line) in text.lines().enumerate() {
        let line = line.trim();
        if let Some(header) = line.strip_prefix('[') {
            inside = header.split(']').next().unwrap_or_default().trim();
        }
        let assigned = line.split('=').next().unwrap_or_default().trim();
        if (inside == section && assigned == name) || (inside.is_empty() && assigned == key) {
            return n + 1;
        }
    }
    1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load_text(text: &str, variables: &[(&str, &str)]) -> Outcome<Loaded> {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("shangliang.toml"), text).expect("written");
        let variables: Vec<_> = variables.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        load(None, folder.path(), &variables)
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let loaded =
            load_text("[backup]\nkeep = 3\nevery_minutes = 360\n", &[("SHANGLIANG_BACKUP_KEEP", "9"), ("PATH", "/bin")]).expect("good");
        assert_eq!((loaded.config.backup.keep, loaded.config.backup.every_minutes), (9, 360));
        assert_eq!(loaded.sources["backup.keep"], "SHANGLIANG_BACKUP_KEEP");
        assert_eq!(loaded.sources["backup.every_minutes"], "file");
    }

    #[test]
    fn secrets_come_from_files() {
        let folder = tempfile::tempdir().expect("a folder");
        let secret = folder.path().join("secret");
        std::fs::write(&secret, "postgres://u:p@h/d\n").expect("written");
        let loaded = load_text("", &[("SHANGLIANG_DATABASE_URL_FILE", secret.to_str().expect("a name"))]).expect("good");
        assert_eq!(loaded.config.database.url, "postgres://u:p@h/d");
    }

    /// quality O3: each names its key, and its line where it has one.
    #[test]
    fn mistakes_name_key_and_line() {
        let cases: &[(&str, &[&str])] = &[
            ("[backup]\nfolder = \"\"\nkeeep = 3\n", &["line 3", "keeep"]),
            ("[backups]\nkeep = 3\n", &["line 1", "backups"]),
            ("[backup]\nkeep = \"three\"\n", &["line 2", "keep"]),
            ("[backup]\n\nkeep = 0\n", &["line 3", "backup.keep"]),
            ("[backup]\nkeep = 1001\n", &["line 2", "backup.keep"]),
            ("[backup]\nevery_minutes = 0\n", &["backup.every_minutes"]),
            ("[backup\nkeep = 3\n", &["line 1"]),
            ("[server]\nlisten = \"nowhere\"\n", &["line 2", "server.listen"]),
            ("[server]\nlisten = \"127.0.0.1:99999\"\n", &["server.listen"]),
            ("[server]\npublic_url = \"zx.example\"\n", &["server.public_url", "https://"]),
            ("[server]\npublic_url = \"https://zx.example/\"\n", &["server.public_url"]),
            ("[server]\ntrusted_proxies = [\"10.0.0\"]\n", &["server.trusted_proxies", "10.0.0"]),
            ("[server]\ntrusted_proxies = \"10.0.0.1\"\n", &["trusted_proxies", "line 2"]),
            ("[server]\nlisten = 8080\n", &["listen", "line 2"]),
            ("[database]\nurl = \"mysql://x\"\n", &["database.url", "postgres://"]),
            ("[database]\nreaders = 0\n", &["database.readers"]),
            ("[database]\nwriters = 65\n", &["database.writers"]),
            ("[database]\nqueue = 1\n", &["database.queue"]),
            ("[tls]\ncertificate = \"/nowhere.pem\"\n", &["tls.key"]),
            ("[tls]\nkey = \"/nowhere.pem\"\n", &["tls.certificate"]),
            ("[tls]\ncertificate = \"/nowhere.pem\"\nkey = \"/nowhere.key\"\n", &["tls.certificate", "line 2", "/nowhere.pem"]),
            ("[limits]\nbody_mb = -1\n", &["limits.body_mb"]),
            ("[limits]\nfile_mb = 5000\n", &["limits.file_mb"]),
            ("[uploads]\nscanner = \"clamd\"\n", &["uploads.scanner"]),
            ("[limits]\nsession_calls = 20\ntoken_calls = -1\n", &["limits.session_calls", "limits.token_calls"]),
            ("[limits]\nperson_files = 0\nperson_mb = -1\n", &["limits.person_files", "limits.person_mb"]),
            ("[limits]\nfile_mb = 60\nbody_mb = 10\n", &["limits.file_mb", "limits.body_mb"]),
            ("[sign_in]\nprofile = \"lax\"\n", &["sign_in.profile", "djbh3"]),
            ("[sign_in]\nidle_minutes = 100000\n", &["sign_in.idle_minutes"]),
            ("[audit]\nkey = \"short\"\n", &["audit.key"]),
            ("[log]\nlevel = \"loud\"\n", &["log.level"]),
            ("[log]\nformat = \"xml\"\n", &["log.format"]),
            ("[sign_in]\nsms_factor = \"maybe\"\n", &["sign_in.sms_factor", "line 2"]),
            ("[sign_in]\nsms_factor = \"on\"\n", &["sign_in.sms_factor", "sms.adapter"]),
            ("[sms]\nadapter = \"pigeon\"\n", &["sms.adapter", "webhook"]),
            ("[sms]\nadapter = \"webhook\"\n", &["sms.url", "sms.secret"]),
            ("[sms]\nadapter = \"webhook\"\nurl = \"http://sms.example/\"\nsecret = \"0123456789abcdef\"\n", &["line 3", "https"]),
            ("[sms]\nadapter = \"webhook\"\nurl = \"https://sms.example/\"\nsecret = \"short\"\n", &["line 4", "sms.secret"]),
            ("[sms]\nadapter = \"file\"\nfile = \"/nowhere/at-all/sms\"\n", &["line 3", "sms.file"]),
            ("[sms]\nadapter = \"file\"\nfile = \"sms\"\n", &["line 3", "sms.file"]),
            ("[sms]\ntimeout_seconds = 60\n", &["sms.timeout_seconds"]),
            ("[sms]\nper_address = 0\n", &["sms.per_address"]),
            ("[sms]\nper_day = 0\n", &["sms.per_day"]),
            ("[metrics]\nallowed_peers = [\"all\"]\n", &["metrics.allowed_peers"]),
        ];
        for (text, expected) in cases {
            let failure = load_text(text, &[]).expect_err(text);
            assert_eq!(failure.code, 78);
            for part in *expected {
                assert!(failure.message.contains(part), "{text}: {}", failure.message);
            }
        }
        for (variable, part) in [("SHANGLIANG_BACKUP_KEEEP", "no such key"), ("SHANGLIANG_BACKUP_KEEP", "not a whole number")] {
            let failure = load_text("", &[(variable, "x")]).expect_err(variable);
            assert!(failure.code == 78 && failure.message.contains(part) && failure.message.contains(variable));
        }
    }
}
