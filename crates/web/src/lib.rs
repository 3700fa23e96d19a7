//! The shell: every act and page of every module runs through here, in the same way.

pub mod access;
pub mod act;
pub mod app;
mod batch;
pub mod counts;
pub mod crowd;
mod forms;
pub mod head;
pub mod headers;
pub mod i18n;
pub mod identify;
pub mod input;
pub mod lately;
pub mod live;
pub mod memory;
pub mod module;
pub mod network;
pub mod openapi;
mod own;
pub mod pace;
pub mod page;
pub mod paper;
pub mod past;
mod patience;
pub mod perform;
pub mod phone;
mod quota;
pub mod record;
mod renames;
pub mod respond;
pub mod router;
pub mod scanner;
pub mod security;
pub mod sms;
pub mod strangers;
pub mod tables;
pub mod told;
mod touch;
pub mod ui;
mod upload;
pub mod work;

pub use access::Access;
pub use act::{Act, Bound, Done, Note, Nothing, Reason, act};
pub use app::{App, Settings};
pub use memory::Memory;
pub use module::Module;
pub use page::{Ask, Body, Download, Page, Paging, Reply, json_only, page};
pub use quota::Quota;
pub use router::router;
pub use told::Told;

/// Texts of the shell, beside those of the components.
pub const MESSAGES: &[(&str, &str)] =
    &[("zh-CN", include_str!("../messages/shell.zh-CN.yml")), ("en", include_str!("../messages/shell.en.yml"))];
