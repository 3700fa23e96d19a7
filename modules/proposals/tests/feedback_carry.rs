//! Answered proposals, set down as the handling leaves them: what ratings and closing build on.

use jiff::ToSpan;
use jiff::civil::Date;
use kernel::workflow::At;
use kernel::{Id, Tx};
use proposals::clocks;
use proposals::model::{Answer, Assignment, Invitation, Promise, Proposal, Rating, Reply};
use proposals::store;
use proposals::workflow::words::{Kind, Part};
use proposals::workflow::{State, assignment, invitation, rating};
use testkit::TestApp;

use crate::common::placed;

/// Of the answer; nobody outside may read them.
pub const CONTACT: &str = "沈联系";
pub const TELEPHONE: &str = "0515-80001234";

/// 王静好 and 李思远 signed; 市水务局 has answered, and both are asked to rate.
pub fn answered(app: &TestApp) -> Id {
    answered_as(app, "0007")
}

/// As [`answered`], under this number.
pub fn answered_as(app: &TestApp, number: &'static str) -> Id {
    let id = placed(app, State::Replied, move |p: &mut Proposal| {
        p.kind = Kind::Joint;
        p.proposer = "王静好等2人".into();
        p.case_no = Some(number.into());
        (p.filed_at, p.assigned_at, p.replied_at) = (Some(p.created_at), Some(p.created_at), Some(p.created_at));
    });
    let town = app.town.clone();
    app.home.write(move |tx| {
        let co_signer = Invitation {
            id: tx.new_id(),
            assembly: town.assembly,
            proposal: id,
            person: town.person("li"),
            state: At::decode(invitation::State::Accepted.name()).expect("a state"),
            expires_at: tx.now(),
            invited_at: tx.now(),
            answered_at: Some(tx.now()),
            position: Some(1),
            told_version: Some(1),
        };
        store::invitations::insert(tx, &co_signer)?;
        let part = part(tx, id, town.assembly, town.units["water"], assignment::State::Replied);
        store::assignments::insert(tx, &part)?;
        reply(tx, &part)?;
        ask(tx, id, town.assembly, 1, &[town.person("wang"), town.person("li")])
    });
    id
}

/// The second answer of a proposal that is handled again, and its first signer asked anew.
pub fn answered_again(app: &TestApp, id: Id) {
    let town = app.town.clone();
    app.home.write(move |tx| {
        let mut part = store::assignments::of(tx, id)?.remove(0);
        part.state = At::decode("replied").expect("a state");
        store::assignments::save(tx, &mut part)?;
        reply(tx, &part)?;
        let mut p = store::get_unscoped(tx, id)?;
        p.state = At::decode("replied").expect("a state");
        p.replied_at = Some(tx.now());
        store::save(tx, &mut p)?;
        ask(tx, id, town.assembly, 2, &[town.person("wang")])
    });
}

pub fn part(tx: &mut Tx, proposal: Id, assembly: Id, unit: Id, state: assignment::State) -> Assignment {
    let now = tx.now();
    Assignment {
        id: tx.new_id(),
        assembly,
        proposal,
        unit,
        part: Part::Sole,
        state: At::decode(state.name()).expect("a state"),
        state_since: now,
        due: None,
        reply_due: Some(tx.today().saturating_add(3.months())),
        return_until: None,
        first_assigned_at: Some(now),
        assigned_at: Some(now),
        round: 1,
        handler: None,
        section: None,
        plan_lead: Some("韩长河".into()),
        plan_note: Some("先普查，再分期更新。".into()),
        objection: None,
        return_reason: None,
        note: None,
        opinion: None,
        opinion_due: None,
        extended_at: None,
        urged: 0,
        changes: 0,
    }
}

fn reply(tx: &mut Tx, part: &Assignment) -> kernel::Result<()> {
    let id = tx.new_id();
    let answer = Reply {
        id,
        assembly: part.assembly,
        proposal: part.proposal,
        assignment: part.id,
        unit: part.unit,
        round: part.round,
        result_class: Some("B".into()),
        body: format!("第{}次答复：管网普查已列入计划。", part.round),
        answers: vec![
            Answer { text: "六月底前公布普查结果。".into(), class: "A".into() },
            Answer { text: "分三年更新。".into(), class: "B".into() },
        ],
        document_no: Some("清水函〔2026〕7号".into()),
        signer: Some("韩长河".into()),
        contact_name: Some(CONTACT.into()),
        contact_telephone: Some(TELEPHONE.into()),
        copies: None,
        drafted_by: Id(1),
        drafted_at: tx.now(),
        checked_by: None,
        check_note: None,
        signed_by: None,
        sent_at: Some(tx.now()),
        revoked_at: None,
    };
    store::replies::put(tx, &answer)?;
    let promise = Promise {
        id: tx.new_id(),
        proposal: part.proposal,
        reply: id,
        unit: part.unit,
        suggestion: 2,
        text: "三年内更新老旧管段".into(),
        due: jiff::civil::date(2028, 12, 31),
        who: "管网科".into(),
        state: "promised".into(),
        evidence: None,
    };
    store::replies::put_promises(tx, part.assembly, id, &[promise])
}

fn ask(tx: &mut Tx, proposal: Id, assembly: Id, round: i64, people: &[Id]) -> kernel::Result<()> {
    let due: Date = clocks::due(tx, assembly, kernel::calendar::Term::WorkingDays(15))?;
    for (place, person) in people.iter().enumerate() {
        let asked = Rating {
            id: tx.new_id(),
            assembly,
            proposal,
            round,
            person: *person,
            first_signer: place == 0,
            state: At::decode(rating::State::Asked.name()).expect("a state"),
            due,
            work: None,
            result: None,
            comment: None,
            first_work: None,
            first_result: None,
            channel: None,
            entered_by: None,
            caller: None,
            called_at: None,
            given_at: None,
        };
        store::feedback::insert_rating(tx, &asked)?;
    }
    Ok(())
}

pub fn state_of(app: &TestApp, id: Id) -> &'static str {
    app.home.read(move |tx| Ok(store::get_unscoped(tx, id)?.state.get().name()))
}

/// The rating of this person in a round.
pub fn rating_of(app: &TestApp, id: Id, round: i64, login: &str) -> Rating {
    let person = app.town.person(login);
    app.home.read(move |tx| store::feedback::rating_of(tx, id, round, person))
}
