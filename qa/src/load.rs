//! A closed loop of blocking connections with keep-alive, bounded in time.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::program::Outcome;

/// One connection that sends GET requests with a token.
pub struct Connection {
    stream: BufReader<TcpStream>,
    token: Arc<str>,
}

impl Connection {
    pub fn open(port: u16, token: &Arc<str>) -> Outcome<Connection> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Connection { stream: BufReader::new(stream), token: Arc::clone(token) })
    }

    /// Status and body.
    pub fn get(&mut self, path: &str) -> Outcome<(u16, Vec<u8>)> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\n\r\n", self.token);
        self.stream.get_mut().write_all(request.as_bytes())?;
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status: u16 = line.split(' ').nth(1).ok_or("no status")?.parse()?;
        let mut length = 0;
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let header = line.trim();
            if header.is_empty() {
                break;
            }
            if let Some(value) = header.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse()?;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok((status, body))
    }
}

/// Milliseconds of each request, sorted.
pub struct Latencies(Vec<f64>);

impl Latencies {
    pub fn quantile(&self, q: f64) -> f64 {
        let place = ((self.0.len() as f64 - 1.0) * q).round() as usize;
        self.0.get(place).copied().unwrap_or(f64::NAN)
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }
}

/// `connections` threads asking for `paths` in turn for `seconds`; any answer but 200 is an error.
pub fn closed_loop(port: u16, token: &Arc<str>, paths: &[String], connections: usize, seconds: u64) -> Outcome<Latencies> {
    let until = Instant::now() + Duration::from_secs(seconds);
    let paths: Arc<[String]> = paths.into();
    let workers: Vec<_> = (0..connections)
        .map(|n| {
            let (token, paths) = (Arc::clone(token), Arc::clone(&paths));
            std::thread::spawn(move || -> Result<Vec<f64>, String> {
                let mut connection = Connection::open(port, &token).map_err(|e| e.to_string())?;
                let mut took = Vec::new();
                for path in paths.iter().cycle().skip(n) {
                    if Instant::now() >= until {
                        break;
                    }
                    let started = Instant::now();
                    let (status, _) = connection.get(path).map_err(|e| e.to_string())?;
                    if status != 200 {
                        return Err(format!("{path} answered {status}"));
                    }
                    took.push(started.elapsed().as_secs_f64() * 1e3);
                }
                Ok(took)
            })
        })
        .collect();
    let mut all = Vec::new();
    for worker in workers {
        all.extend(worker.join().map_err(|_| "a worker panicked")??);
    }
    all.sort_by(f64::total_cmp);
    Ok(Latencies(all))
}
