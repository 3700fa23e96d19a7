//! Who is what to a deliberation and its statements, and who may see them. Pure.

pub mod remote;

use directory::roles as offices;
use kernel::workflow::Roles;
use kernel::{Actor, Id};

use crate::model::{Deliberation, Outcome, Statement};
use crate::voice::Speaker;
use crate::workflow::words::Audience;
use crate::workflow::{Role, outcome, review, statement};
use web::Access;

/// Who may propose one.
pub const ORGANISERS: &[&str] = &[offices::COMMITTEE_OFFICER, offices::TOWNSHIP_CONVENER, offices::ROOM_WORKER];

/// Who approves what is put to members or everybody; what is put to a place its convener approves too.
pub const APPROVERS: &[&str] = &[offices::CHAIR, offices::SEC_GENERAL];

/// Who reads all deliberations of the assembly, in every state.
pub const READING_OFFICES: &[&str] =
    &[offices::COMMITTEE_OFFICER, offices::CHAIR, offices::SEC_GENERAL, offices::TOWNSHIP_CONVENER, offices::ROOM_WORKER];

/// Who answers for a unit.
pub const UNIT_PEOPLE: &[&str] = &[offices::UNIT_LIAISON, offices::UNIT_HANDLER, offices::UNIT_LEADER];

/// Who prepares joint reviews and registers what they decide.
pub const REVIEWERS: &[&str] = &[offices::COMMITTEE_OFFICER, offices::SEC_GENERAL];

/// Who reads joint reviews.
pub const REVIEW_READERS: Access = Access::Roles(&[offices::COMMITTEE_OFFICER, offices::CHAIR, offices::SEC_GENERAL]);

/// Who may open the list of outcome items; which of them each sees is part of the query.
pub const OUTCOME_READERS: Access = Access::Roles(&[
    offices::COMMITTEE_OFFICER,
    offices::CHAIR,
    offices::SEC_GENERAL,
    offices::TOWNSHIP_CONVENER,
    offices::ROOM_WORKER,
    offices::UNIT_LIAISON,
    offices::UNIT_HANDLER,
    offices::UNIT_LEADER,
]);

/// What somebody is to this deliberation; `speaker` is whoever the program can tell from others.
pub fn roles(who: &Actor, d: &Deliberation, speaker: Option<&Speaker>) -> Roles<Role> {
    if who.system {
        return Roles::only(Role::System);
    }
    let approves = who.assembly == d.assembly
        && (who.holds_any(APPROVERS)
            || d.audience == Audience::Place && who.holds(offices::TOWNSHIP_CONVENER) && who.person != d.proposed_by);
    Roles::none()
        .with_if(Role::Organiser, is_organiser(who, d))
        .with_if(Role::Approver, approves)
        .with_if(Role::Participant, speaker.is_some_and(|s| takes_part(who, d, s)))
}

/// Whoever proposed it while the office runs, and the committee's officers.
pub fn is_organiser(who: &Actor, d: &Deliberation) -> bool {
    let own = who.person == d.proposed_by && who.holds_any(ORGANISERS);
    who.person != Id(0) && who.assembly == d.assembly && (own || who.holds(offices::COMMITTEE_OFFICER))
}

/// Of the audience, and known well enough.
pub fn takes_part(who: &Actor, d: &Deliberation, speaker: &Speaker) -> bool {
    let invited = match d.audience {
        Audience::Members => who.membership.is_some() && who.assembly == d.assembly,
        Audience::Place | Audience::Everyone => true,
    };
    invited && speaker.level.reaches(d.level)
}

/// May this person read its public side: what is put to members is theirs and the offices'.
pub fn may_read(who: &Actor, d: &Deliberation) -> bool {
    match d.audience {
        Audience::Place | Audience::Everyone => true,
        Audience::Members => who.assembly == d.assembly && (who.membership.is_some() || who.holds_any(READING_OFFICES)),
    }
}

/// What somebody is to this statement; `author` is the digest of whoever asks, while there is a key.
pub fn statement_roles(who: &Actor, d: &Deliberation, s: &Statement, author: Option<&[u8]>) -> Roles<statement::Role> {
    use statement::Role as R;
    if who.system {
        return Roles::only(R::System);
    }
    let organiser = is_organiser(who, d);
    let is_author = author.is_some() && s.author.as_deref() == author || who.person != Id(0) && s.signed_by == Some(who.person);
    Roles::none()
        .with_if(R::Moderator, organiser)
        .with_if(R::Reviewer, organiser && s.moderated_by != Some(who.person))
        .with_if(R::Author, is_author)
}

/// Units that this person answers for.
pub fn units(who: &Actor) -> Vec<Id> {
    who.units().into_iter().filter(|unit| UNIT_PEOPLE.iter().any(|role| who.holds_in_unit(role, *unit))).collect()
}

/// What somebody is to this outcome item of the deliberation. A body without an account is spoken for by the organisers;
/// whoever registered its answer does not judge it.
pub fn outcome_roles(who: &Actor, d: &Deliberation, o: &Outcome) -> Roles<outcome::Role> {
    use outcome::Role as R;
    if who.system {
        return Roles::only(R::System);
    }
    let organiser = is_organiser(who, d);
    let owner = match o.unit {
        Some(unit) => who.assembly == o.assembly && units(who).contains(&unit),
        None => organiser,
    };
    let judges = organiser || who.assembly == o.assembly && who.holds_any(APPROVERS);
    Roles::none()
        .with_if(R::Organiser, organiser)
        .with_if(R::Owner, owner)
        .with_if(R::Evaluator, judges && o.answered_by != Some(who.person))
        .with_if(R::Reviewer, who.assembly == o.assembly && who.holds_any(REVIEWERS))
}

/// What somebody is to a joint review of this assembly.
pub fn review_roles(who: &Actor, assembly: Id) -> Roles<review::Role> {
    if who.system {
        return Roles::only(review::Role::System);
    }
    Roles::none().with_if(review::Role::Reviewer, who.assembly == assembly && who.holds_any(REVIEWERS))
}
