//! 意见图谱: everything together, from scratch.

use crate::base::Base;
use crate::components::{Components, components};
use crate::consensus::{Consensus, consensus};
use crate::groups::{Group, best, divisions, members};
use crate::informed::group_informed;
use crate::participation::in_conversation;
use crate::priority::priorities;
use crate::projection::{Axes, Point, extremity, people};
use crate::representative::{Representative, representative};
use crate::tally::{Tally, by_group, centre, everybody, voted_on};
use crate::{Settings, Votes};

/// The map of a deliberation. People, statements and groups are numbers; [`Votes`] knows the ids.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map {
    /// By person.
    pub in_conversation: Vec<bool>,
    /// Mean vote by statement; 0 for statements that are not open.
    pub centre: Vec<f64>,
    pub components: Components,
    /// Where each person stands, by person.
    pub projection: Vec<[f64; 2]>,
    /// The largest first; as given where they were given.
    pub groups: Vec<Group>,
    pub tally: Tally,
    /// By group.
    pub representative: Vec<Vec<Representative>>,
    pub consensus: Consensus,
    /// By statement: the greatest common divisor, see `informed`.
    pub group_informed: Vec<f64>,
    /// By statement: the weight with which it is drawn next.
    pub priorities: Vec<f64>,
}

/// The map of these votes. The same votes give the same map, to the last bit.
pub fn map(votes: &Votes, settings: &Settings) -> Map {
    draw(votes, settings).0
}

/// Where the work on a map ended, for the next one to start from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ended {
    /// See [`from_operator`](crate::components::from_operator).
    pub nearby: Vec<Vec<f64>>,
    /// The centres of the base clusters.
    pub base: Vec<Point>,
}

pub(crate) fn draw(votes: &Votes, settings: &Settings) -> (Map, Ended) {
    let mut ended = Ended::default();
    let counts = everybody(votes, settings.threads);
    let centre = centre(&counts, settings);
    let components = components(votes, &counts, &centre, settings, &mut ended.nearby);
    let voted_on = voted_on(&counts);
    let projection = people(votes, &Axes { centre: &centre, loadings: &components.loadings, voted_on }, settings);
    let in_conversation = in_conversation(votes, voted_on);
    let groups = match &settings.given {
        Some(given) => as_given(given),
        None => clustered(&projection, &in_conversation, settings, &mut ended.base),
    };
    let tally = Tally { groups: grouped_counts(votes, &groups, settings), everybody: counts };
    (Geometry { in_conversation, centre, components, projection }.described(groups, tally, settings), ended)
}

/// The half of the map that does not know groups.
pub(crate) struct Geometry {
    pub in_conversation: Vec<bool>,
    pub centre: Vec<f64>,
    pub components: Components,
    pub projection: Vec<Point>,
}

impl Geometry {
    /// Adds what groups and counts say.
    pub fn described(self, groups: Vec<Group>, tally: Tally, settings: &Settings) -> Map {
        let Geometry { in_conversation, centre, components, projection } = self;
        let voted_on = voted_on(&tally.everybody);
        let extremity = extremity(&Axes { centre: &centre, loadings: &components.loadings, voted_on });
        Map {
            representative: representative(&tally, settings),
            consensus: consensus(&tally.everybody, settings),
            group_informed: group_informed(&tally),
            priorities: priorities(&tally, &extremity, settings),
            in_conversation,
            centre,
            components,
            projection,
            groups,
            tally,
        }
    }
}

fn clustered(places: &[Point], inside: &[bool], settings: &Settings, centres: &mut Vec<Point>) -> Vec<Group> {
    let base = Base::new(places, inside, &[], settings.threads);
    centres.clone_from(&base.clusters.centres);
    let divisions = divisions(&base);
    members(&base, &divisions[best(&divisions)])
}

pub(crate) fn as_given(given: &[Option<u32>]) -> Vec<Group> {
    let count = given.iter().flatten().max().map_or(0, |&last| last as usize + 1);
    let mut groups: Vec<Group> = (0..count as u32).map(|id| Group { id, members: Vec::new() }).collect();
    for (person, group) in (0u32..).zip(given) {
        if let Some(group) = group {
            groups[*group as usize].members.push(person);
        }
    }
    groups
}

/// The counts of each group, by group and statement.
pub(crate) fn grouped_counts(votes: &Votes, groups: &[Group], settings: &Settings) -> Vec<Vec<crate::Counts>> {
    let mut group_of = vec![None; votes.participants.len()];
    for (number, group) in (0u32..).zip(groups) {
        group.members.iter().for_each(|&person| group_of[person as usize] = Some(number));
    }
    by_group(votes, groups.len(), |person| group_of[person], settings.threads)
}
