//! Which of the groups of now is which of before, so that names and colours stay.

use crate::Group;

/// Gives each of the new groups the id of the old group that it shares most people with, so that as many people as possible keep
/// theirs; what is new gets the smallest free id. Groups come back in the order of their ids.
pub(crate) fn keep_ids(before: &[Group], now: Vec<Group>) -> Vec<Group> {
    let people = before.iter().chain(&now).flat_map(|group| group.members.last()).max().map_or(0, |&last| last as usize + 1);
    let mut was_in = vec![None; people];
    for (place, group) in before.iter().enumerate() {
        group.members.iter().for_each(|&person| was_in[person as usize] = Some(place));
    }
    let overlap = |group: &Group| {
        let mut shared = vec![0usize; before.len()];
        group.members.iter().filter_map(|&person| was_in[person as usize]).for_each(|place| shared[place] += 1);
        shared
    };
    let overlaps: Vec<Vec<usize>> = now.iter().map(overlap).collect();
    let (_, places) = best(&overlaps, &mut vec![false; before.len()]);
    let kept: Vec<Option<u32>> = places.iter().map(|place| place.map(|place| before[place].id)).collect();
    let mut free = (0u32..).filter(|id| before.iter().all(|group| group.id != *id));
    let mut named: Vec<Group> =
        now.into_iter().zip(kept).map(|(group, id)| Group { id: id.or_else(|| free.next()).unwrap_or_default(), ..group }).collect();
    named.sort_by_key(|group| group.id);
    named
}

/// The assignment with the largest overlap in all; at most five groups, so every one is tried.
fn best(overlaps: &[Vec<usize>], taken: &mut Vec<bool>) -> (usize, Vec<Option<usize>>) {
    let Some((first, rest)) = overlaps.split_first() else { return (0, Vec::new()) };
    let (mut most, mut places) = best(rest, taken);
    places.insert(0, None);
    for place in 0..taken.len() {
        if taken[place] || first[place] == 0 {
            continue;
        }
        taken[place] = true;
        let (others, mut theirs) = best(rest, taken);
        taken[place] = false;
        if others + first[place] > most {
            most = others + first[place];
            theirs.insert(0, Some(place));
            places = theirs;
        }
    }
    (most, places)
}

#[cfg(test)]
mod tests {
    use super::keep_ids;
    use crate::Group;

    fn group(id: u32, members: &[u32]) -> Group {
        Group { id, members: members.to_vec() }
    }

    #[test]
    fn ids_follow_the_people() {
        let before = [group(0, &[0, 1, 2]), group(2, &[3, 4])];
        let now = vec![group(0, &[3, 4, 5]), group(1, &[0, 1]), group(2, &[2, 6])];
        let ids: Vec<(u32, u32)> = keep_ids(&before, now).iter().map(|g| (g.id, g.members[0])).collect();
        assert_eq!(ids, [(0, 0), (1, 2), (2, 3)]);
        assert_eq!(keep_ids(&[], vec![group(7, &[1])])[0].id, 0);
    }
}
