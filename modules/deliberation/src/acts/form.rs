//! What an act is about, above its form.

use kernel::db::Tx;
use kernel::{Actor, Result};
use web::Ask;
use web::i18n::Lang;
use web::ui::{self, Choice, Fact, Field, FormView, Html};

use super::{Case, statement_stepped, stepped};
use crate::model::{Deliberation, Statement};
use crate::workflow::{Act, statement};

/// The form of an act on a deliberation: refused for whoever cannot do it now.
pub fn about(tx: &mut Tx, who: &Actor, ask: &Ask, act: Act) -> Result<(FormView, Case)> {
    let (case, _) = stepped(tx, who, ask.id, act)?;
    Ok((FormView { context: Some(context(ask, &case.d)), ..FormView::default() }, case))
}

pub fn context(ask: &Ask, d: &Deliberation) -> Html {
    let facts = [
        Fact::new(ask.t("deliberations.column.title"), d.title.as_str()),
        Fact::new(ask.t("deliberations.column.audience"), ask.t(&format!("word.audience.{}", d.audience.name()))),
        Fact::new(ask.t("deliberations.column.period"), period(ask, d)),
    ];
    Html::join([ui::facts(&facts), ui::prose(&d.question)])
}

pub fn period(ask: &Ask, d: &Deliberation) -> String {
    format!("{} – {}", ask.locale.day(d.opens_on, ask.today), ask.locale.day(d.closes_on, ask.today))
}

/// The form of an act on a statement.
pub fn about_statement(tx: &mut Tx, who: &Actor, ask: &Ask, act: statement::Act) -> Result<(FormView, Statement, Deliberation)> {
    let (s, d, _) = statement_stepped(tx, who, ask.id, act)?;
    let facts = [
        Fact::new(ask.t("deliberations.column.title"), d.title.as_str()),
        Fact::new(ask.t("statements.column.number"), s.number.to_string()),
        Fact::new(ask.t("statements.column.source"), ask.t(&format!("word.source-of.{}", s.source.name()))),
    ];
    let mut pieces = vec![ui::facts(&facts), ui::prose(&s.body)];
    if let Some(appeal) = &s.appeal {
        pieces.push(ui::facts(&[Fact::new(ask.t("statements.appeal.reason"), appeal.as_str())]));
    }
    let cancel = web::ui::Link::new(ask.t("web.cancel"), format!("/deliberations/{}#screening", d.id));
    Ok((FormView { context: Some(Html::join(pieces)), cancel: Some(cancel), ..FormView::default() }, s, d))
}

pub fn in_language(ask: &Ask, label: &str, label_en: &str) -> String {
    let text = if ask.locale.lang == Lang::En && !label_en.is_empty() { label_en } else { label };
    text.to_owned()
}

/// Every word of a closed list: (name, text under `prefix.name`), with a hint where there is one.
pub fn words<W: kernel::workflow::Word>(ask: &Ask, prefix: &str) -> Vec<Choice> {
    let choice = |w: &W| {
        let (key, hint) = (format!("{prefix}.{}", w.name()), format!("{prefix}.{}.hint", w.name()));
        let choice = Choice::new(w.name(), ask.t(&key));
        if ask.locale.has(&hint) { choice.hint(ask.t(&hint)) } else { choice }
    };
    W::ALL.iter().map(choice).collect()
}

pub fn note(ask: &Ask) -> Field {
    Field::textarea("note", ask.t("deliberations.field.note"), 3).max_chars(1000)
}

pub fn reason(ask: &Ask) -> Field {
    Field::textarea("reason", ask.t("deliberations.field.reason"), 4).required().max_chars(1000)
}
