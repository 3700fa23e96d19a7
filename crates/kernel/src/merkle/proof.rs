use super::{Frontier, Hash, node_hash, root};

/// The hashes that lead from leaf `index` to the root of the tree over `leaves`, lowest first (RFC 6962, 2.1.1).
/// Empty if there is no such leaf, and for a tree of one leaf.
pub fn inclusion_proof(leaves: &[Hash], index: usize) -> Vec<Hash> {
    if leaves.len() <= 1 || index >= leaves.len() {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    let (mut proof, sibling) = match index.checked_sub(left.len()) {
        None => (inclusion_proof(left, index), root(right)),
        Some(index) => (inclusion_proof(right, index), root(left)),
    };
    proof.push(sibling);
    proof
}

/// Whether `proof` leads from this leaf, number `index` of `size`, to this root (RFC 9162, 2.1.3.2).
#[must_use]
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let mut climb = Climb { at: index, last: size - 1 };
    let mut hash = *leaf;
    for sibling in proof {
        if climb.last == 0 {
            return false;
        }
        hash = if climb.is_right() { node_hash(sibling, &hash) } else { node_hash(&hash, sibling) };
        climb.up();
    }
    climb.last == 0 && hash == *root
}

/// The hashes that show that the tree over `leaves` begins with the tree over its first `old_size` leaves
/// (RFC 6962, 2.1.2). Empty if the sizes are equal or the old tree is empty or larger.
pub fn consistency_proof(leaves: &[Hash], old_size: usize) -> Vec<Hash> {
    if old_size == 0 || old_size >= leaves.len() { Vec::new() } else { subproof(leaves, old_size, true) }
}

