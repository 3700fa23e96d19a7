//! 常用语: what the office says often, chosen beside a note and put before it.

use kernel::db::Tx;
use kernel::{Error, Id, Result};
use web::i18n::Locale;
use web::ui::{Choice, Field};

use crate::store;

kernel::vocabulary! {
    /// What a phrase is for.
    pub enum Purpose {
        /// 退回修改
        Return = "return",
        /// 不予立案
        NotFiled = "not_filed",
        /// 催办
        Urge = "urge",
        /// 审查意见
        Review = "review",
        /// 交办
        Assignment = "assignment",
    }
}

/// The phrases of a purpose, value = id.
pub fn choices(tx: &mut Tx, assembly: Id, purpose: Purpose) -> Result<Vec<Choice>> {
    let phrases = store::phrases::of(tx, assembly, purpose.name())?;
    Ok(phrases.into_iter().map(|p| Choice::new(p.id.to_string(), p.text)).collect())
}

/// The field `phrases` for a form; none while the library has nothing for the purpose.
pub fn field(tx: &mut Tx, l: &Locale, assembly: Id, purpose: Purpose) -> Result<Option<Field>> {
    let choices = choices(tx, assembly, purpose)?;
    let field = Field::checkboxes("phrases", l.t("proposals.phrases.field"), choices.clone()).hint(l.t("proposals.phrases.hint"));
    Ok((!choices.is_empty()).then_some(field))
}

/// The chosen phrases, a line each, and then the note.
pub fn noted(tx: &mut Tx, assembly: Id, chosen: &[Id], note: &str) -> Result<String> {
    let mut lines = Vec::with_capacity(chosen.len() + 1);
    for id in chosen {
        let phrase = store::phrases::get(tx, assembly, *id).map_err(|_| Error::invalid("phrases", "proposals.phrases.unknown"))?;
        lines.push(phrase.text);
    }
    if !note.trim().is_empty() {
        lines.push(note.trim().to_owned());
    }
    Ok(lines.join("\n"))
}

/// As [`noted`] where something must be said: `Invalid` on `field` when nothing is.
pub fn said(tx: &mut Tx, assembly: Id, chosen: &[Id], note: &str, field: &str) -> Result<String> {
    let said = noted(tx, assembly, chosen, note)?;
    if said.is_empty() { Err(Error::invalid(field, "web.invalid.required")) } else { Ok(said) }
}
