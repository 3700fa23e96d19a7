//! 最大公约数: the opinion map. Which groups of opinion there are, what each holds, and what all of them share.
//!
//! People vote agree, disagree or pass on short statements; most of them see only a few. The method is the one published as
//! Polis (Small, Björkegren, Erkkilä, Shaw, Megill: *Polis: Scaling deliberation by mapping high dimensional opinion spaces*,
//! Recerca 26(2), 2021) and used by vTaiwan:
//!
//! | step | module |
//! |---|---|
//! | sparse matrix of votes, missing = mean of the statement | [`Votes`], [`Tally`] |
//! | two principal components of the centred matrix | `components`, `krylov`, `operator` |
//! | people projected, stretched by how little they voted | `projection` |
//! | up to 100 base clusters, then 2 … 5 groups by silhouette | `base`, `groups`, `kmeans`, `silhouette` |
//! | what represents each group, what everybody shares | `representative`, `consensus`, `informed` |
//! | which statement a person sees next | `priority` |
//!
//! Everything is a pure function of the votes. The result is the same on any number of threads, bit for bit: work is cut into
//! pieces that depend on the data alone, and the pieces are added up in their order.
//!
//! ```
//! use opinion_map::{Settings, Vote, VotesBuilder, map};
//!
//! let mut builder = VotesBuilder::new();
//! for person in 0..40 {
//!     for statement in 0..8 {
//!         let side = person % 2 == 0 || statement < 2;
//!         let vote = if side { Vote::Agree } else { Vote::Disagree };
//!         builder.cast(&person.to_string(), &statement.to_string(), vote, 0);
//!     }
//! }
//! let votes = builder.build();
//! let map = map(&votes, &Settings::default());
//! assert_eq!(map.groups.len(), 2);
//! assert!(map.group_informed[0] > map.group_informed[7]); // both sides agree on statement 0
//! ```
//!
//! [`Live`] keeps a map up to date vote by vote. The numbers are held against those of the reference service (`tests/reference.rs`),
//! against the matrix written out (`tests/dense.rs`) and against numpy (`checks/explained_variance.py`); `cargo bench` measures.

mod base;
mod builder;
mod chance;
mod chunks;
mod components;
mod consensus;
mod eigen;
mod gram;
mod groups;
mod identity;
mod ids;
mod informed;
mod kmeans;
mod krylov;
mod live;
mod map;
mod merge;
mod operator;
mod participation;
pub mod planted;
mod priority;
mod projection;
mod report;
mod representative;
mod score;
mod settings;
mod silhouette;
mod tally;
mod vote;
mod votes;

pub use builder::VotesBuilder;
pub use chunks::Threads;
pub use components::Components;
pub use consensus::{Consensus, Shared};
pub use groups::Group;
pub use ids::compare_ids;
pub use live::{Change, Live};
pub use map::{Map, map};
pub use report::Report;
pub use representative::{Direction, Representative};
pub use settings::{Settings, Standing};
pub use tally::{Counts, Tally};
pub use vote::Vote;
pub use votes::Votes;
