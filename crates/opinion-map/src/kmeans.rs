//! K-means in the plane, with weights.

use crate::Threads;
use crate::chunks::even;
use crate::projection::Point;

/// Points with how much each counts, x and y apart so that several are measured at once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cloud {
    xs: Vec<f64>,
    ys: Vec<f64>,
    weights: Vec<f64>,
}

/// When a run ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stop {
    /// Every centre moved less.
    pub moved: f64,
    pub rounds: usize,
}

/// Clusters without members are dropped.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Clusters {
    pub centres: Vec<Point>,
    /// By point.
    pub labels: Vec<u32>,
}

impl Cloud {
    pub fn new(points: impl Iterator<Item = (Point, f64)>) -> Cloud {
        let mut cloud = Cloud::default();
        for ([x, y], weight) in points {
            cloud.xs.push(x);
            cloud.ys.push(y);
            cloud.weights.push(weight);
        }
        cloud
    }

    pub fn len(&self) -> usize {
        self.xs.len()
    }

    pub fn point(&self, at: usize) -> Point {
        [self.xs[at], self.ys[at]]
    }

    pub fn weight(&self, at: usize) -> f64 {
        self.weights[at]
    }

    /// The first `count` points that differ.
    pub fn first_distinct(&self, count: usize) -> Vec<Point> {
        let mut found: Vec<Point> = Vec::new();
        for point in (0..self.len()).map(|at| self.point(at)) {
            if found.len() == count {
                break;
            }
            if !found.contains(&point) {
                found.push(point);
            }
        }
        found
    }

    /// Weighted mean of all points.
    pub fn middle(&self) -> Point {
        let sums = (0..self.len()).fold(Sums::default(), |sums, at| sums.with(self.point(at), self.weights[at]));
        sums.mean().unwrap_or_default()
    }

    /// From these centres until they rest. A point goes to the first of equally near centres.
    pub fn cluster(&self, start: Vec<Point>, stop: Stop, threads: Threads) -> Clusters {
        let mut centres = start;
        for _ in 0..stop.rounds {
            let sums = self.sums(&centres, threads);
            let means: Vec<Option<Point>> = sums.iter().map(Sums::mean).collect();
            let rest = centres.iter().zip(&means).all(|(a, b)| b.is_some_and(|b| distance(*a, b) < stop.moved));
            centres = means.into_iter().flatten().collect();
            if rest {
                break;
            }
        }
        let pieces = even(self.len(), PIECE);
        let labels = threads.each(&pieces, |piece| self.nearest(piece, &centres)).concat();
        Clusters { centres, labels }.without_empty()
    }

    fn sums(&self, centres: &[Point], threads: Threads) -> Vec<Sums> {
        let parts = threads.each(&even(self.len(), PIECE), |piece| {
            let mut sums = vec![Sums::default(); centres.len()];
            for (at, label) in piece.clone().zip(self.nearest(piece, centres)) {
                let sum = &mut sums[label as usize];
                *sum = sum.with(self.point(at), self.weights[at]);
            }
            sums
        });
        let mut sums = vec![Sums::default(); centres.len()];
        for part in parts {
            for (sum, part) in sums.iter_mut().zip(part) {
                *sum = sum.plus(part);
            }
        }
        sums
    }

    fn nearest(&self, piece: std::ops::Range<usize>, centres: &[Point]) -> Vec<u32> {
        let (xs, ys) = (&self.xs[piece.clone()], &self.ys[piece]);
        let mut labels = Vec::with_capacity(xs.len());
        let mut lanes = (xs.chunks_exact(LANES), ys.chunks_exact(LANES));
        for (x, y) in lanes.0.by_ref().zip(lanes.1.by_ref()) {
            labels.extend_from_slice(&nearest_of(x, y, centres)[..]);
        }
        let (x, y) = (lanes.0.remainder(), lanes.1.remainder());
        let (mut last_x, mut last_y) = ([0.0; LANES], [0.0; LANES]);
        last_x[..x.len()].copy_from_slice(x);
        last_y[..y.len()].copy_from_slice(y);
        labels.extend_from_slice(&nearest_of(&last_x, &last_y, centres)[..x.len()]);
        labels
    }
}

/// Points in one piece of work.
const PIECE: usize = 8192;

/// Points that are measured side by side, which the compiler turns into vector instructions.
const LANES: usize = 8;

fn nearest_of(x: &[f64], y: &[f64], centres: &[Point]) -> [u32; LANES] {
    let (mut best, mut label) = ([f64::INFINITY; LANES], [0u64; LANES]);
    for (number, [cx, cy]) in (0u64..).zip(centres) {
        for lane in 0..LANES {
            let (dx, dy) = (x[lane] - cx, y[lane] - cy);
            let squared = dx * dx + dy * dy;
            let nearer = squared < best[lane];
            best[lane] = if nearer { squared } else { best[lane] };
            label[lane] = if nearer { number } else { label[lane] };
        }
    }
    label.map(|label| label as u32)
}

impl Clusters {
    fn without_empty(self) -> Clusters {
        let mut used = vec![false; self.centres.len()];
        self.labels.iter().for_each(|&label| used[label as usize] = true);
        let now: Vec<u32> = used.iter().scan(0, |next, &is| Some(std::mem::replace(next, *next + u32::from(is)))).collect();
        let centres = self.centres.iter().zip(&used).filter(|(_, used)| **used).map(|(centre, _)| *centre).collect();
        Clusters { centres, labels: self.labels.iter().map(|&label| now[label as usize]).collect() }
    }
}

pub(crate) fn distance(a: Point, b: Point) -> f64 {
    let (x, y) = (a[0] - b[0], a[1] - b[1]);
    (x * x + y * y).sqrt()
}

#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    x: f64,
    y: f64,
    weight: f64,
}

impl Sums {
    fn with(self, [x, y]: Point, weight: f64) -> Sums {
        Sums { x: self.x + weight * x, y: self.y + weight * y, weight: self.weight + weight }
    }

    fn plus(self, other: Sums) -> Sums {
        Sums { x: self.x + other.x, y: self.y + other.y, weight: self.weight + other.weight }
    }

    fn mean(&self) -> Option<Point> {
        (self.weight > 0.0).then(|| [self.x / self.weight, self.y / self.weight])
    }
}

#[cfg(test)]
mod tests {
    use super::{Cloud, Stop};
    use crate::Threads;

    #[test]
    fn weights_pull_the_centre_and_empty_clusters_go() {
        let cloud = Cloud::new([([0.0, 0.0], 1.0), ([1.0, 0.0], 3.0), ([10.0, 0.0], 1.0)].into_iter());
        let stop = Stop { moved: 1e-9, rounds: 20 };
        let found = cloud.cluster(vec![[0.0, 0.0], [9.0, 0.0], [500.0, 0.0]], stop, Threads::ONE);
        assert_eq!(found.centres, [[0.75, 0.0], [10.0, 0.0]]);
        assert_eq!(found.labels, [0, 0, 1]);
        assert_eq!(cloud.middle(), [2.6, 0.0]);
    }

    #[test]
    fn starts_differ() {
        let cloud = Cloud::new([[1.0, 1.0], [1.0, 1.0], [2.0, 1.0], [3.0, 1.0]].into_iter().map(|p| (p, 1.0)));
        assert_eq!(cloud.first_distinct(2), [[1.0, 1.0], [2.0, 1.0]]);
    }
}
