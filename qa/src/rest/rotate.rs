//! A change of keys that is killed at moments spread over its length, and ended afterwards.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{Outcome, binary, command, output};

pub struct Changed {
    /// Kills that left both keys there.
    pub half_way: usize,
    /// Of a change that was not killed.
    pub rows: u64,
    pub seconds: f64,
    /// After every kill everything opened, and at the end under one key, which is a new one.
    good: bool,
}

impl Changed {
    pub fn is_good(&self) -> bool {
        self.good && self.half_way > 0
    }
}

pub fn killed(folder: TempDir, kills: u32) -> Outcome<(TempDir, Changed)> {
    let data = folder.path();
    let first = key(data)?;
    let started = Instant::now();
    let rows = rotated(data)?["rows"].as_u64().unwrap_or_default();
    let whole = started.elapsed();
    let mut good = key(data)? != first;
    let mut half_way = 0;
    for kill in 0..kills {
        let mut change =
            Command::new(binary()?).arg("--data").arg(data).args(["keys", "rotate"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let until = Instant::now() + whole * (kill + 1) / (kills + 1);
        while Instant::now() < until && change.try_wait()?.is_none() {
            std::thread::sleep(Duration::from_micros(500));
        }
        change.kill()?;
        change.wait()?;
        half_way += usize::from(key(data)?.contains("older"));
        good &= opens(data)?;
    }
    let told = rotated(data)?;
    good &= told["done"] == true && told["shut"] == 0 && !key(data)?.contains("older");
    command(data, &["doctor"])?;
    Ok((folder, Changed { half_way, rows, seconds: (whole.as_secs_f64() * 100.0).round() / 100.0, good }))
}

fn rotated(data: &Path) -> Outcome<Value> {
    Ok(serde_json::from_str(&command(data, &["--json", "keys", "rotate"])?)?)
}

fn key(data: &Path) -> Outcome<String> {
    Ok(std::fs::read_to_string(data.join("keys/secrets.key"))?)
}

/// `doctor` may say that the change is to be ended, never that something does not open.
fn opens(data: &Path) -> Outcome<bool> {
    let told: Value = serde_json::from_slice(&output(data, &["--json", "doctor"])?.stdout)?;
    let checks = told["checks"].as_array().ok_or("no checks")?;
    let bad: Vec<&Value> = checks.iter().filter(|check| check["good"] != true).collect();
    let only_older =
        bad.iter().all(|check| check["check"] == "secrets" && check["detail"].as_str().is_some_and(|d| d.contains("older key:")));
    if !only_older {
        eprintln!("after a kill: {bad:?}");
    }
    Ok(only_older)
}
