//! Assignment, handling and reply over HTTP.

mod assigning;
mod clocks;
mod inside;
mod path;
mod replying;
pub mod steps;
