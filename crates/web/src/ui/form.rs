//! Forms: one column, labels above, what is wrong in a summary on top and by the field.

use askama::Template;

use super::field::FieldPart;
use super::{Field, FieldKind, Html, Link};
use crate::i18n::Locale;

#[derive(Clone, Debug, Default)]
pub struct FormView {
    pub title: String,
    pub lead: Option<String>,
    /// Where the form is posted.
    pub action: String,
    /// Goes out as the hidden field `idempotency_key`.
    pub key: String,
    /// (field, text); a list names its line, `suggestions[2]`; an empty field means the form as a whole.
    pub errors: Vec<(String, String)>,
    pub fields: Vec<Field>,
    /// The verb on the button: 提交提案.
    pub submit: String,
    pub cancel: Option<Link>,
    /// Shown above the fields: what the decision is about.
    pub context: Option<Html>,
    /// What cannot be undone.
    pub warning: Option<String>,
    pub danger: bool,
    pub multipart: bool,
    /// A question, sent by GET: its answer is a page with an address.
    pub asks: bool,
    /// Other verbs that post the same form: (value of the field `then`, label).
    pub also: Vec<(String, String)>,
}

impl FormView {
    pub fn new(title: impl Into<String>, action: impl Into<String>, submit: impl Into<String>) -> FormView {
        FormView { title: title.into(), action: action.into(), submit: submit.into(), ..FormView::default() }
    }

    pub fn field(mut self, field: Field) -> FormView {
        self.fields.push(field);
        self
    }

    /// Puts back what was typed, by field name. Passwords, codes and files are never put back.
    pub fn refill(mut self, typed: &[(String, String)]) -> FormView {
        for field in &mut self.fields {
            // What lies hidden nobody has typed: where it is wrong, the form knows better by now.
            let is_stale = matches!(field.kind, FieldKind::Hidden) && self.errors.iter().any(|(path, _)| *path == field.name);
            if !is_stale {
                field.refill(typed);
            }
        }
        self
    }

    /// The title of the document: begins with 错误： where something is wrong.
    pub fn page_title(&self, l: &Locale) -> String {
        if self.errors.is_empty() { self.title.clone() } else { l.f("ui.error-title", &[("title", &self.title)]) }
    }

    pub fn render(&self, l: &Locale) -> Html {
        let fields = self.fields.iter().map(|field| FieldPart::of(field, &self.errors, l).html()).collect();
        Html::of(&FormPage { v: self, l, fields, summary: self.summary(l) })
    }

    /// Only the fields and the button: a small form inside another page.
    pub fn inside(&self, l: &Locale) -> Html {
        let fields = self.fields.iter().map(|field| FieldPart::of(field, &self.errors, l).html()).collect();
        Html::of(&FormInside { v: self, fields })
    }

    /// (anchor, text) of each error; no anchor where the form has no such field.
    fn summary(&self, l: &Locale) -> Vec<(Option<String>, String)> {
        let line = |(path, text): &(String, String)| {
            let found = self.fields.iter().find_map(|field| field.summarised(path, text, l));
            found.map_or_else(|| (None, text.clone()), |(anchor, text)| (Some(anchor), text))
        };
        self.errors.iter().map(line).collect()
    }

    /// Short, and nothing of it stays in the browser as a draft.
    fn is_private(&self) -> bool {
        self.fields.iter().any(|field| matches!(field.kind, FieldKind::Password | FieldKind::Code | FieldKind::Tel))
    }
}

#[derive(Template)]
#[template(path = "ui/form.html")]
struct FormPage<'a> {
    v: &'a FormView,
    l: &'a Locale,
    fields: Vec<Html>,
    summary: Vec<(Option<String>, String)>,
}

#[derive(Template)]
#[template(path = "ui/form-inside.html")]
struct FormInside<'a> {
    v: &'a FormView,
    fields: Vec<Html>,
}
