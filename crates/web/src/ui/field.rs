//! One question of a form.

mod build;
mod part;

pub(super) use part::FieldPart;

/// A question with what was answered so far.
#[derive(Clone, Debug, Default)]
pub struct Field {
    pub name: String,
    pub label: String,
    /// Below the label; empty for none.
    pub hint: String,
    pub kind: FieldKind,
    /// What is filled in or chosen; several for checkboxes and lines.
    pub values: Vec<String>,
    /// A field that is not required says so.
    pub required: bool,
    /// Counted in characters, as the server counts.
    pub max_chars: Option<usize>,
    /// What is wrong; the form's own list of errors is looked up by name where this is empty.
    pub error: Option<String>,
    /// The HTML token: `name`, `tel`, `current-password`.
    pub autocomplete: Option<&'static str>,
    /// Tells fields of one name apart.
    pub place: Option<usize>,
    /// Where a script asks for what is like the text while it is typed: `{items: [{number, text}]}`.
    pub alike: Option<String>,
}

#[derive(Clone, Debug, Default)]
pub enum FieldKind {
    #[default]
    Text,
    Textarea {
        rows: u8,
    },
    Select {
        choices: Vec<Choice>,
    },
    Radio {
        choices: Vec<Choice>,
    },
    Checkboxes {
        choices: Vec<Choice>,
    },
    Date,
    Number,
    Password,
    /// A one-time code of digits; may be pasted and filled in by a password manager.
    Code,
    /// A telephone number; never kept as a draft.
    Tel,
    File {
        accept: &'static str,
        multiple: bool,
    },
    /// Numbered paragraphs under one name, posted as a repeated key; blank ones are to be dropped by the reader.
    Lines {
        min: usize,
    },
    Hidden,
    Fieldset {
        legend: String,
        fields: Vec<Field>,
    },
    /// Words between the questions.
    Note(String),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    /// Below the label; empty for none.
    pub hint: String,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Choice {
        Choice { value: value.into(), label: label.into(), hint: String::new() }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Choice {
        self.hint = hint.into();
        self
    }
}
