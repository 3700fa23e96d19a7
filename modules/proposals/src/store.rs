//! Every SQL statement on proposals and what belongs to them; decides nothing.

pub mod assignments;
pub mod categories;
pub mod days;
pub mod drafting;
pub mod feedback;
pub mod handling;
pub mod invitations;
pub mod list;
pub mod meetings;
pub mod numbers;
pub mod origins;
pub mod phrases;
pub mod public;
pub mod queues;
pub mod replies;
pub mod review;
pub mod scope;
pub mod sources;
pub mod stats;

use std::sync::Arc;

use kernel::db::{Param, Row, ToParam, Tx};
use kernel::workflow::At;
use kernel::{Actor, Error, Id, Result, params};

use crate::model::Proposal;
use crate::policy::Around;
use crate::rules::Rules;
use crate::workflow::words::{Kind, Period, Recommendation};

pub(crate) const COLUMNS: &str = "p.id, p.assembly, p.session, p.period, p.kind, p.state, p.state_since, p.due, p.category, p.first_signer,
 p.proposer, p.body, p.drafter, p.receipt_no, p.case_no, p.title, p.background, p.analysis, p.suggestions, p.version, p.changes,
 p.policy_version, p.round, p.first_reviewer, p.second_reviewer, p.recommended, p.review_note, p.reason_code, p.decision_note,
 p.main_proposal, p.withdrawal_asked_at, p.re_examined_at, p.meeting, p.key_proposal, p.created_at, p.submitted_at, p.filed_at,
 p.assigned_at, p.replied_at, p.closed_at, p.published_at, p.imported_at, p.source_text";

/// The proposal for somebody who may see it; `NotFound` for everybody else.
pub fn get(tx: &mut Tx, who: &Actor, id: Id) -> Result<Proposal> {
    let scope = scope::visible(who, 2);
    let sql = format!("SELECT {COLUMNS} FROM proposal p WHERE p.id = $1 AND {}", scope.sql);
    let params: Vec<_> = [kernel::db::ToParam::to_param(&id)].into_iter().chain(scope.params).collect();
    tx.query_one(&sql, &params, proposal)
}

/// Without scope: for the program itself and for the children of a record that was already scoped.
pub fn get_unscoped(tx: &mut Tx, id: Id) -> Result<Proposal> {
    tx.query_one(&format!("SELECT {COLUMNS} FROM proposal p WHERE p.id = $1"), params![id], proposal)
}

/// The policy version that the record keeps.
pub fn rules_of(tx: &mut Tx, proposal: &Proposal) -> Result<Arc<Rules>> {
    kernel::policy::version(tx, proposal.assembly, proposal.policy_version)
}

/// What roles depend on beside the row.
pub fn around(tx: &mut Tx, proposal: &Proposal) -> Result<Around> {
    let signers = invitations::accepted(tx, proposal.id)?;
    let change = feedback::open_change(tx, proposal.id)?;
    let dissatisfied = match feedback::first_signers_result(tx, proposal)? {
        None => false,
        Some(code) => rules_of(tx, proposal)?.is_dissatisfied(&code),
    };
    Ok(Around { signers, change, dissatisfied })
}

pub fn insert(tx: &mut Tx, p: &Proposal) -> Result<()> {
    insert_all(tx, std::slice::from_ref(p))
}

/// Many at once: for imports.
pub fn insert_all(tx: &mut Tx, proposals: &[Proposal]) -> Result<()> {
    let rows = proposals.iter().map(columns).collect::<Result<Vec<_>>>()?;
    tx.insert_all(INSERT, &rows)?;
    Ok(())
}

const INSERT: &str =
    "proposal (id, assembly, session, period, kind, state, state_since, due, category, first_signer, proposer, body, drafter,
          receipt_no, case_no, case_seq, title, folded, background, analysis, suggestions, version, changes, policy_version, round,
          first_reviewer, second_reviewer, recommended, review_note, reason_code, decision_note, main_proposal, withdrawal_asked_at,
          re_examined_at, meeting, key_proposal, created_at, submitted_at, filed_at, assigned_at, replied_at, closed_at, published_at,
          imported_at, source_text)";

