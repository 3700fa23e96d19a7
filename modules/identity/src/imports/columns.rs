//! The columns of both sheets: their names in every language, and how a file's header is matched with them.

use std::sync::LazyLock;

use documents::{Field, Mapping, Row, Table, TemplateColumn, TemplateWords, template_xlsx};
use kernel::{Error, Message, Result};
use web::i18n::{Catalogue, Lang, Locale};

use super::Fault;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    People,
    Units,
}

impl Kind {
    pub fn parse(word: &str) -> Option<Kind> {
        [Kind::People, Kind::Units].into_iter().find(|kind| kind.word() == word)
    }

    pub fn word(self) -> &'static str {
        match self {
            Kind::People => "people",
            Kind::Units => "units",
        }
    }

    /// Keys in the order of the sheet; a star marks what every row must have.
    fn keys(self) -> &'static [&'static str] {
        match self {
            Kind::People => &["name*", "name_en", "login", "employer", "post", "sector", "term", "mobile", "role", "unit", "body"],
            Kind::Units => &["code*", "name*", "short_name", "name_en", "side", "telephone"],
        }
    }

    /// Keys of the fields, in the order of the sheet.
    pub fn fields(self) -> impl Iterator<Item = &'static str> {
        self.keys().iter().map(|key| key.trim_end_matches('*'))
    }

    pub fn label_key(self, key: &str) -> String {
        format!("identity.column.{}.{}", self.word(), key.replace('_', "-"))
    }

    /// The header in a language.
    pub fn labels(self, l: &Locale) -> Vec<String> {
        self.keys().iter().map(|key| l.t(&self.label_key(key.trim_end_matches('*'))).to_owned()).collect()
    }
}

/// Chinese, then English: headers and values are understood in both.
pub fn locales() -> &'static [Locale; 2] {
    static LOCALES: LazyLock<[Locale; 2]> = LazyLock::new(|| {
        let files: Vec<(&str, &str)> = web::MESSAGES.iter().chain(documents::MESSAGES).chain(crate::MESSAGES).copied().collect();
        let catalogue = Catalogue::build(&files).expect("the program does not start with a broken catalogue");
        Lang::ALL.map(|lang| catalogue.locale(lang))
    });
    &LOCALES
}

/// The id whose word, or whose label under `prefix` in any language, this is.
pub fn parse_word<'a>(value: &str, prefix: &str, ids: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = text::fold(value);
    ids.into_iter().find(|id| *id == wanted || locales().iter().any(|l| text::fold(l.t(&format!("{prefix}{id}"))) == wanted))
}

/// A table whose columns are known.
pub struct Sheet<'a> {
    kind: Kind,
    pub table: &'a Table,
    mapping: Mapping,
}

impl<'a> Sheet<'a> {
    /// Matches the header; overrides are COLUMN=FIELD pairs. Errors: faults of line 1.
    pub fn read(kind: Kind, table: &'a Table, map: &[(String, String)]) -> Result<Sheet<'a>, Vec<Fault>> {
        let fault = |column: &str, message: Message| Fault { line: 1, column: column.to_owned(), message };
        let overrides: Vec<String> = map.iter().map(|(column, field)| format!("{column}={field}")).collect();
        let mapping = proposed(kind, table).with_overrides(&table.columns, &overrides).map_err(|error| {
            let (key, detail) = error.message();
            vec![fault("", Message::new(key).with("detail", detail))]
        })?;
        let missing: Vec<Fault> = mapping
            .missing()
            .iter()
            .map(|key| fault("", Message::new("identity.import.no-column").with("name", locales()[0].t(&kind.label_key(key)))))
            .collect();
        if missing.is_empty() { Ok(Sheet { kind, table, mapping }) } else { Err(missing) }
    }

    pub fn value<'r>(&self, row: &'r Row, key: &str) -> &'r str {
        self.mapping.value(row, key)
    }

    /// A fault in the column of this field.
    pub fn fault(&self, row: &Row, key: &str, message: impl Into<Message>) -> Fault {
        let column = self.mapping.column(key).and_then(|at| self.table.columns.get(at)).cloned();
        let column = column.unwrap_or_else(|| locales()[0].t(&self.kind.label_key(key)).to_owned());
        Fault { line: row.line, column, message: message.into() }
    }

    /// Too long for its field, or missing where it must be.
    pub fn check_text(&self, row: &Row, key: &str, required: bool, most: usize, faults: &mut Vec<Fault>) {
        let value = self.value(row, key);
        if required && value.is_empty() {
            faults.push(self.fault(row, key, "web.invalid.required"));
        } else if value.chars().count() > most {
            faults.push(self.fault(row, key, Message::new("web.invalid.long").with("max", most)));
        }
    }
}

/// What the header says.
pub fn proposed(kind: Kind, table: &Table) -> Mapping {
    let labels: Vec<[String; 2]> = kind.fields().map(|key| locales().each_ref().map(|l| l.t(&kind.label_key(key)).to_owned())).collect();
    let labels: Vec<[&str; 2]> = labels.iter().map(|pair| pair.each_ref().map(String::as_str)).collect();
    let keys = kind.keys().iter().zip(&labels);
    let fields: Vec<Field> =
        keys.map(|(key, labels)| Field { key: key.trim_end_matches('*'), labels, required: key.ends_with('*') }).collect();
    Mapping::propose(&table.columns, &fields)
}

/// The sheet to download and fill in.
pub fn template(kind: Kind, l: &Locale) -> Result<Vec<u8>> {
    let labels = kind.labels(l);
    let part = |key: &str, part: &str| -> String {
        let key = format!("{}.{part}", kind.label_key(key.trim_end_matches('*')));
        if l.has(&key) { l.t(&key).to_owned() } else { String::new() }
    };
    let hints: Vec<String> = kind.keys().iter().map(|key| part(key, "hint")).collect();
    let examples: Vec<String> = kind.keys().iter().map(|key| part(key, "example")).collect();
    let roles: Vec<&str> = directory::roles::ALL.iter().map(|role| role.name).collect();
    let role_labels: Vec<String> = roles.iter().map(|role| l.t(&format!("role.{role}")).to_owned()).collect();
    let side_labels: Vec<String> = directory::units::SIDES.iter().map(|side| l.t(&format!("identity.side.{side}")).to_owned()).collect();
    let (roles, sides): (Vec<&str>, Vec<&str>) =
        (role_labels.iter().map(String::as_str).collect(), side_labels.iter().map(String::as_str).collect());
    let columns: Vec<TemplateColumn> = kind
        .keys()
        .iter()
        .enumerate()
        .map(|(at, key)| TemplateColumn {
            name: &labels[at],
            required: key.ends_with('*'),
            hint: &hints[at],
            example: &examples[at],
            choices: match *key {
                "role" => &roles,
                "side" => &sides,
                _ => &[],
            },
        })
        .collect();
    let t = |key: &str| l.t(&format!("identity.template.{key}")).to_owned();
    let (sheet, notes, choices, yes, pick) = (t("sheet"), t("notes"), t("choices"), t("yes"), t("pick"));
    let headers = ["column", "required", "hint", "example"].map(|key| t(key));
    let headers = headers.each_ref().map(String::as_str);
    template_xlsx(&columns, &TemplateWords { sheet: &sheet, notes: &notes, choices: &choices, headers, yes: &yes, pick: &pick })
        .map_err(Error::internal)
}
