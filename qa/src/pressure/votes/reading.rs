//! Readers of the public pages while others vote.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::crowd::browser;
use super::question::Question;
use crate::load::{Connection, Latencies};
use crate::program::Outcome;

const READERS: usize = 2;
/// Somebody opens a page so often, on each connection.
const PAUSE: Duration = Duration::from_millis(20);

/// The results and the page for voting, in turn, for as long as `voting` lasts.
pub fn meanwhile(port: u16, question: &Question, voters: usize, voting: impl FnOnce() -> Outcome<()>) -> Outcome<Latencies> {
    let is_over = AtomicBool::new(false);
    let turn = AtomicUsize::new(0);
    let page = format!("/public/deliberations/{}", question.id);
    let results = format!("{page}/results");
    let read = || -> Result<Vec<f64>, String> {
        let mut connection = Connection::open(port, &Arc::from("")).map_err(|e| e.to_string())?;
        let mut took = Vec::new();
        while !is_over.load(Ordering::Relaxed) {
            let n = turn.fetch_add(1, Ordering::Relaxed);
            connection.browser = browser(n * 7919 % voters);
            let path = if n % 2 == 0 { &results } else { &page };
            let started = Instant::now();
            let (status, _) = connection.get(path).map_err(|e| e.to_string())?;
            took.push(started.elapsed().as_secs_f64() * 1e3);
            if status != 200 {
                return Err(format!("{path} answered {status}"));
            }
            std::thread::sleep(PAUSE);
        }
        Ok(took)
    };
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..READERS).map(|_| scope.spawn(read)).collect();
        let voted = voting();
        is_over.store(true, Ordering::Relaxed);
        let mut all = Vec::new();
        for reader in readers {
            all.extend(reader.join().map_err(|_| "a reader panicked")??);
        }
        voted.map(|()| Latencies::of(all))
    })
}
