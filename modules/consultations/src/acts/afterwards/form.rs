//! The one phone page on which a past session is registered.

use kernel::db::Tx;
use kernel::{Actor, Error, Result};
use web::Ask;
use web::ui::{Choice, Field, FormView};

use super::super::{form, rules_now};
use super::PARTS;
use crate::workflow::words::Venue;
use crate::{policy, store};

pub fn register_form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let r = store::rooms::get(tx, who, ask.id)?;
    if !(policy::is_worker(who, &r) || policy::is_convener(who, &r)) {
        return Err(Error::refused("web.not-yours"));
    }
    let (_, rules) = rules_now(tx, r.assembly)?;
    let members = store::rooms::assigned_members(tx, r.id)?;
    let members: Vec<Choice> = members.into_iter().map(|m| Choice::new(m.person.to_string(), m.name)).collect();
    let mut fields = vec![
        Field::date("on", ask.t("consultations.field.held-on")).required(),
        Field::text("title", ask.t("topics.column.title")).required().max_chars(rules.max_title_chars),
        Field::textarea("text", ask.t("consultations.field.what-was-said"), 5).required().max_chars(rules.max_body_chars),
    ];
    if !members.is_empty() {
        fields.push(Field::checkboxes("members", ask.t("rooms.field.members"), members));
    }
    fields.extend([
        Field::textarea("people", ask.t("consultations.field.residents"), 3).required().hint(ask.t("consultations.hint.people")),
        Field::textarea("items", ask.t("consultations.field.items"), 4).required().hint(ask.t("consultations.hint.items")),
        Field::files("photo", ask.t("topics.field.photo"), ".jpg,.jpeg,.png,.pdf"),
        Field::select("venue_kind", ask.t("consultations.field.venue-kind"), form::words::<Venue>(ask, "word.venue"))
            .required()
            .value(Venue::Room.name()),
        Field::text("venue", ask.t("consultations.field.venue")).max_chars(100).hint(ask.t("consultations.hint.venue")),
        Field::text("place", ask.t("topics.field.place")).max_chars(100).hint(ask.t("topics.hint.place")),
        Field::select("domain", ask.t("topics.column.domain"), form::coded(ask, &rules.domains)),
        Field::checkboxes("partly", ask.t("topics.fact.outcome"), vec![Choice::new("true", ask.t("consultations.field.partly"))]),
        Field::textarea("positions", ask.t("consultations.field.positions"), 3).hint(ask.t("consultations.hint.positions")),
    ]);
    fields.extend(PARTS.iter().map(|(name, part)| Field::textarea(*name, ask.t(&format!("word.part.{}", part.name())), 2)));
    fields.extend([
        Field::date("visited_on", ask.t("topics.field.visited-on")).hint(ask.t("consultations.hint.visited-on")),
        Field::text("visitors", ask.t("topics.field.visitors")).max_chars(200),
        Field::textarea("findings", ask.t("topics.field.findings"), 3).max_chars(2_000),
    ]);
    Ok(FormView { fields, multipart: true, lead: Some(ask.t("consultations.register-past.lead").to_owned()), ..FormView::default() })
}
