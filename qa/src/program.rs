//! The program under test, on a data directory of its own; stopped by its process when dropped.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

pub struct Program {
    pub folder: tempfile::TempDir,
    pub port: u16,
    pub ready_ms: u128,
    child: Child,
}

/// The optimised binary, built if need be.
pub fn binary() -> Outcome<PathBuf> {
    if let Some(given) = std::env::var_os("QA_BIN") {
        return Ok(given.into());
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("no workspace")?;
    let built = Command::new(env!("CARGO")).args(["build", "--release", "--package", "shangliang"]).current_dir(root).status()?;
    if !built.success() {
        return Err("the program does not build".into());
    }
    Ok(root.join("target/release/shangliang"))
}

/// A command on a data directory; its standard output.
pub fn command(data: &Path, args: &[&str]) -> Outcome<String> {
    let out = Command::new(binary()?).arg("--data").arg(data).args(args).stderr(Stdio::inherit()).output()?;
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    if out.status.success() { Ok(text) } else { Err(format!("{args:?}: {text}").into()) }
}

impl Program {
    /// Starts `serve` on what lies in `folder`; `--demo` when it is empty.
    pub fn start(folder: tempfile::TempDir) -> Outcome<Program> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let started = Instant::now();
        let fresh = !folder.path().join("shangliang.db").exists();
        let mut serve = Command::new(binary()?);
        serve.arg("--data").arg(folder.path()).args(["serve", "--listen", &format!("127.0.0.1:{port}")]);
        if fresh {
            serve.arg("--demo");
        }
        let mut child = serve.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn()?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("no output")?);
        let mut line = String::new();
        while !line.contains("is ready at") {
            line.clear();
            if lines.read_line(&mut line)? == 0 {
                return Err("the program ended before it was ready".into());
            }
        }
        let ready_ms = started.elapsed().as_millis();
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        Ok(Program { folder, port, ready_ms, child })
    }

    /// Resident memory in megabytes.
    pub fn rss_mb(&self) -> Outcome<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find(|l| l.starts_with("VmRSS")).ok_or("no VmRSS")?;
        Ok(line.split_whitespace().nth(1).ok_or("no figure")?.parse::<f64>()? / 1024.0)
    }

    /// CPU time of the program so far, in microseconds.
    pub fn cpu_us(&self) -> Outcome<u64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let fields: Vec<&str> = stat.rsplit(')').next().ok_or("no stat")?.split_whitespace().collect();
        let ticks: u64 = fields[11].parse::<u64>()? + fields[12].parse::<u64>()?;
        Ok(ticks * 10_000)
    }

    /// Stops the program and gives its folder back.
    pub fn stop(mut self) -> Outcome<tempfile::TempDir> {
        Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status()?;
        let until = Instant::now() + Duration::from_secs(15);
        while self.child.try_wait()?.is_none() {
            if Instant::now() > until {
                self.child.kill()?;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let folder = std::mem::replace(&mut self.folder, tempfile::tempdir()?);
        Ok(folder)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
