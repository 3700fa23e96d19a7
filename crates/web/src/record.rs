//! The page of a record: from RULES to buttons, and what happened to it.

use std::collections::HashMap;

use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::workflow::{At, Process, Roles, Word};
use kernel::{Id, Result};

use crate::act::{Act, Bound};
use crate::page::Ask;
use crate::past::{Past, Telling};
use crate::ui::{ActLink, ActTone, Event};

/// (process, act) → the act; each act of RULES is exactly one declared act.
pub struct Forms(HashMap<(&'static str, &'static str), Act>);

impl Forms {
    pub fn of(acts: Vec<Bound>) -> Forms {
        let with_forms = acts.into_iter().filter(|bound| bound.form.is_some());
        Forms(with_forms.filter_map(|bound| bound.act.rule.map(|rule| (rule, bound.act))).collect())
    }

    fn link<S: Word, A: Word, R: Word>(&self, ask: &Ask, process: &Process<S, A, R>, act: A, id: Id, tone: ActTone) -> Option<ActLink> {
        let declared = self.0.get(&(process.name, act.name()))?;
        let href = declared.form_path().replace("{id}", &id.to_string());
        Some(ActLink::new(ask.t(&format!("{}.act.{}", process.name, act.name())).to_owned(), href, tone))
    }

    /// What this person can do: what the record waits for, what may be done beside, and whether it is their turn.
    pub fn acts<S: Word, A: Word, R: Word>(
        &self,
        ask: &Ask,
        process: &Process<S, A, R>,
        at: At<S>,
        roles: &Roles<R>,
        id: Id,
        dangerous: &[A],
    ) -> (Vec<ActLink>, Vec<ActLink>, bool) {
        let (mut first, mut more, mut yours) = (Vec::new(), Vec::new(), false);
        for act in process.available(at, roles) {
            let waited = !process.optional.contains(&act) && !process.overrides.contains(&act);
            let danger = dangerous.contains(&act);
            let tone = match (waited, danger) {
                (_, true) => ActTone::Danger,
                (true, _) => ActTone::Primary,
                (false, _) => ActTone::Plain,
            };
            yours |= waited;
            let beside = danger || process.overrides.contains(&act);
            let target = if beside { &mut more } else { &mut first };
            target.extend(self.link(ask, process, act, id, tone));
        }
        first.sort_by_key(|link: &ActLink| link.tone != ActTone::Primary);
        // One primary act is found; several are none.
        first.iter_mut().skip(1).for_each(|link| link.tone = ActTone::Plain);
        (first, more, yours)
    }
}

/// 经过: the newest first, and the states that the record visited. `somebody` is said of whoever has no name.
pub fn history(tx: &mut Tx, ask: &Ask, subject: &Ref, somebody: &str) -> Result<(Vec<Event>, Vec<String>)> {
    let past = Past::of(tx, subject)?;
    let names = directory::names::persons(tx, &past.people().collect::<Vec<_>>())?;
    let telling = Telling { somebody, ..Telling::default() };
    Ok((past.events(ask, &names, &telling), past.visited(&telling).into_iter().map(str::to_owned).collect()))
}
