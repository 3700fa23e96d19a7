//! A client that speaks HTTP and keeps its cookies, as a browser or a program would.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

use crate::app::TestApp;

/// Cookies are shared between clones; headers are not.
#[derive(Clone)]
pub struct Client {
    router: axum::Router,
    runtime: Arc<tokio::runtime::Runtime>,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
    headers: Vec<(String, String)>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: bytes::Bytes,
}

/// A file of a multipart form: field, name, content.
pub type Upload<'a> = (&'a str, &'a str, &'a [u8]);

impl Client {
    pub(crate) fn new(app: &TestApp) -> Client {
        Client { router: app.router.clone(), runtime: Arc::clone(&app.runtime), cookies: Arc::default(), headers: Vec::new() }
    }

    /// Sends this header with every request from now on.
    pub fn header(mut self, name: &str, value: &str) -> Client {
        self.headers.retain(|(n, _)| n != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn cookie(self, name: &str, value: &str) -> Client {
        self.jar().insert(name.to_owned(), value.to_owned());
        self
    }

    /// The next requests carry this Idempotency-Key.
    pub fn key(self, key: &str) -> Client {
        self.header("idempotency-key", key)
    }

    /// Pages in English.
    pub fn english(self) -> Client {
        self.cookie(web::head::LANG_COOKIE, "en")
    }

    /// The value of a cookie that the server has set.
    pub fn cookie_value(&self, name: &str) -> Option<String> {
        self.jar().get(name).cloned()
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, Vec::new())
    }

    /// Posts a form as a browser does; repeated names make a list.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = encode(fields).into_bytes();
        self.send(Method::POST, path, Some("application/x-www-form-urlencoded"), body)
    }

    pub fn post_json(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, Some("application/json"), body.to_string().into_bytes())
    }

    pub fn post_multipart(&self, path: &str, fields: &[(&str, &str)], files: &[Upload]) -> Answer {
        const BOUNDARY: &str = "----test-boundary-9f3c";
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
        }
        for (name, file, content) in files {
            let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\r\n");
            body.extend(head.bytes().chain(content.iter().copied()).chain(*b"\r\n"));
        }
        body.extend(format!("--{BOUNDARY}--\r\n").bytes());
        self.send(Method::POST, path, Some(&format!("multipart/form-data; boundary={BOUNDARY}")), body)
    }

    /// Follows redirects, as a browser does after a form.
    pub fn follow(&self, answer: Answer) -> Answer {
        let mut answer = answer;
        for _ in 0..5 {
            if !answer.status.is_redirection() {
                return answer;
            }
            answer = self.get(&answer.location());
        }
        panic!("redirected in circles");
    }

    /// Any request; `Host` and `Sec-Fetch-Site` are those of a browser unless a header says otherwise.
    pub fn send(&self, method: Method, path: &str, content_type: Option<&str>, body: Vec<u8>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        let given = |name: &str| self.headers.iter().any(|(n, _)| n.eq_ignore_ascii_case(name));
        if !given("host") {
            request = request.header(header::HOST, "127.0.0.1:8080");
        }
        if !given("sec-fetch-site") && !given("authorization") && !given("origin") {
            request = request.header("sec-fetch-site", "same-origin");
        }
        if let Some(content_type) = content_type {
            request = request.header(header::CONTENT_TYPE, content_type);
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let cookies = self.jar().iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join("; ");
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies);
        }
        let request = request.body(Body::from(body)).expect("a well-formed request");
        let router = self.router.clone();
        let answer = self.runtime.block_on(async move {
            let response = router.oneshot(request).await.expect("the router does not fail");
            let (parts, body) = response.into_parts();
            let bytes = body.collect().await.expect("a whole body").to_bytes();
            Answer { status: parts.status, headers: parts.headers, bytes }
        });
        self.keep(&answer.headers);
        answer
    }

    fn keep(&self, headers: &HeaderMap) {
        for line in headers.get_all(header::SET_COOKIE).iter().filter_map(|v| v.to_str().ok()) {
            let mut parts = line.split(';').map(str::trim);
            let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else { continue };
            match parts.any(|part| part.eq_ignore_ascii_case("max-age=0")) {
                true => self.jar().remove(name),
                false => self.jar().insert(name.to_owned(), value.to_owned()),
            };
        }
    }

    fn jar(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, String>> {
        self.cookies.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error} in: {}", self.text()))
    }

    /// Where a redirect leads.
    pub fn location(&self) -> String {
        let location = self.headers.get(header::LOCATION).and_then(|v| v.to_str().ok());
        location.unwrap_or_else(|| panic!("no redirect but {}: {}", self.status, self.text())).to_owned()
    }

    /// Panics with the body when the status is another.
    #[track_caller]
    pub fn expect(self, status: u16) -> Answer {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        self
    }

    /// The message key of a problem.
    pub fn key(&self) -> String {
        self.json()["key"].as_str().unwrap_or_default().to_owned()
    }

    /// `id` of the record in the answer.
    pub fn id(&self) -> kernel::Id {
        let value = self.json();
        value["id"].as_str().and_then(|id| id.parse().ok()).unwrap_or_else(|| panic!("no id in {value}"))
    }
}

/// `application/x-www-form-urlencoded`
pub fn encode(fields: &[(&str, &str)]) -> String {
    let part = |text: &str| -> String {
        text.bytes()
            .map(|b| match b {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'*' => char::from(b).to_string(),
                b' ' => "+".into(),
                other => format!("%{other:02X}"),
            })
            .collect()
    };
    fields.iter().map(|(name, value)| format!("{}={}", part(name), part(value))).collect::<Vec<_>>().join("&")
}
