//! A room full of phones: event streams that follow the votes of those who sit in it.

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::crowd::Crowd;
use super::plan::Cast;
use super::question::Question;
use crate::load::{Connection, Latencies};
use crate::program::Outcome;

/// Between two votes of the room.
const PAUSE: Duration = Duration::from_millis(4);
/// Those after it only bring the last ones of before to light: the votes of very few people are not shown alone.
const COUNTED: f64 = 0.85;
const PATIENCE: Duration = Duration::from_secs(10);

/// How long after a vote was acknowledged a stream showed it.
pub struct Delays {
    pub median_ms: f64,
    pub p99_ms: f64,
    pub worst_ms: f64,
    /// Events that all streams got together.
    pub snapshots: usize,
    /// Votes that a stream never showed.
    pub missed: usize,
}

/// When a stream showed how many votes.
type Shown = Vec<(Instant, u64)>;

/// The room votes while `streams` look. Each cast is a new vote, so that their number says which of them are shown.
pub fn follow(port: u16, question: &Question, streams: usize, casts: Vec<Cast>, crowd: &mut Crowd) -> Outcome<Delays> {
    let path = format!("/deliberations/{}/live", question.id);
    let open = || Connection::open(port, &Arc::from(""));
    let mut looking: Vec<BufReader<TcpStream>> = (0..streams).map(|_| open()?.stream(&path)).collect::<Outcome<_>>()?;
    let before = looking.iter_mut().map(first).collect::<Outcome<Vec<u64>>>()?.into_iter().max().unwrap_or(0);
    let enough = AtomicU64::new(u64::MAX);
    let (acknowledged, shown) = std::thread::scope(|scope| {
        let enough = &enough;
        let running: Vec<_> = looking.into_iter().map(|stream| scope.spawn(move || look(stream, enough))).collect();
        let acknowledged = votes(&casts, crowd, &mut open()?, before, enough)?;
        let shown = running.into_iter().map(|one| one.join().map_err(|_| "a stream panicked")).collect::<Result<Vec<Shown>, _>>()?;
        Outcome::Ok((acknowledged, shown))
    })?;
    Ok(delays(&acknowledged, &shown, before))
}

/// When each of those that count was acknowledged.
fn votes(casts: &[Cast], crowd: &mut Crowd, connection: &mut Connection, before: u64, enough: &AtomicU64) -> Outcome<Vec<Instant>> {
    let counted = (casts.len() as f64 * COUNTED) as usize;
    enough.store(before + counted as u64, Ordering::Relaxed);
    let mut acknowledged = Vec::with_capacity(counted);
    for (n, cast) in casts.iter().enumerate() {
        crowd.cast(connection, cast)?;
        if n < counted {
            acknowledged.push(Instant::now());
        }
        std::thread::sleep(PAUSE);
    }
    Ok(acknowledged)
}

fn first(stream: &mut BufReader<TcpStream>) -> Outcome<u64> {
    let mut line = String::new();
    while stream.read_line(&mut line)? > 0 {
        if let Some(votes) = votes_of(&line) {
            return Ok(votes);
        }
        line.clear();
    }
    Err("a stream ended before its first event".into())
}

/// Until it shows enough, or nothing more comes.
fn look(mut stream: BufReader<TcpStream>, enough: &AtomicU64) -> Shown {
    let (mut shown, mut line) = (Shown::new(), String::new());
    let _ = stream.get_ref().set_read_timeout(Some(PATIENCE));
    while stream.read_line(&mut line).is_ok_and(|read| read > 0) {
        if let Some(votes) = votes_of(&line) {
            shown.push((Instant::now(), votes));
            if votes >= enough.load(Ordering::Relaxed) {
                break;
            }
        }
        line.clear();
    }
    shown
}

/// Of a line of an event stream, read past the rest of the object: 500 of them come twice a second.
fn votes_of(line: &str) -> Option<u64> {
    let (_, rest) = line.strip_prefix("data:")?.split_once(r#""votes":"#)?;
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

fn delays(acknowledged: &[Instant], shown: &[Shown], before: u64) -> Delays {
    let (mut milliseconds, mut missed) = (Vec::with_capacity(acknowledged.len() * shown.len()), 0);
    for of_one in shown {
        let mut events = of_one.iter().peekable();
        for (place, at) in acknowledged.iter().enumerate() {
            while events.next_if(|(_, votes)| *votes < before + place as u64 + 1).is_some() {}
            match events.peek() {
                Some((seen, _)) => milliseconds.push(seen.saturating_duration_since(*at).as_secs_f64() * 1e3),
                None => missed += 1,
            }
        }
    }
    let all = Latencies::of(milliseconds);
    let (median_ms, p99_ms, worst_ms) = (all.quantile(0.5), all.quantile(0.99), all.quantile(1.0));
    Delays { median_ms, p99_ms, worst_ms, snapshots: shown.iter().map(Vec::len).sum(), missed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_is_found_in_an_event() {
        assert_eq!(votes_of("data: {\"version\":3,\"people\":12,\"votes\":40,\"tallies\":{}}\n"), Some(40));
        assert_eq!(votes_of("id: 3\n"), None);
    }

    #[test]
    fn a_vote_is_shown_by_the_first_event_that_counts_it() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let found = delays(&[at(0), at(100), at(900)], &[vec![(at(500), 11), (at(1000), 12)]], 10);
        assert_eq!((found.median_ms, found.worst_ms, found.missed, found.snapshots), (900.0, 900.0, 1, 2));
    }
}
