//! 最大公约数: consensus that every group carries, so that a large group cannot make it alone.

use crate::Tally;
use crate::score::share;

/// Product over the groups of (agreed + 1) / (seen + 2), passes being seen; by statement. 1 for all where there are no groups.
pub(crate) fn group_informed(tally: &Tally) -> Vec<f64> {
    let of = |statement: usize| tally.groups.iter().map(|group| share(group[statement].agree, group[statement].seen)).product();
    (0..tally.everybody.len()).map(of).collect()
}
