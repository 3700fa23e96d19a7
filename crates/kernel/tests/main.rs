//! The kernel against both databases.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod counters;
mod database;
mod full_disk;
mod idempotency;
mod jobs;
mod journal;
mod migrations;
mod policy;
mod sealed;
mod tampering;

use testkit::{Kind, TestDb};

/// A database with the kernel's tables.
fn kernel(kind: Kind) -> TestDb {
    TestDb::new(kind, ::kernel::MIGRATIONS)
}
