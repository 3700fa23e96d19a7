//! One test binary of this crate.

mod real_file;
