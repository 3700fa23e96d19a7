//! One test binary of this crate.

mod archives;
mod real_file;
mod round_trip;
mod sheets;
mod speed;
