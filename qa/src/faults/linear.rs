//! Whether a history of one register could have happened one after the other, each act between its question and its
//! answer (Wing and Gong, 1993, with the states that were seen remembered).

use std::collections::HashSet;
use std::time::Instant;

/// A register that counts its versions.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct State {
    pub version: i64,
    pub value: String,
}

#[derive(Clone, Debug)]
pub enum Call {
    Read {
        found: State,
    },
    /// The version that the writer was told.
    Write {
        value: String,
        version: i64,
    },
    /// Written only over this version; `None` when somebody was faster.
    Swap {
        over: i64,
        value: String,
        version: Option<i64>,
    },
}

#[derive(Clone, Debug)]
pub struct Op {
    pub start: Instant,
    pub end: Instant,
    pub call: Call,
}

/// At most 128 of them.
pub fn is_linearizable(begin: &State, ops: &[Op]) -> bool {
    if ops.len() > 128 {
        return false;
    }
    let mut seen = HashSet::new();
    let mut open = vec![(0_u128, begin.clone())];
    let all = if ops.len() == 128 { u128::MAX } else { (1 << ops.len()) - 1 };
    while let Some((done, state)) = open.pop() {
        if done == all {
            return true;
        }
        let left = || ops.iter().enumerate().filter(|(n, _)| done & (1 << n) == 0);
        let Some(first_end) = left().map(|(_, op)| op.end).min() else { continue };
        for (n, op) in left().filter(|(_, op)| op.start <= first_end) {
            if let Some(next) = after(&state, &op.call) {
                let next = (done | (1 << n), next);
                if seen.insert(next.clone()) {
                    open.push(next);
                }
            }
        }
    }
    false
}

/// The state after the call, if it could have been answered so.
fn after(state: &State, call: &Call) -> Option<State> {
    let written = |value: &str| State { version: state.version + 1, value: value.to_owned() };
    match call {
        Call::Read { found } => (found == state).then(|| state.clone()),
        Call::Write { value, version } => (*version == state.version + 1).then(|| written(value)),
        Call::Swap { over, value, version: Some(version) } => {
            (*over == state.version && *version == state.version + 1).then(|| written(value))
        }
        Call::Swap { over, version: None, .. } => (*over != state.version).then(|| state.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn history(ops: &[(u64, u64, Call)]) -> bool {
        let zero = Instant::now();
        let at = |ms: &u64| zero + Duration::from_millis(*ms);
        let ops: Vec<Op> = ops.iter().map(|(start, end, call)| Op { start: at(start), end: at(end), call: call.clone() }).collect();
        is_linearizable(&State { version: 1, value: "a".into() }, &ops)
    }

    fn read(value: &str, version: i64) -> Call {
        Call::Read { found: State { version, value: value.into() } }
    }

    fn write(value: &str, version: i64) -> Call {
        Call::Write { value: value.into(), version }
    }

    #[test]
    fn overlapping_acts_may_be_in_any_order() {
        assert!(history(&[(0, 9, write("b", 2)), (1, 3, read("b", 2)), (4, 6, read("b", 2))]));
        assert!(history(&[(0, 9, write("b", 3)), (1, 8, write("c", 2)), (10, 11, read("b", 3))]));
        assert!(history(&[(0, 5, write("b", 2)), (6, 7, Call::Swap { over: 1, value: "c".into(), version: None })]));
    }

    #[test]
    fn what_was_seen_is_not_unseen() {
        assert!(!history(&[(0, 9, write("b", 2)), (1, 3, read("b", 2)), (4, 6, read("a", 1))]));
        assert!(!history(&[(0, 1, write("b", 2)), (2, 3, read("a", 1))]));
        assert!(!history(&[(0, 1, write("b", 2)), (2, 3, write("c", 2))]));
        assert!(!history(&[(0, 1, write("b", 2)), (2, 3, Call::Swap { over: 1, value: "c".into(), version: Some(3) })]));
    }
}
