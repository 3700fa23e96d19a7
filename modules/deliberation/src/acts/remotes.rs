//! 远程协商: what is done to a session, its sites and speeches. Every entry of the journal is the session's, so that its
//! history tells all of it.

pub mod arranging;
pub mod contact;
pub mod draft;
pub mod link;
pub mod minutes;
pub mod people;
pub mod running;
pub mod sites;
pub mod speeches;
pub mod testing;

use std::sync::Arc;

use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::workflow::{At, Roles};
use kernel::{Actor, Id, Result};
use serde_json::{Value, json};
use web::ui::{Fact, FormView, Html, Link};
use web::{Ask, Bound, Done};

use super::states;
use crate::model::remote::{Attendee, Remote, Site, Speech};
use crate::rules::Rules;
use crate::workflow::remote::{Act, PROCESS, Role, State, site, speech};
use crate::{clocks, json as shape, policy, store};

pub fn all() -> Vec<Bound> {
    [
        arranging::all(),
        sites::all(),
        testing::all(),
        people::all(),
        running::all(),
        link::all(),
        speeches::all(),
        minutes::all(),
        contact::all(),
    ]
    .concat()
}

/// A session with what decides on it.
pub struct Case {
    pub r: Remote,
    pub rules: Arc<Rules>,
    pub roles: Roles<Role>,
}

/// `NotFound` outside the scope.
pub fn case(tx: &mut Tx, who: &Actor, id: Id) -> Result<Case> {
    let r = store::remotes::get(tx, who, id)?;
    let rules = kernel::policy::version::<Rules>(tx, r.assembly, r.policy_version)?;
    let roles = policy::remote::roles(who, &r);
    Ok(Case { r, rules, roles })
}

pub fn subject(r: &Remote) -> Ref {
    Ref::new("remotes", r.id)
}

fn stepped(tx: &mut Tx, who: &Actor, id: Id, act: Act) -> Result<(Case, At<State>)> {
    let case = case(tx, who, id)?;
    let to = PROCESS.step(case.r.state, act, &case.roles)?;
    Ok((case, to))
}

/// Moves and saves the session; `also` goes into the journal beside the states.
fn moved(tx: &mut Tx, case: &mut Case, to: At<State>, also: Value) -> Result<Done> {
    let from = case.r.state.get();
    if to != case.r.state {
        case.r.state_since = tx.now();
    }
    case.r.state = to;
    case.r.due = match to.get() {
        State::Scheduled | State::DeviceTest | State::Live => Some(case.r.on_day),
        state if state == from => case.r.due,
        State::Recorded => Some(clocks::due(tx, case.r.assembly, case.rules.minute)?),
        State::Minuted => Some(clocks::due(tx, case.r.assembly, case.rules.confirm_minutes)?),
        State::Closed | State::Cancelled => None,
    };
    store::remotes::save(tx, &mut case.r)?;
    let record = shape::remote::one(tx, &case.r)?;
    Ok(Done::new(subject(&case.r), &record)?.journal(states(from.name(), to.get().name(), also)))
}

/// A site with its session and everybody who is expected anywhere.
pub struct Place {
    pub s: Site,
    pub r: Remote,
    pub people: Vec<Attendee>,
    pub roles: Roles<site::Role>,
}

impl Place {
    /// Those of this site.
    pub fn own(&self) -> impl Iterator<Item = &Attendee> {
        self.people.iter().filter(|a| a.site == self.s.id)
    }
}

/// `NotFound` outside the session's scope.
pub fn place(tx: &mut Tx, who: &Actor, id: Id) -> Result<Place> {
    let s = store::remotes::sites::any(tx, id)?;
    let r = store::remotes::get(tx, who, s.remote)?;
    let people = store::remotes::sites::attendees(tx, r.id)?;
    let roles = policy::remote::site_roles(who, &r, &s, &people);
    Ok(Place { s, r, people, roles })
}

fn site_stepped(tx: &mut Tx, who: &Actor, id: Id, act: site::Act) -> Result<(Place, At<site::State>)> {
    let place = place(tx, who, id)?;
    let to = site::PROCESS.step(place.s.state, act, &place.roles)?;
    Ok((place, to))
}