fn columns(p: &Proposal) -> Result<Vec<Param<'_>>> {
    let (suggestions, folded) = (serde_json::to_string(&p.suggestions)?, text::fold(&p.title));
    let values = [
        p.id.to_param(),
        p.assembly.to_param(),
        p.session.to_param(),
        Param::Text(p.period.name().into()),
        Param::Text(p.kind.name().into()),
        Param::Text(p.state.name().into()),
        p.state_since.to_param(),
        p.due.to_param(),
        p.category.to_param(),
        p.first_signer.to_param(),
        p.proposer.to_param(),
        p.body.to_param(),
        p.drafter.to_param(),
        p.receipt_no.to_param(),
        p.case_no.to_param(),
        case_seq(p).map_or(Param::Null, Param::Int),
        p.title.to_param(),
        Param::Text(folded.into()),
        p.background.to_param(),
        p.analysis.to_param(),
        Param::Text(suggestions.into()),
        p.version.to_param(),
        p.changes.to_param(),
        p.policy_version.to_param(),
        p.round.to_param(),
        p.first_reviewer.to_param(),
        p.second_reviewer.to_param(),
        p.recommended.map_or(Param::Null, |r| Param::Text(r.name().into())),
        p.review_note.to_param(),
        p.reason_code.to_param(),
        p.decision_note.to_param(),
        p.main_proposal.to_param(),
        p.withdrawal_asked_at.to_param(),
        p.re_examined_at.to_param(),
        p.meeting.to_param(),
        p.key_proposal.to_param(),
        p.created_at.to_param(),
        p.submitted_at.to_param(),
        p.filed_at.to_param(),
        p.assigned_at.to_param(),
        p.replied_at.to_param(),
        p.closed_at.to_param(),
        p.published_at.to_param(),
        p.imported_at.to_param(),
        p.source_text.to_param(),
    ];
    Ok(values.into())
}

/// Saves everything that may change; `Conflict` when somebody saved since it was read.
pub fn save(tx: &mut Tx, p: &mut Proposal) -> Result<()> {
    let suggestions = serde_json::to_string(&p.suggestions)?;
    let changed = tx.execute(
        "UPDATE proposal SET session = $3, period = $4, kind = $5, state = $6, state_since = $7, due = $8, category = $9, first_signer = $10,
          proposer = $11, body = $12, receipt_no = $13, case_no = $14, case_seq = $15, title = $16, folded = $17, background = $18,
          analysis = $19, suggestions = $20, version = $21, policy_version = $22, round = $23, first_reviewer = $24, second_reviewer = $25,
          recommended = $26, review_note = $27, reason_code = $28, decision_note = $29, main_proposal = $30, withdrawal_asked_at = $31,
          re_examined_at = $32, meeting = $33, key_proposal = $34, submitted_at = $35, filed_at = $36, assigned_at = $37, replied_at = $38,
          closed_at = $39, published_at = $40, changes = changes + 1
         WHERE id = $1 AND changes = $2",
        params![
            p.id,
            p.changes,
            p.session,
            p.period.name(),
            p.kind.name(),
            p.state.name(),
            p.state_since,
            p.due,
            p.category,
            p.first_signer,
            p.proposer,
            p.body,
            p.receipt_no,
            p.case_no,
            case_seq(p),
            p.title,
            text::fold(&p.title),
            p.background,
            p.analysis,
            suggestions,
            p.version,
            p.policy_version,
            p.round,
            p.first_reviewer,
            p.second_reviewer,
            p.recommended.map(Recommendation::name),
            p.review_note,
            p.reason_code,
            p.decision_note,
            p.main_proposal,
            p.withdrawal_asked_at,
            p.re_examined_at,
            p.meeting,
            p.key_proposal,
            p.submitted_at,
            p.filed_at,
            p.assigned_at,
            p.replied_at,
            p.closed_at,
            p.published_at
        ],
    )?;
    if changed == 0 {
        return Err(Error::conflict("proposals.somebody-was-faster"));
    }
    p.changes += 1;
    Ok(())
}

/// The running part of a case number, for ordering and for the counter.
fn case_seq(p: &Proposal) -> Option<i64> {
    crate::numbering::running(p.case_no.as_deref()?)
}

pub(crate) fn proposal(row: &Row) -> Result<Proposal> {
    let word = |column: usize| row.get::<String>(column);
    Ok(Proposal {
        id: row.get(0)?,
        assembly: row.get(1)?,
        session: row.get(2)?,
        period: Period::parse(&word(3)?).ok_or_else(|| unknown("period"))?,
        kind: Kind::parse(&word(4)?).ok_or_else(|| unknown("kind"))?,
        state: At::decode(&word(5)?).ok_or_else(|| unknown("state"))?,
        state_since: row.get(6)?,
        due: row.get(7)?,
        category: row.get(8)?,
        first_signer: row.get(9)?,
        proposer: row.get(10)?,
        body: row.get(11)?,
        drafter: row.get(12)?,
        receipt_no: row.get(13)?,
        case_no: row.get(14)?,
        title: row.get(15)?,
        background: row.get(16)?,
        analysis: row.get(17)?,
        suggestions: serde_json::from_str(&word(18)?)?,
        version: row.get(19)?,
        changes: row.get(20)?,
        policy_version: row.get(21)?,
        round: row.get(22)?,
        first_reviewer: row.get(23)?,
        second_reviewer: row.get(24)?,
        recommended: row.get::<Option<String>>(25)?.and_then(|w| Recommendation::parse(&w)),
        review_note: row.get(26)?,
        reason_code: row.get(27)?,
        decision_note: row.get(28)?,
        main_proposal: row.get(29)?,
        withdrawal_asked_at: row.get(30)?,
        re_examined_at: row.get(31)?,
        meeting: row.get(32)?,
        key_proposal: row.get(33)?,
        created_at: row.get(34)?,
        submitted_at: row.get(35)?,
        filed_at: row.get(36)?,
        assigned_at: row.get(37)?,
        replied_at: row.get(38)?,
        closed_at: row.get(39)?,
        published_at: row.get(40)?,
        imported_at: row.get(41)?,
        source_text: row.get(42)?,
    })
}

