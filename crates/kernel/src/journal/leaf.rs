//! 存证叶: what exactly a leaf of the tree is made of.

use crate::merkle::{Hash, leaf_hash};

/// A person in the tree: sixteen random bytes that lead to nobody once the row of `journal_alias` is erased.
pub(super) type Alias = [u8; 16];

/// The program itself and visitors without a name.
pub(super) const NOBODY: Alias = [0; 16];

const FORM: &[u8] = b"shangliang journal 1\n";

/// What a leaf hashes. Not the sequence number: the place in the tree is the number.
pub(super) struct Leaf<'a> {
    pub id: i64,
    pub at: i64,
    pub assembly: i64,
    pub actor: &'a [u8],
    pub registrar: Option<&'a [u8]>,
    pub act: &'a str,
    pub module: &'a str,
    pub subject: i64,
    pub digest: &'a [u8],
}

impl Leaf<'_> {
    pub fn hash(&self) -> Hash {
        let mut data = Vec::with_capacity(160);
        data.extend_from_slice(FORM);
        for number in [self.id, self.at, self.assembly, self.subject] {
            data.extend_from_slice(&number.to_be_bytes());
        }
        // Every part of changing length carries its length, so that no two entries have the same bytes.
        for part in [self.actor, self.registrar.unwrap_or_default(), self.act.as_bytes(), self.module.as_bytes(), self.digest] {
            data.extend_from_slice(&(part.len() as u32).to_be_bytes());
            data.extend_from_slice(part);
        }
        leaf_hash(&data)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAF: Leaf = Leaf {
        id: 1,
        at: 2,
        assembly: 3,
        actor: &NOBODY,
        registrar: None,
        act: "proposal.filed",
        module: "proposals",
        subject: 4,
        digest: &[5; 32],
    };

    #[test]
    fn every_part_counts() {
        let others = [
            Leaf { id: 9, ..LEAF },
            Leaf { at: 9, ..LEAF },
            Leaf { assembly: 9, ..LEAF },
            Leaf { actor: &[1; 16], ..LEAF },
            Leaf { registrar: Some(&NOBODY), ..LEAF },
            Leaf { act: "proposal.filedp", module: "roposals", ..LEAF },
            Leaf { module: "briefs", ..LEAF },
            Leaf { subject: 9, ..LEAF },
            Leaf { digest: &[9; 32], ..LEAF },
        ];
        let hashes: std::collections::HashSet<_> = others.iter().chain([&LEAF]).map(Leaf::hash).collect();
        assert_eq!(hashes.len(), 10);
    }
}
