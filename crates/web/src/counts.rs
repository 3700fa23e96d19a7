//! Totals of lists: exact, from a cache at most a second old.

use std::collections::HashMap;
use std::sync::Mutex;

use kernel::Timestamp;

const KEPT_MS: i64 = 1_000;
const MOST: usize = 4_096;

/// Keyed by what was counted, the filter with all its values.
#[derive(Debug, Default)]
pub struct Counts {
    held: Mutex<HashMap<String, (Timestamp, i64)>>,
}

impl Counts {
    /// The count under `key`, counted anew when it is older than a second.
    pub fn get<E>(&self, key: &str, now: Timestamp, count: impl FnOnce() -> Result<i64, E>) -> Result<i64, E> {
        if let Some((at, n)) = self.lock().get(key) {
            if now.0 - at.0 < KEPT_MS && now >= *at {
                return Ok(*n);
            }
        }
        let n = count()?;
        let mut held = self.lock();
        if held.len() >= MOST {
            held.clear();
        }
        held.insert(key.to_owned(), (now, n));
        Ok(n)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, (Timestamp, i64)>> {
        self.held.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
