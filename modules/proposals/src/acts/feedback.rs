//! 反馈与办结: ratings, a second handling, the meeting face to face, the closing.

pub mod close;
pub mod closing;
pub mod enter;
pub mod face_to_face;
pub mod rate;
pub mod rehandle;
pub mod waiting;

pub use waiting::waiting;

use web::Bound;

/// The acts of this part.
pub fn all() -> Vec<Bound> {
    vec![
        rate::RATE.bind(rate::rate).form(rate::form),
        rate::AMEND.bind(rate::amend).form(rate::amend_form),
        enter::ACT.bind(enter::enter).form(enter::form),
        rehandle::ACT.bind(rehandle::order_rehandling).form(rehandle::form),
        face_to_face::CALL.bind(face_to_face::call).form(face_to_face::call_form),
        face_to_face::RECORD.bind(face_to_face::record).form(face_to_face::record_form),
        close::ACT.bind(close::close).form(close::form),
    ]
}

/// The label of a word of the policy in the reader's language.
pub(crate) fn label<'a>(ask: &web::Ask, label: &'a str, label_en: &'a str) -> &'a str {
    if ask.locale.lang == web::i18n::Lang::En && !label_en.is_empty() { label_en } else { label }
}

/// What a decision is about, in two facts: number and title, and the proposer.
pub(crate) fn heading(ask: &web::Ask, p: &crate::model::Proposal) -> web::ui::Html {
    let number = p.case_no.clone().or_else(|| p.receipt_no.map(|n| n.to_string())).unwrap_or_default();
    let mut facts = vec![
        web::ui::Fact::new(ask.t("proposals.about.title"), web::ui::Cell::strong(p.title.as_str())),
        web::ui::Fact::new(ask.t("proposals.about.proposer"), p.proposer.as_str()),
    ];
    if !number.is_empty() {
        facts.insert(0, web::ui::Fact::new(ask.t("proposals.about.number"), number));
    }
    web::ui::key_values(&facts)
}

/// [`heading`] and what the first signer says of the present round.
pub(crate) fn opinion(tx: &mut kernel::Tx, ask: &web::Ask, p: &crate::model::Proposal) -> kernel::Result<web::ui::Html> {
    let rules = crate::store::rules_of(tx, p)?;
    let ratings = crate::store::feedback::ratings(tx, p.id, p.round)?;
    let mut facts = Vec::new();
    if let Some(first) = ratings.iter().find(|r| r.first_signer) {
        let word = |code: &Option<String>| {
            let value = code.as_deref().and_then(|c| rules.rating(c));
            value.map(|v| label(ask, &v.label, &v.label_en).to_owned()).unwrap_or_default()
        };
        facts.push(web::ui::Fact::new(ask.t("proposals.field.rating-work"), word(&first.work)));
        facts.push(web::ui::Fact::new(ask.t("proposals.field.rating-result"), word(&first.result)));
        if let Some(comment) = &first.comment {
            facts.push(web::ui::Fact::new(ask.t("proposals.field.rating-comment"), comment.as_str()));
        }
    }
    Ok(web::ui::Html::join([heading(ask, p), web::ui::key_values(&facts)]))
}

/// The scan of a rating on paper: for its rater and the proposal office, never for a unit.
pub fn can_read(tx: &mut kernel::Tx, who: &kernel::Actor, rating: kernel::Id) -> kernel::Result<()> {
    let rating = crate::store::feedback::rating_by_id(tx, rating)?;
    let office = who.assembly == rating.assembly && who.holds(directory::roles::PROPOSAL_OFFICE);
    if rating.person == who.person || office { Ok(()) } else { Err(kernel::Error::NotFound) }
}
