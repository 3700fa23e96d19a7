//! `serve`: opens everything, starts the threads, listens, and ends in good order.

mod clock;
mod health;
mod listen;
mod log;
mod state;
mod threads;
mod tls;

pub use clock::clock;
pub use log::start as start_log;

use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::path::Path;
use std::sync::Arc;

use kernel::db::Sealed;
use kernel::{Db, Seal};
use web::{App, Settings};

use crate::config::Config;
use crate::failure::{During, Failure, Outcome};
use crate::home::{self, Home};
use crate::{backup, demo, modules};

/// Returns when the program was asked to stop and has stopped.
pub fn serve(data: &Path, config: &Config, with_demo: bool) -> Outcome<()> {
    start_log(&config.log);
    let home = Home::of(data, config);
    home.create()?;
    let _lock = home.lock()?;
    let address = address(config)?;
    let profile = profile(config, with_demo);
    let modules = modules::with(identity::IdentitySettings { profile, sms_factor: config.sign_in.sms_factor == "on" });
    let clock = clock(address)?;
    let fresh = !home.exists();
    let db = home.open(config, clock)?;
    migrate(&home, &db, &modules, config, fresh)?;
    let signer = home.signer(config)?;
    let seal = home.seal(config)?;
    seal_secrets(&db, &seal, &home::sealed(&modules))?;
    let key = signer.public();
    let listener = TcpListener::bind(address).during(address)?;
    let address = listener.local_addr()?;
    let secure = !address.ip().is_loopback() || !config.tls.certificate.is_empty();
    let app = App::new(db.clone(), home.shelf()?, Settings { seal, ..settings(config, address, secure, profile) }, modules)?;
    if with_demo {
        demo::fill(&app, &home)?;
    }
    let state = Arc::new(state::State::new(app.clone(), home.clone(), config.clone(), key));
    let threads = threads::start(&state, signer)?;
    let outcome = listen::run(&state, listener, secure);
    threads.stop();
    db.close();
    tracing::info!("stopped");
    outcome
}

/// Applies what is missing; an installation that holds data is backed up first.
pub fn migrate(home: &Home, db: &Db, modules: &[web::Module], config: &Config, fresh: bool) -> Outcome<Vec<String>> {
    let all = home::migrations(modules);
    let listed = all.clone();
    let pending = db.read_blocking(move |tx| kernel::db::pending(tx, &listed))?;
    if pending.is_empty() {
        // Also refuses a database that a newer program has changed.
        return Ok(db.migrate(all)?);
    }
    let has_data = !fresh && pending.len() < all.len();
    if has_data {
        let file = home.data.join("backups").join(format!("before-{}-{}.tar", env!("CARGO_PKG_VERSION"), db.clock().now().0));
        tracing::info!(file = %file.display(), "backing up before migrating");
        backup::write(home, db, config, &file)?;
    }
    let done = db.migrate(all)?;
    tracing::info!(count = done.len(), "migrated");
    Ok(done)
}

/// What an older version left readable in the database.
fn seal_secrets(db: &Db, seal: &Seal, columns: &[Sealed]) -> Outcome<()> {
    let seal = seal.clone();
    let count = db.write_blocking(move |tx| identity::factor::seal_old(tx, &seal))?;
    if count > 0 {
        tracing::info!(count, "secrets of second factors sealed");
    }
    db.write_blocking(directory::uploads::forget_files)?;
    let count = kernel::db::sealed::seal_readable(db, columns)?;
    if count > 0 {
        tracing::info!(count, "telephone numbers sealed; backups from before hold them as they were");
    }
    Ok(())
}

fn address(config: &Config) -> Outcome<SocketAddr> {
    let listen = config.server.listen.as_str();
    listen.to_socket_addrs().during(listen)?.next().ok_or_else(|| Failure::config(format!("server.listen: {listen} is no address")))
}

fn profile(config: &Config, with_demo: bool) -> identity::Profile {
    match config.sign_in.profile.as_str() {
        _ if with_demo => identity::Profile::Demo,
        "asvs" => identity::Profile::Asvs,
        _ => identity::Profile::Djbh3,
    }
}

fn settings(config: &Config, address: SocketAddr, secure: bool, profile: identity::Profile) -> Settings {
    let scheme = if secure { "https" } else { "http" };
    let own = format!("{scheme}://{address}");
    let calls = |n: i64| u32::try_from(n).unwrap_or(0);
    let mb = |n: i64| usize::try_from(n).unwrap_or(1) << 20;
    Settings {
        idle_ms: if config.sign_in.idle_minutes > 0 { config.sign_in.idle_minutes * 60_000 } else { profile.rules().idle_ms },
        confirm_ms: config.sign_in.confirm_minutes * 60_000,
        public_url: if config.server.public_url.is_empty() { own } else { config.server.public_url.clone() },
        max_body_bytes: mb(config.limits.body_mb),
        max_file_bytes: mb(config.limits.file_mb),
        scanner: config.uploads.scanner.parse().ok(),
        pace: web::pace::Limits { session: calls(config.limits.session_calls), token: calls(config.limits.token_calls) },
        quota: web::Quota { files: config.limits.person_files, bytes: config.limits.person_mb << 20 },
        sends_sms: config.sms.adapter != "off",
        codes_per_address: usize::try_from(config.sms.per_address).unwrap_or(1),
        codes_per_day: usize::try_from(config.sms.per_day).unwrap_or(1),
        trusted_proxies: config.server.trusted_proxies.iter().filter_map(|peer| peer.parse().ok()).collect(),
        brand: config.server.brand.clone(),
        ..Settings::default()
    }
}
