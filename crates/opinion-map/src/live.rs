//! 实时图谱: a map that follows the votes.
//!
//! Every update is complete and exact in centre, components, counts and everything derived from them; it only starts where the
//! last one ended. Groups are steadier than in a map from scratch: ids stay with the people, nobody leaves the conversation, and
//! another number of groups is adopted when it fitted best four updates running. What is published at the end is
//! [`map`](crate::map()) of the same votes, which everybody can compute again.

use crate::base::Base;
use crate::components::{components, from_operator};
use crate::gram::{Gram, MOST_STATEMENTS};
use crate::groups::{Division, best, divisions, members};
use crate::identity::keep_ids;
use crate::ids::Ids;
use crate::map::{Ended, Geometry, as_given, draw, grouped_counts};
use crate::merge::Replaced;
use crate::participation::in_conversation;
use crate::projection::{Axes, Point, people};
use crate::tally::{Tally, centre, counts_of, voted_on};
use crate::vote::Cell;
use crate::{Map, Settings, Standing, Vote, Votes};

/// A vote as it comes in, new or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change<'a> {
    pub participant: &'a str,
    pub statement: &'a str,
    pub vote: Vote,
}

/// Votes with their map. People and statements that come later get the next numbers.
#[derive(Debug)]
pub struct Live {
    votes: Votes,
    settings: Settings,
    map: Map,
    participants: Ids,
    statements: Ids,
    /// `None` with more statements than pairs can be kept of.
    gram: Option<Gram>,
    ended: Ended,
    rival: Rival,
}

/// A number of groups that fits better than the present one, and for how many updates.
#[derive(Clone, Copy, Debug, Default)]
struct Rival {
    groups: usize,
    updates: usize,
}

const UPDATES_TO_ADOPT: usize = 4;

/// Up to so many people, clustering from scratch costs nothing and does not drift.
const FEW_PEOPLE: usize = 5000;

impl Live {
    /// Starts with a map from scratch. Time and memory grow with the square of the statements up to 4,096 of them: 2,000 take
    /// 50 MB.
    pub fn new(votes: Votes, settings: Settings) -> Live {
        let (map, ended) = draw(&votes, &settings);
        let (participants, statements) = (Ids::of(&votes.participants), Ids::of(&votes.statements));
        let mut live = Live { votes, settings, map, participants, statements, gram: None, ended, rival: Rival::default() };
        if live.votes.statements.len() <= MOST_STATEMENTS {
            live.gram = Some(Gram::new(&live.votes, &live.open_centre(), live.settings.threads));
        }
        live
    }

    pub fn votes(&self) -> &Votes {
        &self.votes
    }

    pub fn map(&self) -> &Map {
        &self.map
    }

