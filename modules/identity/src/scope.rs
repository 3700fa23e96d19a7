//! 管理范围: an administrator's own assembly and those below it.

use directory::assemblies::{self, Assembly};
use kernel::db::Tx;
use kernel::{Actor, Error, Id, Result};
use web::Ask;
use web::ui::{Choice, Field};

/// `NotFound` for an assembly outside this person's scope.
pub fn check(tx: &mut Tx, who: &Actor, assembly: Id) -> Result<()> {
    let inside = assembly == who.assembly || of(tx, who)?.iter().any(|a| a.id == assembly);
    if inside { Ok(()) } else { Err(Error::NotFound) }
}

pub fn of(tx: &mut Tx, who: &Actor) -> Result<Vec<Assembly>> {
    assemblies::below(tx, who.assembly)
}

/// The assembly that a list or form is asked for, by default the one this person acts for.
pub fn chosen(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Id> {
    let assembly = ask.get_id("assembly").unwrap_or(who.assembly);
    check(tx, who, assembly)?;
    Ok(assembly)
}

/// As [`chosen`], for the field of an input.
pub fn given(tx: &mut Tx, who: &Actor, assembly: Option<Id>) -> Result<Id> {
    let assembly = assembly.unwrap_or(who.assembly);
    check(tx, who, assembly).map_err(|_| Error::invalid("assembly", "web.invalid.shape"))?;
    Ok(assembly)
}

/// The select of an assembly, where there is more than one to choose from.
pub fn field(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<Option<Field>> {
    let assemblies = of(tx, who)?;
    if assemblies.len() < 2 {
        return Ok(None);
    }
    let chosen = chosen(tx, who, ask)?;
    let choices = assemblies.iter().map(|a| Choice::new(a.id.to_string(), name(ask, a))).collect();
    Ok(Some(Field::select("assembly", ask.t("identity.assembly"), choices).value(chosen.to_string()).required()))
}

/// The name in the reader's language.
pub fn name<'a>(ask: &Ask, assembly: &'a Assembly) -> &'a str {
    in_language(ask, &assembly.name, &assembly.name_en)
}

/// The English name for English readers where there is one.
pub fn in_language<'a>(ask: &Ask, name: &'a str, name_en: &'a str) -> &'a str {
    if ask.locale.lang == web::i18n::Lang::En && !name_en.is_empty() { name_en } else { name }
}
