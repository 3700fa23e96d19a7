//! How long a map takes, from scratch and with one more vote, and what its parts take: `cargo bench -p opinion-map`.

use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use opinion_map::planted::Planted;
use opinion_map::{Change, Live, Settings, Threads, Vote, VotesBuilder, map};

const SIZES: [Planted; 3] = [planted(200, 50, 5_000), planted(2_031, 896, 225_000), planted(20_000, 1_000, 1_000_000)];

const fn planted(people: usize, statements: usize, votes: usize) -> Planted {
    Planted { people, statements, votes, groups: 3 }
}

fn from_scratch(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("from scratch");
    group.sample_size(10);
    for planted in SIZES {
        let votes = planted.build();
        group.throughput(Throughput::Elements(votes.len() as u64));
        group.bench_function(BenchmarkId::new("all threads", votes.len()), |bench| {
            bench.iter(|| map(black_box(&votes), &Settings::default()));
        });
        group.bench_function(BenchmarkId::new("one thread", votes.len()), |bench| {
            bench.iter(|| map(black_box(&votes), &Settings { threads: Threads::ONE, ..Settings::default() }));
        });
    }
    group.finish();
}

fn one_more_vote(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("one more vote");
    group.sample_size(10);
    for planted in SIZES {
        let mut live = Live::new(planted.build(), Settings::default());
        let mut number = 0;
        group.bench_function(BenchmarkId::from_parameter(planted.votes), |bench| {
            bench.iter(|| {
                number += 1;
                let (participant, statement) = ((number * 7919 % planted.people).to_string(), (number % planted.statements).to_string());
                live.apply(&[Change { participant: &participant, statement: &statement, vote: Vote::Agree }]).groups.len()
            });
        });
    }
    group.finish();
}

fn building(criterion: &mut Criterion) {
    let cast = || {
        let mut builder = VotesBuilder::new();
        SIZES[1].votes(|person, statement, vote| builder.cast(&person.to_string(), &statement.to_string(), vote, 0));
        builder
    };
    let build = |bench: &mut criterion::Bencher<'_>| bench.iter_batched(cast, VotesBuilder::build, BatchSize::LargeInput);
    criterion.bench_function("building the matrix", build);
}

criterion_group!(maps, from_scratch, one_more_vote, building);
criterion_main!(maps);
