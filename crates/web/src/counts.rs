//! Totals of lists: exact, from a cache at most a second old.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use kernel::Timestamp;

const KEPT_MS: i64 = 1_000;
/// From this age on one caller counts anew, while the others are still served.
const FRESH_MS: i64 = 800;
const MOST: usize = 4_096;

/// Keyed by what was counted, the filter with all its values.
#[derive(Debug, Default)]
pub struct Counts {
    held: Mutex<HashMap<String, Arc<Held>>>,
}

/// One total; whoever counts holds `counting`.
#[derive(Debug, Default)]
struct Held {
    known: Mutex<Option<(Timestamp, i64)>>,
    counting: Mutex<()>,
}

impl Held {
    fn younger_than(&self, ms: i64, now: Timestamp) -> Option<i64> {
        (*lock(&self.known)).filter(|(at, _)| now.0 - at.0 < ms && now >= *at).map(|(_, n)| n)
    }
}

impl Counts {
    /// The count under `key`, counted anew when it is older than a second: by one caller, however many ask.
    pub fn get<E>(&self, key: &str, now: Timestamp, count: impl FnOnce() -> Result<i64, E>) -> Result<i64, E> {
        let held = self.held(key);
        if let Some(n) = held.younger_than(FRESH_MS, now) {
            return Ok(n);
        }
        let counting = match (held.counting.try_lock(), held.younger_than(KEPT_MS, now)) {
            (Ok(counting), _) => counting,
            (Err(_), Some(n)) => return Ok(n),
            (Err(_), None) => lock(&held.counting),
        };
        // Somebody may have counted while this caller waited.
        if let Some(n) = held.younger_than(FRESH_MS, now) {
            return Ok(n);
        }
        let n = count()?;
        *lock(&held.known) = Some((now, n));
        drop(counting);
        Ok(n)
    }

    fn held(&self, key: &str) -> Arc<Held> {
        let mut all = lock(&self.held);
        if let Some(held) = all.get(key) {
            return Arc::clone(held);
        }
        if all.len() >= MOST {
            all.clear();
        }
        Arc::clone(all.entry(key.to_owned()).or_default())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;

    #[test]
    fn is_at_most_a_second_old_and_counted_by_one() {
        let (counts, asked) = (Counts::default(), AtomicI64::new(0));
        let at =
            |ms: i64| counts.get("all", Timestamp(ms), || Ok::<_, Infallible>(asked.fetch_add(1, Ordering::Relaxed) + 1)).expect("counted");
        assert_eq!([at(10_000), at(10_799), at(10_800), at(11_599), at(11_800), at(11_000)], [1, 1, 2, 2, 3, 4]);
        std::thread::scope(|threads| (0..8).for_each(|_| drop(threads.spawn(|| at(20_000)))));
        assert_eq!(asked.load(Ordering::Relaxed), 5, "eight at once, counted once");
    }
}
