//! Every command block of the README, the manual and the page for administrators runs, line by line, on an installation that
//! begins as they say it does (O12). Absolute paths lie below a folder of the test's own.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use documents::{Table, write_xlsx};

const DOCUMENTS: &[&str] = &["README.md", "README.zh-CN.md", "docs/manual.zh-CN.md", "deploy/README.md"];

/// What cannot run here, and why not.
const ELSEWHERE: &[(&str, &str)] = &[
    ("cargo x test", "it runs this test"),
    ("cargo build --release", "the same program, built for development, runs here"),
    ("install ", "for root; the unit that it copies is read here"),
    ("useradd ", "for root"),
    ("journalctl ", "what it searches for is what `serve` prints here"),
];

/// What stands for another command: `cargo x demo` (xtask) and the unit of systemd.
fn meant(line: &str) -> String {
    if line == "cargo x demo" {
        assert!(read("xtask/src/main.rs").contains(r#""--data", "./shangliang-data-demo", "serve", "--demo""#));
        return "shangliang --data ./shangliang-data-demo serve --demo".into();
    }
    if ["systemctl enable --now shangliang", "systemctl start shangliang"].contains(&line) {
        let unit = read("deploy/shangliang.service");
        let start = unit.lines().find_map(|line| line.strip_prefix("ExecStart=/usr/local/bin/")).unwrap();
        return start.to_owned();
    }
    line.to_owned()
}

#[test]
fn the_readme_runs() {
    runs("README.md");
    runs("README.zh-CN.md");
}

#[test]
fn the_manual_runs() {
    runs("docs/manual.zh-CN.md");
}

#[test]
fn the_page_for_administrators_runs() {
    runs("deploy/README.md");
}

/// A command that no document names is found by nobody.
#[test]
fn every_command_is_in_a_document() {
    let plain = |line: String| line.replace("--data /new/place ", "");
    let lines: String = DOCUMENTS.iter().flat_map(|name| commands(&read(name))).map(plain).collect::<Vec<_>>().join("\n");
    let is_named = |command: &String| lines.contains(command.as_str());
    let missing: Vec<String> = leaves(&[]).into_iter().filter(|command| !is_named(command)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

fn runs(document: &str) {
    let mut desk = Desk::new();
    let lines = commands(&read(document));
    assert!(lines.len() >= 5, "{document} has commands");
    for line in lines {
        if !ELSEWHERE.iter().any(|(start, _)| line.starts_with(start)) {
            desk.run(document, &meant(&line));
        }
    }
}

/// The lines of its blocks, without what is said about them.
fn commands(text: &str) -> Vec<String> {
    let (mut lines, mut inside) = (Vec::new(), false);
    for line in text.lines().map(str::trim) {
        if line.starts_with("```") {
            inside = !inside && (line == "```" || line == "```sh");
        } else if inside && !line.is_empty() {
            lines.push(line.split(" #").next().unwrap().trim().to_owned());
        }
    }
    lines
}

/// Where somebody sits who does what the document says.
struct Desk {
    root: tempfile::TempDir,
    variables: Vec<(String, String)>,
    serving: Vec<Child>,
    is_set_up: bool,
}

impl Desk {
    fn new() -> Desk {
        let root = tempfile::tempdir().unwrap();
        for folder in ["work", "bin", "var/lib", "mnt/backup", "mnt/elsewhere", "etc/shangliang"] {
            fs::create_dir_all(root.path().join(folder)).unwrap();
        }
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_shangliang"), root.path().join("bin/shangliang")).unwrap();
        let desk = Desk { root, variables: Vec::new(), serving: Vec::new(), is_set_up: false };
        desk.lay_out();
        desk
    }

    /// The files that the documents speak of.
    fn lay_out(&self) {
        let columns = ["案号", "案由", "年度", "提案者", "背景情况", "问题及分析", "具体建议"].map(str::to_owned).to_vec();
        let row = ["0001", "关于疏通老城区排水管网的提案", "2025", "王静好", "管网建于三十年前。", "雨季积水。", "普查管网。"];
        let table = Table::new(columns, [row.map(str::to_owned).to_vec()]);
        let work = self.root.path().join("work");
        fs::write(work.join("2025.xlsx"), write_xlsx(&table, "提案").unwrap()).unwrap();
        fs::write(work.join("votes.csv"), "comment-id,voter-id,vote\n0,a,1\n1,a,-1\n0,b,1\n1,b,1\n").unwrap();
        fs::write(work.join("comments.csv"), "comment-id,moderated,is-meta\n0,1,false\n1,1,false\n").unwrap();
    }

    fn run(&mut self, document: &str, line: &str) {
        if let Some((name, value)) = line.strip_prefix("export ").and_then(|rest| rest.split_once('=')) {
            return self.variables.push((name.to_owned(), self.here(value)));
        }
        if line == "systemctl stop shangliang" {
            return self.stop();
        }
        let line = self.here(line).replace("0.0.0.0:8443", "127.0.0.1:0").replace("登录名", "admin");
        let mut command = Command::new("sh");
        let path = format!("{}:{}", self.root.path().join("bin").display(), std::env::var("PATH").unwrap());
        command.args(["-ec", &format!("exec {line}")]).current_dir(self.root.path().join("work")).stdin(Stdio::null());
        command.env("PATH", path).env("SHANGLIANG_SERVER_LISTEN", "127.0.0.1:0").envs(self.variables.iter().cloned());
        if line.contains(" serve") {
            let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
            return self.serve(child, line.ends_with("--demo"));
        }
        let said = command.output().unwrap();
        let words = String::from_utf8_lossy(&[said.stdout, said.stderr].concat()).into_owned();
        assert!(said.status.success(), "{document}: {line}\n{words}");
    }

    fn stop(&mut self) {
        for mut child in self.serving.drain(..) {
            Command::new("kill").arg(child.id().to_string()).status().unwrap();
            assert!(child.wait().unwrap().success());
        }
    }

    /// Until it is ready, and, where nobody is yet, until the first administrator is.
    fn serve(&mut self, mut child: Child, is_demo: bool) {
        let mut lines = BufReader::new(child.stderr.take().unwrap());
        self.serving.push(child);
        let awaited = if is_demo || self.is_set_up { "is ready at" } else { "/setup?token=" };
        let mut told = String::new();
        while !told.contains(awaited) {
            assert!(lines.read_line(&mut told).unwrap() > 0, "it did not start: {told}");
        }
        std::thread::spawn(move || lines.read_to_end(&mut Vec::new()));
        if let Some((_, token)) = told.split_once("/setup?token=") {
            let address = told.split_once("is ready at http://").unwrap().1.split('/').next().unwrap();
            set_up(address, token.split_whitespace().next().unwrap());
            self.is_set_up = true;
        }
    }

    /// Paths from `/` on lead into the folder of the test.
    fn here(&self, line: &str) -> String {
        let root = self.root.path().display();
        let line = if line.starts_with('/') { format!("{root}{line}") } else { line.to_owned() };
        line.replace(" /", &format!(" {root}/"))
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        for child in &mut self.serving {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn set_up(address: &str, token: &str) {
    let fields = [
        ("token", token),
        ("assembly_name", "棠川市政协"),
        ("code", "tangchuan"),
        ("level", "city"),
        ("name", "系统管理员"),
        ("login", "admin"),
        ("password", "Yan-lu-7-He-Shan"),
        ("again", "Yan-lu-7-He-Shan"),
    ];
    let body = testkit::encode(&fields);
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "POST /setup HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
}

/// `shangliang admin unlock`, … as `--help` lists them.
fn leaves(of: &[&str]) -> BTreeSet<String> {
    let said = Command::new(env!("CARGO_BIN_EXE_shangliang")).args(of).arg("--help").output().unwrap();
    let text = String::from_utf8(said.stdout).unwrap();
    let listed = text.split_once("Commands:\n").map_or("", |(_, rest)| rest.split("\n\n").next().unwrap());
    let names: Vec<&str> = listed.lines().filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").collect();
    if names.is_empty() {
        return BTreeSet::from([format!("shangliang {}", of.join(" "))]);
    }
    names.iter().flat_map(|name| leaves(&[of, &[name]].concat())).collect()
}

fn read(name: &str) -> String {
    let root: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned();
    fs::read_to_string(root.join(name)).unwrap()
}
