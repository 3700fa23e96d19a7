//! A draft reply as its checker and signer read it.

use kernel::Result;
use kernel::db::Tx;
use web::Ask;
use web::ui::{Cell, Column, Fact, Html, Row, key_values, prose, table};

use super::fields;
use crate::model::{Proposal, Reply};
use crate::rules::Rules;
use crate::store::replies;

/// Answers by suggestion, the text, the promises, and whom to ask.
pub fn draft(tx: &mut Tx, ask: &Ask, p: &Proposal, rules: &Rules, draft: &Reply) -> Result<Html> {
    let class = |code: &str| rules.class(code).map(|c| fields::label(ask, &c.label, &c.label_en)).unwrap_or_default();
    let overall = draft.result_class.as_deref().map(class).unwrap_or_default();
    let answers: Vec<Fact> = draft
        .answers
        .iter()
        .enumerate()
        .map(|(place, a)| {
            let number = ask.locale.f("proposals.reply.suggestion", &[("n", (place + 1).to_string())]);
            Fact::new(format!("{number} · {}", class(&a.class)), a.text.clone())
        })
        .collect();
    let promises: Vec<Row> = replies::promises(tx, p.id)?
        .into_iter()
        .filter(|x| x.reply == draft.id)
        .map(|x| {
            let due = Cell::Day(ask.locale.short_day(x.due, ask.today));
            Row::new(x.id, vec![Cell::text(x.text), Cell::Number(x.suggestion.to_string()), due, Cell::text(x.who)])
        })
        .collect();
    let keys = ["handling.field.promise_text", "handling.field.suggestion_no", "handling.field.promise_due", "handling.field.promise_who"];
    let facts = [
        Fact::new(ask.t("handling.field.result_class"), overall),
        Fact::new(ask.t("handling.field.contact_name"), draft.contact_name.clone().unwrap_or_default()),
        Fact::new(ask.t("handling.field.contact_telephone"), draft.contact_telephone.clone().unwrap_or_default()),
        Fact::new(ask.t("handling.field.check_note"), draft.check_note.clone().unwrap_or_default()),
    ];
    let mut pieces = vec![key_values(&facts), prose(&draft.body), key_values(&answers)];
    if !promises.is_empty() {
        pieces.push(table(&keys.map(|key| Column::new(ask.t(key))), &promises));
    }
    Ok(Html::join(pieces))
}
