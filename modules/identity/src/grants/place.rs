//! Where an office is held: the assembly, one of its units, or a body in it.

use directory::roles::{Role, Scope};
use directory::{bodies, roles, units};
use kernel::db::Tx;
use kernel::{Error, Id, Result};
use web::Ask;
use web::ui::{Choice, Field};

use crate::scope::in_language;

pub struct Office<'a> {
    pub assembly: Id,
    pub person: Id,
    pub role: &'a str,
    pub unit: Option<Id>,
    pub body: Option<Id>,
}

impl Office<'_> {
    /// The role exists, and names the unit or body that it needs, of the same assembly.
    pub fn check(&self, tx: &mut Tx) -> Result<()> {
        let role = roles::find(self.role).ok_or_else(|| Error::invalid("role", "identity.role.unknown"))?;
        match (role.scope, self.unit, self.body) {
            (Scope::Unit, None, _) => Err(Error::invalid("unit", "identity.role.needs-unit")),
            (Scope::Body, _, None) => Err(Error::invalid("body", "identity.role.needs-body")),
            (Scope::Unit, Some(unit), _) => {
                units::get(tx, self.assembly, unit).map(drop).map_err(|_| Error::invalid("unit", "web.invalid.shape"))
            }
            (Scope::Body, _, Some(body)) => {
                bodies::get(tx, self.assembly, body).map(drop).map_err(|_| Error::invalid("body", "web.invalid.shape"))
            }
            (Scope::Assembly, ..) => Ok(()),
        }
    }

    /// Unit and body as the role has them: what was chosen needlessly is left out.
    pub fn place(&self) -> (Option<Id>, Option<Id>) {
        match roles::find(self.role).map(|role| role.scope) {
            Some(Scope::Unit) => (self.unit, None),
            Some(Scope::Body) => (None, self.body),
            _ => (None, None),
        }
    }
}

/// Role, unit and body as questions.
pub fn fields(tx: &mut Tx, ask: &Ask, assembly: Id, offered: &[&'static Role], required: bool) -> Result<Vec<Field>> {
    let none = || Choice::new("", ask.t("identity.none"));
    let roles = offered.iter().map(|role| Choice::new(role.name, ask.t(&format!("role.{}", role.name))));
    let units = units::running(tx, assembly)?;
    let bodies = bodies::running(tx, assembly)?;
    let units = units.iter().map(|u| Choice::new(u.id.to_string(), in_language(ask, &u.name, &u.name_en)));
    let bodies = bodies.iter().map(|b| Choice::new(b.id.to_string(), in_language(ask, &b.name, &b.name_en)));
    let role = Field::select("role", ask.t("identity.role"), std::iter::once(none()).chain(roles).collect());
    Ok(vec![
        if required { role.required() } else { role },
        Field::select("unit", ask.t("identity.unit"), std::iter::once(none()).chain(units).collect()).hint(ask.t("identity.unit.hint")),
        Field::select("body", ask.t("identity.body"), std::iter::once(none()).chain(bodies).collect()).hint(ask.t("identity.body.hint")),
    ])
}
