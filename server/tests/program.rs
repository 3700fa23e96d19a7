//! Starting the built program and talking to it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// A data directory, on SQLite or on a PostgreSQL database of the test's own.
pub struct Place {
    pub folder: tempfile::TempDir,
    pub database: Option<testkit::Database>,
}

/// What a command answered.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    #[track_caller]
    pub fn expect(self, code: i32) -> Ran {
        assert_eq!(self.code, code, "{}\n{}", self.out, self.err);
        self
    }
}

impl Place {
    pub fn sqlite() -> Place {
        Place { folder: tempfile::tempdir().unwrap(), database: None }
    }

    pub fn postgres() -> Place {
        Place { folder: tempfile::tempdir().unwrap(), database: Some(testkit::Database::create()) }
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A statement on its database while no program runs there.
    pub fn execute(&self, sql: &'static str) {
        let target = match &self.database {
            Some(database) => kernel::db::Target::Postgres(database.url.clone()),
            None => kernel::db::Target::File(self.data().join("shangliang.db")),
        };
        let clock = kernel::FixedClock::at(kernel::Timestamp(0));
        let db = kernel::Db::open(target, std::sync::Arc::new(clock), kernel::db::Options::default()).unwrap();
        db.write_blocking(move |tx| tx.execute(sql, &[])).unwrap();
        db.close();
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shangliang"));
        command.args(["--data", self.data().to_str().unwrap()]).args(args).current_dir(self.folder.path());
        if let Some(database) = &self.database {
            command.env("SHANGLIANG_DATABASE_URL", &database.url);
        }
        command.env_remove("SHANGLIANG_TEST_DATABASE").env_remove("SHANGLIANG_DATA_SETS");
        command
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        let output = self.command(args).stdin(Stdio::null()).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ran { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }

    pub fn serve(&self) -> Program {
        self.serve_with(&[], &[])
    }

    /// Started and ready; `SHANGLIANG_…` variables and further arguments.
    pub fn serve_with(&self, args: &[&str], variables: &[(&str, &str)]) -> Program {
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.args(args).envs(variables.iter().copied());
        let log = std::fs::File::options().create(true).append(true).open(self.path("log")).unwrap();
        let mut child = command.stdin(Stdio::null()).stdout(log).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap());
        let (mut seen, mut address) = (String::new(), None);
        while address.is_none() {
            let mut line = String::new();
            if lines.read_line(&mut line).unwrap() == 0 {
                panic!("it did not start: {seen}{}", std::fs::read_to_string(self.path("log")).unwrap());
            }
            address = line.split_once("is ready at ").map(|(_, url)| url.trim().trim_end_matches('/').to_owned());
            seen.push_str(&line);
        }
        let url = address.unwrap();
        let address = url.split_once("://").unwrap().1.to_owned();
        // The rest is read away, so that the program never waits for its reader.
        let rest = std::thread::spawn(move || {
            let mut rest = String::new();
            let _ = lines.read_to_string(&mut rest);
            seen + &rest
        });
        Program { child, address, url, told: Some(rest) }
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.path("log")).unwrap()
    }
}

pub struct Program {
    pub child: Child,
    pub address: String,
    pub url: String,
    told: Option<std::thread::JoinHandle<String>>,
}

pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Program {
    pub fn get(&self, path: &str) -> Answer {
        self.get_with(path, "")
    }

    /// `headers` end with a line break each.
    pub fn get_with(&self, path: &str, headers: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{headers}\r\n", self.address).unwrap();
        let mut text = Vec::new();
        stream.read_to_end(&mut text).unwrap();
        let text = String::from_utf8_lossy(&text);
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        Answer { status: head.split(' ').nth(1).unwrap().parse().unwrap(), head: head.to_lowercase(), body: body.to_owned() }
    }

    /// Asks again until the answer is as wanted, at most `seconds`.
    #[track_caller]
    pub fn await_get(&self, path: &str, seconds: u64, wanted: impl Fn(&Answer) -> bool) -> Answer {
        let until = Instant::now() + Duration::from_secs(seconds);
        loop {
            let answer = self.get(path);
            if wanted(&answer) {
                return answer;
            }
            assert!(Instant::now() < until, "{path} still answers {} {}", answer.status, answer.body);
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([format!("-{name}"), self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Asks it to stop; its exit status and all that it said on standard error.
    pub fn stop(mut self) -> (ExitStatus, String) {
        // It may have ended already.
        let _ = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).stderr(Stdio::null()).status();
        let status = self.child.wait().unwrap();
        (status, self.told.take().unwrap().join().unwrap())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One account makes two entries in the journal.
pub fn an_account(place: &Place, login: &str) -> String {
    let ran = place.run(&["--json", "admin", "create", "--name", "周正", "--login", login, "--role", "auditor"]).expect(0);
    ran.json()["password"].as_str().unwrap().to_owned()
}

/// Serves until everything in the journal is numbered and signed.
pub fn sign_all(place: &Place) {
    let program = place.serve();
    let until = Instant::now() + Duration::from_secs(30);
    loop {
        let report = place.run(&["--json", "audit", "verify"]).json();
        if report["pending"] == 0 && report["entries"].as_i64() > Some(0) && report["signed"] == report["entries"] {
            break;
        }
        assert!(Instant::now() < until, "not signed: {report}");
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(program.stop().0.success());
}

pub fn exists(path: &Path) -> bool {
    path.exists()
}
