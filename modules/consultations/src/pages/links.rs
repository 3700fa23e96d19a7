//! From RULES to buttons: an act that may be done now is a link to its form.

use std::collections::HashMap;
use std::sync::LazyLock;

use kernel::Id;
use kernel::workflow::{At, Process, Roles, Word};
use web::ui::{ActLink, ActTone};
use web::{Act, Ask};

/// (process, act) → the act; each act of RULES is exactly one declared act.
static FORMS: LazyLock<HashMap<(&'static str, &'static str), Act>> = LazyLock::new(|| {
    let acts = crate::acts::all().into_iter().map(|bound| bound.act);
    acts.filter_map(|act| act.rule.map(|rule| (rule, act))).collect()
});

fn link<S: Word, A: Word, R: Word>(ask: &Ask, process: &Process<S, A, R>, act: A, id: Id, tone: ActTone) -> Option<ActLink> {
    let declared = FORMS.get(&(process.name, act.name()))?;
    let href = declared.form_path().replace("{id}", &id.to_string());
    Some(ActLink::new(ask.t(&format!("{}.act.{}", process.name, act.name())).to_owned(), href, tone))
}

/// What this person can do: what the record waits for, what may be done beside, and whether it is their turn.
pub fn acts<S: Word, A: Word, R: Word>(
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
        target.extend(link(ask, process, act, id, tone));
    }
    first.sort_by_key(|link: &ActLink| link.tone != ActTone::Primary);
    // One primary act is found; several are none.
    first.iter_mut().skip(1).for_each(|link| link.tone = ActTone::Plain);
    (first, more, yours)
}
