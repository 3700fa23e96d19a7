//! The two leading eigenvectors of a large symmetric matrix that can only be applied.
//!
//! A block Krylov method with thick restart (Stathopoulos, Saad, Wu: *Dynamic thick restarting of the Davidson, and the
//! implicitly restarted Arnoldi methods*, 1998): the basis grows by the residuals of the two best approximations, the small
//! projected problem is solved exactly, and a full basis is cut down to its best vectors. Two vectors at a time, so that equal
//! eigenvalues are found as well; a good start, such as the components before one more vote, is used as it is.

use crate::chance::Chance;
use crate::eigen::eigen;
use crate::operator::{Operator, Pair};

/// Leading eigenvalues with their vectors, of length 1, or 0 where the matrix has no such direction.
#[derive(Clone, Debug, Default)]
pub(crate) struct Leading {
    pub values: [f64; 2],
    pub vectors: [Vec<f64>; 2],
    /// The best of the whole search, less exact the later: a start for a matrix that differs little. Where the second value is
    /// hardly larger than the third and those after it, this is what saves most of the search.
    pub nearby: Vec<Vec<f64>>,
}

/// Residual at which a vector is found, as a share of the largest eigenvalue.
const RESIDUAL: f64 = 1e-12;
const MAX_ROUNDS: usize = 5000;
const MAX_BASIS: usize = 48;
const KEPT: usize = 16;
const NEARBY: usize = 14;

/// `start`: the vectors nearby of a matrix that differs little, where there is one. Two without pattern go with them, because a
/// direction that has just overtaken another may be missing in them altogether.
pub(crate) fn leading(operator: &impl Operator, start: &[Vec<f64>]) -> Leading {
    let order = operator.order();
    let mut space = Space::default();
    let mut chance = Chance::new(0);
    let mut wanted = start.to_vec();
    wanted.extend([any(&mut chance, order), any(&mut chance, order)]);
    let mut found = Leading { vectors: [vec![0.0; order], vec![0.0; order]], ..Leading::default() };
    for _ in 0..MAX_ROUNDS {
        if space.vectors.len() + 2 > MAX_BASIS {
            space.restart();
        }
        let mut fresh: Vec<Vec<f64>> = Vec::new();
        for candidate in wanted.drain(..wanted.len().min(2)) {
            fresh.extend(space.orthogonal(candidate, &fresh));
        }
        if fresh.is_empty() && space.vectors.len() < order {
            fresh.extend(space.orthogonal(any(&mut chance, order), &[]));
        }
        if fresh.is_empty() {
            break;
        }
        space.extend(operator, fresh);
        let [first, second, third] = space.approximate(&mut found);
        if wanted.is_empty() {
            let open = |residual: &Vec<f64>| norm(residual) > RESIDUAL * found.values[0];
            wanted = [first, second].into_iter().filter(open).collect();
            if wanted.is_empty() && space.vectors.len() >= 2.min(order) {
                break;
            }
            // A pass serves two vectors: where one is enough, the third direction is moved out of the way of the second.
            if wanted.len() == 1 && !third.is_empty() {
                wanted.push(third);
            }
        }
    }
    found.nearby = space.best(NEARBY);
    without_nothing(found)
}

/// A direction without variance is no direction: any other would do as well, so it is 0.
fn without_nothing(mut found: Leading) -> Leading {
    let least = RESIDUAL * found.values[0].max(0.0);
    for (value, vector) in found.values.iter_mut().zip(&mut found.vectors) {
        if *value <= least {
            *value = 0.0;
            vector.fill(0.0);
        }
    }
    found
}

/// An orthonormal basis with its images under the operator.
#[derive(Default)]
struct Space {
    vectors: Vec<Vec<f64>>,
    images: Vec<Vec<f64>>,
    /// The operator in this basis; row i ends with the diagonal.
    projected: Vec<Vec<f64>>,
    /// Eigenvalues of the projected operator, with the eigenvectors in terms of the basis.
    values: Vec<f64>,
    turns: Vec<Vec<f64>>,
}

impl Space {
    /// The part of `candidate` outside the basis and `fresh`, of length 1; `None` if there is nothing of it.
    fn orthogonal(&self, mut candidate: Vec<f64>, fresh: &[Vec<f64>]) -> Option<Vec<f64>> {
        scale(&mut candidate)?;
        // Twice is enough (Kahan, Parlett); the third finds out whether anything but rounding was left.
        for _ in 0..3 {
            for vector in self.vectors.iter().chain(fresh) {
                let along = dot(vector, &candidate);
                add(&mut candidate, -along, vector);
            }
            if norm(&candidate) < 1e-10 {
                return None;
            }
            scale(&mut candidate)?;
        }
        Some(candidate)
    }

