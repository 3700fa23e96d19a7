//! What is broken on purpose: the process, the disk, the database server, the clock.

pub mod kill;

mod check;
mod clients;
mod random;
mod store;
