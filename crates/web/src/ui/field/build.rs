//! Builders, so that a form reads as a list of questions.

use super::{Choice, Field, FieldKind};

impl Field {
    pub fn new(kind: FieldKind, name: impl Into<String>, label: impl Into<String>) -> Field {
        Field { name: name.into(), label: label.into(), kind, ..Field::default() }
    }

    pub fn text(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(FieldKind::Text, name, label)
    }

    pub fn textarea(name: impl Into<String>, label: impl Into<String>, rows: u8) -> Field {
        Field::new(FieldKind::Textarea { rows }, name, label)
    }

    pub fn select(name: impl Into<String>, label: impl Into<String>, choices: Vec<Choice>) -> Field {
        Field::new(FieldKind::Select { choices }, name, label)
    }

    pub fn radio(name: impl Into<String>, label: impl Into<String>, choices: Vec<Choice>) -> Field {
        Field::new(FieldKind::Radio { choices }, name, label)
    }

    pub fn checkboxes(name: impl Into<String>, label: impl Into<String>, choices: Vec<Choice>) -> Field {
        Field::new(FieldKind::Checkboxes { choices }, name, label)
    }

    pub fn date(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(FieldKind::Date, name, label)
    }

    pub fn number(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(FieldKind::Number, name, label)
    }

    pub fn password(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(FieldKind::Password, name, label)
    }

    pub fn code(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(FieldKind::Code, name, label)
    }

    pub fn tel(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(FieldKind::Tel, name, label).autocomplete("tel")
    }

    pub fn file(name: impl Into<String>, label: impl Into<String>, accept: &'static str) -> Field {
        Field::new(FieldKind::File { accept, multiple: false }, name, label)
    }

    pub fn files(name: impl Into<String>, label: impl Into<String>, accept: &'static str) -> Field {
        Field::new(FieldKind::File { accept, multiple: true }, name, label)
    }

    pub fn lines(name: impl Into<String>, label: impl Into<String>, min: usize) -> Field {
        Field::new(FieldKind::Lines { min }, name, label)
    }

    pub fn hidden(name: impl Into<String>, value: impl Into<String>) -> Field {
        Field::new(FieldKind::Hidden, name, "").value(value)
    }

    pub fn fieldset(legend: impl Into<String>, fields: Vec<Field>) -> Field {
        Field::new(FieldKind::Fieldset { legend: legend.into(), fields }, "", "")
    }

    pub fn note(text: impl Into<String>) -> Field {
        Field::new(FieldKind::Note(text.into()), "", "")
    }

    /// One of several fields of the same name.
    pub fn at(mut self, place: usize) -> Field {
        self.place = Some(place);
        self
    }

    pub fn alike(mut self, url: impl Into<String>) -> Field {
        self.alike = Some(url.into());
        self
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Field {
        self.hint = hint.into();
        self
    }

    pub fn value(mut self, value: impl Into<String>) -> Field {
        self.values = vec![value.into()];
        self
    }

    pub fn values(mut self, values: impl IntoIterator<Item = impl Into<String>>) -> Field {
        self.values = values.into_iter().map(Into::into).collect();
        self
    }

    pub fn required(mut self) -> Field {
        self.required = true;
        self
    }

    pub fn max_chars(mut self, max: usize) -> Field {
        self.max_chars = Some(max);
        self
    }

    pub fn error(mut self, text: impl Into<String>) -> Field {
        self.error = Some(text.into());
        self
    }

    pub fn autocomplete(mut self, token: &'static str) -> Field {
        self.autocomplete = Some(token);
        self
    }

    /// Takes out what is filled in, hidden fields apart: a form for many records begins with nobody's answers.
    pub(crate) fn clear(&mut self) {
        match &mut self.kind {
            FieldKind::Fieldset { fields, .. } => fields.iter_mut().for_each(Field::clear),
            FieldKind::Hidden | FieldKind::Note(_) => {}
            _ => self.values.clear(),
        }
    }

    /// Puts back what was typed; a name that was not posted keeps nothing, as an emptied checkbox means none.
    pub(in crate::ui) fn refill(&mut self, typed: &[(String, String)]) {
        match &mut self.kind {
            FieldKind::Fieldset { fields, .. } => fields.iter_mut().for_each(|field| field.refill(typed)),
            FieldKind::Password | FieldKind::Code | FieldKind::File { .. } | FieldKind::Note(_) => {}
            _ => {
                let values = typed.iter().filter(|(name, _)| *name == self.name);
                self.values = values.map(|(_, value)| value.clone()).collect();
            }
        }
    }
}
