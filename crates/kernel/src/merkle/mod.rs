//! 存证树: the Merkle tree of RFC 6962 over the journal, so that nothing in it can be changed or dropped unseen.
//!
//! [`Frontier`] grows the tree with a few hashes of memory; [`inclusion_proof`] shows that an entry is in it,
//! [`consistency_proof`] that a later tree only appended to an earlier one; [`Checkpoint`] is what is signed and kept
//! elsewhere. No storage, no clock: leaves are given as hashes.

mod checkpoint;
mod frontier;
mod note;
mod proof;

pub use checkpoint::{Checkpoint, parse_and_verify};
pub use frontier::{BrokenFrontier, Frontier};
pub use note::{NoteError, NoteKey, NoteSigner};
pub use proof::{consistency_proof, inclusion_proof, verify_consistency, verify_inclusion};

use sha2::{Digest, Sha256};

/// A SHA-256 hash: of a leaf, of an inner node, or the root.
pub type Hash = [u8; 32];

/// The hash of one entry, as a leaf of the tree: `SHA-256(0x00 ‖ data)` (RFC 6962, 2.1).
pub fn leaf_hash(data: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(data).finalize().into()
}

/// The hash of an inner node: `SHA-256(0x01 ‖ left ‖ right)` (RFC 6962, 2.1).
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The root of the tree over these leaf hashes.
pub fn root(leaves: &[Hash]) -> Hash {
    leaves.iter().copied().collect::<Frontier>().root()
}

#[cfg(test)]
mod vectors {
    //! The eight leaves that every implementation of certificate transparency is tested with, and their roots.

    use super::{Hash, leaf_hash};

    pub const LEAVES: [&str; 8] = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    /// Of the first 0, 1, … 8 leaves.
    pub const ROOTS: [&str; 9] = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    pub fn leaves() -> Vec<Hash> {
        LEAVES.iter().map(|data| leaf_hash(&unhex(data))).collect()
    }

    pub fn hash(hex: &str) -> Hash {
        unhex(hex).try_into().unwrap()
    }

    fn unhex(hex: &str) -> Vec<u8> {
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
    }
}
