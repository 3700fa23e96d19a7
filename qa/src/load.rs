//! A closed loop of blocking connections with keep-alive, bounded in time.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::program::Outcome;

/// One kept connection that sends requests with a token.
pub struct Connection {
    stream: BufReader<TcpStream>,
    /// Who asks from now on.
    pub token: Arc<str>,
    /// As which browser; empty for one without cookies.
    pub browser: String,
}

/// A status, the headers in small letters, and the body.
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Outcome<Value> {
        Ok(serde_json::from_slice(&self.body)?)
    }
}

impl Connection {
    pub fn open(port: u16, token: &Arc<str>) -> Outcome<Connection> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Connection { stream: BufReader::new(stream), token: Arc::clone(token), browser: String::new() })
    }

    /// Status and body.
    pub fn get(&mut self, path: &str) -> Outcome<(u16, Vec<u8>)> {
        let answer = self.send("GET", path, None, "", &[])?;
        Ok((answer.status, answer.body))
    }

    /// An act by JSON, under an idempotency key.
    pub fn post(&mut self, path: &str, key: &str, body: &Value) -> Outcome<Answer> {
        self.send("POST", path, Some(key), "application/json", &serde_json::to_vec(body)?)
    }

    /// An act of whoever the browser stands for, `body` in JSON: such a one has no idempotency keys.
    pub fn post_of_browser(&mut self, path: &str, body: &str) -> Outcome<Answer> {
        self.send("POST", path, None, "application/json", body.as_bytes())
    }

    /// Lines as they come, for as long as the answer lasts.
    pub fn stream(mut self, path: &str) -> Outcome<BufReader<TcpStream>> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n");
        self.stream.get_mut().write_all(request.as_bytes())?;
        Ok(self.stream)
    }

    /// An act by a form with a file, under an idempotency key; `fields` is an object of texts and lists of texts.
    pub fn upload(&mut self, path: &str, key: &str, fields: &Value, file: (&str, &str, &[u8])) -> Outcome<Answer> {
        let mut body = Vec::new();
        for (name, value) in fields.as_object().into_iter().flatten() {
            let one = std::slice::from_ref(value);
            for text in value.as_array().map_or(one, Vec::as_slice).iter().filter_map(Value::as_str) {
                write!(body, "--qa-part\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")?;
            }
        }
        let (field, name, content) = file;
        write!(body, "--qa-part\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n")?;
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n--qa-part--\r\n");
        self.send("POST", path, Some(key), "multipart/form-data; boundary=qa-part", &body)
    }

    fn send(&mut self, method: &str, path: &str, key: Option<&str>, kind: &str, body: &[u8]) -> Outcome<Answer> {
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\n", self.token);
        if !self.browser.is_empty() {
            request += &format!("Cookie: __Host-voice={}\r\n", self.browser);
        }
        if let Some(key) = key {
            request += &format!("Idempotency-Key: {key}\r\n");
        }
        if !kind.is_empty() {
            request += &format!("Content-Type: {kind}\r\nContent-Length: {}\r\n", body.len());
        }
        let mut request = (request + "\r\n").into_bytes();
        request.extend_from_slice(body);
        self.stream.get_mut().write_all(&request)?;
        self.answer()
    }

    fn answer(&mut self) -> Outcome<Answer> {
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status: u16 = line.split(' ').nth(1).ok_or("the connection was closed")?.parse()?;
        let mut headers = Vec::new();
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let Some((name, value)) = line.trim().split_once(':') else { break };
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let mut answer = Answer { status, headers, body: Vec::new() };
        let length = answer.header("content-length").map(str::parse).transpose()?.unwrap_or(0);
        answer.body.resize(length, 0);
        self.stream.read_exact(&mut answer.body)?;
        Ok(answer)
    }
}

/// Milliseconds of each request, sorted.
pub struct Latencies(Vec<f64>);

impl Latencies {
    pub fn of(mut milliseconds: Vec<f64>) -> Latencies {
        milliseconds.sort_by(f64::total_cmp);
        Latencies(milliseconds)
    }

    pub fn mean(&self) -> f64 {
        self.0.iter().sum::<f64>() / self.0.len() as f64
    }

    pub fn quantile(&self, q: f64) -> f64 {
        let place = ((self.0.len() as f64 - 1.0) * q).round() as usize;
        self.0.get(place).copied().unwrap_or(f64::NAN)
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }
}

/// `connections` threads asking for `pages` (a token, a path) in turn for `seconds`; any answer but 200 is an error.
pub fn closed_loop(port: u16, pages: &[(Arc<str>, String)], connections: usize, seconds: u64) -> Outcome<Latencies> {
    let until = Instant::now() + Duration::from_secs(seconds);
    let pages: Arc<[(Arc<str>, String)]> = pages.into();
    let workers: Vec<_> = (0..connections)
        .map(|n| {
            let pages = Arc::clone(&pages);
            std::thread::spawn(move || -> Result<Vec<f64>, String> {
                let mut connection = Connection::open(port, &Arc::from("")).map_err(|e| e.to_string())?;
                let mut took = Vec::new();
                for (token, path) in pages.iter().cycle().skip(n) {
                    if Instant::now() >= until {
                        break;
                    }
                    connection.token = Arc::clone(token);
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
    Ok(Latencies::of(all))
}
