use super::{Hash, node_hash};
use sha2::{Digest, Sha256};
use std::fmt;

/// The right edge of a growing tree: the roots of its complete subtrees, largest first; at most 64 hashes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// One for each bit set in `size`.
    peaks: Vec<Hash>,
}

/// Stored bytes that are no [`Frontier`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrokenFrontier;

impl Frontier {
    /// The empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many leaves the tree has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf, given as its [`leaf_hash`](super::leaf_hash).
    pub fn push(&mut self, leaf: Hash) {
        let mut peak = leaf;
        for _ in 0..self.size.trailing_ones() {
            let left = self.peaks.pop().expect("a peak for each bit of the size");
            peak = node_hash(&left, &peak);
        }
        self.peaks.push(peak);
        self.size += 1;
    }

    /// The root; of the empty tree the hash of nothing (RFC 6962, 2.1).
    pub fn root(&self) -> Hash {
        let from_the_right = self.peaks.iter().rev().copied();
        from_the_right.reduce(|right, left| node_hash(&left, &right)).unwrap_or_else(|| Sha256::digest([]).into())
    }

    /// The size (eight bytes, big-endian), then the peaks (32 bytes each).
    pub fn to_bytes(&self) -> Vec<u8> {
        [&self.size.to_be_bytes()[..], self.peaks.as_flattened()].concat()
    }

    /// Reads what [`Frontier::to_bytes`] wrote.
    ///
    /// # Errors
    /// If there are not exactly as many peaks as the size demands.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BrokenFrontier> {
        let (size, peaks) = bytes.split_first_chunk().ok_or(BrokenFrontier)?;
        let size = u64::from_be_bytes(*size);
        let (peaks, rest) = peaks.as_chunks();
        let whole = rest.is_empty() && peaks.len() == size.count_ones() as usize;
        if whole { Ok(Self { size, peaks: peaks.to_vec() }) } else { Err(BrokenFrontier) }
    }
}

impl Extend<Hash> for Frontier {
    fn extend<I: IntoIterator<Item = Hash>>(&mut self, leaves: I) {
        leaves.into_iter().for_each(|leaf| self.push(leaf));
    }
}

impl FromIterator<Hash> for Frontier {
    fn from_iter<I: IntoIterator<Item = Hash>>(leaves: I) -> Self {
        let mut frontier = Self::new();
        frontier.extend(leaves);
        frontier
    }
}

impl fmt::Display for BrokenFrontier {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "the stored edge of the tree is damaged")
    }
}

impl std::error::Error for BrokenFrontier {}

#[cfg(test)]
mod tests {
    use super::super::{leaf_hash, root, vectors};
    use super::*;

    #[test]
    fn the_roots_are_those_of_the_standard() {
        let mut frontier = Frontier::new();
        assert_eq!(frontier.root(), vectors::hash(vectors::ROOTS[0]));
        for (leaf, expected) in vectors::leaves().into_iter().zip(&vectors::ROOTS[1..]) {
            frontier.push(leaf);
            assert_eq!(frontier.root(), vectors::hash(expected), "{}", frontier.size());
        }
    }

    #[test]
    fn a_stored_edge_grows_on_as_if_never_stored() {
        let leaves: Vec<Hash> = (0..200_u32).map(|number| leaf_hash(&number.to_be_bytes())).collect();
        let mut stored = Frontier::new().to_bytes();
        for (index, leaf) in leaves.iter().enumerate() {
            let mut frontier = Frontier::from_bytes(&stored).unwrap();
            frontier.push(*leaf);
            assert_eq!(frontier.root(), root(&leaves[..=index]));
            stored = frontier.to_bytes();
        }
    }

    #[test]
    fn a_damaged_edge_is_refused() {
        let whole = vectors::leaves()[..7].iter().copied().collect::<Frontier>().to_bytes();
        assert_eq!(whole.len(), 8 + 3 * 32);
        for length in 0..whole.len() {
            assert_eq!(Frontier::from_bytes(&whole[..length]), Err(BrokenFrontier));
        }
        let longer = [&whole[..], &[0; 32]].concat();
        assert_eq!(Frontier::from_bytes(&longer), Err(BrokenFrontier));
    }

    /// `cargo test -p kernel --release merkle -- --ignored --nocapture`
    #[test]
    #[ignore = "a measurement"]
    fn a_million_leaves() {
        let started = std::time::Instant::now();
        let frontier: Frontier = (0..1_000_000_u32).map(|number| leaf_hash(&number.to_be_bytes())).collect();
        let root = frontier.root();
        println!("{} leaves in {:?}, root {:02x?}", frontier.size(), started.elapsed(), &root[..4]);
        assert_eq!(frontier.size(), 1_000_000);
    }
}
