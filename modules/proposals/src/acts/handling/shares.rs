//! 单办、分办、主会办: which unit has which part. More than three units need one that leads (workflows 4.1.3).

use garde::Validate;
use kernel::db::Tx;
use kernel::{Error, Id, Result};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::workflow::words::Part;

/// So many units may answer side by side; beyond them one must lead.
const MOST_SIDE_BY_SIDE: usize = 3;

kernel::vocabulary! {
    /// 办理方式
    pub enum Mode {
        /// 单办
        Sole = "sole",
        /// 分办
        Split = "split",
        /// 主会办
        LeadCo = "lead_co",
    }
}

/// The units of a proposal. All empty: those of the pre-assignment list.
#[derive(Clone, Debug, Default, Deserialize, Validate, JsonSchema)]
#[serde(default)]
pub struct Shares {
    #[garde(skip)]
    pub mode: Option<Mode>,
    /// The only unit, or the one that leads.
    #[garde(skip)]
    pub lead: Option<Id>,
    /// Further units; with `lead_co` they co-handle, and the first of them leads where no `lead` is named.
    #[garde(length(max = 30))]
    pub units: Vec<Id>,
    #[garde(length(max = 30))]
    pub co: Vec<Id>,
    /// With no units named: only those of this side of the list (`party`, `government` …), as party and government
    /// assign apart.
    #[garde(skip)]
    pub side: Option<String>,
    #[garde(length(chars, max = 1000))]
    pub note: String,
}

impl Shares {
    pub fn names_nobody(&self) -> bool {
        self.lead.is_none() && self.units.is_empty() && self.co.is_empty()
    }

    /// Each unit once, the leading one first.
    pub fn parts(&self) -> Result<Vec<(Id, Part)>> {
        let mut all: Vec<Id> = Vec::new();
        for unit in self.lead.iter().chain(&self.units).chain(&self.co) {
            if !all.contains(unit) {
                all.push(*unit);
            }
        }
        let leads = self.lead.is_some() || !self.co.is_empty();
        let mode = self.mode.unwrap_or(match all.len() {
            0 | 1 => Mode::Sole,
            _ if leads => Mode::LeadCo,
            _ => Mode::Split,
        });
        match (mode, all.len()) {
            (_, 0) => Err(Error::invalid("units", "proposals.assign.nobody")),
            (Mode::Sole, 1) => Ok(vec![(all[0], Part::Sole)]),
            (Mode::Sole, _) => Err(Error::invalid("units", "proposals.assign.one")),
            (_, 1) => Err(Error::invalid("units", "proposals.assign.several")),
            (Mode::Split, n) if n > MOST_SIDE_BY_SIDE => Err(Error::invalid("mode", "proposals.assign.needs-lead")),
            (Mode::Split, _) => Ok(all.into_iter().map(|unit| (unit, Part::Split)).collect()),
            (Mode::LeadCo, _) => {
                let part = |place| if place == 0 { Part::Lead } else { Part::Co };
                Ok(all.into_iter().enumerate().map(|(place, unit)| (unit, part(place))).collect())
            }
        }
    }
}

/// Only units that run in this assembly.
pub fn check_units<'a>(tx: &mut Tx, assembly: Id, units: impl IntoIterator<Item = &'a Id>) -> Result<()> {
    for unit in units {
        match directory::units::get(tx, assembly, *unit) {
            Ok(unit) if !unit.ended => {}
            Ok(_) | Err(Error::NotFound) => return Err(Error::invalid("units", "proposals.assign.unknown-unit")),
            Err(other) => return Err(other),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(n: i64) -> Vec<Id> {
        (1..=n).map(Id).collect()
    }

    #[test]
    fn the_mode_follows_from_who_is_named() {
        assert_eq!(Shares { units: units(1), ..Shares::default() }.parts().unwrap(), [(Id(1), Part::Sole)]);
        let split = Shares { units: units(2), ..Shares::default() };
        assert_eq!(split.parts().unwrap(), [(Id(1), Part::Split), (Id(2), Part::Split)]);
        let led = Shares { lead: Some(Id(2)), units: units(2), ..Shares::default() };
        assert_eq!(led.parts().unwrap(), [(Id(2), Part::Lead), (Id(1), Part::Co)]);
        let co = Shares { units: units(1), co: vec![Id(5)], ..Shares::default() };
        assert_eq!(co.parts().unwrap(), [(Id(1), Part::Lead), (Id(5), Part::Co)]);
    }

    #[test]
    fn more_than_three_units_need_one_that_leads() {
        assert!(Shares { units: units(3), ..Shares::default() }.parts().is_ok());
        assert!(Shares { units: units(4), ..Shares::default() }.parts().is_err());
        let led = Shares { mode: Some(Mode::LeadCo), units: units(4), ..Shares::default() }.parts().unwrap();
        assert_eq!(led.iter().filter(|(_, part)| *part == Part::Lead).count(), 1);
    }

    #[test]
    fn a_mode_needs_its_number_of_units() {
        assert!(Shares::default().parts().is_err());
        assert!(Shares { mode: Some(Mode::Sole), units: units(2), ..Shares::default() }.parts().is_err());
        assert!(Shares { mode: Some(Mode::LeadCo), units: units(1), ..Shares::default() }.parts().is_err());
    }
}
