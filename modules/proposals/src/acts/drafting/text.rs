//! 案文: title, the three parts and the numbered suggestions, as they are typed.

use kernel::db::Tx;
use kernel::{Error, Id, Result};
use web::Ask;
use web::ui::{Choice, Field};

use crate::model::Proposal;
use crate::rules::Rules;
use crate::store;

/// What can be typed at all, in characters; the limits of the policy are checked at submission, so that a long draft is
/// not lost.
pub const MAX_PART_CHARS: usize = 20_000;
pub const MAX_TITLE_CHARS: usize = 200;

/// The text of a proposal. A draft may be incomplete, but it has a title.
#[derive(Clone, Debug, Default)]
pub struct Text {
    pub title: String,
    pub background: String,
    pub analysis: String,
    /// Numbered in this order.
    pub suggestions: Vec<String>,
}

/// What an edit changed: a new title or suggestion voids signatures, anything else is only told (practice 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    Nothing,
    Told,
    Voids,
}

impl Text {
    /// As it stands in the record.
    pub fn of(p: &Proposal) -> Text {
        Text { title: p.title.clone(), background: p.background.clone(), analysis: p.analysis.clone(), suggestions: p.suggestions.clone() }
    }

    /// Trimmed, without blank suggestions.
    ///
    /// # Errors
    /// `Invalid` without a title.
    pub fn tidy(&self) -> Result<Text> {
        let clean = |text: &str| ::text::clean(text).trim().to_owned();
        let text = Text {
            title: clean(&self.title).split_whitespace().collect::<Vec<_>>().join(" "),
            background: clean(&self.background),
            analysis: clean(&self.analysis),
            suggestions: self.suggestions.iter().map(|s| clean(s)).filter(|s| !s.is_empty()).collect(),
        };
        if text.title.is_empty() { Err(Error::invalid("title", "web.invalid.required")) } else { Ok(text) }
    }

    /// Writes the words into the record and says what that means for those who signed.
    pub fn put_into(&self, p: &mut Proposal) -> Changed {
        let binding = p.title != self.title || p.suggestions != self.suggestions;
        let other = p.background != self.background || p.analysis != self.analysis;
        p.title.clone_from(&self.title);
        p.background.clone_from(&self.background);
        p.analysis.clone_from(&self.analysis);
        p.suggestions.clone_from(&self.suggestions);
        match (binding, other) {
            (true, _) => Changed::Voids,
            (false, true) => Changed::Told,
            (false, false) => Changed::Nothing,
        }
    }
}

/// The questions of a text.
pub fn fields(tx: &mut Tx, assembly: Id, ask: &Ask, rules: &Rules, now: Option<&Proposal>) -> Result<Vec<Field>> {
    let english = ask.locale.lang.code() == "en";
    let blank = std::iter::once(Choice::new("", ask.t("proposals.category.none")));
    let categories = store::categories(tx, assembly)?;
    let choices = categories.into_iter().map(|(id, name, name_en)| Choice::new(id.to_string(), if english { name_en } else { name }));
    let limit = rules.max_body_chars.to_string();
    let hint = ask.locale.f("proposals.hint.background", &[("max", &limit)]);
    let mut fields = vec![
        Field::text("title", ask.t("proposals.field.title"))
            .hint(ask.t("proposals.hint.title"))
            .max_chars(rules.max_title_chars)
            .required(),
        Field::textarea("background", ask.t("proposals.field.background"), 6).hint(hint),
        Field::textarea("analysis", ask.t("proposals.field.analysis"), 8).hint(ask.t("proposals.hint.analysis")),
        Field::lines("suggestions", ask.t("proposals.field.suggestions"), 3).hint(ask.t("proposals.hint.suggestions")),
        Field::select("category", ask.t("proposals.field.category"), blank.chain(choices).collect()),
    ];
    if let Some(p) = now {
        let category = p.category.map(|c| c.to_string()).unwrap_or_default();
        let values = [vec![p.title.clone()], vec![p.background.clone()], vec![p.analysis.clone()], p.suggestions.clone(), vec![category]];
        for (field, values) in fields.iter_mut().zip(values) {
            field.values = values;
        }
    }
    Ok(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_suggestions_and_stray_blanks_are_dropped() {
        let typed = Text {
            title: "  关于 修路 的建议\n".into(),
            suggestions: vec!["甲".into(), " \u{3000}".into(), "乙 ".into()],
            ..Text::default()
        };
        let tidy = typed.tidy().unwrap();
        assert_eq!((tidy.title.as_str(), tidy.suggestions), ("关于 修路 的建议", vec!["甲".to_owned(), "乙".to_owned()]));
    }
}
