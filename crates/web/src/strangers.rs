//! 未登录者的上传: how many of them may be under way at once, so that nobody without an account fills the memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// From one address; a village behind one router shares it.
const FROM_ONE: usize = 4;
/// From everywhere.
const FROM_ALL: usize = 32;

/// Uploads that are under way, by address.
#[derive(Clone, Default)]
pub struct Strangers(Arc<Mutex<HashMap<String, usize>>>);

/// A place that is free again when it is dropped.
pub struct Seat {
    strangers: Strangers,
    address: String,
}

impl Strangers {
    /// `None` while as many are under way as may be.
    pub fn seat(&self, address: &str) -> Option<Seat> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.values().sum::<usize>() >= FROM_ALL || taken.get(address).is_some_and(|n| *n >= FROM_ONE) {
            return None;
        }
        *taken.entry(address.to_owned()).or_default() += 1;
        Some(Seat { strangers: self.clone(), address: address.to_owned() })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.strangers.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(n) = taken.get_mut(&self.address) {
            *n -= 1;
        }
        taken.retain(|_, n| *n > 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_is_free_again_when_it_was_left() {
        let strangers = Strangers::default();
        let first: Vec<Seat> = (0..FROM_ONE).map_while(|_| strangers.seat("192.0.2.1")).collect();
        assert_eq!(first.len(), FROM_ONE);
        assert!(strangers.seat("192.0.2.1").is_none() && strangers.seat("192.0.2.2").is_some());
        drop(first);
        assert!(strangers.seat("192.0.2.1").is_some());
        let all: Vec<Seat> = (0..100).map_while(|n| strangers.seat(&n.to_string())).collect();
        assert_eq!(all.len(), FROM_ALL);
    }
}
