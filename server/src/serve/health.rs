//! `/livez`, `/readyz`, `/metrics`, `/version`.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, State as Shared};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kernel::db::Target;
use kernel::journal::sequencer;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use serde_json::json;

use super::state::State;
use crate::failure::{During, Outcome};

/// A readiness probe must answer within two seconds, whatever hangs.
const PATIENCE: Duration = Duration::from_millis(1_200);
/// An entry of the journal that waits longer for its number means that the sequencer stands still.
const STUCK_MS: i64 = 10_000;
const LEAST_FREE_BYTES: u64 = 32 << 20;

/// Installs the recorder of the metrics; once in a process.
pub fn recorder() -> Outcome<PrometheusHandle> {
    let builder = PrometheusBuilder::new().set_buckets(&[0.005, 0.025, 0.1, 0.5, 2.5]).during("metrics")?;
    builder.install_recorder().during("metrics")
}

pub fn router(state: Arc<State>, handle: PrometheusHandle) -> Router {
    let metrics_state = Arc::clone(&state);
    Router::new()
        .route("/livez", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/version", get(|| async { axum::Json(json!({ "name": "shangliang", "version": env!("CARGO_PKG_VERSION") })) }))
        .with_state(state)
        .route(
            "/metrics",
            get(move |ConnectInfo(peer): ConnectInfo<SocketAddr>, headers: HeaderMap| async move {
                // Behind a proxy on this machine every visitor comes from loopback.
                let forwarded = headers.contains_key("x-forwarded-for") || headers.contains_key("forwarded");
                match !forwarded && may_scrape(&metrics_state, peer.ip()) {
                    true => scrape(&metrics_state, &handle).await,
                    false => StatusCode::NOT_FOUND.into_response(),
                }
            }),
        )
        .layer(axum::middleware::map_response(|mut response: Response| async {
            web::headers::secure(response.headers_mut(), false, true);
            response
        }))
}

async fn ready(Shared(state): Shared<Arc<State>>) -> Response {
    match cause(&state).await {
        None => "ready\n".into_response(),
        Some(cause) => {
            let retry = [(header::RETRY_AFTER, "5")];
            (StatusCode::SERVICE_UNAVAILABLE, retry, axum::Json(json!({ "status": "unavailable", "cause": cause }))).into_response()
        }
    }
}

/// Why no request should be sent here now.
async fn cause(state: &State) -> Option<&'static str> {
    if state.is_draining() {
        return Some("draining");
    }
    let db = &state.app.db;
    if db.load().read_only {
        return Some("database-read-only");
    }
    let probe = async {
        let oldest = db.read(|tx| tx.scalar("SELECT MIN(at) FROM journal WHERE seq IS NULL", &[])).await.ok()?;
        match db.load().refusing {
            // Only a write tells whether the storage takes writes again.
            true => db.write(leave_a_mark).await.ok()?,
            // Takes the lock of a writer and changes nothing.
            false => db.write(|tx| tx.scalar("SELECT CAST(1 AS BIGINT)", &[])).await.ok()?,
        };
        Some(oldest)
    };
    let oldest = match tokio::time::timeout(PATIENCE, probe).await {
        Ok(Some(oldest)) => oldest,
        _ => return Some("database"),
    };
    if !data_is_writable(state) {
        return Some("disk");
    }
    let waits = oldest > 0 && db.clock().now().0 - oldest > STUCK_MS;
    if waits || state.journal_broken.load(Ordering::Relaxed) {
        return Some("journal");
    }
    None
}

fn leave_a_mark(tx: &mut kernel::Tx) -> kernel::Result<i64> {
    let now = tx.now().0.to_string();
    let mark = "INSERT INTO setting (name, value) VALUES ('probe', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    tx.execute(mark, kernel::params![now]).map(|rows| rows as i64)
}

fn data_is_writable(state: &State) -> bool {
    let probe = state.home.data.join(".probe");
    let written = std::fs::write(&probe, b"x").is_ok();
    let _ = std::fs::remove_file(&probe);
    written && crate::disk::free_bytes(&state.home.data).is_none_or(|free| free >= LEAST_FREE_BYTES)
}

fn may_scrape(state: &State, peer: IpAddr) -> bool {
    peer.is_loopback()
        || state
            .config
            .metrics
            .allowed_peers
            .iter()
            .any(|allowed| allowed.parse::<web::network::Network>().is_ok_and(|network| network.contains(peer)))
}

async fn scrape(state: &State, handle: &PrometheusHandle) -> Response {
    gauges(state).await;
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], handle.render()).into_response()
}

async fn gauges(state: &State) {
    let db = &state.app.db;
    let load = db.load();
    let set = |name: &'static str, value: f64| metrics::gauge!(name).set(value);
    set("database_reads_waiting", load.reads_waiting as f64);
    set("database_writes_waiting", load.writes_waiting as f64);
    set("database_read_only", f64::from(u8::from(load.read_only)));
    metrics::counter!("database_commits_total").absolute(load.batches);
    metrics::counter!("database_writes_total").absolute(load.batched);
    let figures = db.read(|tx| {
        let now = tx.now();
        let pending = sequencer::pending(tx)?;
        let size = tx.scalar("SELECT size FROM tree_head WHERE id = 1", &[])?;
        let due = "SELECT MIN(run_at) FROM job WHERE done_at IS NULL AND failed_at IS NULL AND run_at <= $1";
        let oldest = tx.scalar(due, kernel::params![now])?;
        let failed = tx.scalar("SELECT COUNT(*) FROM job WHERE failed_at IS NOT NULL", &[])?;
        Ok((pending, size, if oldest > 0 { now.0 - oldest } else { 0 }, failed))
    });
    if let Ok(Ok((pending, size, lag_ms, failed))) = tokio::time::timeout(PATIENCE, figures).await {
        set("journal_pending_entries", pending as f64);
        set("journal_entries", size as f64);
        set("job_lag_seconds", lag_ms as f64 / 1_000.0);
        set("jobs_failed", failed as f64);
    }
    if matches!(state.home.target, Target::File(_)) {
        let bytes = std::fs::metadata(state.home.data.join("shangliang.db")).map_or(0, |m| m.len());
        set("database_bytes", bytes as f64);
    }
    if let Some(free) = crate::disk::free_bytes(&state.home.data) {
        set("disk_free_bytes", free as f64);
    }
    set("journal_broken", f64::from(u8::from(state.journal_broken.load(Ordering::Relaxed))));
    let newest = crate::backup::newest(&state.config).and_then(|file| file.metadata().ok()?.modified().ok()?.elapsed().ok());
    if let Some(age) = newest {
        set("backup_age_seconds", age.as_secs_f64());
    }
    set("backup_failed", f64::from(u8::from(state.backup_failed.load(Ordering::Relaxed))));
}
