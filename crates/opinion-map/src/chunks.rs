//! Work in pieces. The pieces depend on the data alone and results come back in the order of the pieces, so that sums of
//! floating-point numbers are the same whatever the number of threads.

use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// How many threads may work at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threads(pub NonZeroUsize);

impl Default for Threads {
    /// As many as the machine offers this process.
    fn default() -> Threads {
        Threads(thread::available_parallelism().unwrap_or(NonZeroUsize::MIN))
    }
}

impl Threads {
    pub const ONE: Threads = Threads(NonZeroUsize::MIN);

    /// `work` on every piece; the results in the order of the pieces.
    pub(crate) fn each<T: Send>(self, pieces: &[Range<usize>], work: impl Fn(Range<usize>) -> T + Sync) -> Vec<T> {
        let threads = self.0.get().min(pieces.len());
        if threads <= 1 {
            return pieces.iter().cloned().map(work).collect();
        }
        let next = AtomicUsize::new(0);
        let take = || {
            let mut done = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(piece) = pieces.get(at) else { return done };
                done.push((at, work(piece.clone())));
            }
        };
        let mut done = thread::scope(|scope| {
            let others: Vec<_> = (1..threads).map(|_| scope.spawn(take)).collect();
            let mut done = take();
            for other in others {
                match other.join() {
                    Ok(more) => done.extend(more),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            done
        });
        done.sort_unstable_by_key(|&(at, _)| at);
        done.into_iter().map(|(_, result)| result).collect()
    }
}

/// `0..count` in pieces of `size`, the last one shorter.
pub(crate) fn even(count: usize, size: usize) -> Vec<Range<usize>> {
    (0..count).step_by(size).map(|from| from..count.min(from + size)).collect()
}

/// Rows in pieces of about `size` cells; row r has the cells `starts[r]..starts[r + 1]`.
pub(crate) fn by_cells(starts: &[usize], size: usize) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for to in 1..starts.len() {
        if starts[to] - starts[from] >= size || to + 1 == starts.len() {
            pieces.push(from..to);
            from = to;
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::{Threads, by_cells, even};
    use std::num::NonZeroUsize;

    #[test]
    fn results_come_in_the_order_of_the_pieces() {
        let pieces = even(1000, 7);
        let one = Threads::ONE.each(&pieces, |piece| piece.sum::<usize>());
        let many = Threads(NonZeroUsize::new(5).unwrap()).each(&pieces, |piece| piece.sum::<usize>());
        assert_eq!(one, many);
        assert_eq!(one.iter().sum::<usize>(), 499_500);
    }

    #[test]
    fn every_row_is_in_one_piece() {
        let starts = [0, 3, 3, 10, 11, 12];
        assert_eq!(by_cells(&starts, 4), [0..3, 3..5]);
        assert_eq!(by_cells(&starts, 100), vec![0..5; 1]);
        assert!(by_cells(&[0], 4).is_empty());
    }
}
