//! A process drawn as the kernel draws it.

use kernel::workflow::{Drawing, Edge, Manner, Place, svg};

use super::text;
use crate::i18n::Locale;
use crate::ui::Html;

const STEPS: [&str; 7] = ["step-1", "step-2", "step-3", "step-4", "step-5", "step-6", "step-7"];
/// From, to, act.
const EDGES: [(usize, usize, &str); 8] = [
    (0, 1, "move-review"),
    (1, 2, "move-file"),
    (2, 3, "move-assign"),
    (3, 4, "move-reply"),
    (4, 5, "move-close"),
    (1, 6, "move-decline"),
    (1, 0, "move-return"),
    (4, 3, "move-again"),
];

pub(super) fn process(l: &Locale) -> Html {
    let labels = |key: &str| text(l, key.rsplit('.').next().unwrap_or(key));
    let visited = &STEPS[..3];
    Html::drawing(svg(&drawing(), Some(STEPS[3]), visited, &labels))
}

fn drawing() -> Drawing {
    let place = |(n, name): (usize, &&str)| Place { name: (*name).to_owned(), starts: n == 0, ends: n >= 5 };
    let edge = |(from, to, act): &(usize, usize, &str)| Edge {
        from: STEPS[*from].to_owned(),
        to: STEPS[*to].to_owned(),
        act: (*act).to_owned(),
        roles: Vec::new(),
        manner: if from > to { Manner::Override } else { Manner::Ordinary },
    };
    Drawing {
        name: "sample".to_owned(),
        states: STEPS.iter().enumerate().map(place).collect(),
        acts: EDGES.iter().map(|(_, _, act)| (*act).to_owned()).collect(),
        edges: EDGES.iter().map(edge).collect(),
    }
}
