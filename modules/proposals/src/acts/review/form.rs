//! What a decision is about, above its form.

use kernel::db::Tx;
use kernel::journal;
use kernel::{Actor, Error, Result};
use web::Ask;
use web::i18n::{Lang, Locale};
use web::ui::{self, Fact, Field, FormView, Html};

use crate::acts::subject;
use crate::model::Proposal;
use crate::phrases::{self, Purpose};
use crate::workflow::{Act, PROCESS, State};
use crate::{policy, store};

/// The proposal whose form this is: `Refused` for those who can neither do the act nor register it from paper.
pub(super) fn record(tx: &mut Tx, who: &Actor, ask: &Ask, act: Act) -> Result<Proposal> {
    let p = store::get(tx, who, ask.id)?;
    // One form for many: whoever may not do the act on some of them learns it item by item.
    if ask.path.starts_with("/batch/") {
        return Ok(p);
    }
    let around = store::around(tx, &p)?;
    match PROCESS.step(p.state, act, &policy::roles(who, &p, &around)).map_err(Error::from) {
        Err(Error::Refused(_)) if who.holds(directory::roles::PROPOSAL_OFFICE) => Ok(p),
        Err(error) => Err(error),
        Ok(_) => Ok(p),
    }
}

/// A form about a proposal.
pub(super) fn about(tx: &mut Tx, l: &Locale, p: &Proposal) -> Result<FormView> {
    Ok(FormView { context: Some(context(tx, l, p)?), ..FormView::default() })
}

/// The facts, what was said in review so far, and the suggestions.
fn context(tx: &mut Tx, l: &Locale, p: &Proposal) -> Result<Html> {
    let mut facts = vec![
        Fact::new(l.t("proposals.review.title"), p.title.as_str()),
        Fact::new(l.t("proposals.review.proposer"), p.proposer.as_str()),
        Fact::new(l.t("proposals.review.kind"), l.t(&format!("word.kind.{}", p.kind.name()))),
    ];
    let mut add = |key: &str, value: Option<String>| {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            facts.push(Fact::new(l.t(key), value));
        }
    };
    add("proposals.review.receipt", p.receipt_no.map(|n| n.to_string()));
    add("proposals.review.number", p.case_no.clone());
    let category = store::review::category(tx, p)?;
    add("proposals.review.category", category.map(|(zh, en)| if l.lang == Lang::En && !en.is_empty() { en } else { zh }));
    add("proposals.review.first", p.first_reviewer.map(|id| directory::names::person(tx, id)).transpose()?);
    add("proposals.review.recommended", p.recommended.map(|r| l.t(&format!("word.recommendation.{}", r.name())).to_owned()));
    add("proposals.review.note", p.review_note.clone());
    add("proposals.review.disagreed", disagreement(tx, p)?);
    add("proposals.review.decision-note", p.decision_note.clone());
    let parts = [ui::prose(&p.background), ui::prose(&p.analysis), ui::numbered(p.suggestions.clone())];
    Ok(Html::join([ui::facts(&facts)].into_iter().chain(parts)))
}

/// Why the second reviewer sent it back, while the first has to give an opinion anew.
fn disagreement(tx: &mut Tx, p: &Proposal) -> Result<Option<String>> {
    if p.state.get() != State::PreReview {
        return Ok(None);
    }
    let history = journal::history(tx, &subject(p))?;
    let last = history.into_iter().rev().find(|e| e.act == "proposal.disagreed" || e.act == "proposal.endorsed");
    let payload = last.filter(|e| e.act == "proposal.disagreed").and_then(|e| e.payload);
    Ok(payload.and_then(|p| p["objection"].as_str().map(str::to_owned)))
}

/// Phrases of a purpose and a note below them.
pub(super) fn with_note(
    tx: &mut Tx,
    l: &Locale,
    view: FormView,
    assembly: kernel::Id,
    purpose: Purpose,
    required: bool,
) -> Result<FormView> {
    let mut view = view;
    view.fields.extend(phrases::field(tx, l, assembly, purpose)?);
    let note = Field::textarea("note", l.t("proposals.review.your-note"), 4).max_chars(1000);
    let note = if required { note.hint(l.t("proposals.review.your-note.hint")) } else { note };
    Ok(view.field(note))
}

/// A form that asks for nothing but the decision itself.
pub(super) fn plain(tx: &mut Tx, who: &Actor, ask: &Ask, act: Act) -> Result<FormView> {
    let p = record(tx, who, ask, act)?;
    about(tx, &ask.locale, &p)
}
