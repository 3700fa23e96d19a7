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
    errors: Vec<(Option<usize>, String)>,
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
        FieldPart { f, l, id: id_at(&f.name, f.place), errors: f.errors(errors, l), inner, filter: false }
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
                FieldKind::Tel => r#"type="tel""#,
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
        !self.filter && choices.len() >= MANY_CHOICES
    }

    /// The words of the blank option: nothing is chosen for anybody. None where there is one already, or where a
    /// required choice has been made.
    fn blank_option(&self, choices: &[super::Choice]) -> Option<&str> {
        let has_blank = choices.iter().any(|choice| choice.value.is_empty());
        let is_made = self.f.required && choices.iter().any(|choice| self.is_chosen(&choice.value));
        let key = if self.filter { "ui.choice.any" } else { "ui.choice.none" };
        (!has_blank && !is_made).then(|| self.l.t(key))
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
    /// What is wrong with this field, by line where it has lines: its own error, or those of the form under its name.
    fn errors(&self, errors: &[(String, String)], l: &Locale) -> Vec<(Option<usize>, String)> {
        if let Some(own) = &self.error {
            return vec![(None, self.named(None, own, l))];
        }
        let mine = errors.iter().map(|(path, text)| (split(path), text));
        let mine = mine.filter(|((name, _), _)| !name.is_empty() && *name == self.name);
        mine.map(|((_, line), text)| (line, self.named(line, text, l))).collect()
    }

    /// The words of an error, the same in the summary and by the field: they say which field they mean.
    fn named(&self, line: Option<usize>, text: &str, l: &Locale) -> String {
        if self.label.is_empty() || text.contains(&self.label) {
            return text.to_owned();
        }
        let label = match (&self.kind, line) {
            (FieldKind::Lines { .. }, Some(line)) => {
                format!("{} {}", self.label, l.f("ui.line", &[("n", l.number(line + 1))]))
            }
            _ => self.label.clone(),
        };
        l.f("ui.error-of-field", &[("label", label.as_str()), ("text", text)])
    }

    /// The anchor and the words of an error in the summary, if it is in this field.
    pub(in crate::ui) fn summarised(&self, path: &str, text: &str, l: &Locale) -> Option<(String, String)> {
        if let FieldKind::Fieldset { fields, .. } = &self.kind {
            return fields.iter().find_map(|field| field.summarised(path, text, l));
        }
        let anchor = self.anchor(path)?;
        let text = self.error.as_deref().unwrap_or(text);
        Some((anchor, self.named(split(path).1, text, l)))
    }

    /// The id of the input that an error path means, if it is in this field.
    fn anchor(&self, path: &str) -> Option<String> {
        let (name, line) = split(path);
        if name.is_empty() || name != self.name || matches!(self.kind, FieldKind::Hidden | FieldKind::Note(_)) {
            return None;
        }
        Some(match (&self.kind, line) {
            (FieldKind::Lines { .. }, line) => format!("{}-{}", id(name), line.unwrap_or(0)),
            (FieldKind::Radio { .. } | FieldKind::Checkboxes { .. }, _) => format!("{}-0", id(name)),
            _ => id_at(name, self.place),
        })
    }
}

/// `suggestions[2].text` is the field `suggestions`, line 2.
fn split(path: &str) -> (&str, Option<usize>) {
    match path.split_once('[') {
        Some((name, rest)) => (name, rest.split(']').next().and_then(|n| n.parse().ok())),
        None => (path, None),
    }
}

fn id_at(name: &str, place: Option<usize>) -> String {
    match place {
        Some(place) => format!("{}-{place}", id(name)),
        None => id(name),
    }
}

fn id(name: &str) -> String {
    format!("f-{}", name.replace(['.', '[', ']', ' '], "-"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Catalogue, Lang};
    use crate::ui::{Choice, MESSAGES};

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
        let summarised = set.summarised("contact.phone", "请输入电话", &Locale::default());
        assert_eq!(summarised, Some(("f-contact-phone".into(), "请输入电话".into())));
        let errors = vec![("contact.phone".to_owned(), "请输入电话".to_owned())];
        let html = FieldPart::of(&set, &errors, &Locale::default()).html();
        assert!(html.as_str().contains("请输入电话"), "{html}");
        assert!(html.as_str().contains(r#"aria-describedby="f-contact-phone-error""#), "{html}");
    }

    #[test]
    fn an_error_says_which_field_it_means() {
        let l = Catalogue::build(MESSAGES).expect("the house's own messages").locale(Lang::Zh);
        let lines = Field::lines("suggestions", "具体建议", 1);
        assert_eq!(lines.named(Some(1), "至少要 5 个字", &l), "具体建议 第 2 条：至少要 5 个字");
        let title = Field::text("title", "案由");
        assert_eq!(title.named(None, "请填写这一项", &l), "案由：请填写这一项");
        assert_eq!(title.named(None, "请填写案由", &l), "请填写案由");
    }

    #[test]
    fn a_select_never_chooses_by_itself() {
        let l = Locale::default();
        let choices = vec![Choice::new("1", "甲"), Choice::new("2", "乙").hint("科长")];
        let html = FieldPart::of(&Field::select("who", "签署人", choices.clone()), &[], &l).html();
        assert!(html.as_str().contains(r#"<option value="">"#), "{html}");
        assert!(html.as_str().contains("乙 · 科长"), "{html}");
        let chosen = Field::select("who", "签署人", choices).value("2").required();
        assert!(!FieldPart::of(&chosen, &[], &l).html().as_str().contains(r#"<option value="">"#));
    }

    #[test]
    fn what_was_typed_is_put_back_and_secrets_are_not() {
        let mut fields = [Field::text("a", "甲"), Field::password("b", "密码"), Field::checkboxes("c", "丙", vec![]).value("x")];
        let typed = [("a".to_owned(), "一".to_owned()), ("b".to_owned(), "secret".to_owned())];
        fields.iter_mut().for_each(|field| field.refill(&typed));
        assert_eq!(fields[0].values, ["一"]);
        assert!(fields[1].values.is_empty());
        assert!(fields[2].values.is_empty(), "an emptied checkbox stays empty");
    }
}
