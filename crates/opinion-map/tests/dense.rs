//! Against the plainest computation there is: the matrix written out, missing votes filled with the mean, the covariance, and
//! power iteration.

use opinion_map::planted::Planted;
use opinion_map::{Settings, Vote, Votes, VotesBuilder, map};

use crate::outside;

/// Explained variance ratios of the two leading components.
fn ratios(votes: &Votes) -> [f64; 2] {
    let (people, statements) = (votes.participants().len(), votes.statements().len());
    let mut rows = vec![vec![f64::NAN; statements]; people];
    for (person, row) in rows.iter_mut().enumerate() {
        votes.of(person).for_each(|(statement, vote)| row[statement] = vote.value());
    }
    for statement in 0..statements {
        let seen: Vec<f64> = rows.iter().map(|row| row[statement]).filter(|v| !v.is_nan()).collect();
        let mean = seen.iter().sum::<f64>() / seen.len() as f64;
        rows.iter_mut().for_each(|row| row[statement] = if row[statement].is_nan() { 0.0 } else { row[statement] - mean });
    }
    let mut covariance = vec![vec![0.0; statements]; statements];
    for row in &rows {
        for (i, line) in covariance.iter_mut().enumerate() {
            line.iter_mut().zip(row).for_each(|(entry, v)| *entry += row[i] * v);
        }
    }
    let trace: f64 = (0..statements).map(|i| covariance[i][i]).sum();
    [0, 1].map(|_| take_leading(&mut covariance) / trace)
}

fn take_leading(matrix: &mut [Vec<f64>]) -> f64 {
    let mut vector: Vec<f64> = (0..matrix.len()).map(|at| 1.0 + (at as f64).sin()).collect();
    let mut value = 0.0;
    for _ in 0..20_000 {
        let image: Vec<f64> = matrix.iter().map(|row| row.iter().zip(&vector).map(|(a, b)| a * b).sum()).collect();
        let length = image.iter().map(|v| v * v).sum::<f64>().sqrt();
        vector = image.iter().map(|v| v / length).collect();
        if (length - value).abs() < 1e-13 * length {
            break;
        }
        value = length;
    }
    for (i, row) in matrix.iter_mut().enumerate() {
        row.iter_mut().zip(&vector).for_each(|(entry, v)| *entry -= value * vector[i] * v);
    }
    value
}

#[test]
fn explained_variance_is_that_of_the_matrix_written_out() {
    for (people, statements, votes, groups) in [(120, 30, 1200, 2), (300, 60, 6000, 3), (50, 90, 2500, 4)] {
        let votes = Planted { people, statements, votes, groups }.build();
        let ours = map(&votes, &Settings::default()).components.explained_variance_ratio;
        for (ours, plain) in ours.into_iter().zip(ratios(&votes)) {
            assert!((ours - plain).abs() < 1e-6, "{ours} {plain}");
        }
    }
}

/// The matrix of an export: numbers only, so that a comma is a comma.
fn exported(path: &std::path::Path) -> Votes {
    let text = std::fs::read_to_string(path).unwrap();
    let mut rows = text.lines().map(|line| line.trim_end_matches('\r').split(',').collect::<Vec<&str>>());
    let header = rows.next().unwrap();
    let mut builder = VotesBuilder::new();
    for row in rows {
        for (name, cell) in header.iter().zip(&row).filter(|(name, cell)| name.parse::<u32>().is_ok() && !cell.is_empty()) {
            builder.cast(row[0], name, Vote::from_value(cell.parse().unwrap()).unwrap(), 0);
        }
    }
    builder.build()
}

#[test]
fn and_that_of_real_conversations() {
    let Some(folder) = outside::set("polis-opendata") else { return };
    let matrices = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path().join("participants-votes.csv"));
    for matrix in matrices.filter(|path| path.exists()) {
        let votes = exported(&matrix);
        let ours = map(&votes, &Settings::default()).components.explained_variance_ratio;
        for (ours, plain) in ours.into_iter().zip(ratios(&votes)) {
            assert!((ours - plain).abs() < 1e-6, "{}: {ours} {plain}", matrix.display());
        }
    }
}