    /// The map with these votes. Of several of a person on a statement the last counts.
    pub fn apply(&mut self, changes: &[Change<'_>]) -> &Map {
        let statements_before = self.votes.statements.len();
        let changes: Vec<(u32, Cell)> = changes.iter().map(|change| self.numbered(change)).collect();
        self.make_room(statements_before);
        let replaced = self.votes.merge(&changes);
        self.recount(&replaced);
        let mut touched: Vec<usize> = changes.iter().map(|(_, cell)| cell.statement() as usize).collect();
        touched.sort_unstable();
        touched.dedup();
        self.map.centre = centre(&self.map.tally.everybody, &self.settings);
        let open = self.open_centre();
        if let Some(gram) = &mut self.gram {
            replaced.iter().for_each(|r| gram.replace(&r.before, self.votes.row(r.person)));
            gram.refresh(&touched, &open);
        }
        self.redraw()
    }

    /// The map with another standing of a statement, which may be one that nobody has voted on.
    pub fn set_standing(&mut self, statement: &str, standing: Standing) -> &Map {
        let statements_before = self.votes.statements.len();
        let number = self.statement(statement) as usize;
        self.make_room(statements_before);
        let length = self.settings.standing.len().max(number + 1);
        self.settings.standing.resize(length, Standing::Open);
        self.settings.standing[number] = standing;
        self.map.centre = centre(&self.map.tally.everybody, &self.settings);
        let open = self.open_centre();
        if let Some(gram) = &mut self.gram {
            gram.refresh(&[number], &open);
        }
        self.redraw()
    }

    fn numbered(&mut self, change: &Change<'_>) -> (u32, Cell) {
        let person = self.participants.place(change.participant);
        if person as usize == self.votes.participants.len() {
            self.votes.participants.push(change.participant.into());
            self.votes.starts.push(self.votes.cells.len());
        }
        (person, Cell::new(self.statement(change.statement), change.vote))
    }

    fn statement(&mut self, id: &str) -> u32 {
        let number = self.statements.place(id);
        if number as usize == self.votes.statements.len() {
            self.votes.statements.push(id.into());
        }
        number
    }

    /// Room for statements that have just come up.
    fn make_room(&mut self, statements_before: usize) {
        let statements = self.votes.statements.len();
        self.map.tally.everybody.resize(statements, Default::default());
        self.ended.nearby.iter_mut().for_each(|vector| vector.resize(statements, 0.0));
        if statements > MOST_STATEMENTS {
            self.gram = None;
        }
        if let Some(gram) = &mut self.gram {
            (statements_before..statements).for_each(|_| gram.add_statement());
        }
    }

    fn recount(&mut self, replaced: &[Replaced]) {
        let everybody = &mut self.map.tally.everybody;
        for Replaced { person, before } in replaced {
            for &cell in self.votes.row(*person) {
                let counts = &mut everybody[cell.statement() as usize];
                *counts = counts.plus(counts_of(cell.vote()));
            }
            for &cell in before {
                let counts = &mut everybody[cell.statement() as usize];
                *counts = counts.minus(counts_of(cell.vote()));
            }
        }
    }

    /// Everything that follows from the counts.
    fn redraw(&mut self) -> &Map {
        let before = std::mem::take(&mut self.map);
        let settings = &self.settings;
        let (everybody, centre) = (before.tally.everybody, before.centre);
        let components = match &self.gram {
            Some(gram) => from_operator(gram, &everybody, settings, &mut self.ended.nearby),
            None => {
                // Each of them costs a pass over all votes: only the components themselves are worth it.
                self.ended.nearby.truncate(2);
                components(&self.votes, &everybody, &centre, settings, &mut self.ended.nearby)
            }
        };
        let voted_on = voted_on(&everybody);
        let projection = people(&self.votes, &Axes { centre: &centre, loadings: &components.loadings, voted_on }, settings);
        let mut inside = in_conversation(&self.votes, voted_on);
        inside.iter_mut().zip(&before.in_conversation).for_each(|(now, &before)| *now |= before);
        let groups = match &self.settings.given {
            Some(given) => as_given(given),
            None => self.regrouped(&before.groups, &projection, &inside),
        };
        let tally = Tally { groups: grouped_counts(&self.votes, &groups, &self.settings), everybody };
        self.map = Geometry { in_conversation: inside, centre, components, projection }.described(groups, tally, &self.settings);
        &self.map
    }

    fn regrouped(&mut self, before: &[crate::Group], places: &[Point], inside: &[bool]) -> Vec<crate::Group> {
        let few = inside.iter().filter(|&&is| is).count() <= FEW_PEOPLE;
        let start = if few { Vec::new() } else { std::mem::take(&mut self.ended.base) };
        let base = Base::new(places, inside, &start, self.settings.threads);
        let divisions = divisions(&base);
        let chosen = self.rival.steady(&divisions, before.len());
        self.ended.base.clone_from(&base.clusters.centres);
        keep_ids(before, members(&base, &divisions[chosen]))
    }

    /// The centre of open statements.
    fn open_centre(&self) -> Vec<Option<f64>> {
        let open = |statement| self.settings.standing_of(statement) == Standing::Open;
        self.map.centre.iter().enumerate().map(|(statement, &mean)| Some(mean).filter(|_| open(statement))).collect()
    }
}

impl Rival {
    /// Which division to show while there are `present` groups.
    fn steady(&mut self, divisions: &[Division], present: usize) -> usize {
        let best = best(divisions);
        let wanted = divisions[best].groups;
        let Some(same) = divisions.iter().position(|division| division.groups == present) else {
            *self = Rival::default();
            return best;
        };
        self.updates = if wanted == self.groups { self.updates + 1 } else { 1 };
        self.groups = wanted;
        if wanted == present || self.updates >= UPDATES_TO_ADOPT { best } else { same }
    }
}

#[cfg(test)]
mod tests {
    use super::{Division, Rival};

    #[test]
    fn another_number_of_groups_must_last() {
        let fit = |two, three| [(2, two), (3, three)].map(|(groups, silhouette)| Division { labels: Vec::new(), groups, silhouette });
        let (two, three) = (fit(0.9, 0.1), fit(0.1, 0.9));
        let mut rival = Rival::default();
        assert_eq!((0..3).map(|_| rival.steady(&three, 2)).collect::<Vec<_>>(), [0, 0, 0]);
        assert_eq!(rival.steady(&two, 2), 0);
        assert_eq!((0..4).map(|_| rival.steady(&three, 2)).collect::<Vec<_>>(), [0, 0, 0, 1]);
        assert_eq!(rival.steady(&three, 1), 1);
    }
}
