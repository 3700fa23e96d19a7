//! 高峰: who wants to read while too many wait is sent away at once, before anything is looked up or drawn, so that the
//! others are served at the usual pace (quality R12). Who sends something is never sent away here.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed};
use std::sync::{LazyLock, OnceLock};

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use serde_json::json;

use crate::app::App;
use crate::head;
use crate::headers;
use crate::i18n::{Lang, Locale};
use crate::ui::crowded;

/// The answers, written once, and how many have got one.
#[derive(Default)]
pub struct Crowd {
    pages: [OnceLock<Bytes>; 2],
    problems: [OnceLock<Bytes>; 2],
    turned_away: AtomicU64,
    /// Second of the last line in the log: a line for each of thousands would be the next thing to be overloaded.
    told: AtomicI64,
}

/// The outermost layer: before the route is known, the log is written, or a head is read.
pub async fn turn_away(State(app): State<App>, request: Request, next: Next) -> Response {
    if !request.method().is_safe() || !app.db.is_crowded() || is_light(request.uri().path()) {
        return next.run(request).await;
    }
    app.crowd.count(app.db.clock().now().0 / 1_000);
    refusal(&app, request.uri().path().starts_with("/api/"), head::lang(request.headers()))
}

/// What reads nothing from the database, or says how it is.
fn is_light(path: &str) -> bool {
    path.starts_with("/assets/") || matches!(path, "/livez" | "/readyz" | "/metrics" | "/version")
}

fn refusal(app: &App, api: bool, lang: Lang) -> Response {
    let locale = app.locale(lang);
    let (body, head) = match api {
        true => (app.crowd.problems[lang as usize].get_or_init(|| problem(&locale)), &*PROBLEM),
        false => (app.crowd.pages[lang as usize].get_or_init(|| crowded(&locale).into()), &*PAGE),
    };
    let mut response = Response::new(Body::from(body.clone()));
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    *response.headers_mut() = head.clone();
    response
}

fn problem(l: &Locale) -> Bytes {
    let key = "kernel.busy";
    json!({ "type": format!("/problems/{key}"), "title": l.t(key), "status": 503, "key": key }).to_string().into()
}

static PROBLEM: LazyLock<HeaderMap> = LazyLock::new(|| head_of("application/problem+json; charset=utf-8"));
static PAGE: LazyLock<HeaderMap> = LazyLock::new(|| {
    let mut headers = head_of("text/html; charset=utf-8");
    let policy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'";
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers
});

fn head_of(content_type: &'static str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
    headers::secure(&mut headers, false, true);
    headers
}

impl Crowd {
    fn count(&self, second: i64) {
        metrics::counter!("http_requests_turned_away_total").increment(1);
        self.turned_away.fetch_add(1, Relaxed);
        if self.told.swap(second, Relaxed) != second {
            tracing::warn!(turned_away = self.turned_away.swap(0, Relaxed), "more people than places");
        }
    }
}
