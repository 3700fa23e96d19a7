//! The web shell.

pub mod i18n;
pub mod ui;
