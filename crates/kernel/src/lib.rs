//! What every part of Shangliang stands on: no HTTP and no module names.
//!
//! Architecture invariant: domain code is synchronous, takes a [`db::Tx`] and an [`actor::Actor`], and calls no clock
//! and no generator; both are in the transaction.
pub mod actor;
pub mod calendar;
pub mod clock;
pub mod counter;
pub mod db;
pub mod error;
pub mod files;
pub mod id;
pub mod idempotency;
pub mod jobs;
pub mod journal;
pub mod merkle;
pub mod policy;
pub mod seal;
pub mod workflow;

pub use actor::{Actor, Office, Paper, PhoneProof};
pub use clock::{Clock, FixedClock, SystemClock, Timestamp, today};
pub use db::{Db, Param, Row, Tx};
pub use error::{Error, FieldError, Message, Result};
pub use id::Id;
pub use seal::Seal;

/// The kernel's own tables.
pub const MIGRATIONS: &[db::Migration] = &[
    db::Migration { name: "kernel/0001-kernel", sql: include_str!("../migrations/0001-kernel.sql") },
    db::Migration { name: "kernel/0002-files", sql: include_str!("../migrations/0002-files.sql") },
    db::Migration { name: "kernel/0003-files-gone", sql: include_str!("../migrations/0003-files-gone.sql") },
];
