//! One request over a connection of its own or a kept one, byte for byte as it is given.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::program::Outcome;

pub struct Line {
    stream: BufReader<TcpStream>,
}

impl Line {
    pub fn open(port: u16) -> Outcome<Line> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        Ok(Line { stream: BufReader::new(stream) })
    }

    /// Status and body.
    pub fn ask(&mut self, request: &[u8]) -> Outcome<(u16, Vec<u8>)> {
        self.stream.get_mut().write_all(request)?;
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status = line.split(' ').nth(1).ok_or("the connection was closed")?.parse()?;
        let mut length = 0;
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let Some((name, value)) = line.trim().split_once(':') else { break };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse()?;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok((status, body))
    }

    /// Signs in as a browser behind a proxy would, from this address.
    pub fn sign_in(&mut self, address: &str, login: &str, password: &str) -> Outcome<(u16, Vec<u8>)> {
        let body = format!("{{\"login\":\"{login}\",\"password\":\"{password}\"}}");
        let length = body.len();
        self.ask(
            format!(
                "POST /api/v1/sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: {address}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
            )
            .as_bytes(),
        )
    }
}
