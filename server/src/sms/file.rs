//! A file that gets a line for each message: for offices that send by hand, and for tests.

use std::fs::{File, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::PathBuf;

use serde_json::json;
use web::sms::Adapter;

pub struct Tray {
    path: PathBuf,
}

impl Tray {
    pub fn new(path: PathBuf) -> Tray {
        Tray { path }
    }

    /// Opens the file, for its owner alone.
    pub fn open(&self) -> io::Result<File> {
        let file = File::options().create(true).append(true).mode(0o600).open(&self.path)?;
        file.set_permissions(Permissions::from_mode(0o600))?;
        Ok(file)
    }
}

impl Adapter for Tray {
    fn send(&self, _: &str, to: &str, text: &str) -> Result<(), String> {
        let line = format!("{}\n", json!({ "to": to, "text": text }));
        let write = || {
            let mut file = self.open()?;
            file.write_all(line.as_bytes())?;
            file.sync_data()
        };
        write().map_err(|error: io::Error| format!("{}: {error}", self.path.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_for_each_message_and_for_the_owner_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("sms.jsonl");
        std::fs::write(&path, "").expect("written");
        std::fs::set_permissions(&path, Permissions::from_mode(0o644)).expect("set");
        let tray = Tray::new(path.clone());
        tray.send("1", "13800005678", "【商量】\"1\"").expect("sent");
        tray.send("2", "13800005679", "x").expect("sent");
        let text = std::fs::read_to_string(&path).expect("read");
        assert_eq!(text, "{\"to\":\"13800005678\",\"text\":\"【商量】\\\"1\\\"\"}\n{\"to\":\"13800005679\",\"text\":\"x\"}\n");
        assert_eq!(path.metadata().expect("there").permissions().mode() & 0o777, 0o600);
        assert!(Tray::new(folder.path().join("no/such")).send("3", "1", "x").is_err());
    }
}
