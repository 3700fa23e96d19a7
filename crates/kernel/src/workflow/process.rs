use super::{At, Drawing, Edge, Manner, Place, Refusal, Roles, Rule, Word, available, step, turn};

/// A process as a whole: the table, where it starts and ends, and which acts are out of the ordinary.
#[derive(Clone, Copy, Debug)]
pub struct Process<S: 'static, A: 'static, R: 'static> {
    /// `proposal`, `proposal.invitation`: prefix of message keys and name of the drawing.
    pub name: &'static str,
    /// Where a new record may be; the first is the usual one.
    pub initial: &'static [S],
    /// Where a record may rest for ever. Only an override leads out.
    pub finals: &'static [S],
    pub rules: &'static [Rule<S, A, R>],
    /// Acts that nobody waits for: withdraw, extend. They make it nobody's turn.
    pub optional: &'static [A],
    /// Acts against the ordinary course, with a mandatory reason: reopen, revoke. Never waited for either.
    pub overrides: &'static [A],
    /// The role of the program itself; acts that only it may do need no declaration towards the web.
    pub system: R,
}

impl<S: Word, A: Word, R: Word> Process<S, A, R> {
    /// A new record, at the usual initial state.
    pub fn start(&self) -> At<S> {
        At::start(self, self.initial[0])
    }

    /// See [`step`].
    ///
    /// # Errors
    /// As [`step`].
    pub fn step(&self, at: At<S>, act: A, roles: &Roles<R>) -> Result<At<S>, Refusal<S, R>> {
        step(self.rules, at, act, roles)
    }

    /// See [`available`].
    pub fn available(&self, at: At<S>, roles: &Roles<R>) -> Vec<A> {
        available(self.rules, at, roles)
    }

    /// Whose turn it is: those with an act here that is neither optional nor an override. See [`turn`].
    pub fn turn(&self, at: At<S>) -> Vec<R> {
        turn(self.rules, at, &[self.optional, self.overrides].concat())
    }

    /// Whether a record may rest here for ever.
    pub fn is_final(&self, state: S) -> bool {
        self.finals.contains(&state)
    }

    /// The process without its types: for drawings, the permission matrix and the check for faults.
    pub fn drawing(&self) -> Drawing {
        Drawing {
            name: self.name.to_owned(),
            states: S::ALL.iter().map(|&state| self.place(state)).collect(),
            acts: A::ALL.iter().map(|act| act.name().to_owned()).collect(),
            edges: self.rules.iter().map(|rule| self.edge(rule)).collect(),
        }
    }

    fn place(&self, state: S) -> Place {
        Place { name: state.name().to_owned(), starts: self.initial.contains(&state), ends: self.is_final(state) }
    }

    fn edge(&self, rule: &Rule<S, A, R>) -> Edge {
        Edge {
            from: rule.from.name().to_owned(),
            to: rule.to.name().to_owned(),
            act: rule.act.name().to_owned(),
            roles: rule.roles.iter().map(|role| role.name().to_owned()).collect(),
            manner: self.manner(rule),
        }
    }

    fn manner(&self, rule: &Rule<S, A, R>) -> Manner {
        if self.overrides.contains(&rule.act) {
            Manner::Override
        } else if self.optional.contains(&rule.act) {
            Manner::Optional
        } else if rule.roles == [self.system] {
            Manner::System
        } else {
            Manner::Ordinary
        }
    }
}
