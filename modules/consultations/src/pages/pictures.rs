//! 照片: those that the raiser sent, and those of the result; who may see which.

use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Error, Id, Result, files};
use web::Ask;
use web::ui::{Html, Link, Picture, pictures};

use crate::acts::raising::{PICTURES, tidy_code};
use crate::model::Topic;
use crate::store;
use crate::workflow::{PUBLIC, State};
use crate::{acts, policy};

/// Whose photographs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Raiser,
    Result,
}

/// The photographs of a topic, each with its words.
pub fn of(tx: &mut Tx, ask: &Ask, t: &Topic, whose: Of) -> Result<Vec<Picture>> {
    let (module, key) = match whose {
        Of::Raiser => (PICTURES, "topics.picture.raised"),
        Of::Result => ("topic_results", "topics.picture.result"),
    };
    let all = files::of(tx, &Ref::new(module, t.id))?;
    let words = |n: usize| match whose {
        Of::Result if !t.picture_words.is_empty() => t.picture_words.clone(),
        _ => ask.locale.f(key, &[("title", t.title.clone()), ("n", (n + 1).to_string())]),
    };
    let shown = all.into_iter().filter(|f| f.media_type.starts_with("image/"));
    Ok(shown.enumerate().map(|(n, f)| Picture::new(format!("/files/{}", f.id), words(n))).collect())
}

/// Pictures as pictures, everything else as a link.
pub fn files_of(tx: &mut Tx, ask: &Ask, t: &Topic, subject: &Ref) -> Result<(Html, Vec<Link>)> {
    let (shown, other): (Vec<_>, Vec<_>) = files::of(tx, subject)?.into_iter().partition(|f| f.media_type.starts_with("image/"));
    let alt = |n: usize| ask.locale.f("topics.picture.attached", &[("title", t.title.clone()), ("n", (n + 1).to_string())]);
    let shown: Vec<Picture> = shown.iter().enumerate().map(|(n, f)| Picture::new(format!("/files/{}", f.id), alt(n))).collect();
    Ok((pictures(&shown), other.into_iter().map(|f| Link::new(f.name, format!("/files/{}", f.id))).collect()))
}

/// The raiser's: before the matter is verified the worker and the convener alone; then who works with it; everybody once it
/// is posted, if the worker said so.
pub fn raised_may_be_seen(tx: &mut Tx, who: &Actor, id: Id) -> Result<()> {
    let t = store::topics::any(tx, id)?;
    if t.shows_pictures && t.announced_on.is_some() && is_posted(&t) {
        return Ok(());
    }
    let case = acts::case(tx, who, id)?;
    let early = matches!(case.t.state.get(), State::Suggested | State::NotTakenUp | State::Withdrawn);
    if !early || policy::is_worker(who, &case.room) || policy::is_convener(who, &case.room) { Ok(()) } else { Err(Error::NotFound) }
}

/// Whoever raised it sees the photographs by the code that was given for them.
pub fn opens_by_code(tx: &mut Tx, code: &str, id: Id) -> Result<()> {
    let t = store::topics::by_code(tx, &tidy_code(code))?;
    if t.id == id { Ok(()) } else { Err(Error::NotFound) }
}

/// The raiser's photographs as the page that is followed by code shows them.
pub fn own(tx: &mut Tx, ask: &Ask, t: &Topic) -> Result<Html> {
    let mut all = of(tx, ask, t, Of::Raiser)?;
    all.iter_mut().for_each(|picture| picture.href = format!("{}?code={}", picture.href, t.code));
    Ok(pictures(&all))
}

/// Everybody may read it; what was sent up stays so when it is taken back.
pub fn is_posted(t: &Topic) -> bool {
    let again = t.referred.is_some() && matches!(t.state.get(), State::Verified | State::Proposed | State::Screened);
    t.announced_on.is_some() && (PUBLIC.contains(&t.state.get()) || t.state == State::ReferredUp || again)
}
