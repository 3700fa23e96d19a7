//! 办理流程: what may happen to a record, by whom, and where it goes then, as one table of rules.
//!
//! The table decides ([`step`]), draws the buttons ([`available`]), names whose turn it is ([`turn`]), is checked by a
//! test ([`faults`]) and drawn on pages and in the docs ([`Drawing`]). A state changes in no other way.

mod drawing;
mod faults;
mod matrix;
mod mermaid;
mod process;
mod roles;
mod rules;
mod svg;
pub mod vocabulary;

#[cfg(test)]
mod sample;

pub use crate::vocabulary;
pub use drawing::{Drawing, Edge, Manner, Place};
pub use faults::{Fault, faults};
pub use matrix::{Permission, matrix};
pub use mermaid::mermaid;
pub use process::Process;
pub use roles::Roles;
pub use rules::{At, Refusal, Rule, available, rule, step, turn};
pub use svg::svg;
pub use vocabulary::Word;
