//! Random acts by random people against a model that was written from the domain's rules, not from RULES.

use kernel::workflow::{At, Refusal};
use kernel::{Actor, Id, Office, Timestamp};
use proposals::model::{ChangeRequest, Proposal};
use proposals::policy::{self, Around};
use proposals::workflow::words::{Change, Kind, Period};
use proposals::workflow::{Act, PROCESS, State};
use proptest::prelude::*;

/// Everybody who may try something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Who {
    Proposer,
    /// Signed too; holds the offices of a reviewer and of the committee's head, which must not help.
    CoSigner,
    Aide,
    ReviewerA,
    ReviewerB,
    Head,
    ClerkA,
    ClerkB,
    Supervisor,
    Unit,
    Member,
    /// Of the office of another assembly.
    Stranger,
    Program,
}

pub const ALL: [Who; 13] = [
    Who::Proposer,
    Who::CoSigner,
    Who::Aide,
    Who::ReviewerA,
    Who::ReviewerB,
    Who::Head,
    Who::ClerkA,
    Who::ClerkB,
    Who::Supervisor,
    Who::Unit,
    Who::Member,
    Who::Stranger,
    Who::Program,
];

/// What the rules look at.
#[derive(Clone, Debug)]
pub struct World {
    pub state: State,
    pub first_reviewer: Option<Who>,
    pub withdrawal_asked: bool,
    pub re_examined: bool,
    pub change: Option<(Change, Who)>,
    pub dissatisfied: bool,
    pub round: i64,
    pub co_signer_is_head: bool,
}

impl World {
    pub fn at(state: State) -> World {
        World {
            state,
            first_reviewer: None,
            withdrawal_asked: false,
            re_examined: false,
            change: None,
            dissatisfied: false,
            round: 1,
            co_signer_is_head: false,
        }
    }

    /// Where the act leads, and whether this person may do it; nothing where the act does not exist.
    pub fn expected(&self, who: Who, act: Act) -> Option<(State, bool)> {
        use {Act as A, State as S};
        let proposer = who == Who::Proposer;
        let office = matches!(who, Who::ClerkA | Who::ClerkB);
        let reviews = office || matches!(who, Who::ReviewerA | Who::ReviewerB);
        let first = self.first_reviewer == Some(who);
        let head = who == Who::Head;
        let assigns = office || who == Who::Supervisor;
        let program = who == Who::Program;
        let second = |kind: Change| {
            let staff = office || head || who == Who::CoSigner && self.co_signer_is_head;
            staff && self.change.is_some_and(|(asked, by)| asked == kind && by != who)
        };
        let s = self.state;
        let changeable = matches!(s, S::Submitted | S::Filed | S::Assigned | S::Replied | S::Closed | S::NotFiled);
        Some(match (act, s) {
            (A::Edit, S::Draft | S::CosignOpen | S::Returned) => (s, proposer || who == Who::Aide),
            (A::Invite, S::Draft | S::CosignOpen) => (S::CosignOpen, proposer),
            (A::Invite, S::Returned) => (s, proposer),
            (A::Submit, S::Draft | S::CosignOpen) => (S::Submitted, proposer),
            (A::Recall, S::Submitted) => (S::Draft, proposer),
            (A::Withdraw, S::Draft | S::CosignOpen | S::Submitted | S::Returned) => (S::Withdrawn, proposer),
            (A::AskWithdrawal, S::PreReview | S::SecondReview) => (s, proposer),
            (A::ConsentWithdrawal, S::PreReview | S::SecondReview) => (S::Withdrawn, reviews && self.withdrawal_asked),
            (A::TakeUp, S::Submitted) => (S::PreReview, reviews),
            (A::Deal, S::Submitted) => (S::PreReview, office),
            (A::Release, S::PreReview) => (S::Submitted, office || reviews && first),
            (A::Endorse, S::PreReview) => (S::SecondReview, reviews && first),
            (A::ReturnForRevision, S::PreReview) => (S::Returned, reviews && first),
            (A::ReturnForRevision, S::SecondReview) => (S::Returned, reviews && !first || head),
            (A::Resubmit, S::Returned) => (S::PreReview, proposer),
            (A::Disagree, S::SecondReview) => (S::PreReview, reviews && !first),
            (A::File, S::SecondReview) => (S::Filed, reviews && !first || head),
            (A::Decline, S::SecondReview) => (S::NotFiled, head),
            (A::TransferToBrief, S::SecondReview) => (S::TransferredToBrief, head),
            (A::TransferAsLetter, S::SecondReview) => (S::TransferredAsLetter, head),
            (A::Merge, S::SecondReview | S::Filed) => (S::Merged, head),
            (A::AskReExamination, S::NotFiled) => (S::ReExamination, proposer && !self.re_examined),
            (A::Overturn, S::ReExamination) => (S::Filed, head),
            (A::Uphold, S::ReExamination) => (S::NotFiled, head),
            (A::Number, S::Filed) => (s, office),
            (A::ProposeAssignment, S::Filed) => (s, assigns),
            (A::Dispatch, S::Filed) => (S::Assigned, assigns),
            (A::AddUnit | A::ChangeLead, S::Assigned) => (s, assigns),
            (A::Urge, S::Assigned | S::Rehandling) => (s, assigns),
            (A::AnswerAll, S::Assigned | S::Rehandling) => (S::Replied, program),
            (A::CloseByRule, S::Replied) => (S::Closed, program),
            (A::OrderRehandling, S::Replied) => (S::Rehandling, (office || head) && self.dissatisfied && self.round == 1),
            (A::CallFaceToFace, S::Replied) => (S::FaceToFace, assigns && self.dissatisfied && self.round >= 2),
            (A::RecordMeeting, S::FaceToFace) => (S::Closed, office),
            (A::Close, S::Replied) => (S::Closed, office),
            (A::Publish, S::Replied | S::Closed) => (s, office),
            (A::AskChange, _) if changeable => (s, office),
            (A::Correct, _) if changeable => (s, second(Change::Correction)),
            (A::RejectChange, _) if changeable => (s, office && self.change.is_some()),
            (A::Revoke, S::Filed | S::NotFiled) => (S::SecondReview, second(Change::Revocation)),
            (A::Revoke, S::Assigned) => (S::Filed, second(Change::Revocation)),
            (A::Revoke, S::Replied) => (S::Assigned, second(Change::Revocation)),
            (A::Reopen, S::Closed) => (S::Replied, second(Change::Reopening)),
            (A::MovePolicy, S::Filed | S::Assigned) => (s, office),
            _ => return None,
        })
    }

