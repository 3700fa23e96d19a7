//! What must not matter: names, order, copies, threads.

use std::num::NonZeroUsize;

use opinion_map::{Map, Settings, Threads, Vote, Votes, VotesBuilder, map};
use proptest::prelude::*;

/// Who said what: (person, statement, vote), at most one vote for each pair.
type Cast = Vec<(usize, usize, Vote)>;

/// Three camps with some noise, so that the components are well apart from what follows them.
fn conversations() -> impl Strategy<Value = (usize, usize, Cast)> {
    (20usize..60, 6usize..20).prop_flat_map(|(people, statements)| {
        let answers = prop::collection::vec(0u8..20, people * statements);
        answers.prop_map(move |answers| (people, statements, cast(people, statements, &answers)))
    })
}

fn cast(people: usize, statements: usize, answers: &[u8]) -> Cast {
    let pairs = (0..people).flat_map(|person| (0..statements).map(move |statement| (person, statement)));
    let said = |((person, statement), &chance): ((usize, usize), &u8)| {
        let camp = if statement % 2 == 0 { person % 3 == 0 } else { person % 3 == 1 };
        let vote = match chance {
            0..6 => return None,
            6 => Vote::Pass,
            7 => [Vote::Agree, Vote::Disagree][usize::from(camp)],
            _ => [Vote::Disagree, Vote::Agree][usize::from(camp)],
        };
        Some((person, statement, vote))
    };
    pairs.zip(answers).filter_map(said).collect()
}

fn votes(cast: &Cast, person: impl Fn(usize) -> usize, statement: impl Fn(usize) -> usize) -> Votes {
    let mut builder = VotesBuilder::new();
    for &(p, s, vote) in cast {
        builder.cast(&person(p).to_string(), &statement(s).to_string(), vote, 0);
    }
    builder.build()
}

fn near(a: f64, b: f64, within: f64) -> bool {
    (a - b).abs() <= within
}

/// Equal up to the rounding of sums in another order; `place(s)` is where statement s of `a` stands in `b`.
fn same_for_statements(a: &Map, b: &Map, place: impl Fn(usize) -> usize) -> Result<(), TestCaseError> {
    for s in 0..a.centre.len() {
        prop_assert!(near(a.centre[s], b.centre[place(s)], 1e-12));
    }
    for k in 0..2 {
        prop_assert!(near(a.components.explained_variance_ratio[k], b.components.explained_variance_ratio[k], 1e-9));
        let along: f64 = (0..a.centre.len()).map(|s| a.components.loadings[k][s] * b.components.loadings[k][place(s)]).sum();
        prop_assert!(along.abs() >= 1.0 - 1e-9, "component {k}: {along}");
    }
    Ok(())
}