    fn extend(&mut self, operator: &impl Operator, fresh: Vec<Vec<f64>>) {
        let place = |at: usize, lane: usize| fresh.get(lane).map_or(0.0, |v: &Vec<f64>| v[at]);
        let pair: Pair = (0..operator.order()).map(|at| [place(at, 0), place(at, 1)]).collect();
        let image = operator.apply(&pair);
        for (lane, vector) in fresh.into_iter().enumerate() {
            self.vectors.push(vector);
            self.images.push(image.iter().map(|both| both[lane]).collect());
            let image = &self.images[self.images.len() - 1];
            self.projected.push(self.vectors.iter().map(|vector| dot(vector, image)).collect());
        }
    }

    /// Solves the projected problem; gives the residuals of the three best, empty where there are not so many.
    fn approximate(&mut self, found: &mut Leading) -> [Vec<f64>; 3] {
        let size = self.vectors.len();
        let entry = |i: usize, j: usize| self.projected[i.max(j)][i.min(j)];
        let projected: Vec<f64> = (0..size * size).map(|k| entry(k / size, k % size)).collect();
        (self.values, self.turns) = eigen(&projected, size);
        let residual = |which: usize, vector: &[f64]| {
            let mut residual = combined(&self.images, &self.turns[which]);
            add(&mut residual, -self.values[which], vector);
            residual
        };
        let mut residuals = [const { Vec::new() }; 3];
        for (which, vector) in self.best(3).into_iter().enumerate() {
            residuals[which] = residual(which, &vector);
            if which < 2 {
                (found.values[which], found.vectors[which]) = (self.values[which], vector);
            }
        }
        residuals
    }

    fn best(&self, count: usize) -> Vec<Vec<f64>> {
        self.turns.iter().take(count).map(|turn| combined(&self.vectors, turn)).collect()
    }

    fn restart(&mut self) {
        let kept = &self.turns[..KEPT];
        let vectors = self.best(KEPT);
        let images = kept.iter().map(|turn| combined(&self.images, turn)).collect();
        let row = |i: usize| (0..=i).map(|j| if i == j { self.values[i] } else { 0.0 }).collect();
        let projected = (0..KEPT).map(row).collect();
        *self = Space { vectors, images, projected, ..Space::default() };
    }
}

fn any(chance: &mut Chance, order: usize) -> Vec<f64> {
    (0..order).map(|_| chance.signed()).collect()
}

fn combined(vectors: &[Vec<f64>], factors: &[f64]) -> Vec<f64> {
    let mut sum = vec![0.0; vectors[0].len()];
    for (vector, &factor) in vectors.iter().zip(factors) {
        add(&mut sum, factor, vector);
    }
    sum
}

fn add(to: &mut [f64], factor: f64, vector: &[f64]) {
    for (to, v) in to.iter_mut().zip(vector) {
        *to += factor * v;
    }
}

/// Four sums side by side: quicker than one, and always the same four.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (a4, b4) = (a.chunks_exact(4), b.chunks_exact(4));
    let rest: f64 = a4.remainder().iter().zip(b4.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a4.zip(b4) {
        for lane in 0..4 {
            sums[lane] += x[lane] * y[lane];
        }
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

fn norm(vector: &[f64]) -> f64 {
    dot(vector, vector).sqrt()
}

fn scale(vector: &mut [f64]) -> Option<()> {
    let length = norm(vector);
    if length == 0.0 {
        return None;
    }
    vector.iter_mut().for_each(|v| *v /= length);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::leading;
    use crate::operator::{Operator, Pair};

    struct Diagonal(Vec<f64>);

    impl Operator for Diagonal {
        fn order(&self) -> usize {
            self.0.len()
        }

        fn apply(&self, x: &[[f64; 2]]) -> Pair {
            self.0.iter().zip(x).map(|(d, x)| x.map(|x| x * d)).collect()
        }
    }

    #[test]
    fn close_and_equal_values_are_found() {
        let mut values: Vec<f64> = (0..500).map(|i| 1.0 - f64::from(i) / 600.0).collect();
        values[3] = 2.0;
        values[7] = 2.0;
        let found = leading(&Diagonal(values), &[]);
        assert!((found.values[0] - 2.0).abs() < 1e-11 && (found.values[1] - 2.0).abs() < 1e-11);
        let close = leading(&Diagonal((0..500).map(|i| f64::from(i) / 100.0).collect()), &[]);
        assert!((close.values[0] - 4.99).abs() < 1e-11 && (close.values[1] - 4.98).abs() < 1e-11, "{:?}", close.values);
        assert!((close.vectors[1][498].abs() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn few_dimensions_and_none_at_all() {
        assert_eq!(leading(&Diagonal(vec![]), &[]).values, [0.0, 0.0]);
        assert_eq!(leading(&Diagonal(vec![3.0]), &[]).values, [3.0, 0.0]);
        let flat = leading(&Diagonal(vec![0.0, 2.0, 0.0]), &[]);
        assert!((flat.values[0] - 2.0).abs() < 1e-12 && flat.values[1] == 0.0);
        assert_eq!(flat.vectors[1], [0.0; 3]);
        assert_eq!(leading(&Diagonal(vec![0.0; 9]), &[]).values, [0.0, 0.0]);
    }
}
