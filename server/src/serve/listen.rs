//! The socket: plain on loopback, TLS beyond, and the signals.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum_server::Handle;
use axum_server::accept::NoDelayAcceptor;
use axum_server::tls_rustls::RustlsConfig;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tower::Layer;

use super::state::State;
use super::tls::Certificate;
use super::{health, log};
use crate::failure::{During, Outcome};

/// Requests that run when the program is asked to stop get this long.
const DRAIN: Duration = Duration::from_secs(10);
/// What was sent before anybody could know of the end is still read: a kept connection is closed as soon as it looks idle.
const ON_THE_WAY: Duration = Duration::from_millis(500);
const HEAD: Duration = Duration::from_secs(20);

/// Runs until SIGTERM or SIGINT, then until the running requests have ended.
pub fn run(state: &Arc<State>, listener: TcpListener, secure: bool) -> Outcome<()> {
    let metrics = health::recorder()?;
    let upkeep = metrics.clone();
    let router =
        web::router(state.app.clone()).merge(health::router(Arc::clone(state), metrics)).layer(axum::middleware::from_fn(log::request));
    listener.set_nonblocking(true)?;
    let certificate = if secure { Some(Certificate::of(state, listener.local_addr()?)?) } else { None };
    // Built by hand: the database threads live outside of it, and `main` stays plain.
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_name("web").build()?;
    let outcome = runtime.block_on(async {
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(Duration::from_secs(5)).await;
                upkeep.run_upkeep();
            }
        });
        listen(state, listener, router, certificate).await
    });
    runtime.shutdown_timeout(Duration::from_secs(1));
    outcome
}

async fn listen(state: &Arc<State>, listener: TcpListener, router: Router, certificate: Option<Certificate>) -> Outcome<()> {
    let address = listener.local_addr()?;
    // Around the routes, not at each of them: who is sent away costs next to nothing.
    let door = from_fn_with_state(state.app.clone(), web::crowd::turn_away).layer(router);
    let service = Router::new().fallback_service(door).into_make_service_with_connect_info::<SocketAddr>();
    let handle = Handle::new();
    let tls = match &certificate {
        Some(certificate) => Some(certificate.load().await?),
        None => None,
    };
    // Listened for before anybody is told that the program is ready: a signal that comes at once ends it in good order too.
    let signals = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::spawn(stop_on_signal(Arc::clone(state), handle.clone(), signals));
    if let (Some(certificate), Some(config)) = (certificate, tls.clone()) {
        tokio::spawn(reload_on_signal(certificate, config));
    }
    // Before it says that it is ready: who then finds the database gone is answered, not left without a program.
    let link = identity::setup_link(&state.app.db).await?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    tracing::info!(address = %address, scheme, version = env!("CARGO_PKG_VERSION"), "ready");
    eprintln!("Shangliang {} is ready at {scheme}://{address}/", env!("CARGO_PKG_VERSION"));
    if let Some(token) = link {
        eprintln!("Nobody is here yet. Within 24 hours, once: {}/setup?token={token}", state.app.settings.public_url);
    }
    match tls {
        Some(config) => {
            let mut server = axum_server::from_tcp_rustls(listener, config)?.map(|tls| tls.acceptor(NoDelayAcceptor::new()));
            impatient(server.http_builder());
            server.handle(handle).serve(service).await
        }
        None => {
            let mut server = axum_server::from_tcp(listener)?.acceptor(NoDelayAcceptor::new());
            impatient(server.http_builder());
            server.handle(handle).serve(service).await
        }
    }
    .during("serving")
}

/// Who sends the head of a request drop by drop, or keeps a connection without using it, is cut off.
fn impatient(http: &mut Builder<TokioExecutor>) {
    http.http1().timer(TokioTimer::new()).header_read_timeout(HEAD);
    http.http2().timer(TokioTimer::new()).keep_alive_interval(HEAD).keep_alive_timeout(HEAD);
}

async fn stop_on_signal(state: Arc<State>, handle: Handle<SocketAddr>, (mut term, mut int): (Signal, Signal)) {
    tokio::select! {
        _ = term.recv() => {}
        _ = int.recv() => {}
    }
    tracing::info!(connections = handle.connection_count(), "stopping");
    state.draining.store(true, Ordering::Relaxed);
    tokio::time::sleep(ON_THE_WAY).await;
    handle.graceful_shutdown(Some(DRAIN));
}

async fn reload_on_signal(certificate: Certificate, config: RustlsConfig) {
    let Ok(mut hangup) = signal(SignalKind::hangup()) else { return };
    while hangup.recv().await.is_some() {
        match certificate.reload(&config).await {
            Ok(()) => tracing::info!("certificate read again"),
            Err(error) => tracing::error!(error = %error.message, "the certificate stays as it was"),
        }
    }
}
