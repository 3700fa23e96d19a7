//! 佐证材料: what an owner sends with an answer, and who may open it.

use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Id, Result, files};
use web::Ask;
use web::ui::{Html, Link, Picture, Section, links, pictures};

use crate::model::Outcome;
use crate::workflow::outcome::{ANSWERED, LOOKED_AT};
use crate::{policy, store};

/// Under this name the files of an answer hang on it.
pub const ANSWERS: &str = "outcome_answers";
/// Kinds of files that a browser offers.
pub const KINDS: &str = ".jpg,.jpeg,.png,.pdf";

/// Those of the answer that stands, pictures as pictures; empty where there are none.
pub fn standing(tx: &mut Tx, ask: &Ask, o: &Outcome) -> Result<Html> {
    match store::outcomes::answers(tx, o.id)?.first().filter(|_| ANSWERED.contains(&o.state.get())) {
        Some((answer, _)) => shown(tx, ask, o, *answer),
        None => Ok(Html::default()),
    }
}

/// For everybody, once a person has looked at them.
pub fn public(tx: &mut Tx, ask: &Ask, o: &Outcome) -> Result<Html> {
    if LOOKED_AT.contains(&o.state.get()) { standing(tx, ask, o) } else { Ok(Html::default()) }
}

fn shown(tx: &mut Tx, ask: &Ask, o: &Outcome, answer: Id) -> Result<Html> {
    let all = files::of(tx, &Ref::new(ANSWERS, answer))?;
    let (seen, other): (Vec<_>, Vec<_>) = all.into_iter().partition(|f| f.media_type.starts_with("image/"));
    let words = |n: usize| ask.locale.f("outcomes.evidence.picture", &[("n", o.number.to_string()), ("picture", (n + 1).to_string())]);
    let seen: Vec<Picture> = seen.iter().enumerate().map(|(n, f)| Picture::new(format!("/files/{}", f.id), words(n))).collect();
    let other: Vec<Link> = other.into_iter().map(|f| Link::new(f.name, format!("/files/{}", f.id))).collect();
    let parts = [(!seen.is_empty()).then(|| pictures(&seen)), (!other.is_empty()).then(|| links(&other))];
    Ok(Html::join(parts.into_iter().flatten()))
}

/// On the page of the item: those of the answer that stands, then those of earlier ones by their days.
pub fn sections(tx: &mut Tx, ask: &Ask, o: &Outcome) -> Result<Vec<Section>> {
    let is_standing = ANSWERED.contains(&o.state.get());
    let mut sections = Vec::new();
    for (place, (answer, day)) in store::outcomes::answers(tx, o.id)?.into_iter().enumerate() {
        let files = shown(tx, ask, o, answer)?;
        if files.is_empty() {
            continue;
        }
        let title = match place == 0 && is_standing {
            true => ask.t("outcomes.field.evidence").to_owned(),
            false => ask.locale.f("outcomes.evidence.earlier", &[("day", ask.locale.day(day, ask.today))]),
        };
        sections.push(Section::new(format!("evidence-{answer}"), title, files));
    }
    Ok(sections)
}

/// Whoever may read the item; and everybody whom the question was put to, once a person has judged the answer that stands.
///
/// # Errors
/// `NotFound` for everybody else.
pub fn may_be_read(tx: &mut Tx, who: &Actor, answer: Id) -> Result<()> {
    let o = store::outcomes::answered(tx, answer)?;
    let is_last = store::outcomes::answers(tx, o.id)?.first().is_some_and(|(last, _)| *last == answer);
    if is_last && LOOKED_AT.contains(&o.state.get()) && policy::may_read(who, &store::deliberations::any(tx, o.deliberation)?) {
        return Ok(());
    }
    store::outcomes::get(tx, who, o.id).map(drop)
}
