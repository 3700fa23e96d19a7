//! The map as JSON, with ids instead of numbers. This shape is public: outside programs read it.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};

use crate::{Consensus, Direction, Group, Map, Representative, Shared, Votes};

/// A map beside the votes that it is of. Ids are strings, groups numbers unless they were given other names; everything by id
/// stands in the order of ids.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    pub votes: &'a Votes,
    pub map: &'a Map,
    /// The names of the groups, by number; empty for 0, 1, ….
    pub group_names: &'a [String],
}

impl Serialize for Report<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Report { votes, map, .. } = self;
        let statements = |values| ById { ids: &votes.statements, values };
        let mut out = to.serialize_struct("Map", 13)?;
        out.serialize_field("participants", &votes.participants.len())?;
        out.serialize_field("statements", &votes.statements.len())?;
        out.serialize_field("votes", &votes.len())?;
        out.serialize_field("in_conversation", &map.in_conversation.iter().filter(|is| **is).count())?;
        out.serialize_field("center", &statements(&map.centre))?;
        let [first, second] = &map.components.loadings;
        out.serialize_field("components", &[statements(first), statements(second)])?;
        out.serialize_field("explained_variance_ratio", &map.components.explained_variance_ratio)?;
        out.serialize_field("projection", &ById { ids: &votes.participants, values: &map.projection })?;
        out.serialize_field("groups", &Groups(self))?;
        out.serialize_field("representative", &RepresentativeOf(self))?;
        out.serialize_field("consensus", &ConsensusOf(self, &map.consensus))?;
        out.serialize_field("group_informed_consensus", &statements(&map.group_informed))?;
        out.serialize_field("priorities", &statements(&map.priorities))?;
        out.end()
    }
}

impl Report<'_> {
    fn group_name(&self, number: usize) -> GroupName {
        match self.group_names.get(number) {
            Some(name) => name.parse().map_or_else(|_| GroupName::Text(name.clone()), GroupName::Number),
            None => GroupName::Number(self.map.groups[number].id.into()),
        }
    }
}

struct ById<'a, T> {
    ids: &'a [Box<str>],
    values: &'a [T],
}

impl<T: Serialize> Serialize for ById<'_, T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.ids.iter().zip(self.values))
    }
}

enum GroupName {
    Number(u64),
    Text(String),
}

impl Serialize for GroupName {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            GroupName::Number(number) => to.serialize_u64(*number),
            GroupName::Text(name) => to.serialize_str(name),
        }
    }
}

struct Groups<'a>(&'a Report<'a>);

impl Serialize for Groups<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut out = to.serialize_seq(Some(self.0.map.groups.len()))?;
        for (number, group) in self.0.map.groups.iter().enumerate() {
            out.serialize_element(&GroupOf(self.0, number, group))?;
        }
        out.end()
    }
}

struct GroupOf<'a>(&'a Report<'a>, usize, &'a Group);

impl Serialize for GroupOf<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let GroupOf(report, number, group) = self;
        let ids: Vec<&str> = group.members.iter().map(|&person| &*report.votes.participants[person as usize]).collect();
        let mut out = to.serialize_struct("Group", 3)?;
        out.serialize_field("id", &report.group_name(*number))?;
        out.serialize_field("size", &ids.len())?;
        out.serialize_field("members", &ids)?;
        out.end()
    }
}

struct RepresentativeOf<'a>(&'a Report<'a>);

impl Serialize for RepresentativeOf<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut out = to.serialize_map(Some(self.0.map.representative.len()))?;
        for (number, chosen) in self.0.map.representative.iter().enumerate() {
            let chosen: Vec<Represented> = chosen.iter().map(|r| Represented(self.0, r)).collect();
            out.serialize_entry(&self.0.group_name(number), &chosen)?;
        }
        out.end()
    }
}

struct Represented<'a>(&'a Report<'a>, &'a Representative);

impl Serialize for Represented<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Represented(report, representative) = self;
        let direction = match representative.direction {
            Direction::Agree => "agree",
            Direction::Disagree => "disagree",
        };
        let mut out = to.serialize_struct("Representative", 6)?;
        out.serialize_field("statement", &report.votes.statements[representative.statement])?;
        out.serialize_field("direction", direction)?;
        out.serialize_field("p", &representative.p)?;
        out.serialize_field("z", &representative.z)?;
        out.serialize_field("ratio", &representative.ratio)?;
        out.serialize_field("ratio_z", &representative.ratio_z)?;
        out.end()
    }
}

struct ConsensusOf<'a>(&'a Report<'a>, &'a Consensus);

impl Serialize for ConsensusOf<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let side = |shared: &'_ [Shared]| -> Vec<SharedOf<'_>> { shared.iter().map(|s| SharedOf(self.0, *s)).collect() };
        let mut out = to.serialize_struct("Consensus", 2)?;
        out.serialize_field("agree", &side(&self.1.agree))?;
        out.serialize_field("disagree", &side(&self.1.disagree))?;
        out.end()
    }
}

struct SharedOf<'a>(&'a Report<'a>, Shared);

impl Serialize for SharedOf<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut out = to.serialize_struct("Shared", 3)?;
        out.serialize_field("statement", &self.0.votes.statements[self.1.statement])?;
        out.serialize_field("p", &self.1.p)?;
        out.serialize_field("z", &self.1.z)?;
        out.end()
    }
}

#[cfg(test)]
mod tests {
    use super::Report;
    use crate::{Settings, Vote, VotesBuilder, map};

    #[test]
    fn the_shape_is_the_published_one() {
        let mut builder = VotesBuilder::new();
        for person in ["7", "8"] {
            builder.cast(person, "12", Vote::Agree, 0);
        }
        let votes = builder.build();
        let settings = Settings { given: Some(vec![Some(0), Some(1)]), ..Settings::default() };
        let map = map(&votes, &settings);
        let names = ["3".to_owned(), "north".to_owned()];
        let text = serde_json::to_string(&Report { votes: &votes, map: &map, group_names: &names }).unwrap();
        let expected = concat!(
            r#"{"participants":2,"statements":1,"votes":2,"in_conversation":2,"center":{"12":1.0},"components":[{"12":0.0},{"12":0.0}],"#,
            r#""explained_variance_ratio":[0.0,0.0],"projection":{"7":[0.0,0.0],"8":[0.0,0.0]},"#,
            r#""groups":[{"id":3,"size":1,"members":["7"]},{"id":"north","size":1,"members":["8"]}],"representative":{"#,
            r#""3":[{"statement":"12","direction":"agree","p":0.6666666666666666,"z":1.4142135623730951,"ratio":1.0,"ratio_z":0.0}],"#,
            r#""north":[{"statement":"12","direction":"agree","p":0.6666666666666666,"z":1.4142135623730951,"ratio":1.0,"ratio_z":0.0}]},"#,
            r#""consensus":{"agree":[{"statement":"12","p":0.75,"z":1.7320508075688772}],"disagree":[]},"#,
            r#""group_informed_consensus":{"12":0.4444444444444444},"priorities":{"12":15.783634653324425}}"#,
        );
        assert_eq!(text, expected);
    }
}
