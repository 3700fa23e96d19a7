//! What is to be drawn, in pixels.

use super::super::Manner;

/// Everything but the boxes, which stand at their [`Spot`](super::place::Spot)s.
#[derive(Debug, Default)]
pub struct Scene {
    pub width: i32,
    pub height: i32,
    /// Left edges of the two columns.
    pub spine_x: i32,
    pub side_x: i32,
    pub wires: Vec<Wire>,
    pub notes: Vec<Note>,
}

/// The line of an arc, with an arrow at its last point.
#[derive(Debug)]
pub struct Wire {
    pub from: usize,
    pub to: usize,
    pub manner: Manner,
    /// Corners; every piece is horizontal or vertical.
    pub points: Vec<(i32, i32)>,
}

/// What stands at a wire: the names of its acts, or where they do not fit a number that is explained below.
#[derive(Clone, Debug)]
pub struct Note {
    /// The arcs that it speaks of.
    pub arcs: Vec<usize>,
    pub x: i32,
    /// Of a text its baseline, of a number its centre.
    pub y: i32,
    pub kind: NoteKind,
}

#[derive(Clone, Debug)]
pub enum NoteKind {
    Text { text: String, ends_at_x: bool },
    Number,
}

pub const LABEL_SIZE: i32 = 12;
pub const NUMBER_RADIUS: i32 = 7;

/// Left, top, right, bottom.
#[cfg(test)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rect(pub i32, pub i32, pub i32, pub i32);

#[cfg(test)]
impl Rect {
    pub fn meets(self, other: Self) -> bool {
        self.0 < other.2 && other.0 < self.2 && self.1 < other.3 && other.1 < self.3
    }
}

#[cfg(test)]
impl Note {
    pub fn rect(&self) -> Rect {
        match &self.kind {
            NoteKind::Text { text, ends_at_x } => {
                let width = super::measure::width(text, LABEL_SIZE);
                let left = if *ends_at_x { self.x - width } else { self.x };
                Rect(left, self.y - LABEL_SIZE + 1, left + width, self.y + 2)
            }
            NoteKind::Number => {
                let r = NUMBER_RADIUS;
                Rect(self.x - r, self.y - r, self.x + r, self.y + r)
            }
        }
    }
}
