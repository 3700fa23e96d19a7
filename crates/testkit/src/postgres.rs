//! A PostgreSQL server for one test process, stopped when the process ends.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use postgres::{Client, NoTls};

/// A server: the one that `SHANGLIANG_TEST_DATABASE` names, or one of our own.
pub(crate) struct Server {
    /// Up to and with the slash before the database's name, and what follows the name.
    url: (String, String),
    /// What its TLS shows, for one of our own.
    certificate: Option<PathBuf>,
    /// Ends with its standard input, that is, with this process however it ends.
    _keeper: Option<Child>,
}

/// A database that is dropped with this value.
pub struct Database {
    /// `postgres://…`
    pub url: String,
    name: String,
}

impl Server {
    pub fn shared() -> &'static Server {
        static SERVER: OnceLock<Server> = OnceLock::new();
        SERVER.get_or_init(|| match std::env::var("SHANGLIANG_TEST_DATABASE") {
            Ok(url) => Server { url: split(&url), certificate: None, _keeper: None },
            Err(_) => start(),
        })
    }

    pub fn create(&self) -> Database {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        self.run(format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"));
        Database { url: self.url_of(&name), name }
    }

    fn url_of(&self, name: &str) -> String {
        format!("{}{name}{}", self.url.0, self.url.1)
    }

    /// On a thread of its own: the client panics on a runtime's thread.
    fn run(&self, sql: String) {
        let url = self.url_of("postgres");
        let work = move || Client::connect(&url, NoTls).and_then(|mut client| client.batch_execute(&sql));
        std::thread::spawn(work).join().expect("the thread lives").expect("the server answers");
    }
}

impl Database {
    /// PEM for `127.0.0.1`; none when `SHANGLIANG_TEST_DATABASE` names the server.
    pub fn certificate() -> Option<PathBuf> {
        Server::shared().certificate.clone()
    }

    /// An empty database on the server of this test process.
    pub fn create() -> Database {
        Server::shared().create()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        Server::shared().run(format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }
}

fn split(url: &str) -> (String, String) {
    let (base, query) = url.split_once('?').map_or((url, String::new()), |(base, query)| (base, format!("?{query}")));
    let authority = base.find("://").map_or(0, |at| at + 3);
    let base = base[authority..].find('/').map_or(base, |at| &base[..authority + at]);
    (format!("{base}/"), query)
}

fn start() -> Server {
    let bin = programs().expect("PostgreSQL is installed, or SHANGLIANG_TEST_DATABASE names a server");
    let folder = tempfile::Builder::new().prefix("shangliang-test-pg-").tempdir().expect("a temporary folder").keep();
    let port = TcpListener::bind(("127.0.0.1", 0)).and_then(|l| l.local_addr()).map(|a| a.port()).expect("a free port");
    let own = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate");
    write_private(&folder.join("tls.crt"), &own.cert.pem());
    write_private(&folder.join("tls.key"), &own.signing_key.serialize_pem());
    // The server refuses to run as root, so root lends the folder to the user that the package made.
    let as_root = owner_is_root(&folder);
    if as_root {
        let lent = Command::new("chown").arg("-R").arg("postgres").arg(&folder).status();
        assert!(lent.is_ok_and(|s| s.success()), "chown to the user postgres");
    }
    let script = format!(
        "set -e; trap 'rm -rf \"{data}\"' EXIT; cd \"{data}\"
         \"{bin}/initdb\" -D data -U postgres -A trust -E UTF8 --locale=C --no-sync </dev/null >initdb.log 2>&1
         \"{bin}/postgres\" -D data -p {port} -h 127.0.0.1 -k '' -c fsync=off -c synchronous_commit=off -c full_page_writes=off \\
            -c ssl=on -c ssl_cert_file=../tls.crt -c ssl_key_file=../tls.key \
            -c max_connections=400 -c shared_buffers=32MB -c autovacuum=off </dev/null >server.log 2>&1 &
         server=$!; set +e; read -r _; kill -INT $server; wait $server",
        data = folder.display(),
        bin = bin.display(),
    );
    let mut command = match as_root {
        true => Command::new("runuser"),
        false => Command::new("sh"),
    };
    if as_root {
        command.args(["-u", "postgres", "--", "sh"]);
    }
    let keeper = command.arg("-c").arg(script).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let keeper = keeper.expect("a shell for the server");
    let server = Server {
        url: (format!("postgres://postgres@127.0.0.1:{port}/"), String::new()),
        certificate: Some(folder.join("tls.crt")),
        _keeper: Some(keeper),
    };
    wait_for(SocketAddr::from(([127, 0, 0, 1], port)), &server.url_of("postgres"), &folder);
    server
}

fn write_private(path: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::write(path, text).expect("written");
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).expect("the owner's alone");
}

fn wait_for(address: SocketAddr, url: &str, folder: &Path) {
    let url = url.to_owned();
    let ready = std::thread::spawn(move || {
        let until = Instant::now() + Duration::from_secs(60);
        while Instant::now() < until {
            if std::net::TcpStream::connect(address).is_ok() && Client::connect(&url, NoTls).is_ok() {
                return true;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        false
    });
    if !ready.join().unwrap_or(false) {
        let log = |name| std::fs::read_to_string(folder.join(name)).unwrap_or_default();
        panic!("PostgreSQL did not start:\n{}{}", log("initdb.log"), log("server.log"));
    }
}

/// The folder that holds `initdb` and `postgres`: on the path, or where Debian keeps them, the newest first.
fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    versions.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    let mut candidates = on_path.into_iter().chain(versions.into_iter().map(|(_, bin)| bin));
    candidates.find(|bin| bin.join("initdb").exists() && bin.join("postgres").exists())
}

fn owner_is_root(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(folder).is_ok_and(|m| m.uid() == 0)
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_url_is_split_at_the_database() {
        assert_eq!(split("postgres://a:b@h:5432/x?sslmode=disable"), ("postgres://a:b@h:5432/".into(), "?sslmode=disable".into()));
        assert_eq!(split("postgres://h"), ("postgres://h/".into(), String::new()));
    }
}
