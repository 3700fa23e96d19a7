//! The keys by name, with what they mean: for the environment, for `config show` and for the manual.

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Text,
    Number,
    /// Comma-separated in the environment.
    List,
    /// Masked when shown; also read from the file that `…_FILE` names.
    Secret,
}

pub struct Key {
    /// `backup.every_minutes`, in the environment `SHANGLIANG_BACKUP_EVERY_MINUTES`.
    pub name: &'static str,
    pub kind: Kind,
    pub meaning: &'static str,
}

const fn key(name: &'static str, kind: Kind, meaning: &'static str) -> Key {
    Key { name, kind, meaning }
}

pub const KEYS: &[Key] = &[
    key("server.listen", Kind::Text, "Address and port. Beyond loopback the program speaks TLS."),
    key(
        "server.public_url",
        Kind::Text,
        "How people reach the program, for QR codes and links on paper; without it, the listening address.",
    ),
    key("server.brand", Kind::Text, "The name above the pages before anybody is signed in."),
    key("server.trusted_proxies", Kind::List, "Addresses or networks (10.0.0.0/8) of proxies whose X-Forwarded-For counts."),
    key("database.url", Kind::Secret, "postgres://user:password@host/name, with ?sslmode=require over a net; empty: the SQLite file in the data directory."),
    key("database.authorities", Kind::Text, "Certificates that PostgreSQL's is checked against with sslmode=require, PEM; empty: those of the system."),
    key("database.readers", Kind::Number, "Connections that read, 1 to 64."),
    key("database.writers", Kind::Number, "Connections that write (PostgreSQL), 1 to 64."),
    key("database.queue", Kind::Number, "Requests that may wait for the database before one is refused with 503, 16 to 65536."),
    key("tls.certificate", Kind::Text, "Certificate chain, PEM; read again at SIGHUP."),
    key("tls.key", Kind::Text, "Private key of the certificate, PEM."),
    key("limits.body_mb", Kind::Number, "Largest request with all its attachments, 1 to 1024."),
    key("limits.file_mb", Kind::Number, "Largest single attachment, 1 to 1024."),
    key("limits.person_files", Kind::Number, "Attachments that one person may add within thirty days, 1 to 1000000."),
    key("limits.person_mb", Kind::Number, "Their size together, 1 to 1048576."),
    key("limits.session_calls", Kind::Number, "Requests of one session in a minute, 60 to 1000000; 0: no limit."),
    key("limits.token_calls", Kind::Number, "Requests of one API token in a minute, 1 to 1000000; 0: no limit."),
    key("uploads.scanner", Kind::Text, "ClamAV's daemon that sees every upload first, unix:/PATH or tcp:HOST:PORT; empty: none."),
    key("sign_in.profile", Kind::Text, "djbh3 (等级保护三级) or asvs: rules for passwords, lockout and second factors."),
    key("sign_in.idle_minutes", Kind::Number, "A session that stands idle longer is over, 1 to 1440; 0: as the profile says."),
    key("sign_in.confirm_minutes", Kind::Number, "A sensitive act asks for the password again after this long, 1 to 1440."),
    key(
        "sign_in.key",
        Kind::Secret,
        "32 bytes in Base64 that seal second factors and telephone numbers, behind a comma `older ` and the key before while it is \
         changed; empty: made in the data directory at the first start.",
    ),
    key("sign_in.sms_factor", Kind::Text, "on: a code by text message may be somebody's second factor, administrators excepted; off."),
    key("sms.adapter", Kind::Text, "How text messages leave: off, file (to be sent by hand) or webhook."),
    key("sms.file", Kind::Text, "File that gets a line {to, text} for each message; empty: sms.jsonl in the data directory."),
    key("sms.url", Kind::Text, "Address that each message is posted to as {to, text}; https, or http on this machine."),
    key("sms.secret", Kind::Secret, "Goes with every post as `Authorization: Bearer`; 16 characters or more."),
    key("sms.authorities", Kind::Text, "Certificates that the webhook's is checked against, PEM; empty: those of the system."),
    key("sms.timeout_seconds", Kind::Number, "The webhook must have answered within this time, 1 to 30."),
    key("sms.per_address", Kind::Number, "Codes that one network address may ask for in an hour, 1 to 100000."),
    key("sms.per_day", Kind::Number, "Codes that strangers may ask for in a day, all together, 1 to 1000000."),
    key("backup.folder", Kind::Text, "Where scheduled backups go, best on another machine; empty: none are made."),
    key("backup.recipients", Kind::List, "Public keys (age1…) that every backup is encrypted for, made by `backup key FILE`; none: it lies open."),
    key("backup.every_minutes", Kind::Number, "Minutes between scheduled backups, 5 to 43200."),
    key("backup.keep", Kind::Number, "How many scheduled backups are kept, 1 to 1000."),
    key("backup.keep_days", Kind::Number, "The last backup of each of so many days stays beside them, 0 to 3660."),
    key("audit.key", Kind::Secret, "name:seed of the key that signs the journal; empty: made in the data directory at the first start."),
    key("audit.verify_every_hours", Kind::Number, "Hours between verifications of the whole journal, 1 to 720."),
    key("metrics.allowed_peers", Kind::List, "Addresses or networks beside loopback that may read /metrics."),
    key("log.level", Kind::Text, "error, warn, info, debug or trace."),
    key("log.format", Kind::Text, "json, text, or auto: text on a terminal, else json."),
];

impl Key {
    pub fn variable(&self) -> String {
        format!("SHANGLIANG_{}", self.name.to_uppercase().replace('.', "_"))
    }
}

/// Variables that are no keys.
pub const OTHER_VARIABLES: &[&str] =
    &["SHANGLIANG_DATA", "SHANGLIANG_CONFIG", "SHANGLIANG_DATA_SETS", "SHANGLIANG_TEST_DATABASE", "SHANGLIANG_TEST_CLOCK_FILE"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_described_once_and_every_field_has_a_key() {
        let mut names: Vec<_> = KEYS.iter().map(|k| k.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), KEYS.len());
        let table = toml::Table::try_from(crate::config::Config::default()).expect("a table");
        let fields = table
            .iter()
            .flat_map(|(section, t)| t.as_table().into_iter().flat_map(move |t| t.keys().map(move |k| format!("{section}.{k}"))));
        let mut fields: Vec<_> = fields.collect();
        fields.sort_unstable();
        assert_eq!(fields, names);
    }
}
