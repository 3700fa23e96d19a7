//! 意见图谱 as it is told: counts, the picture, what is shared, what divides. Made of a map, kept as JSON when it is final.

use std::collections::BTreeMap;

use opinion_map::{Counts, Direction, Map, Votes};
use serde::{Deserialize, Serialize};

/// Agree, disagree, pass.
pub type Tally = [u32; 3];

/// What pages and live streams show of all votes. Statements go by their number.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// Grows with every drawing, in one process.
    #[serde(default)]
    pub version: u64,
    pub people: usize,
    pub votes: usize,
    pub tallies: BTreeMap<i64, Tally>,
    /// The weight with which a statement is drawn next.
    pub priorities: BTreeMap<i64, f64>,
    /// Mean and loadings by statement: where a voice with these votes would stand.
    pub axes: BTreeMap<i64, [f64; 3]>,
    pub map: Option<Picture>,
}

/// Who stands where, with whom, and what that says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    pub in_conversation: usize,
    pub explained: [f64; 2],
    pub dots: Vec<Dot>,
    pub groups: Vec<GroupView>,
    /// 最大公约数: statement and group-informed consensus, the highest first.
    pub shared: Vec<(i64, f64)>,
    /// What divides: statement and the largest difference of agreement between two groups, the largest first.
    pub divided: Vec<(i64, f64)>,
}

/// People who stand at about the same place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Dot {
    pub x: f64,
    pub y: f64,
    pub people: u32,
    /// `None` for whoever has voted too little.
    pub group: Option<u32>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GroupView {
    pub id: u32,
    pub size: usize,
    pub tallies: BTreeMap<i64, Tally>,
    /// Statement, whether the group agrees with it, and the share that does so.
    pub represented: Vec<(i64, bool, f64)>,
}

/// Dots of a side of the picture: people nearer to each other are one dot.
const GRID: f64 = 48.0;

impl View {
    /// The picture is left out below the thresholds: `people` in the conversation and `statements` voted on.
    pub fn of(votes: &Votes, map: &Map, (people, statements): (usize, usize)) -> View {
        let numbers: Vec<i64> = votes.statements().iter().map(|id| id.parse().unwrap_or(0)).collect();
        let tallies: BTreeMap<i64, Tally> = told(&numbers, &map.tally.everybody);
        let in_conversation = map.in_conversation.iter().filter(|is| **is).count();
        let enough = in_conversation >= people && tallies.len() >= statements && map.groups.len() > 1;
        let [first, second] = &map.components.loadings;
        let by_number = |value: &dyn Fn(usize) -> f64| numbers.iter().enumerate().map(|(at, number)| (*number, value(at))).collect();
        View {
            version: 0,
            people: votes.participants().len(),
            votes: votes.len(),
            tallies,
            priorities: by_number(&|at| map.priorities[at]),
            axes: numbers.iter().enumerate().map(|(at, n)| (*n, [map.centre[at], first[at], second[at]])).collect(),
            map: enough.then(|| picture(votes, map, &numbers, in_conversation)),
        }
    }

    /// Where a voice with these votes stands: (number, value) of each.
    pub fn place(&self, votes: &[(i64, i64)]) -> [f64; 2] {
        let mut at = [0.0; 2];
        for (number, vote) in votes {
            if let Some([centre, first, second]) = self.axes.get(number) {
                at[0] += (*vote as f64 - centre) * first;
                at[1] += (*vote as f64 - centre) * second;
            }
        }
        let stretch = (self.tallies.len() as f64 / votes.len().max(1) as f64).sqrt();
        at.map(|value| value * stretch)
    }
}

fn told(numbers: &[i64], counts: &[Counts]) -> BTreeMap<i64, Tally> {
    let tally = |c: &Counts| [c.agree, c.disagree, c.pass()];
    numbers.iter().zip(counts).filter(|(_, c)| c.seen > 0).map(|(n, c)| (*n, tally(c))).collect()
}

