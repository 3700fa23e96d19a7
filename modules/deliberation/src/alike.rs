//! 相近观点: statements that say nearly the same, by the pairs of characters that they share. Pure but for the reading.

use std::collections::HashSet;

use kernel::db::Tx;
use kernel::{Id, Result};

use crate::model::Statement;
use crate::store;
use crate::workflow::statement;

/// From here on two statements are pointed out as alike.
const ALIKE: f64 = 0.5;

/// Statements of the deliberation that are like this text, the most alike first, with how much.
pub fn to(tx: &mut Tx, deliberation: Id, text: &str, most: usize) -> Result<Vec<(Statement, f64)>> {
    let wanted = pairs(text);
    let all = store::statements::of(tx, deliberation, &[statement::State::Shown, statement::State::New])?;
    let mut found: Vec<(Statement, f64)> = all.into_iter().map(|s| (like(&wanted, &pairs(&s.body)), s)).map(|(by, s)| (s, by)).collect();
    found.retain(|(_, by)| *by >= ALIKE);
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.number.cmp(&b.0.number)));
    found.truncate(most);
    Ok(found)
}

/// Pairs of neighbouring letters and characters, without signs and spaces.
fn pairs(text: &str) -> HashSet<(char, char)> {
    let folded = text::fold(text);
    let letters: Vec<char> = folded.chars().filter(|c| c.is_alphanumeric()).collect();
    letters.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

/// Shared pairs of the shorter and of both (the mean of overlap and Dice), 0 to 1.
fn like(a: &HashSet<(char, char)>, b: &HashSet<(char, char)>) -> f64 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let shared = a.intersection(b).count() as f64;
    let (overlap, dice) = (shared / a.len().min(b.len()) as f64, 2.0 * shared / (a.len() + b.len()) as f64);
    (overlap + dice) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(a: &str, b: &str) -> f64 {
        like(&pairs(a), &pairs(b))
    }

    #[test]
    fn the_same_idea_in_other_words_is_alike_and_another_is_not() {
        assert!(by("村口应当增设路灯", "村口应该增设几盏路灯") >= ALIKE);
        assert!(by("停车场晚上应向居民免费开放", "晚上停车场要对居民免费开放。") >= ALIKE);
        assert!(by("村口应当增设路灯", "老年食堂应当延长开放时间") < ALIKE);
        assert!(by("Open the car park at night", "The library needs more books") < ALIKE);
        assert_eq!(by("好", "好"), 0.0, "one letter says nothing");
    }
}
