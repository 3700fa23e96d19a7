//! Four times what the program can do, sent without waiting for answers: it sheds at once and keeps its pace (R12).
//!
//! The program has one core, whoever asks has the other, in calm as in the flood: else four times as many askers would take
//! from the program what it is measured by.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rustix::thread::{CpuSet, sched_setaffinity};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Length;
use crate::load::{Latencies, closed_loop};
use crate::program::{Outcome, Program};

const GOODPUT: f64 = 0.8;
const REFUSAL_MS: f64 = 1_000.0;
const RSS_MB: f64 = 512.0;

pub fn run(length: Length) -> Outcome<Value> {
    stay_on(PROGRAM)?;
    let program = Program::start(tempfile::tempdir()?)?;
    stay_on(ASKERS)?;
    program.rest()?;
    let token = program.token("tangchuan", "proposal_office")?;
    let pages = [(Arc::clone(&token), "/proposals".to_owned())];
    let calm = closed_loop(program.port, &pages, 8, 4)?;
    let peak = closed_loop(program.port, &pages, 64, 5)?.count() as f64 / 5.0;
    let seconds = if length == Length::Long { 60 } else { 8 };
    let flooded = flood(program.port, &token, (peak * 4.0) as u64, seconds)?;
    let rss = program.rss_mb()?;
    let mut back_after = None;
    for second in 1..=10 {
        let now = closed_loop(program.port, &pages, 8, 1)?;
        if now.quantile(0.99) <= calm.quantile(0.99) * 2.0 {
            back_after = Some(second);
            break;
        }
    }
    let Flooded { served, refused, failed, took, .. } = &flooded;
    let goodput = served.count() as f64 / took;
    let refusal = refused.quantile(0.99);
    let good = goodput >= GOODPUT * peak && !(refusal > REFUSAL_MS) && rss <= RSS_MB && back_after.is_some();
    Ok(json!({
        "good": good, "peak_per_second": peak.round(), "offered_per_second": (flooded.offered as f64 / took).round(), "cores_of_the_program": 1, "goodput_per_second": goodput.round(),
        "goodput_of_peak": (goodput / peak * 100.0).round() / 100.0, "goodput_wanted": GOODPUT, "refused": refused.count(), "refusal_p99_ms": refusal,
        "served_p99_ms": served.quantile(0.99), "lost_connections": failed, "rss_mb": rss.round(), "rss_limit_mb": RSS_MB, "back_to_normal_after_seconds": back_after,
    }))
}

const PROGRAM: usize = 0;
const ASKERS: usize = 1;

/// This thread, and all that it starts from now on, on one core.
fn stay_on(core: usize) -> Outcome<()> {
    let mut cores = CpuSet::new();
    cores.set(core);
    Ok(sched_setaffinity(None, &cores)?)
}

/// People who wait at once; whoever comes beyond finds no connection.
const CONNECTIONS: usize = 4_000;

struct Flooded {
    served: Latencies,
    refused: Latencies,
    /// Found no connection, or lost it.
    failed: u64,
    offered: u64,
    /// Seconds.
    took: f64,
}

/// Sends `rate` requests a second, each on a connection that is free or new, and waits for none of them.
fn flood(port: u16, token: &str, rate: u64, seconds: u64) -> Outcome<Flooded> {
    let request: Arc<[u8]> =
        format!("GET /proposals HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n").into_bytes().into();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let (sender, mut answers) = tokio::sync::mpsc::unbounded_channel();
        let (free_in, free_out) = std::sync::mpsc::channel::<TcpStream>();
        let failed = Arc::new(AtomicU64::new(0));
        let started = Instant::now();
        for n in 0..rate * seconds {
            let due = started + Duration::from_secs_f64(n as f64 / rate as f64);
            if due > Instant::now() {
                tokio::time::sleep_until(due.into()).await;
            } else if n % 64 == 0 {
                tokio::task::yield_now().await;
            }
            let free = free_out.try_recv().ok();
            if free.is_none() && Arc::strong_count(&failed) > CONNECTIONS {
                failed.fetch_add(1, Ordering::Relaxed);
                tokio::task::yield_now().await;
                continue;
            }
            let (request, sender, free_in, failed) = (Arc::clone(&request), sender.clone(), free_in.clone(), Arc::clone(&failed));
            let sent = Instant::now();
            tokio::spawn(async move {
                match exchange(port, free, &request).await {
                    Ok((status, stream)) => {
                        let _ = sender.send((status, sent.elapsed().as_secs_f64() * 1e3));
                        let _ = free_in.send(stream);
                    }
                    Err(_) => drop(failed.fetch_add(1, Ordering::Relaxed)),
                }
            });
        }
        let took = started.elapsed().as_secs_f64();
        // What is still on its way does not count as served in time.
        drop(sender);
        let (mut served, mut refused) = (Vec::new(), Vec::new());
        while let Ok((status, took)) = answers.try_recv() {
            match status {
                200 => served.push(took),
                429 | 503 => refused.push(took),
                _ => drop(failed.fetch_add(1, Ordering::Relaxed)),
            }
        }
        let (served, refused) = (Latencies::of(served), Latencies::of(refused));
        Ok(Flooded { served, refused, failed: failed.load(Ordering::Relaxed), offered: rate * seconds, took })
    })
}

async fn exchange(port: u16, free: Option<TcpStream>, request: &[u8]) -> std::io::Result<(u16, TcpStream)> {
    let mut stream = match free {
        Some(stream) => stream,
        None => {
            let stream = TcpStream::connect(("127.0.0.1", port)).await?;
            stream.set_nodelay(true)?;
            stream
        }
    };
    stream.write_all(request).await?;
    let mut read = Vec::with_capacity(32 << 10);
    loop {
        if stream.read_buf(&mut read).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if let Some(whole) = whole(&read) {
            if read.len() >= whole {
                let status = std::str::from_utf8(&read[9..12]).ok().and_then(|s| s.parse().ok()).unwrap_or(0);
                return Ok((status, stream));
            }
        }
    }
}

/// The length of the answer, once its head is there.
fn whole(read: &[u8]) -> Option<usize> {
    let head = read.windows(4).position(|w| w == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&read[..head]).ok()?.to_ascii_lowercase();
    let length: usize = text.split("content-length:").nth(1)?.split("\r\n").next()?.trim().parse().ok()?;
    Some(head + length)
}
