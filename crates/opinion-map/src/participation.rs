//! 入图: who is in the conversation, that is, has voted enough to be grouped.

use crate::Votes;

const ENOUGH_VOTES: usize = 7;
const LEAST_PEOPLE: usize = 15;

/// With at least min(7, statements) votes; where these are fewer than 15 people, the most active are added up to 15, the first
/// of equals. By person. `statements`: how many have been voted on.
pub(crate) fn in_conversation(votes: &Votes, statements: usize) -> Vec<bool> {
    let people = votes.participants.len();
    let cast = |person: usize| votes.row(person).len();
    let enough = ENOUGH_VOTES.min(statements).max(1);
    let mut inside: Vec<bool> = (0..people).map(|person| cast(person) >= enough).collect();
    let missing = LEAST_PEOPLE.saturating_sub(inside.iter().filter(|&&is| is).count());
    if missing > 0 {
        let mut others: Vec<usize> = (0..people).filter(|&person| !inside[person] && cast(person) > 0).collect();
        others.sort_by_key(|&person| std::cmp::Reverse(cast(person)));
        others.iter().take(missing).for_each(|&person| inside[person] = true);
    }
    inside
}
