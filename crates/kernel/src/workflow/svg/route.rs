//! Where the arrows go. Down the columns they are straight; between the columns and around a column they share lanes:
//! one for each box that arrows leave (to the right) or come back to, so that lines part and join but never run in a heap.

use super::graph::Arc;
use super::place::{BOX_WIDTH, Column, Spot};
use super::scene::{Scene, Wire};
use std::collections::BTreeMap;

/// A phone of 390 pixels without its margins.
const WIDTH: i32 = 358;
const MARGIN: i32 = 14;
const GUTTER_LANE: i32 = 9;
const OUTER_LANE: i32 = 15;
pub const LANE_START: i32 = 16;
/// For the names of acts between the columns.
const GUTTER_LABEL: i32 = 64;
/// Of the arrow up, left of the arrow down.
pub const UP_SHIFT: i32 = 20;
const PORT: i32 = 8;
const NEAR_PORT: i32 = 4;

/// By which way an arc goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    Down,
    Up,
    /// Around the left or the right of a column, forwards or back; the bus belongs to the target.
    Around {
        right: bool,
        back: bool,
    },
    /// From the spine to a box beside it; the bus belongs to the source.
    Out,
    /// From beside to the spine; the bus belongs to the target.
    In,
}

type Bus = (Way, usize);

/// The drawing without its notes, and what they need to know.
pub struct Routes {
    pub scene: Scene,
    pub ways: Vec<Way>,
    /// Between the last lane of the gutter and the right column.
    pub label_left: i32,
}

pub fn way(arc: &Arc, spots: &[Spot]) -> Way {
    let (from, to) = (&spots[arc.from], &spots[arc.to]);
    match (from.column, to.column) {
        (Column::Spine, Column::Side) => Way::Out,
        (Column::Side, Column::Spine) => Way::In,
        _ if to.index == from.index + 1 => Way::Down,
        _ if from.index == to.index + 1 => Way::Up,
        (column, _) => Way::Around { right: column == Column::Side, back: to.index < from.index },
    }
}

pub fn route(arcs: &[Arc], spots: &[Spot]) -> Routes {
    let ways: Vec<Way> = arcs.iter().map(|arc| way(arc, spots)).collect();
    let ends: Vec<(i32, i32)> = arcs.iter().zip(&ways).map(|(arc, way)| ends(arc, *way, arcs, spots)).collect();
    let lanes = Lanes::new(arcs, &ways, &ends);
    let mut scene = columns(&lanes, spots);
    let gutter = scene.spine_x + BOX_WIDTH + LANE_START;
    let label_left = gutter + GUTTER_LANE * (lanes.gutter - 1).max(0) + 6;
    let wires = arcs.iter().zip(&ways).zip(&ends).map(|((arc, &way), &(from_y, to_y))| {
        let lane = lanes.of(bus(arc, way));
        let (left, right) = (scene.spine_x, scene.side_x + BOX_WIDTH);
        let around = |edge: i32, lane: i32| vec![(edge, from_y), (lane, from_y), (lane, to_y), (edge, to_y)];
        let across = |from: i32, to: i32| match gutter + GUTTER_LANE * lane {
            _ if from_y == to_y => vec![(from, from_y), (to, to_y)],
            lane => vec![(from, from_y), (lane, from_y), (lane, to_y), (to, to_y)],
        };
        let middle = BOX_WIDTH / 2 + if spots[arc.from].column == Column::Spine { scene.spine_x } else { scene.side_x };
        let points = match way {
            Way::Down => vec![(middle, from_y), (middle, to_y)],
            Way::Up => vec![(middle - UP_SHIFT, from_y), (middle - UP_SHIFT, to_y)],
            Way::Around { right: false, .. } => around(left, left - LANE_START - OUTER_LANE * lane),
            Way::Around { right: true, .. } => around(right, right + LANE_START + OUTER_LANE * lane),
            Way::Out => across(scene.spine_x + BOX_WIDTH, scene.side_x),
            Way::In => across(scene.side_x, scene.spine_x + BOX_WIDTH),
        };
        Wire { from: arc.from, to: arc.to, manner: arc.manner, points }
    });
    scene.wires = wires.collect();
    Routes { scene, ways, label_left }
}

