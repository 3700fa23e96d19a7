//! 身份: signing in, accounts and the three administrators, and the acts on the directory.
//!
//! Failures of signing in are counted in the database, by login, by device (address and program) and by address, so that
//! every process of an installation counts alike and a login without an account is treated as one with.

mod accounts;
mod audit;
pub mod factor;
mod grants;
mod imports;
mod link;
mod listing;
mod me;
mod nav;
mod note;
mod organisation;
pub mod password;
mod people;
mod phone;
pub mod profile;
pub mod recovery;
mod scope;
pub mod seed;
mod setup;
pub mod sign_in;
mod store;
mod timeline;
mod token;
pub mod totp;
mod units;
mod waiting;

pub use profile::{IdentitySettings, Profile};
pub use recovery::{create_token, purge, reset_password, setup_link, unlock};

use kernel::Result;
use kernel::db::{Migration, Tx};
use kernel::jobs::Job;
use kernel::journal::Ref;
use profile::{Asvs, Demo, Djbh3, Policy, WithSms};
use serde_json::Value;
use web::Module;
use web::module::JobKind;

pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "identity/0001-identity", sql: include_str!("../migrations/0001-identity.sql") },
    Migration { name: "identity/0002-uploads", sql: include_str!("../migrations/0002-uploads.sql") },
    Migration { name: "identity/0003-phone-codes", sql: include_str!("../migrations/0003-phone-codes.sql") },
];

const MESSAGES: &[(&str, &str)] = &[("zh-CN", include_str!("../messages/zh-CN.yml")), ("en", include_str!("../messages/en.yml"))];

/// The manifest, under the rules of the chosen profile. Set `web::Settings::idle_ms` from [`profile::Profile::rules`] too.
pub fn module(settings: IdentitySettings) -> Module {
    match settings.profile {
        Profile::Djbh3 => chosen::<Djbh3>(settings.sms_factor),
        Profile::Asvs => chosen::<Asvs>(settings.sms_factor),
        Profile::Demo => chosen::<Demo>(settings.sms_factor),
    }
}

fn chosen<P: Policy>(sms_factor: bool) -> Module {
    if sms_factor { manifest::<WithSms<P>>() } else { manifest::<P>() }
}

fn manifest<P: Policy>() -> Module {
    let mut acts = vec![
        sign_in::enter::bound::<P>(),
        sign_in::code::bound::<P>(),
        sign_in::code_by_sms::bound::<P>(),
        sign_in::enrol::bound::<P>(),
        sign_in::enrol_sms::bound::<P>(),
        sign_in::enrol_sms_prove::bound::<P>(),
        sign_in::choose::bound::<P>(),
        sign_in::confirm::bound::<P>(),
        sign_in::acting::bound::<P>(),
        sign_in::out::bound(),
        setup::bound::<P>(),
        link::bound::<P>(),
    ];
    acts.extend(
        [me::acts(), phone::acts(), accounts::acts(), grants::acts(), organisation::acts(), people::acts(), units::acts(), imports::acts()]
            .into_iter()
            .flatten(),
    );
    Module {
        name: "identity",
        migrations: MIGRATIONS,
        messages: MESSAGES,
        acts,
        pages: [
            me::pages::<P>(),
            accounts::pages(),
            grants::pages(),
            audit::pages(),
            organisation::pages(),
            people::pages(),
            units::pages(),
            imports::pages(),
        ]
        .concat(),
        imports: imports::imports(),
        exports: imports::exports(),
        nav: nav::entries(),
        waiting: Some(waiting::queues),
        jobs: vec![JobKind { kind: "identity.purge", run: purge_job, every_minutes: Some(60) }],
        ..Module::default()
    }
}

/// Sessions, links and failures are kept for half a year after their end, as the law asks of logs (网络安全法 21).
fn purge_job(tx: &mut Tx, _: &Job) -> Result<Vec<(&'static str, Ref, Value)>> {
    let before = tx.now().plus_days(-180);
    recovery::purge(tx, before)?;
    Ok(Vec::new())
}
