//! Who may see a row is part of the query; the same rule as `policy::can_view`.

use kernel::Actor;
use kernel::db::{Param, ToParam};

use crate::policy::{READING_OFFICES, members_see, was_submitted};
use crate::workflow::State;

/// A condition on `proposal p` with its parameters, numbered from the place that was given.
pub struct Scope {
    pub sql: String,
    pub params: Vec<Param<'static>>,
    /// The ways that hang on the person, when all of the own assembly in some states is open anyhow.
    pub wide: Option<Wide>,
}

/// What is open to whoever has a seat or an office: the states, and the rest with what opens a record in one of them.
/// A count adds the two up, the first from an index alone. `own` uses all parameters. It begins with the own records and
/// not with each record: other people's drafts, which may be many, are passed over in the index.
pub struct Wide {
    pub open: Vec<State>,
    pub other: Vec<State>,
    pub own: String,
}

impl Wide {
    /// What is open comes first: it costs no look at the rest.
    fn sql(&self) -> String {
        format!("(p.state IN ({}) OR {})", names(&self.open), self.own)
    }
}

impl Scope {
    /// As a condition for lists of the own assembly.
    pub fn of_list(&self) -> String {
        self.wide.as_ref().map_or_else(|| self.sql.clone(), Wide::sql)
    }
}

/// Everything that this person may see.
pub fn visible(who: &Actor, first: usize) -> Scope {
    if who.system {
        return Scope { sql: "1 = 1".into(), params: Vec::new(), wide: None };
    }
    let mut scope = Scope { sql: String::new(), params: Vec::new(), wide: None };
    let next = |scope: &mut Scope, value: Param<'_>| {
        scope.params.push(value.into_owned());
        format!("${}", first + scope.params.len() - 1)
    };
    let person = next(&mut scope, who.person.to_param());
    let is_open = |state: &State| match who.holds_any(READING_OFFICES) {
        true => was_submitted(*state),
        false => who.membership.is_some() && members_see(*state),
    };
    let (open, other): (Vec<State>, Vec<State>) = State::ALL.iter().partition(|state| is_open(state));
    let mut ways = Vec::new();
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
    let mut each = vec![
        format!("p.first_signer = {person} AND p.kind <> 'collective'"),
        format!("p.drafter = {person}"),
        format!("EXISTS (SELECT 1 FROM invitation i WHERE i.proposal = p.id AND i.person = {person})"),
    ];
    if who.is_anonymous() {
        (each, ways) = (vec!["1 = 0".into()], Vec::new());
    }
    let either = |ways: &[String]| ways.iter().map(|w| format!("({w})")).collect::<Vec<_>>().join(" OR ");
    scope.sql = format!("({})", either(&[&each[..], &ways].concat()));
    if open.is_empty() {
        return scope;
    }
    let assembly = next(&mut scope, who.assembly.to_param());
    // The widest way first: what it admits costs no look at the others.
    scope.sql = format!("((p.assembly = {assembly} AND p.state IN ({})) OR {})", names(&open), scope.sql);
    let state = names(&other);
    ways.insert(
        0,
        format!(
            "p.id IN (SELECT o.id FROM proposal o WHERE o.assembly = {assembly} AND o.first_signer = {person} AND o.state IN ({state})
                        AND (o.kind <> 'collective' OR o.drafter = {person})
                      UNION ALL SELECT o.id FROM proposal o WHERE o.assembly = {assembly} AND o.drafter = {person} AND o.state IN ({state})
                        AND o.drafter <> o.first_signer
                      UNION ALL SELECT i.proposal FROM invitation i WHERE i.person = {person})"
        ),
    );
    scope.wide = Some(Wide { open, other, own: format!("({})", either(&ways)) });
    scope
}

/// `'filed', 'assigned'`
pub fn names(states: &[State]) -> String {
    states.iter().map(|s| format!("'{}'", s.name())).collect::<Vec<_>>().join(", ")
}
