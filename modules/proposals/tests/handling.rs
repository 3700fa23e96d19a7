//! Assignment, handling and reply over HTTP.

mod assigning;
mod clocks;
mod inside;
mod pages;
mod path;
mod replying;
pub mod steps;