/// Whether the second component is apart from the third, without which it is not determined.
fn determined(map: &Map) -> bool {
    let [first, second] = map.components.explained_variance_ratio;
    first > second * 1.05 && second > 0.15
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn names_change_nothing((_, _, cast) in conversations()) {
        let settings = Settings::default();
        let plain = votes(&cast, |p| p, |s| s);
        let renamed = votes(&cast, |p| 3 * p + 1000, |s| 7 * s + 50);
        prop_assert_eq!(map(&plain, &settings), map(&renamed, &settings));
    }

    #[test]
    fn order_changes_only_the_last_digits((people, statements, cast) in conversations()) {
        let settings = Settings::default();
        let plain = map(&votes(&cast, |p| p, |s| s), &settings);
        prop_assume!(determined(&plain) && plain.centre.len() == statements && plain.projection.len() == people);
        let turned = map(&votes(&cast, |p| people - 1 - p, |s| statements - 1 - s), &settings);
        same_for_statements(&plain, &turned, |s| statements - 1 - s)?;
        let numbers = |map: &Map, at: fn(usize, usize) -> usize| {
            let shared = map.consensus.agree.iter().chain(&map.consensus.disagree);
            let mut found: Vec<(usize, u64)> = shared.map(|c| (at(c.statement, map.centre.len()), c.p.to_bits())).collect();
            found.sort_unstable();
            found
        };
        // Where two are equally sure, their order decides which is among the five.
        let ties = plain.consensus.agree.len() == 5 || plain.consensus.disagree.len() == 5;
        prop_assert!(ties || numbers(&plain, |s, _| s) == numbers(&turned, |s, n| n - 1 - s));
    }

    #[test]
    fn given_groups_and_another_order_give_the_same_consensus((people, statements, cast) in conversations()) {
        let given = |at: fn(usize, usize) -> usize| Some((0..people).map(|p| Some(at(p, people) as u32 % 2)).collect());
        let plain = votes(&cast, |p| p, |s| s);
        prop_assume!(plain.participants().len() == people && plain.statements().len() == statements);
        let plain = map(&plain, &Settings { given: given(|p, _| p), ..Settings::default() });
        let turned = votes(&cast, |p| people - 1 - p, |s| statements - 1 - s);
        let turned = map(&turned, &Settings { given: given(|p, n| n - 1 - p), ..Settings::default() });
        for s in 0..statements {
            prop_assert_eq!(plain.group_informed[s], turned.group_informed[statements - 1 - s]);
        }
    }

    #[test]
    fn a_copy_of_every_person_changes_no_component((people, statements, cast) in conversations()) {
        let settings = Settings::default();
        let once = map(&votes(&cast, |p| p, |s| s), &settings);
        prop_assume!(determined(&once) && once.centre.len() == statements);
        let mut doubled = cast.clone();
        doubled.extend(cast.iter().map(|&(p, s, vote)| (p + people, s, vote)));
        let twice = map(&votes(&doubled, |p| p, |s| s), &settings);
        same_for_statements(&once, &twice, |s| s)?;
    }

    #[test]
    fn the_components_are_orthonormal_and_explain_a_share((_, _, cast) in conversations()) {
        let map = map(&votes(&cast, |p| p, |s| s), &Settings::default());
        let [a, b] = &map.components.loadings;
        let dot = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
        prop_assert!(near(dot(a, a), 1.0, 1e-12) && near(dot(b, b), 1.0, 1e-12) && near(dot(a, b), 0.0, 1e-12));
        let [first, second] = map.components.explained_variance_ratio;
        prop_assert!(first >= second && second >= 0.0 && first + second <= 1.0 + 1e-12);
    }
}

/// Large enough for several pieces of work.
#[test]
fn the_number_of_threads_changes_no_bit() {
    let answers: Vec<u8> = (0..4000u32 * 120).map(|at| (at.wrapping_mul(2_654_435_761) >> 16) as u8 % 20).collect();
    let votes = votes(&cast(4000, 120, &answers), |p| p, |s| s);
    let on = |threads| map(&votes, &Settings { threads: Threads(NonZeroUsize::new(threads).unwrap()), ..Settings::default() });
    let one = on(1);
    assert_eq!(one, on(2));
    assert_eq!(one, on(5));
    assert_eq!(one.groups.len(), 3);
}

#[test]
fn nothing_and_little_have_a_map_too() {
    let settings = Settings::default();
    assert!(map(&VotesBuilder::new().build(), &settings).groups.is_empty());
    let mut builder = VotesBuilder::new();
    builder.participant("1");
    builder.statement("1");
    let empty = map(&builder.build(), &settings);
    assert_eq!((empty.centre.len(), empty.projection.len(), empty.groups.len()), (1, 1, 0));
    assert_eq!(empty.components.explained_variance_ratio, [0.0, 0.0]);
    let mut builder = VotesBuilder::new();
    builder.cast("1", "1", Vote::Agree, 0);
    let one = map(&builder.build(), &settings);
    assert_eq!((one.groups.len(), one.projection[0]), (1, [0.0, 0.0]));
    let mut builder = VotesBuilder::new();
    (0..30).for_each(|person| builder.cast(&person.to_string(), "1", Vote::Agree, 0));
    let agreed = map(&builder.build(), &settings);
    assert_eq!(agreed.consensus.agree.len(), 1);
    assert_eq!(agreed.groups.len(), 1);
}