    /// What an act that was done changes beside the state.
    pub fn done(&mut self, who: Who, act: Act, to: State) {
        self.state = to;
        match act {
            Act::TakeUp | Act::Deal => self.first_reviewer = Some(who),
            Act::Release => self.first_reviewer = None,
            Act::AskWithdrawal => self.withdrawal_asked = true,
            Act::AskReExamination => self.re_examined = true,
            Act::OrderRehandling => (self.round, self.dissatisfied) = (self.round + 1, false),
            Act::Correct | Act::Revoke | Act::Reopen | Act::RejectChange => self.change = None,
            _ => {}
        }
        if act == Act::Revoke {
            self.dissatisfied = false;
        }
    }
}

fn id(who: Who) -> Id {
    Id(100 + who as i64)
}

fn actor(who: Who) -> Actor {
    use directory::roles as r;
    let (here, there) = (Id(1), Id(2));
    let office =
        |role: &str, unit: Option<Id>| Office { grant: Id(1), role: role.into(), assembly: here, unit, body: None, delegated_by: None };
    let plain = Actor { person: id(who), name: "甲".into(), assembly: here, ..Actor::default() };
    let holds = |roles: &[&str]| Actor { offices: roles.iter().map(|role| office(role, None)).collect(), ..plain.clone() };
    let member = |actor: Actor| Actor { membership: Some(Id(9)), ..actor };
    match who {
        Who::Proposer | Who::Member => member(plain),
        Who::CoSigner => member(holds(&[r::REVIEWER, r::COMMITTEE_HEAD])),
        Who::Aide => holds(&[r::AIDE]),
        Who::ReviewerA | Who::ReviewerB => holds(&[r::REVIEWER]),
        Who::Head => holds(&[r::COMMITTEE_HEAD]),
        Who::ClerkA | Who::ClerkB => holds(&[r::PROPOSAL_OFFICE]),
        Who::Supervisor => holds(&[r::SUPERVISING_OFFICE]),
        Who::Unit => Actor { offices: vec![office(r::UNIT_LEADER, Some(Id(5))), office(r::UNIT_LIAISON, Some(Id(5)))], ..plain },
        Who::Stranger => Actor { assembly: there, ..holds(&[r::PROPOSAL_OFFICE, r::COMMITTEE_HEAD, r::REVIEWER]) },
        Who::Program => Actor::system(here),
    }
}

/// The rows that the program would have for this world.
fn rows(world: &World, at: At<State>) -> (Proposal, Around) {
    let now = Timestamp(1);
    let p = Proposal {
        id: Id(3),
        assembly: Id(1),
        session: Id(1),
        period: Period::Plenary,
        kind: Kind::Joint,
        state: at,
        state_since: now,
        due: None,
        category: None,
        first_signer: id(Who::Proposer),
        proposer: String::new(),
        body: None,
        drafter: id(Who::Aide),
        receipt_no: None,
        case_no: None,
        title: String::new(),
        background: String::new(),
        analysis: String::new(),
        suggestions: vec![],
        version: 1,
        changes: 0,
        policy_version: 0,
        round: world.round,
        first_reviewer: world.first_reviewer.map(id),
        second_reviewer: None,
        recommended: None,
        review_note: None,
        reason_code: None,
        decision_note: None,
        main_proposal: None,
        withdrawal_asked_at: world.withdrawal_asked.then_some(now),
        re_examined_at: world.re_examined.then_some(now),
        meeting: None,
        key_proposal: false,
        created_at: now,
        submitted_at: Some(now),
        filed_at: None,
        assigned_at: None,
        replied_at: None,
        closed_at: None,
        published_at: None,
        imported_at: None,
        source_text: None,
    };
    let change = world.change.map(|(kind, by)| ChangeRequest {
        id: Id(4),
        assembly: Id(1),
        proposal: p.id,
        kind,
        state: "open".into(),
        reason: "误".into(),
        fields: serde_json::json!({}),
        asked_by: id(by),
        asked_at: now,
        decided_by: None,
    });
    (p, Around { signers: vec![id(Who::CoSigner)], change, dissatisfied: world.dissatisfied })
}

