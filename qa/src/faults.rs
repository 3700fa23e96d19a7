//! What is broken on purpose: the process, the disk, the database server, the clock.

pub mod backup;
pub mod disk;
pub mod flip;
pub mod io;
pub mod kill;
pub mod migrate;
pub mod power;

mod check;
mod clients;
mod files;
mod random;
mod ready;
mod store;
mod trace;
mod volume;
