//! Where the boxes stand: two columns, a row for each state of the spine, those beside it stacked to the right.

use super::super::Drawing;
use super::graph::{Arc, Course};
use super::measure;

pub const BOX_WIDTH: i32 = 108;
pub const NAME_SIZE: i32 = 15;
const NAME_LINE: i32 = 18;
/// Room for the dot at which a record begins.
const TOP: i32 = 40;
/// Between boxes that an arrow joins; its label stands in the middle of this.
pub const ARROW_GAP: i32 = 40;
const STACK_GAP: i32 = 18;

/// A box and what is written in it.
#[derive(Clone, Debug)]
pub struct Spot {
    pub column: Column,
    /// Number in the column, from the top.
    pub index: usize,
    /// Centre.
    pub y: i32,
    pub height: i32,
    pub lines: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Spine,
    Side,
}

impl Spot {
    pub fn top(&self) -> i32 {
        self.y - self.height / 2
    }

    pub fn bottom(&self) -> i32 {
        self.y + self.height / 2
    }
}

/// A spot for each state of the drawing.
pub fn place(drawing: &Drawing, course: &Course, arcs: &[Arc], label: &dyn Fn(&str) -> String) -> Vec<Spot> {
    let mut spots: Vec<Spot> = drawing.states.iter().map(|state| spot(&label(&state.name))).collect();
    let joined = |one: usize, two: usize| arcs.iter().any(|arc| (arc.from, arc.to) == (one, two) || (arc.from, arc.to) == (two, one));
    let mut floor = TOP - ARROW_GAP;
    let mut last_side: Option<usize> = None;
    let mut sides_placed = 0;
    for (index, (&state, sides)) in course.spine.iter().zip(&course.sides).enumerate() {
        let half = spots[state].height / 2;
        let mut y = floor + ARROW_GAP + half;
        for (slot, &side) in sides.iter().enumerate() {
            let above = last_side.map(|last| spots[last].bottom() + if joined(last, side) { ARROW_GAP } else { STACK_GAP });
            let free = above.unwrap_or(TOP) + spots[side].height / 2;
            y = if slot == 0 { y.max(free) } else { free };
            spots[side] = Spot { column: Column::Side, index: sides_placed, y, ..spots[side].clone() };
            (last_side, sides_placed) = (Some(side), sides_placed + 1);
        }
        let y = sides.first().map_or(y, |&side| spots[side].y);
        spots[state] = Spot { column: Column::Spine, index, y, ..spots[state].clone() };
        let lowest_side = sides.last().map_or(0, |&side| spots[side].bottom() - ARROW_GAP + STACK_GAP);
        floor = spots[state].bottom().max(lowest_side);
    }
    spots
}

fn spot(name: &str) -> Spot {
    let lines = measure::balance(name, NAME_SIZE, BOX_WIDTH - 12);
    let height = 18 + NAME_LINE * i32::try_from(lines.len()).expect("a name of a few lines");
    Spot { column: Column::Side, index: 0, y: 0, height, lines }
}

/// The baseline of each line of a name, from the centre of its box.
pub fn baselines(count: usize) -> impl Iterator<Item = i32> {
    let count = i32::try_from(count).expect("a name of a few lines");
    (0..count).map(move |line| line * NAME_LINE - (count - 1) * NAME_LINE / 2 + 5)
}
