//! 群组: two to five groups of base clusters, as many as fit best.

use crate::Threads;
use crate::base::Base;
use crate::kmeans::{Cloud, Clusters, Stop, distance};
use crate::projection::Point;
use crate::silhouette::silhouette;

/// People who stand together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// Its number, which it keeps in a [`Live`](crate::Live) map.
    pub id: u32,
    /// The numbers of its people, in order.
    pub members: Vec<u32>,
}

const MOST: usize = 5;
const BASE_FOR_ONE_MORE: usize = 12;
const STOP: Stop = Stop { moved: 1e-9, rounds: 20 };

/// One division of the base clusters.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Division {
    pub labels: Vec<u32>,
    pub groups: usize,
    pub silhouette: f64,
}

/// The divisions for k = 2 … min(5, 2 + ⌊n/12⌋) of n base clusters; one group where there are fewer than two.
pub(crate) fn divisions(base: &Base) -> Vec<Division> {
    let cloud = base.centres();
    if cloud.len() < 2 {
        return vec![Division { labels: vec![0; cloud.len()], groups: cloud.len(), silhouette: 0.0 }];
    }
    let largest = MOST.min(2 + cloud.len() / BASE_FOR_ONE_MORE).min(cloud.len());
    let division = |k: usize| {
        let Clusters { labels, centres } = divided(&cloud, k);
        Division { silhouette: silhouette(&cloud, &labels, centres.len()), groups: centres.len(), labels }
    };
    (2..=largest).map(division).collect()
}

/// The division with the best silhouette, the one with fewer groups of equals.
pub(crate) fn best(divisions: &[Division]) -> usize {
    (0..divisions.len()).fold(0, |best, at| if divisions[at].silhouette > divisions[best].silhouette { at } else { best })
}

/// The people of each group, the largest group first.
pub(crate) fn members(base: &Base, division: &Division) -> Vec<Group> {
    let mut groups = vec![Group::default(); division.groups];
    for (&person, &cluster) in base.people.iter().zip(&base.clusters.labels) {
        groups[division.labels[cluster as usize] as usize].members.push(person);
    }
    groups.sort_by_key(|group| (std::cmp::Reverse(group.members.len()), group.members.first().copied()));
    (0u32..).zip(&mut groups).for_each(|(id, group)| group.id = id);
    groups
}

/// Weighted k-means from two starts, the first base clusters and those farthest from each other; the closer fit counts.
/// From the first ones alone it often stays in a division that cuts a group in two.
fn divided(cloud: &Cloud, k: usize) -> Clusters {
    let runs = [cloud.first_distinct(k), farthest(cloud, k)].map(|start| cloud.cluster(start, STOP, Threads::ONE));
    let [first, far] = runs;
    if spread(cloud, &far) < spread(cloud, &first) { far } else { first }
}

/// The point farthest from the middle, then each time the one farthest from those taken.
fn farthest(cloud: &Cloud, k: usize) -> Vec<Point> {
    let mut near: Vec<f64> = (0..cloud.len()).map(|at| distance(cloud.point(at), cloud.middle())).collect();
    let mut taken: Vec<Point> = Vec::new();
    while taken.len() < k {
        let far = (0..near.len()).fold(0, |far, at| if near[at] > near[far] { at } else { far });
        let point = cloud.point(far);
        for (at, near) in near.iter_mut().enumerate() {
            let away = distance(cloud.point(at), point);
            *near = if taken.is_empty() { away } else { near.min(away) };
        }
        taken.push(point);
    }
    taken
}

fn spread(cloud: &Cloud, clusters: &Clusters) -> f64 {
    let of = |at: usize| cloud.weight(at) * distance(cloud.point(at), clusters.centres[clusters.labels[at] as usize]).powi(2);
    (0..cloud.len()).map(of).sum()
}
