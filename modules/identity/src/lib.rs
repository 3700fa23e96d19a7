//! 身份: signing in, accounts and the three administrators, and the acts on the directory.
//!
//! Failures of signing in are counted in the database, by login, by device (address and program) and by address, so that
//! every process of an installation counts alike and a login without an account is treated as one with.

pub mod password;
pub mod profile;
pub mod recovery;
pub mod seed;
pub mod sign_in;
mod store;
mod token;
pub mod totp;

pub use profile::{IdentitySettings, Profile};
pub use recovery::{create_token, purge, reset_password, setup_link, unlock};

use kernel::db::Migration;
use profile::{Asvs, Demo, Djbh3, Policy};
use web::Module;

pub const MIGRATIONS: &[Migration] = &[Migration { name: "identity/0001-identity", sql: include_str!("../migrations/0001-identity.sql") }];

const MESSAGES: &[(&str, &str)] = &[("zh-CN", include_str!("../messages/zh-CN.yml")), ("en", include_str!("../messages/en.yml"))];

/// The manifest, under the rules of the chosen profile. Set `web::Settings::idle_ms` from [`profile::Profile::rules`] too.
pub fn module(settings: IdentitySettings) -> Module {
    match settings.profile {
        Profile::Djbh3 => manifest::<Djbh3>(),
        Profile::Asvs => manifest::<Asvs>(),
        Profile::Demo => manifest::<Demo>(),
    }
}

fn manifest<P: Policy>() -> Module {
    Module {
        name: "identity",
        migrations: MIGRATIONS,
        messages: MESSAGES,
        acts: vec![
            sign_in::enter::bound::<P>(),
            sign_in::code::bound::<P>(),
            sign_in::enrol::bound::<P>(),
            sign_in::choose::bound::<P>(),
            sign_in::confirm::bound::<P>(),
            sign_in::acting::bound::<P>(),
            sign_in::out::bound(),
        ],
        ..Module::default()
    }
}
