//! What tests of every crate share: both databases, a clock that stands, and an application that is spoken to over HTTP
//! only.

#[cfg(feature = "app")]
mod app;
#[cfg(feature = "app")]
mod client;
mod database;
#[cfg(feature = "app")]
mod fingerprint;
#[cfg(feature = "app")]
pub mod people;
pub mod policy;
mod postgres;
pub mod statements;
#[cfg(feature = "app")]
mod store;

#[cfg(feature = "app")]
pub use app::TestApp;
#[cfg(feature = "app")]
pub use client::{Answer, Client, Upload, encode};
#[cfg(feature = "app")]
pub use store::Town;

pub use database::{Kind, TestDb};
pub use kernel::FixedClock;
pub use postgres::Database;

use kernel::Timestamp;

/// Thursday, 12 March 2026, 09:30 in Shanghai: a working day inside a plenary session.
pub const START: Timestamp = Timestamp(1_773_279_000_000);

/// One test body, run as `on_sqlite::name` and `on_postgres::name`; once for each file.
///
/// `both_dbs! { start => fn name(home: &Home) { … } … }`, where `start: fn(Kind) -> Home`.
#[macro_export]
macro_rules! both_dbs {
    ($start:path => $( $(#[$meta:meta])* fn $name:ident($home:ident: $type:ty) $body:block )*) => {
        $( fn $name($home: $type) $body )*

        mod on_sqlite {
            use super::*;

            $( #[test] $(#[$meta])* fn $name() { super::$name(&$start($crate::Kind::Sqlite)) } )*
        }

        mod on_postgres {
            use super::*;

            $( #[test] $(#[$meta])* fn $name() { super::$name(&$start($crate::Kind::Postgres)) } )*
        }
    };
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_clock_starts_in_a_plenary_session() {
        assert_eq!(super::START.rfc3339(), "2026-03-12T09:30:00+08:00");
    }
}
