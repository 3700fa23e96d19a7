//! 表格与附件: tables in and out, and what an uploaded file really is. No database, no HTTP.
//!
//! A file becomes a [`Table`] of text cells by [`read`], with limits that are checked before anything is unpacked, and every
//! error names its cell. The words of a table are the caller's: this crate holds no text that a user sees, only message keys.

mod archive;
mod csv;
mod encoding;
mod error;
mod json;
mod limits;
mod read;
mod table;
mod xlsx_read;
mod xlsx_write;

pub use csv::{Csv, write_csv};
pub use error::{ReadError, Reason};
pub use json::write_jsonl;
pub use limits::Limits;
pub use read::read;
pub use table::{Row, Table, cell_name, column_letters};
pub use xlsx_write::{WriteError, write_xlsx};