pub(crate) fn unknown(what: &str) -> Error {
    Error::Internal(format!("the stored {what} is not in the vocabulary"))
}

/// 分类 of an assembly: (id, name, English name).
pub fn categories(tx: &mut Tx, assembly: Id) -> Result<Vec<(Id, String, String)>> {
    tx.query("SELECT id, name, name_en FROM category WHERE assembly = $1 AND ended_at IS NULL ORDER BY id", params![assembly], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })
}

/// The name of its category, and the English one.
pub fn category(tx: &mut Tx, p: &Proposal) -> Result<Option<(String, String)>> {
    tx.query_opt("SELECT name, name_en FROM category WHERE id = $1", params![p.category], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// The category of that name, made when it is new.
pub fn category_named(tx: &mut Tx, assembly: Id, name: &str) -> Result<Id> {
    let found = tx.query_opt("SELECT id FROM category WHERE assembly = $1 AND name = $2", params![assembly, name], |row| row.get(0))?;
    if let Some(id) = found {
        return Ok(id);
    }
    let id = tx.new_id();
    tx.execute("INSERT INTO category (id, assembly, name, name_en) VALUES ($1, $2, $3, $3)", params![id, assembly, name])?;
    Ok(id)
}

/// Keeps the text as it stood in this version.
pub fn keep_version(tx: &mut Tx, p: &Proposal, saved_by: Id) -> Result<()> {
    keep_versions(tx, std::slice::from_ref(p), saved_by)
}

/// Many at once: for imports.
pub fn keep_versions(tx: &mut Tx, proposals: &[Proposal], saved_by: Id) -> Result<()> {
    const INTO: &str = "proposal_version (proposal, version, title, background, analysis, suggestions, saved_by, at)";
    let now = tx.now();
    let row = |p: &Proposal| {
        let suggestions = serde_json::to_string(&p.suggestions)?;
        let values = params![p.id, p.version, p.title, p.background, p.analysis, suggestions, saved_by, now];
        Ok(values.iter().cloned().map(Param::into_owned).collect())
    };
    let rows = proposals.iter().map(row).collect::<Result<Vec<Vec<_>>>>()?;
    tx.insert_all(INTO, &rows)?;
    Ok(())
}

/// A number that is never given again.
pub fn void_number(tx: &mut Tx, p: &Proposal, number: &str, reason: &str) -> Result<()> {
    tx.execute(
        "INSERT INTO void_number (assembly, session, case_no, reason, at) VALUES ($1, $2, $3, $4, $5)",
        params![p.assembly, p.session, number, reason, tx.now()],
    )?;
    Ok(())
}

/// An earlier version of the text.
#[derive(Clone, Debug)]
pub struct Version {
    pub version: i64,
    pub title: String,
    pub background: String,
    pub analysis: String,
    pub suggestions: Vec<String>,
    pub saved_by: Id,
    pub at: kernel::Timestamp,
}

/// Oldest first.
pub fn versions(tx: &mut Tx, proposal: Id) -> Result<Vec<Version>> {
    tx.query(
        "SELECT version, title, background, analysis, suggestions, saved_by, at FROM proposal_version WHERE proposal = $1 ORDER BY version",
        params![proposal],
        |row| {
            Ok(Version {
                version: row.get(0)?,
                title: row.get(1)?,
                background: row.get(2)?,
                analysis: row.get(3)?,
                suggestions: serde_json::from_str(&row.get::<String>(4)?)?,
                saved_by: row.get(5)?,
                at: row.get(6)?,
            })
        },
    )
}

pub fn name_category_in_english(tx: &mut Tx, category: Id, name_en: &str) -> Result<()> {
    tx.execute("UPDATE category SET name_en = $2 WHERE id = $1", params![category, name_en])?;
    Ok(())
}

/// A proposal of the assembly by its exact title, the newest: for loaders.
pub fn by_title(tx: &mut Tx, assembly: Id, title: &str) -> Result<Option<Id>> {
    let sql = "SELECT id FROM proposal WHERE assembly = $1 AND title = $2 ORDER BY id DESC LIMIT 1";
    tx.query_opt(sql, params![assembly, title], |row| row.get(0))
}
