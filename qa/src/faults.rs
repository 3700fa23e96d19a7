//! What is broken on purpose: the process, the disk, the database server, the clock.

pub mod disk;
pub mod io;
pub mod kill;
pub mod power;

mod check;
mod clients;
mod random;
mod ready;
mod store;
mod trace;
mod volume;
