//! 导入单位: a unit is known again by its code.

use std::collections::HashSet;

use directory::units::SIDES;
use kernel::db::Tx;
use kernel::{Actor, Result};
use web::module::Progress;

use super::Outcome;
use super::columns::{Sheet, parse_word};
use crate::store::units::{self, NewUnit};

pub fn work(tx: &mut Tx, who: &Actor, sheet: &Sheet, apply: bool, progress: &Progress) -> Result<Outcome> {
    let mut outcome = Outcome { rows: sheet.table.rows.len(), ..Outcome::default() };
    let (mut plans, mut codes) = (Vec::new(), HashSet::new());
    for row in &sheet.table.rows {
        progress.step();
        let before = outcome.faults.len();
        for (key, required, most) in
            [("code", true, 30), ("name", true, 60), ("short_name", false, 30), ("name_en", false, 100), ("telephone", false, 40)]
        {
            sheet.check_text(row, key, required, most, &mut outcome.faults);
        }
        let value = |key: &str| sheet.value(row, key);
        let side =
            if value("side").is_empty() { Some("government") } else { parse_word(value("side"), "identity.side.", SIDES.iter().copied()) };
        if side.is_none() {
            outcome.faults.push(sheet.fault(row, "side", "identity.import.no-side"));
        }
        if !codes.insert(value("code")) {
            outcome.faults.push(sheet.fault(row, "code", "identity.import.twice"));
        }
        let known = units::by_code(tx, who.assembly, value("code"))?;
        match known {
            Some(_) => outcome.updated += 1,
            None => outcome.created += 1,
        }
        if outcome.faults.len() == before {
            let new = NewUnit {
                assembly: who.assembly,
                code: value("code"),
                name: value("name"),
                short_name: if value("short_name").is_empty() { value("name") } else { value("short_name") },
                name_en: value("name_en"),
                side: side.unwrap_or_default(),
                telephone: value("telephone"),
            };
            plans.push((known, new));
        }
    }
    if apply && outcome.faults.is_empty() {
        for (known, new) in &plans {
            progress.step();
            match known {
                Some(id) => {
                    let unit = directory::units::any(tx, *id)?;
                    units::update(tx, &unit, new)?;
                }
                None => drop(units::insert(tx, new)?),
            }
        }
    }
    Ok(outcome)
}
