//! From RULES to buttons: an act that may be done now is a link to its form.

use std::collections::HashMap;
use std::sync::LazyLock;

use kernel::Id;
use web::Ask;
use web::ui::{ActLink, ActTone};

/// (process, act) → (message key, path of the form); each act of RULES is exactly one declared act.
static FORMS: LazyLock<HashMap<(&'static str, &'static str), (&'static str, &'static str)>> = LazyLock::new(|| {
    let acts = crate::acts::all().into_iter().map(|bound| bound.act);
    acts.filter_map(|act| act.rule.map(|rule| (rule, (act.name, act.form_path())))).collect()
});

/// The link of an act, with the part it is about where it is about one.
pub fn link(ask: &Ask, process: &'static str, act: &'static str, proposal: Id, part: Option<Id>, tone: ActTone) -> Option<ActLink> {
    let (key, path) = FORMS.get(&(process, act))?;
    let mut href = path.replace("{id}", &proposal.to_string());
    if !path.contains("{id}") {
        href.push_str(&format!("?ids={proposal}"));
    }
    if let Some(part) = part {
        href.push_str(&format!("?assignment={part}"));
    }
    Some(ActLink::new(ask.t(key), href, tone))
}
