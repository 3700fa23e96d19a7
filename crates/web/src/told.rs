//! 来龙去脉: what modules that do not know each other tell one another of a record: where it came from, what became of it.

use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result};

use crate::page::Ask;
use crate::ui::{Cell, Chip, Fact};

/// A record as the pages of another module show it.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// Its kind, as a reader calls it.
    pub kind: String,
    /// Empty for everybody who may not read the record itself.
    pub title: String,
    pub chip: Chip,
    /// Number and days, as everybody may read them.
    pub facts: Vec<Fact>,
    /// What a form begins with, or what was answered.
    pub parts: Vec<String>,
    /// The page of it that this person may read.
    pub href: Option<String>,
    /// Whose it is.
    pub persons: Vec<Id>,
}

impl Told {
    /// Its title, leading to it.
    pub fn cell(&self) -> Cell {
        match &self.href {
            Some(href) => Cell::link(self.title.as_str(), href.as_str()),
            None => Cell::text(self.title.as_str()),
        }
    }
}

/// The record that another is to be made from, for whoever may read it; `NotFound` for everybody else.
pub type Origin = fn(&mut Tx, &Actor, &Ask, Id) -> Result<Told>;

/// What a module made of a record of another, the oldest first, as this person may know it.
pub type Became = fn(&mut Tx, &Actor, &Ask, &Ref) -> Result<Vec<Told>>;

/// Whom to ask, of all modules.
#[derive(Clone, Debug, Default)]
pub struct Tellers {
    pub origins: Vec<(&'static str, Origin)>,
    pub became: Vec<Became>,
}

/// `clues:12`, as addresses and forms carry it.
///
/// # Errors
/// `Invalid` (field `about`) for anything of another shape.
pub fn parse(about: &str) -> Result<Option<(String, Id)>> {
    let wrong = || Error::invalid("about", "web.invalid.shape");
    let about = about.trim();
    if about.is_empty() {
        return Ok(None);
    }
    let (kind, id) = about.split_once(':').ok_or_else(wrong)?;
    let named = (1..=30).contains(&kind.len()) && kind.bytes().all(|b| b.is_ascii_lowercase() || b == b'-' || b == b'_');
    if !named {
        return Err(wrong());
    }
    Ok(Some((kind.to_owned(), id.parse().map_err(|()| wrong())?)))
}

impl Ask {
    /// The record that `about` (`clues:12`) names, if a module tells of it to this person.
    pub fn origin(&self, tx: &mut Tx, who: &Actor, about: &str) -> Result<Option<Told>> {
        let Ok(Some((kind, id))) = parse(about) else { return Ok(None) };
        let Some((_, tell)) = self.tellers.origins.iter().find(|(own, _)| *own == kind) else { return Ok(None) };
        match tell(tx, who, self, id) {
            Ok(told) => Ok(Some(told)),
            Err(Error::NotFound | Error::Refused(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What other modules made of a record.
    pub fn became(&self, tx: &mut Tx, who: &Actor, subject: &Ref) -> Result<Vec<Told>> {
        let mut all = Vec::new();
        for tell in &self.tellers.became {
            all.extend(tell(tx, who, self, subject)?);
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_named_by_kind_and_number() {
        assert_eq!(parse("clues:12").unwrap(), Some(("clues".to_owned(), Id(12))));
        assert_eq!(parse(" ").unwrap(), None);
        for wrong in ["clues", "clues:", "Clues:1", ":1", "clues:1; DROP"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