/// How high an arc leaves its source and arrives at its target.
fn ends(arc: &Arc, way: Way, arcs: &[Arc], spots: &[Spot]) -> (i32, i32) {
    let (from, to) = (&spots[arc.from], &spots[arc.to]);
    // A line that goes straight across to the box in the same row shares its height; others keep off it.
    let aligned = |spine: usize| {
        let same_bus = |other: &&Arc| self::way(other, spots) == way && bus(other, way) == (way, spine);
        let beside = |other: &Arc| spots[other.from].y == spots[other.to].y;
        if arcs.iter().filter(same_bus).any(beside) { PORT } else { NEAR_PORT }
    };
    match way {
        Way::Down => (from.bottom(), to.top()),
        Way::Up => (from.top(), to.bottom()),
        Way::Around { back: true, .. } => (from.y - 4, to.y + 4),
        Way::Around { back: false, .. } => (from.y + 12, to.y - 12),
        Way::Out => (from.y - aligned(arc.from), to.y - PORT),
        Way::In => (from.y + PORT, to.y + aligned(arc.to)),
    }
}

fn bus(arc: &Arc, way: Way) -> Bus {
    (way, if way == Way::Out { arc.from } else { arc.to })
}

fn columns(lanes: &Lanes, spots: &[Spot]) -> Scene {
    let margin = |count: i32| MARGIN + if count == 0 { 0 } else { LANE_START + OUTER_LANE * (count - 1) };
    let (left, right) = (margin(lanes.left), margin(lanes.right));
    let height = spots.iter().map(Spot::bottom).max().unwrap_or(0) + MARGIN;
    if spots.iter().all(|spot| spot.column == Column::Spine) {
        let width = (left + BOX_WIDTH + left).max(300);
        let spine_x = (width - BOX_WIDTH) / 2;
        return Scene { width, height, spine_x, side_x: spine_x, ..Scene::default() };
    }
    let gutter = LANE_START + GUTTER_LANE * (lanes.gutter - 1).max(0) + GUTTER_LABEL;
    let spare = (WIDTH - (left + BOX_WIDTH + gutter + BOX_WIDTH + right)).clamp(-16, 60);
    let side_x = left + BOX_WIDTH + gutter + spare;
    Scene { width: side_x + BOX_WIDTH + right, height, spine_x: left, side_x, ..Scene::default() }
}

/// Which lane each bus runs in, and how many lanes there are.
struct Lanes {
    lanes: BTreeMap<Bus, i32>,
    gutter: i32,
    left: i32,
    right: i32,
}

impl Lanes {
    fn new(arcs: &[Arc], ways: &[Way], ends: &[(i32, i32)]) -> Self {
        let mut spans = BTreeMap::<Bus, (i32, i32)>::new();
        for ((arc, &way), &(from, to)) in arcs.iter().zip(ways).zip(ends) {
            let span = spans.entry(bus(arc, way)).or_insert((i32::MAX, i32::MIN));
            *span = (span.0.min(from).min(to), span.1.max(from).max(to));
        }
        let mut found = Self { lanes: BTreeMap::new(), gutter: 0, left: 0, right: 0 };
        let group = |wanted: fn(Way) -> bool| spans.iter().filter(move |((way, _), _)| wanted(*way)).map(|(bus, span)| (*bus, *span));
        found.gutter = found.assign(group(|way| matches!(way, Way::Out | Way::In)).filter(|(_, span)| span.0 != span.1));
        found.left = found.assign(group(|way| matches!(way, Way::Around { right: false, .. })));
        found.right = found.assign(group(|way| matches!(way, Way::Around { right: true, .. })));
        found
    }

    /// Short ones first and those that come back before those that go out: fewer crossings. Answers how many lanes.
    fn assign(&mut self, buses: impl Iterator<Item = (Bus, (i32, i32))>) -> i32 {
        const APART: i32 = 14;
        let mut buses: Vec<_> = buses.collect();
        buses.sort_by_key(|((way, _), (low, high))| (*way == Way::Out, high - low, *low));
        let mut taken: Vec<Vec<(i32, i32)>> = Vec::new();
        for (bus, (low, high)) in buses {
            let free = |lane: &Vec<(i32, i32)>| lane.iter().all(|other| high + APART < other.0 || other.1 + APART < low);
            let lane = taken.iter().position(free).unwrap_or_else(|| {
                taken.push(Vec::new());
                taken.len() - 1
            });
            taken[lane].push((low, high));
            self.lanes.insert(bus, i32::try_from(lane).expect("fewer lanes than states"));
        }
        i32::try_from(taken.len()).expect("fewer lanes than states")
    }

    fn of(&self, bus: Bus) -> i32 {
        self.lanes.get(&bus).copied().unwrap_or(0)
    }
}
