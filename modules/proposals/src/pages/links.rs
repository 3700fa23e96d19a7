//! From RULES to buttons: an act that may be done now is a link to its form.

use std::collections::HashMap;
use std::sync::LazyLock;

use kernel::workflow::{At, Process, Roles, Word};
use kernel::{Actor, Id};
use web::ui::{ActLink, ActTone};
use web::{Act, Ask};

/// (process, act) → the act; each act of RULES is exactly one declared act.
static FORMS: LazyLock<HashMap<(&'static str, &'static str), Act>> = LazyLock::new(|| {
    let acts = crate::acts::all().into_iter().map(|bound| bound.act);
    acts.filter_map(|act| act.rule.map(|rule| (rule, act))).collect()
});

/// The link of an act, with the part it is about where it is about one.
pub fn link(ask: &Ask, process: &'static str, act: &'static str, proposal: Id, part: Option<Id>, tone: ActTone) -> Option<ActLink> {
    let declared = FORMS.get(&(process, act))?;
    let path = declared.form_path();
    let mut href = path.replace("{id}", &proposal.to_string());
    if !path.contains("{id}") {
        href.push_str(&format!("?ids={proposal}"));
    }
    if let Some(part) = part {
        href.push_str(&format!("?assignment={part}"));
    }
    // The word of the process opens the form; the verb of the act stands on its button.
    let word = format!("{process}.act.{act}");
    Some(ActLink::new(ask.t(&word).to_owned(), href, tone))
}

/// 代录: acts that are somebody else's here, and that this person may register from paper.
pub fn on_paper<S: Word, A: Word, R: Word>(
    ask: &Ask,
    who: &Actor,
    process: &Process<S, A, R>,
    at: At<S>,
    roles: &Roles<R>,
    proposal: Id,
    part: Option<Id>,
) -> Vec<ActLink> {
    let own = process.available(at, roles);
    let others = process.rules.iter().filter(|rule| rule.from == at.get() && !own.contains(&rule.act)).map(|rule| rule.act.name());
    let registered = others.filter(|act| FORMS.get(&(process.name, *act)).is_some_and(|declared| who.holds_any(declared.paper)));
    let mut links: Vec<ActLink> = registered.filter_map(|act| link(ask, process.name, act, proposal, part, ActTone::Plain)).collect();
    for link in &mut links {
        link.label = ask.locale.f("handling.on-paper", &[("act", link.label.as_str())]);
    }
    links
}
