//! The configuration: a TOML file, overridden by `SHANGLIANG_*` variables, secrets also from files.

mod check;
mod keys;
mod load;
mod show;

pub use load::{Loaded, load};
pub use show::show;

use serde::{Deserialize, Serialize};

/// Everything that can be set; each key is described in [`KEYS`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub server: Server,
    pub database: Database,
    pub tls: Tls,
    pub limits: Limits,
    pub uploads: Uploads,
    pub sign_in: SignIn,
    pub sms: Sms,
    pub backup: Backup,
    pub audit: Audit,
    pub metrics: Metrics,
    pub log: Log,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    pub listen: String,
    pub public_url: String,
    pub brand: String,
    pub trusted_proxies: Vec<String>,
}

impl Default for Server {
    fn default() -> Server {
        Server { listen: "127.0.0.1:8080".into(), public_url: String::new(), brand: "商量".into(), trusted_proxies: Vec::new() }
    }
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Database {
    pub url: String,
    pub authorities: String,
    pub readers: i64,
    pub writers: i64,
    pub queue: i64,
}

impl Default for Database {
    fn default() -> Database {
        Database { url: String::new(), authorities: String::new(), readers: 4, writers: 8, queue: 2_048 }
    }
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tls {
    pub certificate: String,
    pub key: String,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Uploads {
    pub scanner: String,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    pub body_mb: i64,
    pub file_mb: i64,
    pub person_files: i64,
    pub person_mb: i64,
    pub session_calls: i64,
    pub token_calls: i64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { body_mb: 64, file_mb: 20, person_files: 2_000, person_mb: 4_096, session_calls: 3_000, token_calls: 0 }
    }
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct SignIn {
    pub profile: String,
    pub idle_minutes: i64,
    pub confirm_minutes: i64,
    pub key: String,
    pub sms_factor: String,
}

impl Default for SignIn {
    fn default() -> SignIn {
        SignIn { profile: "djbh3".into(), idle_minutes: 0, confirm_minutes: 15, key: String::new(), sms_factor: "off".into() }
    }
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sms {
    pub adapter: String,
    pub file: String,
    pub url: String,
    pub secret: String,
    pub authorities: String,
    pub timeout_seconds: i64,
    pub per_address: i64,
    pub per_day: i64,
}

impl Default for Sms {
    fn default() -> Sms {
        Sms {
            adapter: "off".into(),
            file: String::new(),
            url: String::new(),
            secret: String::new(),
            authorities: String::new(),
            timeout_seconds: 10,
            per_address: 100,
            per_day: 5_000,
        }
    }
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Backup {
    pub folder: String,
    /// Public halves of the keys that open an archive; none: it lies open.
    pub recipients: Vec<String>,
    pub every_minutes: i64,
    /// So many of the newest stay,
    pub keep: i64,
    /// and the last of each of so many days.
    pub keep_days: i64,
}

impl Default for Backup {
    fn default() -> Backup {
        Backup { folder: String::new(), recipients: Vec::new(), every_minutes: 1_440, keep: 14, keep_days: 14 }
    }
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Audit {
    pub key: String,
    pub verify_every_hours: i64,
}

impl Default for Audit {
    fn default() -> Audit {
        Audit { key: String::new(), verify_every_hours: 24 }
    }
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Metrics {
    pub allowed_peers: Vec<String>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    pub level: String,
    pub format: String,
}

impl Default for Log {
    fn default() -> Log {
        Log { level: "info".into(), format: "auto".into() }
    }
}