/// `known`: this subtree is a whole old tree, whose root the verifier already has.
fn subproof(leaves: &[Hash], old_size: usize, known: bool) -> Vec<Hash> {
    if old_size == leaves.len() {
        return if known { Vec::new() } else { vec![root(leaves)] };
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    let (mut proof, sibling) = match old_size.checked_sub(left.len()) {
        None | Some(0) => (subproof(left, old_size, known), root(right)),
        Some(old_size) => (subproof(right, old_size, false), root(left)),
    };
    proof.push(sibling);
    proof
}

/// Whether `proof` shows that the new tree only appended to the old one (RFC 9162, 2.1.4.2). Every tree continues the
/// empty one.
#[must_use]
pub fn verify_consistency(old_size: u64, old_root: &Hash, new_size: u64, new_root: &Hash, proof: &[Hash]) -> bool {
    if old_size == 0 {
        return proof.is_empty() && *old_root == Frontier::new().root();
    }
    if old_size >= new_size {
        return old_size == new_size && proof.is_empty() && old_root == new_root;
    }
    let mut climb = Climb { at: old_size - 1, last: new_size - 1 };
    while climb.at & 1 == 1 {
        climb.shift();
    }
    let (first, rest) = if old_size.is_power_of_two() {
        (*old_root, proof)
    } else {
        let Some((first, rest)) = proof.split_first() else { return false };
        (*first, rest)
    };
    let (mut old, mut new) = (first, first);
    for sibling in rest {
        if climb.last == 0 {
            return false;
        }
        if climb.is_right() {
            old = node_hash(sibling, &old);
            new = node_hash(sibling, &new);
        } else {
            new = node_hash(&new, sibling);
        }
        climb.up();
    }
    climb.last == 0 && old == *old_root && new == *new_root
}

/// The way up from a node: its number in its row, and that of the last node there.
struct Climb {
    at: u64,
    last: u64,
}

impl Climb {
    fn is_right(&self) -> bool {
        self.at & 1 == 1 || self.at == self.last
    }

    /// To the parent; past the rows in which the last node has no sibling.
    fn up(&mut self) {
        if self.is_right() {
            while self.at & 1 == 0 && self.at != 0 {
                self.shift();
            }
        }
        self.shift();
    }

    fn shift(&mut self) {
        self.at >>= 1;
        self.last >>= 1;
    }
}

/// The largest power of two below `size`, which is at least 2: how many leaves are in the left subtree.
fn split(size: usize) -> usize {
    size.next_power_of_two() / 2
}

#[cfg(test)]
mod tests {
    use super::super::{leaf_hash, vectors};
    use super::*;
    use proptest::prelude::*;

    fn leaves(count: usize) -> Vec<Hash> {
        (0..count).map(|number| leaf_hash(&number.to_be_bytes())).collect()
    }

    /// Every index of every tree up to 70, and every pair of sizes.
    #[test]
    fn every_small_proof_holds() {
        let all = leaves(70);
        for size in 1..=all.len() {
            let (tree, whole) = (&all[..size], root(&all[..size]));
            for (index, leaf) in tree.iter().enumerate() {
                let proof = inclusion_proof(tree, index);
                assert!(verify_inclusion(leaf, index as u64, size as u64, &proof, &whole), "{index} of {size}");
            }
            for old in 0..=size {
                let proof = consistency_proof(tree, old);
                assert!(verify_consistency(old as u64, &root(&all[..old]), size as u64, &whole, &proof), "{old} to {size}");
            }
        }
    }

    #[test]
    fn the_proofs_are_those_of_the_standard() {
        // RFC 6962, 2.1.3: with seven leaves the path of leaf 0 is [b, h, l], of 3 [c, g, l], of 4 [f, j, k], of 6 [i, k].
        let d = vectors::leaves();
        let (g, h) = (node_hash(&d[0], &d[1]), node_hash(&d[2], &d[3]));
        let (i, j) = (node_hash(&d[4], &d[5]), d[6]);
        let (k, l) = (node_hash(&g, &h), node_hash(&i, &j));
        assert_eq!(inclusion_proof(&d[..7], 0), [d[1], h, l]);
        assert_eq!(inclusion_proof(&d[..7], 3), [d[2], g, l]);
        assert_eq!(inclusion_proof(&d[..7], 4), [d[5], j, k]);
        assert_eq!(inclusion_proof(&d[..7], 6), [i, k]);
        assert_eq!(consistency_proof(&d[..7], 3), [d[2], d[3], g, l]);
        assert_eq!(consistency_proof(&d[..7], 4), [l]);
        assert_eq!(consistency_proof(&d[..7], 6), [i, j, k]);
    }

    proptest! {
        #[test]
        fn a_leaf_is_nowhere_else(count in 2..300_usize, one in any::<prop::sample::Index>(), other in any::<prop::sample::Index>()) {
            let tree = leaves(count);
            let (one, other) = (one.index(count), other.index(count));
            let (proof, whole) = (inclusion_proof(&tree, one), root(&tree));
            let holds = |leaf: usize, index: usize| verify_inclusion(&tree[leaf], index as u64, count as u64, &proof, &whole);
            prop_assert!(holds(one, one));
            prop_assert_eq!(holds(other, one), one == other);
            prop_assert_eq!(holds(one, other), one == other);
        }

        #[test]
        fn a_changed_proof_fails(count in 2..300_usize, index in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), bit in 0..256_usize) {
            let tree = leaves(count);
            let (index, whole) = (index.index(count), root(&tree));
            let holds = |proof: &[Hash]| verify_inclusion(&tree[index], index as u64, count as u64, proof, &whole);
            let proof = inclusion_proof(&tree, index);
            let mut flipped = proof.clone();
            flipped[at.index(proof.len())][bit / 8] ^= 1 << (bit % 8);
            prop_assert!(holds(&proof));
            prop_assert!(!holds(&flipped));
            prop_assert!(!holds(&proof[1..]));
            prop_assert!(!holds(&[&proof[..], &proof[..1]].concat()));
        }

        /// An old tree whose entries were edited, dropped or swapped afterwards is not continued by the new one.
        #[test]
        fn a_rewritten_past_is_seen(count in 2..300_usize, old in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), how in 0..3) {
            let past = leaves(count);
            let old = 1 + old.index(count - 1);
            let mut rewritten = past.clone();
            let at = at.index(old);
            match how {
                0 => rewritten[at] = leaf_hash(b"edited"),
                1 => drop(rewritten.remove(at)),
                _ => rewritten.swap(at, at + 1),
            }
            let proof = consistency_proof(&rewritten, old);
            let holds = verify_consistency(old as u64, &root(&past[..old]), rewritten.len() as u64, &root(&rewritten), &proof);
            prop_assert!(!holds || rewritten[..old] == past[..old]);
            prop_assert!(rewritten[..old] != past[..old] || holds);
        }

        #[test]
        fn a_changed_consistency_proof_fails(count in 2..300_usize, old in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), bit in 0..256_usize) {
            let tree = leaves(count);
            let old = 1 + old.index(count - 1);
            let holds = |proof: &[Hash]| verify_consistency(old as u64, &root(&tree[..old]), count as u64, &root(&tree), proof);
            let proof = consistency_proof(&tree, old);
            let mut flipped = proof.clone();
            flipped[at.index(proof.len())][bit / 8] ^= 1 << (bit % 8);
            prop_assert!(holds(&proof));
            prop_assert!(!holds(&flipped));
            prop_assert!(!holds(&proof[1..]));
        }
    }
}
