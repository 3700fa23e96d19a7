//! One test binary of this crate.

mod archives;
mod handed_back;
mod messages;
mod real_file;
mod round_trip;
mod sheets;
mod speed;
mod stream;
mod uploads;
