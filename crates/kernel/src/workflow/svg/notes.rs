//! The names of the acts at their arrows; a number where a name does not fit, explained in the legend.

use super::graph::Arc;
use super::measure;
use super::place::{ARROW_GAP, BOX_WIDTH, Column, Spot};
use super::route::{Routes, UP_SHIFT, Way};
use super::scene::{LABEL_SIZE, NUMBER_RADIUS, Note, NoteKind};

/// How far a name beside an arrow downwards may reach, and one beside an arrow upwards.
const DOWN_MAX: i32 = 60;
const UP_MAX: i32 = 32;
/// Between a box and what is written at its side; the head of an arrow is in it.
const AIR: i32 = 10;

/// The notes of all wires, from top to bottom. `names[i]` are the acts of `arcs[i]` in words.
pub fn notes(arcs: &[Arc], names: &[String], spots: &[Spot], routes: &Routes) -> Vec<Note> {
    let mut notes: Vec<Note> = (0..arcs.len()).filter_map(|arc| along(arc, arcs, names, spots, routes)).collect();
    for (side, spot) in spots.iter().enumerate() {
        let of = |way: Way| (0..arcs.len()).filter(move |&arc| routes.ways[arc] == way);
        let arriving: Vec<usize> = of(Way::Out).filter(|&arc| arcs[arc].to == side).collect();
        let leaving: Vec<usize> = of(Way::In).filter(|&arc| arcs[arc].from == side).collect();
        notes.extend(across(&arriving, spot.y - 8, -5, names, routes));
        notes.extend(across(&leaving, spot.y + 8, 13, names, routes));
    }
    notes.sort_by_key(|note| (note.y, note.x));
    notes
}

/// At an arrow within a column or around it.
fn along(arc: usize, arcs: &[Arc], names: &[String], spots: &[Spot], routes: &Routes) -> Option<Note> {
    let from = &spots[arcs[arc].from];
    let scene = &routes.scene;
    let middle = BOX_WIDTH / 2 + if from.column == Column::Spine { scene.spine_x } else { scene.side_x };
    let (line, y, max) = match routes.ways[arc] {
        Way::Down => (middle, from.bottom() + ARROW_GAP / 2, DOWN_MAX),
        Way::Up => (middle - UP_SHIFT, from.top() - ARROW_GAP / 2, UP_MAX),
        Way::Around { back, .. } => {
            let (lane, from_y) = scene.wires[arc].points[1];
            (lane, from_y + if back { -16 } else { 16 }, 0)
        }
        Way::Out | Way::In => return None,
    };
    let text = names[arc].clone();
    let up = routes.ways[arc] == Way::Up;
    if measure::width(&text, LABEL_SIZE) > max {
        return Some(Note { arcs: vec![arc], x: line, y, kind: NoteKind::Number });
    }
    let x = if up { line - 6 } else { line + 7 };
    Some(Note { arcs: vec![arc], x, y: y + 4, kind: NoteKind::Text { text, ends_at_x: up } })
}

/// At the left of a box beside the spine, where all that arrives (or leaves) shares one line at height `y`.
fn across(arcs: &[usize], y: i32, baseline: i32, names: &[String], routes: &Routes) -> Vec<Note> {
    let right = routes.scene.side_x - AIR;
    let alike = arcs.iter().all(|&arc| names[arc] == names[arcs[0]]);
    let groups: Vec<Vec<usize>> = if alike { vec![arcs.to_vec()] } else { arcs.iter().map(|&arc| vec![arc]).collect() };
    match &groups[..] {
        _ if arcs.is_empty() => Vec::new(),
        [arcs] if measure::width(&names[arcs[0]], LABEL_SIZE) <= right - routes.label_left => {
            let kind = NoteKind::Text { text: names[arcs[0]].clone(), ends_at_x: true };
            vec![Note { arcs: arcs.clone(), x: right, y: y + baseline, kind }]
        }
        groups => {
            let places = (0..).map(|place| right - NUMBER_RADIUS - place * (2 * NUMBER_RADIUS + 1));
            groups.iter().zip(places).map(|(arcs, x)| Note { arcs: arcs.clone(), x, y, kind: NoteKind::Number }).collect()
        }
    }
}
