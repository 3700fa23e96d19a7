//! A thousand connections that send drop by drop: others go on, and the slow are cut off (R14).

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::Length;
use crate::load::closed_loop;
use crate::program::{Outcome, Program};

const P99_MS: f64 = 500.0;
const CLOSED_SECONDS: f64 = 30.0;

pub fn run(_: Length) -> Outcome<Value> {
    let program = Program::start(tempfile::tempdir()?)?;
    let token = program.token("tangchuan", "proposal_office")?;
    let pages = [(Arc::clone(&token), "/proposals".to_owned())];
    let mut heads = open(program.port, 500, "GET /public HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")?;
    let body = format!(
        "POST /api/v1/proposals HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nIdempotency-Key: slow\r\nContent-Length: 4000\r\n\r\n{{"
    );
    let mut bodies = open(program.port, 500, &body)?;
    let started = Instant::now();
    let others = closed_loop(program.port, &pages, 4, 5)?;
    let cut_heads = drip(&mut heads, started)?;
    let cut_bodies = drip(&mut bodies, started)?;
    let p99 = others.quantile(0.99);
    Ok(json!({
        "good": p99 <= P99_MS && cut_heads <= CLOSED_SECONDS && cut_bodies <= CLOSED_SECONDS, "slow_connections": 1_000,
        "others_p99_ms": p99, "others_p99_limit_ms": P99_MS, "slow_heads_cut_after_seconds": cut_heads, "slow_bodies_cut_after_seconds": cut_bodies,
        "limit_seconds": CLOSED_SECONDS,
    }))
}

fn open(port: u16, count: usize, start: &str) -> Outcome<Vec<TcpStream>> {
    (0..count)
        .map(|_| {
            let mut stream = TcpStream::connect(("127.0.0.1", port))?;
            stream.write_all(start.as_bytes())?;
            stream.set_read_timeout(Some(Duration::from_millis(1)))?;
            Ok(stream)
        })
        .collect()
}

/// A byte a second on each until all are closed; after how long the last was. Gives up after a minute.
fn drip(streams: &mut Vec<TcpStream>, started: Instant) -> Outcome<f64> {
    while !streams.is_empty() && started.elapsed() < Duration::from_secs(60) {
        streams.retain_mut(|stream| {
            let sent = stream.write_all(b"x").is_ok();
            let mut byte = [0u8; 256];
            let open = !matches!(stream.read(&mut byte), Ok(0)) && sent;
            open && stream.take_error().ok().flatten().is_none()
        });
        std::thread::sleep(Duration::from_millis(500));
    }
    Ok((started.elapsed().as_secs_f64() * 10.0).round() / 10.0)
}
