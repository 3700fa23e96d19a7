//! The program under test, on a data directory of its own; stopped by its process when dropped.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::faults::files::copy;

pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

pub struct Program {
    pub folder: tempfile::TempDir,
    pub port: u16,
    pub ready_ms: u128,
    /// What it wrote to its log, one JSON object a line.
    pub log: tempfile::NamedTempFile,
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
    let out = output(data, args)?;
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    if out.status.success() { Ok(text) } else { Err(format!("{args:?}: {text}{}", String::from_utf8_lossy(&out.stderr)).into()) }
}

/// The same with its exit code, whatever that is; `stderr` is kept.
pub fn output(data: &Path, args: &[&str]) -> Outcome<std::process::Output> {
    Ok(Command::new(binary()?).arg("--data").arg(data).args(args).output()?)
}

/// The accounts of the demonstration in `data` with this role in this assembly: `login`, `password`, `name`.
pub fn accounts(data: &Path, assembly: &str, role: &str) -> Outcome<Vec<Value>> {
    let mut accounts: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(data.join("demo-accounts.json"))?)?;
    accounts.retain(|a| a["assembly"] == assembly && a["roles"].as_array().is_some_and(|r| r.iter().any(|r| r == role)));
    Ok(accounts)
}

/// A token of the first of them.
pub fn token(data: &Path, assembly: &str, role: &str) -> Outcome<Arc<str>> {
    let accounts = accounts(data, assembly, role)?;
    let login = accounts.first().and_then(|a| a["login"].as_str()).ok_or("nobody has that role")?;
    let said = command(data, &["token", "create", "--login", login])?;
    Ok(said.trim().lines().last().unwrap_or_default().trim().into())
}

/// CPU time of a process so far, in microseconds.
pub fn cpu_us(process: u32) -> Outcome<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    let fields: Vec<&str> = stat.rsplit(')').next().ok_or("no stat")?.split_whitespace().collect();
    let ticks: u64 = fields[11].parse::<u64>()? + fields[12].parse::<u64>()?;
    Ok(ticks * 10_000)
}

impl Program {
    /// Starts `serve` on what lies in `folder`, `--demo` when it is empty, and waits until it is ready.
    pub fn start(folder: tempfile::TempDir) -> Outcome<Program> {
        Program::start_with(folder, |_| ())
    }

    /// The same, after `prepare` has had the command: settings as environment, further arguments.
    pub fn start_with(folder: tempfile::TempDir, prepare: impl FnOnce(&mut Command)) -> Outcome<Program> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let started = Instant::now();
        let fresh = !folder.path().join("shangliang.db").exists();
        let mut serve = Command::new(binary()?);
        serve.arg("--data").arg(folder.path()).args(["serve", "--listen", &format!("127.0.0.1:{port}")]);
        prepare(&mut serve);
        // On a server the demonstration is filled anew.
        let in_file = !serve.get_envs().any(|(name, _)| name == "SHANGLIANG_DATABASE_URL");
        match std::env::var_os("QA_DEMO") {
            Some(made) if fresh && in_file => copy(Path::new(&made), folder.path())?,
            _ if fresh => drop(serve.arg("--demo")),
            _ => {}
        }
        let log = tempfile::NamedTempFile::new()?;
        let mut child = serve.stdout(log.reopen()?).stderr(Stdio::piped()).spawn()?;
        let mut lines = BufReader::new(child.stderr.take().ok_or("no output")?);
        let mut line = String::new();
        while !line.contains("is ready at") {
            line.clear();
            if lines.read_line(&mut line)? == 0 {
                return Err("the program ended before it was ready".into());
            }
        }
        let ready_ms = started.elapsed().as_millis();
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::stderr()));
        Ok(Program { folder, port, ready_ms, child, log })
    }

    /// The process, for a signal or a tracer.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// `kill -9`: the folder as the dead process left it.
    pub fn kill(mut self) -> Outcome<tempfile::TempDir> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(std::mem::replace(&mut self.folder, tempfile::tempdir()?))
    }

    /// A token of the person of the demonstration with this role in this assembly.
    pub fn token(&self, assembly: &str, role: &str) -> Outcome<Arc<str>> {
        token(self.folder.path(), assembly, role)
    }

    /// Resident memory in megabytes.
    pub fn rss_mb(&self) -> Outcome<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find(|l| l.starts_with("VmRSS")).ok_or("no VmRSS")?;
        Ok(line.split_whitespace().nth(1).ok_or("no figure")?.parse::<f64>()? / 1024.0)
    }

    /// CPU time of the program so far, in microseconds.
    pub fn cpu_us(&self) -> Outcome<u64> {
        cpu_us(self.child.id())
    }

    /// Waits until it has nothing to do: after a start it reads its journal through.
    pub fn rest(&self) -> Outcome<()> {
        loop {
            let before = self.cpu_us()?;
            std::thread::sleep(Duration::from_millis(500));
            if self.cpu_us()? - before <= 10_000 {
                return Ok(());
            }
        }
    }

    /// A signal by its name.
    pub fn signal(&self, name: &str) -> Outcome<()> {
        Command::new("kill").arg(format!("-{name}")).arg(self.child.id().to_string()).status()?;
        Ok(())
    }

    /// The code with which it ends by itself; `None` when a signal ended it or it does not within `patience`.
    pub fn code(&mut self, patience: Duration) -> Outcome<Option<i32>> {
        let until = Instant::now() + patience;
        while Instant::now() < until {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status.code());
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(None)
    }

    /// Stops the program and gives its folder back.
    pub fn stop(mut self) -> Outcome<tempfile::TempDir> {
        self.signal("TERM")?;
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
