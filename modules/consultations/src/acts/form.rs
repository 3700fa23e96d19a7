//! What an act is about, above its form.

use kernel::db::Tx;
use kernel::{Actor, Id, Result};
use web::Ask;
use web::i18n::Lang;
use web::ui::{self, Choice, Fact, FormView, Html};

use super::{Case, stepped};
use crate::model::Session;
use crate::rules::Coded;
use crate::store;
use crate::workflow::{Act, session};

/// The form of an act on a topic: refused for whoever cannot do it now.
pub fn about(tx: &mut Tx, who: &Actor, ask: &Ask, act: Act) -> Result<(FormView, Case)> {
    let (case, _) = stepped(tx, who, ask.id, act)?;
    Ok((FormView { context: Some(context(ask, &case)), ..FormView::default() }, case))
}

fn context(ask: &Ask, case: &Case) -> Html {
    let t = &case.t;
    let mut facts = vec![
        Fact::new(ask.t("topics.column.title"), t.title.as_str()),
        Fact::new(ask.t("topics.column.room"), case.room.name.as_str()),
        Fact::new(ask.t("topics.column.source"), ask.t(&format!("word.source.{}", t.source.name()))),
    ];
    if !t.place.is_empty() {
        facts.push(Fact::new(ask.t("topics.field.place"), t.place.as_str()));
    }
    Html::join([ui::facts(&facts), ui::prose(&t.body)])
}

/// The form of an act on a session.
pub fn about_session(tx: &mut Tx, who: &Actor, ask: &Ask, act: session::Act) -> Result<(FormView, Session)> {
    let (s, room, _) = super::session_stepped(tx, who, ask.id, act)?;
    let day = ask.locale.day(s.on_day, ask.today);
    let facts = [
        Fact::new(ask.t("consultations.column.title"), s.title.as_str()),
        Fact::new(ask.t("topics.column.room"), room.name.as_str()),
        Fact::new(ask.t("consultations.column.day"), format!("{day} {}", s.at_time)),
    ];
    Ok((FormView { context: Some(ui::facts(&facts)), ..FormView::default() }, s))
}

pub fn in_language(ask: &Ask, label: &str, label_en: &str) -> String {
    let text = if ask.locale.lang == Lang::En && !label_en.is_empty() { label_en } else { label };
    text.to_owned()
}

pub fn coded(ask: &Ask, list: &[Coded]) -> Vec<Choice> {
    list.iter().map(|c| Choice::new(c.code.as_str(), in_language(ask, &c.label, &c.label_en))).collect()
}

/// Every word of a closed list: (name, text under `prefix.name`).
pub fn words<W: kernel::workflow::Word>(ask: &Ask, prefix: &str) -> Vec<Choice> {
    W::ALL.iter().map(|w| Choice::new(w.name(), ask.t(&format!("{prefix}.{}", w.name())))).collect()
}

/// Units of the assembly, with a blank for a body without an account.
pub fn units(tx: &mut Tx, ask: &Ask, assembly: Id, blank: &str) -> Result<Vec<Choice>> {
    let units = directory::units::running(tx, assembly)?;
    let first = std::iter::once(Choice::new("", ask.t(blank)));
    Ok(first.chain(units.into_iter().map(|u| Choice::new(u.id.to_string(), in_language(ask, &u.name, &u.name_en)))).collect())
}

/// Who took part in the sessions on a topic: (id, name and role).
pub fn took_part(tx: &mut Tx, ask: &Ask, topic: Id) -> Result<Vec<Choice>> {
    let all = store::sessions::took_part(tx, topic)?;
    Ok(all
        .into_iter()
        .map(|p| Choice::new(p.id.to_string(), format!("{}（{}）", p.name, ask.t(&format!("word.part.{}", p.role.name())))))
        .collect())
}
