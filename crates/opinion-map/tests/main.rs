//! The crate from outside.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod dense;
mod invariance;
mod live;
mod outside;
mod reference;
