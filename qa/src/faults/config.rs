//! Thirty broken configurations: the program does not start with any of them, and names key, line and what would be right.

use std::path::Path;

use serde_json::{Value, json};

use crate::Length;
use crate::program::{Outcome, output};

const BAD: u8 = 78;

/// The file, and what must be said: the key, and where the file has a line for it, the line.
const BROKEN: [(&str, &[&str]); 30] = [
    ("[backup]\nfolder = \"\"\nkeeep = 3\n", &["line 3", "keeep", "keep"]),
    ("[backups]\nkeep = 3\n", &["line 1", "backups", "backup"]),
    ("[backup]\nkeep = \"three\"\n", &["line 2", "keep", "i64"]),
    ("[backup]\n\nkeep = 0\n", &["line 3", "backup.keep", "1"]),
    ("[backup]\nkeep = 1001\n", &["line 2", "backup.keep", "1000"]),
    ("[backup]\nevery_minutes = 0\n", &["line 2", "backup.every_minutes", "5"]),
    ("[backup\nkeep = 3\n", &["line 1", "]"]),
    ("[server]\nlisten = \"nowhere\"\n", &["line 2", "server.listen", ":"]),
    ("[server]\nlisten = \"127.0.0.1:99999\"\n", &["line 2", "server.listen"]),
    ("[server]\nlisten = 8080\n", &["line 2", "listen", "string"]),
    ("[server]\npublic_url = \"zx.example\"\n", &["line 2", "server.public_url", "https://"]),
    ("[server]\npublic_url = \"https://zx.example/\"\n", &["line 2", "server.public_url", "/"]),
    ("[server]\ntrusted_proxies = [\"10.0.0\"]\n", &["line 2", "server.trusted_proxies", "10.0.0"]),
    ("[server]\ntrusted_proxies = \"10.0.0.1\"\n", &["line 2", "trusted_proxies", "sequence"]),
    ("[database]\nurl = \"mysql://x\"\n", &["line 2", "database.url", "postgres://"]),
    ("[database]\nreaders = 0\n", &["line 2", "database.readers", "1"]),
    ("[database]\nwriters = 65\n", &["line 2", "database.writers", "64"]),
    ("[database]\nqueue = 1\n", &["line 2", "database.queue"]),
    ("[tls]\ncertificate = \"/nowhere.pem\"\n", &["tls.key"]),
    ("[tls]\nkey = \"/nowhere.pem\"\n", &["tls.certificate"]),
    ("[tls]\ncertificate = \"/nowhere.pem\"\nkey = \"/nowhere.key\"\n", &["line 2", "tls.certificate", "/nowhere.pem"]),
    ("[limits]\nbody_mb = -1\n", &["line 2", "limits.body_mb", "1"]),
    ("[limits]\nfile_mb = 5000\n", &["line 2", "limits.file_mb"]),
    ("[limits]\nfile_mb = 60\nbody_mb = 10\n", &["line 2", "limits.file_mb", "limits.body_mb"]),
    ("[sign_in]\nprofile = \"lax\"\n", &["line 2", "sign_in.profile", "djbh3"]),
    ("[sign_in]\nidle_minutes = 100000\n", &["line 2", "sign_in.idle_minutes"]),
    ("[audit]\nkey = \"short\"\n", &["line 2", "audit.key", "keys/journal.key"]),
    ("[log]\nlevel = \"loud\"\n", &["line 2", "log.level"]),
    ("[log]\nformat = \"xml\"\n", &["line 2", "log.format", "json"]),
    ("[metrics]\nallowed_peers = [\"all\"]\n", &["line 2", "metrics.allowed_peers", "all"]),
];

pub fn run(_: Length) -> Outcome<Value> {
    let (mut codes, mut named, mut started) = (0, 0, 0);
    for (text, expected) in BROKEN {
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join("shangliang.toml"), text)?;
        let said = output(folder.path(), &["serve"])?;
        let words = String::from_utf8_lossy(&[said.stdout, said.stderr].concat()).into_owned();
        codes += usize::from(said.status.code() == Some(BAD.into()));
        let missing: Vec<_> = expected.iter().filter(|part| !words.contains(**part)).collect();
        if !missing.is_empty() {
            eprintln!("{text:?} is not told of {missing:?}: {words}");
        }
        named += usize::from(missing.is_empty());
        started += usize::from(left_anything(folder.path())?);
    }
    let all = BROKEN.len();
    Ok(json!({
        "good": codes == all && named == all && started == 0, "configurations": all, "exit_code_78": codes,
        "key_line_and_fix_named": named, "half_started": started,
    }))
}

/// Whether more lies there than the configuration.
fn left_anything(data: &Path) -> Outcome<bool> {
    Ok(std::fs::read_dir(data)?.count() > 1)
}
