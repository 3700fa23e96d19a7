//! Eigenvalues of a small dense symmetric matrix: Householder reduction to tridiagonal form, then QL with implicit shifts
//! (Wilkinson and Reinsch, *Handbook for Automatic Computation* II, 1971: tred2 and tql2).

/// Eigenvalues, largest first, and the eigenvectors as rows in the same order. `matrix` is row-major and symmetric.
pub(crate) fn eigen(matrix: &[f64], order: usize) -> (Vec<f64>, Vec<Vec<f64>>) {
    let mut rows: Vec<Vec<f64>> = matrix.chunks_exact(order.max(1)).map(<[f64]>::to_vec).collect();
    let (mut diagonal, mut beside) = reduce(&mut rows);
    iterate(&mut rows, &mut diagonal, &mut beside);
    let mut by_value: Vec<usize> = (0..order).collect();
    by_value.sort_by(|&a, &b| diagonal[b].total_cmp(&diagonal[a]));
    let vector = |&column: &usize| rows.iter().map(|row| row[column]).collect();
    (by_value.iter().map(|&at| diagonal[at]).collect(), by_value.iter().map(vector).collect())
}

/// tred2: `rows` becomes the orthogonal matrix of the reduction; gives the diagonal and the line beside it (from place 1).
fn reduce(z: &mut [Vec<f64>]) -> (Vec<f64>, Vec<f64>) {
    let n = z.len();
    let (mut d, mut e) = (vec![0.0; n], vec![0.0; n]);
    for i in (1..n).rev() {
        let mut h = 0.0;
        let scale: f64 = z[i][..i].iter().map(|v| v.abs()).sum();
        if i == 1 || scale == 0.0 {
            e[i] = z[i][i - 1];
        } else {
            for v in &mut z[i][..i] {
                *v /= scale;
                h += *v * *v;
            }
            let f = z[i][i - 1];
            let g = if f > 0.0 { -h.sqrt() } else { h.sqrt() };
            e[i] = scale * g;
            h -= f * g;
            z[i][i - 1] = f - g;
            reflect(z, &mut e, i, h);
        }
        d[i] = h;
    }
    gather(z, &mut d);
    (d, e)
}

/// One Householder step of row `i`, `h` being half the squared length of its vector.
fn reflect(z: &mut [Vec<f64>], e: &mut [f64], i: usize, h: f64) {
    let mut f = 0.0;
    for j in 0..i {
        z[j][i] = z[i][j] / h;
        let before: f64 = (0..=j).map(|k| z[j][k] * z[i][k]).sum();
        let after: f64 = (j + 1..i).map(|k| z[k][j] * z[i][k]).sum();
        e[j] = (before + after) / h;
        f += e[j] * z[i][j];
    }
    let half = f / (h + h);
    for j in 0..i {
        let f = z[i][j];
        let g = e[j] - half * f;
        e[j] = g;
        for k in 0..=j {
            z[j][k] -= f * e[k] + g * z[i][k];
        }
    }
}

/// Multiplies the reflections together.
fn gather(z: &mut [Vec<f64>], d: &mut [f64]) {
    for i in 0..z.len() {
        if i > 0 && d[i] != 0.0 {
            for j in 0..i {
                let g: f64 = (0..i).map(|k| z[i][k] * z[k][j]).sum();
                for row in z.iter_mut().take(i) {
                    row[j] -= g * row[i];
                }
            }
        }
        d[i] = z[i][i];
        z[i][i] = 1.0;
        let (above, own) = z.split_at_mut(i);
        own[0][..i].fill(0.0);
        above.iter_mut().for_each(|row| row[i] = 0.0);
    }
}

/// tql2: `d` becomes the eigenvalues, the columns of `z` the eigenvectors.
fn iterate(z: &mut [Vec<f64>], d: &mut [f64], e: &mut [f64]) {
    let n = d.len();
    e.rotate_left(1.min(n));
    for l in 0..n {
        // Convergence is cubic; the bound only ends the loop on what is not a number.
        for _ in 0..64 {
            let small = |m: usize| e[m].abs() <= f64::EPSILON * (d[m].abs() + d[m + 1].abs());
            let m = (l..n - 1).find(|&m| small(m)).unwrap_or(n - 1);
            if m == l {
                break;
            }
            sweep(z, d, e, l, m);
        }
    }
}

/// One implicit QL sweep over the block from `l` to `m`.
fn sweep(z: &mut [Vec<f64>], d: &mut [f64], e: &mut [f64], l: usize, m: usize) {
    let g = (d[l + 1] - d[l]) / (2.0 * e[l]);
    let mut g = d[m] - d[l] + e[l] / (g + (g * g + 1.0).sqrt().copysign(g));
    let (mut s, mut c, mut p) = (1.0, 1.0, 0.0);
    for i in (l..m).rev() {
        let f = s * e[i];
        let b = c * e[i];
        let r = (f * f + g * g).sqrt();
        e[i + 1] = r;
        if r == 0.0 {
            d[i + 1] -= p;
            e[m] = 0.0;
            return;
        }
        s = f / r;
        c = g / r;
        let shifted = d[i + 1] - p;
        let r = (d[i] - shifted) * s + 2.0 * c * b;
        p = s * r;
        d[i + 1] = shifted + p;
        g = c * r - b;
        for row in z.iter_mut() {
            let (low, high) = (row[i], row[i + 1]);
            row[i + 1] = s * low + c * high;
            row[i] = c * low - s * high;
        }
    }
    d[l] -= p;
    e[l] = g;
    e[m] = 0.0;
}

#[cfg(test)]
mod tests {
    use super::eigen;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn vectors_are_orthonormal_and_give_the_matrix_again(order in 1usize..12, seed in prop::collection::vec(-3.0f64..3.0, 144)) {
            let at = |i: usize, j: usize| seed[i.min(j) * 12 + i.max(j)].round();
            let matrix: Vec<f64> = (0..order * order).map(|k| at(k / order, k % order)).collect();
            let (values, vectors) = eigen(&matrix, order);
            prop_assert!(values.windows(2).all(|w| w[0] >= w[1]));
            for i in 0..order {
                for j in 0..order {
                    let dot: f64 = vectors[i].iter().zip(&vectors[j]).map(|(a, b)| a * b).sum();
                    prop_assert!((dot - f64::from(u8::from(i == j))).abs() < 1e-12);
                    let again: f64 = (0..order).map(|k| values[k] * vectors[k][i] * vectors[k][j]).sum();
                    prop_assert!((again - matrix[i * order + j]).abs() < 1e-11);
                }
            }
        }
    }
}
