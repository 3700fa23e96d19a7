//! Base clusters: up to 100 small clusters of people who stand close together. What follows works on these, whatever the number
//! of people.

use crate::Threads;
use crate::kmeans::{Cloud, Clusters, Stop};
use crate::projection::Point;

const MOST: usize = 100;
const STOP: Stop = Stop { moved: 0.01, rounds: 100 };

/// The people in the conversation, by base cluster.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Base {
    /// The people that are clustered, in the order of their numbers.
    pub people: Vec<u32>,
    pub clusters: Clusters,
}

impl Base {
    /// `start`: the centres of before; filled up to 100 with the first distinct people.
    pub fn new(places: &[Point], inside: &[bool], start: &[Point], threads: Threads) -> Base {
        let people: Vec<u32> = (0u32..).zip(inside).filter(|(_, inside)| **inside).map(|(person, _)| person).collect();
        let cloud = Cloud::new(people.iter().map(|&person| (places[person as usize], 1.0)));
        let mut centres = start.to_vec();
        // Also where clusters were lost on the way.
        let new = cloud.first_distinct(MOST).into_iter().filter(|point| !start.contains(point));
        centres.extend(new.take(MOST - start.len().min(MOST)));
        Base { clusters: cloud.cluster(centres, STOP, threads), people }
    }

    /// The centres, each with the number of its members.
    pub fn centres(&self) -> Cloud {
        let mut members = vec![0.0; self.clusters.centres.len()];
        self.clusters.labels.iter().for_each(|&label| members[label as usize] += 1.0);
        Cloud::new(self.clusters.centres.iter().copied().zip(members))
    }
}
