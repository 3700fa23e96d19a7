//! The record as the API shows it: the answer of every act.

use jiff::civil::Date;
use kernel::db::Tx;
use kernel::{Actor, Id, Result};
use serde::Serialize;

use crate::model::{Assignment, Promise, Proposal, Reply};
use crate::rules::Rules;
use crate::{policy, store, workflow};

/// A proposal in JSON. Ratings of single signers are never in it.
#[derive(Debug, Serialize)]
pub struct ProposalView {
    pub id: Id,
    pub receipt_no: Option<String>,
    pub number: Option<String>,
    pub title: String,
    pub kind: &'static str,
    pub period: &'static str,
    pub state: &'static str,
    pub state_since: String,
    pub due: Option<String>,
    /// Roles whose turn it is.
    pub turn: Vec<&'static str>,
    /// Acts that the reader may do now.
    pub acts: Vec<&'static str>,
    pub session: Id,
    pub category: Option<Id>,
    pub proposer: String,
    pub first_signer: Id,
    pub co_signers: Vec<Id>,
    pub background: String,
    pub analysis: String,
    pub suggestions: Vec<String>,
    pub version: i64,
    pub round: i64,
    pub assignments: Vec<AssignmentView>,
    pub replies: Vec<Reply>,
    pub promises: Vec<Promise>,
}

#[derive(Debug, Serialize)]
pub struct AssignmentView {
    pub id: Id,
    pub unit: Id,
    pub part: &'static str,
    pub state: &'static str,
    /// Of the present step.
    pub due: Option<String>,
    pub reply_due: Option<String>,
    /// Of a co-handling unit's opinion.
    pub opinion_due: Option<String>,
    /// Until when it may be given back.
    pub return_until: Option<String>,
    /// Acts that the reader may do now on this part.
    pub acts: Vec<&'static str>,
    /// Person and section inside the unit.
    pub handler: Option<Id>,
    pub section: Option<String>,
    /// Times the unit was urged.
    pub urged: i64,
    /// For units of the proposal and the offices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opinion: Option<String>,
}

/// The whole record as this person sees it. Drafts of replies are seen by the unit and the offices only.
pub fn proposal(tx: &mut Tx, who: &Actor, p: &Proposal) -> Result<ProposalView> {
    let around = store::around(tx, p)?;
    let roles = policy::roles(who, p, &around);
    let assignments = store::assignments::of(tx, p.id)?;
    let inside = |unit: Id| who.units().contains(&unit) || who.holds_any(policy::READING_OFFICES);
    let replies = store::replies::of(tx, p.id)?.into_iter().filter(|r| r.sent_at.is_some() || inside(r.unit)).collect::<Vec<_>>();
    let parts = match assignments.as_slice() {
        [] => Vec::new(),
        all => {
            let (rules, today) = (store::rules_of(tx, p)?, tx.today());
            all.iter().map(|a| part(who, p, a, &rules, today)).collect()
        }
    };
    let promises = match replies.as_slice() {
        [] => Vec::new(),
        shown => store::replies::promises(tx, p.id)?.into_iter().filter(|x| shown.iter().any(|r| r.id == x.reply)).collect(),
    };
    Ok(ProposalView {
        id: p.id,
        receipt_no: p.receipt_no.map(|n| n.to_string()),
        number: p.case_no.clone(),
        title: p.title.clone(),
        kind: p.kind.name(),
        period: p.period.name(),
        state: p.state.get().name(),
        state_since: p.state_since.rfc3339(),
        due: p.due.map(|d| d.to_string()),
        turn: workflow::PROCESS.turn(p.state).into_iter().map(|r| r.name()).collect(),
        acts: workflow::PROCESS.available(p.state, &roles).into_iter().map(|a| a.name()).collect(),
        session: p.session,
        category: p.category,
        proposer: p.proposer.clone(),
        first_signer: p.first_signer,
        co_signers: around.signers,
        background: p.background.clone(),
        analysis: p.analysis.clone(),
        suggestions: p.suggestions.clone(),
        version: p.version,
        round: p.round,
        assignments: parts,
        promises,
        replies,
    })
}

fn part(who: &Actor, p: &Proposal, a: &Assignment, rules: &Rules, today: Date) -> AssignmentView {
    let day = |day: Option<Date>| day.map(|d| d.to_string());
    let roles = policy::assignment_roles(who, p, a, rules, today);
    let inside = !who.units().is_empty() || who.holds_any(policy::READING_OFFICES);
    AssignmentView {
        id: a.id,
        unit: a.unit,
        part: a.part.name(),
        state: a.state.get().name(),
        due: day(a.due),
        reply_due: day(a.reply_due),
        opinion_due: day(a.opinion_due),
        return_until: day(a.return_until),
        acts: workflow::assignment::PROCESS.available(a.state, &roles).into_iter().map(|act| act.name()).collect(),
        handler: a.handler,
        section: a.section.clone(),
        urged: a.urged,
        opinion: a.opinion.clone().filter(|_| inside),
    }
}