fn picture(votes: &Votes, map: &Map, numbers: &[i64], in_conversation: usize) -> Picture {
    let groups: Vec<GroupView> = map
        .groups
        .iter()
        .zip(&map.tally.groups)
        .zip(&map.representative)
        .map(|((group, counts), represented)| GroupView {
            id: group.id,
            size: group.members.len(),
            tallies: told(numbers, counts),
            represented: represented.iter().map(|r| (numbers[r.statement], r.direction == Direction::Agree, r.p)).collect(),
        })
        .collect();
    let voted: Vec<usize> = (0..numbers.len()).filter(|at| map.tally.everybody[*at].seen > 0).collect();
    let mut shared: Vec<(i64, f64)> = voted.iter().map(|at| (numbers[*at], map.group_informed[*at])).collect();
    shared.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut divided: Vec<(i64, f64)> = voted.iter().map(|at| (numbers[*at], difference(map, *at))).collect();
    divided.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    Picture { in_conversation, explained: map.components.explained_variance_ratio, dots: dots(votes, map), groups, shared, divided }
}

/// Between the group that agrees most and the one that agrees least, smoothed as everywhere: (agree + 1) / (seen + 2).
fn difference(map: &Map, statement: usize) -> f64 {
    let shares = map.tally.groups.iter().map(|counts| counts[statement]).map(|c| (f64::from(c.agree) + 1.0) / (f64::from(c.seen) + 2.0));
    let (least, most) = shares.fold((1.0f64, 0.0f64), |(least, most), share| (least.min(share), most.max(share)));
    (most - least).max(0.0)
}

fn dots(votes: &Votes, map: &Map) -> Vec<Dot> {
    let mut group_of = vec![None; votes.participants().len()];
    for group in &map.groups {
        group.members.iter().for_each(|person| group_of[*person as usize] = Some(group.id));
    }
    let most = map.projection.iter().flatten().fold(1e-9f64, |most, value| most.max(value.abs()));
    let cell = |value: f64| ((value / most + 1.0) / 2.0 * GRID) as i64;
    let mut found: BTreeMap<(i64, i64, Option<u32>), (f64, f64, u32)> = BTreeMap::new();
    for (place, group) in map.projection.iter().zip(&group_of) {
        let here = found.entry((cell(place[0]), cell(place[1]), *group)).or_default();
        *here = (here.0 + place[0], here.1 + place[1], here.2 + 1);
    }
    let dot = |((_, _, group), (x, y, people)): ((i64, i64, Option<u32>), (f64, f64, u32))| {
        let mean = |sum: f64| (sum / f64::from(people) * 1e4).round() / 1e4;
        Dot { x: mean(x), y: mean(y), people, group }
    };
    found.into_iter().map(dot).collect()
}

#[cfg(test)]
mod tests {
    use opinion_map::{Settings, Vote, VotesBuilder, map};

    use super::View;

    fn two_sides(people: usize) -> View {
        let mut builder = VotesBuilder::new();
        for person in 0..people {
            for statement in 1..=8 {
                let side = person % 2 == 0 || statement <= 2;
                builder.cast(&format!("{person:04}"), &statement.to_string(), if side { Vote::Agree } else { Vote::Disagree }, 0);
            }
        }
        let votes = builder.build();
        View::of(&votes, &map(&votes, &Settings::default()), (12, 5))
    }

    #[test]
    fn what_both_sides_share_comes_first_and_what_divides_them_is_the_rest() {
        let view = two_sides(40);
        let picture = view.map.as_ref().expect("enough people");
        assert_eq!(picture.groups.iter().map(|g| g.size).collect::<Vec<_>>(), [20, 20]);
        let shared: Vec<i64> = picture.shared.iter().take(2).map(|(n, _)| *n).collect();
        assert_eq!(shared, [1, 2]);
        assert!(picture.divided.iter().take(6).all(|(n, by)| *n > 2 && *by > 0.8));
        assert_eq!(view.tallies[&1], [40, 0, 0]);
        assert_eq!(picture.dots.iter().map(|d| d.people).sum::<u32>(), 40);
        let of_the_first: Vec<(i64, i64)> = (1..=8).map(|n| (n, 1)).collect();
        let place = view.place(&of_the_first);
        assert!(picture.dots.iter().any(|d| (d.x - place[0]).abs() < 1e-3 && (d.y - place[1]).abs() < 1e-3));
    }

    #[test]
    fn below_a_dozen_there_is_no_picture() {
        assert_eq!(two_sides(11).map, None);
        assert_eq!(two_sides(11).tallies[&3], [6, 5, 0]);
    }

    #[test]
    fn it_reads_back_to_the_last_digit() {
        let view = two_sides(40);
        let text = serde_json::to_string(&view).expect("JSON");
        assert_eq!(serde_json::from_str::<View>(&text).expect("JSON"), view);
    }
}
