//! Logs to standard output: one line for each request, by route template, without personal data.

use std::io::IsTerminal;
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use tracing_subscriber::EnvFilter;

use crate::config;

/// Starts logging; a second call changes nothing.
pub fn start(log: &config::Log) {
    let filter = EnvFilter::try_new(&log.level).unwrap_or_else(|_| EnvFilter::new("info"));
    let text = log.format == "text" || log.format == "auto" && std::io::stdout().is_terminal();
    // Without complaints of its own: where nobody reads the log any more, complaining to standard error panics, and a
    // thread that panics for its log neither serves nor hears that it should stop.
    let builder = tracing_subscriber::fmt().log_internal_errors(false).with_env_filter(filter).with_target(false);
    let _ = match text {
        true => builder.try_init(),
        false => builder.json().flatten_event(true).with_current_span(false).with_span_list(false).try_init(),
    };
}

/// Gives the request its id, measures it and writes its line.
pub async fn request(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = request_id();
    let method = request.method().clone();
    // The template, never the path: a path may hold what a person typed.
    let route = request.extensions().get::<MatchedPath>().map_or("none".to_owned(), |path| path.as_str().to_owned());
    let running = Running::new();
    let mut response = next.run(request).await;
    drop(running);
    let (status, took) = (response.status().as_u16(), started.elapsed());
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    let quiet = matches!(route.as_str(), "/livez" | "/readyz" | "/metrics") || route.starts_with("/assets/");
    let ms = took.as_micros() as f64 / 1_000.0;
    match (status, quiet) {
        (500.., _) => tracing::error!(request = %id, %method, %route, status, ms, "request"),
        (_, true) => tracing::debug!(request = %id, %method, %route, status, ms, "request"),
        (_, false) => tracing::info!(request = %id, %method, %route, status, ms, "request"),
    }
    let class = format!("{}xx", status / 100);
    let method = method.as_str().to_owned();
    metrics::counter!("http_requests_total", "method" => method, "route" => route.clone(), "status" => class).increment(1);
    metrics::histogram!("http_request_seconds", "route" => route).record(took.as_secs_f64());
    response
}

/// Counts a request while it runs, also when its sender goes away.
struct Running;

impl Running {
    fn new() -> Running {
        metrics::gauge!("http_requests_running").increment(1);
        Running
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        metrics::gauge!("http_requests_running").decrement(1);
    }
}

fn request_id() -> String {
    let mut bytes = [0u8; 8];
    match getrandom::fill(&mut bytes) {
        Ok(()) => format!("{:016x}", u64::from_be_bytes(bytes)),
        Err(_) => "0".into(),
    }
}
