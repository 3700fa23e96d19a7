//! 本会的叫法: words that an assembly's policy calls otherwise than the catalogue.

use std::borrow::Cow;

use kernel::db::Tx;
use kernel::{Actor, Result};

use crate::{App, Ask};

/// The same question in the words of the assembly that the person acts for.
pub fn in_own_words<'a>(tx: &mut Tx, app: &App, who: &Actor, ask: &'a Ask) -> Result<Cow<'a, Ask>> {
    let mut renamed = Vec::new();
    for renames in app.modules.iter().filter_map(|m| m.renames) {
        renamed.extend(renames(tx, who, ask.locale.lang)?);
    }
    Ok(match renamed.is_empty() {
        true => Cow::Borrowed(ask),
        false => Cow::Owned(Ask { locale: ask.locale.clone().renamed(renamed), ..ask.clone() }),
    })
}
