//! A drawing as numbers, and its course: the straight way down the middle, and what lies beside it.

use super::super::{Drawing, Manner};

/// All the acts that lead from one state to another.
#[derive(Clone, Debug)]
pub struct Arc {
    pub from: usize,
    pub to: usize,
    pub acts: Vec<String>,
    /// Ordinary, if one of the acts is.
    pub manner: Manner,
}

/// Which states stand in the left column, and which beside each of them, from top to bottom.
#[derive(Debug, Default)]
pub struct Course {
    pub spine: Vec<usize>,
    pub sides: Vec<Vec<usize>>,
}

/// The arcs of a drawing in the order of its rules; acts that lead back to the same state draw nothing.
pub fn arcs(drawing: &Drawing) -> Vec<Arc> {
    let number = |name: &str| drawing.states.iter().position(|state| state.name == name);
    let mut arcs: Vec<Arc> = Vec::new();
    for edge in &drawing.edges {
        let (Some(from), Some(to)) = (number(&edge.from), number(&edge.to)) else { continue };
        match arcs.iter_mut().find(|arc| (arc.from, arc.to) == (from, to)) {
            _ if from == to => {}
            None => arcs.push(Arc { from, to, acts: vec![edge.act.clone()], manner: edge.manner }),
            Some(arc) => {
                arc.acts.extend((!arc.acts.contains(&edge.act)).then(|| edge.act.clone()));
                arc.manner = if is_course(arc.manner) { arc.manner } else { edge.manner };
            }
        }
    }
    arcs
}

/// The spine is the shortest way to the end that is farthest: what happens to a record with which nothing goes amiss.
pub fn course(drawing: &Drawing, arcs: &[Arc]) -> Course {
    let count = drawing.states.len();
    let Some(start) = drawing.states.iter().position(|state| state.starts).or((count > 0).then_some(0)) else {
        return Course::default();
    };
    let ways = shortest_ways(count, start, arcs);
    let reached = || (0..count).filter(|&state| ways[state].is_some());
    let length = |&state: &usize| ways[state].as_ref().map_or(0, Vec::len);
    let farthest = |states: &mut dyn Iterator<Item = usize>| {
        states.fold(None, |best, state| match best {
            Some(best) if length(&best) >= length(&state) => Some(best),
            _ => Some(state),
        })
    };
    let end = farthest(&mut reached().filter(|&state| drawing.states[state].ends)).or_else(|| farthest(&mut reached()));
    let spine = end.and_then(|end| ways[end].clone()).unwrap_or_else(|| vec![start]);
    let sides = beside(count, &spine, arcs);
    Course { spine, sides }
}

fn shortest_ways(count: usize, start: usize, arcs: &[Arc]) -> Vec<Option<Vec<usize>>> {
    let mut ways: Vec<Option<Vec<usize>>> = vec![None; count];
    ways[start] = Some(vec![start]);
    let mut queue = vec![start];
    let mut next = 0;
    while let Some(&at) = queue.get(next) {
        next += 1;
        for arc in arcs.iter().filter(|arc| arc.from == at && is_course(arc.manner)) {
            if ways[arc.to].is_none() {
                ways[arc.to] = ways[at].iter().cloned().map(|way| [way, vec![arc.to]].concat()).next();
                queue.push(arc.to);
            }
        }
    }
    ways
}

/// Each other state stands beside the first state of the spine from which it is reached, under the one before it; what
/// cannot be reached, beside the one that it leads to, or the last.
fn beside(count: usize, spine: &[usize], arcs: &[Arc]) -> Vec<Vec<usize>> {
    let mut sides: Vec<Vec<usize>> = vec![Vec::new(); spine.len()];
    let mut row: Vec<Option<usize>> = vec![None; count];
    spine.iter().enumerate().for_each(|(index, &state)| row[state] = Some(index));
    let mut queue = spine.to_vec();
    let mut next = 0;
    while let Some(&at) = queue.get(next) {
        next += 1;
        let here = row[at].expect("whatever is queued has a row");
        for arc in arcs.iter().filter(|arc| arc.from == at) {
            if row[arc.to].is_none() {
                row[arc.to] = Some(here);
                let under = sides[here].iter().position(|&side| side == at).map_or(sides[here].len(), |slot| slot + 1);
                sides[here].insert(under, arc.to);
                queue.push(arc.to);
            }
        }
    }
    for state in 0..count {
        if row[state].is_none() {
            let leads_to = arcs.iter().filter(|arc| arc.from == state).find_map(|arc| row[arc.to]);
            sides[leads_to.unwrap_or(spine.len() - 1)].push(state);
        }
    }
    sides
}

fn is_course(manner: Manner) -> bool {
    matches!(manner, Manner::Ordinary | Manner::System)
}

#[cfg(test)]
mod tests {
    use super::super::super::sample;
    use super::*;

    #[test]
    fn the_spine_is_the_course_of_an_undisturbed_proposal() {
        let drawing = sample::PROCESS.drawing();
        let course = course(&drawing, &arcs(&drawing));
        let names = |states: &[usize]| states.iter().map(|&state| &*drawing.states[state].name).collect::<Vec<_>>().join(" ");
        assert_eq!(names(&course.spine), "draft submitted pre_review second_review filed assigned replied closed");
        assert_eq!(names(&course.sides[0]), "cosign_open");
        assert_eq!(names(&course.sides[3]), "not_filed merged transferred_to_brief transferred_as_letter");
        assert_eq!(names(&course.sides[6]), "rehandling face_to_face");
    }
}
