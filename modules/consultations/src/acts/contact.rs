//! 显示联系方式: what a resident left, once, on record.

use kernel::db::Tx;
use kernel::seal::legible;
use kernel::{Actor, Error, Id, Result};
use serde_json::json;
use web::ui::FormView;
use web::{Act, Ask, Bound, Done, Nothing, act};

use super::{case, subject};
use crate::{policy, store};

const SHOW: Act = act("topics.show_contact", "/topics/{id}/contact").journals("topic.contact_shown");

pub fn all() -> Vec<Bound> {
    vec![SHOW.bind::<Nothing>(show).form(form)]
}

fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    allowed(tx, who, ask.id)?;
    Ok(FormView { lead: Some(ask.t("topics.show-contact.lead").to_owned()), ..FormView::default() })
}

fn allowed(tx: &mut Tx, who: &Actor, id: Id) -> Result<super::Case> {
    let case = case(tx, who, id)?;
    if policy::sees_contacts(who, &case.room) { Ok(case) } else { Err(Error::refused("web.not-yours")) }
}

fn show(tx: &mut Tx, who: &Actor, id: Id, _: &Nothing) -> Result<Done> {
    let case = allowed(tx, who, id)?;
    let (name, telephone) = store::contacts::of(tx, id)?.ok_or_else(|| Error::conflict("topics.contact.none"))?;
    Ok(Done::new(subject(&case.t), &json!({}))?.once(
        "contact",
        legible(format!("{name} {telephone}").trim().to_owned())?,
        "topics.said.contact",
    ))
}
