//! The standing of statements, by their number in the matrix.

use opinion_map::{Standing, Votes};

use super::comments::Comments;

pub fn standing(votes: &Votes, comments: &Comments) -> Vec<Standing> {
    votes.statements().iter().map(|id| comments.standing(id)).collect()
}
