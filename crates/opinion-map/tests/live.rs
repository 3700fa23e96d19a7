//! A map that follows the votes is the map of the votes.

use opinion_map::planted::{Planted, adjusted_rand};
use opinion_map::{Change, Live, Map, Settings, Standing, Vote, Votes, VotesBuilder, map};

const PLANTED: Planted = Planted { people: 240, statements: 40, votes: 240 * 20, groups: 3 };

fn all_votes() -> Vec<(String, String, Vote)> {
    let mut all = Vec::new();
    PLANTED.votes(|person, statement, vote| all.push((person.to_string(), statement.to_string(), vote)));
    all
}

fn built(cast: &[(String, String, Vote)]) -> Votes {
    let mut builder = VotesBuilder::new();
    (0..PLANTED.statements).for_each(|statement| builder.statement(&statement.to_string()));
    cast.iter().for_each(|(person, statement, vote)| builder.cast(person, statement, *vote, 0));
    builder.build()
}

fn change((participant, statement, vote): &(String, String, Vote)) -> Change<'_> {
    Change { participant, statement, vote: *vote }
}

fn assert_same(live: &Map, scratch: &Map) {
    assert_eq!(live.tally.everybody, scratch.tally.everybody);
    assert_eq!(live.centre, scratch.centre);
    for k in 0..2 {
        let pairs = live.components.loadings[k].iter().zip(&scratch.components.loadings[k]);
        assert!(pairs.clone().all(|(a, b)| (a - b).abs() < 1e-9), "component {k}");
        assert!((live.components.explained_variance_ratio[k] - scratch.components.explained_variance_ratio[k]).abs() < 1e-12);
    }
    let places = live.projection.iter().zip(&scratch.projection);
    assert!(places.flat_map(|(a, b)| [a[0] - b[0], a[1] - b[1]]).all(|apart| apart.abs() < 1e-7));
    assert_eq!(live.consensus, scratch.consensus);
}

fn labels(map: &Map, people: usize) -> Vec<usize> {
    let mut labels = vec![0; people];
    for group in &map.groups {
        group.members.iter().for_each(|&person| labels[person as usize] = group.id as usize + 1);
    }
    labels
}

#[test]
fn vote_by_vote_and_in_heaps() {
    let all = all_votes();
    let (early, late) = all.split_at(1600);
    let mut live = Live::new(built(early), Settings::default());
    for heap in late.chunks(400) {
        for one in &heap[..3] {
            live.apply(&[change(one)]);
        }
        live.apply(&heap[3..].iter().map(change).collect::<Vec<_>>());
    }
    let votes = built(&all);
    let scratch = map(&votes, &Settings::default());
    assert_eq!(live.votes(), &votes);
    assert_same(live.map(), &scratch);
    assert_eq!(live.map().groups.len(), 3);
    assert!(adjusted_rand(&labels(live.map(), 240), &labels(&scratch, 240)) > 0.95);
    assert_eq!(live.map().tally.grouped(), scratch.tally.grouped());
}

#[test]
fn changed_votes_new_statements_and_moderation() {
    let mut all = all_votes();
    let mut live = Live::new(built(&all), Settings::default());
    for vote in &mut all[10..60] {
        vote.2 = Vote::Pass;
    }
    live.apply(&all[10..60].iter().map(change).collect::<Vec<_>>());
    let added: Vec<(String, String, Vote)> = (0..90).map(|person: u32| (person.to_string(), "40".to_owned(), Vote::Agree)).collect();
    live.apply(&added.iter().map(change).collect::<Vec<_>>());
    live.set_standing("7", Standing::Out);
    live.set_standing("8", Standing::Meta);
    all.extend(added);
    let mut standing = vec![Standing::Open; 41];
    (standing[7], standing[8]) = (Standing::Out, Standing::Meta);
    let scratch = map(&built(&all), &Settings { standing, ..Settings::default() });
    assert_same(live.map(), &scratch);
    assert_eq!(live.map().priorities[7], 0.0);
    assert_eq!(live.map().priorities[8], 49.0);
    // Moderated out, about the person, agreed with by all: none of them turns the axes.
    assert_eq!([7, 8, 40].map(|statement| live.map().components.loadings[0][statement]), [0.0; 3]);
}

#[test]
fn from_nothing() {
    let mut live = Live::new(VotesBuilder::new().build(), Settings::default());
    assert!(live.apply(&[]).groups.is_empty());
    for (number, vote) in all_votes().iter().enumerate().take(300) {
        let map = live.apply(&[change(vote)]);
        assert_eq!(map.tally.everybody.iter().map(|counts| counts.seen).sum::<u32>() as usize, number + 1);
    }
    assert_eq!(live.votes().len(), 300);
    assert_eq!(live.map().in_conversation.iter().filter(|is| **is).count(), 15);
}

#[test]
fn ids_stay_with_the_people() {
    let all = all_votes();
    let mut live = Live::new(built(&all), Settings::default());
    let before = labels(live.map(), 240);
    for (person, statement, _) in &all[..30] {
        live.apply(&[Change { participant: person, statement, vote: Vote::Disagree }]);
        let now = labels(live.map(), 240);
        let moved = before.iter().zip(&now).filter(|(a, b)| a != b).count();
        assert!(moved < 24, "{moved} people changed their group");
    }
}
