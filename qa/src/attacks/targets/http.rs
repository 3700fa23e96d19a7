//! The shell in this process: what stands in a head, in a query, in a body of many parts. Nothing of it may be a 5xx.

use std::cell::RefCell;

use axum::http::{HeaderName, HeaderValue, Method, Uri};
use identity::IdentitySettings;
use serde_json::Value;
use testkit::{Client, Kind, TestApp};

/// After so many requests it starts anew: what was accepted on the way does not pile up.
const MOST: usize = 5_000;

struct House {
    app: TestApp,
    asked: usize,
}

impl House {
    fn new() -> House {
        let modules = vec![identity::module(IdentitySettings::default()), proposals::module(), consultations::module()];
        House { app: TestApp::new(Kind::Sqlite, modules), asked: 0 }
    }
}

fn ask<T>(send: impl FnOnce(&TestApp) -> T) -> T {
    thread_local! { static HOUSE: RefCell<Option<House>> = const { RefCell::new(None) } }
    HOUSE.with_borrow_mut(|house| {
        if house.as_ref().is_some_and(|house| house.asked >= MOST) {
            *house = None;
        }
        let house = house.get_or_insert_with(House::new);
        house.asked += 1;
        send(&house.app)
    })
}

/// The first line is the content type, the rest the body.
pub fn multipart(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|b| *b == b'\n').unwrap_or(bytes.len());
    let Some(kind) = std::str::from_utf8(&bytes[..end]).ok().filter(|kind| HeaderValue::from_str(kind).is_ok()) else {
        return "no header".into();
    };
    let body = bytes.get(end + 1..).unwrap_or_default().to_vec();
    ask(|app| answer(&app.token("office"), Method::POST, "/api/v1/proposals/import", Some(kind), body))
}

/// `GET /path?query`, then a header a line, as a request begins.
pub fn head(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.lines();
    let path = lines.next().unwrap_or_default().trim_start_matches("GET ");
    if !path.starts_with('/') || path.parse::<Uri>().is_err() {
        return "no path".into();
    }
    let given: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once(':')).map(|(name, value)| (name, value.trim())).collect();
    let sound = |(name, value): &&(&str, &str)| HeaderName::from_bytes(name.as_bytes()).is_ok() && HeaderValue::from_str(value).is_ok();
    ask(|app| {
        let client = given.iter().filter(sound).fold(app.token("office"), |client, (name, value)| client.header(name, value));
        answer(&client, Method::GET, path, None, Vec::new())
    })
}

fn answer(client: &Client, method: Method, path: &str, kind: Option<&str>, body: Vec<u8>) -> String {
    let answer = client.send(method, path, kind, body);
    let status = answer.status.as_u16();
    assert!(status < 500, "{status} {}", answer.text());
    let said: Value = serde_json::from_slice(&answer.bytes).unwrap_or_default();
    let fields = said["fields"].as_array().into_iter().flatten().filter_map(|field| field["key"].as_str());
    let fields: Vec<_> = fields.collect();
    format!("{status} {} {} {}", said["key"].as_str().unwrap_or_default(), fields.join(" "), answer.bytes.len().max(1).ilog2())
}

pub fn heads() -> Vec<Vec<u8>> {
    const PATHS: &[&str] = &[
        "/proposals?state=filed&q=%E6%8E%92%E6%B0%B4&page=2&year=2026",
        "/api/v1/proposals?state=under_review&category=1&unit=2&signer=3&session=4&page=9",
        "/topics?state=open&room=1&page=2",
        "/statistics/rows?year=2026&state=closed",
        "/proposals/191356976452073523",
        "/countdown?unit=2&page=1",
        "/proposals/export.xlsx?state=filed",
        "/calendar?year=2026",
        "/public/follow?code=ABCD-2345",
    ];
    const REST: &str = "Accept-Language: en;q=0.8, zh-CN\nCookie: lang=en; theme=dark; a=b\nX-Forwarded-For: 198.51.100.7, 10.0.0.1\n\
                        Forwarded: for=\"[2001:db8::1]:80\";proto=https\nIf-None-Match: \"a\"\nAccept: application/json\nRange: bytes=0-9\n";
    PATHS.iter().map(|path| format!("GET {path}\n{REST}").into_bytes()).collect()
}

pub fn bodies(sheet: &[u8]) -> Vec<Vec<u8>> {
    let part = |file: &str, content: &[u8]| {
        let head = format!(
            "multipart/form-data; boundary=qa-part\n--qa-part\r\nContent-Disposition: form-data; name=\"year\"\r\n\r\n2026\r\n--qa-part\r\n\
             Content-Disposition: form-data; name=\"file\"; filename=\"{file}\"\r\nContent-Type: text/plain\r\n\r\n"
        );
        [head.as_bytes(), content, b"\r\n--qa-part--\r\n"].concat()
    };
    vec![part("a.csv", "案号,标题\n1,关于疏通排水管网的提案\n".as_bytes()), part("a.xlsx", sheet), part("a.jsonl", b"{\"a\":1}\n")]
}
