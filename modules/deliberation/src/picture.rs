//! 图谱绘制: the map as SVG, drawn on the server. A table beside it says the same in words.

use std::fmt::Write;

use crate::view::{Dot, Picture};

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 440.0;
const MARGIN: f64 = 36.0;

/// The letter of a group: A, B, C …
pub fn letter(place: usize) -> char {
    char::from(b'A' + u8::try_from(place.min(25)).unwrap_or(25))
}

/// `own` is where the reader stands, shown to nobody else.
pub fn svg(picture: &Picture, own: Option<[f64; 2]>) -> String {
    let scale = Scale::of(picture, own);
    let mut out = String::with_capacity(4_096);
    let _ = write!(out, r#"<svg class="opinion-map" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-hidden="true" focusable="false">"#);
    let most = picture.dots.iter().map(|dot| dot.people).max().unwrap_or(1);
    for (place, group) in picture.groups.iter().enumerate() {
        let members: Vec<&Dot> = picture.dots.iter().filter(|dot| dot.group == Some(group.id)).collect();
        if let Some(path) = hull(&members, &scale) {
            let _ = write!(out, r#"<path class="hull group-{place}" d="{path}"/>"#);
        }
    }
    for dot in &picture.dots {
        let [x, y] = scale.at([dot.x, dot.y]);
        let radius = 3.5 + 9.0 * (f64::from(dot.people - 1) / f64::from(most.max(2))).sqrt();
        let place = dot.group.and_then(|id| picture.groups.iter().position(|group| group.id == id));
        let class = place.map_or("dot".to_owned(), |place| format!("dot group-{place}"));
        let _ = write!(out, r#"<circle class="{class}" cx="{x:.1}" cy="{y:.1}" r="{radius:.1}"/>"#);
    }
    for (place, group) in picture.groups.iter().enumerate() {
        if let Some([x, y]) = middle(picture, group.id).map(|at| scale.at(at)) {
            let label = letter(place);
            let _ = write!(
                out,
                r#"<g class="name group-{place}"><circle cx="{x:.1}" cy="{y:.1}" r="15"/><text x="{x:.1}" y="{:.1}" text-anchor="middle">{label}</text></g>"#,
                y + 5.5
            );
        }
    }
    if let Some([x, y]) = own.map(|at| scale.at(at)) {
        let _ = write!(out, r#"<g class="own"><circle cx="{x:.1}" cy="{y:.1}" r="9"/><circle cx="{x:.1}" cy="{y:.1}" r="3"/></g>"#);
    }
    out.push_str("</svg>");
    out
}

struct Scale {
    low: [f64; 2],
    by: [f64; 2],
}

impl Scale {
    fn of(picture: &Picture, own: Option<[f64; 2]>) -> Scale {
        let all = picture.dots.iter().map(|dot| [dot.x, dot.y]).chain(own);
        let (mut low, mut high) = ([f64::MAX; 2], [f64::MIN; 2]);
        for at in all {
            for axis in 0..2 {
                low[axis] = low[axis].min(at[axis]);
                high[axis] = high[axis].max(at[axis]);
            }
        }
        let room = [WIDTH - 2.0 * MARGIN, HEIGHT - 2.0 * MARGIN];
        let by = [0, 1].map(|axis| room[axis] / (high[axis] - low[axis]).max(1e-9));
        Scale { low, by }
    }

    fn at(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        [MARGIN + (x - self.low[0]) * self.by[0], HEIGHT - MARGIN - (y - self.low[1]) * self.by[1]]
    }
}

/// The mean of a group's people.
fn middle(picture: &Picture, group: u32) -> Option<[f64; 2]> {
    let (mut sum, mut people) = ([0.0; 2], 0.0);
    for dot in picture.dots.iter().filter(|dot| dot.group == Some(group)) {
        let weight = f64::from(dot.people);
        sum = [sum[0] + dot.x * weight, sum[1] + dot.y * weight];
        people += weight;
    }
    (people > 0.0).then(|| sum.map(|value| value / people))
}

/// The outline of a group's people (Andrew's monotone chain), where there are three corners.
fn hull(members: &[&Dot], scale: &Scale) -> Option<String> {
    let mut points: Vec<[f64; 2]> = members.iter().map(|dot| scale.at([dot.x, dot.y])).collect();
    points.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    points.dedup();
    if points.len() < 3 {
        return None;
    }
    let turn = |o: [f64; 2], a: [f64; 2], b: [f64; 2]| (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
    let half = |points: &mut dyn Iterator<Item = [f64; 2]>| {
        let mut chain: Vec<[f64; 2]> = Vec::new();
        for point in points {
            while chain.len() >= 2 && turn(chain[chain.len() - 2], chain[chain.len() - 1], point) <= 0.0 {
                chain.pop();
            }
            chain.push(point);
        }
        chain.pop();
        chain
    };
    let mut outline = half(&mut points.iter().copied());
    outline.extend(half(&mut points.iter().rev().copied()));
    if outline.len() < 3 {
        return None;
    }
    let steps: Vec<String> = outline.iter().map(|[x, y]| format!("{x:.1},{y:.1}")).collect();
    Some(format!("M{}Z", steps.join("L")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::GroupView;

    #[test]
    fn every_dot_is_inside_and_groups_are_named() {
        let dot = |x, y, group| Dot { x, y, people: 1, group: Some(group) };
        let picture = Picture {
            dots: vec![dot(-3.0, 1.0, 0), dot(-2.0, -1.0, 0), dot(-2.5, 2.0, 0), dot(4.0, 0.0, 1), dot(4.5, 0.5, 1)],
            groups: vec![GroupView { id: 0, size: 3, ..GroupView::default() }, GroupView { id: 1, size: 2, ..GroupView::default() }],
            ..Picture::default()
        };
        let svg = svg(&picture, Some([0.0, 0.0]));
        assert_eq!(svg.matches(r#"class="dot group-"#).count(), 5);
        assert_eq!(svg.matches("class=\"hull").count(), 1, "two people have no outline");
        assert!(svg.contains(">A</text>") && svg.contains(">B</text>") && svg.contains(r#"class="own""#));
        for value in svg.split(['"', ' ']).filter_map(|part| part.parse::<f64>().ok()) {
            assert!((-1.0..=640.0).contains(&value), "{value} in {svg}");
        }
    }
}
