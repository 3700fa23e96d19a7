//! 表格与附件: tables in and out, and what an uploaded file really is. No database, no HTTP.
//!
//! A file becomes a [`Table`] of text cells by [`read`], with limits that are checked before anything is unpacked, and every
//! error names its cell. The words of a table are the caller's: this crate holds no text that a user sees, only message keys.

mod annotate;
mod archive;
mod csv;
mod encoding;
mod error;
mod json;
mod limits;
mod mapping;
mod picture;
mod qr;
mod read;
mod sniff;
mod stream;
mod table;
mod template;
mod xlsx_read;
mod xlsx_write;

pub use annotate::{CellError, annotate_xlsx};
pub use csv::{Csv, write_csv};
pub use error::{ReadError, Reason};
pub use json::write_jsonl;
pub use limits::Limits;
pub use mapping::{Field, MapError, Mapping};
pub use picture::without_metadata;
pub use qr::qr_svg;
pub use read::read;
pub use sniff::{Kind, Refusal, sniff};
pub use stream::Rows;
pub use table::{Row, Table, cell_name, column_letters};
pub use template::{TemplateColumn, TemplateWords, template_xlsx};
pub use xlsx_write::{WriteError, write_xlsx};

/// The texts of every message key of this crate, for the catalogue.
pub const MESSAGES: &[(&str, &str)] = &[("zh-CN", include_str!("../messages/zh-CN.yml")), ("en", include_str!("../messages/en.yml"))];
