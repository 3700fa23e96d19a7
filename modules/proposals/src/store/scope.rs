//! Who may see a row is part of the query; the same rule as `policy::can_view`.

use kernel::Actor;
use kernel::db::{Param, ToParam};

use crate::policy::{MEMBERS_SEE, READING_OFFICES};

/// A condition on `proposal p` with its parameters, numbered from the place that was given.
pub struct Scope {
    pub sql: String,
    pub params: Vec<Param<'static>>,
}

/// Everything that this person may see.
pub fn visible(who: &Actor, first: usize) -> Scope {
    if who.system {
        return Scope { sql: "1 = 1".into(), params: Vec::new() };
    }
    let mut scope = Scope { sql: String::new(), params: Vec::new() };
    let next = |scope: &mut Scope, value: Param<'_>| {
        scope.params.push(value.into_owned());
        format!("${}", first + scope.params.len() - 1)
    };
    let person = next(&mut scope, who.person.to_param());
    let mut ways = vec![
        format!("p.first_signer = {person} AND p.kind <> 'collective'"),
        format!("p.drafter = {person}"),
        format!("EXISTS (SELECT 1 FROM invitation i WHERE i.proposal = p.id AND i.person = {person})"),
    ];
    if who.is_anonymous() {
        ways = vec!["1 = 0".into()];
    }
    let assembly = next(&mut scope, who.assembly.to_param());
    // The widest way first: what it admits costs no look at the others.
    if who.holds_any(READING_OFFICES) {
        ways.insert(0, format!("p.assembly = {assembly} AND p.state NOT IN ('draft', 'cosign_open')"));
    } else if who.membership.is_some() {
        let states: Vec<String> = MEMBERS_SEE.iter().map(|s| format!("'{}'", s.name())).collect();
        ways.insert(0, format!("p.assembly = {assembly} AND p.state IN ({})", states.join(", ")));
    } else {
        ways.push(format!("p.assembly = {assembly} AND 1 = 0"));
    }
    for unit in who.units() {
        let unit = next(&mut scope, unit.to_param());
        ways.push(format!(
            "EXISTS (SELECT 1 FROM assignment a WHERE a.proposal = p.id AND a.unit = {unit} AND a.state NOT IN ('reassigned', 'revoked'))"
        ));
    }
    let bodies: Vec<_> = who.offices.iter().filter(|o| o.role == directory::roles::COLLECTIVE_ACCOUNT).filter_map(|o| o.body).collect();
    for body in bodies {
        let body = next(&mut scope, body.to_param());
        ways.push(format!("p.body = {body}"));
    }
    scope.sql = format!("({})", ways.iter().map(|w| format!("({w})")).collect::<Vec<_>>().join(" OR "));
    scope
}
