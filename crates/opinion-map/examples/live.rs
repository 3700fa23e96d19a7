//! How long one more vote takes: `cargo run --release -p opinion-map --example live -- PEOPLE STATEMENTS VOTES GROUPS`

use std::time::Instant;

use opinion_map::planted::Planted;
use opinion_map::{Change, Live, Settings, Vote};

fn main() {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|n| n.parse().ok()).collect();
    let [people, statements, votes, groups] = numbers[..] else {
        eprintln!("live PEOPLE STATEMENTS VOTES GROUPS");
        return;
    };
    let votes = Planted { people, statements, votes, groups }.build();
    let started = Instant::now();
    let mut live = Live::new(votes, Settings::default());
    println!("start {:?}", started.elapsed());
    for person in 0..8 {
        let started = Instant::now();
        let (participant, statement) = ((person * 7919 % people).to_string(), (person * 31 % statements).to_string());
        live.apply(&[Change { participant: &participant, statement: &statement, vote: Vote::Agree }]);
        println!("one vote {:?}, {} groups", started.elapsed(), live.map().groups.len());
    }
}
