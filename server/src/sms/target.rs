//! Where the webhook posts to.

use axum::http::Uri;

/// The parts of an address; http only on this machine, as numbers and codes go there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub secure: bool,
    pub host: String,
    pub port: u16,
    /// With the query.
    pub path: String,
}

impl Target {
    /// Errors: what would be right.
    pub fn read(url: &str) -> Result<Target, String> {
        let wrong = || format!("{url:?} is not like https://sms.example.gov.cn/send");
        let uri: Uri = url.parse().map_err(|_| wrong())?;
        let secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(wrong()),
        };
        let authority = uri.authority().filter(|a| !a.as_str().contains('@')).ok_or_else(wrong)?;
        let host = authority.host().to_owned();
        if host.is_empty() {
            return Err(wrong());
        }
        if !secure && !["127.0.0.1", "localhost", "[::1]"].contains(&host.as_str()) {
            return Err(format!("{url:?} is not encrypted: https, or http on this machine"));
        }
        let port = authority.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        Ok(Target { secure, host, port, path })
    }

    /// Host, and the port where it is not the usual one.
    pub fn authority(&self) -> String {
        match (self.secure, self.port) {
            (true, 443) | (false, 80) => self.host.clone(),
            _ => format!("{}:{}", self.host, self.port),
        }
    }

    /// As a name that is looked up or an address: without the brackets of IPv6.
    pub fn name(&self) -> &str {
        self.host.trim_start_matches('[').trim_end_matches(']')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart() {
        let target = Target::read("https://sms.example/v1/send?app=7").expect("good");
        assert_eq!((target.secure, target.port, target.path.as_str()), (true, 443, "/v1/send?app=7"));
        assert_eq!(Target::read("http://127.0.0.1:9000").expect("good").port, 9000);
        assert_eq!(Target::read("http://[::1]:9000/x").expect("good").name(), "::1");
        for bad in ["", "sms.example", "ftp://sms.example/", "https://", "https://user:pass@sms.example/", "http://10.0.0.7/send"] {
            assert!(Target::read(bad).is_err(), "{bad}");
        }
    }
}
