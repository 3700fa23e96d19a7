//! Who is what to a room, a topic and a session, and who may see them. Pure.

use directory::roles as offices;
use kernel::workflow::Roles;
use kernel::{Actor, Id};

use crate::model::{Clue, Participant, Room, Session, Topic};
use crate::workflow::words::Referral;
use crate::workflow::{Role, clue, room, session};

/// Offices that keep the register and read every topic of their assembly.
pub const KEEPERS: &[&str] = &[offices::COMMITTEE_OFFICER];

/// Who reads all topics of the assembly.
pub const READING_OFFICES: &[&str] = &[offices::COMMITTEE_OFFICER, offices::CHAIR, offices::SEC_GENERAL];

/// Offices that look after the clues of their assembly.
pub const CLUE_OFFICES: &[&str] = &[offices::PROPOSAL_OFFICE, offices::COMMITTEE_OFFICER];

/// Who reads all clues of the assembly beside its members.
pub const CLUE_READERS: &[&str] = &[
    offices::PROPOSAL_OFFICE,
    offices::COMMITTEE_OFFICER,
    offices::COMMITTEE_HEAD,
    offices::CHAIR,
    offices::SEC_GENERAL,
    offices::TOWNSHIP_CONVENER,
    offices::TOWNSHIP_PARTY,
    offices::ROOM_WORKER,
];

/// What the roles of a topic depend on beside its own row and its room.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// Persons assigned to the room.
    pub members: Vec<Id>,
    /// Units that own an agreed item.
    pub owners: Vec<Id>,
    /// Persons who signed in to a session on it.
    pub took_part: Vec<Id>,
    /// This person has rated the present round.
    pub rated: bool,
}

/// What this person is to this room.
pub fn room_roles(who: &Actor, r: &Room) -> Roles<room::Role> {
    use room::Role as R;
    if who.system {
        return Roles::only(R::System);
    }
    Roles::none().with_if(R::Keeper, who.assembly == r.assembly && who.holds_any(KEEPERS)).with_if(R::RoomWorker, is_worker(who, r))
}

/// What this person is to this topic.
pub fn roles(who: &Actor, t: &Topic, r: &Room, around: &Around) -> Roles<Role> {
    if who.system {
        return Roles::only(Role::System);
    }
    let person = who.person != Id(0);
    let raiser = person && (t.raised_by == Some(who.person) || t.raised_unit.is_some_and(|u| who.units().contains(&u)));
    let took_part = person && around.took_part.contains(&who.person);
    let answers = t.referred == Some(Referral::Assembly) && t.referred_to == Some(who.assembly);
    Roles::none()
        .with_if(Role::Raiser, raiser)
        .with_if(Role::Worker, is_worker(who, r))
        .with_if(Role::Convener, is_convener(who, r))
        .with_if(Role::Party, is_approver(who, r))
        .with_if(Role::RoomMember, person && around.members.contains(&who.person))
        .with_if(Role::Owner, around.owners.iter().any(|unit| who.units().contains(unit)))
        .with_if(Role::Rater, (raiser || took_part) && !around.rated)
        .with_if(Role::UpperOffice, answers && who.holds_any(KEEPERS))
}

/// What this person is to this clue.
pub fn clue_roles(who: &Actor, c: &Clue) -> Roles<clue::Role> {
    use clue::Role as R;
    if who.system {
        return Roles::only(R::System);
    }
    let here = who.assembly == c.assembly;
    Roles::none()
        .with_if(R::Member, here && who.membership.is_some())
        .with_if(R::Taker, who.person != Id(0) && c.taken_by == Some(who.person))
        .with_if(R::Office, here && who.holds_any(CLUE_OFFICES))
}

/// Members and offices of the assembly that it was offered to.
pub fn sees_clues(who: &Actor, assembly: Id) -> bool {
    who.system || who.assembly == assembly && (who.membership.is_some() || who.holds_any(CLUE_READERS))
}

/// What this person is to this session.
pub fn session_roles(who: &Actor, _: &Session, r: &Room, participants: &[Participant]) -> Roles<session::Role> {
    use session::Role as R;
    if who.system {
        return Roles::only(R::System);
    }
    Roles::none()
        .with_if(R::Worker, is_worker(who, r))
        .with_if(R::Convener, is_convener(who, r))
        .with_if(R::Participant, who.person != Id(0) && participants.iter().any(|p| p.person == Some(who.person)))
}

/// The row names the person, and the office still runs.
pub fn is_worker(who: &Actor, r: &Room) -> bool {
    named(who, r, r.worker) && who.holds(offices::ROOM_WORKER)
}

pub fn is_convener(who: &Actor, r: &Room) -> bool {
    named(who, r, r.convener) && who.holds(offices::TOWNSHIP_CONVENER)
}

pub fn is_approver(who: &Actor, r: &Room) -> bool {
    named(who, r, r.approver) && who.holds(offices::TOWNSHIP_PARTY)
}

fn named(who: &Actor, r: &Room, person: Option<Id>) -> bool {
    who.person != Id(0) && who.assembly == r.assembly && person == Some(who.person)
}

/// Contacts of residents are for the worker and the convener of the room alone (domain, roles 5.3).
pub fn sees_contacts(who: &Actor, r: &Room) -> bool {
    is_worker(who, r) || is_convener(who, r)
}
