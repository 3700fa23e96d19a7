//! 提案去向: what a proposal became, told to the page of the record that it was made from. Everybody may know its number, its
//! state and its days;
//! title and answers only once it is published, and whoever reads the record itself.

use directory::names;
use kernel::db::Tx;
use kernel::journal::Ref;
use kernel::{Actor, Result};
use web::ui::{Cell, Fact};
use web::{Ask, Told};

use super::labels;
use crate::model::Proposal;
use crate::store;

/// The proposals that were made from a record.
pub fn became(tx: &mut Tx, who: &Actor, ask: &Ask, origin: &Ref) -> Result<Vec<Told>> {
    store::origins::made_from(tx, origin)?.iter().map(|p| told(tx, who, ask, p)).collect()
}

fn told(tx: &mut Tx, who: &Actor, ask: &Ask, p: &Proposal) -> Result<Told> {
    let published = p.published_at.is_some();
    let inside = !who.is_anonymous() && store::get(tx, who, p.id).is_ok();
    let mut facts = Vec::new();
    if let Some(no) = &p.case_no {
        facts.push(Fact::new(ask.t("proposals.column.number"), Cell::Number(labels::number(ask, Some(no), None))));
    }
    let days = [
        ("proposals.fact.submitted", p.submitted_at),
        ("proposals.fact.filed", p.filed_at),
        ("proposals.fact.replied", p.replied_at),
        ("proposals.fact.closed", p.closed_at),
    ];
    let day = |(key, at): (&str, Option<kernel::Timestamp>)| Some(Fact::new(ask.t(key), Cell::Day(ask.locale.day(at?.day(), ask.today))));
    facts.extend(days.into_iter().filter_map(day));
    let sent: Vec<_> = store::replies::of(tx, p.id)?.into_iter().filter(|r| r.sent_at.is_some() && r.revoked_at.is_none()).collect();
    let units = names::units(tx, &sent.iter().map(|r| r.unit).collect::<Vec<_>>())?;
    for reply in &sent {
        let words = [units.get(&reply.unit).cloned(), reply.document_no.clone()];
        facts.push(Fact::new(ask.t("proposals.became.answer"), words.into_iter().flatten().collect::<Vec<_>>().join("　")));
    }
    Ok(Told {
        kind: ask.t("proposals.became").to_owned(),
        title: if published || inside { p.title.clone() } else { String::new() },
        chip: labels::state(ask, p.state.get()),
        facts,
        parts: if published { sent.into_iter().map(|r| r.body).collect() } else { Vec::new() },
        href: match (inside, published) {
            (true, _) => Some(format!("/proposals/{}", p.id)),
            (false, true) => Some(format!("/public/proposals/{}", p.id)),
            (false, false) => None,
        },
        persons: vec![p.first_signer],
    })
}