/// Moves and saves the site; whoever hosts it stays on its page, the organisers on the session's.
fn site_moved(tx: &mut Tx, who: &Actor, place: &mut Place, to: At<site::State>, also: Value) -> Result<Done> {
    site_to(tx, &mut place.s, to)?;
    told(tx, who, place, also)
}

fn told(tx: &mut Tx, who: &Actor, place: &Place, also: Value) -> Result<Done> {
    let record = shape::remote::one(tx, &place.r)?;
    let mut payload = json!({ "site": place.s.id, "unit": place.s.name });
    if let (Value::Object(all), Value::Object(more)) = (&mut payload, also) {
        all.extend(more);
    }
    Ok(Done::new(subject(&place.r), &record)?.journal(payload).go(home(who, &place.r, &place.s)))
}

/// Where somebody works with a site.
fn home(who: &Actor, r: &Remote, s: &Site) -> String {
    let hosts = s.host == Some(who.person) || !policy::remote::is_staff(who, r);
    if hosts { format!("/remote-sites/{}", s.id) } else { format!("/remotes/{}#sites", r.id) }
}

fn site_to(tx: &mut Tx, s: &mut Site, to: At<site::State>) -> Result<()> {
    if to != s.state {
        s.state_since = tx.now();
    }
    s.state = to;
    store::remotes::sites::save(tx, s)
}

/// The session moves its sites: those that may make this step make it, the others stay.
fn all_sites(tx: &mut Tx, r: &Remote, act: site::Act) -> Result<()> {
    let system = Roles::only(site::Role::System);
    for mut s in store::remotes::sites::of(tx, r.id)? {
        if let Ok(to) = site::PROCESS.step(s.state, act, &system) {
            if act == site::Act::PutMinutes {
                (s.confirmed_at, s.confirmed_by, s.objection) = (None, None, None);
            }
            site_to(tx, &mut s, to)?;
        }
    }
    Ok(())
}

/// A speech with its site, session and speaker.
pub struct Word {
    pub speech: Speech,
    pub place: Place,
    pub speaker: Attendee,
    pub roles: Roles<speech::Role>,
}

/// `NotFound` outside the session's scope.
pub fn word(tx: &mut Tx, who: &Actor, id: Id) -> Result<Word> {
    let speech = store::remotes::speeches::any(tx, id)?;
    let place = place(tx, who, speech.site)?;
    let speaker = place.people.iter().find(|a| a.id == speech.attendee).cloned().ok_or(kernel::Error::NotFound)?;
    let roles = policy::remote::speech_roles(who, &place.r, &place.s, &speaker);
    Ok(Word { speech, place, speaker, roles })
}

/// The form of an act on a session: refused for whoever cannot do it now.
fn about(tx: &mut Tx, who: &Actor, ask: &Ask, act: Act) -> Result<(FormView, Case)> {
    let (case, _) = stepped(tx, who, ask.id, act)?;
    let context = web::ui::facts(&facts(ask, &case.r));
    let cancel = Link::new(ask.t("web.cancel"), format!("/remotes/{}", case.r.id));
    Ok((FormView { context: Some(context), cancel: Some(cancel), ..FormView::default() }, case))
}

/// The form of an act on a site.
fn about_site(tx: &mut Tx, who: &Actor, ask: &Ask, act: site::Act) -> Result<(FormView, Place)> {
    let (place, _) = site_stepped(tx, who, ask.id, act)?;
    let view = on_site(ask, who, &place);
    Ok((view, place))
}

fn on_site(ask: &Ask, who: &Actor, place: &Place) -> FormView {
    let mut told = facts(ask, &place.r);
    told.insert(0, Fact::new(ask.t("remotes.column.site"), place.s.name.as_str()));
    let cancel = Link::new(ask.t("web.cancel"), home(who, &place.r, &place.s));
    FormView { context: Some(Html::join([web::ui::facts(&told)])), cancel: Some(cancel), ..FormView::default() }
}

fn facts(ask: &Ask, r: &Remote) -> Vec<Fact> {
    vec![Fact::new(ask.t("remotes.column.title"), r.title.as_str()), Fact::new(ask.t("remotes.column.day"), when(ask, r))]
}

/// 3月12日 周四 14:30
pub fn when(ask: &Ask, r: &Remote) -> String {
    format!("{} {}", ask.locale.day(r.on_day, ask.today), r.at_time).trim().to_owned()
}
