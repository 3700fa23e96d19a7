//! 修改对照: what changed from one version of the text to another.

use web::i18n::Locale;
use web::ui::{Section, diff};

use super::text::Text;
use crate::store::Version;

/// One section for each part that changed, suggestions by their numbers; empty where nothing did.
pub fn version_diff(l: &Locale, old: &Version, new: &Version) -> Vec<Section> {
    let text = |v: &Version| Text {
        title: v.title.clone(),
        background: v.background.clone(),
        analysis: v.analysis.clone(),
        suggestions: v.suggestions.clone(),
    };
    text_diff(l, &text(old), &text(new))
}

/// The same of two texts.
pub fn text_diff(l: &Locale, old: &Text, new: &Text) -> Vec<Section> {
    let parts = [
        ("title", "proposals.field.title", &old.title, &new.title),
        ("background", "proposals.field.background", &old.background, &new.background),
        ("analysis", "proposals.field.analysis", &old.analysis, &new.analysis),
    ];
    let changed = parts.into_iter().filter(|(_, _, old, new)| old != new);
    let mut sections: Vec<Section> =
        changed.map(|(id, label, old, new)| Section::new(format!("diff-{id}"), l.t(label), diff(l, old, new))).collect();
    let none = String::new();
    for place in 0..old.suggestions.len().max(new.suggestions.len()) {
        let (before, after) = (old.suggestions.get(place).unwrap_or(&none), new.suggestions.get(place).unwrap_or(&none));
        if before != after {
            let title = l.f("proposals.suggestion-n", &[("n", (place + 1).to_string())]);
            sections.push(Section::new(format!("diff-suggestion-{}", place + 1), title, diff(l, before, after)));
        }
    }
    sections
}
