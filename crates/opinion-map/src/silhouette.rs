//! 轮廓系数: how well a division fits (Rousseeuw, *Silhouettes*, J. Comput. Appl. Math. 20, 1987).

use crate::kmeans::{Cloud, distance};

/// Mean over the points of (b − a) / max(a, b): a the mean distance to the others of its own cluster, b to the nearest other
/// cluster. A point alone in its cluster counts 0.
pub(crate) fn silhouette(cloud: &Cloud, labels: &[u32], clusters: usize) -> f64 {
    let mut sizes = vec![0usize; clusters];
    labels.iter().for_each(|&label| sizes[label as usize] += 1);
    let of = |at: usize| {
        let mut sums = vec![0.0; clusters];
        for (other, &label) in labels.iter().enumerate() {
            sums[label as usize] += distance(cloud.point(at), cloud.point(other));
        }
        let own = labels[at] as usize;
        if sizes[own] < 2 {
            return 0.0;
        }
        let a = sums[own] / (sizes[own] - 1) as f64;
        let others = (0..clusters).filter(|&cluster| cluster != own && sizes[cluster] > 0);
        let b = others.map(|cluster| sums[cluster] / sizes[cluster] as f64).fold(f64::INFINITY, f64::min);
        if b.is_finite() && a.max(b) > 0.0 { (b - a) / a.max(b) } else { 0.0 }
    };
    (0..cloud.len()).map(of).sum::<f64>() / cloud.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::silhouette;
    use crate::kmeans::Cloud;

    #[test]
    fn two_pairs_and_one_alone() {
        let cloud = Cloud::new([0.0, 1.0, 10.0, 11.0].into_iter().map(|x| ([x, 0.0], 1.0)));
        let pairs = silhouette(&cloud, &[0, 0, 1, 1], 2);
        assert!((pairs - (9.5 / 10.5 + 8.5 / 9.5) / 2.0).abs() < 1e-15);
        let alone = silhouette(&cloud, &[0, 1, 1, 1], 2);
        assert!(alone < pairs);
        assert_eq!(silhouette(&cloud, &[0, 0, 0, 0], 1), 0.0);
    }
}
