//! What is known of a request before its body: cookies, language, where it came from.

use axum::http::{HeaderMap, Method, header};
use sha2::{Digest, Sha256};

use crate::i18n::Lang;
use crate::ui::Theme;

pub const SESSION_COOKIE: &str = "__Host-session";
pub const NOTICE_COOKIE: &str = "__Host-notice";
pub const LANG_COOKIE: &str = "__Host-lang";
pub const THEME_COOKIE: &str = "__Host-theme";
/// What a browser is known by where nobody signed in: random, and good for nothing else.
pub const VOICE_COOKIE: &str = "__Host-voice";

/// Longest Idempotency-Key, in bytes.
pub const MOST_OF_A_KEY: usize = 200;

/// Owned, so that it can go into a database closure.
#[derive(Clone, Debug, Default)]
pub struct Head {
    pub path: String,
    /// SHA-256 of the session token.
    pub session: Option<[u8; 32]>,
    /// SHA-256 of the API token.
    pub bearer: Option<[u8; 32]>,
    pub lang: Lang,
    pub theme: Theme,
    pub notice: Option<String>,
    pub address: String,
    pub device: String,
    /// Of [`VOICE_COOKIE`]: 22 letters and digits, or none.
    pub voice: Option<String>,
    pub key: Option<String>,
    /// Longer than [`MOST_OF_A_KEY`]: cut, it might be another one's.
    pub is_key_too_long: bool,
    pub api: bool,
    /// A script reads this again; nobody has touched anything.
    pub by_script: bool,
    /// The telephone proven in this browser, however long ago.
    pub phone: Option<kernel::PhoneProof>,
}

impl Head {
    /// `address` is the peer's, or what a trusted proxy says. A proven telephone takes a key: [`crate::router::head_of`].
    pub fn of(headers: &HeaderMap, path: &str, address: String) -> Head {
        let text = |name: header::HeaderName| headers.get(name).and_then(|v| v.to_str().ok());
        let bearer = text(header::AUTHORIZATION).and_then(|v| v.strip_prefix("Bearer "));
        let key = headers.get("idempotency-key").and_then(|v| v.to_str().ok());
        Head {
            path: path.to_owned(),
            session: cookie(headers, SESSION_COOKIE).map(digest),
            bearer: bearer.map(|token| digest(token.trim())),
            lang: lang(headers),
            theme: Theme::from_cookie(cookie(headers, THEME_COOKIE)),
            notice: cookie(headers, NOTICE_COOKIE).map(str::to_owned),
            address,
            device: text(header::USER_AGENT).unwrap_or_default().chars().take(200).collect(),
            voice: cookie(headers, VOICE_COOKIE).filter(|v| is_voice(v)).map(str::to_owned),
            key: key.filter(|k| !k.is_empty()).map(str::to_owned),
            is_key_too_long: key.is_some_and(|k| k.len() > MOST_OF_A_KEY),
            api: path.starts_with("/api/"),
            by_script: headers.get("sec-fetch-dest").is_some_and(|dest| dest == "empty"),
            phone: None,
        }
    }
}

/// Sixteen bytes as `respond::random_token` writes them.
fn is_voice(text: &str) -> bool {
    text.len() == 22 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
}

/// The language that was chosen, before anything else is read of a request.
pub fn lang(headers: &HeaderMap) -> Lang {
    Lang::from_cookie(cookie(headers, LANG_COOKIE))
}

/// SHA-256 of a token, as it is stored.
pub fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
    lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('=')).find(|(n, _)| *n == name).map(|(_, v)| v)
}

/// Refuses what another site sent in a person's name: Sec-Fetch-Site where there is one, else Origin against Host.
pub fn is_cross_site(method: &Method, headers: &HeaderMap) -> bool {
    if method.is_safe() {
        return false;
    }
    let text = |name: &str| headers.get(name).map(|v| v.to_str().unwrap_or("?"));
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => !matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => {
            let host = text("host").unwrap_or_default();
            !origin.split_once("://").is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(host))
        }
        (None, None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(n, v)| (n.parse().unwrap(), v.parse().unwrap())).collect()
    }

    #[test]
    fn what_a_script_reads_again_is_told_from_what_a_person_opens() {
        let head = |dest: &'static str| Head::of(&headers(&[("sec-fetch-dest", dest)]), "/remotes/7", String::new());
        assert!(head("empty").by_script && !head("document").by_script);
        assert!(!Head::of(&HeaderMap::new(), "/remotes/7", String::new()).by_script);
    }

    #[test]
    fn other_sites_are_refused_and_tools_are_not() {
        let post = |pairs| is_cross_site(&Method::POST, &headers(pairs));
        assert!(post(&[("sec-fetch-site", "cross-site")]));
        assert!(post(&[("sec-fetch-site", "same-site")]));
        assert!(post(&[("origin", "https://evil.example"), ("host", "cppcc.example")]));
        assert!(post(&[("origin", "null"), ("host", "cppcc.example")]));
        assert!(!post(&[("origin", "https://cppcc.example"), ("host", "cppcc.example")]));
        assert!(!post(&[("sec-fetch-site", "same-origin"), ("origin", "null")]));
        assert!(!post(&[]));
        assert!(!is_cross_site(&Method::GET, &headers(&[("sec-fetch-site", "cross-site")])));
    }

    #[test]
    fn cookies_are_found_by_their_whole_name() {
        let h = headers(&[("cookie", "__Host-lang=en; x__Host-session=no; theme=dark")]);
        assert_eq!(cookie(&h, SESSION_COOKIE), None);
        assert_eq!(Head::of(&h, "/", String::new()).lang, Lang::En);
    }
}
