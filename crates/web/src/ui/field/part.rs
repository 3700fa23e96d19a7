//! How a question is drawn: ids, what describes it, what is wrong with it.

use askama::Template;

use super::{Field, FieldKind};
use crate::i18n::Locale;
use crate::ui::Html;

/// From so many choices on, a box to filter them appears where scripts run.
const MANY_CHOICES: usize = 12;
/// Blank lines offered below what is written, so that a form without script can grow.
const SPARE_LINES: usize = 2;

#[derive(Template)]
#[template(path = "ui/field.html")]
pub(in crate::ui) struct FieldPart<'a> {
    f: &'a Field,
    l: &'a Locale,
    id: String,
    errors: Vec<(Option<usize>, &'a str)>,
    /// The fields of a fieldset, drawn.
    inner: Vec<Html>,
    /// A filter of a list: short, and nothing said about being optional.
    filter: bool,
}

impl<'a> FieldPart<'a> {
    pub(in crate::ui) fn of(f: &'a Field, errors: &'a [(String, String)], l: &'a Locale) -> FieldPart<'a> {
        let inner = match &f.kind {
            FieldKind::Fieldset { fields, .. } => fields.iter().map(|f| FieldPart::of(f, errors, l).html()).collect(),
            _ => Vec::new(),
        };
        FieldPart { f, l, id: id(&f.name), errors: errors_of(f, errors), inner, filter: false }
    }

    pub(in crate::ui) fn filter(f: &'a Field, l: &'a Locale) -> FieldPart<'a> {
        FieldPart { filter: true, id: format!("filter-{}", f.name), ..FieldPart::of(f, &[], l) }
    }

    pub(in crate::ui) fn html(&self) -> Html {
        Html::of(self)
    }

    fn value(&self) -> &str {
        self.f.values.first().map_or("", String::as_str)
    }

    fn is_chosen(&self, value: &str) -> bool {
        self.f.values.iter().any(|chosen| chosen == value)
    }

    fn is_optional(&self) -> bool {
        !self.f.required && !self.filter
    }

    fn has_error(&self) -> bool {
        !self.errors.is_empty()
    }

    /// The kind of a one-line input, as attributes of ours that need no escaping.
    fn input_type(&self) -> Html {
        Html::drawing(
            match self.f.kind {
                FieldKind::Date => r#"type="date""#,
                FieldKind::Number => r#"type="text" inputmode="numeric""#,
                FieldKind::Password => r#"type="password" spellcheck="false""#,
                FieldKind::Code => r#"type="text" inputmode="numeric" class="code""#,
                _ => r#"type="text""#,
            }
            .to_owned(),
        )
    }

    fn autocomplete(&self) -> Option<&'static str> {
        match self.f.kind {
            FieldKind::Code => Some("one-time-code"),
            _ if self.filter => Some("off"),
            _ => self.f.autocomplete,
        }
    }

    fn is_short(&self) -> bool {
        matches!(self.f.kind, FieldKind::Date | FieldKind::Number | FieldKind::Code)
    }

    fn keeps_value(&self) -> bool {
        !matches!(self.f.kind, FieldKind::Password | FieldKind::Code)
    }

    /// The ids of hint and error, for `aria-describedby`.
    fn described_by(&self) -> Option<String> {
        let hint = (!self.f.hint.is_empty()).then(|| format!("{}-hint", self.id));
        let error = self.has_error().then(|| format!("{}-error", self.id));
        let ids: Vec<String> = [hint, error].into_iter().flatten().collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn is_long(&self, choices: &[super::Choice]) -> bool {
        choices.len() >= MANY_CHOICES
    }

    /// What stands in each numbered line: everything written, then blank ones.
    fn lines(&self, min: &usize) -> Vec<&str> {
        let mut lines: Vec<&str> = self.f.values.iter().map(String::as_str).collect();
        let wanted = (*min).max(lines.len() + SPARE_LINES);
        lines.resize(wanted, "");
        lines
    }

    fn line_has_error(&self, place: &usize) -> bool {
        self.errors.iter().any(|(line, _)| *line == Some(*place))
    }
}

impl Field {
    /// The id of the input that an error path means, if it is in this field.
    pub(in crate::ui) fn anchor(&self, path: &str) -> Option<String> {
        if let FieldKind::Fieldset { fields, .. } = &self.kind {
            return fields.iter().find_map(|field| field.anchor(path));
        }
        let (name, line) = split(path);
        if name.is_empty() || name != self.name || matches!(self.kind, FieldKind::Hidden | FieldKind::Note(_)) {
            return None;
        }
        Some(match (&self.kind, line) {
            (FieldKind::Lines { .. }, line) => format!("{}-{}", id(name), line.unwrap_or(0)),
            (FieldKind::Radio { .. } | FieldKind::Checkboxes { .. }, _) => format!("{}-0", id(name)),
            _ => id(name),
        })
    }
}

fn errors_of<'a>(f: &'a Field, errors: &'a [(String, String)]) -> Vec<(Option<usize>, &'a str)> {
    if let Some(own) = &f.error {
        return vec![(None, own)];
    }
    let mine = errors.iter().map(|(path, text)| (split(path), text.as_str()));
    mine.filter(|((name, _), _)| !name.is_empty() && *name == f.name).map(|((_, line), text)| (line, text)).collect()
}

/// `suggestions[2].text` is the field `suggestions`, line 2.
fn split(path: &str) -> (&str, Option<usize>) {
    match path.split_once('[') {
        Some((name, rest)) => (name, rest.split(']').next().and_then(|n| n.parse().ok())),
        None => (path, None),
    }
}

fn id(name: &str) -> String {
    format!("f-{}", name.replace(['.', '[', ']', ' '], "-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_a_line_leads_to_that_line() {
        let field = Field::lines("suggestions", "具体建议", 1);
        assert_eq!(field.anchor("suggestions[2].text"), Some("f-suggestions-2".into()));
        assert_eq!(field.anchor("suggestions"), Some("f-suggestions-0".into()));
        assert_eq!(field.anchor("title"), None);
    }

    #[test]
    fn an_error_inside_a_fieldset_is_found() {
        let set = Field::fieldset("联系人", vec![Field::text("contact.phone", "电话")]);
        assert_eq!(set.anchor("contact.phone"), Some("f-contact-phone".into()));
        let errors = vec![("contact.phone".to_owned(), "请输入电话".to_owned())];
        let html = FieldPart::of(&set, &errors, &Locale::default()).html();
        assert!(html.as_str().contains("请输入电话"), "{html}");
        assert!(html.as_str().contains(r#"aria-describedby="f-contact-phone-error""#), "{html}");
    }

    #[test]
    fn what_was_typed_is_put_back_and_secrets_are_not() {
        let mut fields =
            [Field::text("a", "甲"), Field::password("b", "密码"), Field::checkboxes("c", "丙", vec![]).value("x")];
        let typed = [("a".to_owned(), "一".to_owned()), ("b".to_owned(), "secret".to_owned())];
        fields.iter_mut().for_each(|field| field.refill(&typed));
        assert_eq!(fields[0].values, ["一"]);
        assert!(fields[1].values.is_empty());
        assert!(fields[2].values.is_empty(), "an emptied checkbox stays empty");
    }
}
