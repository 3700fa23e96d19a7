//! 病毒扫描: what is uploaded is shown to ClamAV's daemon before it is written (ASVS 5.4.3). Without an answer nothing is taken.
//!
//! The protocol is clamd's own: `zINSTREAM`, pieces with their length in four bytes, a piece of length 0, and an answer that ends
//! with a zero byte (clamd(8)).

use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

/// For a connection, and for each answer.
const PATIENCE: Duration = Duration::from_secs(20);
const PIECE_BYTES: usize = 64 << 10;
/// An answer is a line.
const ANSWER_BYTES: u64 = 4 << 10;

/// Where the daemon listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scanner {
    Unix(PathBuf),
    Tcp(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Clean,
    /// By the name that the daemon gives it.
    Found(String),
}

impl FromStr for Scanner {
    type Err = String;

    /// `unix:/run/clamav/clamd.ctl` or `tcp:127.0.0.1:3310`.
    fn from_str(text: &str) -> Result<Scanner, String> {
        match text.split_once(':') {
            Some(("unix", path)) if path.starts_with('/') => Ok(Scanner::Unix(path.into())),
            Some(("tcp", address))
                if address.rsplit_once(':').is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok()) =>
            {
                Ok(Scanner::Tcp(address.into()))
            }
            _ => Err(format!("{text:?} is neither unix:/PATH nor tcp:HOST:PORT")),
        }
    }
}

impl Scanner {
    /// Errors: no daemon, no answer in time, or one that says neither clean nor found.
    pub fn scan(&self, content: &[u8]) -> io::Result<Verdict> {
        let answer = self.talk(|stream| {
            stream.write_all(b"zINSTREAM\0")?;
            for piece in content.chunks(PIECE_BYTES) {
                stream.write_all(&(piece.len() as u32).to_be_bytes())?;
                stream.write_all(piece)?;
            }
            stream.write_all(&[0; 4])
        })?;
        let verdict = answer.strip_prefix("stream: ").unwrap_or(&answer);
        match verdict.strip_suffix(" FOUND") {
            Some(name) => Ok(Verdict::Found(name.chars().filter(|c| !c.is_control()).take(100).collect())),
            None if verdict == "OK" => Ok(Verdict::Clean),
            None => Err(io::Error::other(answer)),
        }
    }

    /// The daemon's version and the day of its signatures, as it says them.
    pub fn version(&self) -> io::Result<String> {
        self.talk(|stream| stream.write_all(b"zVERSION\0"))
    }

    fn talk(&self, say: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<String> {
        match self {
            Scanner::Unix(path) => {
                let stream = UnixStream::connect(path)?;
                stream.set_read_timeout(Some(PATIENCE))?;
                stream.set_write_timeout(Some(PATIENCE))?;
                heard(stream, say)
            }
            Scanner::Tcp(address) => {
                let address = address.to_socket_addrs()?.next().ok_or_else(|| io::Error::other("no such host"))?;
                let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
                stream.set_read_timeout(Some(PATIENCE))?;
                stream.set_write_timeout(Some(PATIENCE))?;
                heard(stream, say)
            }
        }
    }
}

/// Who breaks off while it is spoken to may have said why.
fn heard(mut stream: impl Read + Write, say: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<String> {
    let said = say(&mut stream);
    let mut answer = Vec::new();
    let read = stream.take(ANSWER_BYTES).read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer).trim_matches(['\0', '\n']).to_owned();
    match answer.is_empty() {
        false => Ok(answer),
        true => said.and(read).and(Err(io::Error::from(io::ErrorKind::UnexpectedEof))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_path_or_a_host_with_its_port() {
        assert_eq!("unix:/run/clamav/clamd.ctl".parse(), Ok(Scanner::Unix("/run/clamav/clamd.ctl".into())));
        assert_eq!("tcp:127.0.0.1:3310".parse(), Ok(Scanner::Tcp("127.0.0.1:3310".into())));
        for wrong in ["", "clamd", "unix:clamd.ctl", "tcp:3310", "tcp:host", "tcp::3310", "tcp:host:99999"] {
            assert!(wrong.parse::<Scanner>().is_err(), "{wrong}");
        }
    }
}
