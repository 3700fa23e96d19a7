//! Small numbers by chance, from a seed that is kept among the figures.

use std::time::{SystemTime, UNIX_EPOCH};

pub struct Random {
    pub seed: u64,
    state: u64,
}

impl Random {
    /// By the clock, or by the variable `QA_SEED`.
    pub fn new() -> Random {
        let clock = SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |d| d.as_nanos() as u64);
        let seed = std::env::var("QA_SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(clock % 1_000_000_007);
        Random::from(seed)
    }

    pub fn from(seed: u64) -> Random {
        Random { seed, state: seed | 1 }
    }

    /// From `low` to below `high`.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low).max(1)
    }

    pub fn chance(&mut self) -> bool {
        self.next() & 1 == 1
    }

    /// splitmix64
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}
