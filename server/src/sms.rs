//! 短信通道: how text messages leave this installation, as its configuration says.

mod file;
mod target;
mod webhook;

pub use file::Tray;
pub use target::Target;
pub use webhook::Webhook;

use std::path::{Path, PathBuf};

use web::sms::Adapter;

use crate::config::Sms;
use crate::failure::Outcome;

/// `None` where nothing is sent. `data` is the folder of the installation.
pub fn adapter(sms: &Sms, data: &Path) -> Outcome<Option<Box<dyn Adapter>>> {
    Ok(match sms.adapter.as_str() {
        "file" => Some(Box::new(Tray::new(tray(sms, data)))),
        "webhook" => Some(Box::new(Webhook::new(sms)?)),
        _ => None,
    })
}

/// The file of the file adapter.
pub fn tray(sms: &Sms, data: &Path) -> PathBuf {
    if sms.file.is_empty() { data.join("sms.jsonl") } else { sms.file.clone().into() }
}
