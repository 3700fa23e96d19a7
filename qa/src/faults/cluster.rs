//! PostgreSQL servers of a run's own, as the user `postgres` when the run is root's.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::program::Outcome;

/// Leads to the same servers, and can be cut off by itself.
pub const OTHER_WAY: &str = "127.0.0.77";

pub struct Cluster {
    folder: tempfile::TempDir,
    pub port: u16,
}

impl Cluster {
    /// A server that may have a standby.
    pub fn primary() -> Outcome<Cluster> {
        let cluster = Cluster::empty()?;
        let data = cluster.data();
        run("initdb", &["-D", &data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"])?;
        cluster.start()?;
        Ok(cluster)
    }

    /// A copy of the other that follows it.
    pub fn standby_of(primary: &Cluster) -> Outcome<Cluster> {
        let cluster = Cluster::empty()?;
        let from = format!("host=127.0.0.1 port={} user=postgres", primary.port);
        run("pg_basebackup", &["-D", &cluster.data(), "-d", &from, "-R", "-X", "stream", "-c", "fast", "--no-sync"])?;
        cluster.start()?;
        Ok(cluster)
    }

    fn empty() -> Outcome<Cluster> {
        let folder = tempfile::Builder::new().prefix("shangliang-qa-pg-").tempdir()?;
        if is_root() {
            Command::new("chown").arg("postgres").arg(folder.path()).status()?;
        }
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        Ok(Cluster { folder, port })
    }

    fn start(&self) -> Outcome<()> {
        let more = std::env::var("QA_POSTGRES").unwrap_or_default();
        let options = format!("-p {} -h 127.0.0.1,{OTHER_WAY} -k '' -c max_connections=200 -c shared_buffers=32MB {more}", self.port);
        run("pg_ctl", &["-D", &self.data(), "-w", "-l", &format!("{}/log", self.folder.path().display()), "-o", &options, "start"])
    }

    /// As when the machine is gone.
    pub fn stop_at_once(&self) -> Outcome<()> {
        run("pg_ctl", &["-D", &self.data(), "-m", "immediate", "-W", "stop"])
    }

    pub fn promote(&self) -> Outcome<()> {
        run("pg_ctl", &["-D", &self.data(), "-w", "promote"])
    }

    /// From now on a commit is acknowledged when a standby has applied it.
    pub fn wait_for_standby(&self) -> Outcome<()> {
        let mut client = ::postgres::Client::connect(&self.url("postgres"), ::postgres::NoTls)?;
        for setting in ["synchronous_standby_names = '*'", "synchronous_commit = 'remote_apply'"] {
            client.batch_execute(&format!("ALTER SYSTEM SET {setting}"))?;
        }
        client.batch_execute("SELECT pg_reload_conf()")?;
        let until = Instant::now() + Duration::from_secs(20);
        while Instant::now() < until {
            if !client.query("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'", &[])?.is_empty() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Err("the standby does not follow".into())
    }

    pub fn create(&self, name: &str) -> Outcome<()> {
        let mut client = ::postgres::Client::connect(&self.url("postgres"), ::postgres::NoTls)?;
        let sql = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'");
        Ok(client.batch_execute(&sql)?)
    }

    pub fn url(&self, name: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{name}", self.port)
    }

    /// By the way that a run may cut.
    pub fn other_url(&self, name: &str) -> String {
        format!("postgres://postgres@{OTHER_WAY}:{}/{name}", self.port)
    }

    fn data(&self) -> String {
        self.folder.path().join("data").display().to_string()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.stop_at_once();
        std::thread::sleep(Duration::from_millis(300));
    }
}

fn run(program: &str, arguments: &[&str]) -> Outcome<()> {
    let path = programs()?.join(program);
    let mut command = if is_root() { Command::new("runuser") } else { Command::new(&path) };
    if is_root() {
        command.args(["-u", "postgres", "--"]).arg(&path);
    }
    // The server inherits what it is started with: nothing of ours may stay open in it.
    let done = command.args(arguments).current_dir("/tmp").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    if done.success() { Ok(()) } else { Err(format!("{program} {arguments:?}").into()) }
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    Path::new("/proc/self").metadata().is_ok_and(|own| own.uid() == 0)
}

/// Where Debian keeps them, the newest first.
fn programs() -> Outcome<PathBuf> {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")?.flatten().map(|entry| entry.path().join("bin")).collect();
    versions.sort();
    versions.into_iter().rfind(|bin| bin.join("initdb").exists()).ok_or_else(|| "PostgreSQL is not installed".into())
}
