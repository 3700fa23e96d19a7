//! From an empty folder to an administrator who is signed in, with the second factor (O1).

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha1::Sha1;

use crate::Length;
use crate::program::{Outcome, binary};

const SECONDS: f64 = 60.0;
const BINARY_MB: f64 = 80.0;
const PASSWORD: &str = "Yan-lu-7-He-Shan";
/// What a shared library of the C run time is called.
const OF_THE_SYSTEM: &[&str] = &["linux-vdso", "libgcc_s", "libm.so", "libc.so", "ld-linux"];

pub fn run(length: Length) -> Outcome<Value> {
    let binary = binary()?;
    let megabytes = std::fs::metadata(&binary)?.len() as f64 / 1e6;
    let libraries = String::from_utf8(Command::new("ldd").arg(&binary).output()?.stdout)?;
    let foreign: Vec<&str> = libraries.lines().map(str::trim).filter(|l| !OF_THE_SYSTEM.iter().any(|own| l.contains(own))).collect();
    let folder = tempfile::tempdir()?;
    let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let started = Instant::now();
    let mut child = Command::new(&binary)
        .arg("--data")
        .arg(folder.path().join("data"))
        .args(["serve", "--listen", &format!("127.0.0.1:{port}")])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    let greeting = set_up(&mut child, port);
    let seconds = started.elapsed().as_secs_f64();
    child.kill()?;
    child.wait()?;
    let greeting = greeting?;
    Ok(json!({
        "good": length.bar(seconds <= SECONDS && megabytes <= BINARY_MB) && foreign.is_empty() && greeting, "seconds": (seconds * 100.0).round() / 100.0,
        "limit_seconds": SECONDS, "commands": 1, "binary_mb": megabytes.round(), "binary_limit_mb": BINARY_MB, "libraries_not_of_the_system": foreign,
    }))
}

/// The link that was printed, the form behind it, a sign-in, the second factor, and the workbench.
fn set_up(child: &mut Child, port: u16) -> Outcome<bool> {
    let mut lines = BufReader::new(child.stderr.take().ok_or("no output")?).lines();
    let token = loop {
        let line = lines.next().ok_or("the program ended")??;
        if let Some((_, token)) = line.split_once("/setup?token=") {
            break token.trim().to_owned();
        }
    };
    let first = [
        ("token", token.as_str()),
        ("assembly_name", "青川市政协"),
        ("code", "qingchuan"),
        ("level", "city"),
        ("name", "系统管理员"),
        ("login", "admin"),
        ("password", PASSWORD),
        ("again", PASSWORD),
    ];
    ask(port, "POST", "/setup", "", &first)?;
    let signed_in = ask(port, "POST", "/sign-in", "", &[("login", "admin"), ("password", PASSWORD)])?;
    let half = cookie(&signed_in)?;
    let page = ask(port, "GET", "/sign-in/enrol", &half, &[])?;
    let secret: String = page.split("密钥</dt><dd>").nth(1).ok_or("no secret")?.split('<').next().unwrap_or_default().split(' ').collect();
    let code = code(&secret)?;
    let enrolled = ask(port, "POST", "/sign-in/enrol", &half, &[("code", code.as_str())])?;
    let home = ask(port, "GET", "/workbench", &cookie(&enrolled).unwrap_or(half), &[])?;
    Ok(home.starts_with("HTTP/1.1 200") && home.contains("系统管理员"))
}

/// A request as a browser sends it; the whole answer.
pub fn ask(port: u16, method: &str, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Outcome<String> {
    let body = fields.iter().map(|(name, value)| format!("{name}={}", percent(value))).collect::<Vec<_>>().join("&");
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.get(9..12).unwrap_or_default();
    if ["200", "303"].contains(&status) { Ok(answer) } else { Err(format!("{method} {path} answered {status}").into()) }
}

pub fn cookie(answer: &str) -> Outcome<String> {
    let line =
        answer.lines().find_map(|l| l.strip_prefix("set-cookie: ").filter(|l| l.starts_with("__Host-session="))).ok_or("no session")?;
    Ok(line.split(';').next().unwrap_or_default().to_owned())
}

fn percent(text: &str) -> String {
    text.bytes().map(|b| if b.is_ascii_alphanumeric() { (b as char).to_string() } else { format!("%{b:02X}") }).collect()
}

/// RFC 6238 with SHA-1, six digits, thirty seconds.
pub fn code(secret: &str) -> Outcome<String> {
    let (mut bits, mut kept, mut key) = (0u64, 0u32, Vec::new());
    for letter in secret.bytes() {
        let five = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|l| *l == letter).ok_or("not base 32")?;
        bits = bits << 5 | five as u64;
        kept += 5;
        if kept >= 8 {
            kept -= 8;
            key.push((bits >> kept) as u8);
        }
    }
    let step = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs() / 30;
    let digest = Hmac::<Sha1>::new_from_slice(&key)?.chain_update(step.to_be_bytes()).finalize().into_bytes();
    let at = usize::from(digest[19] & 15);
    let number = u32::from_be_bytes(digest[at..at + 4].try_into()?) & 0x7fff_ffff;
    Ok(format!("{:06}", number % 1_000_000))
}
