//! 访问频率: how many calls one session or one API token may make in a minute (ASVS 2.4.1). Visitors without either are held
//! back by [`crate::crowd`], and where they send something by the rules of the act.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use kernel::Timestamp;

use crate::head::Head;

const MINUTE_MS: i64 = 60_000;
/// Beyond so many callers in one minute all begin anew: tokens that are made up cost no more memory than this.
const MOST: usize = 50_000;

/// Calls in a minute; 0 is no limit.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub session: u32,
    pub token: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { session: 3_000, token: 0 }
    }
}

/// Calls of the minute that runs, by the digest of session or token.
#[derive(Default)]
pub struct Pace(Mutex<(i64, HashMap<[u8; 32], u32>)>);

impl Pace {
    /// Counts this call. The first beyond the limit is a line of the log.
    pub(crate) fn admits(&self, limits: Limits, head: &Head, now: Timestamp) -> bool {
        let (caller, limit) = match (head.bearer, head.session) {
            (Some(token), _) => (token, limits.token),
            (None, Some(session)) => (session, limits.session),
            (None, None) => return true,
        };
        if limit == 0 {
            return true;
        }
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let minute = now.0.div_euclid(MINUTE_MS);
        if counted.0 != minute || counted.1.len() >= MOST {
            *counted = (minute, HashMap::new());
        }
        let calls = counted.1.entry(caller).or_default();
        *calls = calls.saturating_add(1);
        if *calls == limit.saturating_add(1) {
            crate::security::too_fast(head.bearer.is_some());
        }
        *calls <= limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_caller_has_so_many_calls_in_a_minute() {
        let (pace, limits) = (Pace::default(), Limits { session: 3, token: 0 });
        let session = |n: u8| Head { session: Some([n; 32]), ..Head::default() };
        let calls = |n: u8, ms: i64| (0..5).filter(|_| pace.admits(limits, &session(n), Timestamp(ms))).count();
        assert_eq!([calls(1, 1_000), calls(1, 59_999), calls(2, 59_999), calls(1, 60_000)], [3, 0, 3, 3]);
        let token = Head { bearer: Some([1; 32]), ..session(1) };
        assert!((0..5).all(|_| pace.admits(limits, &token, Timestamp(60_000))), "a token has its own limit, here none");
        assert!((0..5).all(|_| pace.admits(limits, &Head::default(), Timestamp(60_000))), "who is nobody is not counted here");
    }
}
