use super::{Process, Roles, Word};
use crate::error::{Error, Message};
use std::{fmt, ops::Deref};

/// One line of a process: at `from`, one of `roles` may do `act`, and the record is then at `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule<S, A, R: 'static> {
    pub from: S,
    pub act: A,
    /// Anyone with one of these. Empty is a fault.
    pub roles: &'static [R],
    pub to: S,
}

/// One line of a table of rules.
pub const fn rule<S, A, R>(from: S, act: A, roles: &'static [R], to: S) -> Rule<S, A, R> {
    Rule { from, act, roles, to }
}

/// The state that a record is in. Only [`step`], [`Process::start`] and the decoder of a row build one, so that no code
/// can move a record past the rules.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct At<S>(S);

impl<S: Word> At<S> {
    /// For the decoder of a stored row only (and the import of records from elsewhere): the state of this name.
    pub fn decode(name: &str) -> Option<Self> {
        S::parse(name).map(Self)
    }

    /// A new record, at one of the initial states of its process.
    ///
    /// # Panics
    /// If `state` is not initial: a mistake in the program, not of a person.
    pub fn start<A: Word, R: Word>(process: &Process<S, A, R>, state: S) -> Self {
        assert!(process.initial.contains(&state), "{} does not start at {state:?}", process.name);
        Self(state)
    }

    /// The state.
    pub fn get(self) -> S {
        self.0
    }
}

/// Why an act was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal<S, R: 'static> {
    /// The act does not exist at this state, perhaps because somebody was faster (409).
    NotHere { at: S },
    /// The act exists here, for others (403).
    NotYours { needed: &'static [R] },
}

/// 409 `workflow.not-here` with the state as `at`, 403 `workflow.not-yours`.
impl<S: Word, R> From<Refusal<S, R>> for Error {
    fn from(refusal: Refusal<S, R>) -> Self {
        match refusal {
            Refusal::NotHere { at } => Self::Conflict(Message::new("workflow.not-here").with("at", at.name())),
            Refusal::NotYours { .. } => Self::refused("workflow.not-yours"),
        }
    }
}

/// Does `act`: where the record is then.
///
/// # Errors
/// [`Refusal::NotHere`] if no rule has this act at this state, else [`Refusal::NotYours`] if none of `roles` may do it.
pub fn step<S: Word, A: Word, R: Word>(rules: &[Rule<S, A, R>], at: At<S>, act: A, roles: &Roles<R>) -> Result<At<S>, Refusal<S, R>> {
    let rule = rules.iter().find(|rule| rule.from == at.0 && rule.act == act).ok_or(Refusal::NotHere { at: at.0 })?;
    if roles.any_of(rule.roles) { Ok(At(rule.to)) } else { Err(Refusal::NotYours { needed: rule.roles }) }
}

/// The acts that somebody with `roles` can do now, in the order of the table. What is not in this list is not drawn.
pub fn available<S: Word, A: Word, R: Word>(rules: &[Rule<S, A, R>], at: At<S>, roles: &Roles<R>) -> Vec<A> {
    let open = rules.iter().filter(|rule| rule.from == at.0 && step(rules, at, rule.act, roles).is_ok());
    distinct(open.map(|rule| rule.act))
}

/// Whose turn it is: the roles of the acts that the record waits for, which are all but the `optional` ones. Empty at an end.
pub fn turn<S: Word, A: Word, R: Word>(rules: &[Rule<S, A, R>], at: At<S>, optional: &[A]) -> Vec<R> {
    let awaited = rules.iter().filter(|rule| rule.from == at.0 && !optional.contains(&rule.act));
    distinct(awaited.flat_map(|rule| rule.roles).copied())
}

fn distinct<T: PartialEq>(items: impl Iterator<Item = T>) -> Vec<T> {
    items.fold(Vec::new(), |mut seen, item| {
        if !seen.contains(&item) {
            seen.push(item);
        }
        seen
    })
}

impl<S> Deref for At<S> {
    type Target = S;
    fn deref(&self) -> &S {
        &self.0
    }
}

impl<S: PartialEq> PartialEq<S> for At<S> {
    fn eq(&self, state: &S) -> bool {
        self.0 == *state
    }
}

impl<S: fmt::Debug> fmt::Debug for At<S> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl<S: Word> fmt::Display for At<S> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.0.name())
    }
}

