//! The drawing of a process on a page: where a record is, where it has been, where it may go. Legible at 390 pixels.
//!
//! Classes only, because pages forbid inline styles. These rules go into the stylesheet of the shell, with its own tokens:
//!
//! ```css
//! .pd { display: block; width: 22.4rem; max-width: 100%; height: auto }
//! .pd-edge { fill: none; stroke: var(--line-strong, #8a8f98); stroke-width: 1.25 }
//! .pd-edge.pd-override { stroke-dasharray: 4 3 }
//! .pd-edge.pd-visited { stroke: var(--ink, #1f2328); stroke-width: 2 }
//! .pd-arrow { fill: var(--line-strong, #8a8f98); stroke: none }
//! .pd-arrow.pd-visited, .pd-start { fill: var(--ink, #1f2328); stroke: none }
//! .pd-state rect { fill: var(--paper, #fff); stroke: var(--line-strong, #8a8f98); stroke-width: 1.25 }
//! .pd-state text { fill: var(--ink-soft, #57606a); font-size: 15px }
//! .pd-state.pd-visited rect { fill: var(--paper-sunk, #f1f0ec); stroke: var(--ink, #1f2328) }
//! .pd-state.pd-visited text { fill: var(--ink, #1f2328) }
//! .pd-state.pd-current rect { fill: var(--accent, #9f1f2b); stroke: var(--accent, #9f1f2b); stroke-width: 2 }
//! .pd-state.pd-current text { fill: var(--on-accent, #fff); font-weight: 600 }
//! .pd-tick { fill: none; stroke: var(--ink, #1f2328); stroke-width: 1.5 }
//! .pd-here rect { fill: var(--paper, #fff); stroke: var(--accent, #9f1f2b); stroke-width: 1.25 }
//! .pd-here text { fill: var(--accent, #9f1f2b); font-size: 11px; font-weight: 600 }
//! .pd-label { fill: var(--ink-soft, #57606a); font-size: 12px }
//! .pd-number circle { fill: var(--paper, #fff); stroke: var(--line-strong, #8a8f98) }
//! .pd-number text { fill: var(--ink, #1f2328); font-size: 10px }
//! ```

mod graph;
mod measure;
mod notes;
mod place;
mod route;
mod scene;
mod write;

#[cfg(test)]
mod tests;

use super::Drawing;
use graph::{Arc, Course};
#[cfg(test)]
use place::Column;
use place::Spot;
use scene::Scene;

/// The process as an SVG element. `current` is where the record is, `visited` where it was, in order; states that come
/// after each other in it have their arrow drawn strong.
///
/// `labels` gives the text of the message keys `{process}.process` (the title), `{process}.state.{state}`,
/// `{process}.act.{act}`, and `process.here` for the mark of the present place (当前), which should be short.
/// Ends are round, overrides are dashed, places left have a tick. A name that does not fit at its arrow becomes a number
/// with a legend below.
pub fn svg(drawing: &Drawing, current: Option<&str>, visited: &[&str], labels: &dyn Fn(&str) -> String) -> String {
    write::write(&Picture::new(drawing, labels), current, visited, labels)
}

/// All that is drawn, in place.
struct Picture<'a> {
    drawing: &'a Drawing,
    arcs: Vec<Arc>,
    /// The acts of each arc in words.
    names: Vec<String>,
    course: Course,
    spots: Vec<Spot>,
    scene: Scene,
}

impl<'a> Picture<'a> {
    fn new(drawing: &'a Drawing, labels: &dyn Fn(&str) -> String) -> Self {
        let arcs = graph::arcs(drawing);
        let course = graph::course(drawing, &arcs);
        let act = |act: &String| labels(&drawing.key("act", act));
        let names: Vec<String> = arcs.iter().map(|arc| arc.acts.iter().map(act).collect::<Vec<_>>().join(" / ")).collect();
        let spots = place::place(drawing, &course, &arcs, &|state| labels(&drawing.key("state", state)));
        let mut routes = route::route(&arcs, &spots);
        routes.scene.notes = notes::notes(&arcs, &names, &spots, &routes);
        Self { drawing, arcs, names, course, spots, scene: routes.scene }
    }

    /// The names of states on one line.
    fn state(&self, state: usize) -> String {
        self.spots[state].lines.join(" ")
    }
}
