//! What tests of every part share: the town with its people, and proposals that were set down at a state.

use kernel::workflow::At;
use kernel::{Id, Timestamp};
use proposals::model::Proposal;
use proposals::store;
use proposals::workflow::State;
use proposals::workflow::words::{Kind as ProposalKind, Period};
use testkit::{Kind, TestApp};

/// The town of the test kit with this module.
pub fn town(kind: Kind) -> TestApp {
    TestApp::new(kind, vec![proposals::module()])
}

/// Writes a proposal of 王静好 at a state directly, with its first version kept; for parts whose predecessors are tested elsewhere.
pub fn placed(app: &TestApp, state: State, change: impl Fn(&mut Proposal) + Send + 'static) -> Id {
    let town = app.town.clone();
    app.home.write(move |tx| {
        let now: Timestamp = tx.now();
        let mut proposal = Proposal {
            id: tx.new_id(),
            assembly: town.assembly,
            session: town.session,
            period: Period::Plenary,
            kind: ProposalKind::Individual,
            state: At::decode(state.name()).expect("a state"),
            state_since: now,
            due: None,
            category: None,
            first_signer: town.person("wang"),
            proposer: "王静好".into(),
            body: None,
            drafter: town.person("wang"),
            receipt_no: None,
            case_no: None,
            title: "关于疏通老城区排水管网的提案".into(),
            background: "老城区管网建于三十年前。".into(),
            analysis: "雨季积水，影响出行。".into(),
            suggestions: vec!["普查管网并公布结果。".into(), "分三年更新老旧管段。".into()],
            version: 1,
            changes: 0,
            policy_version: 0,
            round: 1,
            first_reviewer: None,
            second_reviewer: None,
            recommended: None,
            review_note: None,
            reason_code: None,
            decision_note: None,
            main_proposal: None,
            withdrawal_asked_at: None,
            re_examined_at: None,
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
        change(&mut proposal);
        store::insert(tx, &proposal)?;
        store::keep_version(tx, &proposal, proposal.drafter)?;
        Ok(proposal.id)
    })
}

/// The body of a new proposal as the API takes it.
pub fn words() -> serde_json::Value {
    serde_json::json!({
        "title": "关于疏通老城区排水管网的提案",
        "background": "老城区管网建于三十年前。",
        "analysis": "雨季积水，影响出行。",
        "suggestions": ["普查管网并公布结果。", "分三年更新老旧管段。"],
        "kind": "individual",
    })
}

/// A member's draft.
pub fn drafted(app: &TestApp, login: &str) -> Id {
    app.token(login).post_json("/api/v1/proposals", &words()).expect(201).id()
}

/// Hands a draft in; the record after it.
pub fn submitted(app: &TestApp, login: &str, id: Id) -> serde_json::Value {
    app.token(login).post_json(&format!("/api/v1/proposals/{id}/submission"), &serde_json::json!({ "no_secrets": true })).expect(200).json()
}

/// A proposal of 王静好 that waits to be taken up.
pub fn handed_in(app: &TestApp) -> Id {
    let id = drafted(app, "wang");
    submitted(app, "wang", id);
    id
}
