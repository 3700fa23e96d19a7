//! Who is what to a proposal, and who may see it. Pure.

use directory::roles as offices;
use kernel::workflow::Roles;
use kernel::{Actor, Id};

use crate::model::{Assignment, ChangeRequest, Extension, Invitation, Proposal, Rating};
use crate::rules::{Rules, Scope};
use crate::workflow::words::{Change, Kind, Part};
use crate::workflow::{Role, State, assignment, extension, invitation, rating};

/// What the roles of a proposal depend on beside its own row.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// Persons who signed: accepted co-signers. The first signer is in the row.
    pub signers: Vec<Id>,
    /// The open request for a change, if there is one.
    pub change: Option<ChangeRequest>,
    /// The first signer's rating of the present round counts as dissatisfied.
    pub dissatisfied: bool,
}

impl Around {
    /// From the invitations, and the ratings of the present round, that have been read.
    pub fn of(invitations: &[Invitation], ratings: &[Rating], change: Option<ChangeRequest>, rules: &Rules) -> Around {
        let signed = invitations.iter().filter(|i| i.state == invitation::State::Accepted);
        let given = ratings.iter().filter(|r| r.first_signer && r.state == rating::State::Given);
        Around {
            signers: signed.map(|i| i.person).collect(),
            change,
            dissatisfied: given.filter_map(|r| r.result.as_deref()).any(|code| rules.is_dissatisfied(code)),
        }
    }
}

/// What this person is to this proposal. The second reviewer is neither a signer nor the first reviewer; on a
/// collective proposal a conflict means its drafter, not the whole body (practice 4).
pub fn roles(who: &Actor, proposal: &Proposal, around: &Around) -> Roles<Role> {
    if who.system {
        return Roles::only(Role::System);
    }
    let own = is_principal(who, proposal);
    // An imported proposal has no drafter, and nobody is the person 0.
    let drafted = who.person != Id(0) && proposal.drafter == who.person;
    let signer = own || around.signers.contains(&who.person) || drafted;
    let here = who.assembly == proposal.assembly;
    let office = here && who.holds(offices::PROPOSAL_OFFICE);
    let reviews = here && !signer && who.holds_any(&[offices::PROPOSAL_OFFICE, offices::REVIEWER]);
    let first = proposal.first_reviewer == Some(who.person);
    let head = here && !signer && who.holds(offices::COMMITTEE_HEAD);
    let assigner = here && who.holds_any(&[offices::PROPOSAL_OFFICE, offices::SUPERVISING_OFFICE]);
    let other_asked = |kind: Change| {
        let open = around.change.as_ref().filter(|c| c.kind == kind && c.asked_by != who.person);
        open.is_some() && here && who.holds_any(&[offices::PROPOSAL_OFFICE, offices::COMMITTEE_HEAD])
    };
    Roles::none()
        .with_if(Role::FirstSigner, own)
        .with_if(Role::Drafter, drafted && !own)
        .with_if(Role::ReExaminationSeeker, own && proposal.re_examined_at.is_none())
        .with_if(Role::Reviewer, reviews)
        .with_if(Role::FirstReviewer, reviews && first)
        .with_if(Role::SecondReviewer, reviews && !first)
        .with_if(Role::WithdrawalConsenter, reviews && proposal.withdrawal_asked_at.is_some())
        .with_if(Role::CommitteeHead, head && !first)
        .with_if(Role::Office, office)
        .with_if(Role::Assigner, assigner)
        .with_if(Role::RehandlingApprover, (head || office && !signer) && around.dissatisfied && proposal.round == 1)
        .with_if(Role::FaceToFaceCaller, assigner && around.dissatisfied && proposal.round >= 2)
        .with_if(Role::CorrectionSeconder, other_asked(Change::Correction))
        .with_if(Role::RevocationSeconder, other_asked(Change::Revocation))
        .with_if(Role::ReopeningSeconder, other_asked(Change::Reopening))
        .with_if(Role::ChangeRejecter, office && around.change.is_some())
}

/// The first signer, or whoever holds the account of the collective proposer. Aides draft and never submit.
pub fn is_principal(who: &Actor, proposal: &Proposal) -> bool {
    match (proposal.kind, proposal.body) {
        (Kind::Collective, Some(body)) => who.holds_for_body(offices::COLLECTIVE_ACCOUNT, body),
        _ => who.person != Id(0) && proposal.first_signer == who.person,
    }
}

