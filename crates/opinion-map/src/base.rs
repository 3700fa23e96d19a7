//! Base clusters: up to 100 small clusters of people who stand close together. What follows works on these, whatever the number
//! of people.

use crate::kmeans::{Cloud, Clusters, Stop};
use crate::projection::Point;
use crate::Threads;

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
    /// `start`: the centres of before; empty for the first 100 distinct people.
    pub fn new(places: &[Point], inside: &[bool], start: &[Point], threads: Threads) -> Base {
        let people: Vec<u32> = (0u32..).zip(inside).filter(|(_, inside)| **inside).map(|(person, _)| person).collect();
        let cloud = Cloud::new(people.iter().map(|&person| (places[person as usize], 1.0)));
        let start = if start.is_empty() { cloud.first_distinct(MOST) } else { start.to_vec() };
        Base { clusters: cloud.cluster(start, STOP, threads), people }
    }

    /// The centres, each with the number of its members.
    pub fn centres(&self) -> Cloud {
        let mut members = vec![0.0; self.clusters.centres.len()];
        self.clusters.labels.iter().for_each(|&label| members[label as usize] += 1.0);
        Cloud::new(self.clusters.centres.iter().copied().zip(members))
    }
}
