//! 查看会场联系电话: of a host without an account, once, on record.

use kernel::db::Tx;
use kernel::seal::legible;
use kernel::{Actor, Error, Id, Result};
use serde_json::json;
use web::ui::FormView;
use web::{Act, Ask, Bound, Done, Nothing, act};

use super::{Place, on_site, place, told};
use crate::{policy, store};

const SHOW: Act = act("remote_sites.show_contact", "/remote-sites/{id}/contact").journals("remote_site.contact_shown");

pub fn all() -> Vec<Bound> {
    vec![SHOW.bind::<Nothing>(show).form(form)]
}

fn allowed(tx: &mut Tx, who: &Actor, id: Id) -> Result<Place> {
    let place = place(tx, who, id)?;
    if policy::remote::is_staff(who, &place.r) { Ok(place) } else { Err(Error::refused("web.not-yours")) }
}

fn form(tx: &mut Tx, who: &Actor, ask: &Ask) -> Result<FormView> {
    let place = allowed(tx, who, ask.id)?;
    Ok(FormView { lead: Some(ask.t("remotes.show-contact.lead").to_owned()), ..on_site(ask, who, &place) })
}

fn show(tx: &mut Tx, who: &Actor, id: Id, _: &Nothing) -> Result<Done> {
    let place = allowed(tx, who, id)?;
    let telephone = store::remotes::sites::contact(tx, id)?.ok_or_else(|| Error::conflict("remotes.contact.none"))?;
    let done = told(tx, who, &place, json!({}))?;
    Ok(done.once("contact", legible(format!("{} {telephone}", place.s.host_name).trim().to_owned())?, "remotes.said.contact"))
}
