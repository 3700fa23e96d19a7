//! Scanners of others, installed into `target/attacks` and nowhere else.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use crate::program::Outcome;

/// What pip is asked for, in the versions that were tried.
const PACKAGES: &[&str] = &["schemathesis==4.32.5", "sqlmap==1.10.10", "wapiti3", "greenlet", "humanize"];

/// `target/attacks`
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).join("target/attacks")
}

/// The program of a package, installed if need be.
pub fn tool(name: &str) -> Outcome<PathBuf> {
    let venv = folder().join("venv");
    let path = venv.join("bin").join(name);
    if !path.exists() {
        std::fs::create_dir_all(folder())?;
        run(Command::new("python3").arg("-m").arg("venv").arg(&venv), 120)?;
        run(Command::new(venv.join("bin/pip")).args(["install", "--quiet"]).args(PACKAGES), 600)?;
    }
    if path.exists() { Ok(path) } else { Err(format!("{name} could not be installed").into()) }
}

/// Ends it after so many seconds; what it had said by then is kept.
pub fn run(command: &mut Command, seconds: u64) -> Outcome<Output> {
    let (out, err) = (tempfile::NamedTempFile::new()?, tempfile::NamedTempFile::new()?);
    let mut child = command.stdin(std::process::Stdio::null()).stdout(out.reopen()?).stderr(err.reopen()?).spawn()?;
    let until = Instant::now() + Duration::from_secs(seconds);
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if Instant::now() > until {
            child.kill()?;
            break child.wait()?;
        }
        std::thread::sleep(Duration::from_millis(100));
    };
    Ok(Output { status, stdout: std::fs::read(out.path())?, stderr: std::fs::read(err.path())? })
}
