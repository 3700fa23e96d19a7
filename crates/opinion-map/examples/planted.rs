//! Maps an invented conversation and says how long each size takes and whether the planted groups are found:
//! `cargo run --release -p opinion-map --example planted -- PEOPLE STATEMENTS VOTES GROUPS`

use std::time::Instant;

use opinion_map::planted::{Planted, adjusted_rand};
use opinion_map::{Settings, map};

fn main() {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|n| n.parse().ok()).collect();
    let [people, statements, votes, groups] = numbers[..] else {
        eprintln!("planted PEOPLE STATEMENTS VOTES GROUPS");
        return;
    };
    let planted = Planted { people, statements, votes, groups };
    let votes = planted.build();
    let started = Instant::now();
    let map = map(&votes, &Settings::default());
    let took = started.elapsed();
    let mut members: Vec<(u32, usize)> =
        map.groups.iter().enumerate().flat_map(|(number, group)| group.members.iter().map(move |&person| (person, number))).collect();
    members.sort_unstable();
    let (truth, found): (Vec<usize>, Vec<usize>) = members
        .iter()
        .map(|&(person, number)| (votes.participants()[person as usize].parse().map_or(0, |id| planted.group_of(id)), number))
        .unzip();
    println!("{took:?} for {} votes: {} groups, adjusted Rand {:.4}", votes.len(), map.groups.len(), adjusted_rand(&truth, &found));
    println!("explained variance {:?}", map.components.explained_variance_ratio);
}