impl<S: Word> serde::Serialize for At<S> {
    fn serialize<W: serde::Serializer>(&self, to: W) -> Result<W::Ok, W::Error> {
        to.serialize_str(self.0.name())
    }
}

impl<S: Word + schemars::JsonSchema> schemars::JsonSchema for At<S> {
    fn inline_schema() -> bool {
        S::inline_schema()
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        S::schema_name()
    }
    fn schema_id() -> std::borrow::Cow<'static, str> {
        S::schema_id()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        S::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{Act, PROCESS, RULES, Role, State};
    use super::*;
    use proptest::prelude::*;

    fn at(state: State) -> At<State> {
        At::decode(state.name()).unwrap()
    }

    #[test]
    fn a_refusal_tells_not_here_from_not_yours() {
        let nobody = Roles::none();
        assert_eq!(step(RULES, at(State::Closed), Act::Submit, &nobody), Err(Refusal::NotHere { at: State::Closed }));
        assert_eq!(step(RULES, at(State::Draft), Act::Submit, &nobody), Err(Refusal::NotYours { needed: &[Role::FirstSigner] }));
        assert_eq!(step(RULES, at(State::Draft), Act::Submit, &Roles::only(Role::FirstSigner)).unwrap(), State::Submitted);
        assert!(matches!(step(RULES, at(State::Closed), Act::Submit, &nobody).map_err(Error::from), Err(Error::Conflict(_))));
        assert!(matches!(step(RULES, at(State::Draft), Act::Submit, &nobody).map_err(Error::from), Err(Error::Refused(_))));
    }

    #[test]
    fn a_record_waits_for_those_whose_acts_are_not_optional() {
        assert_eq!(turn(RULES, at(State::Submitted), PROCESS.optional), [Role::FirstReviewer]);
        assert_eq!(turn(RULES, at(State::Submitted), &[]), [Role::FirstReviewer, Role::FirstSigner]);
        assert_eq!(turn(RULES, at(State::Draft), PROCESS.optional), [Role::FirstSigner]);
    }

    #[test]
    fn a_new_record_starts_where_its_process_says() {
        assert_eq!(PROCESS.start(), State::Draft);
        assert_eq!(serde_json::to_string(&PROCESS.start()).unwrap(), r#""draft""#);
        assert!(std::panic::catch_unwind(|| At::start(&PROCESS, State::Closed)).is_err());
    }

    fn any<W: Word>() -> impl Strategy<Value = W> {
        proptest::sample::select(W::ALL)
    }

    type Table = Vec<Rule<State, Act, Role>>;

    /// Random tables, doubles and rules for nobody among them.
    fn tables() -> impl Strategy<Value = Table> {
        const ROLES: [&[Role]; 4] = [&[], &[Role::FirstSigner], &[Role::FirstReviewer, Role::System], Role::ALL];
        let line = (any(), any(), proptest::sample::select(&ROLES[..]), any());
        proptest::collection::vec(line.prop_map(|(from, act, roles, to)| rule(from, act, roles, to)), 0..60)
    }

    proptest! {
        #[test]
        fn step_agrees_with_a_plain_search(rules in tables(), from in any::<State>(), act in any::<Act>(), held in proptest::sample::subsequence(Role::ALL, 0..=Role::ALL.len())) {
            let roles: Roles<Role> = held.iter().copied().collect();
            let mut expected = Err(Refusal::NotHere { at: from });
            for rule in rules.iter().rev().filter(|rule| rule.from == from && rule.act == act) {
                let permitted = held.iter().any(|role| rule.roles.contains(role));
                expected = if permitted { Ok(at(rule.to)) } else { Err(Refusal::NotYours { needed: rule.roles }) };
            }
            prop_assert_eq!(step(&rules, at(from), act, &roles), expected);
        }

        #[test]
        fn what_is_available_can_be_done_and_nothing_else(rules in tables(), from in any::<State>(), held in proptest::sample::subsequence(Role::ALL, 0..=Role::ALL.len())) {
            let roles: Roles<Role> = held.into_iter().collect();
            let acts = available(&rules, at(from), &roles);
            for &act in Act::ALL {
                prop_assert_eq!(acts.contains(&act), step(&rules, at(from), act, &roles).is_ok());
                prop_assert!(acts.iter().filter(|&&drawn| drawn == act).count() <= 1);
            }
        }
    }
}
