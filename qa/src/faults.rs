//! What is broken on purpose: the process, the disk, the database server, the clock.

pub mod kill;
pub mod power;

mod check;
mod clients;
mod random;
mod store;
mod trace;
