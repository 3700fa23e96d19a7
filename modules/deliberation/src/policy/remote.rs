//! Who is what to a remote session, to its sites and speeches. Pure; who may see a session is part of the query.

use directory::roles as offices;
use kernel::workflow::Roles;
use kernel::{Actor, Id};

use super::ORGANISERS;
use crate::model::remote::{Attendee, Remote, Site};
use crate::workflow::remote::{Role, site, speech};

/// What somebody is to this session.
pub fn roles(who: &Actor, r: &Remote) -> Roles<Role> {
    if who.system {
        return Roles::only(Role::System);
    }
    Roles::none().with_if(Role::Organiser, is_organiser(who, r)).with_if(Role::Secretary, is(who, r.secretary))
}

/// Whoever arranged it while the office runs, and the committee's officers.
pub fn is_organiser(who: &Actor, r: &Remote) -> bool {
    let own = who.person == r.arranged_by && who.holds_any(ORGANISERS);
    who.person != Id(0) && who.assembly == r.assembly && (own || who.holds(offices::COMMITTEE_OFFICER))
}

/// Organisers and the secretary, who keep the queue and see the telephones of hosts.
pub fn is_staff(who: &Actor, r: &Remote) -> bool {
    is_organiser(who, r) || is(who, r.secretary)
}

/// What somebody is to this site; `here` are those who signed in at it. A host without an account is spoken for by the
/// organisers, and by nobody else.
pub fn site_roles(who: &Actor, r: &Remote, s: &Site, here: &[Attendee]) -> Roles<site::Role> {
    use site::Role as R;
    if who.system {
        return Roles::only(R::System);
    }
    let staff = is_staff(who, r);
    let attends = here.iter().any(|a| a.site == s.id && a.signed_in_at.is_some() && is(who, a.person));
    Roles::none().with_if(R::Organiser, staff).with_if(R::Host, is(who, s.host) || s.host.is_none() && staff).with_if(R::Attendee, attends)
}

/// What somebody is to the speech of `speaker` at this site.
pub fn speech_roles(who: &Actor, r: &Remote, s: &Site, speaker: &Attendee) -> Roles<speech::Role> {
    use speech::Role as R;
    if who.system {
        return Roles::only(R::System);
    }
    Roles::none().with_if(R::Organiser, is_staff(who, r)).with_if(R::Speaker, is(who, s.host) || is(who, speaker.person))
}

fn is(who: &Actor, person: Option<Id>) -> bool {
    who.person != Id(0) && person == Some(who.person)
}
