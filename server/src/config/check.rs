//! What a value must be, beyond its type. Every mistake says what would be right.

use std::net::ToSocketAddrs;
use std::path::Path;

use web::network::Network;

use super::Config;

/// All that is wrong: key and reason.
pub(super) fn check(config: &Config) -> Vec<(&'static str, String)> {
    let mut wrong = Vec::new();
    let mut range = |key, value: i64, from: i64, to: i64| {
        if !(from..=to).contains(&value) {
            wrong.push((key, format!("{value} is not between {from} and {to}")));
        }
    };
    range("database.readers", config.database.readers, 1, 64);
    range("database.writers", config.database.writers, 1, 64);
    range("database.queue", config.database.queue, 16, 65_536);
    range("limits.body_mb", config.limits.body_mb, 1, 1_024);
    range("limits.file_mb", config.limits.file_mb, 1, 1_024);
    range("limits.person_files", config.limits.person_files, 1, 1_000_000);
    range("limits.person_mb", config.limits.person_mb, 1, 1_048_576);
    range("limits.session_calls", config.limits.session_calls, 0, 1_000_000);
    range("limits.token_calls", config.limits.token_calls, 0, 1_000_000);
    range("sign_in.idle_minutes", config.sign_in.idle_minutes, 0, 1_440);
    range("sign_in.confirm_minutes", config.sign_in.confirm_minutes, 1, 1_440);
    range("backup.every_minutes", config.backup.every_minutes, 5, 43_200);
    range("backup.keep", config.backup.keep, 1, 1_000);
    range("backup.keep_days", config.backup.keep_days, 0, 3_660);
    range("sms.timeout_seconds", config.sms.timeout_seconds, 1, 30);
    range("sms.per_address", config.sms.per_address, 1, 100_000);
    range("sms.per_day", config.sms.per_day, 1, 1_000_000);
    range("audit.verify_every_hours", config.audit.verify_every_hours, 1, 720);
    if (1..60).contains(&config.limits.session_calls) {
        wrong.push(("limits.session_calls", "fewer than 60 would stop people at their work; 0 is no limit".into()));
    }
    if config.limits.file_mb > config.limits.body_mb {
        wrong.push(("limits.file_mb", "larger than limits.body_mb, so such a file could never arrive".into()));
    }
    let mut one_of = |key, value: &str, choices: &[&str]| {
        if !choices.contains(&value) {
            wrong.push((key, format!("{value:?} is none of {}", choices.join(", "))));
        }
    };
    one_of("sign_in.profile", &config.sign_in.profile, &["djbh3", "asvs"]);
    one_of("sign_in.sms_factor", &config.sign_in.sms_factor, &["off", "on"]);
    one_of("sms.adapter", &config.sms.adapter, &["off", "file", "webhook"]);
    one_of("log.level", &config.log.level, &["error", "warn", "info", "debug", "trace"]);
    one_of("log.format", &config.log.format, &["auto", "json", "text"]);
    addresses(config, &mut wrong);
    tls(config, &mut wrong);
    sms(config, &mut wrong);
    let url = &config.database.url;
    if !url.is_empty() && !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        wrong.push(("database.url", "does not begin with postgres://".into()));
    } else if !url.is_empty() && kernel::db::wants_tls(url).is_err() {
        wrong.push(("database.url", "is not postgres://user:password@host/name".into()));
    }
    let authorities = &config.database.authorities;
    if !authorities.is_empty() && !Path::new(authorities).is_file() {
        wrong.push(("database.authorities", format!("{authorities} is not a file")));
    }
    if let Some(other) = config.backup.recipients.iter().find(|text| !crate::backup::is_recipient(text)) {
        wrong.push(("backup.recipients", format!("{other:?} is no public key as `backup key FILE` prints it (age1…)")));
    }
    let scanner = Some(&config.uploads.scanner).filter(|text| !text.is_empty()).map(|text| text.parse::<web::scanner::Scanner>());
    if let Some(Err(problem)) = scanner {
        wrong.push(("uploads.scanner", problem));
    }
    if !config.audit.key.is_empty() && crate::home::signer_of(&config.audit.key).is_none() {
        wrong.push(("audit.key", "is not name:seed as in keys/journal.key".into()));
    }
    wrong
}

fn addresses(config: &Config, wrong: &mut Vec<(&'static str, String)>) {
    let server = &config.server;
    if server.listen.to_socket_addrs().map_or(true, |mut found| found.next().is_none()) {
        wrong.push(("server.listen", format!("{:?} is not an address with a port, such as 127.0.0.1:8080", server.listen)));
    }
    let url = &server.public_url;
    let whole = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    if !url.is_empty() && whole.is_none_or(|rest| rest.is_empty() || rest.contains('/')) {
        wrong.push(("server.public_url", format!("{url:?} is not like https://zx.example.gov.cn, without a path")));
    }
    for (key, peers) in [("server.trusted_proxies", &server.trusted_proxies), ("metrics.allowed_peers", &config.metrics.allowed_peers)] {
        wrong.extend(peers.iter().filter_map(|peer| Some((key, peer.parse::<Network>().err()?))));
    }
}

fn tls(config: &Config, wrong: &mut Vec<(&'static str, String)>) {
    match (config.tls.certificate.as_str(), config.tls.key.as_str()) {
        ("", "") => {}
        ("", _) => wrong.push(("tls.certificate", "is missing beside tls.key".into())),
        (_, "") => wrong.push(("tls.key", "is missing beside tls.certificate".into())),
        (certificate, key) => {
            for (name, path) in [("tls.certificate", certificate), ("tls.key", key)] {
                if !Path::new(path).is_file() {
                    wrong.push((name, format!("{path} is not a file")));
                }
            }
        }
    }
}

fn sms(config: &Config, wrong: &mut Vec<(&'static str, String)>) {
    let sms = &config.sms;
    if config.sign_in.sms_factor == "on" && sms.adapter == "off" {
        wrong.push(("sign_in.sms_factor", "needs sms.adapter = \"file\" or \"webhook\"".into()));
    }
    if sms.adapter == "file" && !sms.file.is_empty() {
        let folder = Path::new(&sms.file).parent().filter(|folder| !folder.as_os_str().is_empty());
        if !folder.is_some_and(Path::is_absolute) {
            wrong.push(("sms.file", format!("{:?} does not begin with /", sms.file)));
        } else if !folder.is_some_and(Path::is_dir) || Path::new(&sms.file).is_dir() {
            wrong.push(("sms.file", format!("{} is no file in a folder that there is", sms.file)));
        }
    }
    if sms.adapter == "webhook" {
        if let Err(problem) = crate::sms::Target::read(&sms.url) {
            wrong.push(("sms.url", problem));
        }
        if sms.secret.chars().count() < 16 || !sms.secret.chars().all(|c| c.is_ascii_graphic()) {
            wrong.push(("sms.secret", "is needed by the webhook: 16 letters, digits and signs or more".into()));
        }
        if !sms.authorities.is_empty() && !Path::new(&sms.authorities).is_file() {
            wrong.push(("sms.authorities", format!("{} is not a file", sms.authorities)));
        }
    }
}