/// One random step: who, which act, and whether a lawful one is to be looked for from there.
type Step = (usize, usize, bool, u8);

fn steps() -> impl Strategy<Value = (usize, Vec<Step>)> {
    let step = (0..ALL.len(), 0..Act::ALL.len(), proptest::bool::weighted(0.5), any::<u8>());
    (0..State::ALL.len(), proptest::collection::vec(step, 1..40))
}

/// The step itself, or the next lawful one after it, counting through people and acts.
fn chosen(world: &World, &(who, act, lawful, _): &Step) -> (Who, Act) {
    let all = ALL.len() * Act::ALL.len();
    let start = who * Act::ALL.len() + act;
    let pair = |n: usize| (ALL[n % all / Act::ALL.len()], Act::ALL[n % Act::ALL.len()]);
    let next = (start..start + all).map(pair).find(|(who, act)| matches!(world.expected(*who, *act), Some((_, true))));
    next.filter(|_| lawful).unwrap_or(pair(start))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn ten_thousand_random_lives_agree_with_the_model((start, steps) in steps()) {
        let mut world = World { co_signer_is_head: true, ..World::at(State::ALL[start]) };
        let mut at = At::<State>::decode(world.state.name()).expect("a state");
        for step in &steps {
            let (who, act) = chosen(&world, step);
            let (p, around) = rows(&world, at);
            let did = PROCESS.step(at, act, &policy::roles(&actor(who), &p, &around));
            match world.expected(who, act) {
                None => {
                    let new = "RULES have it; if that is meant, add it to World::expected";
                    prop_assert_eq!(did, Err(Refusal::NotHere { at: at.get() }), "{:?} {:?} at {:?}: {}", who, act, at, new);
                }
                Some((_, false)) => prop_assert!(matches!(did, Err(Refusal::NotYours { .. })), "{who:?} {act:?} at {at:?}: {did:?} in {world:?}"),
                Some((to, true)) => {
                    prop_assert!(did.is_ok(), "{who:?} {act:?} at {at:?}: {did:?} in {world:?}");
                    at = did.expect("just seen");
                    prop_assert_eq!(at.get(), to);
                    world.done(who, act, to);
                    if act == Act::AskChange {
                        world.change = Some((Change::ALL[usize::from(step.3) % Change::ALL.len()], who));
                    }
                }
            }
            // Facts of the world that no act of the proposal itself makes.
            if world.state == State::Replied && step.3 % 3 == 0 {
                world.dissatisfied = step.3 % 2 == 0;
            }
        }
    }

    #[test]
    fn nobody_sees_a_proposal_by_one_rule_only((start, _) in steps()) {
        // `policy::can_view` on a bare proposal: signers, drafter, offices after submission, members after filing.
        let world = World::at(State::ALL[start]);
        let (p, around) = rows(&world, At::decode(world.state.name()).expect("a state"));
        let early = matches!(world.state, State::Draft | State::CosignOpen);
        for who in ALL {
            let always = matches!(who, Who::Proposer | Who::CoSigner | Who::Aide | Who::Program);
            let office = matches!(who, Who::ReviewerA | Who::ReviewerB | Who::Head | Who::ClerkA | Who::ClerkB | Who::Supervisor);
            let member = who == Who::Member && filed(world.state);
            prop_assert_eq!(policy::can_view(&actor(who), &p, &around, &[], &[]), always || office && !early || member, "{:?}", who);
        }
    }
}

/// What members of the assembly may read.
pub fn filed(state: State) -> bool {
    use State as S;
    matches!(state, S::Filed | S::Assigned | S::Replied | S::Rehandling | S::FaceToFace | S::Closed | S::Merged)
}

#[test]
fn the_model_knows_every_act() {
    let known = |act: &Act| State::ALL.iter().any(|s| ALL.iter().any(|who| World::at(*s).expected(*who, *act).is_some()));
    let forgotten: Vec<&Act> = Act::ALL.iter().filter(|act| !known(act)).collect();
    assert!(forgotten.is_empty(), "add to World::expected in {}, from what the office wants, not from RULES: {forgotten:?}", file!());
}
