use super::super::Manner;
use super::Picture;
use super::measure;
use super::place::{BOX_WIDTH, Column, Spot, baselines};
use super::scene::{LABEL_SIZE, NUMBER_RADIUS, NoteKind, Wire};
use std::fmt::{self, Display, Formatter, Write};

const HERE_SIZE: i32 = 11;
const LEGEND_LINE: i32 = 20;

pub(super) fn write(picture: &Picture, current: Option<&str>, visited: &[&str], labels: &dyn Fn(&str) -> String) -> String {
    let writer = Writer { picture, current, visited, here: labels("process.here") };
    let mut out = String::new();
    writer.all(&mut out, &labels(&picture.drawing.key_of_title())).expect("a string takes every write");
    out
}

struct Writer<'a> {
    picture: &'a Picture<'a>,
    current: Option<&'a str>,
    visited: &'a [&'a str],
    /// The word for the present place.
    here: String,
}

impl Writer<'_> {
    fn all(&self, out: &mut String, title: &str) -> fmt::Result {
        let scene = &self.picture.scene;
        let legend = self.legend();
        let height = scene.height + legend_height(&legend);
        write!(out, r#"<svg xmlns="http://www.w3.org/2000/svg" class="pd" role="img" "#)?;
        writeln!(out, r#"width="{0}" height="{height}" viewBox="0 0 {0} {height}">"#, scene.width)?;
        writeln!(out, "<title>{}</title><desc>{}</desc>", Escaped(title), Escaped(&self.description()))?;
        self.start(out)?;
        let (walked, open): (Vec<&Wire>, Vec<&Wire>) = scene.wires.iter().partition(|wire| self.was_walked(wire));
        open.iter().chain(&walked).try_for_each(|wire| self.wire(out, wire))?;
        (0..self.picture.spots.len()).try_for_each(|state| self.state(out, state))?;
        self.notes(out)?;
        write_legend(out, &legend, scene.height)?;
        out.write_str("</svg>\n")
    }

    /// The undisturbed course in words, and the present place.
    fn description(&self) -> String {
        let course: Vec<String> = self.picture.course.spine.iter().map(|&state| self.picture.state(state)).collect();
        let here = self.position(self.current).map(|state| format!(" · {}: {}", self.here, self.picture.state(state)));
        course.join(" → ") + &here.unwrap_or_default()
    }

    fn position(&self, name: Option<&str>) -> Option<usize> {
        self.picture.drawing.states.iter().position(|state| Some(&*state.name) == name)
    }

    /// A dot above the first box: here a record begins.
    fn start(&self, out: &mut String) -> fmt::Result {
        let Some(&first) = self.picture.course.spine.first() else { return Ok(()) };
        let (x, y) = (self.picture.scene.spine_x + BOX_WIDTH / 2, self.picture.spots[first].top());
        writeln!(out, r#"<circle class="pd-start" cx="{x}" cy="{}" r="5"/>"#, y - 26)?;
        writeln!(out, r#"<path class="pd-edge" d="M{x} {}V{}" fill="none" stroke="currentColor"/>"#, y - 21, y - 6)?;
        writeln!(out, r#"<path class="pd-arrow" d="M{x} {y}l-4 -8h8z"/>"#)
    }

    fn was_walked(&self, wire: &Wire) -> bool {
        let name = |state: usize| Some(&*self.picture.drawing.states[state].name);
        let way: Vec<&str> = self.visited.iter().copied().chain(self.current).collect();
        way.windows(2).any(|pair| Some(pair[0]) == name(wire.from) && Some(pair[1]) == name(wire.to))
    }

    fn wire(&self, out: &mut String, wire: &Wire) -> fmt::Result {
        let visited = if self.was_walked(wire) { " pd-visited" } else { "" };
        let manner = if wire.manner == Manner::Override { " pd-override" } else { "" };
        let (path, head) = (path(&wire.points), head(&wire.points));
        writeln!(out, r#"<path class="pd-edge{manner}{visited}" d="{path}" fill="none" stroke="currentColor"/>"#)?;
        writeln!(out, r#"<path class="pd-arrow{visited}" d="{head}"/>"#)
    }

    fn state(&self, out: &mut String, state: usize) -> fmt::Result {
        let (place, spot) = (&self.picture.drawing.states[state], &self.picture.spots[state]);
        let current = self.current == Some(&place.name);
        let visited = !current && self.visited.contains(&&*place.name);
        let mark = |class: &'static str, holds: bool| if holds { class } else { "" };
        let classes = [mark(" pd-current", current), mark(" pd-visited", visited), mark(" pd-final", place.ends)].concat();
        let (x, y, height) = (self.left(spot), spot.top(), spot.height);
        let round = if place.ends { height.min(36) / 2 } else { 3 };
        write!(out, r#"<g class="pd-state{classes}"><rect x="{x}" y="{y}" width="{BOX_WIDTH}" height="{height}" rx="{round}" "#)?;
        write!(out, r#"fill="none" stroke="currentColor"/><text text-anchor="middle" font-size="15">"#)?;
        for (line, baseline) in spot.lines.iter().zip(baselines(spot.lines.len())) {
            write!(out, r#"<tspan x="{}" y="{}">{}</tspan>"#, x + BOX_WIDTH / 2, spot.y + baseline, Escaped(line))?;
        }
        writeln!(out, "</text></g>")?;
        let right = x + BOX_WIDTH;
        if visited {
            writeln!(out, r#"<path class="pd-tick" d="M{} {}l3 3l6 -6" fill="none" stroke="currentColor"/>"#, right - 14, y + 8)?;
        }
        if current { self.here(out, right, y) } else { Ok(()) }
    }

    /// A small flag with the word for the present place, on the upper edge of the box.
    fn here(&self, out: &mut String, right: i32, top: i32) -> fmt::Result {
        let width = measure::width(&self.here, HERE_SIZE) + 10;
        let x = right - 4 - width;
        write!(out, r#"<g class="pd-here"><rect x="{x}" y="{}" width="{width}" height="16" rx="8" "#, top - 10)?;
        write!(out, r#"fill="none" stroke="currentColor"/><text x="{}" y="{}" "#, x + width / 2, top + 2)?;
        writeln!(out, r#"text-anchor="middle" font-size="11">{}</text></g>"#, Escaped(&self.here))
    }

    fn left(&self, spot: &Spot) -> i32 {
        if spot.column == Column::Spine { self.picture.scene.spine_x } else { self.picture.scene.side_x }
    }

    fn notes(&self, out: &mut String) -> fmt::Result {
        let mut number = 0;
        for note in &self.picture.scene.notes {
            match &note.kind {
                NoteKind::Text { text, ends_at_x } => {
                    let anchor = if *ends_at_x { "end" } else { "start" };
                    write!(out, r#"<text class="pd-label" x="{}" y="{}" "#, note.x, note.y)?;
                    writeln!(out, r#"text-anchor="{anchor}" font-size="12">{}</text>"#, Escaped(text))?;
                }
                NoteKind::Number => {
                    number += 1;
                    write_number(out, note.x, note.y, number)?;
                }
            }
        }
        Ok(())
    }

    /// What each number stands for, in lines that fit.
    fn legend(&self) -> Vec<Vec<String>> {
        let picture = self.picture;
        let numbered = picture.scene.notes.iter().filter(|note| matches!(note.kind, NoteKind::Number));
        let entry = |arcs: &[usize]| {
            let states = |end: fn(&super::Arc) -> usize| {
                let mut states: Vec<usize> = arcs.iter().map(|&arc| end(&picture.arcs[arc])).collect();
                states.dedup();
                states.iter().map(|&state| picture.state(state)).collect::<Vec<_>>().join(" / ")
            };
            format!("{}: {} → {}", picture.names[arcs[0]], states(|arc| arc.from), states(|arc| arc.to))
        };
        numbered.map(|note| measure::wrap(&entry(&note.arcs), LABEL_SIZE, picture.scene.width - 44)).collect()
    }
}

fn legend_height(legend: &[Vec<String>]) -> i32 {
    let lines: usize = legend.iter().map(Vec::len).sum();
    LEGEND_LINE * i32::try_from(lines).expect("a legend of a few lines") + if lines == 0 { 0 } else { 8 }
}

fn write_legend(out: &mut String, legend: &[Vec<String>], top: i32) -> fmt::Result {
    let mut y = top + 12;
    for (number, lines) in (1..).zip(legend) {
        write_number(out, 21, y, number)?;
        write!(out, r#"<text class="pd-label" font-size="12">"#)?;
        for line in lines {
            write!(out, r#"<tspan x="34" y="{}">{}</tspan>"#, y + 4, Escaped(line))?;
            y += LEGEND_LINE;
        }
        writeln!(out, "</text>")?;
    }
    Ok(())
}

fn write_number(out: &mut String, x: i32, y: i32, number: i32) -> fmt::Result {
    write!(out, r#"<g class="pd-number"><circle cx="{x}" cy="{y}" r="{NUMBER_RADIUS}" fill="none" stroke="currentColor"/>"#)?;
    writeln!(out, r#"<text x="{x}" y="{}" text-anchor="middle" font-size="10">{number}</text></g>"#, y + 4)
}

/// The line with rounded corners; it ends short of its last point, where the head of the arrow is.
fn path(points: &[(i32, i32)]) -> String {
    let mut d = format!("M{} {}", points[0].0, points[0].1);
    for corner in points.windows(3) {
        let (before, at, after) = (corner[0], corner[1], corner[2]);
        let radius = 6.min(distance(before, at) / 2).min(distance(at, after) / 2);
        let (enter, leave) = (toward(at, before, radius), toward(at, after, radius));
        write!(d, "L{} {}Q{} {} {} {}", enter.0, enter.1, at.0, at.1, leave.0, leave.1).expect("a string takes every write");
    }
    let (last, before) = (points[points.len() - 1], points[points.len() - 2]);
    let end = toward(last, before, 6);
    d + &format!("L{} {}", end.0, end.1)
}

fn head(points: &[(i32, i32)]) -> String {
    let (last, before) = (points[points.len() - 1], points[points.len() - 2]);
    let base = toward(last, before, 8);
    let (across_x, across_y) = ((base.1 - last.1) / 2, (base.0 - last.0) / 2);
    let (one, two) = ((base.0 + across_x, base.1 + across_y), (base.0 - across_x, base.1 - across_y));
    format!("M{} {}L{} {}L{} {}z", last.0, last.1, one.0, one.1, two.0, two.1)
}

fn distance(one: (i32, i32), two: (i32, i32)) -> i32 {
    (one.0 - two.0).abs() + (one.1 - two.1).abs()
}

/// The point `length` from `from` on the way to `to`.
fn toward(from: (i32, i32), to: (i32, i32), length: i32) -> (i32, i32) {
    (from.0 + (to.0 - from.0).signum() * length, from.1 + (to.1 - from.1).signum() * length)
}

/// A text that is safe in XML.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|sign| match sign {
            '&' => out.write_str("&amp;"),
            '<' => out.write_str("&lt;"),
            '>' => out.write_str("&gt;"),
            '"' => out.write_str("&quot;"),
            sign if sign.is_control() => out.write_char(' '),
            sign => out.write_char(sign),
        })
    }
}