/// May this person see the proposal? The same rule as the scope in `store::scope`, for single records.
pub fn can_view(who: &Actor, proposal: &Proposal, around: &Around, invitations: &[Invitation], assignments: &[Assignment]) -> bool {
    if who.system
        || is_principal(who, proposal)
        || who.person != Id(0) && proposal.drafter == who.person
        || around.signers.contains(&who.person)
    {
        return true;
    }
    if invitations.iter().any(|i| i.person == who.person) {
        return true;
    }
    let units = who.units();
    if assignments.iter().any(|a| a.runs() && units.contains(&a.unit)) {
        return true;
    }
    who.assembly == proposal.assembly
        && (office_sees(who, proposal.state.get()) || who.membership.is_some() && members_see(proposal.state.get()))
}

/// Offices see everything that was submitted.
pub const READING_OFFICES: &[&str] = &[
    offices::PROPOSAL_OFFICE,
    offices::REVIEWER,
    offices::COMMITTEE_HEAD,
    offices::SUPERVISING_OFFICE,
    offices::CHAIR,
    offices::SEC_GENERAL,
];

fn office_sees(who: &Actor, state: State) -> bool {
    who.holds_any(READING_OFFICES) && was_submitted(state)
}

/// Before that a proposal is its signers' own.
pub fn was_submitted(state: State) -> bool {
    !matches!(state, State::Draft | State::CosignOpen)
}

/// Members of the assembly see what was filed.
pub fn members_see(state: State) -> bool {
    MEMBERS_SEE.contains(&state)
}

pub const MEMBERS_SEE: &[State] =
    &[State::Filed, State::Assigned, State::Replied, State::Rehandling, State::FaceToFace, State::Closed, State::Merged];

/// What this person is to one unit's part.
pub fn assignment_roles(
    who: &Actor,
    proposal: &Proposal,
    part: &Assignment,
    rules: &Rules,
    today: jiff::civil::Date,
) -> Roles<assignment::Role> {
    use assignment::Role as R;
    if who.system {
        return Roles::only(R::System);
    }
    let in_unit = |role: &str| who.holds_in_unit(role, part.unit);
    let leader = in_unit(offices::UNIT_LEADER);
    let liaison = in_unit(offices::UNIT_LIAISON) || leader;
    let handler = liaison || in_unit(offices::UNIT_HANDLER);
    let here = who.assembly == proposal.assembly && who.units().is_empty();
    let assigner = here && who.holds_any(&[offices::PROPOSAL_OFFICE, offices::SUPERVISING_OFFICE]);
    let plan_first = in_scope(rules.plan_scope, proposal) && part.plan_note.is_none();
    let check_first = in_scope(rules.check_scope, proposal);
    let leads = handler && part.part != Part::Co;
    Roles::none()
        .with_if(R::Liaison, liaison)
        .with_if(R::Returner, liaison && part.return_until.is_some_and(|day| today <= day))
        .with_if(R::LeadHandler, leads)
        .with_if(R::Planner, leads && plan_first)
        .with_if(R::CheckedDrafter, leads && !plan_first && check_first)
        .with_if(R::UncheckedDrafter, leads && !plan_first && !check_first)
        .with_if(R::CoHandler, handler && part.part == Part::Co)
        .with_if(R::Assigner, assigner)
        .with_if(R::Checker, assigner)
        .with_if(R::UnitLeader, leader)
}

fn in_scope(scope: Scope, proposal: &Proposal) -> bool {
    match scope {
        Scope::All => true,
        Scope::Key => proposal.key_proposal,
        Scope::None => false,
    }
}

pub fn invitation_roles(who: &Actor, invitation: &Invitation) -> Roles<invitation::Role> {
    if who.system {
        return Roles::only(invitation::Role::System);
    }
    Roles::none().with_if(invitation::Role::Invitee, invitation.person == who.person)
}

pub fn extension_roles(who: &Actor, extension: &Extension) -> Roles<extension::Role> {
    let assigner = who.assembly == extension.assembly && who.units().is_empty();
    let assigner = assigner && who.holds_any(&[offices::PROPOSAL_OFFICE, offices::SUPERVISING_OFFICE]);
    Roles::none().with_if(extension::Role::Assigner, assigner).with_if(extension::Role::System, who.system)
}

/// Handlers must not fill in ratings for members: only the proposal office enters what came by telephone or on paper,
/// and nobody rates while acting for a unit. The window ends with its last day, whenever the job comes by.
pub fn rating_roles(who: &Actor, rating: &Rating, today: jiff::civil::Date) -> Roles<rating::Role> {
    if who.system {
        return Roles::only(rating::Role::System);
    }
    let own = rating.person == who.person && who.units().is_empty() && today <= rating.due;
    Roles::none().with_if(rating::Role::Rater, own).with_if(rating::Role::Amender, own).with_if(
        rating::Role::Registrar,
        rating.person != who.person && who.assembly == rating.assembly && who.holds(offices::PROPOSAL_OFFICE),
    )
}
